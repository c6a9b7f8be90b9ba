"""Programs of Nuxt: names that its build takes in, routes of Nitro by their files, and what is fetched."""

import pytest

from dovetail.rules import check
from support.programs import faults_in
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A book. @db books */
export interface Book { id: string; title: string; status: "in" | "out"; pages: number | null }
/** Books, by title.
 * @api GET /api/books
 */
export interface ListBooks { query: { status?: "in" | "out" }; response: { items: Book[]; total: number }; errors: never }
/** A change.
 * @api PATCH /api/books/:id
 */
export interface ChangeBook { params: { id: string }; request: { title: string; status: "in" | "out" }; response: Book; errors: never }
"""
APP = {
    "contracts/book.contract.ts": CONTRACT,
    "nuxt.config.ts": "export default defineNuxtConfig({});",
    "app/stores/books.ts": """
import type { Book } from "~~/contracts/book.contract";
export const useBooks = defineStore("books", () => {
  const all = ref<Book[]>([]);
  const first = computed(() => all.value[0]);
  async function load() {
    all.value = (await $fetch<{ items: Book[]; total: number }>("/api/books", { query: { status: "in" } })).items;
  }
  return { all, first, load };
});
""",
    "app/composables/useBook.ts": """
import type { Book } from "~~/contracts/book.contract";
export function useBook(id: string) {
  const { data: book, refresh } = useLazyFetch<Book>(`/api/books/${id}`, { method: "PATCH", body: { title: "", status: "in" } });
  return { book, heading: computed(() => book.value?.title ?? ""), refresh };
}
""",
    "app/plugins/shop.ts": """
import type { Book } from "~~/contracts/book.contract";
export default defineNuxtPlugin(() => {
  const rename = (id: string, title: string) => $fetch<Book>(`/api/books/${id}`, { method: "PATCH", body: { title, status: "in" } });
  return { provide: { shop: { rename } } };
});
""",
    "server/utils/store.ts": """
import { sqliteTable, text, integer } from "drizzle-orm/sqlite-core";
import { drizzle } from "drizzle-orm/better-sqlite3";
export const books = sqliteTable("books", {
  id: text("id").primaryKey(), title: text("title").notNull(), pages: integer("pages"),
  status: text("status", { enum: ["in", "out"] }).notNull(),
});
export const useStore = () => drizzle(useRuntimeConfig().file);
""",
    "server/api/books/index.get.ts": """
import { z } from "zod";
const wanted = z.object({ status: z.enum(["in", "out"]).optional() });
export default defineEventHandler(async (event) => {
  const { status } = await getValidatedQuery(event, (query) => wanted.parse(query));
  const items = await useStore().select().from(books);
  return { items: items.filter((b) => b.status === status), total: items.length };
});
""",
    "server/api/books/[id].patch.ts": """
import { eq } from "drizzle-orm";
export default defineEventHandler(async (event) => {
  const id = getRouterParam(event, "id");
  const { title, status } = await readBody<{ title: string; status: "in" | "out" }>(event);
  const [book] = await useStore().update(books).set({ title, status }).where(eq(books.id, id)).returning();
  if (!book) throw createError({ statusCode: 404 });
  return { id, title: book.title, status: book.status, pages: book.pages };
});
""",
    "app/pages/index.vue": """<script setup lang="ts">
import type { Book } from "~~/contracts/book.contract";
const store = useBooks();
const { book, heading } = useBook("1");
const { data } = await useFetch<{ total: number }>("/api/books");
const { $shop, $i18n } = useNuxtApp();
const renamed = (await $shop.rename("1", $i18n.t("x"))).title;
const chosen = useState<{ book: Book } | null>("chosen", () => null);
const { data: marked } = await useFetch("/api/books", { transform: (page) => page.items.map((b) => ({ ...b, isMarked: true })) });
await useAsyncData(() => store.load());
</script>
<template>
  <h1>{{ heading }} {{ book?.status }} {{ data?.total }} {{ marked?.[0].isMarked }} {{ chosen?.book.pages }}</h1>
  <p v-for="one in store.all" :key="one.id" :class="{ out: isOut(one) }">{{ one.title }}</p>
</template>
""",
}


def found(path: str = "", written: str = "", instead: str = "") -> list[tuple[str, str]]:
    return faults_in(APP, path, written, instead)


def test_a_program_that_keeps_its_contract() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("path", "written", "instead", "at"),
    [
        ("app/stores/books.ts", "all.value[0]", "all.value[0].name", "name"),
        ("app/stores/books.ts", 'query: { status: "in" }', 'query: { state: "in" }', "state"),
        ("app/composables/useBook.ts", "book.value?.title", "book.value?.name", "name"),
        ("app/composables/useBook.ts", 'body: { title: "", status', 'body: { name: "", status', "name"),
        ("server/api/books/index.get.ts", "z.object({ status: z", "z.object({ state: z", "state"),
        ("server/api/books/index.get.ts", '["in", "out"]', '["in", "gone"]', 'z.enum(["in", "gone"]).optional()'),
        ("server/api/books/index.get.ts", "total: items.length", "count: items.length", "count"),
        ("server/api/books/index.get.ts", 'b.status === status', 'b.state === status', "state"),
        ("server/api/books/[id].patch.ts", 'getRouterParam(event, "id")', 'getRouterParam(event, "bookId")', "bookId"),
        ("server/api/books/[id].patch.ts", "<{ title: string;", "<{ name: string;", "name"),
        ("server/api/books/[id].patch.ts", "pages: book.pages }", "pageCount: book.pages }", "pageCount"),
        ("server/api/books/[id].patch.ts", "title: book.title", "title: book.name", "name"),
        ("app/pages/index.vue", "{{ one.title }}", "{{ one.name }}", "name"),
        ("app/pages/index.vue", "book?.status", "book?.state", "state"),
        ("app/pages/index.vue", '$i18n.t("x"))).title', '$i18n.t("x"))).name', "name"),
        ("app/pages/index.vue", "chosen?.book.pages", "chosen?.book.count", "count"),
    ],
)  # fmt: skip
def test_what_breaks_it_is_told_at_its_place(path: str, written: str, instead: str, at: str) -> None:
    assert (path, at) in found(path, written, instead)


def test_names_that_no_folder_or_two_folders_declare_say_nothing() -> None:
    store = APP["app/stores/books.ts"]
    page = APP["app/pages/index.vue"].replace("{{ one.title }}", "{{ one.name }}")
    for others in ({"lib/books.ts": store}, {"app/stores/books.ts": store, "app/utils/books.ts": store}):
        texts = {p: t for p, t in APP.items() if "stores" not in p} | others | {"app/pages/index.vue": page}
        assert not [
            f for f in check(snapshot_as_written(texts)) if f.path == "app/pages/index.vue" and f.severity == "error"
        ]


def test_contracts_that_the_build_takes_in_are_known_without_an_import() -> None:
    texts = {
        "nuxt.config.ts": APP["nuxt.config.ts"],
        "shared/types/book.contract.ts": CONTRACT,
        "app/pages/one.vue": """<script setup lang="ts">
const { data } = await useFetch<Book>("/api/books/1");
defineProps<{ other: Book; kind: Bookish }>();
</script>
<template><p>{{ data?.title }} {{ other.status }} {{ kind.anything }}</p></template>
""",
    }
    for was, now, names in (
        ("", "", []),
        ("data?.title", "data?.name", ["name"]),
        ("other.status", "other.state", ["state"]),
    ):
        page = texts["app/pages/one.vue"].replace(was, now) if was else texts["app/pages/one.vue"]
        faults = check(snapshot_as_written({**texts, "app/pages/one.vue": page}))
        assert [
            page[f.range.start : f.range.end] for f in faults if f.path.endswith(".vue") and f.severity == "error"
        ] == names
