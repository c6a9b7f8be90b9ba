"""What fields of TypeScript are that name an alias of another file, or what is under a name of another type: `Scalars["Int"]["output"]`."""

from collections.abc import Iterator

from dovetail.core.bindings import imported_contract
from dovetail.core.contracts import SUFFIX
from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed, bound, filled, parameter
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Snapshot, Source

from ..files.imported import handed_on

_WRITTEN = frozenset({"type", "interface", "class"})
_DEEPEST = 8


def with_taken_types(record: Record, source: Source, snapshot: Snapshot) -> Record:
    """A record of TypeScript whose fields are what those types stand for; the very same where none of them is such a one."""
    if record.construct not in _WRITTEN or not any(map(_may_be_taken, record.fields)):
        return record
    at = ("taken types", source.path, record.name, record.range)
    return snapshot.once(at, lambda: _with_taken_types(record, source, snapshot))


def _may_be_taken(field: Field) -> bool:
    kind = field.kind
    return bool(kind.target) and (kind.name == "ref" or _is_taken(kind))


def _is_taken(kind: Kind) -> bool:
    """True for what is under names of another type."""
    return kind.name == "unknown" and bool(kind.target) and bool(kind.steps) and all(map(str.isidentifier, kind.steps))


def _with_taken_types(record: Record, source: Source, snapshot: Snapshot) -> Record:
    fields = tuple(_followed(f, source, snapshot) for f in record.fields)
    changed = any(a is not b for a, b in zip(fields, record.fields, strict=True))
    return replace(record, fields=fields) if changed else record


def _followed(field: Field, source: Source, snapshot: Snapshot) -> Field:
    typed = _typed(Typed(field.kind, field.nullable, field.list_depth), source, snapshot, 0)
    if typed is None:
        return field
    kind = replace(typed.kind, text=field.kind.text)
    return replace(field, kind=kind, nullable=typed.nullable, list_depth=typed.list_depth)


def _typed(typed: Typed, source: Source, snapshot: Snapshot, depth: int) -> Typed | None:
    """What a type stands for that a file writes, in names of that file; None where it is what it says, or is not known."""
    kind = typed.kind
    if depth > _DEEPEST or not kind.target:
        return None
    if _is_taken(kind):
        found = _under(kind, source, snapshot, depth)
    elif kind.name == "ref":
        found = _alias(kind, source, snapshot, depth)
    else:
        return None
    if found is None:
        return None
    either = "yes" if "yes" in (typed.nullable, found.nullable) else found.nullable
    nullable = typed.nullable if typed.list_depth else either
    return Typed(found.kind, nullable, typed.list_depth + found.list_depth, typed.optional or found.optional)


def _alias(kind: Kind, source: Source, snapshot: Snapshot, depth: int) -> Typed | None:
    """What an alias of another file stands for."""
    if not depth and any(d.name == kind.target for d in source.shapes.definitions):
        return None  # which is read as what it stands for
    place = handed_on(kind.target, source, snapshot)
    if place is None or place[0].path.endswith(SUFFIX):
        return None
    home, name = place
    alias = next((a for a in home.shapes.aliases if a.name == name), None)
    if alias is None:
        return None
    own = Typed(alias.kind, alias.nullable, alias.list_depth)
    inner = _typed(own, home, snapshot, depth + 1) or own
    if home is not source and any(map(_names_others, _parts(inner.kind))):
        return Typed(Kind("unknown"), "unknown")  # of which this file knows nothing
    whole = filled(inner, bound(alias.generics, kind.options))
    if parameter(inner.kind) is not None:  # it is in names of this file
        return _typed(whole, source, snapshot, depth + 1) or whole
    return whole


def _under(kind: Kind, source: Source, snapshot: Snapshot, depth: int) -> Typed | None:
    """What a type has under names, one after another."""
    contract = imported_contract(kind.target, source.shapes, snapshot.contracts)
    if contract is not None:
        field = snapshot.contracts.looked_up(replace(kind, target=contract.name))
        inner = snapshot.contracts.resolved(field.kind) if field is not None else None
        known = field is not None and inner is not None and inner.name not in ("ref", "record", "union", "unknown")
        return (
            Typed(inner, field.nullable, field.list_depth)
            if known and field is not None and inner is not None
            else None
        )
    place = handed_on(kind.target, source, snapshot)
    records = [r for r in place[0].shapes.records if r.name == place[1] and r.construct in _WRITTEN] if place else []
    if place is None or len(records) != 1 or records[0].generics:
        return None
    home = place[0]
    typed = _member(records[0].fields, kind.steps)
    if typed is None:
        return None
    whole = _typed(typed, home, snapshot, depth + 1) or typed
    return whole if home is source or not any(map(_names_others, _parts(whole.kind))) else None


def _member(fields: tuple[Field, ...], steps: tuple[str, ...]) -> Typed | None:
    field = next((f for f in fields if f.name == steps[0]), None)
    if field is None:
        return None
    if len(steps) == 1:
        nullable = "unknown" if field.presence == "optional" else field.nullable
        return Typed(field.kind, nullable, field.list_depth)
    return _member(field.kind.members, steps[1:]) if field.kind.name == "record" and not field.list_depth else None


def _parts(kind: Kind) -> Iterator[Kind]:
    yield kind
    for option in kind.options:
        yield from _parts(option)


def _names_others(kind: Kind) -> bool:
    """True for a type that means something only in the file that writes it."""
    return bool(kind.target) or kind.name in ("record", "hole")
