"""What cannot hold a value that shows by itself what it is; and the fields of Python's classes that cannot.

Python converts: pydantic takes the text of a number for a number, drivers of databases that of a moment. So a value is unfit for a field
where neither its contract nor its class could make anything of it.
"""

import re
from collections.abc import Mapping

from dovetail.core.bindings import Implementation, Pairing
from dovetail.core.contracts import SUFFIX
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Field, Given, Kind, KindName, Plain, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..bound.classes import walk
from ..bound.inline import unfolded
from ..contracts.asked import Asked
from ..records.comparison import LITERAL, Match, compare
from ..records.kinds import resolved
from ..records.migrations import series_of
from ..records.step_names import says_nothing
from ..statements.sql_columns import asked_columns
from .carried_kinds import excludes_in_json

_LONGEST = 60  # characters of a type that a sentence can hold
WORDS: Mapping[Plain, str] = {
    "text": "a text", "number": "a number", "boolean": "a truth value", "null": "null", "undefined": "undefined",
    "list": "a list", "object": "an object", "moment": "a `Date`", "held": "something that is read",
}  # fmt: skip
_NUMBERS: frozenset[KindName] = frozenset({"number", "int", "float", "bigint", "decimal"})
_TEXTS: frozenset[KindName] = frozenset({"string", "uuid", "instant", "date", "time"})
_MOMENTS: frozenset[KindName] = frozenset({"instant", "date", "time"})
_PLAIN: frozenset[KindName] = frozenset({"number", "int", "float", "boolean"})
_CONVERTS_NOTHING = frozenset({"dataclass", "named tuple", "typed dict"})
# A key that the database makes where a row has null.
_MADE_BY_KEY = re.compile(r"\bPRIMARY\b|\bAUTO_?INCREMENT\b|\bSERIAL\b", re.IGNORECASE)
_TRUTHS = frozenset("true false yes no on off y n t f 1 0".split())
_MADE = re.compile(r"\(*[\w.\[\]\"']*\(")  # by a call: what the text says, or which number it is, nobody sees
# What makes of a value what the field asks for, before that is looked at.
_CONVERTS = (
    'mode="before"',
    "mode='before'",
    'mode="wrap"',
    "pre=True",
    "BeforeValidator",
    "WrapValidator",
    "converter=",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What cannot hold the value that stands in its place: its name and its type in words, and where it is declared."""

    name: str
    words: str
    path: str
    range: Range


def words_of(plain: Plain, field: Field) -> str:
    """What a field is, in words that say why it cannot hold such a value."""
    if plain in ("null", "undefined"):
        return f"never {plain}"
    text = field.kind.text
    return f"`{text}`" if text and len(text) <= _LONGEST and "\n" not in text else "of another kind"


def may_be(plain: Plain, value: str) -> bool:
    """True for a listed value that may be written as such a one; of texts another rule knows which."""
    match plain:
        case "number":
            return value.lstrip("-").replace(".", "", 1).isdecimal()
        case "boolean":
            return value in ("true", "false")
        case _:
            return not (value.lstrip("-").replace(".", "", 1).isdecimal() or value in ("true", "false"))


def unfit_field(given: Given, source: Source, snapshot: Snapshot) -> Wanted | None:
    """The field of a contract that is asked for in Python where a value of another kind is written."""
    if given.use.via:
        return _unfit_in_dict(given, source, snapshot)
    steps = list(walk(given.use, source, snapshot))
    last = steps[-1] if steps else None
    if not isinstance(last, Asked) or last.range != given.use.ranges[-1]:
        return None
    text = source.text[given.range]
    if last.contract is not None:
        kind = snapshot.contracts.resolved(last.field.kind)
        if not _refuses(given.plain, text, last.field, kind):
            return None
        name = f"`{last.field.name}` of contract {last.contract.name}"
        return Wanted(name, words_of(given.plain, last.field), last.path, last.field.name_range)
    home = snapshot.sources[last.path]
    if any(word in home.text.source for word in _CONVERTS):
        return None
    return _unfit_promise(given, text, last.path, last.field, snapshot)


def _unfit_in_dict(given: Given, source: Source, snapshot: Snapshot) -> Wanted | None:
    """The field of a contract that a dictionary has a value of another kind for, which nothing converts on its way."""
    for pairing in unfolded(source.path, snapshot):
        own = pairing.implementation
        if not (isinstance(own, Record) and own.construct == LITERAL and given.range.start in own.range):
            continue
        for match in compare(pairing, snapshot).matches:
            kind = snapshot.contracts.resolved(match.contract.kind)
            named = match.spelled and match.field.name_range == given.use.ranges[-1]
            if named and (match.contract.list_depth or excludes_in_json(given.plain, kind, snapshot)):
                return _wanted_by(match, pairing, given.plain)
    return None


def unfit_column(given: Given, source: Source, snapshot: Snapshot) -> Wanted | None:
    """The field of a contract that is stored in a column into which a statement of SQL puts a value of another kind."""
    asked = list(asked_columns(given.use, snapshot))
    if not asked or (len(asked) > 1 and series_of(source.path) is not None):
        return None  # a step may fill what a later one makes something else of
    saying = [a for a in asked if not says_nothing(a[1])] or asked[:1]  # a step may have renamed it
    found = (_unfit_stored(given, source, path, field, snapshot) for path, field in saying)
    return next((w for w in found if w is not None), None)  # of what a later step changes an earlier one says nothing


def _unfit_stored(given: Given, source: Source, path: str, field: Field, snapshot: Snapshot) -> Wanted | None:
    text = snapshot.sources[path].text
    makes_null = given.plain == "null" and _MADE_BY_KEY.search(text[field.range]) is not None
    converts = given.plain != "null" and field.kind.name not in _NUMBERS
    if path.endswith(SUFFIX) or makes_null or converts:
        return None
    if given.plain == "null" and field.nullable == "no":
        field = replace(field, presence="required")  # null is no request for a default
    return _unfit_promise(given, source.text[given.range], path, field, snapshot)


def _unfit_promise(given: Given, text: str, path: str, field: Field, snapshot: Snapshot) -> Wanted | None:
    """The field of a contract that a field of a class or a table is, where neither of the two can hold a value."""
    home = snapshot.sources[path]
    for pairing in unfolded(path, snapshot):
        for match in compare(pairing, snapshot).matches:
            if match.field.name_range != field.name_range or pairing.guessed:
                continue
            kind = snapshot.contracts.resolved(match.contract.kind)
            own = resolved(field.kind, home.shapes, snapshot.contracts).kind
            kept = _keeps_all(pairing.implementation, home) and not field.list_depth
            plainly = (
                kept and kind.name in _PLAIN and own.name in _PLAIN and given.plain in ("text", "number", "boolean")
            )
            spelled = plainly and all(excludes_in_json(given.plain, k, snapshot) for k in (kind, own))
            if spelled or (
                _refuses(given.plain, text, match.contract, kind) and _refuses(given.plain, text, field, own)
            ):
                return _wanted_by(match, pairing, given.plain)
    return None


def _wanted_by(match: Match, pairing: Pairing, plain: Plain) -> Wanted:
    name = f"`{match.contract.name}` of contract {pairing.contract.name}"
    return Wanted(name, words_of(plain, match.contract), match.promise.path, match.contract.name_range)


def _keeps_all(held: Implementation, home: Source) -> bool:
    """True for a class that converts nothing: the text of a number stays a text in it, and a number no truth value."""
    return isinstance(held, Record) and held.construct in _CONVERTS_NOTHING and "pydantic" not in home.text.source


def _refuses(plain: Plain, text: str, field: Field, kind: Kind) -> bool:
    """True for a field that is nothing like a value, whoever converts it."""
    if plain == "null":
        known = kind.name not in ("any", "unknown", "hole", "json", "null")
        return known and field.nullable == "no" and field.presence == "required"
    if field.list_depth:
        return plain in ("text", "number", "boolean", "object")
    return plain != "undefined" and _is_other(plain, text, kind)


def _has_number(text: str) -> bool:
    """True for a text of which a number could be made: neither `none` nor `A4`."""
    return any(c.isdigit() for c in text) and not text.strip("\"'")[:1].isalpha()


def _is_other(plain: Plain, text: str, kind: Kind) -> bool:
    made = _MADE.match(text) is not None
    match kind.name:
        case name if name in _TEXTS:
            return plain in ("boolean", "list", "object") or (plain == "number" and name not in _MOMENTS)
        case name if name in _NUMBERS:
            return plain in ("list", "object") or (plain == "text" and not (made or _has_number(text)))
        case "boolean":
            said = text.strip("\"'").lower()
            return plain in ("list", "object") or (plain in ("text", "number") and not made and said not in _TRUTHS)
        case "enum" | "literal" if kind.values:
            return plain in ("list", "object") or (plain != "text" and not any(may_be(plain, v) for v in kind.values))
        case "record":
            return plain in ("text", "number", "boolean", "list")
        case _:
            return False
