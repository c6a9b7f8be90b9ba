"""Names of fields that are said in words of their own: what a list is ordered by, what is picked of a type, what is required."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.shapes import Field, Kind
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text
from dovetail.rules.promises import own_fields

_PICKED = re.compile(r"\b(?:Pick|Omit)\s*<\s*([\w$]+)\s*,([^<>;{}]*)>")
_LOOKED_UP = re.compile(r"""(?<![\w$.])([\w$]+)\s*\[\s*(["'])((?:(?!\2).)*)\2\s*\]""")
_REQUIRED = re.compile(r"""(?<![\w-])["']?required["']?\s*:\s*""")


def named_in_contracts(snapshot: Snapshot, contract: Contract, field: Field) -> Iterator[tuple[str, Range]]:
    """The places in contracts that name a field: `@order createdAt desc`, `Pick<User, "email">`, `User["email"]`."""
    owners = {c.name for c in snapshot.contracts if _has(snapshot, c, field)} | {contract.name}
    for path, list, range in _orders(snapshot):
        if _is_of(list.kind, owners, field) and _said(snapshot, path, range) == field.name:
            yield path, range
    for source in snapshot.sources.values():
        if source.path.endswith(SUFFIX) and field.name in source.text.source:
            for range in _in_types(source, owners, field.name):
                yield source.path, range


def _orders(snapshot: Snapshot) -> tuple[tuple[str, Field, Range], ...]:
    """Every `@order` of a list, with the place of what it is ordered by."""
    held: tuple[tuple[str, Field, Range], ...] | None = snapshot.memo.get("orders")
    if held is None:
        paths = {p for p in snapshot.contracts.by_path if "@order" in snapshot.sources[p].text.source}
        found = ((c.path, f, f.tag("order")) for c in snapshot.contracts if c.path in paths for _, f in own_fields(c))
        held = tuple(
            (path, f, tag.value_range) for path, f, tag in found if tag is not None and tag.value and f.list_depth
        )
        snapshot.memo["orders"] = held
    return held


def _said(snapshot: Snapshot, path: str, range: Range) -> str:
    return snapshot.sources[path].text[range]


def _has(snapshot: Snapshot, contract: Contract, field: Field) -> bool:
    found = snapshot.contracts.record(contract.name)
    if found is None:
        return False
    return any(
        p.field.name_range == field.name_range and p.field is field for p in snapshot.contracts.promised(found[0])[0]
    )


def _is_of(kind: Kind, owners: set[str], field: Field) -> bool:
    return kind.target in owners if kind.name == "ref" else any(m is field for m in kind.members)


def _in_types(source: Source, owners: set[str], name: str) -> Iterator[Range]:
    text = source.text.source
    for found in _PICKED.finditer(text):
        if found[1] in owners:
            for key in re.finditer(rf"""(["']){re.escape(name)}\1""", found[2]):
                start = found.start(2) + key.start() + 1
                yield Range(start, start + len(name))
    for found in _LOOKED_UP.finditer(text):
        if found[1] in owners and found[3] == name:
            yield Range(found.start(3), found.end(3))


def required(text: Text, within: Range, name: str) -> Iterator[Range]:
    """Where a description lists a field as required: `required: [id]`, or on lines of their own."""
    for found in _REQUIRED.finditer(text.source, within.start, within.end):
        end = _list_end(text, found.end(), within.end)
        for item in re.finditer(
            rf"""(?<![\w.-])(["']?)({re.escape(name)})\1(?![\w.-])""", text.source[found.end() : end]
        ):
            yield Range(found.end() + item.start(2), found.end() + item.end(2))


def _list_end(text: Text, start: int, limit: int) -> int:
    """The end of a list that starts in brackets, or goes on in lines that start with a dash."""
    if text.source[start : start + 1] == "[":
        end = text.source.find("]", start, limit)
        return end if end >= 0 else limit
    items = re.compile(r"(?:[ \t]*(?:-[^\n]*)?(?:#[^\n]*)?\r?\n)*(?:[ \t]*-[^\n]*)?").match(text.source, start, limit)
    return items.end() if items is not None else start
