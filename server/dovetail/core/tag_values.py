"""What the tags of contracts say, and what another value of one does to the values that its field may have."""

import re
from decimal import Decimal

from .patterns import is_same, refused
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

_ANYTHING = frozenset({".*", "^.*$", "^.*", ".*$", "^", "$"})  # patterns that fit any text
LOWEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
ENDS = ("minimum", "maximum")  # each with the exclusive one
BOUNDS = (
    "minLength",
    "minItems",
    "minProperties",
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
    if name == "pattern":  # of which a pattern that fits anything is none
        before, after = ("" if p in _ANYTHING else p for p in (before, after))
        if before and after:
            return _pattern_effect(before, after)
        return "narrows" if after else "widens" if before else "same"
    if not (before and after):
        return "narrows" if after else "widens"
    try:
        own, other = Decimal(before), Decimal(after)
        if name == "multipleOf":
            return "narrows" if other % own == 0 else "widens" if own % other == 0 else "differs"
    except ArithmeticError:
        return "differs"
    return "narrows" if (other > own) == (name in LOWEST) else "widens"


def _pattern_effect(before: str, after: str) -> Effect:
    """What another pattern does, as texts show which fit the one and not the other."""
    if is_same(before, after):
        return "same"
    fewer, more = refused(before, after), refused(after, before)
    return "differs" if (fewer is None) == (more is None) else "narrows" if fewer is not None else "widens"


def end_of(field: Field, name: str) -> tuple[str, str]:
    """The bound at one end of a number, `minimum` or `maximum`, as it is written: its tag, and its value; both empty where there is none.

    Of whole numbers, `@exclusiveMinimum 0` is `@minimum 1`. Of two bounds at one end the stricter one counts.
    """
    exclusive = "exclusive" + name[:1].upper() + name[1:]
    said = [(tag, value) for tag in (name, exclusive) if (value := bound(field, tag))]
    ranked = [(place, tag, value) for tag, value in said if (place := _place(field, tag, value)) is not None]
    if len(ranked) < len(said) or not said:
        return said[0] if said else ("", "")
    _, tag, value = (max if name in LOWEST else min)(ranked)
    return tag, value


def end_effect(name: str, before: Field, after: Field) -> Effect:
    """What becomes of the values of a number when the bound at one of its ends comes, goes or moves."""
    (tag, value), (now, moved) = end_of(before, name), end_of(after, name)
    if not (value and moved):
        return "same" if value == moved else "narrows" if moved else "widens"
    own, other = _place(before, tag, value), _place(after, now, moved)
    if own is None or other is None:
        return "same" if (tag, value) == (now, moved) else "differs"
    return "same" if own == other else "narrows" if (other > own) == (name in LOWEST) else "widens"


def _place(field: Field, tag: str, value: str) -> tuple[Decimal, int] | None:
    """Where a bound stands among all others: an exclusive one just beyond its number, of whole numbers at the next."""
    try:
        number = Decimal(value)
    except ArithmeticError:
        return None
    if not tag.startswith("exclusive"):
        return number, 0
    step = 1 if tag in LOWEST else -1
    return (number + step, 0) if field.kind.name in ("int", "bigint") and number == int(number) else (number, step)


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
