"""Contracts that are made of others hold what TypeScript says they hold, wherever those stand."""

import pytest

from dovetail.core.shapes import Kind, Record
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

COMMON = """
/** What is stored. */
export interface Timestamps {
  /** @format date-time */
  createdAt: string;
}

/** One page of a list. */
export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Something with its owner. */
export type Owned<T, Owner> = { value: T; owner: Owner };
"""
STAY = """
import type { Owned, Page, Timestamps } from "./common.contract";

/** A stay. */
export interface Stay extends Timestamps {
  /** @format uuid */
  id: string;
  note: string | null;
  host: { name: string; tags: string[] };
}
"""


def promised(declaration: str) -> dict[str, str]:
    """The fields of `Made`, each with its kind, lists and presence in short; `…` where not all of them are known."""
    contracts = snapshot_from_texts({"common.contract.ts": COMMON, "stay.contract.ts": STAY + declaration}).contracts
    contract = contracts.get("Made")
    assert contract is not None
    if isinstance(contract.declaration, Record):
        promises, complete = contracts.promised(contract)
    else:
        fields = contracts.fields_of(Kind("ref", "Made"))
        promises, complete = fields or (), fields is not None
    found = {
        p.field.name: f"{contracts.resolved(p.field.kind).name}{'[]' * p.field.list_depth}"
        f"{'?' if p.field.presence == 'optional' else ''}"
        for p in promises
    }
    return found if complete else {**found, "…": ""}


@pytest.mark.parametrize(
    ("declaration", "fields"),
    [
        (
            "interface Made extends Stay { x: number }",
            {"createdAt": "instant", "id": "uuid", "note": "string", "host": "record", "x": "number"},
        ),
        ("type Made = Pick<Stay, 'id' | 'createdAt'>", {"id": "uuid", "createdAt": "instant"}),
        ("type Made = Omit<Stay, 'host' | 'createdAt'> & { x?: boolean }", {"id": "uuid", "note": "string", "x": "boolean?"}),
        ("type Made = Partial<Timestamps>", {"createdAt": "instant?"}),
        (
            "interface Made { at: Stay['createdAt']; name: Stay['host']['name']; tag: Stay['host']['tags'][number] }",
            {"at": "instant", "name": "string", "tag": "string"},
        ),
        ("interface Made extends Page<Stay> { total: number }", {"items": "ref[]", "nextCursor": "string", "total": "number"}),
        ("interface Made extends Page<Stay[]> { total: number }", {"items": "ref[][]", "nextCursor": "string", "total": "number"}),
        ("type Made = Omit<Owned<Stay, string>, 'value'> & Pick<Page<number>, 'items'>", {"owner": "string", "items": "number[]"}),
        ("type Made = Pick<Stay, Exclude<keyof Stay, 'id'>>", {"…": ""}),
        ("interface Made extends Elsewhere { x: number }", {"x": "number", "…": ""}),
        ("interface Made extends Made { x: number }", {"x": "number", "…": ""}),
    ],
)  # fmt: skip
def test_what_a_contract_holds_that_is_made_of_others(declaration: str, fields: dict[str, str]) -> None:
    assert promised(f"/** Made. */\nexport {declaration}") == fields


def test_what_is_looked_up_in_itself_ends() -> None:
    text = "/** A. */\nexport interface A { b: B['a'] }\n/** B. */\nexport interface B { a: A['b'] }\n"
    contracts = snapshot_from_texts({"a.contract.ts": text}).contracts
    kind = contracts.resolved(Kind("unknown", "A", steps=("b",)))
    assert kind.name == "unknown"


CODE = """
import type {{ Page }} from "./contracts/common.contract";
import type {{ Stay, Short }} from "./contracts/stay.contract";

export function show(page: Page<Short>, stay: Partial<Stay>, owned: Local<Stay>): unknown {{
  return page.items.map((s) => [s.{short}, page.nextCursor, stay.{stay}, owned.inner.{inner}]);
}}
interface Local<T> {{ inner: T }}
"""


def found(**names: str) -> list[str]:
    code = CODE.format(**{"short": "id", "stay": "note", "inner": "host"} | names)
    texts = {
        "contracts/common.contract.ts": COMMON,
        "contracts/stay.contract.ts": STAY + "/** In short. */\nexport type Short = Pick<Stay, 'id' | 'createdAt'>;\n",
        "show.ts": code,
    }
    return [
        code[f.range.start : f.range.end]
        for f in check(snapshot_from_texts(texts))
        if f.path == "show.ts" and f.severity == "error"
    ]


def test_values_of_such_types_are_followed() -> None:
    assert found() == []
    assert found(short="note") == ["note"]  # it was not picked
    assert found(stay="remark") == ["remark"]
    assert found(inner="guest") == ["guest"]
