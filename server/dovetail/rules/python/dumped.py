"""What schemas of marshmallow and serializers of Django's REST framework write: the objects that code and the schemas around them
give to each."""

from collections.abc import Iterator, Mapping

from dovetail.core.dataclass import replace
from dovetail.core.snapshot import Source

from .handed import calls_of
from .held import Held, Lookup

SCHEMA = "marshmallow schema"
_MADE = "!__init__"
_METHODS = ("dump", "dumps")
_DEEPEST = 4


def dumped(held: Held, lookup: Lookup, depth: int = 0) -> Held | None:
    """The object that a schema is given to write, or one of several; None where that is not known, or it may be no object of a class."""
    key = ("dumped", held.source.path, held.name)
    if depth:
        return _dumped(held, lookup, depth)
    return lookup.snapshot.once(key, lambda: _dumped(held, lookup, 0), None)


def source_of(record_name: str, own: str, source: Source) -> str:
    """The attribute that a field of a schema is read from; empty where it is none."""
    found = [f for r in source.shapes.records if r.name == record_name for f in r.fields if f.name == own]
    return (found[0].stored or found[0].name) if len(found) == 1 else ""


def _dumped(held: Held, lookup: Lookup, depth: int) -> Held | None:
    found = [*_given(held, lookup), *(_nested(held, lookup, depth) if depth < _DEEPEST else ())]
    parts = {
        (p.source.path, p.name): p for f in found for p in (f.parts if f.what == "either" else (f,)) if p is not None
    }
    if not parts or any(p.what != "value" or p.depth for p in parts.values()):
        return None
    first = next(iter(parts.values()))
    return first if len(parts) == 1 else Held(held.source, "", "either", parts=tuple(parts.values()))


def _given(held: Held, lookup: Lookup) -> Iterator[Held]:
    """What calls give to the schema, and handlers that it writes the answers of."""
    for path, calls in calls_of(held.name, lookup.snapshot):
        source = lookup.snapshot.sources[path]
        for call in (c for c in calls if c.callee.endswith(_MADE)):
            made = lookup.typed(call.callee.removesuffix(_MADE), source)
            if made is not None and (made.source.path, made.name) == (held.source.path, held.name):
                yield from _value(
                    next((type for place, type in call.takes if place in ("0", "instance")), ""), source, lookup
                )
    for method in _METHODS:
        for path, calls in calls_of(method, lookup.snapshot):
            source = lookup.snapshot.sources[path]
            for call in calls:
                callee = lookup.typed(call.callee, source)
                schema = (
                    callee.parts[1] if callee is not None and callee.what == "method" and callee.parts[1:] else None
                )
                if schema is None or (schema.source.path, schema.name) != (held.source.path, held.name):
                    continue
                yield from _value(next((type for place, type in call.takes if place == "0"), ""), source, lookup)


def _value(type: str, source: Source, lookup: Lookup) -> Iterator[Held]:
    given = lookup.typed(type, source)
    if given is not None and given.what in ("value", "either"):
        yield replace(given, depth=0)


def _nested(held: Held, lookup: Lookup, depth: int) -> Iterator[Held]:
    """What the schemas that hold this one find under the names of the fields which do."""
    for path, names in lookup.snapshot.sources_with(_holders, held.name):
        source = lookup.snapshot.sources[path]
        for schema, field in names:
            outer = dumped(Held(source, schema, "value"), lookup, depth + 1)
            own = source_of(schema, field, source)
            inner = lookup.following(outer, own, False) if outer is not None and own.isidentifier() else None
            if inner is not None and inner.what in ("value", "either"):
                yield replace(inner, depth=0)


def _holders(source: Source) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The schemas of a file and their fields that hold others, by the last names of these."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for record in source.shapes.records:
        for field in record.fields if record.construct == SCHEMA else ():
            if field.kind.target:
                name = field.kind.target.rpartition(".")[2]
                found[name] = (*found.get(name, ()), (record.name, field.name))
    return found
