"""A declaration is bound to two contracts, and only one of them is checked."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import imported_contract, tagged_contract
from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Enum, Record, Tag
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .faults import Fault


@rule("conformance", "warning")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    shapes = source.shapes
    for item in (*shapes.records, *shapes.enums, *shapes.constants, *shapes.routes):
        tagged = tagged_contract(item.tags)
        if tagged is None:
            continue
        held = _named(tagged[0], source, snapshot)
        for tag in item.tags:
            other = _named(tag, source, snapshot) if tag.name == "contract" and tag.value else None
            if other is not None and held is not None and other.name != held.name:
                yield _fault(source.path, tag.range, held, other, _without(source, tag))
        for reference in item.conforms if isinstance(item, Record | Enum) else ():
            other = imported_contract(reference.name, shapes, snapshot.contracts)
            if other is not None and held is not None and not _related(held, other, snapshot):
                yield _fault(source.path, reference.range, held, other, ())


def _named(tag: Tag, source: Source, snapshot: Snapshot) -> Contract | None:
    return snapshot.contracts.meant(tag.value, source.path, source.shapes.imports)


def _related(a: Contract, b: Contract, snapshot: Snapshot) -> bool:
    """True where one is the other under another name, or is made from it."""
    found = [snapshot.contracts.record(c.name) for c in (a, b)]
    return found[0] == found[1] or a.name in _bases(b, snapshot) or b.name in _bases(a, snapshot)


def _bases(contract: Contract, snapshot: Snapshot) -> set[str]:
    names: set[str] = set()
    todo = [contract]
    while todo:
        declaration = todo.pop().declaration
        for base in declaration.bases if isinstance(declaration, Record) else ():
            held = snapshot.contracts.get(base.name)
            if held is not None and held.name not in names:
                names.add(held.name)
                todo.append(held)
    return names


def _fault(path: str, range: Range, held: Contract, other: Contract, fixes: tuple[Fix, ...]) -> Fault:
    return Fault(
        path,
        range,
        f"This is contract {held.name} already, so that it is never checked against {other.name}; keep one of the two.",
        (Place(held.path, held.declaration.name_range, f"Contract {held.name}"),),
        fixes,
    )


def _without(source: Source, tag: Tag) -> tuple[Fix, ...]:
    """The tag's line taken out, where nothing else stands on it."""
    text = source.text
    line = text.line_range(text.line_of(tag.range.start))
    before = text.source[line.start : tag.range.start].strip(" \t/*#-")
    end = tag.range.end + len(tag.prose) + 1 if tag.prose in ("subset", "closed") else tag.range.end
    after = text.source[end : line.end].strip()
    whole = Range(line.start, line.end + 1)
    if before or after:  # the tag alone, with the space before it
        start = len(text.source[: tag.range.start].rstrip(" \t"))
        whole = Range(start, end)
        if not before or (after and not re.match(r"@|\*/", after)):
            return ()
    return (Fix(f"Remove `@contract {tag.value}`", (Edit(source.path, whole, ""),)),)
