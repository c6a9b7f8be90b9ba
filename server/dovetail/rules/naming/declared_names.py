"""The names that a file declares, whether or not a contract knows of them: conventions name their files.

The fields of what no contract knows are not among them: they may be those of a message that somebody else sends. Only a store's
columns and the descriptions of an API are the team's own.
"""

import re
from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX
from dovetail.core.conventions import NameKind
from dovetail.core.shapes import SCHEMA_OBJECTS, Alias, Constant, Declaration, Enum, FileShapes, Record
from dovetail.core.snapshot import Snapshot, Source

from .names import WIRE_VALUES, Name, column_names, kinds_of, members_of, spelled, table_names

# Languages whose files describe what the team itself has made: all in them is judged.
_DESCRIPTIONS = frozenset({"graphql", "proto", "openapi"})
_STORES = frozenset({"sql", "prisma"})
_ALIAS = "union"
_ROOTS = frozenset({"Query", "Mutation", "Subscription"})  # whose fields are operations
_VALUES = SCHEMA_OBJECTS | {"object literal", "query", "view"}  # are no types of their own
_PLAIN = re.compile(r"[\"'`\d-]|(true|false|True|False)\b")
JUDGED: frozenset[NameKind] = frozenset(
    {"types", "classes", "enums", "members", "constants", "models", "tables", "columns", "json"}
)


def declared_names(source: Source, snapshot: Snapshot) -> tuple[Name, ...]:
    """The names of a file that conventions speak of by its path, and that are neither a contract's nor bound to one."""
    conventions = snapshot.conventions
    if conventions is None or JUDGED.isdisjoint(conventions.naming_of(source.path)) or source.path.endswith(SUFFIX):
        return ()
    # Several rules ask for the same ones.
    return snapshot.once(("declared names", source.path), lambda: tuple(_names_of(source, snapshot)))


def _names_of(source: Source, snapshot: Snapshot) -> Iterator[Name]:
    shapes = source.shapes
    bound = {id(p.implementation) for p in snapshot.pairings_by_path.get(source.path, ())}
    exported = {d.name for d in shapes.definitions if d.exported}
    for declaration in shapes.declarations:
        if id(declaration) in bound:
            continue
        if shapes.language in _STORES:
            yield from _of_store(source.path, declaration, snapshot)
        elif shapes.language in _DESCRIPTIONS:
            yield from _of_description(source.path, declaration)
        elif declaration.name in exported and not declaration.name.startswith("_"):
            yield from _of_code(source.path, declaration, snapshot)
    yield from _other_classes(source.path, shapes)


def _of_store(path: str, declaration: Declaration, snapshot: Snapshot) -> Iterator[Name]:
    if isinstance(declaration, Record) and declaration.construct not in _VALUES:
        yield from table_names(path, declaration)
        yield from column_names(path, declaration, snapshot)
    elif isinstance(declaration, Enum):
        yield from _of_enum(path, declaration)


def _of_description(path: str, declaration: Declaration) -> Iterator[Name]:
    match declaration:
        case Record():
            yield Name(path, declaration.name, declaration.name_range, ("types",), f"type `{declaration.name}`")
            for field in declaration.fields if declaration.name not in _ROOTS else ():
                name = spelled(field, path)
                if not name.startswith(("x-", "$", "_")):  # which are of no record, but of who reads the schema
                    yield Name(path, name, field.name_range, ("json",), f"field `{name}` of `{declaration.name}`")
        case Enum():
            yield from _of_enum(path, declaration)
        case _:
            pass


def _of_code(path: str, declaration: Declaration, snapshot: Snapshot) -> Iterator[Name]:
    own, range = declaration.name.rpartition(".")[2], declaration.name_range  # within its namespace
    match declaration:
        case Record() if declaration.construct not in _VALUES:
            if declaration.construct != "drizzle table":  # a variable has its name
                yield Name(path, own, range, kinds_of(declaration), f"type `{own}`", declaration)
            if declaration.layer == "db":
                yield from _of_store(path, declaration, snapshot)
        case Alias():
            yield Name(path, own, range, ("types",), f"type `{own}`")
        case Enum():
            yield from _of_enum(path, declaration)
        case Constant(entries=[entry]) if not entry.name and _PLAIN.match(entry.value):  # no object, which may change
            yield Name(path, own, range, ("constants",), f"constant `{own}`")
        case _:
            pass


def _other_classes(path: str, shapes: FileShapes) -> Iterator[Name]:
    """The classes that are no records."""
    known = {d.name for d in shapes.declarations}
    for d in shapes.definitions:
        if d.construct == "class" and d.exported and d.name not in known and not d.name.startswith("_"):
            yield Name(path, d.name, d.range, ("classes", "types"), f"class `{d.name}`")


def _of_enum(path: str, enum: Enum) -> Iterator[Name]:
    if enum.construct == _ALIAS:  # a type that is one of several texts
        yield Name(path, enum.name, enum.name_range, ("types",), f"type `{enum.name}`")
    if enum.construct not in WIRE_VALUES:
        yield Name(path, enum.name, enum.name_range, ("enums", "types"), f"enum `{enum.name}`")
        yield from members_of(path, enum)
