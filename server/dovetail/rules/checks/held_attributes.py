"""What Python reads of one bound class and puts into a field of another that cannot hold it: `Moved(to=shipment.mode)`.

Both sides are told by their contracts: what the classes themselves have may be converted on the way.
"""

from collections.abc import Iterator, Mapping

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.paths import is_test
from dovetail.core.shapes import Field, Kind, KindName, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..bound.classes import walk
from ..bound.inline import unfolded
from ..contracts.asked import Asked
from ..records.comparison import compare
from ..records.kinds import resolved
from .unasked_attributes import is_unasked_around

_NUMBERS: frozenset[KindName] = frozenset({"number", "int", "float", "bigint", "decimal"})
_MOMENTS: frozenset[KindName] = frozenset({"instant", "date", "uuid"})
_LISTED: frozenset[KindName] = frozenset({"enum"})
_TRUTHS: frozenset[KindName] = frozenset({"boolean"})
_COUNTED: frozenset[KindName] = frozenset({"number", "int", "float"})
# Which kinds of a contract a value of a kind is never taken for, whatever converts it.
_NEVER: Mapping[KindName, frozenset[KindName]] = {
    "number": _MOMENTS | _LISTED,
    "int": _MOMENTS | _LISTED,
    "float": _MOMENTS | _LISTED,
    "boolean": _MOMENTS | _LISTED,
    "instant": _TRUTHS | _LISTED,
    "date": _TRUTHS | _LISTED,
    "uuid": _TRUTHS | _LISTED,
    "enum": _MOMENTS | _COUNTED | _TRUTHS,
}


@dataclass(frozen=True, slots=True)
class Unfit:
    """A value that is read of a field, where a field is asked for that cannot hold it: why, in words, and the two places."""

    range: Range
    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class _Side:
    """A field of a bound class, and what its contract promises of it."""

    field: Field
    own: Kind
    promised: Field
    kind: Kind
    place: Place


def unfit_attributes(source: Source, snapshot: Snapshot) -> Iterator[Unfit]:
    """The values of a file that are read of bound classes, and put where a contract asks for something else."""
    held = [g for g in source.shapes.given if g.plain == "held" and not g.use.via] if not is_test(source.path) else []
    reads: dict[int, Use] = {}
    for use in source.shapes.uses if held else ():
        if use.ranges and use.access == "read":
            reads.setdefault(use.ranges[-1].end, use)
    for given in held:
        read = reads.get(given.range.end)
        wanted = _side(given.use, source, snapshot) if read is not None else None
        own = _side(read, source, snapshot) if read is not None and wanted is not None else None
        words = _unfit(own, wanted, source, given.range) if own is not None and wanted is not None else ""
        if words and wanted is not None:
            yield Unfit(given.range, words, wanted.place)


def _side(use: Use, source: Source, snapshot: Snapshot) -> _Side | None:
    """The field that a chain leads to, where its class says itself which contract it is."""
    steps = list(walk(use, source, snapshot))
    last = steps[-1] if steps else None
    if not isinstance(last, Asked) or last.contract is not None or last.range != use.ranges[-1]:
        return None
    shapes = snapshot.sources[last.path].shapes
    for pairing in unfolded(last.path, snapshot):
        for match in compare(pairing, snapshot).matches if not pairing.guessed else ():
            if match.field.name_range == last.field.name_range:
                field, promised = match.field, match.contract
                name = f"`{promised.name}` of contract {pairing.contract.name}"
                own = resolved(field.kind, shapes, snapshot.contracts).kind
                kind, place = snapshot.contracts.resolved(promised.kind), match.promise.place(pairing.contract.name)
                return _Side(field, own, promised, kind, Place(place.path, place.range, name))
    return None


def _unfit(given: _Side, wanted: _Side, source: Source, at: Range) -> str:
    """Why a field cannot hold what is read of another one; empty where it can, or may."""
    sides = (given, wanted)
    if any(s.promised.list_depth or s.field.list_depth or s.field.relation for s in sides):
        return ""
    says = f"{wanted.place.message} is "
    if given.kind.name == wanted.kind.name == "enum" and given.kind.values and wanted.kind.values:
        apart = not set(given.kind.values) & set(wanted.kind.values)
        return f"{says}none of the values of `{given.field.name}`" if apart else ""
    if given.kind.name in _NEVER.get(wanted.kind.name, ()) and not any(map(_is_numbered, sides)):
        stored = given.own.name in _NUMBERS and wanted.kind.name in _NUMBERS  # a moment that is kept as a number, say
        shown = wanted.promised.kind.text or wanted.kind.name
        return "" if stored else f"{says}`{shown}`, and `{given.field.name}` is `{given.promised.kind.text}`"
    may_lack = given.field.nullable == "yes" and given.promised.nullable == "yes"
    never = wanted.field.nullable == "no" and wanted.promised.nullable == "no" and wanted.field.presence == "required"
    name = Range(at.end - len(given.field.name), at.end)
    if may_lack and never and source.text[name] == given.field.name and is_unasked_around(name, source.text.source):
        return f"{says}never null, and `{given.field.name}` may be null"
    return ""


def _is_numbered(side: _Side) -> bool:
    """True for an enum of numbers."""
    return any(v.removeprefix("-").isdigit() for v in side.kind.values)
