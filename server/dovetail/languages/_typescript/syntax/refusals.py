"""Lines of which TypeScript is told that they are wrong: `// @ts-expect-error`, `// @ts-ignore`."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from dovetail.core.text import Range, Text

from ..._treesitter import Syntax

T = TypeVar("T")

_DIRECTIVES = ("@ts-expect-error", "@ts-ignore")
_COMMENTS = ("//", "/*", "*", "{/*")


class Refused:
    """The lines that a directive speaks of: what is written there is wrong on purpose."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._lines = frozenset(_spoken_of(text))

    def holds(self, range: Range) -> bool:
        return bool(self._lines) and self._text.line_of(range.start) in self._lines

    def has_to_do_with(self, range: Range) -> bool:
        """True for what starts on such a line or has one within: TypeScript tells of that alone, not of what is left out around it."""
        first, last = (self._text.line_of(range.start), self._text.line_of(range.end)) if self._lines else (0, 0)
        return any(first <= line <= last for line in self._lines)

    def without(self, found: tuple[T, ...], places: Callable[[T], Iterable[Range]]) -> tuple[T, ...]:
        """What has no place on such a line."""
        if not self._lines:
            return found
        return tuple(one for one in found if not any(self.holds(at) for at in places(one)))


def refused(syntax: Syntax) -> Refused:
    """The lines of a text that are wrong on purpose."""
    return syntax.once(_refused)


def _refused(syntax: Syntax) -> Refused:
    return Refused(syntax.text)


def _spoken_of(text: Text) -> Iterable[int]:
    for directive in _DIRECTIVES:
        at = text.source.find(directive)
        while at >= 0:
            line = text.line_of(at) + 1
            while line < len(text.line_starts) and text[text.line_range(line)].lstrip().startswith(_COMMENTS):
                line += 1
            yield line
            at = text.source.find(directive, at + 1)
