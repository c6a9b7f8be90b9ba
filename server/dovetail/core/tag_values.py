"""What the tags of contracts say, and what another value of one does to the values that its field may have."""

import re

from .relation import Effect
from .shapes import Declaration, Field

_MEMBER = re.compile(r"[A-Za-z_$][\w$]*\.[A-Za-z_$][\w$]*")
_AS_TEXT = ("decimal", "bigint")  # numbers that cross the wire as strings
_WIDER_FORMATS = frozenset(
    {
        ("email", "idn-email"), ("hostname", "idn-hostname"), ("uri", "iri"), ("uri", "uri-reference"),
        ("uri", "iri-reference"), ("iri", "iri-reference"), ("uri-reference", "iri-reference"),
    }
)  # fmt: skip

LOWEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
BOUNDS = (
    *LOWEST,
    "maximum",
    "exclusiveMaximum",
    "maxLength",
    "maxItems",
    "maxProperties",
    "uniqueItems",
    "pattern",
    "multipleOf",
)


def bound(field: Field, name: str) -> str:
    """What a tag such as `@maxLength 80` says; of one that needs no value, as `@uniqueItems`, that it is there."""
    tag = field.tag(name)
    return "" if tag is None else tag.value if name != "uniqueItems" or tag.value in ("true", "false") else "true"


def bound_effect(name: str, before: str, after: str) -> Effect:
    """What becomes of the values of a field when a bound comes, goes or moves, such as `@minimum 1` or `@maxLength 80`."""
    if not (before and after):
        return "narrows" if after else "widens"
    try:
        raised = float(after) > float(before)
    except ValueError:
        return "differs"
    if name == "multipleOf":
        return "differs"
    return "narrows" if raised == (name in LOWEST) else "widens"


def format_effect(before: str, after: str) -> Effect:
    """What another `@format` does to the values of a string or number; empty for none."""
    if not after or (before, after) in _WIDER_FORMATS:
        return "widens" if before not in _AS_TEXT else "differs"
    if not before or (after, before) in _WIDER_FORMATS:
        return "narrows" if after not in _AS_TEXT else "differs"
    return "differs"


def tag_value(tagged: Declaration | Field, name: str) -> str:
    """The value of a tag, with the direction of an `@order`; empty where there is none."""
    tag = tagged.tag(name)
    if tag is None:
        return ""
    direction = tag.prose.split()[0] if name == "order" and tag.prose.split() else ""
    return f"{tag.value} {direction}" if direction in ("asc", "desc") else tag.value


def written_default(field: Field) -> str:
    """What a field's `@default` says: a text in quotes with the words in it, else the first word; empty where there is none."""
    tag = field.tag("default")
    if tag is None or tag.value[:1] not in "\"'`" or tag.value[:1] == tag.value[-1:] != tag.value:
        return tag.value.strip("`") if tag is not None else ""
    rest = f"{tag.value} {tag.prose}"
    end = rest.find(rest[0], 1)
    return (rest[: end + 1] if end > 0 else tag.value).strip("`")


def same_default(before: str, after: str) -> bool:
    """True for the same value, be it written with other quotes, or with the name of its enum before it."""
    return before == after or (bool(before and after) and _value(before) == _value(after))


def _value(default: str) -> str:
    text = default.strip("\"'")
    return text.rpartition(".")[2] if _MEMBER.fullmatch(text) else text
