"""Descriptions of APIs and schemas in several files: what a reference leads to that is in another one."""

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Alias, Declaration, Enum, Field, Kind, Record
from dovetail.core.snapshot import Snapshot, Source

_DEEPEST = 8


def referred(reference: str, path: str, snapshot: Snapshot) -> tuple[Source, Declaration] | None:
    """The schema that a reference in a file leads to, and its file; None where that is not known."""
    place, _, pointer = reference.partition("#")
    source = snapshot.sources.get(path) if not place else _file(unquote(place), path, snapshot)
    if source is None or source.shapes.language != "openapi":
        return None
    if pointer.strip("/"):
        name = unquote(pointer.rpartition("/")[2]).replace("~1", "/").replace("~0", "~")
        named = [d for d in source.shapes.declarations if d.name == name]
        return (source, named[0]) if len(named) == 1 else None
    whole = [d for d in source.shapes.declarations if not source.text.source[d.range.end :].strip()]
    first = min(whole, key=lambda d: d.range.start, default=None)
    return (source, first) if first is not None else None


def whole_description(record: Record, source: Source, snapshot: Snapshot, depth: int = 0) -> Record:
    """A schema with what it is made of, and what its properties hold, in other files."""
    fields = tuple(_followed(f, source.path, snapshot) for f in record.fields)
    if not record.open or not record.bases or depth > _DEEPEST:
        return replace(record, fields=fields) if fields != record.fields else record
    inherited: dict[str, Field] = {}
    for base in record.bases:
        found = referred(base.name, source.path, snapshot)
        if found is None or not isinstance(found[1], Record):
            return replace(record, fields=fields)
        whole = whole_description(found[1], found[0], snapshot, depth + 1)
        if whole.open:
            return replace(record, fields=fields)
        inherited.update((f.name, f) for f in whole.fields)
    own = {f.name for f in fields}
    return replace(record, fields=(*fields, *(f for f in inherited.values() if f.name not in own)), open=False)


def _followed(field: Field, path: str, snapshot: Snapshot) -> Field:
    """A property with what it holds, where another file says that."""
    if not leads_elsewhere(field.kind):
        return field
    kind, nullable, depth = field.kind, field.nullable, field.list_depth
    for _ in range(_DEEPEST):
        found = referred(kind.target, path, snapshot)
        match found[1] if found is not None else None:
            case Enum() as enum if not enum.open:
                values = tuple(m.value for m in enum.members)
                kind = Kind("enum", values=values, text=field.kind.text)
            case Alias() as alias if found is not None:
                kind, depth = replace(alias.kind, text=field.kind.text), depth + alias.list_depth
                nullable = alias.nullable if nullable == "no" else nullable
                if leads_elsewhere(kind):
                    path = found[0].path
                    continue
            case Record():
                kind = replace(kind, name="record")
            case _:
                pass
        break
    return replace(field, kind=kind, nullable=nullable, list_depth=depth)


def leads_elsewhere(kind: Kind) -> bool:
    """True for what a schema of another file says."""
    return kind.name == "ref" and ("#" in kind.target or "/" in kind.target or "." in kind.target)


def _file(place: str, path: str, snapshot: Snapshot) -> Source | None:
    """The file that a reference names: by its way from here, or where that is an address, the only one of that name."""
    if "://" not in place:
        return snapshot.sources.get(posixpath.normpath(posixpath.join(posixpath.dirname(path), place)))
    same = snapshot.sources_with(_by_name, place.rpartition("/")[2])
    return snapshot.sources.get(same[0][0]) if len(same) == 1 else None


def _by_name(source: Source) -> Mapping[str, bool]:
    return {source.path.rpartition("/")[2]: True} if source.shapes.language == "openapi" else {}
