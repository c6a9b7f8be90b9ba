"""Every place in code that may use a field of a contract, by its syntax alone."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dovetail.core.shapes import Constant, Enum, Field, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import in_casing
from dovetail.languages import _treesitter as ts

from .projects import JAVASCRIPT

How = Literal["property", "key", "shorthand", "pattern", "prop", "string", "text"]
_TYPESCRIPT = (".ts", ".tsx", ".mts", ".cts", *JAVASCRIPT)


@dataclass(frozen=True, slots=True)
class Site:
    """A name in code. `id` is the name and which of its like in the file it is: `title#3`."""

    path: str
    name: str
    range: Range
    how: How
    id: str


def field_names(snapshot: Snapshot) -> frozenset[str]:
    """The names of all fields of contracts, as on the wire and as Python writes them, and of entries and members."""
    found: set[str] = set()
    for contract in snapshot.contracts:
        match contract.declaration:
            case Record() if not contract.is_endpoint:
                for field in _all(contract.declaration.fields):
                    found |= {field.name, in_casing(field.name, "snake_case")}
            case Constant():
                found.update(part for e in contract.declaration.entries for part in e.name.split("."))
            case Enum():
                found.update(m.name for m in contract.declaration.members)
            case _:
                pass
    return frozenset(found)


def fields_of_contracts(snapshot: Snapshot) -> dict[str, list[Field]]:
    """The fields of all records of contracts, nested ones too, by their names."""
    found: dict[str, list[Field]] = {}
    for contract in snapshot.contracts:
        declaration = contract.declaration
        for field in _all(declaration.fields) if isinstance(declaration, Record) else ():
            found.setdefault(field.name, []).append(field)
    return found


def listed_values(snapshot: Snapshot) -> frozenset[str]:
    """All texts that contracts list: the members of enums, and of unions wherever they stand."""
    found: set[str] = set()
    for contract in snapshot.contracts:
        match contract.declaration:
            case Enum() as enum:
                found.update(m.value for m in enum.members)
            case Record() as record:
                found.update(v for f in _all(record.fields) for k in (f.kind, *f.kind.options) for v in k.values)
            case _:
                pass
    return frozenset(found)


def texts(snapshot: Snapshot) -> Iterator[Site]:
    """Every text and key of TypeScript and JavaScript that may be a value which a contract lists."""
    values = listed_values(snapshot)
    for source in snapshot.implementations:
        if not source.path.endswith(_TYPESCRIPT):
            continue
        yield from _numbered(source, _quoted(source), values, "'")


def _numbered(
    source: Source, found: Iterable[tuple[str, Range, How]], wanted: Container[str], quote: str = ""
) -> Iterator[Site]:
    """What is wanted of what is found in a file, each with the how manieth of its name it is."""
    seen: Counter[str] = Counter()
    for name, range, how in found:
        if name in wanted:
            seen[name] += 1
            yield Site(source.path, name, range, how, f"{quote}{name}{quote}#{seen[name]}")


def _quoted(source: Source) -> Iterator[tuple[str, Range, How]]:
    syntax = ts.parse("typescript" if source.path.endswith("ts") else "tsx", source.text)
    for node in ts.walk(syntax.root):
        parent = node.parent
        if node.type == "string_fragment" and parent is not None and parent.type == "string":
            yield syntax.str(node), syntax.range(node), "text"
        elif node.type == "property_identifier" and parent is not None and parent.type == "pair":
            yield syntax.str(node), syntax.range(node), "key"


def _all(fields: tuple[Field, ...]) -> Iterator[Field]:
    for field in fields:
        yield field
        yield from _all(field.kind.members)


def sites(snapshot: Snapshot) -> Iterator[Site]:
    """All sites of a tree, contracts apart."""
    names = field_names(snapshot)
    for source in snapshot.implementations:
        found = _typescript(source) if source.path.endswith(_TYPESCRIPT) else _python(source)
        yield from _numbered(source, found, names)


def _typescript(source: Source) -> Iterator[tuple[str, Range, How]]:
    syntax = ts.parse("typescript" if source.path.endswith("ts") else "tsx", source.text)
    for node in ts.walk(syntax.root):
        parent = node.parent
        how: How | None = None
        match node.type, parent.type if parent is not None else "":
            case "property_identifier", "member_expression":
                how = "property"
            case "property_identifier", "pair":
                how = "key"
            case "property_identifier", "pair_pattern":
                how = "pattern"
            case "property_identifier", "jsx_attribute":
                how = "prop"
            case "shorthand_property_identifier", _:
                how = "shorthand"
            case "shorthand_property_identifier_pattern", _:
                how = "pattern"
            case _:
                pass
        if how is not None:
            yield syntax.str(node), syntax.range(node), how


def _python(source: Source) -> Iterator[tuple[str, Range, How]]:
    if not source.path.endswith(".py"):
        return
    syntax = ts.parse("python", source.text)
    for node in ts.walk(syntax.root):
        if node.type == "attribute" and (name := ts.field(node, "attribute")) is not None:
            yield syntax.str(name), syntax.range(name), "property"
        elif node.type == "keyword_argument" and (name := ts.field(node, "name")) is not None:
            yield syntax.str(name), syntax.range(name), "key"
        elif node.type == "string_content" and (string := node.parent) is not None and string.parent is not None:
            above = string.parent
            is_key = above.type == "pair" and ts.field(above, "key") == string
            if is_key or (above.type == "subscript" and ts.field(above, "value") != string):
                yield syntax.str(node), syntax.range(node), "string"
