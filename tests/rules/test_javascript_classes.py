"""Classes of JavaScript whose comments say what their constructors make, and what their type parameters are."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A thing. */
export interface Item { id: string; title: string }
"""
STORE = """
/** @typedef {import("./item.contract").Item} Item */
/** @template {{ id: string }} T */
class Collection {
  constructor() {
    /** @type {Map<string, T>} */
    this.entries = new Map();
  }
  /** @param {string} id @returns {T | undefined} */
  get(id) { return this.entries.get(id); }
  /** @param {(entry: T) => boolean} matches @returns {T[]} */
  where(matches) { return [...this.entries.values()].filter(matches); }
}
class Store {
  /** @param {string} name */
  constructor(name) {
    /** @type {Collection<Item>} */
    this.items = new Collection();
    /** @type {Item[]} */
    this.recent = [];
    this.name = name;
  }
  /** @param {string} title */
  called(title) { return this.items.where((item) => item.title === title); }
  newest() { return this.recent[0].id; }
}
exports.Store = Store;
"""
APP = """
const { Store } = require("./store");
const store = new Store("one");
const shown = store.items.get("1")?.title;
const first = store.called("Emma")[0].title;
"""


def found(store: str = STORE, app: str = APP) -> list[tuple[str, str]]:
    snapshot = snapshot_as_written({"item.contract.ts": CONTRACT, "store.js": store, "app.js": app})
    return [(f.path, snapshot.sources[f.path].text[f.range]) for f in check(snapshot) if f.severity == "error"]


def test_what_keeps_the_contract_is_fine() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("before", "after"), [("item.title ===", "item.tilte ==="), ("this.recent[0].id", "this.recent[0].idd")]
)
def test_what_a_constructor_makes_is_known_in_its_class(before: str, after: str) -> None:
    assert [path for path, _ in found(store=STORE.replace(before, after))] == ["store.js"]


@pytest.mark.parametrize(("before", "after"), [('"1")?.title', '"1")?.tilte'), ("[0].title", "[0].tilte")])
def test_and_in_other_files(before: str, after: str) -> None:
    assert found(app=APP.replace(before, after)) == [("app.js", "tilte")]
