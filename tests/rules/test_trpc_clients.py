"""Clients of tRPC: hooks, options for TanStack Query, what is kept of answers, subscriptions, callers, and the types of a router."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = "/** A book. */ export interface Book { id: string; title: string }"
SERVER = """
import { initTRPC } from "@trpc/server";
import { observable } from "@trpc/server/observable";
import { z } from "zod";
import type { Book } from "./contracts/book.contract";
const t = initTRPC.create();
declare function find(id: string): Promise<Book>;
/** @contract Book */
const asked = z.object({ id: z.string(), title: z.string() });
const books = t.router({
  byId: t.procedure.input(z.string()).query(({ input }) => find(input)),
  all: t.procedure.query(async () => [await find("")]),
  save: t.procedure.input(z.any()).mutation(async ({ input }) => find(input.id)),
  changes: t.procedure.subscription(async function* ({ signal }) { for await (const x of on(signal)) yield x as Book; }),
  told: t.procedure.output(z.custom<Book>()).query(async () => row()),
  add: t.procedure.input(z.object({ book: asked, days: z.number() })).mutation(({ input }): Book => input.book),
  find: t.procedure.input(asked).query(async ({ input }) => find(input.id)),
  observed: t.procedure.subscription(() => observable<Book>((emit) => { emit.next({ id: "", title: "" }); emit.error(1); })),
});
export const appRouter = t.router({ books });
export type AppRouter = typeof appRouter;
export const createCaller = t.createCallerFactory(appRouter);
"""
HEAD = """
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { createTRPCReact } from "@trpc/react-query";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { inferRouterInputs, inferRouterOutputs } from "@trpc/server";
import { createCallerFactory } from "@trpc/server";
import { appRouter, createCaller, type AppRouter } from "./server";
export const { TRPCProvider, useTRPC } = createTRPCContext<AppRouter>();
export const api = createTRPCReact<AppRouter>();
type Outputs = inferRouterOutputs<AppRouter>;
export async function use() {
  const trpc = useTRPC(), utils = api.useUtils(), caller = createCaller({});
"""


@pytest.mark.parametrize(
    "body",
    [
        "const { data } = useQuery(trpc.books.byId.queryOptions('1')); data?.%s;",
        "const key = { id: '1' }; const { data } = api.books.byId.useQuery(key.id); data?.%s;",
        "useMutation(trpc.books.save.mutationOptions({ onSuccess: (book) => book.%s }));",
        "api.books.save.useMutation({ onSuccess: (book) => book.%s });",
        "api.books.save.useMutation().mutate({}, { onSuccess: (book) => book.%s });",
        "api.books.changes.useSubscription(undefined, { onData: (book) => book.%s });",
        "api.books.observed.useSubscription(undefined, { onData(book) { book.%s; } });",
        "api.books.byId.useQuery('1', { select: (book) => book.%s });",
        "const { data } = api.books.byId.useQuery('1', { select: (book) => book }); data?.%s;",
        "const [book] = api.books.byId.useSuspenseQuery('1'); book.%s;",
        "utils.books.byId.getData('1')?.%s;",
        "utils.books.all.setData(undefined, (old) => old?.filter((book) => book.%s));",
        "(await caller.books.byId('1')).%s;",
        "(await createCallerFactory()(appRouter)({}).books.byId('1')).%s;",
        "const { data } = api.books.all.useInfiniteQuery({}, { getNextPageParam: (page) => page[0].%s }); data;",
        "const { data } = api.books.all.useInfiniteQuery({}); data?.pages.flatMap((page) => page).map((book) => book.%s);",
        "const [data] = api.books.all.useSuspenseInfiniteQuery({}); data.pages[0][0].%s;",
        "const { data } = api.books.told.useQuery(); data?.%s;",
        "api.books.add.useMutation().mutate({ book: { %s: 'x', id: '1' }, days: 2 });",
        "api.books.add.useMutation().mutate({ book: { id: '1', title: 'x' }, days: 2 }, { onSuccess: (book) => book.%s });",
        "utils.books.find.invalidate({ %s: 'x' });",
        "const show = (book: Outputs['books']['all'][number]) => book.%s;",
    ],
)
def test_what_a_procedure_gives_is_followed(body: str) -> None:
    assert found(body % "title") == []
    assert found(body % "name") == ["name"]


@pytest.mark.parametrize(
    "body",
    [
        "const { data } = api.books.byId.useQuery('1', { select: (book) => ({ name: book.title }) }); data?.name;",
        "const [name] = api.books.byId.useSuspenseQuery('1', { select: (book) => book.title }); name.other;",
        "utils.books.find.invalidate({ id: '1' }); utils.books.find.invalidate(); utils.books.add.setMutationDefaults({ retry: 1 });",
        "const { data } = api.books.find.useInfiniteQuery({ id: '1', title: 'x' }, { initialCursor: 3 }); data?.pages.length;",
        "const { data } = api.books.all.useInfiniteQuery({}, { select: (data) => ({ rows: data.pages }) }); data?.rows;",
        "utils.books.byId.invalidate('1'); utils.client.anything; utils.books.all.prefetch();",
        "const take = (input: inferRouterInputs<AppRouter>['books']['save']) => input.anything;",
    ],
)
def test_what_is_not_known_of_a_procedure(body: str) -> None:
    assert found(body) == []


def found(body: str) -> list[str]:
    texts = {"contracts/book.contract.ts": CONTRACT, "server.ts": SERVER, "client.ts": f"{HEAD}{body}\n}}\n"}
    faults = (f for f in check(snapshot_as_written(texts)) if f.severity == "error")
    return [texts[f.path][f.range.start : f.range.end] for f in faults]
