"""What a schema says by a name or a reference that another file declares: OpenAPI's `$ref`, imports of Protocol Buffers, the files
of a folder of Prisma or GraphQL, and types that an earlier migration makes; and what Python and TypeScript import of a contract."""

import posixpath
import re
from collections.abc import Mapping
from urllib.parse import unquote

from dovetail.core.bindings import Pairing
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Alias, Declaration, Enum, Field, Kind, Record
from dovetail.core.snapshot import Snapshot, Source

from ..files.imported import handed_on
from ..files.python_names import defined, type_name
from .migrations import changed_later, series_of, takes_back

_DEEPEST = 8
_GRAPHQL = "GraphQL "  # how the constructs of GraphQL begin
_PACKAGE = re.compile(r"^[ \t]*package[ \t]+([\w.]+)", re.MULTILINE)
# A schema of another file, as zod and its like take it for a field: `status: orderStatus.optional()`.
_SCHEMA = re.compile(r"([A-Za-z_$][\w$]*)(?:\.(?:optional|nullable|nullish|default|describe)\([^()]*\))*\Z")
_REFERRING = ("openapi", "proto")
_BY_IMPORT = ("python", "typescript")  # where a file says which of another's it means
_BY_NAME = ("proto", "prisma", "graphql", "sql")  # where all files of a tree share their names


def declared_elsewhere(
    name: str, path: str, snapshot: Snapshot, written: str = ""
) -> tuple[Source, Declaration] | None:
    """What a name or a reference stands for in a file, where another one declares it; None where that is not known.

    `written` is the whole type there, which may say the package of a message.
    """
    source = snapshot.sources[path]
    language = _language(source)
    if language == "openapi":
        return _referred(name, path, snapshot)
    if language not in _BY_NAME or not name or any(d.name == name for d in source.shapes.declarations):
        return None
    found = [(p, d) for p, d in snapshot.sources_with(_by_name, (language, name.upper())) if p != path]
    if language == "sql":
        found = [(p, d) for p, d in found if series_of(p) is not None and series_of(p) == series_of(path)]
    if language == "proto":
        found = [(p, d) for p, d in found if _is_of_package(written, source, snapshot.sources[p])]
    if len(found) != 1 or len(found[0][1]) != 1:
        return None
    place, declaration = found[0][0], found[0][1][0]
    if language == "sql" and isinstance(declaration, Enum) and changed_later(declaration, place, snapshot):
        return None
    return snapshot.sources[place], declaration


def record_elsewhere(kind: Kind, path: str, snapshot: Snapshot) -> tuple[Source, Record] | None:
    """The record of another file that a description refers to, through references that are all that a file holds."""
    source = snapshot.sources[path]
    if source.shapes.language not in _REFERRING:
        return None
    for _ in range(_DEEPEST):
        if kind.name not in ("ref", "record") or kind.members:
            return None
        own = [r for r in source.shapes.records if r.name == kind.target] if "." not in kind.target else []
        if len(own) == 1 and source.path != path:
            return source, own[0]
        found = declared_elsewhere(kind.target, source.path, snapshot, kind.text)
        if found is None or isinstance(found[1], Record):
            return (found[0], found[1]) if found is not None and isinstance(found[1], Record) else None
        if not isinstance(found[1], Alias) or found[1].list_depth:
            return None
        source, kind = found[0], found[1].kind
    return None


def contract_elsewhere(kind: Kind, path: str, snapshot: Snapshot) -> str | None:
    """The contract that what a kind names in another file is bound to."""
    found = declared_elsewhere(kind.target, path, snapshot, kind.text)
    if found is None:
        return None
    pairings = snapshot.pairings_by_path.get(found[0].path, ())
    return next((p.contract.name for p in pairings if p.implementation is found[1]), None)


def bound_elsewhere(kind: Kind, path: str, snapshot: Snapshot) -> Pairing | None:
    """How what a kind of Python or TypeScript names says which contract it is: a class, type, enum or schema of another file."""
    source = snapshot.sources[path]
    language = source.shapes.language
    schema = _SCHEMA.match(kind.text) if kind.name == "unknown" and language == "typescript" else None
    name = type_name(kind) if kind.name in ("ref", "enum") else schema[1] if schema is not None else ""
    if not name or language not in _BY_IMPORT:
        return None
    found = (handed_on if language == "typescript" else defined)(name, source, snapshot)
    if found is None or found[0].path == path:
        return None
    pairings = snapshot.pairings_by_path.get(found[0].path, ())
    bound = [p for p in pairings if p.implementation.name == found[1] and not p.guessed]
    return bound[0] if len(bound) == 1 else None


def with_elsewhere(record: Record, source: Source, snapshot: Snapshot, depth: int = 0) -> Record:
    """A record with what its fields hold, and what it is made of, as other files say it."""
    fields = tuple(_followed(f, source, snapshot) for f in record.fields)
    if any(a is not b for a, b in zip(fields, record.fields, strict=True)):
        record = replace(record, fields=fields)
    if not record.open or not record.bases or source.shapes.language != "openapi" or depth > _DEEPEST:
        return record
    inherited: dict[str, Field] = {}
    for base in record.bases:
        found = declared_elsewhere(base.name, source.path, snapshot)
        whole = (
            with_elsewhere(found[1], found[0], snapshot, depth + 1) if found and isinstance(found[1], Record) else None
        )
        if whole is None or whole.open:
            return record
        inherited.update((f.name, f) for f in whole.fields)
    own = {f.name for f in fields}
    return replace(record, fields=(*fields, *(f for f in inherited.values() if f.name not in own)), open=False)


def _followed(field: Field, source: Source, snapshot: Snapshot) -> Field:
    """A field with what it holds, where another file says that. In a store a record is a relation, of which nothing is said."""
    kind, nullable, depth = field.kind, field.nullable, field.list_depth
    if kind.name != "ref" or field.relation:
        return field
    for _ in range(_DEEPEST):
        found = declared_elsewhere(kind.target, source.path, snapshot, field.kind.text)
        match found[1] if found is not None else None:
            case Enum() as enum if not enum.open:
                kind = Kind("enum", kind.target, tuple(m.value for m in enum.members), text=field.kind.text)
            case Alias() as alias if found is not None and alias.kind.name != "union":
                kind, depth = replace(alias.kind, text=field.kind.text), depth + alias.list_depth
                nullable = alias.nullable if nullable == "no" else nullable
                if kind.name == "ref":
                    source = found[0]
                    continue
            case Record() as record if record.layer != "db":
                kind = replace(kind, name="record")
            case _:
                pass
        break
    if kind is field.kind:
        return field
    return replace(field, kind=kind, nullable=nullable, list_depth=depth)


def _referred(reference: str, path: str, snapshot: Snapshot) -> tuple[Source, Declaration] | None:
    """The schema that a reference of a description leads to, and its file."""
    place, _, pointer = reference.partition("#")
    source = _file(unquote(place), path, snapshot) if place else snapshot.sources[path]
    if source is None or source.shapes.language != "openapi" or (not place and not pointer):
        return None
    if pointer.strip("/"):
        name = unquote(pointer.rpartition("/")[2]).replace("~1", "/").replace("~0", "~")
        named = [d for d in source.shapes.declarations if d.name == name]
        return (source, named[0]) if len(named) == 1 else None
    whole = [d for d in source.shapes.declarations if not source.text.source[d.range.end :].strip()]
    first = min(whole, key=lambda d: d.range.start, default=None)
    return (source, first) if first is not None else None


def _file(place: str, path: str, snapshot: Snapshot) -> Source | None:
    """The file that a reference names: by its way from here, or where that is an address, the only one of that name."""
    if "://" not in place:
        way = posixpath.normpath(posixpath.join(posixpath.dirname(path), place))
        return snapshot.sources.get(way) if way != path else None
    same = snapshot.sources_with(_by_file, place.rpartition("/")[2])
    return snapshot.sources.get(same[0][0]) if len(same) == 1 else None


def _is_of_package(written: str, source: Source, other: Source) -> bool:
    """True where a type that is written so in one file of Protocol Buffers may be one of another: by its package, or in the same."""
    own, package = _package(source), _package(other)
    before = written.strip().split(" ")[-1].rpartition(".")[0].lstrip(".")
    return package == before or package.endswith(f".{before}") if before else package == own


def _package(source: Source) -> str:
    found = _PACKAGE.search(source.text.source)
    return found[1] if found is not None else ""


def _language(source: Source) -> str:
    """The language whose schema a file has a part of: a program may have one of GraphQL in its strings."""
    shapes = source.shapes
    embedded = shapes.language == "typescript" and any(r.construct.startswith(_GRAPHQL) for r in shapes.records)
    return "graphql" if embedded else shapes.language


def _by_file(source: Source) -> Mapping[str, bool]:
    return {source.path.rpartition("/")[2]: True} if source.shapes.language == "openapi" else {}


def _by_name(source: Source) -> Mapping[tuple[str, str], tuple[Declaration, ...]]:
    """What a file declares that others may name, by language and name."""
    found: dict[tuple[str, str], tuple[Declaration, ...]] = {}
    shapes = source.shapes
    language = _language(source)
    if language not in _BY_NAME or takes_back(source.path):
        return found
    records = [r for r in shapes.records if not (language == "graphql" and r.open)] if language != "sql" else []
    declared = (*shapes.enums, *records, *shapes.aliases)
    if language != shapes.language:
        declared = tuple(d for d in (*shapes.enums, *records) if d.construct.startswith(_GRAPHQL))
    for declaration in declared:
        key = language, declaration.name.upper()
        found[key] = (*found.get(key, ()), declaration)
    return found
