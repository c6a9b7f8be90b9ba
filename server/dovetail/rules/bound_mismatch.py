"""A description, a check or a validator bounds a value otherwise than its contract does."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.bindings import Pairing
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.findings import Edit, Fix
from dovetail.core.patterns import refused
from dovetail.core.shapes import Field, Kind, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.tag_values import LOWEST
from dovetail.core.text import Range

from . import rule
from .faults import Fault
from .records.comparison import Match, called, compare
from .records.direction import direction
from .records.migrations import later_steps
from .statements.sql_columns import OF, asked_columns

_NUMBER = r"(?P<number>-?\d+(?:\.\d+)?)(?![\w.])"
_NAMES = "minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength minItems maxItems".split()
_OPENAPI = re.compile(rf"""\b(?P<name>{"|".join(_NAMES)})["']?\s*:\s*(?:{_NUMBER}|(?P<flag>true)\b)""")
_PYDANTIC = re.compile(rf"\b(?P<name>ge|gt|le|lt|min_length|max_length)\s*=\s*{_NUMBER}")
_MARSHMALLOW = re.compile(rf"\b(?P<name>min|max)\s*=\s*{_NUMBER}(?![^()]*_inclusive\s*=\s*False)")
_SERIALIZER = re.compile(rf"\b(?P<name>min_length|max_length|min_value|max_value)\s*=\s*{_NUMBER}")
_ZOD = re.compile(rf"\.(?:(?P<name>min|max|gte|lte|gt|lt|length)\(\s*{_NUMBER}|(?P<flag>positive|nonnegative)\(\s*\))")
# Where a pattern is written: each group is one way to write it.
_KEYWORD = re.compile(
    r"""\bpattern["']?[ \t]*:[ \t]*(?:"((?:[^"\\\n]|\\\\|\\")+)"|'((?:[^'\n]|'')+)'|([^\s"'#{][^\n#]*?)[ \t]*$)""",
    re.MULTILINE,
)
_RAW = re.compile(r"""\b(?:pattern|regex)\s*=\s*r(?:"([^"\n]+)"|'([^'\n]+)')""")
_REGEX = re.compile(r"\bregex\(\s*/((?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)/(?![a-z])")
_MATCHES = re.compile(r"@Matches\(\s*/((?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)/(?![a-z])")
_TOLD: dict[str, re.Pattern[str]] = {
    "openapi": _KEYWORD, "pydantic model": _RAW, "zod object": _REGEX, "valibot object": _REGEX, "class": _MATCHES,
}  # fmt: skip
_OF_PYTHON = (_PYDANTIC, _MARSHMALLOW, _SERIALIZER)
_VALIBOT = re.compile(rf"\.?\b(?P<name>minValue|maxValue|minLength|maxLength)\(\s*{_NUMBER}")
_DECORATED = re.compile(rf"@(?P<name>MinLength|MaxLength|Min|Max)\(\s*{_NUMBER}")  # as class-validator has it
_WORDS = {
    "MinLength": "minLength",
    "MaxLength": "maxLength",
    "min_value": "minimum",
    "max_value": "maximum",
    "minValue": "minimum",
    "maxValue": "maximum",
    "Min": "minimum",
    "Max": "maximum",
    "ge": "minimum",
    "gte": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lte": "maximum",
    "lt": "exclusiveMaximum",
}
_CHECKED = "bound of sql "  # before the name of a table, in the type of a use that bounds the values of a column
_DROPPED = re.compile(r'\bDROP\s+(?:CONSTRAINT|CHECK)\s+(?:IF\s+EXISTS\s+)?["`]?(\w+)', re.IGNORECASE)
_OWN_NAME = re.compile(r'\bCONSTRAINT\s+["`]?(\w+)["`]?\s+CHECK\b[^,;]*\Z', re.IGNORECASE)
_FROM_ZERO = frozenset({"positive", "nonnegative"})  # of zod, which say a bound without its number
_KINDS = frozenset({"number", "int", "float", "string", "decimal", "bigint"})
_SAID = {
    "minimum": "at least {}", "maximum": "at most {}", "minLength": "at least {} characters long",
    "maxLength": "at most {} characters long", "minItems": "at least {} long", "maxItems": "at most {} long",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Bound:
    """What a field says, in the terms of JSON Schema, and where the number is; an exclusive one of whole numbers is made inclusive."""

    value: float
    range: Range
    exclusive: bool = False


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    record = pairing.implementation
    if not isinstance(record, Record):
        return
    for match in compare(pairing, snapshot).matches:
        fault = _other_pattern(match, record, pairing, snapshot) if match.contract.tag("pattern") is not None else None
        if fault is not None:
            yield fault
        if match.contract.list_depth != match.field.list_depth or not match.contract.tags:
            continue
        for name, bound in _bounds(match.field, record, pairing, snapshot).items():
            promised = _promised(match.contract, name)
            if promised is not None and promised != bound.value and _counts(name, promised, bound, pairing, snapshot):
                yield _fault(name, promised, bound, match, pairing)


@rule("conformance", "error")
def of_checks(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Checks of tables that refuse values which the contract allows; a later statement may drop one."""
    for use in source.shapes.uses if source.shapes.language == "sql" else ():
        if not use.type_name.startswith(_CHECKED) or len(use.chain) != 2:
            continue
        table, column = use.type_name.removeprefix(_CHECKED), use.chain[0]
        asked = Use(OF + table, (column,), use.ranges[:1], "read", "sql")
        for path, field in asked_columns(asked, snapshot):
            found = next(_promise_of(path, field, snapshot), None)
            if found is not None and not _is_dropped(table, column, use.ranges[1], source, snapshot):
                yield from _of_check(use, *found, source)
                break


def _promise_of(path: str, field: Field, snapshot: Snapshot) -> Iterator[tuple[Match, Pairing]]:
    for pairing in snapshot.pairings_by_path.get(path, ()):
        for match in compare(pairing, snapshot).matches:
            if match.field.name_range == field.name_range:
                yield match, pairing


def _of_check(use: Use, match: Match, pairing: Pairing, source: Source) -> Iterator[Fault]:
    at = use.ranges[1]
    written, name = use.chain[1].replace(" ", ""), use.via.removeprefix("exclusive ")
    promised = _promised(match.contract, name)
    if promised is None or not re.fullmatch(r"-?\d+(\.\d+)?", written):
        return
    exclusive = name != use.via
    if exclusive and match.contract.kind.name != "int":
        return
    value = float(written) + ((1 if name in LOWEST else -1) if exclusive else 0)
    if value != promised and (value > promised) == (name in LOWEST):
        held = replace(pairing, path=source.path)
        yield _fault(name, promised, _Bound(value, at, exclusive), match, held)


def _is_dropped(table: str, column: str, at: Range, source: Source, snapshot: Snapshot) -> bool:
    """True where a statement behind a check drops it; one without a name has a name that the table and the column give it."""
    later = [snapshot.sources[p].text.source for p in later_steps(source.path, snapshot)]
    dropped = [n.lower() for text in (source.text.source[at.end :], *later) for n in _DROPPED.findall(text)]
    own = _OWN_NAME.search(source.text.source, max(0, at.start - 400), at.start) if dropped else None
    if own is not None:
        return own[1].lower() in dropped
    return any(column.lower() in name or name.startswith(f"{table.lower()}_check") for name in dropped)


def _other_pattern(match: Match, record: Record, pairing: Pairing, snapshot: Snapshot) -> Fault | None:
    """What is wrong with the pattern that a field must fit; a text that fits one of the two alone shows it."""
    source = snapshot.sources[pairing.path]
    tag, told = match.contract.tag("pattern"), _TOLD.get(record.construct, _TOLD.get(source.shapes.language))
    field = match.field
    if tag is None or told is None or field.list_depth or match.contract.list_depth or field.kind.name != "string":
        return None
    if not (_is_inside(field, record) or stands_here(field, source.shapes.language == "python", source)):
        return None
    start, end = (field.range.start if told is _MATCHES else field.name_range.end), field.range.end
    found = list(told.finditer(source.text.source, start, end))
    if len(found) != 1 or not any(found[0].groups()) or (tag.prose and not tag.value.endswith("$")):
        return None
    group = next(i for i, text in enumerate(found[0].groups(), 1) if text)
    at = Range(*found[0].span(group))
    quote = source.text.source[at.start - 1]
    here, there = _unescaped(source.text[at], quote, told), tag.value
    fewer, more = refused(there, here), refused(here, there)
    way = direction(pairing, snapshot)
    counts_more = more is not None and not pairing.is_store and way != "accepts"
    if fewer is not None and way != "emits":
        says = f"refuses `{fewer}` here, which fits `@pattern` in contract {pairing.contract.name}"
    elif counts_more:
        says = f"takes `{more}` here, which does not fit `@pattern` in contract {pairing.contract.name}"
    else:
        return None
    place = match.promise.place(pairing.contract.name)
    return Fault(pairing.path, at, f"`{called(field, pairing.is_store)}` {says}.", (place,))


def _unescaped(written: str, quote: str, told: re.Pattern[str]) -> str:
    """A pattern as it is meant where it is written between quotes that have escapes."""
    if told is _MATCHES or told is _REGEX:
        return written.replace("\\/", "/")
    if quote == "'" and told is _KEYWORD:
        return written.replace("''", "'")
    return written.replace("\\\\", "\\") if quote == '"' and told is _KEYWORD else written


def _fault(name: str, promised: float, bound: _Bound, match: Match, pairing: Pairing) -> Fault:
    here, there = _SAID[name].format(_plain(bound.value)), _SAID[name].format(_plain(promised))
    fix = Fix(f"Change to {_plain(promised)}", (Edit(pairing.path, bound.range, _plain(promised)),))
    return Fault(
        pairing.path,
        bound.range,
        f"`{called(match.field, pairing.is_store)}` is {here} here and {there} in contract {pairing.contract.name}.",
        (match.promise.place(pairing.contract.name),),
        (fix,) if not bound.exclusive else (),
    )


def _counts(name: str, promised: float, bound: _Bound, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True where the difference breaks somebody: who only gives values may give fewer, who only takes them may take more."""
    stricter = (bound.value > promised) == (name in LOWEST)
    if name == "maxLength" and stricter and snapshot.sources[pairing.path].shapes.language == "openapi":
        return False  # `short-column` tells
    if pairing.is_store:
        return stricter
    return direction(pairing, snapshot) != ("emits" if stricter else "accepts")


def _promised(promise: Field, name: str) -> float | None:
    tag = promise.tag(name)
    return float(tag.value) if tag is not None and re.fullmatch(r"-?\d+(\.\d+)?", tag.value) else None


def _bounds(field: Field, record: Record, pairing: Pairing, snapshot: Snapshot) -> Mapping[str, _Bound]:
    """The bounds of a field that are written once and plainly where it stands."""
    source = snapshot.sources[pairing.path]
    pattern = _pattern(record, source.shapes.language)
    if pattern is None or not (_is_inside(field, record) or stands_here(field, pattern in _OF_PYTHON, source)):
        return {}
    if (field.list_depth and pattern is _MARSHMALLOW) or (not field.list_depth and field.kind.name not in _KINDS):
        return {}
    found: dict[str, list[_Bound]] = {}
    flags: set[str] = set()
    decorated = pattern is _DECORATED  # what decorates a field stands before its name
    start, end = (field.range.start, field.name_range.start) if decorated else (field.name_range.end, field.range.end)
    places = [
        (start, end),
        *(_named_types(source, start, end) if pattern is _PYDANTIC and not field.list_depth else ()),
    ]
    for written in (w for place in places for w in pattern.finditer(source.text.source, *place)):
        name = _name(written["name"] or written["flag"], field.list_depth, field.kind)
        if name in _FROM_ZERO:
            low = 1 if name == "positive" and field.kind.name == "int" else 0
            if low or name != "positive":
                found.setdefault("minimum", []).append(_Bound(low, Range(*written.span("flag")), True))
        elif written["number"] is None:
            flags.add({"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}.get(name, name))
        elif name.endswith(("Items",)) == bool(field.list_depth):
            own = name.replace("exclusiveM", "m")
            value = float(written["number"])
            if own != name:
                value += (1 if own == "minimum" else -1) if field.kind.name == "int" else float("nan")
            found.setdefault(own, []).append(_Bound(value, Range(*written.span("number")), own != name))
    return {n: b[0] for n, b in found.items() if len(b) == 1 and n not in flags and b[0].value == b[0].value}


def _is_inside(field: Field, record: Record) -> bool:
    return record.range.start <= field.range.start and field.range.end <= record.range.end


def stands_here(field: Field, is_python: bool, source: Source) -> bool:
    """True for a field that a class or a schema has of a base in the same file, and for a parameter, as its name there shows."""
    if not (is_python or source.shapes.language == "openapi") or source.text[field.name_range] != field.name:
        return False
    behind = source.text.source[field.name_range.end : field.name_range.end + 80]
    return not is_python or re.match(r"\s*[:=]", behind) is not None


def _named_types(source: Source, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a file says what stands behind a name in an annotation: `Minutes = Annotated[int, Field(ge=10)]`."""
    annotation = source.text.source[start:end].partition("=")[0]
    for name in re.findall(r"\b[A-Z]\w*\b", annotation):
        found = list(
            re.finditer(
                rf"^{name}(?:\s*:\s*TypeAlias)?\s*=\s*Annotated\[(?:[^\n]|\n[ \t\])])*",
                source.text.source,
                re.MULTILINE,
            )
        )
        if len(found) == 1:
            yield found[0].span()


def _pattern(record: Record, language: str) -> re.Pattern[str] | None:
    if language == "openapi":
        return _OPENAPI
    if record.construct == "pydantic model":
        return _PYDANTIC
    if record.construct == "marshmallow schema":
        return _MARSHMALLOW
    if record.construct == "serializer":
        return _SERIALIZER
    if record.construct == "class" and language == "typescript":
        return _DECORATED
    if record.construct == "typebox object":
        return _OPENAPI
    if record.construct == "valibot object":
        return _VALIBOT
    return _ZOD if record.construct == "zod object" else None


def _name(written: str, depth: int, kind: Kind) -> str:
    """The keyword of JSON Schema for a bound that Python or zod names shortly: of a text and a list it is of the length."""
    low = written in ("min", "min_length")
    if low or written in ("max", "max_length"):
        of = "Items" if depth else "Length" if kind.name == "string" or "_" in written else ""
        return f"{'min' if low else 'max'}{of}" if of else "minimum" if low else "maximum"
    return _WORDS.get(written, written)


def _plain(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
