"""One more value in a copy of a constant, written as the values beside it are."""

import json
import re

from dovetail.core.findings import Edit
from dovetail.core.shapes import Constant, Entry
from dovetail.core.snapshot import Source
from dovetail.core.text import Range
from dovetail.core.words import CASINGS, has_casing, in_casing, words

from ..contracts.constants import is_literal

_BESIDE = re.compile(
    r"""(?P<quote>["']?)[\w$-]+(?P=quote)(?P<between>\s*(?::[ \w\[\].]*=|[:=])\s*)(?P<value>"[^"\\\n]*"|'[^'\\\n]*'|[^\s,;#/"'{}()]+)"""
)
_PYTHON = {"true": "True", "false": "False", "null": "None"}


def added(promise: Entry, constant: Constant, source: Source) -> tuple[Edit, ...]:
    """The edits that give a constant of code an entry of the contract's; none where it cannot be told how it is written there."""
    outer, _, leaf = promise.name.rpartition(".")
    same = [e for e in constant.entries if e.name.rpartition(".")[0] == outer and e.name]
    if not same or not is_literal(promise) or source.shapes.language not in ("typescript", "python"):
        return ()
    last, text = max(same, key=lambda e: e.name_range.start), source.text
    quoted = text.source[last.name_range.start - 1 : last.name_range.start]
    start = last.name_range.start - 1 if quoted in ("'", '"') else last.name_range.start
    beside = _BESIDE.match(text.source, start)
    if beside is None:
        return ()
    name = _cased(leaf, [e.name.rpartition(".")[2] for e in same])
    quote, between, end = beside["quote"], beside["between"], beside.end()
    if not quote and not re.fullmatch(r"[\w$]+", name):
        return ()
    written = f"{quote}{name}{quote}{between}{_value(promise.value, beside['value'], source.shapes.language)}"
    line = text.line_range(text.line_of(start))
    if text.source[line.start : start].strip():
        return (Edit(source.path, Range(end, end), f", {written}"),)
    below = Range(line.end, line.end)
    new = f"\n{text.indent_at(start)}{written}"
    if "=" in between:
        return (Edit(source.path, below, new),)
    if text.source[end : line.end].lstrip().startswith(","):
        return (Edit(source.path, below, f"{new},"),)
    if end == line.end:
        return (Edit(source.path, below, f",{new}"),)
    return (Edit(source.path, Range(end, end), ","), Edit(source.path, below, new))


def _cased(name: str, beside: list[str]) -> str:
    if all(n.isupper() for n in beside):
        return in_casing(name, "UPPER_SNAKE_CASE")
    telling = [n for n in beside if len(words(n)) > 1]
    return next((in_casing(name, c) for c in CASINGS if telling and all(has_casing(n, c) for n in telling)), name)


def _value(value: str, beside: str, language: str) -> str:
    """A literal as the language has it, in the quotes that are used beside it."""
    if language == "python" and value in _PYTHON:
        return _PYTHON[value]
    if value.startswith('"') and beside.startswith("'") and "'" not in value and "\\" not in value:
        return f"'{json.loads(value)}'"
    return value
