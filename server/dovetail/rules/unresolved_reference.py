"""A schema refers to something that there is not."""

from collections.abc import Iterator, Mapping

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import nearest

from . import rule
from .faults import Fault

_REFERENCE = "reference of a description"  # the type of a use of a place that there is not
_LANGUAGES = ("prisma", "proto", "graphql")


@rule("conformance", "error")
def check(subject: Source | Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if isinstance(subject, Pairing):
        yield from _of_types(subject, snapshot)
    elif subject.shapes.language == "openapi" and _is_bound(subject, snapshot):
        yield from _of_places(subject)


def _is_bound(source: Source, snapshot: Snapshot) -> bool:
    """True for a description of which something is held to a contract."""
    if snapshot.pairings_by_path.get(source.path):
        return True
    return bool(source.shapes.routes) and bool(snapshot.of_contracts(_endpoint))


def _endpoint(contract: Contract) -> bool:
    return contract.is_endpoint


def _of_places(source: Source) -> Iterator[Fault]:
    """References to places of their own file."""
    for use in source.shapes.uses:
        if use.type_name != _REFERENCE:
            continue
        holder, _, name = use.chain[0].rpartition("/")
        beside = [d.name for d in source.shapes.declarations] if holder.rpartition("/")[2] in _HOLDERS else []
        near = nearest(name, beside)
        at = Range(use.ranges[0].end - len(name), use.ranges[0].end)
        yield _fault(source.path, use.ranges[0], use.chain[0], near, at)


_HOLDERS = ("schemas", "definitions", "$defs")


def _of_types(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    """Types of fields by names that are all but that of one which the schemas of the workspace declare."""
    record, source = pairing.implementation, snapshot.sources[pairing.path]
    language = source.shapes.language
    if language not in _LANGUAGES or not isinstance(record, Record):
        return
    for field in record.fields:
        name = field.kind.target
        if field.kind.name != "ref" or not name or _is_declared(language, name, snapshot):
            continue
        near = nearest(name, [n for own, n in snapshot.of_sources(_all).get(pairing.path, ()) if own == language])
        at = _place(field, name, source)
        if near is not None and at is not None:
            yield _fault(pairing.path, at, name, near, at)


def _is_declared(language: str, name: str, snapshot: Snapshot) -> bool:
    return bool(snapshot.sources_with(_by_name, (language, name)))


def _by_name(source: Source) -> Mapping[tuple[str, str], bool]:
    return dict.fromkeys(_all(source), True)


def _all(source: Source) -> tuple[tuple[str, str], ...]:
    """The names of all that a schema declares, with its language."""
    shapes = source.shapes
    if shapes.language not in _LANGUAGES:
        return ()
    return tuple((shapes.language, d.name) for d in (*shapes.declarations, *shapes.definitions))


def _place(field: Field, name: str, source: Source) -> Range | None:
    """Where a field says its type."""
    whole = field.type_range
    start = source.text.source.find(name, whole.start, whole.end) if whole is not None else -1
    return Range(start, start + len(name)) if start >= 0 else None


def _fault(path: str, place: Range, name: str, near: str | None, at: Range) -> Fault:
    fixes = (Fix(f"Change to `{near}`", (Edit(path, at, near),)),) if near is not None else ()
    hint = f"; did you mean `{near}`?" if near is not None else "."
    return Fault(path, place, f"There is no `{name}`{hint}", (), fixes)
