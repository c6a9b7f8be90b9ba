"""What `@format` says about a kind, in whatever language it stands."""

from collections.abc import Iterable

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Kind, KindName, Tag

_OF_STRINGS: dict[str, KindName] = {
    "date-time": "instant",
    "date": "date",
    "time": "time",
    "uuid": "uuid",
    "decimal": "decimal",
    "bigint": "bigint",
}
_OF_NUMBERS: dict[str, KindName] = {"int": "int", "decimal": "decimal", "bigint": "bigint"}


def formatted(kind: Kind, tags: Iterable[Tag]) -> Kind:
    """The kind as the `@format` among the tags narrows it. Decimals and big integers cross the wire as strings."""
    value = next((t.value for t in tags if t.name == "format"), "")
    narrowed = {"string": _OF_STRINGS, "number": _OF_NUMBERS}.get(kind.name, {}).get(value)
    return replace(kind, name=narrowed) if narrowed else kind
