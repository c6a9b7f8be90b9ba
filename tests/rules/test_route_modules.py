"""Files of React Router and Remix that only answer requests, by a table of routes or by their own names, and schemas of yup there."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A berth. */
export interface Berth { id: number; name: string; state: "free" | "taken" }
/** What is wrong. */
export interface Refusal { reason: "taken" | "unknown"; detail: string }
/** Takes a berth.
 * @api POST /api/berths/:berthId/take
 */
export interface TakeBerth { params: { berthId: string }; request: { skipper: string; nights: number }; response: Berth; errors: Refusal }
/** The weather.
 * @api GET /api/weather
 */
export interface GetWeather { query: { hours?: string }; response: { knots: number }; errors: never }
"""
TABLE = """
import { index, layout, prefix, route, type RouteConfig } from "@react-router/dev/routes";
export default [
  index("routes/home.tsx"),
  layout("routes/frame.tsx", [route("berths/:id", "routes/berth.tsx")]),
  ...prefix("api", [route("weather", "routes/weather.ts"), route("berths/:berthId/take", "./routes/take.ts")]),
] satisfies RouteConfig;
"""
TAKE = """
import { data } from "react-router";
import { takingSchema } from "../schemas";
import { take } from "../berths.server";
export async function action({ request, params }) {
  const { skipper, nights } = takingSchema.validateSync(await request.json());
  const berth = await take(params.berthId, skipper, nights);
  if (!berth) return data({ reason: "taken", detail: "" }, { status: 409 });
  return { id: berth.id, name: berth.name, state: "taken" };
}
"""
WEATHER = """
import type { Route } from "./+types/weather";
export async function loader({ request }: Route.LoaderArgs) {
  const hours = new URL(request.url).searchParams.get("hours");
  return Response.json({ knots: Number(hours) });
}
"""
SCHEMAS = """
import * as yup from "yup";
export const takingSchema = yup.object({ skipper: yup.string().required(), nights: yup.number().required() });
"""
PAGE = """
import { useFetcher } from "react-router";
export function Page({ id }: { id: number }) {
  const fetcher = useFetcher(), weatherFetcher = useFetcher();
  const take = () => fetcher.submit({ skipper: "", nights: 1 },
    { method: "post", action: `/api/berths/${id}/take`, encType: "application/json" });
  const look = () => weatherFetcher.load("/api/weather?hours=3");
  const other = () => fetcher.submit(new FormData(), { method: "post" });
  return <p onClick={take} onBlur={look} onFocus={other} />;
}
"""
TREE = {
    "app/routes.ts": TABLE,
    "app/routes/take.ts": TAKE,
    "app/routes/weather.ts": WEATHER,
    "app/schemas.ts": SCHEMAS,
    "app/page.tsx": PAGE,
}
REMIX = {
    "app/routes/api.berths_.$berthId.take.ts": TAKE.replace('"react-router"', '"@remix-run/node"'),
    "app/routes/api.weather.ts": WEATHER.replace("./+types/weather", "@remix-run/node"),
    "app/schemas.ts": SCHEMAS,
}


def found(tree: dict[str, str], was: str = "", now: str = "") -> list[str]:
    texts = {p: t.replace(was, now) for p, t in tree.items()} | {"contracts/berth.contract.ts": CONTRACT}
    faults = [f for f in check(snapshot_as_written(texts)) if f.severity in ("error", "warning")]
    return [texts[f.path][f.range.start : f.range.end].strip("\"'") for f in faults if f.path.startswith("app/")]


@pytest.mark.parametrize("tree", [TREE, REMIX])
def test_what_keeps_the_contract(tree: dict[str, str]) -> None:
    assert found(tree) == []


@pytest.mark.parametrize("tree", [TREE, REMIX])
@pytest.mark.parametrize(
    ("was", "now", "at"),
    [
        ("{ skipper, nights } =", "{ skipper, days: nights } =", "days"),
        ("params.berthId", "params.id", "id"),
        ('{ reason: "taken"', '{ code: "taken"', "code"),
        ('reason: "taken"', 'reason: "gone"', "gone"),
        ("name: berth.name", "title: berth.name", "title"),
        ('state: "taken"', 'state: "let"', "let"),
        ("knots: Number", "wind: Number", "wind"),
        ('get("hours")', 'get("h")', "h"),
        ("nights: yup.number()", "days: yup.number()", "days"),
    ],
)
def test_what_breaks_it(tree: dict[str, str], was: str, now: str, at: str) -> None:
    assert at in found(tree, was, now)


@pytest.mark.parametrize(
    ("was", "now", "at"),
    [
        ("nights: 1 }", "days: 1 }", "days"),
        ("hours=3", "hour=3", "hour"),
    ],
)
def test_what_a_fetcher_sends(was: str, now: str, at: str) -> None:
    assert at in found(TREE, was, now)


def test_what_a_form_is_for_is_no_field_of_a_request() -> None:
    form = """
  const form = await request.formData();
  const skipper = form.get("skipper"), nights = form.get(form.get("intent") === "stay" ? "nights" : "_action");
"""
    body = "  const { skipper, nights } = takingSchema.validateSync(await request.json());\n"
    assert body in TAKE
    asks = {**TREE, "app/routes/take.ts": TAKE.replace(body, form)}
    assert found(asks) == []
    assert found(asks, 'form.get("skipper")', 'form.get("sailor")') == ["sailor"]


def test_an_action_that_asks_for_the_method_may_be_any_endpoint() -> None:
    asks = {
        **TREE,
        "app/routes/take.ts": TAKE.replace(
            "  const berth", '  if (request.method === "PUT") return { other: 1 };\n  const berth'
        ),
    }
    assert found(asks) == []
