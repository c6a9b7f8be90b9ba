"""Components of Vue and Svelte: their scripts and templates are read, each name where it stands."""

import re
from random import Random

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
    assert unknown("web/Card.vue", CARD.replace("\n", end)) == ["nothing", "oops", "mail", "mial"]
    assert unknown("web/List.svelte", LIST.replace("\n", end)) == ["mail", "mial", "emial", "eamil"]


@pytest.mark.parametrize(
    "opening", ["<script>", '<script setup lang="js">', '<script type="module">', "<script context=module>"]
)
def test_a_script_of_javascript_is_read(opening: str) -> None:
    source = read("web/Card.vue", Text(f"{opening}\nexport const shown = 1;\n</script>"))
    assert source is not None and "shown" in [d.name for d in source.shapes.definitions]


@pytest.mark.parametrize(
    "opening", ['<script type="application/json">', '<script src="./a.js">', '<script lang="coffee">']
)
def test_a_script_of_another_language_is_not(opening: str) -> None:
    source = read("web/Card.vue", Text(f"{opening}\nexport const shown = 1;\n</script>"))
    assert source is not None and not source.shapes.definitions


def test_names_are_found_where_they_stand() -> None:
    found = identifiers("web/Card.vue", Text(CARD), "User")
    assert {CARD[i.range.start : i.range.end] for i in found} == {"User"}
    assert min(i.range.start for i in found) > CARD.index("</template>")


def test_names_of_a_template_are_found_there() -> None:
    card = CARD.replace("</template>", "{{ shown(User.name) }} {{ User }}</template>")
    found = [i.range.start for i in identifiers("web/Card.vue", Text(card), "User")]
    assert len([at for at in found if at < card.index("</template>")]) == 2


VUE = """<template>
  <div v-if="!loading && users.length > 0" :class="{ busy: loading }">
    <UserRow v-for="(user, index) in shown" :key="user.id" :title="user.a1" @click="open(user.a2)">
      <template #total="{ user }">{{ user.anything }}</template>
      <template #default>{{ format(user.a3) }} &times; {{ LABELS[user.a4] }}</template>
    </UserRow>
    <p v-for="(user, key) in totals" :key="key">{{ user.toFixed(2) }}</p>
    <b v-for="{ a5, email } of users">{{ email.length }}</b>
    <input v-model="last.a6" :disabled="last?.a7 === 'x'" alt="a > b"><br>
    {{ data?.a8 }} {{ $t(owner.email) }} {{ store.whatever }} {{ owner.a9 }}
    {{ users.map((owner) => owner.b1) }} {{ { last }.last.b2 }}
  </div>
</template>
<script setup lang="ts">
import { computed, ref } from "vue";
import { useQuery } from "@tanstack/vue-query";
import type { User } from "./user.contract";
withDefaults(defineProps<{ users: User[]; owner: User; loading?: boolean }>(), { loading: false });
const store = useStore();
const last = ref<User | null>(null);
const shown = computed(() => [] as User[]);
const totals: Record<string, number> = {};
const { data } = useQuery({ queryKey: ["a"], queryFn: async (): Promise<User> => load() });
</script>
"""
SVELTE = """<script lang="ts">
  import type { User } from "./user.contract";
  export let owner: User;
  export let users: User[] = [];
  let promise: Promise<User>;
</script>
<h1 title={owner.a1}>{owner.a2} {"{"}</h1>
{#if users.length === 0}<p>none</p>{:else if owner.a3 === "x"}<p class="a {owner.a4}">{"}"}</p>{:else}
  {#each users.filter((u) => u.a5) as user, i (user.a6)}
    {@const mail = user.a7}
    <Card {user} on:click={() => (mail = user.a8 ?? "")} style="width: {i}px" title={`${user.a9}`} />
  {/each}
{/if}
{#await promise}<p>…</p>{:then user}{user.b1}{:catch owner}{owner.message}{/await}
{#await promise then user}{user.b2}{#each users as { b3, ...rest }}{rest.b4}{/each}{/await}
{#snippet row(u: User)}{u.b5}{/snippet}
{#key owner.b6}<input bind:value={owner.b7} {...$$restProps} />{/key}
<style>p { color: {owner.nothing} }</style>
"""
TEMPLATES = {"web/Users.vue": VUE, "web/Users.svelte": SVELTE}


@pytest.mark.parametrize("path", TEMPLATES)
def test_what_templates_use_is_held_to_the_contract(path: str) -> None:
    wanted = re.findall(r"\b[ab][1-9]\b", TEMPLATES[path])
    assert len(wanted) > 10
    assert sorted(unknown(path, TEMPLATES[path])) == sorted(wanted)


@pytest.mark.parametrize("path", TEMPLATES)
def test_a_template_that_is_damaged_says_nothing_new_of_what_is_whole(path: str) -> None:
    whole = TEMPLATES[path]
    said = set(unknown(path, whole))
    seed = 20_261_129
    print(f"seed {seed}")
    random = Random(seed)
    for _ in range(40):
        start = random.randrange(len(whole))
        cut = whole[:start] + random.choice(("", "{{", "{", '"', "<p ", "}")) + whole[start + random.randrange(4) :]
        source = read(path, Text(cut))
        assert source is not None
        assert all(0 <= at.start <= at.end <= len(cut) for use in source.shapes.uses for at in use.ranges)
        names = {n for n in unknown(path, cut) if n in whole and re.search(rf"\b{re.escape(n)}\b", whole)}
        assert names <= said, cut[start - 40 : start + 40]
