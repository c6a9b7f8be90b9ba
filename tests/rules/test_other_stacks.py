"""Servers of Elysia, Koa and AWS Lambda, pages of Solid, and what a program adds to the window, as they stand in one program."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A note. */
export interface Note { id: string; title: string; state: "draft" | "shared" }
/** What is wrong. */
export interface Refusal { kind: "missing" | "locked"; message: string }
/** Notes, by title.
 * @api GET /notes
 */
export interface ListNotes { query: { tag?: string }; response: { notes: Note[]; total: number }; errors: Refusal }
/** A note.
 * @api GET /notes/:noteId
 */
export interface GetNote { params: { noteId: string }; response: Note; errors: Refusal }
/** Writes one.
 * @api POST /notes
 */
export interface WriteNote { request: { title: string; tags: string[] }; response: Note; errors: Refusal }
/** Drops one.
 * @api DELETE /notes/:noteId
 */
export interface DropNote { params: { noteId: string }; response: null; errors: Refusal }
"""
TREE = {
    "contracts/note.contract.ts": CONTRACT,
    "services/elysia.ts": """
import { Elysia, t } from "elysia";
import { store } from "./store";
export const app = new Elysia().group("/notes", (app) =>
  app
    .get("/", ({ query }) => ({ notes: store.list(query.tag), total: 0 }), { query: t.Object({ tag: t.Optional(t.String()) }) })
    .get("/:noteId", ({ params, error }) => {
      const note = store.find(params.noteId);
      return note ?? error(404, { kind: "missing", message: "" });
    })
    .post("/", ({ body, set }) => {
      set.status = 201;
      return { id: "", title: body.title, state: "draft" };
    }, { body: t.Object({ title: t.String(), tags: t.Array(t.String()) }) }),
);
""",
    "services/koa.ts": """
import Router from "@koa/router";
import { drop } from "./store";
export const router = new Router({ prefix: "/notes" });
router.delete("/:noteId", async (ctx) => {
  if (await drop(ctx.params.noteId)) { ctx.status = 204; return; }
  ctx.status = 423;
  ctx.body = { kind: "locked", message: "" };
});
""",
    "lambda/write.ts": """
import type { APIGatewayProxyHandlerV2 } from "aws-lambda";
/** @contract WriteNote */
export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  const { title, tags } = JSON.parse(event.body ?? "{}");
  if (!title) return { statusCode: 400, body: JSON.stringify({ kind: "missing", message: event.requestContext.requestId }) };
  return { statusCode: 201, body: JSON.stringify({ id: tags[0], title, state: "draft" }) };
};
""",
    "lambda/get.ts": """
import type { APIGatewayProxyEvent } from "aws-lambda";
/** @contract GetNote */
export async function handler(event: APIGatewayProxyEvent) {
  return { statusCode: 200, body: await load(event.pathParameters?.noteId) };
}
""",
    "desktop/api.ts": """
import type { Note } from "../contracts/note.contract";
declare global { interface Window { notes: { list(tag: string): Promise<Note[]>; onChange(run: (note: Note) => void): void } } }
""",
    "desktop/renderer.ts": """
window.notes.onChange((note) => console.log(note.title, window.innerWidth, window.other?.thing));
export const titles = async () => (await window.notes.list("a")).map((one) => one.title);
""",
    "web/page.tsx": """
import { createAsync, query } from "@solidjs/router";
import { createSignal, For, Show } from "solid-js";
import { createStore, produce } from "solid-js/store";
import type { Note } from "../contracts/note.contract";
const load = query(async (tag: string): Promise<{ notes: Note[] }> => (await fetch(`/notes?tag=${tag}`)).json(), "notes");
export function Page() {
  const notes = createAsync(() => load("a"));
  const [chosen, choose] = createSignal<Note | null>(null);
  const [draft, setDraft] = createStore<Note>({ id: "", title: "", state: "draft" });
  setDraft("title", "b");
  setDraft(produce((old) => { old.title = ""; }));
  return (
    <main>
      <For each={notes()?.notes} fallback={<p />}>{(note, i) => <p onClick={() => choose(note)}>{i()} {note.state}</p>}</For>
      <Show when={chosen()} fallback={draft.id}>{(shown) => <b>{shown().title}</b>}</Show>
      <For each={["a"]}>{(text) => <i>{text.length}</i>}</For>
    </main>
  );
}
""",
    "web/desk.tsx": """
import { Match, splitProps, Switch } from "solid-js";
import { createStore, produce, reconcile, unwrap } from "solid-js/store";
import type { Note } from "../contracts/note.contract";
interface Desk { notes: Note[]; open: Note | null; byId: Record<string, Note>; zoom: number }
const [desk, setDesk] = createStore<Desk>({ notes: [], open: null, byId: {}, zoom: 1 });
export function work(note: Note, fresh: Note[]) {
  setDesk("notes", (one) => one.id === note.id, "title", note.title);
  setDesk("notes", 0, { state: "draft" });
  setDesk("notes", [0, 1], produce((one) => { one.title += "!"; }));
  setDesk("open", note);
  setDesk("notes", reconcile(fresh));
  setDesk("byId", note.id, (old) => ({ ...old, title: old.title.trim() }));
  setDesk("zoom", (zoom) => zoom * 2);
  setDesk({ open: null, zoom: 3 });
  setDesk(produce((all) => { all.notes.push(note); delete all.byId[note.id]; }));
  return unwrap(desk).notes[0].state;
}
export function Line(props: { note: Note; wide?: boolean }) {
  const [own, rest] = splitProps(props, ["note"]);
  return <Switch><Match when={own.note}>{(note) => <p class={rest.wide ? "a" : "b"}>{note().title}</p>}</Match></Switch>;
}
""",
    "svelte/notes.svelte.ts": """
import type { Note } from "../contracts/note.contract";
class Notes { all = $state<Note[]>([]); chosen = $state<Note>({ id: "1", title: "", state: "draft" }); }
export const notes = new Notes();
""",
    "svelte/Tile.svelte": """
<script lang="ts">
  import type { Note } from "../contracts/note.contract";
  interface Props { note: Note; state?: Note["state"]; onpick?: (id: string) => void; children?: unknown }
  let { note, state = "draft", onpick, children }: Props = $props();
</script>
<p onclick={() => onpick?.(note.id)}>{note.title} {state}{@render children?.()}</p>
""",
    "svelte/Old.svelte": """
<script lang="ts">
  import type { Note } from "../contracts/note.contract";
  export let shown: Note;
  export let size = 1;
</script>
<p>{shown.title.repeat(size)}</p>
""",
    "svelte/Page.svelte": """
<script lang="ts">
  import Tile from "./Tile.svelte";
  import Old from "./Old.svelte";
  import { notes } from "./notes.svelte";
  import Chart from "chart-kit";
  let rest = { onpick: () => {} };
</script>
{#each notes.all as note (note.id)}
  <Tile {note} state="shared" onpick={(id) => { notes.chosen = note; }} />
  <Tile {note}><b>{note.title}</b></Tile>
  <Tile note={notes.chosen} {...rest} />
  <Old shown={note} bind:size={notes.all.length} on:click={() => (2 > 1 ? "}" : "{")} let:x slot="y" --gap="2px" />
  <Chart anything={note} at="all" />
{/each}
""",
}


def found(path: str = "", was: str = "", now: str = "") -> list[tuple[str, str]]:
    texts = dict(TREE)
    if path:
        assert texts[path].count(was) == 1
        texts[path] = texts[path].replace(was, now)
    faults = [f for f in check(snapshot_as_written(texts)) if f.severity in ("error", "warning")]
    return [
        (f.path, texts[f.path][f.range.start : f.range.end].strip("\"'")) for f in faults if "contracts" not in f.path
    ]


def test_a_program_that_keeps_its_contract() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("path", "was", "now", "at"),
    [
        ("services/elysia.ts", "query.tag", "query.label", "label"),
        ("services/elysia.ts", "{ tag: t.Optional", "{ label: t.Optional", "label"),
        ("services/elysia.ts", "total: 0", "count: 0", "count"),
        ("services/elysia.ts", "params.noteId", "params.id", "id"),
        ("services/elysia.ts", 'kind: "missing"', 'code: "missing"', "code"),
        ("services/elysia.ts", "body.title", "body.name", "name"),
        ("services/elysia.ts", "title: t.String()", "name: t.String()", "name"),
        ("services/elysia.ts", '"/notes", (app)', '"/note", (app)', "/note"),
        ("services/koa.ts", "ctx.params.noteId", "ctx.params.id", "id"),
        ("services/koa.ts", 'kind: "locked"', 'kind: "busy"', "busy"),
        ("services/koa.ts", 'prefix: "/notes"', 'prefix: "/note"', "/note"),
        ("lambda/write.ts", "{ title, tags } =", "{ name: title, tags } =", "name"),
        ("lambda/write.ts", "{ kind: ", "{ code: ", "code"),
        ("lambda/write.ts", 'state: "draft"', 'state: "new"', "new"),
        ("lambda/get.ts", "pathParameters?.noteId", "pathParameters?.id", "id"),
        ("desktop/renderer.ts", "note.title", "note.name", "name"),
        ("desktop/renderer.ts", "one.title", "one.name", "name"),
        ("web/page.tsx", "note.state", "note.status", "status"),
        ("web/page.tsx", "shown().title", "shown().name", "name"),
        ("web/page.tsx", "draft.id", "draft.key", "key"),
        ("web/page.tsx", 'setDraft("title"', 'setDraft("name"', "name"),
        ("web/desk.tsx", 'setDesk("open", note)', 'setDesk("shown", note)', "shown"),
        ("web/desk.tsx", "one.id === note.id", "one.key === note.id", "key"),
        ("web/desk.tsx", '"title", note.title', '"name", note.title', "name"),
        ("web/desk.tsx", '0, { state: "draft" }', '0, { status: "draft" }', "status"),
        ("web/desk.tsx", '0, { state: "draft" }', '0, { state: "new" }', "new"),
        ("web/desk.tsx", "one.title +=", "one.name +=", "name"),
        ("web/desk.tsx", "old.title.trim()", "old.name.trim()", "name"),
        ("web/desk.tsx", "note().title", "note().name", "name"),
        ("svelte/notes.svelte.ts", 'title: "", state', 'name: "", state', "name"),
        ("svelte/Page.svelte", "<b>{note.title}", "<b>{note.name}", "name"),
        ("svelte/Page.svelte", '<Tile {note} state="shared"', '<Tile item={note} state="shared"', "item"),
        ("svelte/Page.svelte", 'state="shared"', 'state="hidden"', "hidden"),
        ("svelte/Page.svelte", "<Tile note={notes.chosen}", "<Tile item={notes.chosen}", "item"),
        ("svelte/Page.svelte", "<Old shown", "<Old showed", "showed"),
    ],
)
def test_what_breaks_it_is_told_at_its_place(path: str, was: str, now: str, at: str) -> None:
    assert (path, at) in found(path, was, now)


FASTIFY = """
import type { FastifyInstance } from "fastify";
import { all, one } from "./store";
export default async function notes(app: FastifyInstance) {
  app.get("/notes", async (request) => all(request.query.tag));
  app.get("/notes/:noteId", async (request) => {
    const note = await one(request.params.noteId);
    const mark = () => { return { nonsense: true }; };
    if (!note) throw new Missing(mark());
    return { ...note, state: "draft" };
  });
  app.post("/notes", async (request) => {
    const made = { id: "", title: request.body.title, state: "draft" };
    return made;
  });
}
"""
STORE = """
export async function all(tag) { const notes = await find(tag); return { notes, total: notes.length }; }
export const one = (id) => load(id);
"""


@pytest.mark.parametrize(
    ("was", "now", "at"),
    [
        ("", "", []),
        ("notes, total:", "notes, count:", ["count"]),
        ("{ notes, total: notes.length }", "{ notes }", ["{ notes }"]),
        ('title: request.body.title, state: "draft"', 'titel: request.body.title, state: "draft"', ["titel"]),
        ('request.body.title, state: "draft"', 'request.body.title, state: "new"', ["new"]),
        ('note, state: "draft"', 'note, state: "new"', ["new"]),
        ('FastifyInstance } from "fastify"', 'FastifyPluginAsyncZod } from "@fastify/type-provider-zod"', []),
        (
            'from "fastify";\nimport { all, one } from "./store";',
            'from "@fastify/type-provider-zod";\nimport { one } from "./store";\nconst all = (tag) => { return { notes: [], count: 1 }; };',
            ["count"],
        ),
        (
            'from "fastify";\nimport { all, one } from "./store";',
            'from "fastify-type-provider-zod";\nimport { one } from "./store";\nconst all = (tag) => { return { notes: [], count: 1 }; };',
            ["count"],
        ),
        (
            'from "fastify";\nimport { all, one } from "./store";',
            'from "./fastify";\nimport { one } from "./store";\nconst all = (tag) => { return { notes: [], count: 1 }; };',
            [],
        ),
    ],
)
def test_what_a_handler_of_fastify_gives_is_its_answer(was: str, now: str, at: list[str]) -> None:
    texts = {"contracts/note.contract.ts": CONTRACT, "api/notes.ts": FASTIFY, "api/store.ts": STORE}
    texts = {p: t.replace(was, now) if was else t for p, t in texts.items()}
    faults = [f for f in check(snapshot_as_written(texts)) if f.severity in ("error", "warning") and "api/" in f.path]
    assert [texts[f.path][f.range.start : f.range.end] for f in faults] == at
