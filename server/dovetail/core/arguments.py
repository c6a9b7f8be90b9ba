"""Types that a step of a chain carries: those that a call says type parameters stand for, and those of what it is given.

A chain is made of texts, so that a type is written as one, too: every text in it behind its length, every list behind its count. So a
step may hold types whose own steps hold others, and stays as long as what it says.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from .dataclass import dataclass
from .shapes import Field, Kind, KindName, Nullable
from .text import Range

# How a step begins that says what type parameters stand for, what a call is given, what is asked of what that gives, what a client is
# answered.
SAID, INFERRED, EXPECTED, ANSWERED = "<", "<=", "<:", "<@"
UNKNOWN = Kind("unknown")
_WITHOUT = "{-"  # how a step begins that leaves some names out
_MADE_WITH = "{@"  # how a step begins that says with which path something is made
_ALTERNATIVE = "{="  # how a step begins to some of several types
_LONGEST = 2000  # what is longer says nothing: nobody writes it by hand
_DEEPEST = 12
_NOWHERE = Range(0, 0)
_FUNCTIONS = ("function", "guard", "predicate")
_CARRIES = re.compile(r"<[=:@]?\d+\*.*>\Z", re.DOTALL)
_SEPARATED = re.compile(" [>|&] ")  # what stands between the parts of a type's name, where a step may come to stand


def step_of_arguments(kinds: Sequence[Kind], begin: str = SAID) -> str:
    """The step that carries some types; those that cannot be written are unknown."""
    return begin + _list([_kind(k, 0) for k in kinds]) + ">"


def carries_types(step: str) -> bool:
    """True for a step that carries types, and is no property that code calls `"<"` or `"<="`."""
    return step[:1] == SAID and _CARRIES.match(step) is not None


def step_without(names: Iterable[str]) -> str:
    """The step to what is left of something without some of its names."""
    return f"{_WITHOUT}{' '.join(sorted(names))}}}"


def taken_away(step: str) -> frozenset[str] | None:
    """The names that a step leaves out; None for any other step."""
    return frozenset(step[len(_WITHOUT) : -1].split(" ")) if step.startswith(_WITHOUT) else None


def step_to_alternative(name: str, texts: Iterable[str]) -> str:
    """The step to those of several types that have one of some texts under the name that tells them apart."""
    return f"{_ALTERNATIVE}{' '.join((name, *texts))}}}"


def alternative(step: str) -> tuple[str, tuple[str, ...]] | None:
    """The name that tells several types apart, and the texts that it may have; None for any other step."""
    if not step.startswith(_ALTERNATIVE):
        return None
    name, *texts = step[len(_ALTERNATIVE) : -1].split(" ")
    return name, tuple(texts)


def step_made_with(place: int, path: str, at: Range) -> str:
    """The step that leads nowhere, and says with which path something was made: at which place it was given, and where it stands."""
    return f"{_MADE_WITH}{place} {path} {at.start} {at.end}}}"


def made_with(step: str) -> tuple[int, str, Range] | None:
    """The place at which something was given a path, the path, and where it stands; None for any other step."""
    if not step.startswith(_MADE_WITH):
        return None
    place, path, start, end = step[len(_MADE_WITH) : -1].split(" ")
    return int(place), path, Range(int(start), int(end))


@lru_cache(maxsize=4096)
def arguments(step: str) -> tuple[Kind, ...]:
    """The types that a step carries."""
    reader = _Reader(step, len(INFERRED) if step.startswith((INFERRED, EXPECTED, ANSWERED)) else len(SAID))
    return tuple(reader.kind() for _ in range(reader.count()))


def _kind(kind: Kind, depth: int) -> str:
    if kind is UNKNOWN:
        return "?"
    written = _written(kind, depth) if depth <= _DEEPEST else ""
    if not written or len(written) > _LONGEST or _SEPARATED.search(written) is not None:
        return "?"
    return written


def _written(kind: Kind, depth: int) -> str:
    for sign, name in ((" | ", "union"), (" & ", "unknown")):
        if sign in kind.target:  # a name for several
            options = tuple(_stood_for(part) for part in kind.target.split(sign))
            kind = Kind("union", options=options) if name == "union" else Kind("unknown", options=options, steps=("&",))
    if kind.name == "unknown" and not (kind.target or kind.steps or kind.options or kind.members):
        return "?"
    if kind.name == "ref" and not kind.options and not kind.steps:
        return f"@{_text(kind.target)}"
    said = kind.text.partition("<")[0] + "<" if kind.name == "map" and "<" in kind.text else ""
    said = kind.text if kind.text in _FUNCTIONS else said
    members = [f"{_text(m.name)}{_text(m.nullable)}{m.list_depth};{_kind(m.kind, depth + 1)}" for m in kind.members]
    return "".join(
        (
            "#", _text(kind.name), _text(kind.target), _text(said), _list([_text(v) for v in kind.values]),
            _list([_text(s) for s in kind.steps]), _list([_kind(o, depth + 1) for o in kind.options]), _list(members),
        )
    )  # fmt: skip


def _stood_for(name: str) -> Kind:
    """What a name of a type with steps in it says: `User > team`."""
    target, *steps = name.split(" > ")
    return Kind("unknown", target, steps=tuple(steps)) if steps else Kind("ref", target=target)


def _text(text: str) -> str:
    return f"{len(text)}:{text}"


def _list(items: Sequence[str]) -> str:
    return f"{len(items)}*{''.join(items)}"


@dataclass
class _Reader:
    """Reads what `_written` wrote, from `at` on."""

    source: str
    at: int

    def kind(self) -> Kind:
        sign = self._taken(1)
        if sign == "@":
            target = self._text()
            return Kind("ref", target=target, text=target)
        if sign != "#":
            return UNKNOWN
        name: KindName = self._text()  # pyright: ignore[reportAssignmentType]
        target, said = self._text(), self._text()
        values = tuple(self._text() for _ in range(self.count()))
        steps = tuple(self._text() for _ in range(self.count()))
        options = tuple(self.kind() for _ in range(self.count()))
        members = tuple(self._member() for _ in range(self.count()))
        return Kind(name, target=target, values=values, members=members, options=options, text=said, steps=steps)

    def count(self) -> int:
        return int(self._until("*"))

    def _member(self) -> Field:
        name = self._text()
        nullable: Nullable = self._text()  # pyright: ignore[reportAssignmentType]
        depth = int(self._until(";"))
        return Field(name, _NOWHERE, self.kind(), "required", nullable, _NOWHERE, list_depth=depth)

    def _text(self) -> str:
        return self._taken(int(self._until(":")))

    def _until(self, sign: str) -> str:
        end = self.source.index(sign, self.at)
        found, self.at = self.source[self.at : end], end + 1
        return found

    def _taken(self, count: int) -> str:
        found = self.source[self.at : self.at + count]
        self.at += count
        return found
