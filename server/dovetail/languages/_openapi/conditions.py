"""What `if`, `then`, `else` and dependencies of a schema say of properties that the schema itself declares."""

from collections.abc import Iterator, Mapping

from dovetail.core.shapes import Quoted, Use

from .schemas import Schemas
from .yaml_tree import Node

VIA = "a condition"
WORDS = ('"if"', "if:", "dependentRequired", "dependentSchemas")  # no schema without one of them has a condition
_BRANCHES = ("if", "then", "else", "not")
_DEEPEST = 60


def conditioned(schemas: Schemas, names: Mapping[int, str]) -> tuple[list[Use], list[Quoted]]:
    """The properties that the conditions of schemas with a name speak of, and the values that they are asked for.

    `names` are those of schemas, by the identity of their nodes.
    """
    uses: list[Use] = []
    texts: list[Quoted] = []
    for name, schema in _named(schemas.root, names, 0):
        for branch in _branches(schema, 0):
            _branch(name, branch, uses, texts)
        required = schema.get("dependentRequired")
        for entry in required.entries if required is not None else ():
            uses.extend(_use(name, n) for n in (entry.key, *entry.value.items) if n.what == "scalar" and not n.is_empty)
    return uses, texts


def _named(node: Node, names: Mapping[int, str], depth: int) -> Iterator[tuple[str, Node]]:
    if depth > _DEEPEST:
        return
    name = names.get(id(node))
    if name is not None:
        yield name, node
    for child in (*node.items, *(e.value for e in node.entries)):
        yield from _named(child, names, depth + 1)


def _branches(schema: Node, depth: int) -> Iterator[Node]:
    """The branches of a schema's own conditions, and of those in `allOf`."""
    if depth > _DEEPEST:
        return
    for word in _BRANCHES:
        branch = schema.get(word)
        if branch is not None:
            yield branch
            yield from _branches(branch, depth + 1)
    parts = schema.get("allOf")
    for part in parts.items if parts is not None and _has_condition(parts) else ():
        yield from _branches(part, depth + 1)


def _has_condition(parts: Node) -> bool:
    """True for an `allOf` some part of which is a condition."""
    return any(part.get(word) is not None for part in parts.items for word in _BRANCHES)


def _branch(name: str, branch: Node, uses: list[Use], texts: list[Quoted]) -> None:
    properties, required = branch.get("properties"), branch.get("required")
    for entry in properties.entries if properties is not None else ():
        if entry.key.what != "scalar" or entry.key.is_empty:
            continue
        use = _use(name, entry.key)
        uses.append(use)
        constant, listed = entry.value.get("const"), entry.value.get("enum")
        for value in (constant,) if constant is not None else listed.items if listed is not None else ():
            if value.what == "scalar" and not value.is_empty and not value.is_null:
                texts.append(Quoted(use, value.text, value.inner))
    uses.extend(_use(name, n) for n in (required.items if required is not None else ()) if n.what == "scalar")


def _use(name: str, at: Node) -> Use:
    return Use(name, (at.text,), (at.inner,), "read", VIA)
