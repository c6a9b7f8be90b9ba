"""Components of Vue and Svelte: their scripts are read, each name where it stands, and nothing else."""

import pytest

from dovetail.core.text import Text
from dovetail.features.tree import snapshot_from_texts
from dovetail.languages import read
from dovetail.languages.identifiers import identifiers
from dovetail.rules import check

CONTRACT = """
/** A person. */
export interface User { id: string; email: string }
"""
CARD = """<!-- <script lang="ts">const gone: User = {};</script> 🦉 -->
<template>
  <p :title="user.nothing">{{ user.oops }}</p>
</template>

<script lang="ts">
export interface Shown { user: User }
</script>
<script setup lang="ts">
import type { User } from "./user.contract";
const props = withDefaults(defineProps<{ user: User; compact?: boolean }>(), { compact: false });
const draft = defineModel<User>();
const shown = () => props.user.mail + draft.value.mial;
</script>
<style>p { color: red; }</style>
"""
LIST = """<script lang="ts">
  import { users } from "./users";
  import type { User } from "./user.contract";
  let { first }: { first: User } = $props();
  export let other: User;
  let last = $state<User | null>(null);
  $: name = other.mail;
  const all = $derived($users.map((user) => user.mial));
  const one = $derived.by(() => first.emial);
  function pick() { last = { ...first, id: "1" }; return last.eamil; }
</script>
{#each all as { oops }}{oops}{/each}
"""
USERS = """
import { writable } from "svelte/store";
import type { User } from "./user.contract";
export const users = writable<User[]>([]);
"""


def unknown(path: str, source: str) -> list[str]:
    files = {"web/user.contract.ts": CONTRACT, "web/users.ts": USERS, path: source}
    found = [f for f in check(snapshot_from_texts(files)) if f.severity == "error"]
    assert {f.path for f in found} <= {path}
    return [source[f.range.start : f.range.end] for f in found]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_scripts_use_is_held_to_the_contract(end: str) -> None:
    assert unknown("web/Card.vue", CARD.replace("\n", end)) == ["mail", "mial"]
    assert unknown("web/List.svelte", LIST.replace("\n", end)) == ["mail", "mial", "emial", "eamil"]


def test_a_script_of_javascript_is_not_read() -> None:
    source = read("web/Card.vue", Text("<script>\nexport const shown = 1;\n</script>"))
    assert source is not None and not source.shapes.definitions


def test_names_are_found_where_they_stand() -> None:
    found = identifiers("web/Card.vue", Text(CARD), "User")
    assert {CARD[i.range.start : i.range.end] for i in found} == {"User"}
    assert min(i.range.start for i in found) > CARD.index("</template>")
