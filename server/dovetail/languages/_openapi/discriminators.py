"""What tells the alternatives of a union apart: the property that a discriminator names, and its values."""

from collections.abc import Iterator, Mapping

from dovetail.core.shapes import Quoted, Use

from .schemas import Schemas
from .yaml_tree import Node

VIA = "a discriminator"
_CHOICES = ("oneOf", "anyOf")
_DEEPEST = 60


def told_apart(schemas: Schemas, names: Mapping[int, str]) -> tuple[list[Use], list[Quoted]]:
    """The property that each discriminator asks of every alternative with a name, and the values that its mapping gives it.

    `names` are those of schemas, by the identity of their nodes.
    """
    uses: list[Use] = []
    texts: list[Quoted] = []
    for union in unions(schemas.root):
        discriminator = union.get("discriminator")
        name = discriminator.get("propertyName") if discriminator is not None else None
        if discriminator is None or name is None or name.what != "scalar" or name.is_empty:
            continue
        for option in _options(union):
            schema = names.get(id(_target(option, schemas)))
            if schema is not None:
                uses.append(Use(schema, (name.text,), (name.inner,), "read", VIA))
        mapping = discriminator.get("mapping")
        for entry in mapping.entries if mapping is not None else ():
            schema = names.get(id(_target(entry.value.text, schemas))) if entry.value.what == "scalar" else None
            if schema is not None and entry.key.what == "scalar":
                use = Use(schema, (name.text,), (name.inner,), "read", VIA)
                texts.append(Quoted(use, entry.key.text, entry.key.inner))
    return uses, texts


def unions(node: Node, depth: int = 0) -> Iterator[Node]:
    """The choices within a node that a property tells apart."""
    if depth > _DEEPEST:
        return
    if node.get("discriminator") is not None:
        yield node
    for child in (*node.items, *(e.value for e in node.entries)):
        yield from unions(child, depth + 1)


def _options(union: Node) -> Iterator[str]:
    for choice in _CHOICES:
        listed = union.get(choice)
        for option in listed.items if listed is not None else ():
            reference = option.string("$ref")
            if reference is not None:
                yield reference


def _target(reference: str, schemas: Schemas) -> Node | None:
    """The schema that a reference leads to, or that a mapping names."""
    return schemas.resolve(reference if "#" in reference else f"#/components/schemas/{reference}")
