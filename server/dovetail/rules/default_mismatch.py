"""A field that is left out becomes another value than the contract says."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Enum, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.tag_values import written_default
from dovetail.core.text import Range
from dovetail.core.words import key

from . import rule
from .bound_mismatch import stands_here
from .checks.absence import called
from .edits.suggestions import FEW, hint, meant
from .faults import Fault
from .records.comparison import LITERAL, Match, compare
from .records.elsewhere import declared_elsewhere
from .records.kinds import resolved
from .records.migrations import series_of

_VALUE = r"""(?P<value>"[^"\n\\]*"|'[^'\n\\]*'|-?\d+(?:\.\d+)?|\b(?:true|false)\b)"""
_WORD = r"|\b[A-Za-z_]\w*\b"
_PATTERNS = {
    "prisma": rf"@default\(\s*{_VALUE[:-1]}{_WORD})\s*\)",
    "sql": rf"\bDEFAULT\s+{_VALUE}(?!\w|\s*[(.|+*])",
    "python": rf"(?:\s=\s*(?:Field\(|field\()?\s*|\b(?:server_)?default\s*=\s*){_VALUE}\s*(?:[,)#]|$)",
    "graphql": rf"=\s*{_VALUE[:-1]}{_WORD})",
    "typescript": rf"\.default(?:To)?\(\s*{_VALUE}\s*\)",
    "openapi": rf"\bdefault[\"']?\s*:\s*{_VALUE[:-1]}{_WORD})\s*(?:[,}}#\n]|$)",
}
_IN_STRINGS = ("embedded table",)
_TABLE = "table"
_MIGRATED = "migrated table"
_STEPS = (_MIGRATED, "altered table")
_CHAINED = re.compile(r"[^;]*?(?=;|\.addColumn\(|\n(?!\s*\.))")  # what a builder is told of a column behind its name
_STATEMENT = re.compile(r"\bDEFAULT\s")  # in the statement that a migration in code runs
_BARE = ("prisma", "graphql")
_NOTHING = frozenset({"null", "none", "auto", "now"})


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    """Where both are written out: a default that is computed, or that a constant gives, may be any."""
    record = pairing.implementation
    if not isinstance(record, Record) or record.construct == LITERAL:
        return
    for match in compare(pairing, snapshot).matches:
        place = _default(match, record, pairing, snapshot)
        fault = _other(match, place, pairing, snapshot) if place is not None else None
        if fault is not None and not _is_said_again(match, record, pairing, snapshot):
            yield fault


def _other(match: Match, place: Range, pairing: Pairing, snapshot: Snapshot) -> Fault | None:
    """What is wrong with the default that is written at a place."""
    text = snapshot.sources[pairing.path].text
    given, promised = text[place], written_default(match.contract)
    name, contract = called(match.field, pairing), pairing.contract.name
    if promised and _differ(promised, given, match, snapshot):
        offered, message = [_bare(promised)], f", and `{_bare(promised)}` in contract {contract}."
    elif _is_foreign(given, match, pairing, snapshot):
        known = snapshot.contracts.resolved(match.contract.kind).values
        near = _bare(promised) if promised else meant(_bare(given), known)  # what the contract says is the one
        offered = [near] if near is not None else list(known) if len(known) <= FEW else []
        message = f", which is no value of `{match.contract.name}` of contract {contract}{hint(_bare(given), known)}"
    else:
        return None
    quote = given[0] if given[0] in "\"'" else ""
    enum = _enum_of(match, pairing, snapshot) if not quote and given.isidentifier() else None
    if enum is not None:
        offered = [m.name for m in enum.members if key(m.value) in map(key, offered) or m.name in offered]
    written = [f"{quote}{value}{quote}" for value in offered] if quote or _is_plain(given) or enum is not None else []
    return Fault(
        pairing.path,
        place,
        f"`{name}` is `{_bare(given)}` where it is left out{message}",
        (match.promise.place(contract),),
        tuple(Fix(f"Change to {value}", (Edit(pairing.path, place, value),)) for value in written),
    )


def _is_foreign(given: str, match: Match, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a text that the contract does not list among the values of the field; `enum-mismatch` tells where the type lists it."""
    wanted, text = snapshot.contracts.resolved(match.contract.kind), _bare(given)
    own = resolved(match.field.kind, snapshot.sources[pairing.path].shapes, snapshot.contracts)
    # Where an enum of the schema's own is meant, its members are written without quotes.
    enum = _enum_of(match, pairing, snapshot)
    bare = snapshot.sources[pairing.path].shapes.language in _BARE and enum is not None and given.isidentifier()
    if wanted.name not in ("enum", "literal") or not (bare or given[0] in "\"'") or match.contract.list_depth:
        return False
    if not text:
        return False
    members = [n for m in enum.members for n in (m.name, m.value)] if enum is not None else []
    known = {*wanted.values, *own.kind.values, *members}
    if _takes_texts(match, enum, pairing, snapshot):
        return text not in known
    return key(text) not in {key(v) for v in known}


def _enum_of(match: Match, pairing: Pairing, snapshot: Snapshot) -> Enum | None:
    """The enum of the code's own that a field holds."""
    own = resolved(match.field.kind, snapshot.sources[pairing.path].shapes, snapshot.contracts)
    return own.enum if own.enum is not None else _enum_elsewhere(match, pairing, snapshot)


def _takes_texts(match: Match, enum: Enum | None, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a field of a class of Python that is given texts alone, and not members of an enum by their names."""
    made = pairing.implementation
    is_step = isinstance(made, Record) and made.construct in _STEPS
    if snapshot.sources[pairing.path].shapes.language != "python" or is_step:
        return False
    kind = match.field.kind
    return enum.construct == "literal" if enum is not None else kind.name == "string" or bool(kind.values)


def _is_said_again(match: Match, record: Record, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True where another migration of the series speaks of a column's default, too, which may be another since."""
    series, name = series_of(pairing.path), re.escape(match.field.name)
    if series is None or record.construct not in (*_STEPS, _TABLE):
        return False
    texts = (s.text.source for p, s in snapshot.sources.items() if p != pairing.path and series_of(p) == series)
    in_code = rf"""["'`.]{name}["'`](?:[^\n]*\n){{0,4}}?[^\n]*default"""
    in_sql = rf"""\b{name}["`\]]?\s+(?:SET|DROP)\s+DEFAULT\b"""
    said = re.compile(in_sql if record.construct == _TABLE else in_code, re.IGNORECASE)
    return any(record.name in text and said.search(text) is not None for text in texts)


def _enum_elsewhere(match: Match, pairing: Pairing, snapshot: Snapshot) -> Enum | None:
    """The enum of another file that a field is of."""
    there = declared_elsewhere(match.field.kind.target, pairing.path, snapshot)
    return there[1] if there is not None and isinstance(there[1], Enum) else None


def _default(match: Match, record: Record, pairing: Pairing, snapshot: Snapshot) -> Range | None:
    """Where the field's default is written in its own file."""
    source = snapshot.sources[pairing.path]
    pattern = _PATTERNS.get("sql" if record.construct in _IN_STRINGS else source.shapes.language)
    # A column whose type a later step changes is held without what is said of that; its default stays.
    whole = next((f.range for f in record.fields if f.name_range == match.field.name_range), match.field.range)
    inside = record.range.start <= whole.start and whole.end <= record.range.end
    if record.construct in _STEPS and source.shapes.language == "python":
        inside = source.text[match.field.name_range] == match.field.name  # the range of the table is its name
    if pattern is None or not (inside or stands_here(match.field, False, source)):
        return None
    if record.construct == _MIGRATED and _STATEMENT.search(source.text.source, whole.start, whole.end) is not None:
        pattern = _PATTERNS["sql"]
    end = whole.end
    if record.construct == _MIGRATED and source.shapes.language == "typescript":
        chained = _CHAINED.match(source.text.source, end)
        end = chained.end() if chained is not None else end
    found = re.compile(pattern, re.IGNORECASE | re.MULTILINE).search(
        source.text.source, match.field.name_range.end, end
    )
    return Range(*found.span("value")) if found is not None else None


def _differ(promised: str, given: str, match: Match, snapshot: Snapshot) -> bool:
    own, other = _bare(promised), _bare(given)
    kind = snapshot.contracts.resolved(match.contract.kind)
    if own.lower() == other.lower() or other.lower() in _NOTHING:
        return False
    if kind.name == "boolean":
        truths = {"true": True, "1": True, "false": False, "0": False}
        return own.lower() in truths and other.lower() in truths and truths[own.lower()] != truths[other.lower()]
    numbers = _number(own), _number(other)
    if None not in numbers:
        return numbers[0] != numbers[1]
    if kind.name == "enum":
        values = {key(v) for v in kind.values}
        return key(own) in values and key(other) in values and key(own) != key(other)
    return given[0] in "\"'" and numbers == (None, None) and kind.name == "string"


def _bare(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] in "\"'`" and value[0] == value[-1] else value


def _is_plain(value: str) -> bool:
    return _number(value) is not None or value in ("true", "false")


def _number(value: str) -> float | None:
    return float(value) if re.fullmatch(r"-?\d+(\.\d+)?", value) else None
