"""Fields that a contract takes from a type which has none of that name: `User["naem"]`, `Pick<User, "naem">`."""

import re
from collections.abc import Iterator

from dovetail.core.composition import SOME, TYPE_OF, step_of
from dovetail.core.contracts import Contract, Contracts
from dovetail.core.parameters import ELEMENT
from dovetail.core.shapes import Alias, Field, Kind, Record, Step
from dovetail.core.text import Range, Text
from dovetail.core.words import nearest

from .promises import own_fields, parts

Missing = tuple[str, str, str | None]  # a name, the type that has no field of it, and the nearest that it has


def missing_fields(contract: Contract, contracts: Contracts, text: Text) -> Iterator[tuple[Missing, Range]]:
    """Each such name with its place. A field that `Omit` names may be gone on purpose, so there the name must be all but that of one."""
    for kind, within in _written(contract):
        for part in parts(kind):
            for missing in _of_kind(part, contracts):
                if (place := _place(missing[0], within, text)) is not None:
                    yield missing, place


def _written(contract: Contract) -> Iterator[tuple[Kind, Range]]:
    """The types that a contract writes, each with where it stands."""
    declaration = contract.declaration
    if isinstance(declaration, Record):
        for base in declaration.bases:
            kind = Kind("ref", base.name, options=base.arguments)
            for step in base.steps:
                kind = Kind("unknown", options=(kind,), steps=(SOME, step.how, *sorted(step.names)))
            if base.steps:
                yield kind, Range(base.range.end, declaration.range.end)
    elif isinstance(declaration, Alias):
        yield declaration.kind, Range(declaration.name_range.end, declaration.range.end)
    for _, field in own_fields(contract):
        if field.type_range is not None and ('"' in field.kind.text or "'" in field.kind.text):
            yield field.kind, field.type_range


def _of_kind(kind: Kind, contracts: Contracts) -> Iterator[Missing]:
    if kind.name != "unknown" or not kind.steps or kind.steps[0] == TYPE_OF:
        return
    if kind.target:
        yield from _looked_up(kind, contracts)
    elif kind.steps[0] == SOME and kind.options:
        step = step_of(kind)
        if step.how in ("pick", "omit"):
            yield from _taken(kind.options[0], step, contracts)


def _looked_up(kind: Kind, contracts: Contracts) -> Iterator[Missing]:
    inner, depth, owner = Kind("ref", kind.target), 0, kind.target
    for step in kind.steps:
        if step == ELEMENT and depth:
            depth -= 1
            continue
        fields = _fields(inner, contracts) if not depth else None
        if fields is None:
            return
        found = next((f for f in fields if f.name == step), None)
        if found is None:
            yield step, owner, nearest(step, [f.name for f in fields])
            return
        inner, depth, owner = found.kind, found.list_depth, f"{owner}.{step}"


def _taken(of: Kind, step: Step, contracts: Contracts) -> Iterator[Missing]:
    fields = _fields(of, contracts)
    if fields is None:
        return
    names = [f.name for f in fields]
    for name in sorted(step.names.difference(names)):
        near = nearest(name, names)
        if near is not None or step.how == "pick":
            yield name, _named(of), near


def _named(kind: Kind) -> str:
    """The type that others are made of."""
    while kind.name == "unknown" and kind.options:
        kind = kind.options[0]
    return kind.target or kind.text


def _fields(kind: Kind, contracts: Contracts) -> tuple[Field, ...] | None:
    """All fields of what a type holds; None where others may be there."""
    record = contracts.record(kind.target) if kind.name == "ref" else None
    if record is not None and (record[1].others is not None or record[1].methods):
        return None
    fields = contracts.fields_of(kind)
    return tuple(p.field for p in fields) if fields is not None else None


def _place(name: str, within: Range, text: Text) -> Range | None:
    """Where a name stands in quotes."""
    found = re.search(rf"""(["']){re.escape(name)}\1""", text[within])
    return Range(within.start + found.start() + 1, within.start + found.end() - 1) if found is not None else None
