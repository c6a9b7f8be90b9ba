"""How YAML is laid out: the lines of a text with the indentation and spaces that they should have."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

STEP = 2
_AFTER_COLON = re.compile(r":[ \t]+")
_BETWEEN = re.compile(r"[ \t]*,[ \t]*")


def laid_out(source: str) -> list[str | None] | None:
    """Each line as it should be, None for an empty one that is too many; None instead of all where the text is no YAML."""
    root = _composed(source)
    if root is None or "\t" in source:
        return None
    layout = _Layout(source)
    layout.block(root, 0)
    return layout.lines()


def same_value(before: str, after: str) -> bool:
    """True where two texts have the same characters apart from white space, and mean the same."""
    if "".join(before.split()) != "".join(after.split()):
        return False
    old, new = _composed(before), _composed(after)
    return old is not None and new is not None and _value(old) == _value(new)


def _composed(source: str) -> Any:
    """The tree of nodes, which say where they stand and how they are written."""
    import yaml  # it takes longer to import than most answers take, and few sessions lay anything out

    try:
        return yaml.compose(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError):
        return None


def _value(node: Any) -> Any:
    """What a node says, without how it is written."""
    if node.id == "mapping":
        return ("mapping", tuple((_value(k), _value(v)) for k, v in node.value))
    if node.id == "sequence":
        return ("sequence", tuple(_value(v) for v in node.value))
    return (node.tag, node.value)


@dataclass
class _Layout:
    """`columns` gives lines a column, `shifts` moves the lines of a value that goes on, `spaces` are changes within lines."""

    source: str
    old: list[str] = field(default_factory=list[str])
    columns: dict[int, int] = field(default_factory=dict[int, int])
    shifts: dict[int, int] = field(default_factory=dict[int, int])
    spaces: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict[int, list[tuple[int, int, str]]])
    texts: set[int] = field(default_factory=set[int])

    def __post_init__(self) -> None:
        self.old = self.source.split("\n")

    def block(self, node: Any, column: int) -> None:
        """Lays out a mapping, a sequence or a value whose content is to start at a column."""
        if node.id == "mapping" and not node.flow_style:
            for key, value in node.value:
                self._entry(key, value, column)
        elif node.id == "sequence" and not node.flow_style:
            for item in node.value:
                self._item(item, column)
        else:
            self._inline(node)

    def _entry(self, key: Any, value: Any, column: int) -> None:
        line, was = key.start_mark.line, key.start_mark.column
        if not self.old[line][:was].strip():
            self.columns[line] = column
        self._colon(key, value)
        if value.id != "scalar" and not value.flow_style:
            self.block(value, column + STEP)
            return
        self._goes_on(line, value, column - was)
        self._inline(value)

    def _colon(self, key: Any, value: Any) -> None:
        start, end = key.end_mark, value.start_mark
        if start.line == end.line and _AFTER_COLON.fullmatch(self.source[start.index : end.index]):
            self._space(start.line, start.column, end.column, ": ")

    def _item(self, item: Any, column: int) -> None:
        """An entry of a list: its dash, and what stands behind it."""
        dash = self._dash(item.start_mark.index)
        if dash is None:
            return
        line, was = dash
        first = not self.old[line][:was].strip()
        if first:
            self.columns[line] = column
        same_line = item.start_mark.line == line and item.start_mark.index > 0
        if same_line and self.old[line][was + 1 : item.start_mark.column].strip() == "":
            self._space(line, was, item.start_mark.column, "- ")
        if item.id != "scalar" and not item.flow_style:
            self.block(item, column + STEP)
            return
        self._goes_on(line, item, column + STEP - item.start_mark.column if same_line else column - was)
        self._inline(item)

    def _dash(self, index: int) -> tuple[int, int] | None:
        """The line and column of the dash before an item."""
        at = index - 1
        while at >= 0 and self.source[at] in " \n\r":
            at -= 1
        if at < 0 or self.source[at] != "-":
            return None
        start = self.source.rfind("\n", 0, at) + 1
        return self.source.count("\n", 0, at), at - start

    def _goes_on(self, line: int, value: Any, by: int) -> None:
        """The further lines of a value move as its first one does."""
        last = value.end_mark.line if value.end_mark.column else value.end_mark.line - 1
        for further in range(line + 1, last + 1):
            self.shifts[further] = by
            if value.id == "scalar":
                self.texts.add(further)
        if value.id == "scalar" and last > value.start_mark.line:
            self.texts.add(value.start_mark.line)

    def _inline(self, node: Any) -> None:
        """Spaces in `[a, b]` and `{ a: 1 }` on one line."""
        if node.id == "scalar" or node.start_mark.line != node.end_mark.line or not node.value:
            return
        line, start, end = node.start_mark.line, node.start_mark.column, node.end_mark.column
        if node.id == "sequence":
            parts = [(v.start_mark.column, v.end_mark.column) for v in node.value]
            inner = node.value
        else:
            parts = [(k.start_mark.column, v.end_mark.column) for k, v in node.value]
            inner = [v for _, v in node.value]
            for key, value in node.value:
                self._colon(key, value)
        if self.old[line][start : start + 1] not in ("[", "{"):
            return  # it has an anchor or a tag
        edge = " " if node.id == "mapping" else ""
        self._between(line, start + 1, parts[0][0], edge)
        self._between(line, parts[-1][1], end - 1, edge)
        for (_, before), (after, _) in pairwise(parts):
            if _BETWEEN.fullmatch(self.old[line][before:after]):
                self._space(line, before, after, ", ")
        for value in inner:
            self._inline(value)

    def _between(self, line: int, start: int, end: int, wanted: str) -> None:
        if self.old[line][start:end].strip() == "":
            self._space(line, start, end, wanted)

    def _space(self, line: int, start: int, end: int, wanted: str) -> None:
        if self.old[line][start:end] != wanted:
            self.spaces.setdefault(line, []).append((start, end, wanted))

    def lines(self) -> list[str | None]:
        made: list[str | None] = []
        empty = True  # no empty lines at the start
        for i, line in enumerate(self.old):
            ending = "\r" if line.endswith("\r") else ""
            bare = line.removesuffix("\r")
            if not bare.strip() and i not in self.texts:
                last = i == len(self.old) - 1
                made.append("" if last else None if empty else ending)
                empty = True
                continue
            empty = False
            made.append(self._line(i, bare) + ending)
        return self._one_end(made)

    def _line(self, i: int, line: str) -> str:
        for start, end, wanted in sorted(self.spaces.get(i, ()), reverse=True):
            line = line[:start] + wanted + line[end:]
        if i in self.shifts and i not in self.columns:
            line = _moved(line, self.shifts[i])
        elif line.lstrip().startswith("#"):
            line = " " * self._comment(i, len(line) - len(line.lstrip())) + line.lstrip()
        elif i in self.columns:
            line = " " * self.columns[i] + line.lstrip()
        return line if i in self.texts else line.rstrip()

    def _comment(self, i: int, was: int) -> int:
        """A comment goes with the line of its own column: the next one, else the one before."""
        if was == 0:
            return 0
        behind = next((j for j in range(i + 1, len(self.old)) if j in self.columns), None)
        before = next((j for j in range(i - 1, -1, -1) if j in self.columns), None)
        for near in (behind, before):
            if near is not None and self._column(near) == was:
                return self.columns[near]
        near = behind if behind is not None else before
        return max(0, was + self.columns[near] - self._column(near)) if near is not None else was

    def _column(self, i: int) -> int:
        return len(self.old[i]) - len(self.old[i].lstrip())

    def _one_end(self, made: list[str | None]) -> list[str | None]:
        """No empty lines at the end, and a line break after the last."""
        last = len(made) - 1
        for i in range(last - 1, -1, -1):
            if made[i] is not None and (made[i] or "").strip():
                break
            if i not in self.texts and made[last] == "":
                made[i] = None
        return made


def _moved(line: str, by: int) -> str:
    """A line with more or less indentation; never into its text."""
    if not line.strip():
        return line
    indent = len(line) - len(line.lstrip(" "))
    return " " * max(0, indent + by) + line.lstrip(" ")
