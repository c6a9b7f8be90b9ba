"""The types that a step of a chain says type parameters stand for: `<User,Page<Team>[]>`."""

import re

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Kind

_ELEMENT = "[]"
_DEEPEST = 12
_ARGUMENT = re.compile(r"[\w$.]+|\?")
_STEPS_OF_ARGUMENT = re.compile(r"""(?:\["\w+"\]|\[number\])*""")


def arguments(step: str) -> tuple[Kind, ...]:
    """The types in a step such as `<User,Page<Team>[]>`."""
    found, rest = _arguments(step, 0)
    return tuple(found) if rest else ()


def _arguments(step: str, depth: int) -> tuple[list[Kind], str]:
    """The types behind an opening bracket, and the text from the closing one on; no text where that is missing."""
    found: list[Kind] = []
    rest = step
    while rest[:1] in ("<", ",") and rest and depth < _DEEPEST:
        word = _ARGUMENT.match(rest, 1)
        if word is None:
            return found, ""
        rest = rest[word.end() :]
        kind = Kind("ref", target=word[0], text=word[0]) if word[0] != "?" else Kind("unknown")
        if rest[:1] == "<":
            inner, rest = _arguments(rest, depth + 1)
            kind = replace(kind, options=tuple(inner))
            rest = rest[1:]
        looked = _STEPS_OF_ARGUMENT.match(rest)
        if looked is not None and looked[0]:
            steps = tuple(n or _ELEMENT for n in re.findall(r"""\["(\w+)"\]|\[number\]""", looked[0]))
            kind = Kind("unknown", word[0], steps=steps)
            rest = rest[looked.end() :]
        lists = len(rest) - len(rest.lstrip("[]"))
        if lists:
            kind = Kind("unknown", options=(kind,), steps=(_ELEMENT,) * (lists // 2))
            rest = rest[lists:]
        found.append(kind)
    return found, rest
