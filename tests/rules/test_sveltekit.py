"""Programs of SvelteKit: what pages are given by their loads and layouts, what its routes answer, and what its events know."""

import pytest

from support.programs import faults_in

CONTRACT = """
/** A plot. */
export interface Plot { id: number; label: string; state: "free" | "leased"; tenant: Tenant | null }
/** Who leases it. */
export interface Tenant { id: number; fullName: string }
/** Why not. */
export interface GardenError { reason: "unknown" | "leased"; detail: string }
/** A plot.
 * @api GET /api/plots/:plotId
 */
export interface GetPlot { params: { plotId: string }; response: Plot; errors: GardenError }
"""
APP = {
    "contracts/garden.contract.ts": CONTRACT,
    "src/app.d.ts": """
import type { Tenant } from "$contracts/garden.contract";
declare global { namespace App { interface Locals { tenant: Tenant | null } } }
export {};
""",
    "src/hooks.server.ts": """
import type { Handle } from "@sveltejs/kit";
export const handle: Handle = async ({ event, resolve }) => {
  console.log(event.locals.tenant?.fullName, event.cookies.get("x"), event.locals.other);
  return resolve(event);
};
""",
    "src/lib/server/plots.ts": """
import postgres from "postgres";
import * as v from "valibot";
import type { Plot } from "$contracts/garden.contract";
const sql = postgres("");
export async function findPlots(): Promise<Plot[]> {
  const [first] = await sql<Plot[]>`SELECT * FROM plots`;
  console.log(first.label);
  return [];
}
/** @contract Tenant */
export const tenant = v.object({ id: v.number(), fullName: v.string() });
export const read = (body: unknown) => { const { output } = v.safeParse(tenant, body); return output.fullName + v.parse(tenant, body).id; };
""",
    "src/routes/+layout.server.ts": """
import type { LayoutServerLoad } from "./$types";
export const load: LayoutServerLoad = async ({ locals }) => ({ tenant: locals.tenant });
""",
    "src/routes/plots/+page.server.ts": """
import { findPlots } from "$lib/server/plots";
import type { Actions, PageServerLoad } from "./$types";
export const load: PageServerLoad = async ({ locals, params }) => {
  const plots = await findPlots();
  return { plots, mine: plots.filter((p) => p.tenant?.id === locals.tenant?.id), of: params.of };
};
export const actions: Actions = {
  lease: async ({ locals, request }) => ({ by: locals.tenant?.fullName, form: await request.formData() }),
};
""",
    "src/routes/plots/+page.svelte": """<script lang="ts">
  import type { PageData } from "./$types";
  export let data: PageData;
  $: labels = data.plots.map((p) => p.label);
</script>
<p>{data.tenant?.fullName} {data.of} {labels}</p>
{#each data.mine as plot}<b>{plot.state}</b>{/each}
""",
    "src/routes/map/+page.ts": """
import { findPlots } from "$lib/server/plots";
export const load = async ({ fetch }) => ({ plots: await findPlots(), home: await fetch("/") });
""",
    "src/routes/map/+page.svelte": """<script lang="ts">
  let { data, form } = $props();
</script>
{#each data.plots as plot}<b>{plot.label}</b>{/each} {data.tenant?.fullName} {form?.anything} {data.unknown}
""",
    "src/routes/api/plots/[plotId]/+server.ts": """
import { error, json } from "@sveltejs/kit";
import type { RequestHandler } from "./$types";
export const GET: RequestHandler = async ({ params, url, locals }) => {
  if (params.plotId === "0") error(404, { message: "No.", reason: "unknown", detail: url.searchParams.get("x") ?? "" });
  if (!locals.tenant) return json({ reason: "leased", detail: "" }, { status: 409 });
  return json({ id: 1, label: "", state: "free", tenant: { id: 1, fullName: locals.tenant.fullName } });
};
""",
}


def found(path: str = "", written: str = "", instead: str = "") -> list[tuple[str, str]]:
    return faults_in(APP, path, written, instead)


def test_a_program_that_keeps_its_contract() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("path", "written", "instead", "at"),
    [
        ("src/hooks.server.ts", "event.locals.tenant?.fullName", "event.locals.tenant?.name", "name"),
        ("src/lib/server/plots.ts", "first.label", "first.name", "name"),
        ("src/lib/server/plots.ts", "output.fullName", "output.name", "name"),
        ("src/lib/server/plots.ts", "v.parse(tenant, body).id", "v.parse(tenant, body).key", "key"),
        ("src/routes/plots/+page.server.ts", "p.tenant?.id", "p.tenant?.key", "key"),
        ("src/routes/plots/+page.server.ts", "locals.tenant?.id", "locals.tenant?.key", "key"),
        ("src/routes/plots/+page.server.ts", "locals.tenant?.fullName", "locals.tenant?.name", "name"),
        ("src/routes/plots/+page.svelte", "p.label", "p.name", "name"),
        ("src/routes/plots/+page.svelte", "data.tenant?.fullName", "data.tenant?.name", "name"),
        ("src/routes/plots/+page.svelte", "plot.state", "plot.status", "status"),
        ("src/routes/map/+page.svelte", "plot.label", "plot.name", "name"),
        ("src/routes/map/+page.svelte", "data.tenant?.fullName", "data.tenant?.name", "name"),
        ("src/routes/api/plots/[plotId]/+server.ts", 'reason: "unknown"', 'reason: "gone"', "gone"),
        ("src/routes/api/plots/[plotId]/+server.ts", '{ reason: "leased"', '{ code: "leased"', "code"),
        ("src/routes/api/plots/[plotId]/+server.ts", 'label: "", state', 'name: "", state', "name"),
        ("src/routes/api/plots/[plotId]/+server.ts", "locals.tenant.fullName", "locals.tenant.name", "name"),
    ],
)
def test_what_breaks_it_is_told_at_its_place(path: str, written: str, instead: str, at: str) -> None:
    assert (path, at) in [(p, text.strip("\"'")) for p, text in found(path, written, instead)]
