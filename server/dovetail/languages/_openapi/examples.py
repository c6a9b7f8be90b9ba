"""What the examples of a description show of the schemas that have a name."""

from collections.abc import Iterator, Mapping
from typing import Final

from dovetail.core.shapes import Quoted, Use

from .fragments import is_elsewhere
from .schemas import Schemas, type_range
from .yaml_tree import Node

VIA = "an example"
IN_PLACE: Final = "schema at "  # before the place of a schema without a name
_DEEPEST = 60


def shown(schemas: Schemas, names: Mapping[int, str]) -> tuple[list[Use], list[Quoted]]:
    """The keys in all examples of a file, and the texts at them, each from the schema that it is an example of.

    `names` are those of schemas, by the identity of their nodes.
    """
    uses: list[Use] = []
    texts: list[Quoted] = []
    for name, example in _examples(schemas.root, schemas, names, 0):
        _show(example, Use(name, (), (), "write", VIA), uses, texts, 0)
    return uses, texts


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


def _show(value: Node, place: Use, uses: list[Use], texts: list[Quoted], depth: int) -> None:
    if depth > _DEEPEST:
        return
    for item in value.items:
        if item.what == "scalar" and not item.is_empty and not item.is_null:
            texts.append(Quoted(_stepped(place, "[]", item), item.text, item.inner))
        _show(item, _stepped(place, "[]", item), uses, texts, depth + 1)
    for entry in value.entries:
        if entry.key.what != "scalar" or entry.key.is_empty:
            continue
        here = _stepped(place, entry.key.text, entry.key)
        uses.append(here)
        if entry.value.what == "scalar" and not entry.value.is_empty and not entry.value.is_null:
            texts.append(Quoted(here, entry.value.text, entry.value.inner))
        _show(entry.value, here, uses, texts, depth + 1)


def _stepped(place: Use, name: str, at: Node) -> Use:
    return Use(place.type_name, (*place.chain, name), (*place.ranges, at.inner), "write", VIA)
