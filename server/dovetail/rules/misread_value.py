"""Code takes a value of a contract for one of another kind: it reckons with a text, compares it with a number, or hands it on as one."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Place
from dovetail.core.paths import is_test
from dovetail.core.shapes import TAKEN, Plain
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .checks.counted_moments import miscounted
from .checks.held_values import CHECKED, Held, held_values, kind_of, plain_of
from .checks.read_fields import ReadField, is_script, read_fields
from .checks.unasked import is_unasked
from .checks.unfit import WORDS
from .contracts.asked import is_own_type
from .faults import Fault
from .typescript.reached import Reach
from .typescript.things import Type

_TAKEN: Mapping[str, Plain] = {"string": "text", "number": "number", "boolean": "boolean"}
# The first letters of a literal, or of what gives a moment.
_FIRST: Mapping[str, Plain] = {'"': "text", "'": "text", "t": "boolean", "f": "boolean", "n": "moment"}
_TIMES = r"\*\*?(?!=)|/(?![/*=>])|%(?!=)|-(?![-=>])"
_SIGNS = ("*", "/", "%", "-")  # the last characters of those
_RECKONED = re.compile(rf"\s*(?:{_TIMES})\s*[\w(]")
_RECKONED_WITH = re.compile(rf"(?P<word>[\w$]+|[)\]])\s*(?:{_TIMES})\s*$")
_SUMMED, _FROM_ZERO = (
    re.compile(r"=>\s*\w+\s*\+\s*$"),
    re.compile(r"\s*,\s*0\s*\)"),
)  # `(sum, part) => sum + part.price, 0)`
_ROUNDED = re.compile(r"\bMath\.(?:abs|ceil|floor|max|min|round|sign|sqrt|trunc)\(\s*$")
_NOW = r"Date\.now\(\)|new Date\(\)"
_COMPARES = r"(?P<how>===|!==|<=|>=|<|>)"
_COMPARED = re.compile(
    rf"\s*{_COMPARES}\s*(?P<with>-?\d[\d_.]*|\"[^\"\n]*\"|'[^'\n]*'|true\b|false\b|{_NOW})(?!\s*[-+*/%.<>\[(])"
)
_COMPARED_WITH = re.compile(rf"(?<![-+*/%.\w])(?P<with>{_NOW})\s*{_COMPARES}\s*$")
_NO_OPERAND = frozenset("return typeof case in of do else await yield void delete new".split())


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    yield from _miscounted(source, snapshot)
    if source.shapes.language != "typescript" or is_script(source):
        return  # in JavaScript a text that is reckoned with becomes a number, and nobody minds
    for read in read_fields(source, snapshot):
        plain = _plain_of(read, snapshot)
        said = _misused(read, plain) if plain is not None else ""
        if plain is not None and said and not _is_told_apart(read):
            yield Fault(source.path, read.range, f"`{read.name}` {said}.", (read.place,))
    reach = Reach(snapshot)
    for held in held_values(source, reach):
        of = "contract" if held.path.endswith(SUFFIX) else "table" if held.stored else ""
        said = _unfit(held, source, reach) if of else ""
        if said:
            place = Place(held.path, held.field.name_range, f"`{held.field.name}` of the {of}")
            yield Fault(source.path, held.given.range, f"`{held.field.name}` {said} is asked for here.", (place,))


def _miscounted(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Seconds that are taken for milliseconds, or the other way round."""
    if not any(word in source.text.source for word in ("Date", "dayjs", "fromMillis")):
        return
    for read in read_fields(source, snapshot):
        found = miscounted(read)
        if found is not None:
            said, fixes = found
            yield Fault(source.path, read.range, f"`{read.name}` {said}.", (read.place,), fixes)


def _unfit(held: Held, source: Source, reach: Reach) -> str:
    """What a value is and what the program asks for in its place, where that is something else; empty where it is not."""
    plain, use = held.given.plain, held.given.use
    taken = _taken(held, source, reach) if plain != "held" or use.via == TAKEN else None
    if taken is None:
        return ""
    if plain not in ("held", taken):
        return f"is {WORDS[plain]}, and {WORDS[taken]}"
    may_lack = held.lacks == "null" and (
        use.type_name in _TAKEN if use.via == TAKEN else _never_null(held, source, reach)
    )
    return f"may be null, and {WORDS[taken]}" if may_lack else ""


def _never_null(held: Held, source: Source, reach: Reach) -> bool:
    """True for what a function of the program takes in a place, and says no null of."""
    ends = reach.ends(held.given.use, source)
    fields = [t.field for t in ends if isinstance(t, Type) and t.field is not None and t.field.name[:1] == "("]
    return len(fields) == len(ends) > 0 and all(field.nullable == "no" for field in fields)


def _plain_of(read: ReadField, snapshot: Snapshot) -> Plain | None:
    found: set[Plain | None] = {
        None if field.list_depth else kind_of(snapshot.contracts.resolved(field.kind)) for _, field in read.fields
    }
    return found.pop() if len(found) == 1 else None


def _misused(read: ReadField, plain: Plain) -> str:
    """What is done with a value that cannot be done with one of its kind, in words; empty where nothing is."""
    text = read.source.text.source
    start = read.range.start - len(read.holder)
    if not read.holder:
        return ""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    sign = line.rstrip()[-1:]  # what stands before the value, in one character that is told sooner than by a pattern
    with_it = _RECKONED_WITH.search(line) if sign in _SIGNS else None
    behind = _RECKONED.match(text, read.range.end) is not None
    summed = sign == "+" and _SUMMED.search(line) is not None
    behind = behind or (summed and _FROM_ZERO.match(text, read.range.end) is not None)
    reckoned = behind or (with_it is not None and with_it["word"] not in _NO_OPERAND)
    if plain == "number" and reckoned and _may_be_null(read):
        return "may be null, and is reckoned with here"
    if plain != "number":
        if reckoned:
            return f"is {WORDS[plain]}, and is reckoned with here"
        if sign == "(" and _ROUNDED.search(line) is not None and text[read.range.end :].lstrip()[:1] in (")", ","):
            return f"is {WORDS[plain]}, and a number is asked for here"
    compared = _COMPARED.match(text, read.range.end) or _COMPARED_WITH.search(line)
    if compared is None:
        return ""
    other = _FIRST.get(compared["with"][0], "number")
    if (
        other == plain
        or (plain, other) == ("number", "moment")
        or (other == "text" and compared["how"] in ("===", "!=="))
    ):
        return ""  # texts that stand behind `===` are held to the contract by misfit-value
    return f"is {WORDS[plain]}, and is compared with {WORDS[other]} here"


def _may_be_null(read: ReadField) -> bool:
    """True for what may be null, and stands in JavaScript for 0 then, where code does not ask whether it is there."""
    null = all(field.nullable == "yes" for _, field in read.fields)
    return (
        null
        and "?." not in read.holder
        and read.source.path.endswith(CHECKED)
        and not is_test(read.source.path)
        and is_unasked(read)
    )


def _is_told_apart(read: ReadField) -> bool:
    """True where the code asks of which type the value is."""
    return re.search(rf"typeof\s+[\w.?!]*\b{re.escape(read.name)}\b", read.source.text.source) is not None


def _taken(held: Held, source: Source, reach: Reach) -> Plain | None:
    """What the program itself asks for where a value is put; None where it is not known, or a contract asks."""
    use = held.given.use
    if use.via == TAKEN:
        return _TAKEN[use.type_name.partition(" ")[0]]
    found: set[Plain | None] = set()
    for thing in reach.ends(use, source):
        own = isinstance(thing, Type) and (thing.of is None or is_own_type(thing.of))
        found.add(plain_of(thing, reach.snapshot) if own else None)
    return found.pop() if len(found) == 1 else None
