"""What SWR loads under a path, and what a function without types gives whose path is an argument, is the answer of the endpoint."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** How far it is. */
export type State = "new" | "solved";
/** A question of a customer. */
export interface Ticket { /** @format uuid */ id: string; subject: string; state: State }
/** One of them. @api GET /api/tickets/:id */
export interface GetTicket { params: { id: string }; response: Ticket }
/** All of them. @api GET /api/tickets */
export interface ListTickets { response: { tickets: Ticket[]; cursor: string | null } }
"""
PAGE = """
import useSWR from "swr";
FETCHER
export function Page({ id }) {
  const { data: ticket, error } = useSWR(id && `/api/tickets/${id}`, fetcher);
  const { data } = useSWR("/api/tickets", fetcher);
  if (ticket?.state === "open") return null;
  return <p>{ticket.title}{data?.items.length}{ticket.subject}{data.tickets.map((one) => one.name)}</p>;
}
"""
TOLD = ["unknown-property: items", "unknown-property: name", "unknown-property: title", "unknown-value: open"]


def _told(page: str, others: dict[str, str] | None = None) -> list[str]:
    snapshot = snapshot_as_written({"c/desk.contract.ts": CONTRACT, "web/page.jsx": page, **(others or {})})
    return sorted(f"{f.rule}: {page[f.range.start : f.range.end]}" for f in check(snapshot) if f.path == "web/page.jsx")


@pytest.mark.parametrize(
    "fetcher",
    [
        "const fetcher = (url) => fetch(url).then((response) => response.json());",
        "const fetcher = (...args) => fetch(...args).then((response) => response.json());",
        "const fetcher = async (path) => (await fetch(path)).json();",
        "async function fetcher(url) {\n const answer = await fetch(url);\n if (!answer.ok) throw answer;\n return answer.json();\n}",
        'import axios from "axios";\nconst fetcher = (url) => axios.get(url).then((response) => response.data);',
    ],
)
def test_what_swr_loads_under_a_path_is_the_answer(fetcher: str) -> None:
    assert _told(PAGE.replace("FETCHER", fetcher)) == TOLD


def test_what_loads_may_stand_elsewhere_or_nowhere() -> None:
    elsewhere = {"web/load.js": "export const fetcher = (url) => fetch(url).then((answer) => answer.json());"}
    assert _told(PAGE.replace("FETCHER", 'import { fetcher } from "./load";'), elsewhere) == TOLD
    assert _told(PAGE.replace("FETCHER", "").replace(", fetcher)", ")")) == TOLD


@pytest.mark.parametrize(
    "fetcher",
    [
        "const fetcher = (url) => fetch(url).then((response) => response.json()).then((body) => body.data);",
        "const fetcher = (url) => fetch(url).then((response) => response.json()).then((body) => ({ ...body, ...more(body) }));",
        'import { fetcher } from "some-library";',
        "const fetcher = (url) => client(url, more(url));",
    ],
)
def test_what_is_made_of_the_answer_on_the_way_is_not_told(fetcher: str) -> None:
    told = _told(PAGE.replace("FETCHER", fetcher))
    assert [t for t in told if not t.endswith(": data")] == []


def test_a_function_of_the_same_file_gives_what_is_answered_to_its_path() -> None:
    page = """
    const load = (path) => fetch(path).then((answer) => answer.json());
    export async function show(id) {
      const ticket = await load(`/api/tickets/${id}`);
      const other = await load(`/api/agents/${id}`);
      return [ticket.subject, ticket.title, other.title];
    }
    """
    assert _told(page) == ["unknown-property: title"]


HOOK = """
import { useEffect, useState } from "react";
export function useLoaded(url) {
  const [data, setData] = useState(null);
  const [error, setError] = useState(null);
  useEffect(() => {
    let ignore = false;
    async function run() {
      try {
        const response = await fetch(url);
        const json = await response.json();
        if (!ignore) setData(json);
      } catch (failure) {
        setError(failure);
      }
    }
    run();
    return () => { ignore = true; };
  }, [url]);
  return { data, error };
}
"""
SHOWS = """
import { useLoaded } from "./hook";
export function Page({ id }) {
  const { data: ticket } = useLoaded(`/api/tickets/${id}`);
  const { data } = useLoaded("/api/ticket");
  if (ticket?.state === "open") return null;
  return <p>{ticket.title}{ticket.subject}{data.anything}</p>;
}
"""


@pytest.mark.parametrize(
    "run",
    [
        HOOK[HOOK.index("    let ignore") : HOOK.index("  }, [url]")],
        "    fetch(url).then((answer) => answer.json()).then(setData);\n",
        "    const run = async () => {\n const answer = await fetch(url);\n setData(await answer.json());\n };\n run();\n",
    ],
)
def test_what_a_hook_of_our_own_loads_is_the_answer(run: str) -> None:
    hook = HOOK[: HOOK.index("    let ignore")] + run + HOOK[HOOK.index("  }, [url]") :]
    told = ["unknown-property: title", "unknown-route: /api/ticket", "unknown-value: open"]
    assert _told(SHOWS, {"web/hook.js": hook}) == told


def test_what_a_hook_makes_of_the_answer_is_not_told() -> None:
    for made in ("setData(build(json))", "setData(json.map(build))", "setData({ title: json.subject, state: 'open' })"):
        assert _told(SHOWS, {"web/hook.js": HOOK.replace("setData(json)", made)}) == ["unknown-route: /api/ticket"]


def test_a_function_of_another_file_gives_what_is_answered_to_its_path() -> None:
    load = "export const load = async (path) => {\n  const answer = await fetch(path);\n  return answer.json();\n};\n"
    page = 'import { load } from "./load";\nexport const subject = async (id) => (await load(`/api/tickets/${id}`)).title;\n'
    assert _told(page, {"web/load.js": load}) == ["unknown-property: title"]


@pytest.mark.parametrize(
    "unwrap",
    [
        "/** @param {Response} answer */\nasync function unwrap(answer) {\n  if (!answer.ok) throw 1;\n  return answer.json();\n}\n",
        "async function unwrap(response) {\n  return response.status === 204 ? null : response.json();\n}\n",
    ],
)
def test_a_function_that_takes_the_body_out_of_any_answer_gives_that_of_the_endpoint(unwrap: str) -> None:
    page = unwrap + (
        "export const all = async () => (await unwrap(await fetch('/api/tickets'))).items;\n"
        "export const kept = () => fetch('/api/tickets').then(unwrap).then((body) => [body.tickets, body.list]);\n"
    )
    assert _told(page) == ["unknown-property: items", "unknown-property: list"]


ENVELOPE = CONTRACT.replace("response: Ticket }", "response: { data: Ticket } }")
TAKES_OUT = """
export async function load(path, options) {
  const answer = await fetch(path, options);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.message);
  return body.data;
}
"""


def test_what_is_taken_out_of_any_answer_is_that_part_of_the_endpoints() -> None:
    page = 'import { load } from "./load";\nexport const of = async (id) => {\n  const ticket = await load(`/api/tickets/${id}`);\n'
    for said, told in (("[ticket.subject]", []), ("[ticket.title, ticket.data]", ["data", "title"])):
        text = f"{page}  return {said};\n}};\n"
        snapshot = snapshot_as_written({"c/desk.contract.ts": ENVELOPE, "web/load.js": TAKES_OUT, "web/page.js": text})
        assert sorted(text[f.range.start : f.range.end] for f in check(snapshot) if f.path == "web/page.js") == told
