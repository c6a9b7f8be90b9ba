"""Where a cursor stands in YAML that is being typed, and so is often none: read from the lines, by their indentation."""

import re
from dataclasses import dataclass
from typing import Literal

from dovetail.core.text import Range, Text

Names = tuple[str, ...]
NEEDS_QUOTES = re.compile(r"""^[-?:&*!|>'"%@`#\[\]{},]|[\[\]{},]|: | #""")  # of a value, what has a meaning of its own
_LINE = re.compile(r"(?P<indent>[ ]*)(?P<dashes>(?:-[ ]+)*)(?P<rest>.*)", re.DOTALL)
_KEY = re.compile(r"""(?P<key>"[^"]*"|'[^']*'|[^\s"'\[\]{},#:][^\[\]{},#:]*?)[ ]*:(?:[ ]+(?P<value>.*)|$)""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The keys above a place, and whether a key, the value of the last of them or an item of its list is typed there.

    `typed` is what has been written of it. `beside` are the keys or items that are there already.
    """

    path: Names
    what: Literal["key", "value", "item"]
    typed: Range
    beside: Names = ()


def cursor(text: Text, offset: int, start: int = 0) -> Cursor | None:
    """What is typed at an offset of a YAML text that starts at `start`.

    None within a comment, in the indentation of a line, and before or behind a list or mapping in brackets.
    """
    line = text.line_of(offset)
    whole = text.line_range(line)
    begin, before, after = whole.start, text[Range(whole.start, offset)], text[Range(offset, whole.end)]
    if re.search(r"(?:^|\s)#", before) or (not before.strip() and after[:1].isspace() and after.strip()):
        return None
    parts = _LINE.match(before)
    assert parts is not None, "the pattern fits any line"
    dashes, rest = parts["dashes"], parts["rest"]
    column = len(parts["indent"]) + len(dashes)
    item_column = len(parts["indent"]) if dashes else None
    above = _above(text, line, column, item_column, text.line_of(start))
    at = begin + column
    found = _KEY.match(rest)
    if found is not None and found["value"] is not None:
        path = (*above, _bare(found["key"]))
        return _flow(path, found["value"], at + found.start("value"), after)
    if found is not None:
        return None
    if rest[:1] in ("[", "{"):
        return _flow(above, rest, at, after)
    if dashes and _is_list_of_values(text, line):
        return Cursor(above, "item", Range(at, offset))
    return Cursor(above, "item" if dashes else "key", Range(at, offset), _siblings(text, line, column))


def _flow(path: Names, value: str, at: int, after: str) -> Cursor | None:
    """Within `[a, {b: c`: the innermost bracket that is open says what comes next. `after` is the rest of the line."""
    stack: list[tuple[str, int, Names]] = []
    current, last = path, 0
    given: list[str] = []
    for i, c in enumerate(value):
        if c in "[{":
            key = re.search(r"""([^\[\]{},:\s][^\[\]{},:]*?)\s*:\s*$""", value[last:i])
            current = (*current, _bare(key[1])) if key is not None and stack and stack[-1][0] == "{" else current
            stack.append((c, i, current))
            last, given = i + 1, []
        elif c in "]}" and stack:
            stack.pop()
            current = stack[-1][2] if stack else path
            last = i + 1
        elif c == "," and stack:
            given.append(value[last:i].strip())
            last = i + 1
    piece = value[last:]
    blank = len(piece) - len(piece.lstrip())
    if not stack:
        if last or (not piece.strip() and after.lstrip()[:1] in ("[", "{")):
            return None
        return Cursor(path, "value", Range(at + last + blank, at + len(value)))
    typed = Range(at + last + blank, at + len(value))
    if stack[-1][0] == "[":
        return Cursor(current, "item", typed, tuple(map(_bare, (*given, *_items_behind(after)))))
    found = _KEY.match(piece.lstrip())
    if found is not None and found["value"] is not None:
        start = at + last + blank + found.start("value")
        return Cursor((*current, _bare(found["key"])), "value", Range(start, at + len(value)))
    return Cursor(current, "key", typed, tuple(g.partition(":")[0].strip() for g in given))


def _items_behind(after: str) -> list[str]:
    """The items between the one that the cursor is in and the end of its list, if that has no lists of its own."""
    inner, bracket, _ = after.partition("]")
    return inner.split(",")[1:] if bracket and not re.search(r"[\[{]", inner) else []


def _above(text: Text, line: int, column: int, item: int | None, first: int) -> Names:
    """The keys that a line is below. `item` is the column of its dash, whose list may stand right below its key's first letter."""
    path: list[str] = []
    limit, may_equal = (item, True) if item is not None else (column, False)
    for i in range(line - 1, first - 1, -1):
        parts = _LINE.match(text[text.line_range(i)])
        assert parts is not None, "the pattern fits any line"
        rest = parts["rest"]
        if not rest.strip() or rest.lstrip().startswith("#"):
            continue
        indent, own = len(parts["indent"]), len(parts["indent"]) + len(parts["dashes"])
        if parts["dashes"] and own <= limit and not may_equal and indent < limit:
            if own < limit and (found := _KEY.match(rest)) is not None and not found["value"]:
                path.append(_bare(found["key"]))
            limit, may_equal = indent, True
            continue
        if parts["dashes"] and indent <= limit:
            continue
        if own < limit or (may_equal and own == limit):
            found = _KEY.match(rest)
            if found is not None and not (found["value"] or "").strip():
                path.append(_bare(found["key"]))
                limit, may_equal = own, False
            elif own < limit:
                limit, may_equal = own, False
        if limit == 0 and not may_equal:
            break
    return tuple(reversed(path))


def _siblings(text: Text, line: int, column: int) -> Names:
    """The keys in the same column, around a line, up to where another block begins."""
    found: list[str] = []
    for step in (-1, 1):
        i = line + step
        while 0 <= i < len(text.line_starts):
            parts = _LINE.match(text[text.line_range(i)])
            assert parts is not None, "the pattern fits any line"
            own = len(parts["indent"]) + len(parts["dashes"])
            if parts["rest"].strip() and (
                own < column or (step > 0 and parts["dashes"] and len(parts["indent"]) < column)
            ):
                break
            key = _KEY.match(parts["rest"]) if own == column else None
            if key is not None:
                found.append(_bare(key["key"]))
            if step < 0 and parts["dashes"] and own <= column and parts["rest"].strip():
                break
            i += step
    return tuple(found)


def _is_list_of_values(text: Text, line: int) -> bool:
    """True where another item of the list is a plain value."""
    parts = _LINE.match(text[text.line_range(line)])
    assert parts is not None, "the pattern fits any line"
    for i in range(line - 1, max(line - 3, -1), -1):
        other = _LINE.match(text[text.line_range(i)])
        assert other is not None, "the pattern fits any line"
        if other["dashes"] and other["indent"] == parts["indent"]:
            return _KEY.match(other["rest"]) is None
    return False


def _bare(key: str) -> str:
    return key.strip().strip("'\"")
