"""What the examples of a description show of the schemas that have a name."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Final

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Given, Plain, Quoted, Use, Written
from dovetail.core.text import Range

from .fragments import is_elsewhere
from .schemas import Schemas, type_range
from .yaml_tree import Node

VIA = "an example"
IN_PLACE: Final = "schema at "  # before the place of a schema without a name
ELEMENT: Final = "[]"
_DEEPEST = 60
_PLAIN: Final[Mapping[str, Plain]] = {"sequence": "list", "mapping": "object"}


@dataclass
class Shown:
    """What examples say: their keys and texts, where a list, an object or null stands, and which keys each object has."""

    uses: list[Use] = field(default_factory=list[Use])
    texts: list[Quoted] = field(default_factory=list[Quoted])
    given: list[Given] = field(default_factory=list[Given])
    written: list[Written] = field(default_factory=list[Written])


def shown(schemas: Schemas, names: Mapping[int, str]) -> Shown:
    """The keys in all examples of a file, and the values at them, each from the schema that it is an example of.

    `names` are those of schemas, by the identity of their nodes.
    """
    found = Shown()
    for name, example in _examples(schemas.root, schemas, names, 0):
        _show(example, Use(name, (), (), "write", VIA), found, 0)
    return found


def _examples(node: Node, schemas: Schemas, names: Mapping[int, str], depth: int) -> Iterator[tuple[str, Node]]:
    """Every example of a schema that has a name: it stands in the schema, or beside what refers to it."""
    if depth > _DEEPEST:
        return
    beside = node.get("schema")
    name = names.get(id(node)) or (_beside(beside, schemas, names) if beside is not None else None)
    if name is not None:
        for example in _written(node):
            yield from ((name, e) for e in (example.items or (example,)))
    for child in (*node.items, *(e.value for e in node.entries)):
        yield from _examples(child, schemas, names, depth + 1)


def _beside(schema: Node, schemas: Schemas, names: Mapping[int, str]) -> str | None:
    """The name of the schema that an example stands beside; of one that is written in place, where it says its type."""
    at = type_range(schema) if schema.get("properties") is not None and schema.get("$ref") is None else None
    return f"{IN_PLACE}{at.start}" if at is not None else _referred(schema, schemas, names)


def _referred(schema: Node, schemas: Schemas, names: Mapping[int, str]) -> str | None:
    """The name of the schema that is referred to, or of which a list holds some; the reference to one of another file."""
    reference = (schema.get("items") or schema).string("$ref")
    if reference is not None and is_elsewhere(reference):
        return reference
    target = schemas.resolve(reference) if reference is not None else None
    return names.get(id(target)) if target is not None else None


def _written(node: Node) -> Iterator[Node]:
    one, several = node.get("example"), node.get("examples")
    if one is not None:
        yield one
    if several is not None:  # a list in a schema; by name, in OpenAPI, beside one
        yield from several.items
        yield from (v for e in several.entries if (v := e.value.get("value")) is not None)


def _show(value: Node, place: Use, found: Shown, depth: int) -> None:
    if depth > _DEEPEST:
        return
    for item in value.items:
        here = _stepped(place, ELEMENT, item)
        _show_value(item, here, item.range, found)
        _show(item, here, found, depth + 1)
    keys = [e for e in value.entries if e.key.what == "scalar" and not e.key.is_empty]
    if value.what == "mapping" and len(keys) == len(value.entries):
        texts = tuple((e.key.text, e.value.text) for e in keys if e.value.what == "scalar" and not e.value.is_null)
        found.written.append(Written(place, tuple(e.key.text for e in keys), value.range, texts=texts))
    for entry in keys:
        here = _stepped(place, entry.key.text, entry.key)
        found.uses.append(here)
        _show_value(entry.value, here, entry.key.inner, found)
        _show(entry.value, here, found, depth + 1)


def _show_value(value: Node, here: Use, at: Range, found: Shown) -> None:
    """What stands in a place; a list or an object is told of where its key is, since it may be long."""
    plain = _PLAIN.get(value.what)
    if plain is not None:
        found.given.append(Given(here, plain, at))
    elif value.is_null and not value.is_empty:
        found.given.append(Given(here, "null", value.inner))
    elif not value.is_empty:
        found.texts.append(Quoted(here, value.text, value.inner))


def _stepped(place: Use, name: str, at: Node) -> Use:
    return Use(place.type_name, (*place.chain, name), (*place.ranges, at.inner), "write", VIA)
