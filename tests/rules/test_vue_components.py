"""Components of Vue at their call sites, and what Apollo's composables give to them."""

import re

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** An episode. */
export interface Episode { id: string; title: string; state: "draft" | "out"; publishedAt: string | null }
/** What the card shows.
 * @view EpisodeCard
 */
export interface EpisodeCardProps { episode: Episode; isActive?: boolean }
"""
CARD = """<script setup lang="ts">
import type { EpisodeCardProps } from "../contracts/views.contract";
const props = withDefaults(defineProps<EpisodeCardProps>(), { isActive: false });
</script>
<template><h3 :class="{ isActive }">{{ episode.title }}</h3></template>
"""
LIST = """<script setup lang="ts">
import EpisodeCard from "./EpisodeCard.vue";
import type { Episode } from "../contracts/views.contract";
defineProps<{ episodes: Episode[]; bound: object }>();
</script>
<template>
  <p>%s</p>
  <EpisodeCard v-for="e in episodes" :key="e.id" :episode="e" class="wide" title="x" data-n="1" @open="go(e)" />
  <episode-card v-for="e in episodes" :key="e.id" :episode="e" is-active><b /></episode-card>
  <EpisodeCard v-bind="bound" />
  <EpisodeCard v-model:episode="episodes[0]" />
</template>
"""
OPERATIONS = """
import { useMutation, useQuery, useSubscription } from "@vue/apollo-composable";
import type { Episode } from "../contracts/views.contract";
import { Load, Save, Watch } from "./documents";
export type LoadQuery = { episode: (Episode & { downloads: number }) | null; all: Pick<Episode, "id" | "title">[] };
export const useLoad = (id: string) => useQuery<LoadQuery, { id: string }>(Load, { id });
export const useSave = () => useMutation<{ save: Episode }, { id: string; patch: Partial<Episode> }>(Save);
export const useChanges = () => useSubscription<{ changed: Episode }>(Watch);
"""
PAGE = """<script setup lang="ts">
import { computed, watch } from "vue";
import { useChanges, useLoad, useSave } from "./operations";
const { result, loading } = useLoad("1");
const episode = computed(() => result.value?.episode ?? null);
const all = computed(() => result.value?.all ?? []);
const { mutate: save } = useSave();
const { onResult } = useChanges();
onResult(({ data }) => { if (data?.changed.state === "out") console.log(data.changed.title); });
watch(result, (loaded) => { if (loaded?.episode) console.log(loaded.episode.downloads); });
const rename = async () => (await save({ id: "1", patch: { title: "x" } }))?.data?.save.title;
</script>
<template>
  <p v-if="episode" :title="episode.title">{{ episode.publishedAt }} {{ loading }}</p>
  <p v-for="e in all" :key="e.id">{{ e.title }}</p>
</template>
"""


def found(**files: str) -> list[tuple[str, str]]:
    texts = {"contracts/views.contract.ts": CONTRACT, "web/EpisodeCard.vue": CARD, "web/operations.ts": OPERATIONS}
    texts |= {f"web/{name}.vue": text for name, text in files.items()}
    snapshot = snapshot_as_written(texts)
    faults = (f for f in check(snapshot) if f.severity in ("error", "warning") and f.path.endswith(".vue"))
    return [(f.rule, texts[f.path][f.range.start : f.range.end]) for f in faults]


@pytest.mark.parametrize(
    "written, expected",
    [
        ("", []),
        ('<EpisodeCard :item="episodes[0]" />', [("unknown-prop", ":item")]),
        ('<EpisodeCard :item="episodes[0]" :other="1" />', [("unknown-prop", ":item"), ("unknown-prop", ":other")]),
        ('<EpisodeCard :episode="episodes[0]" :active="true" />', [("unknown-prop", ":active")]),
        ('<EpisodeCard :episode="episodes[0]" :tabindex="1" :data-id="2" active />', []),
        ('<EpisodeCard item="1" />', [("missing-prop", "EpisodeCard")]),
        ("<EpisodeCard />", [("missing-prop", "EpisodeCard")]),
        ("<episode-card is-active></episode-card>", [("missing-prop", "episode-card")]),
        ('<EpisodeCard :epsiode="episodes[0]" />', [("unknown-prop", ":epsiode")]),
        ('<EpisodeCard :episode="episodes[0]" :is-activ="true" />', [("unknown-prop", ":is-activ")]),
        ("<!-- <EpisodeCard /> -->", []),
        ("<EpisodeList />", []),
    ],
)
def test_components_are_given_what_their_contract_needs(written: str, expected: list[tuple[str, str]]) -> None:
    assert found(List=LIST % written) == expected


def test_what_hands_its_attributes_on_may_be_given_any() -> None:
    given = '<EpisodeCard :episode="episodes[0]" :active="true" />'
    for card in (CARD.replace("<h3", '<h3 v-bind="$attrs"'), CARD.replace("h3", "BaseCard")):
        assert found(EpisodeCard=card, List=LIST % given) == []


OWN = """<script setup lang="ts">
import type { Episode } from "../contracts/views.contract";
defineProps<{ episode: Episode; dense?: boolean }>();
const name = defineModel<string>("name");
</script>
<template><p>{{ episode.title }} {{ name }}</p></template>
"""


@pytest.mark.parametrize(
    "written, expected",
    [
        ('<OwnRow :episode="episodes[0]" v-model:name="bound" dense />', []),
        ('<OwnRow :item="episodes[0]" />', [("unknown-prop", ":item")]),
        ('<OwnRow :episode="episodes[0]" :compact="true" />', [("unknown-prop", ":compact")]),
        ('<OwnRow :episode="episodes[0]" :dens="true" />', [("unknown-prop", ":dens")]),
        ('<OwnRow v-bind="bound" :item="episodes[0]" class="x" @open="bound" />', [("unknown-prop", ":item")]),
        ('<OwnRow v-bind="bound" title="x" />', []),
    ],
)
def test_props_of_a_type_of_its_own_that_is_made_of_contracts_are_asked_for(
    written: str, expected: list[tuple[str, str]]
) -> None:
    page = LIST.replace("import EpisodeCard", 'import OwnRow from "./OwnRow.vue";\nimport EpisodeCard') % written
    assert found(OwnRow=OWN, List=page) == expected


SPEC = """
import { mount, shallowMount } from "@vue/test-utils";
import EpisodeCard from "../web/EpisodeCard.vue";
import OwnRow from "../web/OwnRow.vue";
import type { Episode } from "../contracts/views.contract";
declare function make(given?: Partial<Episode>): Episode;
it("shows", async () => {
  const wrapper = mount(OwnRow, { props: { @episode~item@: make(), dense: true }, global: { stubs: ["x"] } });
  await wrapper.setProps({ @dense~compact@: true });
  await wrapper.setProps({ episode: make({ @state~status@: "out" }) });
  expect(wrapper.props("@episode~item@").title).toBe("x");
  const card = shallowMount(EpisodeCard, { props: { @episode~item@: make() } });
  expect(card.findComponent(OwnRow).props("episode").@title~name@).toBe("x");
  expect(card.getComponent(OwnRow).props("@dense~compact@")).toBe(true);
  expect(card.props().episode.title).toBe("x");
  expect(card.emitted("open")).toHaveLength(1);
});
"""


@pytest.mark.parametrize("wrong", range(-1, 7))
def test_what_a_test_mounts_has_the_props_of_its_component(wrong: int) -> None:
    places = [(m[1], m[2]) for m in re.finditer(r"@(\w+)~(\w+)@", SPEC)]
    at = iter(range(len(places)))
    spec = re.sub(r"@(\w+)~(\w+)@", lambda m: m[2] if next(at) == wrong else m[1], SPEC)
    texts = {
        "contracts/views.contract.ts": CONTRACT,
        "web/EpisodeCard.vue": CARD,
        "web/OwnRow.vue": OWN,
        "tests/row.spec.ts": spec,
    }
    faults = [f for f in check(snapshot_as_written(texts)) if f.path == "tests/row.spec.ts"]
    assert [texts[f.path][f.range.start : f.range.end] for f in faults] == ([places[wrong][1]] if wrong >= 0 else [])


TILE = """<script lang="ts">
import type { EpisodeCardProps } from "../contracts/views.contract";
let { episode, isActive = false, onpick }: EpisodeCardProps & { onpick?: (id: string) => void } = $props();
</script>
<h3 class:isActive>{episode.title}</h3>
"""
RENDERED = """
import { render } from "@testing-library/svelte";
import type { Episode } from "../contracts/views.contract";
import EpisodeCard from "../web/EpisodeCard.svelte";
declare const episode: Episode;
it("shows", async () => {
  const { rerender } = render(EpisodeCard, { props: { episode, @isActive~active@: true, onpick: vi.fn() } });
  render(EpisodeCard, { @episode~item@: episode, onpick: () => undefined });
  render(EpisodeCard, { target: document.body, props: { episode } });
  await rerender({ @episode~item@: episode, onpick: undefined });
  render(EpisodeCard, { props: { episode: { ...episode, @title~name@: "x" }, isActive: false } });
  render(EpisodeCard, { episode: { ...episode, state: "@out~live@" } });
});
"""


@pytest.mark.parametrize("wrong", range(-1, 5))
def test_what_a_component_of_svelte_takes_may_be_more_than_its_contract(wrong: int) -> None:
    places = [(m[1], m[2]) for m in re.finditer(r"@(\w+)~(\w+)@", RENDERED)]
    at = iter(range(len(places)))
    spec = re.sub(r"@(\w+)~(\w+)@", lambda m: m[2] if next(at) == wrong else m[1], RENDERED)
    texts = {"contracts/views.contract.ts": CONTRACT, "web/EpisodeCard.svelte": TILE, "web/card.test.ts": spec}
    faults = [f for f in check(snapshot_as_written(texts)) if f.path == "web/card.test.ts"]
    assert [texts[f.path][f.range.start : f.range.end] for f in faults] == ([places[wrong][1]] if wrong >= 0 else [])


STORE = """
import { defineStore } from "pinia";
import type { Episode } from "../contracts/views.contract";
interface State { episodes: Episode[]; chosen: Episode | null }
export const useEpisodesStore = defineStore("episodes", {
  state: (): State => ({ episodes: [], chosen: null }),
  getters: { first: (state) => state.episodes[0] },
});
"""
BEGUN = """
import { createTestingPinia } from "@pinia/testing";
import { useEpisodesStore } from "../web/episodes";
const episode = { id: "1", title: "x", publishedAt: null };
createTestingPinia({
  initialState: {
    episodes: { @episodes~items@: [], chosen: { ...episode, @state~status@: "draft" } },
    others: { anything: [], at: { all: 1 } },
  },
});
useEpisodesStore().first;
"""


@pytest.mark.parametrize("wrong", range(-1, 2))
def test_what_a_test_begins_a_store_with_is_held_to_its_state(wrong: int) -> None:
    places = [(m[1], m[2]) for m in re.finditer(r"@(\w+)~(\w+)@", BEGUN)]
    at = iter(range(len(places)))
    spec = re.sub(r"@(\w+)~(\w+)@", lambda m: m[2] if next(at) == wrong else m[1], BEGUN)
    texts = {"contracts/views.contract.ts": CONTRACT, "web/episodes.ts": STORE, "tests/store.spec.ts": spec}
    faults = [f for f in check(snapshot_as_written(texts)) if f.path == "tests/store.spec.ts"]
    assert [texts[f.path][f.range.start : f.range.end] for f in faults] == ([places[wrong][1]] if wrong >= 0 else [])


def test_what_nuxt_takes_in_is_the_component_of_that_name() -> None:
    page = "<script setup lang='ts'>\nconst n = 1;\n</script>\n<template><EpisodeCard :item='n' /></template>\n"
    assert found(index=page) == [("unknown-prop", ":item")]


def test_a_component_with_props_of_its_own_is_not_held_to_the_contract() -> None:
    other = CARD.replace("<EpisodeCardProps>()", '<Omit<EpisodeCardProps, "episode">>()').replace("episode.title", "1")
    assert found(EpisodeCard=other, List=LIST % "<EpisodeCard />") == []


@pytest.mark.parametrize(
    "before, after, rule, at",
    [
        (':title="episode.title"', ':title="episode.name"', "unknown-property", "name"),
        ("e.title }}", "e.state }}", "unknown-property", "state"),
        ('state === "out"', 'state === "live"', "unknown-value", "live"),
        ("console.log(data.changed.title)", "console.log(data.changed.name)", "unknown-property", "name"),
        ("loaded.episode.downloads", "loaded.episode.views", "unknown-property", "views"),
        ('patch: { title: "x" }', 'patch: { name: "x" }', "unknown-property", "name"),
        ("data?.save.title", "data?.save.name", "unknown-property", "name"),
    ],
)
def test_what_apollos_composables_give_is_followed(before: str, after: str, rule: str, at: str) -> None:
    assert found(Page=PAGE) == []
    assert before in PAGE
    assert found(Page=PAGE.replace(before, after)) == [(rule, at)]


OPTIONS = """<script lang="ts">
import { defineComponent, type PropType } from "vue";
import { mapState } from "vuex";
import type { Episode } from "../contracts/views.contract";
export default defineComponent({
  props: { episode: { type: Object as PropType<Episode>, required: true }, others: Array as PropType<Episode[]>, wide: Boolean },
  data() { return { last: null as Episode | null, all: [] as Episode[], search: "" }; },
  computed: {
    ...mapState(["anything"]),
    found(): Episode[] { return this.all.filter((e) => e.@title~name@.includes(this.search)); },
    named() { return this.last?.@title~name@ ?? this.episode.@title~name@; },
  },
  methods: { open(e: Episode) { this.last = e; this.$emit("open", this.others[0].@title~name@); } },
});
</script>
<template>
  <p v-if="wide && anything.at.all">{{ named.length }} {{ episode.@title~name@ }} {{ last?.@title~name@ }}</p>
  <b v-for="e in found" :key="e.id" @click="open(e)">{{ e.@title~name@ }}</b>
</template>
"""


@pytest.mark.parametrize("wrong", range(-1, 7))
def test_options_say_types_of_props_and_data_and_what_is_computed(wrong: int) -> None:
    names = iter(range(7))
    page = re.sub("@(title)~(name)@", lambda m: m[2] if next(names) == wrong else m[1], OPTIONS)
    found = check(snapshot_as_written({"contracts/views.contract.ts": CONTRACT, "web/Page.vue": page}))
    told = [f for f in found if f.path == "web/Page.vue"]
    assert [f.rule for f in told if f.severity in ("error", "warning")] == ["unknown-property"] * (wrong >= 0)


@pytest.mark.parametrize(
    "said",
    [
        '/** @type {import("vue").PropType<import("../contracts/views.contract").Episode>} */\n episode: { type: Object, required: true }',
        'episode: { type: /** @type {import("vue").PropType<import("../contracts/views.contract").Episode>} */ (Object) }',
        'episode: { type: /** @type {() => import("../contracts/views.contract").Episode} */ (Object) }',
    ],
)
@pytest.mark.parametrize(("name", "expected"), [("title", []), ("name", ["unknown-property", "unknown-property"])])
def test_comments_say_the_types_of_props_in_javascript(said: str, name: str, expected: list[str]) -> None:
    page = f"""<script>
export default {{
  props: {{ {said}, wide: Boolean }},
  computed: {{ upper() {{ return this.episode.{name}.toUpperCase() }} }},
}}
</script>
<template><p v-if="wide">{{{{ upper.length }}}} {{{{ episode.{name} }}}}</p></template>
"""
    found = check(snapshot_as_written({"contracts/views.contract.ts": CONTRACT, "web/Page.vue": page}))
    assert [f.rule for f in found if f.path == "web/Page.vue"] == expected


DRAFT = """
/** What is sent for an episode. */
export interface EpisodeDraft { title: string; state: "draft" | "out"; minutes: number }
/** A new one.
 * @api POST /episodes
 */
export interface AddEpisode { request: EpisodeDraft; response: null; errors: never }
"""
CLIENT = """import axios from 'axios'
/** @param {import("../contracts/draft.contract").EpisodeDraft} draft */
export const add = (draft) => axios.post('/episodes', draft)
export const search = () => {
  const params = { page: 1 }
  params.title = ''
  return axios.get('/others', { params })
}
"""


@pytest.mark.parametrize(
    ("data", "read", "sends", "said"),
    [
        ("title: '', state: 'draft', minutes: null", "form.title", "add(this.form)", []),
        ("title: '', state: 'draft', duration: null", "form.title", "add(this.form)", ["duration"]),
        ("title: '', state: 'drafted', minutes: 3", "form.title", "add(this.form)", ["drafted"]),
        ("title: '', state: 'draft', minutes: 3", "form.name", "add(this.form)", ["name"]),
        ("title: '', state: 'draft', minutes: 3", "form.name", "search()", []),
        ("title: '', state: 'draft', minutes: 3", "form.name", "{ this.form = { ...this.other }; add(this.form) }", []),
        (
            "title: '', state: 'draft', minutes: 3",
            "form.name",
            "{ Object.assign(this.form, this.other); add(this.form) }",
            [],
        ),
        ("", "form.name", "add(this.form)", []),
    ],
)
@pytest.mark.parametrize("around", ["{ %s }", "defineComponent({ %s })"])
def test_data_that_options_begin_with_is_held_to_what_it_goes_to(
    data: str, read: str, sends: str, said: list[str], around: str
) -> None:
    options = f"data () {{ return {{ form: {{ {data} }}, other: null }} }}, methods: {{ send () {{ {sends} }} }}"
    page = f"""<template><form @submit="send"><input v-model="{read}"></form></template>
<script>
import {{ defineComponent }} from 'vue'
import {{ add, search }} from './client'
export default {around % options}
</script>
"""
    texts = {"contracts/draft.contract.ts": DRAFT, "web/client.js": CLIENT, "web/Page.vue": page}
    found = [
        f for f in check(snapshot_as_written(texts)) if f.path == "web/Page.vue" and f.severity in ("error", "warning")
    ]
    assert [page[f.range.start : f.range.end] for f in found] == said


def test_a_bound_attribute_in_the_place_of_a_prop_is_renamed_behind_its_colon() -> None:
    card = LIST.replace(':episode="e" is-active', ':show="e" is-active')
    files = {"contracts/views.contract.ts": CONTRACT, "web/EpisodeCard.vue": CARD, "web/List.vue": card}
    (fault,) = (f for f in check(snapshot_as_written(files)) if f.rule == "unknown-prop")
    ((edit,),) = (fix.edits for fix in fault.fixes)
    assert card[: edit.range.start].endswith(' :key="e.id" :') and card[edit.range.start : edit.range.end] == "show"
    assert edit.new_text == "episode"
