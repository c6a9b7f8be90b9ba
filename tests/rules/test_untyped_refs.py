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
