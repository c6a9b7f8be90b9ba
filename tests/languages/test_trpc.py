"""Procedures of tRPC: what a router says, and what its client does."""

import pytest

from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

CONTRACT = """
/** A parcel. */
export interface Parcel { /** @format uuid */ id: string; weightGrams: number }
/** What one asks for. */
export interface Wanted { /** @format uuid */ id: string; urgent?: boolean }
/** A row. @view Row */
export interface RowProps { parcel: Parcel; onTake: (wanted: Wanted) => void }
"""
ROUTER = """
import { initTRPC } from "@trpc/server";
import { z } from "zod";
import type { Parcel } from "../parcel.contract";
const t = initTRPC.create();
/** @contract Wanted */
const wanted = z.object({ id: z.string().uuid(), urgent: z.boolean().optional() });
const protectedProcedure = t.procedure.use(check);
export const appRouter = t.router({
  parcels: t.router({
    one: protectedProcedure.input(wanted).query(async ({ input }): Promise<Parcel> => load(input.id)),
    take: t.procedure.input(wanted).mutation(({ input }): Promise<Parcel> => take(input.id, input.urgent)),
  }),
});
export type AppRouter = typeof appRouter;
"""
CLIENT = """
import { createTRPCReact } from "@trpc/react-query";
import type { AppRouter } from "./router";
import type { RowProps } from "../parcel.contract";
const api = createTRPCReact<AppRouter>();
export function Page() {
  const { data } = api.parcels.one.useQuery({ id: "1", urgent: true });
  const take = api.parcels.take.useMutation();
  return <Row parcel={data} onTake={(wanted) => take.mutate({ id: wanted.id, urgent: false })} key={data?.weightGrams} />;
}
function Row({ parcel, onTake }: RowProps) { return null; }
"""


def found(router: str = ROUTER, client: str = CLIENT) -> list[tuple[str, str]]:
    texts = {"parcel.contract.ts": CONTRACT, "src/router.ts": router, "src/page.tsx": client}
    snapshot = snapshot_from_texts(texts)
    loud = (f for f in check(snapshot) if f.severity == "error")
    return [(f.path, snapshot.sources[f.path].text[f.range]) for f in loud if f.rule == "unknown-property"]


def test_what_keeps_the_contract_is_fine() -> None:
    assert found() == []


@pytest.mark.parametrize(("before", "after"), [("load(input.id)", "load(input.key)"), ("input.urgent", "input.fast")])
def test_what_a_procedure_takes(before: str, after: str) -> None:
    assert found(router=ROUTER.replace(before, after)) == [("src/router.ts", after.rpartition(".")[2].rstrip(")"))]


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ('useQuery({ id: "1"', 'useQuery({ key: "1"', "key"),
        ("data?.weightGrams", "data?.grams", "grams"),
        ("urgent: false", "fast: false", "fast"),
    ],
)
def test_what_a_client_sends_and_reads(before: str, after: str, place: str) -> None:
    assert found(client=CLIENT.replace(before, after)) == [("src/page.tsx", place)]


def test_what_a_prop_of_a_contract_is_called_with() -> None:
    client = """
import type { RowProps } from "../parcel.contract";
export const Row = ({ parcel, onTake }: RowProps) => <b onClick={() => onTake({ id: parcel.id, urgnt: true })} />;
"""
    assert found(client=client) == [("src/page.tsx", "urgnt")]


CONTEXT = """
import { initTRPC } from "@trpc/server";
import type { Parcel } from "../parcel.contract";
export interface Parcels { load(id: string): Promise<Parcel>; add(parcel: Parcel): Promise<void> }
export interface Context { parcels: Parcels; user: string | null }
const t = initTRPC.context<Context>().create();
export const { router, procedure } = t;
export const users = procedure.use(({ ctx, next }) => next({ ctx: { ...ctx, user: ctx.user ?? "" } }));
"""
CALLED = """
import { z } from "zod";
import { procedure, router, users } from "./context";
const app = router({
  weight: procedure.input(z.string()).query(async ({ ctx, input }) => (await ctx.parcels.load(input)).weightGrams),
  add: users.mutation(({ ctx }) => ctx.parcels.add({ id: "1", weightGrams: 2 })),
  one: users.input(z.string()).query(async ({ ctx, input }) => ctx.parcels.load(input)),
});
export const shown = async () => (await app.createCaller({ parcels: null!, user: null }).one("1")).weightGrams;
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("load(input)).weightGrams)", "load(input)).weihgtGrams)"),
        ("weightGrams: 2", "weihgtGrams: 2"),
        ('.one("1")).weightGrams', '.one("1")).weihgtGrams'),
    ],
)
def test_what_the_context_of_procedures_has_and_callers_are_given(before: str, after: str) -> None:
    texts = {"parcel.contract.ts": CONTRACT, "src/context.ts": CONTEXT, "src/app.ts": CALLED}
    assert [f.message for f in check(snapshot_from_texts(texts)) if f.severity == "error"] == []
    texts["src/app.ts"] = CALLED.replace(before, after)
    assert len([f for f in check(snapshot_from_texts(texts)) if f.severity == "error"]) == 1
