"""Tags in comments, and what each may say: formats, packages, contracts, tables and columns, components, routes."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.shapes import Alias, Constant, Enum, Field, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.tags import FORMATS, TAGS
from dovetail.core.text import Range
from dovetail.core.words import singular, words
from dovetail.rules.contracts.promises import answered_list

from .completions import Item, items
from .hover import CODE_TAGS

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
UNITS = (
    "milliseconds", "seconds", "minutes", "hours", "days", "weeks", "months", "years", "cents", "minor", "bytes", "kilobytes",
    "megabytes", "grams", "kilograms", "millimeters", "centimeters", "meters", "kilometers", "milliliters", "liters", "celsius",
    "watts", "degrees", "percent", "ratio", "pixels",
)  # fmt: skip
_TAG = re.compile(r"(?:^\s*(?://+|/?\*+|#|--)\s*|[\s\"])@([\w-]*)$")
_VALUE = re.compile(r"@([\w-]+)[ \t]+([^\s*]*)$")
_SECOND = re.compile(r"@([\w-]+)[ \t]+(\S+)[ \t]+([^\s*]*)$")
# What a comment opens with, or a line in one. Elsewhere an at-sign is the language's own: a decorator, an attribute, a directive.
_DESCRIPTION = r'#|^\s*"+|^\s*(?=@contract[ \t])'  # a docstring, or what GraphQL says of a type
_HASH, _DASHES, _SLASHES = (
    re.compile(_DESCRIPTION),
    re.compile(r"--|/\*|^\s*\*"),
    re.compile(r"//|/\*|^\s*\*|\"\$comment\""),
)
_OPENING = {"py": _HASH, "graphql": _HASH, "gql": _HASH, "graphqls": _HASH, "yaml": _HASH, "yml": _HASH, "sql": _DASHES}
# What only a declaration as a whole can say, and what only a field, a constant or the alias of a value can.
_OF_TYPES, _OF_FIELDS = ("owner", "closed", "api", "view"), ("format", "unit", "default")
_COMPONENTS = (".tsx", ".jsx")


def in_comment(snapshot: Snapshot, path: str, before: str, offset: int) -> Iterator[Item]:
    """What can follow a line's beginning."""
    source = snapshot.sources[path]
    opening = _OPENING.get(path.rpartition(".")[2], _SLASHES).search(before)
    if opening is None or opening.end() > before.rfind("@"):
        return
    if found := _TAG.search(before):
        known = _tags_of_a_contract(source, offset) if path.endswith(SUFFIX) else CODE_TAGS
        for name, text in known.items():
            yield Item(name, "tag", text, Range(offset - len(found[1]), offset))
    elif found := _VALUE.search(before):
        yield from _values(snapshot, source, found[1], Range(offset - len(found[2]), offset))
    elif found := _SECOND.search(before):
        yield from _seconds(snapshot, found[1], found[2], Range(offset - len(found[3]), offset))


def _tags_of_a_contract(source: Source, offset: int) -> Mapping[str, str]:
    """The tags that mean something where a comment stands: of a field, or of a whole declaration."""
    around = _record_around(source, offset)
    unfit = (
        _OF_TYPES if around is not None else _OF_FIELDS if isinstance(_declared_after(source, offset), Record) else ()
    )
    return {name: text for name, text in TAGS.items() if name not in unfit}


def _values(snapshot: Snapshot, source: Source, tag: str, typed: Range) -> Iterator[Item]:
    if tag == "contract":
        yield from items(_likely(snapshot, source, typed.end), "contract", "contract", typed)
    if not source.path.endswith(SUFFIX):
        return
    match tag:
        case "format":
            yield from items(sorted(FORMATS), "value", "format", typed)
        case "owner":
            for sprint in snapshot.sprints:
                for package in sprint.packages:
                    yield Item(package.id, "package", package.title or "work package", typed)
        case "unit":
            yield from items(UNITS, "value", "unit", typed)
        case "api":
            yield from items(METHODS, "keyword", "method", typed)
        case "view":
            yield from _components(snapshot, typed)
        case "db":
            yield from _stored(snapshot, source, typed)
        case "order":
            list = _field_after(source, typed.end) or _answered(source, typed.end)
            target = snapshot.contracts.record(list.kind.target) if list is not None else None
            fields = target[1].fields if target else list.kind.members if list is not None else ()
            ordering = [f.name for f in fields if not f.list_depth and f.kind.name not in ("record", "map", "json")]
            yield from items(ordering, "field", "orders the list", typed)
        case _:
            pass


def _likely(snapshot: Snapshot, source: Source, offset: int) -> list[str]:
    """The contracts, those first whose words are those of the declaration below, or of that which opens on the same line or holds
    the docstring.
    """
    shapes, text = source.shapes, source.text
    line = text.line_range(text.line_of(offset))
    around = [d for d in (*shapes.records, *shapes.enums) if d.name_range.start < offset <= d.range.end]
    opened = [d for d in around if line.start <= d.name_range.start or _is_docstring(source, d, offset)]
    meant = opened[-1] if opened else _declared_after(source, offset)
    name = meant.name if meant is not None else ""
    stems = {singular(w) for w in words(name)}
    return sorted(
        snapshot.contracts.names, key=lambda n: -len(stems.intersection(map(singular, words(n)))) + len(words(n)) / 99
    )


def _is_docstring(source: Source, declared: Record | Enum, offset: int) -> bool:
    """True between the head of a class of Python and the first that it holds."""
    held = declared.fields if isinstance(declared, Record) else declared.members
    return source.shapes.language == "python" and all(offset <= one.range.start for one in held)


def _seconds(snapshot: Snapshot, tag: str, value: str, typed: Range) -> Iterator[Item]:
    match tag:
        case "contract":
            yield Item("subset", "keyword", "fewer fields are allowed", typed)
            yield Item("closed", "keyword", "no other fields are allowed", typed)
        case "order":
            yield from items(("asc", "desc"), "keyword", "", typed)
        case "api":
            taken = {c.endpoint[:2] for c in snapshot.contracts if c.endpoint is not None}
            for source in snapshot.implementations:
                for route in source.shapes.routes:
                    free = (route.method.upper(), route.path) not in taken
                    if route.method.upper() == value.upper() and route.path.startswith("/") and free:
                        yield Item(route.path, "value", f"{route.side} route in {source.path}", typed)
        case _:
            pass


def _components(snapshot: Snapshot, typed: Range) -> Iterator[Item]:
    for source in snapshot.implementations:
        if source.path.endswith(_COMPONENTS):
            for definition in source.shapes.definitions:
                if (
                    definition.exported
                    and definition.name[:1].isupper()
                    and definition.construct in ("function", "const", "class")
                ):
                    yield Item(definition.name, "component", source.path, typed)


def _stored(snapshot: Snapshot, source: Source, typed: Range) -> Iterator[Item]:
    """Tables for a contract; for one of its fields the columns of its table."""
    owner = _record_around(source, typed.end)
    yield Item("none", "keyword", "it is not stored", typed)
    if owner is not None and any(f.range.start <= typed.end < f.name_range.start for f in owner.fields):
        for pairing in snapshot.pairings_by_contract.get(Contract(source.path, owner).name, ()):
            if pairing.is_store and isinstance(pairing.implementation, Record):
                for field in pairing.implementation.fields:
                    if not field.relation:
                        yield Item(field.stored or field.name, "field", f"column in {pairing.path}", typed)
        return
    for other in snapshot.implementations:
        for record in other.shapes.records:
            if record.layer == "db":
                yield Item(record.table or record.name, "table", f"{record.construct} in {other.path}", typed)


def _record_around(source: Source, offset: int) -> Record | None:
    return next((r for r in source.shapes.records if r.name_range.end < offset < r.range.end), None)


def _declared_after(source: Source, offset: int) -> Record | Enum | Alias | Constant | None:
    """The declaration whose comment an offset is in."""
    shapes = source.shapes
    declared = (*shapes.records, *shapes.enums, *shapes.aliases, *shapes.constants)
    return min((d for d in declared if d.name_range.start >= offset), key=lambda d: d.name_range.start, default=None)


def _answered(source: Source, offset: int) -> Field | None:
    """The one list that an endpoint answers with in whose comment an offset is."""
    declared = _declared_after(source, offset)
    return answered_list(Contract(source.path, declared)) if isinstance(declared, Record) else None


def _field_after(source: Source, offset: int) -> Field | None:
    """The field whose comment an offset is in."""
    record = _record_around(source, offset)
    later = (f for f in record.fields if f.name_range.start >= offset) if record is not None else ()
    return min(later, key=lambda f: f.name_range.start, default=None)
