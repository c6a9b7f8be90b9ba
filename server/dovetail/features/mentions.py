"""Names of fields that are said in words of their own: what a list is ordered by, what is picked of a type, what is required."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.shapes import Field, Kind
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text
from dovetail.rules.contracts.promises import ordered_lists

_PICKED = re.compile(r"\b(?:Pick|Omit)\s*<\s*([\w$.]+)\s*,([^<>;{}]*)>")
_QUOTED = re.compile(r"""(["'])((?:(?!\1).)*)\1""")
_LOOKED_UP = re.compile(r"""(?<![\w$.])([\w$.]+)\s*\[\s*(["'])((?:(?!\2).)*)\2\s*\]""")


def named_in_contracts(snapshot: Snapshot, contract: Contract, field: Field) -> Iterator[tuple[str, Range]]:
    """The places in contracts that name a field: `@order createdAt desc`, `Pick<User, "email">`, `User["email"]`."""
    owners = {contract.name, *owners_of_fields(snapshot).get((field.name, field.name_range.start), ())}
    for path, list, range in _orders(snapshot):
        if _is_of(list.kind, owners, field) and _said(snapshot, path, range) == field.name:
            yield path, range
    for source in snapshot.sources.values():
        if source.path.endswith(SUFFIX) and field.name in source.text.source:
            for range in _in_types(snapshot, source, owners, field.name):
                yield source.path, range


def named_at(snapshot: Snapshot, path: str, offset: int) -> tuple[Contract, Field, Range] | None:
    """The field that is named at a place of a contract file in such a way, with the contract it is of."""
    orders = ((f.kind.target, r) for p, f, r in _orders(snapshot) if p == path and f.kind.name == "ref")
    picked = ((owner, r) for owner, _, r in _names_in_types(snapshot, snapshot.sources[path]))
    owner, range = next(((o, r) for o, r in (*orders, *picked) if offset in r), ("", Range(0, 0)))
    record = snapshot.contracts.record(owner) if owner else None
    promises = snapshot.contracts.promised(record[0])[0] if record is not None else ()
    field = next((p.field for p in promises if p.field.name == _said(snapshot, path, range)), None)
    return (record[0], field, range) if record is not None and field is not None else None


def _orders(snapshot: Snapshot) -> tuple[tuple[str, Field, Range], ...]:
    """Every `@order` of a list, with the place of what it is ordered by."""
    held: tuple[tuple[str, Field, Range], ...] | None = snapshot.memo.get("orders")
    if held is None:
        paths = {p for p in snapshot.contracts.by_path if "@order" in snapshot.sources[p].text.source}
        found = ((c.path, *one) for c in snapshot.contracts if c.path in paths for one in ordered_lists(c))
        held = tuple((path, field, tag.value_range) for path, _, field, tag in found if tag.value)
        snapshot.memo["orders"] = held
    return held


def _said(snapshot: Snapshot, path: str, range: Range) -> str:
    return snapshot.sources[path].text[range]


def owners_of_fields(snapshot: Snapshot) -> Mapping[tuple[str, int], list[str]]:
    """The contracts that have a field, those that take it from a base too, by the field's name and place."""
    held: Mapping[tuple[str, int], list[str]] | None = snapshot.memo.get("owners of fields")
    if held is None:
        found: dict[tuple[str, int], list[str]] = {}
        for contract in snapshot.contracts:
            record = snapshot.contracts.record(contract.name)
            for promise in snapshot.contracts.promised(record[0])[0] if record is not None else ():
                found.setdefault((promise.field.name, promise.field.name_range.start), []).append(contract.name)
        held = snapshot.memo["owners of fields"] = found
    return held


def _is_of(kind: Kind, owners: set[str], field: Field) -> bool:
    return kind.target in owners if kind.name == "ref" else any(m is field for m in kind.members)


def _in_types(snapshot: Snapshot, source: Source, owners: set[str], name: str) -> Iterator[Range]:
    named = _names_in_types(snapshot, source)
    yield from (range for owner, said, range in named if said == name and owner in owners)


def _names_in_types(snapshot: Snapshot, source: Source) -> tuple[tuple[str, str, Range], ...]:
    stands_for = snapshot.contracts.scopes.stands_for
    return snapshot.once(
        ("names in types", source.path),
        lambda: tuple((stands_for(o, source.path), n, r) for o, n, r in _all_in_types(source.text.source)),
    )


def _all_in_types(text: str) -> Iterator[tuple[str, str, Range]]:
    """Every name of a field that a type takes or leaves out of another: whose it is, the name and its place."""
    for found in _PICKED.finditer(text):
        for key in _QUOTED.finditer(found[2]):
            start = found.start(2) + key.start(2)
            yield found[1], key[2], Range(start, start + len(key[2]))
    for found in _LOOKED_UP.finditer(text):
        yield found[1], found[3], Range(found.start(3), found.end(3))


def listed(text: Text, within: Range, key: str, name: str) -> Iterator[Range]:
    """Where a description lists a name under a key: `required: [id]`, or on lines of their own."""
    above = re.compile(rf"""(?<![\w-])["']?{key}["']?\s*:\s*""")
    for found in above.finditer(text.source, within.start, within.end):
        end = _list_end(text, found.end(), within.end)
        for item in re.finditer(
            rf"""(?<![\w.-])(["']?)({re.escape(name)})\1(?![\w.-])""", text.source[found.end() : end]
        ):
            yield Range(found.end() + item.start(2), found.end() + item.end(2))


def required_beside(text: Text, field: Range, name: str) -> Iterator[Range]:
    """Where the schema in YAML that has a property among its own `properties` lists it as required."""
    line = text.line_of(field.start)
    if "required" in text[text.line_range(line)]:  # `{ required: [id], properties: { id: … } }`
        yield from listed(text, text.line_range(line), "required", name)
        return
    last, own = len(text.line_starts) - 1, _indent(text, line)
    above = next((n for n in range(line - 1, -1, -1) if -1 < _indent(text, n) < own), None)
    if above is None or text[text.line_range(above)].strip() != "properties:":
        return
    outer = _indent(text, above)
    for step, stop in ((-1, -1), (1, last + 1)):
        for n in range(above + step, stop, step):
            if -1 < _indent(text, n) < outer:
                break
            if _indent(text, n) == outer and text[text.line_range(n)].lstrip().startswith("required:"):
                ends = (m for m in range(n + 1, last + 1) if -1 < _indent(text, m) <= outer and not _is_item(text, m))
                end = text.line_range(next(ends, last)).start if n < last else text.line_range(n).end
                yield from listed(text, Range(text.line_range(n).start, end), "required", name)


def _indent(text: Text, line: int) -> int:
    """How far a line is moved in; -1 for an empty one."""
    written = text[text.line_range(line)].rstrip()
    return len(written) - len(written.lstrip()) if written else -1


def _is_item(text: Text, line: int) -> bool:
    return text[text.line_range(line)].lstrip().startswith("-")


def _list_end(text: Text, start: int, limit: int) -> int:
    """The end of a list that starts in brackets, or goes on in lines that start with a dash."""
    if text.source[start : start + 1] == "[":
        end = text.source.find("]", start, limit)
        return end if end >= 0 else limit
    items = re.compile(r"(?:[ \t]*(?:-[^\n]*)?(?:#[^\n]*)?\r?\n)*(?:[ \t]*-[^\n]*)?").match(text.source, start, limit)
    return items.end() if items is not None else start
