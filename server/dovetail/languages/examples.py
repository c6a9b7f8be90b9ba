"""The examples in a description of an API or a schema: which property each of their keys stands for; for those who rename."""

from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range, Text

from ._openapi.schemas import Schemas
from ._openapi.yaml_tree import Node, read_tree
from ._treesitter import MAX_DEPTH


@dataclass(frozen=True, slots=True)
class Example:
    """A key in an example, what stands behind it where that is a scalar, and where the property of that name is declared."""

    key: Range
    value: Range | None
    property: int


def examples(text: Text) -> tuple[Example, ...]:
    """Every key in an example of a file in YAML or JSON whose schema is in the same file."""
    if "example" not in text.source and "default" not in text.source:
        return ()
    root = read_tree(text).root
    return tuple(dict.fromkeys(_below(root, Schemas(text, root), 0)))


def _below(node: Node, schemas: Schemas, depth: int) -> Iterator[Example]:
    if depth > MAX_DEPTH:
        return
    # A media type has its examples beside its schema; a schema has them in itself.
    schema = node.get("schema") or node
    for value in _written(node):
        yield from _named(value, schema, schemas, 0)
    for entry in node.entries:
        yield from _below(entry.value, schemas, depth + 1)
    for item in node.items:
        yield from _below(item, schemas, depth + 1)


def _written(node: Node) -> Iterator[Node]:
    """The values that are given as examples of a schema or media type."""
    for name in ("example", "default"):
        if (value := node.get(name)) is not None:
            yield value
    several = node.get("examples")
    if several is not None:
        yield from several.items  # JSON Schema's; those of OpenAPI have names
        yield from (value for e in several.entries if (value := e.value.get("value")) is not None)


def _named(value: Node, schema: Node, schemas: Schemas, depth: int) -> Iterator[Example]:
    reference = schema.string("$ref")
    target = schemas.resolve(reference) if reference is not None else schema
    if target is None or depth > MAX_DEPTH:
        return
    declared = {e.key.text: e for e in schemas.members(target).properties} if value.entries else {}
    for entry in value.entries:
        known = declared.get(entry.key.text)
        if known is not None:
            scalar = entry.value.inner if entry.value.what == "scalar" else None
            yield Example(entry.key.inner, scalar, known.key.inner.start)
            yield from _named(entry.value, known.value, schemas, depth + 1)
    each = target.get("items")
    for item in value.items if each is not None else ():
        yield from _named(item, each or target, schemas, depth + 1)
