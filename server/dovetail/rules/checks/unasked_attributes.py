"""Where Python code takes a field that may be None for one that is always there, and asks nowhere whether it is."""

import re
from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.shapes import Field, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..bound.classes import walk
from ..bound.inline import unfolded
from ..contracts.asked import Asked

_HOLDER = re.compile(r"(?<![\w.)\]])(?:(?:[a-z_]\w*)(?:\[\w+\])?(?:\.|\[[\"']))+\Z")
_NO_VALUE = re.compile(
    r"\b(?:cls|model|table|columns|c)\b"
)  # by which a column itself is asked for, and not what a row holds
_KEY_ENDS = re.compile(r"[\"']\]")
_MEMBER = re.compile(r"\.[a-z_]\w*|\[")
_RECKONED = re.compile(r"\s*(?:<=?(?!<)|>=?(?!>)|\+(?!=)|-(?![=>])|\*\*?(?!=)|//?(?!=)|%(?!=))\s*[\w(\"'-]")
_RECKONED_WITH = re.compile(r"[\w)\]]\s*(?:<=?|(?<![->])>=?|\+=?|-=?|\*=?|//?=?)\s*\Z")
_FORMATTED = re.compile(r":[^\s{}\"']?[^{}\"'\n]*[\w%]\}")
_TAKES = re.compile(r"\b(?:abs|float|int|len|max|min|round|sorted|sum)\(\s*\Z")
_GONE_THROUGH = re.compile(r"\bin\s+\Z")
_ENDS = re.compile(r"\s*[,)]")
_BLOCK_ENDS = re.compile(r"\s*:")
_PUT = re.compile(r"[=:]\s*\w+(?:\.\w+)*\.\Z")
_DECLARES = re.compile(r"^[ \t]+\Z", re.MULTILINE)
_TYPED = re.compile(r"\s*:[ \t]*[\w\"'][^\n]*$", re.MULTILINE)
_KEYWORD = re.compile(r"\s*=(?!=)")
_KEYED = re.compile(r"[\"']\s*:")
_DEF = re.compile(r"[ \t]*(?:async\s+)?def\s")
_CLASS = re.compile(r"[ \t]*class\s")
_CONDITION = re.compile(r"\s*(?:el)?if\b|\s*while\b")
_LEAVES = re.compile(r"\s*(?:return|raise|continue|break)\b|.*\b(?:abort|exit|fail|skip)\(")
_EXPECTS = re.compile(r"\bexcept\b[^:\n]*\b(?:AttributeError|TypeError|Exception)\b|\bsuppress\(")
_QUERY = re.compile(r"\b(?:aliased|select|query|where|having|filter|filter_by|exclude|order_by|join)\(|\bWHERE\b")
_CHECKS = r"(?<!def )\b(?:is|has|assert|ensure|require|check|must|validate|can)_\w*\(\s*{}\b"
_IGNORED = re.compile(r"[^\n]*#\s*(?:type|pyright|mypy):\s*ignore")
_LINES = 12  # of a statement that is looked at


@dataclass(frozen=True, slots=True)
class Unasked:
    """A field that may be None and is read as if it never were; `place` is where it is declared."""

    name: str
    range: Range
    place: Place


def unasked_attributes(source: Source, snapshot: Snapshot) -> Iterator[Unasked]:
    """The reads of fields of bound classes that fail where there is None, while nothing around them speaks of that."""
    text = source.text.source
    seen: set[Range] = set()
    for use in source.shapes.uses:
        if not use.chain or use.access != "read" or use.ranges[-1] in seen:
            continue
        at = next((r for n, r in zip(reversed(use.chain), reversed(use.ranges), strict=True) if n.isidentifier()), None)
        if at is None or at in seen or not is_taken(at, text) or not is_unasked_around(at, text):
            continue
        if _IGNORED.match(text, at.end) is not None:
            continue  # a checker of types has said so, and was told not to
        seen.add(at)
        field = _field_at(at, use, source, snapshot)
        if field is not None and field[1].nullable == "yes":
            place = Place(field[0], field[1].name_range, f"`{field[1].name}` of the class")
            yield Unasked(field[1].name, at, place)


def _field_at(at: Range, use: Use, source: Source, snapshot: Snapshot) -> tuple[str, Field] | None:
    """The field of a bound class that a name means, and the file that declares it."""
    for step in walk(use, source, snapshot):
        if isinstance(step, Asked) and step.range == at and not step.field.relation:
            bound = (p.implementation for p in unfolded(step.path, snapshot))
            if any(isinstance(r, Record) and step.field in r.fields for r in bound):
                return step.path, step.field
    return None


def is_taken(at: Range, text: str) -> bool:
    """True where what stands around a name fails if there is None: a member of it, a comparison by size, a sum, a format."""
    holder = _holder(at, text)
    if not holder or _NO_VALUE.search(holder) is not None:
        return False
    key = _KEY_ENDS.match(text, at.end) if holder[-1] in "\"'" else None
    if holder[-1] in "\"'" and key is None:
        return False
    end, start = (key.end() if key is not None else at.end), at.start - len(holder)
    before = text[max(0, start - 40) : start]
    if _MEMBER.match(text, end) is not None or _RECKONED.match(text, end) is not None:
        return True
    if before[-1:] == "{" and _FORMATTED.match(text, end) is not None:
        return True
    if _RECKONED_WITH.search(before) is not None and not _is_star(before):
        return True
    if _GONE_THROUGH.search(before) is not None and re.search(r"\bfor\s[^\n]*\Z", before) is not None:
        return _BLOCK_ENDS.match(text, end) is not None
    return _TAKES.search(before) is not None and _ENDS.match(text, end) is not None


def _is_star(before: str) -> bool:
    """True behind a `*` that hands on a list, and no product: `f(a, *`."""
    return re.search(r"[,(\[]\s*\*\*?\s*\Z", before) is not None


def _holder(at: Range, text: str) -> str:
    """What the code asks for the name, `loan.tool.` or `row["`; empty where that is more than names."""
    found = _HOLDER.search(text, text.rfind("\n", 0, at.start) + 1, at.start)
    return found.group() if found is not None else ""


def is_unasked_around(at: Range, text: str) -> bool:
    """True where the function around a read speaks of the field nowhere but so, and of its object in no condition before it."""
    holder = _holder(at, text)
    root = re.split(r"\W", holder, maxsplit=1)[0]
    start, end = _around(at, root, text)
    name = text[at.start : at.end]
    for mention in re.finditer(rf"(?<!\w){re.escape(name)}(?=__|(?!\w))", text[start:end]):
        place = Range(mention.start() + start, mention.end() + start)
        if place != at and not is_taken(place, text) and not _is_idle(place, text):
            return False
    around = text[start:end]
    if _EXPECTS.search(around) is not None or re.search(_CHECKS.format(re.escape(root)), around) is not None:
        return False
    chosen = re.search(rf"\bfor\s+{re.escape(root)}\s+in\b|\b{re.escape(root)}\s*=", around) is not None
    if chosen and _QUERY.search(around) is not None:
        return False  # what a query gives may be chosen by another state that goes with the field
    return not _is_behind(at, holder, root, start, text)


def _is_idle(at: Range, text: str) -> bool:
    """True for a mention that asks nothing: the name of an argument or a key, and a value that is only handed on."""
    if text[at.end : at.end + 2] == "__":
        return False
    behind = text[at.start - 1 : at.start]
    if _DECLARES.search(text, text.rfind("\n", 0, at.start) + 1, at.start) and _TYPED.match(text, at.end):
        return True  # where the class itself says what it has
    if behind in "\"'" and _KEYED.match(text, at.end) is not None:
        return True
    if behind != "." and _KEYWORD.match(text, at.end) is not None:
        return True
    holder = _holder(at, text)
    if holder and text[at.start - len(holder) - 1 : at.start - len(holder)] == "{" and text[at.end : at.end + 1] == "}":
        return True  # shown as a part of a text
    return _PUT.search(text[max(0, at.start - 80) : at.start]) is not None and _ENDS.match(text, at.end) is not None


def _around(at: Range, root: str, text: str) -> tuple[int, int]:
    """The outermost function around a place; of what a method reads of itself the class; the file where there is none."""
    lines = text[: at.start].split("\n")
    depth, found, offset = _depth(lines[-1]), -1, at.start - len(lines[-1])
    for line in reversed(lines[:-1]):
        offset -= len(line) + 1
        if not line.strip() or _depth(line) >= depth:
            continue
        if _DEF.match(line) is not None or (root == "self" and _CLASS.match(line) is not None):
            found, depth = offset, _depth(line)
        elif line.lstrip()[:1] not in ")]}":
            depth = _depth(line)
    if found < 0:
        return 0, len(text)
    own = _depth(text[found : found + 200])
    behind = re.compile(rf"^[ \t]{{0,{own}}}[^\s#)\]}}]", re.MULTILINE).search(text, at.end)
    return found, behind.start() if behind is not None else len(text)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _is_behind(at: Range, holder: str, root: str, start: int, text: str) -> bool:
    """True where a condition that speaks of the object stands in the same statement, around the read, or leaves before it."""
    of_root = re.compile(rf"(?<![\w.]){re.escape(root)}(?!\w)")
    first = text.rfind("\n", 0, at.start) + 1
    last = text.find("\n", at.end)
    own = text[first : at.start - len(holder)] + text[at.end : last if last >= 0 else len(text)]
    words = "if|and|or|assert|while|not"
    if re.search(rf"\b(?:{words})\b", own) is not None and of_root.search(own) is not None:
        return True
    depth, left = _depth(text[first : at.end]), False
    lines = text[start:first].split("\n")
    for n, line in enumerate(reversed(lines)):
        if not line.strip():
            continue
        inner = _depth(line)
        condition = _CONDITION.match(line) is not None
        if condition and of_root.search(line) is not None and (inner < depth or left):
            return True
        if line.lstrip().startswith("assert") and of_root.search(line) is not None:
            return True
        if n < _LINES and re.search(r"\s(?:if|and|or)\s", line) is not None and inner > depth and of_root.search(line):
            return True  # a part of the same expression, or of one beside it
        left = _LEAVES.match(line) is not None and inner > 0 if not condition else False
        if inner < depth:
            depth = inner
    return False
