"""Code compares with, or gives, a text that is none of the values which the contract lists."""

import re
from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Edit, Fix, Place, Severity
from dovetail.core.shapes import INDEXED, Quoted, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import nearest

from . import rule
from .bound.listed import Values, listed_at
from .bound.own_texts import texts_of_own
from .checks.carried_texts import carried_texts
from .checks.form_actions import offered
from .edits.suggestions import FEW, hint, listed, meant, names_beside
from .faults import Fault
from .routes.bound_routes import Bound, bound_routes
from .routes.refusals import is_of_refusal
from .typescript.mocked_answers import is_no_answer
from .typescript.reached import Reach

_SHORTEST = 3  # letters of a text that may be a slip of another
_ONE_VALUE = re.compile(r"""\??\s*:\s*(?:"[^"\n]*"|'[^'\n]*')\s*[;,}\n]""")
_FEWEST = 3  # values of an enum of which all but one show what the last key is meant for


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    reach = Reach(snapshot)
    seen: set[Range] = set()
    for quoted in (*source.shapes.quoted, *_numbers(source)):
        foreign = _foreign(quoted, source, reach)
        if foreign is not None and quoted.text.isdecimal() and _may_be_others(foreign.values):
            continue
        if foreign is not None and quoted.range not in seen:
            seen.add(quoted.range)
            yield _fault(foreign, source, snapshot, foreign.severity)
    for quoted, asking in offered(source, snapshot) if source.shapes.forms else ():
        foreign = _foreign(quoted, asking, reach)
        if foreign is not None and quoted.range not in seen:
            seen.add(quoted.range)
            yield _fault(foreign, source, snapshot, foreign.severity)
    for foreign, severity in _carried(source, snapshot):
        if foreign.range not in seen:
            seen.add(foreign.range)
            yield _fault(foreign, source, snapshot, severity)


def _numbers(source: Source) -> Iterator[Quoted]:
    """The numbers that are written out where a type is asked for, which may list some: `status: 410`."""
    for given in source.shapes.given:
        if given.plain == "number" and (text := source.text[given.range]).isdecimal():
            yield Quoted(given.use, text, given.range)


def _may_be_others(values: Values) -> bool:
    """True for numbers of one bit each, which may be put together, and where not all values are numbers."""
    if not all(v.isdecimal() for v in values.texts):
        return True
    return len(values.texts) >= _FEWEST and all(int(v) & (int(v) - 1) == 0 for v in values.texts)


@dataclass(frozen=True, slots=True)
class Foreign:
    """A text that is none of the values that may stand in its place."""

    text: str
    range: Range
    values: Values
    severity: Severity | None = None


def _foreign(quoted: Quoted, source: Source, reach: Reach) -> Foreign | None:
    values = listed_at(quoted, source, reach)
    own = texts_of_own(quoted, source, reach) if values is None else None
    if own is not None:
        texts, place = own
        values = Values(texts, place.message, place.path, place.range)
        return Foreign(quoted.text, quoted.range, values, "warning") if quoted.text not in texts else None
    if values is None or quoted.text in (*values.texts, *values.also) or is_no_answer(quoted.use, source, reach):
        return None
    if (
        values.slips
        and nearest(quoted.text, list(values.texts)) is None
        and not _stands_for_one(quoted, values, source)
    ):
        return None
    return Foreign(quoted.text, quoted.range, values)


def _stands_for_one(quoted: Quoted, values: Values, source: Source) -> bool:
    """True for the one key of an object in the place of the one value that it has no key for: all others are there, and nothing else."""
    if quoted.use.via != INDEXED:
        return False
    keys = {q.text for q in source.shapes.quoted if q.use == quoted.use}
    return len(keys) == len(values.texts) >= _FEWEST and len(keys.difference(values.texts)) == 1


def _carried(source: Source, snapshot: Snapshot) -> Iterator[tuple[Foreign, Severity | None]]:
    """The texts that routes put into requests and answers."""
    routes = (bound.route for bound in bound_routes(source, snapshot))
    given = {use.ranges[-1] for route in routes for use in route.carries if use.access == "write"}
    for text, range, values, bound, use in carried_texts(source, snapshot):
        # What a test expects of an answer, and not what its cases send, too, is meant only where the answer is a refusal that is
        # not the contract's.
        own = use.chain[0] == "errors" or not is_of_refusal(source, range)
        asked = range.start > use.ranges[-2].start or (range not in given and use.chain[0] == "errors")
        expected = use.access == "read" and asked and own
        sent = bound.of_test and not expected
        if text not in values.texts and not (sent and _is_meant(text, range, values, bound, use)):
            yield Foreign(text, range, values), bound.severity


def _is_meant(text: str, at: Range, values: Values, bound: Bound, use: Use) -> bool:
    """True for a text that a test may send, or expect, on purpose: one like no other, in a test about what is refused."""
    if bound.route.side == "mock" and use.chain[0] == "errors":
        return bound.is_of_refusal(at, sends=True, part="errors")
    alike = len(text) >= _SHORTEST and nearest(text, list(values.texts)) is not None
    if alike or not bound.is_on_purpose(at):
        return False
    # What a body has is refused as malformed, and not for what is there, or for who asks.
    return bound.route.side == "mock" or use.chain[0] != "request" or bound.is_of_refusal(at, names=True)


def _fault(foreign: Foreign, source: Source, snapshot: Snapshot, severity: Severity | None = None) -> Fault:
    text, known = foreign.text, foreign.values.texts
    beside = names_beside(source, text, foreign.range)  # of a key: what the object has already is not meant
    left = tuple(k for k in known if k not in beside)
    near = meant(text, left) if not text.isdecimal() else None  # a number is like no other
    plain = source.text[foreign.range] == text  # a key without quotes may need some
    few = len(known) <= FEW and not _tells_apart(foreign.values, snapshot)
    offered = () if not plain else (near,) if near is not None else left if few else ()
    fixes = tuple(
        Fix(f"Change to `{value}`", (Edit(source.path, foreign.range, value),))
        for value in offered
        if value.isidentifier() or not text.isidentifier() or _in_quotes(foreign, source)
    )
    place = Place(foreign.values.path, foreign.values.range, foreign.values.name)
    said = hint(text, known) if not text.isdecimal() else f", which has {listed(known)}."
    message = f"`{text}` is no value of {foreign.values.name}{said}"
    return Fault(source.path, foreign.range, message, (place,), fixes, severity=severity)


def _tells_apart(values: Values, snapshot: Snapshot) -> bool:
    """True for the values by which records are told apart, `type: "opened"` in one of them: each has other fields beside it."""
    text = snapshot.text(values.path)
    return len(values.texts) > 1 and text is not None and _ONE_VALUE.match(text.source, values.range.end) is not None


def _in_quotes(foreign: Foreign, source: Source) -> bool:
    return source.text.source[foreign.range.end : foreign.range.end + 1] in ('"', "'")
