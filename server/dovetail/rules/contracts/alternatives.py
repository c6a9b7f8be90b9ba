"""What the types of a union have: each name that one of them has, as far as they agree on what it is."""

from collections.abc import Iterable, Sequence

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Kind
from dovetail.core.snapshot import Snapshot

_DEEPEST = 4


def fields_of_either(options: Sequence[Kind], snapshot: Snapshot, depth: int = 0) -> tuple[Field, ...] | None:
    """The fields that a value may have which is of one of several types; None where one of these is not wholly known.

    A field must be there where all of them ask for it, and is of one of the kinds that they give it.
    """
    if len(options) < 2 or depth > _DEEPEST:
        return None
    each: list[tuple[Field, ...]] = []
    for option in options:
        promises = snapshot.contracts.fields_of(option)
        inner = fields_of_either(snapshot.contracts.resolved(option).options, snapshot, depth + 1)
        fields = tuple(p.field for p in promises) if promises is not None else inner
        if fields is None:
            return None
        each.append(fields)
    names = dict.fromkeys(f.name for fields in each for f in fields)
    return tuple(_one([f for fields in each for f in fields if f.name == name], len(each)) for name in names)


def _one(fields: list[Field], count: int) -> Field:
    """The field that alternatives have under one name, of which there are so many in all."""
    is_asked = len(fields) == count and all(f.presence == "required" for f in fields)
    presence = "required" if is_asked else "optional"
    nullable = "yes" if any(f.nullable == "yes" for f in fields) else fields[0].nullable
    return replace(fields[0], kind=_kind(fields), presence=presence, nullable=nullable)


def _kind(fields: Iterable[Field]) -> Kind:
    kinds = tuple(dict.fromkeys(f.kind for f in fields))
    if len(kinds) == 1:
        return kinds[0]
    return Kind("union", options=kinds) if len({f.list_depth for f in fields}) == 1 else Kind("unknown")
