"""Moments that a contract counts in seconds or milliseconds, and code that takes them for the other."""

import re
from fractions import Fraction

from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field
from dovetail.core.text import Range

from ..contracts.units import stated_unit, unit_of
from .read_fields import ReadField

# What takes a number of milliseconds since 1970.
_MAKES = re.compile(r"(?:\bnew Date|\bdayjs(?:\.utc)?|\bDateTime\.fromMillis|\bfromMillis)\(\s*$")
_TIMES = re.compile(r"\s*\*\s*1_?000(?:\.0)?(?![\w.])")
_ENDS = re.compile(r"\s*[,)]")
_NOW = r"Date\.now\(\)"
_COMPARED = re.compile(rf"\s*(?:<=?|>=?)\s*{_NOW}(?!\s*/)")
_COMPARED_WITH = re.compile(rf"(?<![-+*/.\w]){_NOW}\s*(?:<=?|>=?)\s*$")
_SINCE = re.compile(r"\b(?P<unit>(?:milli|micro|nano)?seconds) since (?:the )?(?:1970|epoch|unix)", re.IGNORECASE)
_SECOND, _MILLISECOND = Fraction(1), Fraction(1, 1000)


def miscounted(read: ReadField) -> tuple[str, tuple[Fix, ...]] | None:
    """What is wrong with how code takes a moment, in words, and how it is mended; None where nothing is."""
    sizes = {_size(field) for _, field in read.fields}
    size = sizes.pop() if len(sizes) == 1 and read.holder else None
    text, end = read.source.text.source, read.range.end
    start = read.range.start - len(read.holder)
    if size is None or text[start - 1 : start] == ".":
        return None
    line = text[text.rfind("\n", 0, start) + 1 : start]
    times, made = _TIMES.match(text, end), _MAKES.search(line) is not None
    if size == _MILLISECOND:
        if times is None or not made or _ENDS.match(text, times.end()) is None:
            return None
        fix = Fix("Take it as it is", (Edit(read.source.path, Range(times.start(), times.end()), ""),))
        return "counts milliseconds already, and is multiplied by 1000 here", (fix,)
    compared = _COMPARED.match(text, end) or _COMPARED_WITH.search(line)
    if times is not None or not (compared or (made and _ENDS.match(text, end))):
        return None
    fix = Fix("Make it milliseconds", (Edit(read.source.path, Range(end, end), " * 1000"),))
    return "counts seconds, and milliseconds are asked for here", (fix,)


def _size(field: Field) -> Fraction | None:
    """Of what a moment is counted in; None where that is not said, or it is no count of seconds or milliseconds."""
    if field.list_depth or field.kind.name not in ("number", "int", "float"):
        return None
    tag, said = field.tag("unit"), _SINCE.search(field.doc)
    stated = tag.value if tag is not None else said["unit"] if said is not None else None
    unit = stated_unit(stated) if stated is not None else unit_of(field.name)
    size = unit.size if unit is not None and unit.measures == "time" else None
    return size if size in (_SECOND, _MILLISECOND) else None
