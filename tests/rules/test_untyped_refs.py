"""Refs of Vue that say no type are held to what they are given, in components of JavaScript too."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** An order. */
export interface Order { id: string; totalCents: number; state: "open" | "paid" }
/** All.
 * @api GET /orders */
export interface ListOrders { response: { orders: Order[] }; errors: never }
/** Create.
 * @api POST /orders */
export interface CreateOrder { request: { note: string }; response: Order; errors: never }
"""
PAGE = """<script setup>
import axios from "axios";
import { computed, onMounted, ref, shallowRef } from "vue";
const orders = ref([]);
const last = shallowRef(null);
const paid = computed(() => orders.value.filter((order) => order.state === "@paid~payed@"));
async function add(note) {
  const { data } = await axios.post("/orders", { note });
  last.value = data;
  orders.value.push(data);
}
onMounted(async () => {
  const { data } = await axios.get("/orders");
  orders.value = data.orders;
});
const total = () => orders.value.reduce((sum, order) => sum + order.@totalCents~totl@, 0) + last.value.@totalCents~totl@;
</script>
<template>
  <p v-if="last">{{ last.@id~idd@ }} {{ total() }}</p>
  <li v-for="order in orders" :key="order.id">{{ order.@totalCents~totl@ }} {{ paid.length }}</li>
</template>
"""
ADDED = [
    ("orders.value.push(data)", "orders.value.push({ ...data, open: true })"),
    ("orders.value = data.orders", "orders.value = data.orders.map((o) => ({ ...o, open: false }))"),
    ("orders.value = data.orders", "orders.value = [{ id: 0, open: true }]"),
    ("last.value = data", "last.value = data; orders.value.forEach((o) => { o.open = false; })"),
    ("ref([])", "ref([{ open: true }])"),
    ("ref([])", "useOrders()"),
    ("import { computed, onMounted, ref, shallowRef }", "import { ref } from './refs';\nimport { computed, onMounted, shallowRef }"),
]  # fmt: skip


def _found(page: str) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "web/Page.vue": page})
    found = [f for f in check(snapshot) if f.path == "web/Page.vue" and f.severity in ("error", "warning")]
    return [snapshot.sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize("wrong", range(-1, 5))
def test_a_wrong_name_is_shown(wrong: int) -> None:
    pieces = PAGE.split("@")
    told = [p.split("~")[1] for i, p in enumerate(pieces[1::2]) if i == wrong]
    assert _found("".join(p if i % 2 == 0 else p.split("~")[i // 2 == wrong] for i, p in enumerate(pieces))) == told


@pytest.mark.parametrize(("before", "after"), ADDED)
def test_what_a_component_puts_in_itself_is_its_own(before: str, after: str) -> None:
    page = "".join(p if i % 2 == 0 else p.split("~")[0] for i, p in enumerate(PAGE.split("@")))
    page = page.replace("{{ order.totalCents }}", "{{ order.open }}")
    assert _found(page) == ["open"]
    assert before in page
    assert _found(page.replace(before, after)) == []


CARD = """<script setup>
import { computed } from "vue";
const props = defineProps({ order: { type: Object, required: true }, wide: Boolean });
defineEmits(["open"]);
const total = computed(() => (props.order.@totalCents~totl@ / 100).toFixed(2));
</script>
<template><p :class="{ wide }" v-on:click="$emit('open', order.@id~idd@)">{{ total }} {{ order.state === "@paid~payed@" }}</p></template>
"""
SHOWN = ["import Card from './Card.vue';", "import Tile from '@/web/Card.vue';", ""]
USED = ['<Card v-for="order in orders" :key="order.id" :order="order" wide @open="go" />', '<Card :order="last" />']
OTHERS = [
    '<Card :order="{ ...last, totl: 1 }" />',
    '<Card :order="unknown" />',
    '<Card v-bind="unknown" />',
    '<Card :order="last" /><Card :order="{ totl: 1 }" />',
    "<p />",
]


def _card(card: str, used: str, imported: str) -> list[str]:
    page = "".join(p if i % 2 == 0 else p.split("~")[0] for i, p in enumerate(PAGE.split("@")))
    page = page.replace("</template>", f"{used}</template>").replace("const paid", f"{imported}\nconst paid")
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "web/Page.vue": page, "web/Card.vue": card})
    found = [f for f in check(snapshot) if f.path == "web/Card.vue" and f.severity in ("error", "warning")]
    return [snapshot.sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize("imported", SHOWN)
@pytest.mark.parametrize("used", USED)
def test_props_without_types_are_what_templates_give(used: str, imported: str) -> None:
    used = used.replace("Card", "Tile") if "Tile" in imported else used
    for wrong in range(-1, 3):
        pieces = CARD.split("@")
        told = [p.split("~")[1] for i, p in enumerate(pieces[1::2]) if i == wrong]
        card = "".join(p if i % 2 == 0 else p.split("~")[i // 2 == wrong] for i, p in enumerate(pieces))
        assert _card(card, used, imported) == told


@pytest.mark.parametrize("used", OTHERS)
def test_of_props_that_are_not_known_nothing_is_said(used: str) -> None:
    card = "".join(p if i % 2 == 0 else p.split("~")[1] for i, p in enumerate(CARD.split("@")))
    assert _card(card.replace("idd", "id").replace("payed", "paid"), used, SHOWN[0]) == []


OPTIONS = """<script>
import axios from "axios";
export default {
  name: "Orders",
  props: ["title"],
  data() {
    return { orders: [], last: null, note: "" };
  },
  computed: {
    paid() {
      return this.orders.filter((order) => order.state === "@paid~payed@");
    },
    total() {
      return this.paid.reduce((sum, order) => sum + order.@totalCents~totl@, 0);
    },
  },
  async created() {
    await this.load();
  },
  methods: {
    async load() {
      const { data } = await axios.get("/orders");
      this.orders = data.orders;
      this.last = this.orders[0];
    },
    async add() {
      const { data } = await axios.post("/orders", { note: this.note });
      this.orders.push(data);
      this.$emit("added", data.id, this.last.@totalCents~totl@);
    },
  },
};
</script>
<template>
  <p v-if="last" :title="title.own">{{ last.@id~idd@ }} {{ total }} {{ note.length }}</p>
  <li v-for="order in orders" :key="order.id" v-on:click="add(order)">{{ order.@totalCents~totl@ }} {{ paid.length }}</li>
</template>
"""
STORE = """import axios from "axios";
import { defineStore } from "pinia";
export const useOrders = defineStore("orders", {
  state: () => ({ orders: [], last: null, loading: false }),
  getters: {
    paid: (state) => state.orders.filter((order) => order.state === "@paid~payed@"),
    total() {
      return this.orders.reduce((sum, order) => sum + order.@totalCents~totl@, 0);
    },
  },
  actions: {
    async load() {
      this.loading = true;
      const { data } = await axios.get("/orders");
      this.orders = data.orders;
    },
    async add(note) {
      this.last = (await axios.post("/orders", { note })).data;
      console.log(this.last.@id~idd@);
    },
  },
});
"""
OWN = [
    ("this.orders.push(data)", "this.orders.push({ ...data, open: true })"),
    ("this.orders = data.orders", "this.orders = data.orders.map((o) => ({ ...o, open: false }))"),
    ("orders: []", "orders: [{ open: true }]"),
    ("this.last = this.orders[0]", "this.orders.forEach((o) => { o.open = false; })"),
    ("this.orders = data.orders", "this.orders = this.orders.concat(more)"),
]


def _with(text: str, wrong: int) -> tuple[str, list[str]]:
    pieces = text.split("@")
    told = [p.split("~")[1] for i, p in enumerate(pieces[1::2]) if i == wrong]
    return "".join(p if i % 2 == 0 else p.split("~")[i // 2 == wrong] for i, p in enumerate(pieces)), told


@pytest.mark.parametrize("wrong", range(-1, 5))
def test_data_of_options_is_what_its_methods_put_in(wrong: int) -> None:
    page, told = _with(OPTIONS, wrong)
    assert _found(page) == told


@pytest.mark.parametrize(("before", "after"), OWN)
def test_what_options_put_in_themselves_is_their_own(before: str, after: str) -> None:
    page = _with(OPTIONS, -1)[0].replace("{{ order.totalCents }}", "{{ order.open }}")
    assert _found(page) == ["open"]
    assert before in page
    page = page.replace(before, after)
    assert _found(page if "concat" not in after else page.replace("this.orders.push(data)", "void data")) == []


@pytest.mark.parametrize("wrong", range(-1, 3))
def test_the_state_of_a_store_of_options_is_what_its_actions_put_in(wrong: int) -> None:
    store, told = _with(STORE, wrong)
    page = "<script setup>\nimport { useOrders } from './orders';\nconst store = useOrders();\n</script>\n"
    page += "<template>{{ store.last.totl }} {{ store.paid.map((o) => o.id) }} {{ store.loading }}</template>\n"
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "web/orders.js": store, "web/Page.vue": page})
    found = [f for f in check(snapshot) if f.path.startswith("web/") and f.severity in ("error", "warning")]
    assert sorted(snapshot.sources[f.path].text[f.range] for f in found) == sorted([*told, "totl"])


SVELTE = """import axios from "axios";
import { derived, writable } from "svelte/store";
export const orders = writable([]);
export const last = writable(null);
export const total = derived(orders, ($orders) => $orders.reduce((sum, order) => sum + order.@totalCents~totl@, 0));
export async function load() {
  const answer = await axios.get("/orders");
  orders.set(answer.data.orders);
}
export const add = (note) => axios.post("/orders", { note }).then(({ data }) => last.set(data));
"""
MARKUP = """<script>
  import { last, orders, total } from "./orders";
</script>
{#if $last}<b>{$last.@id~idd@} {$total}</b>{/if}
{#each $orders as order (order.id)}<i>{order.@totalCents~totl@}</i>{/each}
"""


def _svelte(store: str, markup: str) -> list[str]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, "web/orders.js": store, "web/Page.svelte": markup})
    found = [f for f in check(snapshot) if f.path.startswith("web/") and f.severity in ("error", "warning")]
    return [snapshot.sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize("wrong", range(-1, 3))
def test_a_store_of_svelte_is_what_it_is_set_to(wrong: int) -> None:
    store, told = _with(SVELTE, wrong)
    markup, shown = _with(MARKUP, wrong - 1 if wrong else -1)
    assert _svelte(store, markup) == [*shown, *told]


def test_what_a_program_puts_into_a_store_itself_is_its_own() -> None:
    store, markup = _with(SVELTE, -1)[0], _with(MARKUP, -1)[0].replace("order.totalCents", "order.open")
    assert _svelte(store, markup) == ["open"]
    more = store.replace("answer.data.orders", "answer.data.orders.map((o) => ({ ...o, open: false }))")
    assert _svelte(more, markup) == []
    more = store + "export const open = () => orders.update((all) => all.map((o) => ({ ...o, open: true })));\n"
    assert _svelte(more, markup) == []
