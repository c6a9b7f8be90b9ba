"""A value is written where its contract asks for one of another kind."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import imported_contract
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.dataclass import replace
from dovetail.core.findings import Edit, Fix, Place, Severity
from dovetail.core.paths import is_test
from dovetail.core.shapes import CHOICE, TAKEN, Alias, Field, Given, Kind, KindName, Plain, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .bound.examples import LANGUAGE, VIA
from .checks.absence import is_decided
from .checks.carried_kinds import carried_kinds
from .checks.carried_texts import unfit_texts
from .checks.held_attributes import unfit_attributes
from .checks.held_values import held_values, is_asked_which, texts_of
from .checks.literals import compared_literals
from .checks.prisma_kinds import unfit_for_models
from .checks.read_fields import is_script
from .checks.shown_values import misshown
from .checks.unfit import WORDS, Wanted, may_be, unfit_column, unfit_field, words_of
from .checks.unfit_relations import key_for_object
from .contracts.asked import Bound
from .faults import Fault
from .records.kinds import resolved
from .statements.sql_columns import OF
from .typescript.reached import Reach
from .typescript.things import CALL, Owner, Thing, Type

_DEEPEST = 10
_MOST = 6  # texts that a sentence can hold
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MAKES_TEXT = ".toISOString()"  # of a moment
_FRACTION = re.compile(r"-?\d*\.\d*[1-9]\d*")
_NOTHING = Use("", (), (), "write", "")
_NAME = re.compile(r"[A-Za-z_]\w*\Z")
_NEAR = 100  # characters in which a pattern has a comma or a brace beside a name
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_TYPED = frozenset({"interface", "type", "class"})
_DRIZZLE = "drizzle table"
_PLAIN_COLUMNS: frozenset[KindName] = frozenset({"string", "uuid", "int", "float", "boolean"})
_NUMBERS: frozenset[KindName] = frozenset({"number", "int", "float"})
_TEXTS: frozenset[KindName] = frozenset({"string", "uuid", "instant", "date", "time", "decimal", "bigint", "bytes"})

# The methods by which collections of documents are asked for those that a filter names.
_FILTERS = frozenset(
    "find findOne findOneAndUpdate findOneAndDelete findOneAndReplace updateOne updateMany replaceOne deleteOne deleteMany "
    "countDocuments distinct exists".split()
)


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    if source.shapes.language in ("python", LANGUAGE):  # fixtures of Django are given values as well
        yield from _in_python(source, snapshot)
    for at, field, bound in unfit_texts(source, snapshot):
        if not (bound.of_test and bound.is_on_purpose(at)):
            name = f"`{field.name}` of contract {bound.contract.name}"
            wanted = Wanted(name, words_of("text", field), bound.endpoint.place.path, bound.endpoint.place.range)
            yield _fault(Given(_NOTHING, "text", at), wanted, source, bound.severity)
    if source.shapes.language == LANGUAGE:
        yield from _in_examples(source, snapshot)
    yield from _in_sql(source, snapshot)
    if source.shapes.language != "typescript":
        return
    for plain, at, field, bound in carried_kinds(source, snapshot):
        name = f"`{field.name}` of contract {bound.contract.name}"
        wanted = Wanted(name, words_of(plain, field), bound.endpoint.place.path, bound.endpoint.place.range)
        yield _fault(Given(_NOTHING, plain, at), wanted, source, bound.severity)
    for unfit in unfit_for_models(source, snapshot):
        name = f"`{unfit.field.name}` of model {unfit.model.name}"
        wanted = Wanted(name, words_of(unfit.given.plain, unfit.field), unfit.path, unfit.field.name_range)
        yield _fault(unfit.given, wanted, source)
    reach = Reach(snapshot)
    nulls = (
        f.type_range for own in compared_literals(source.path, snapshot) for f in own.fields if f.nullable == "yes"
    )
    seen = {at for at in nulls if at is not None}
    quoted = (Given(q.use, "text", q.range) for q in source.shapes.quoted if q.use.via != CHOICE)
    for given in (*source.shapes.given, *quoted):
        if given.plain == "held":
            continue  # what that is hangs on a type, and is asked below
        if given.plain == "moment" and is_script(source):
            continue  # what sends it as JSON makes a text of it
        if _ends_early(given, source) and (
            is_script(source) or is_test(source.path) or _is_there(given, source, reach)
        ):
            continue  # no compiler says that something may be there or not, or it says that it is
        wanted = _wanted(given, source, reach) if given.range not in seen else None
        if wanted is not None:
            seen.add(given.range)
            yield _fault(given, wanted, source)
    yield from _held(source, reach, seen)
    yield from _moments(source, reach)
    yield from _fractions(source, reach)


def _held(source: Source, reach: Reach, seen: set[Range]) -> Iterator[Fault]:
    """Values that are read of something which is of another kind than what they are put into, or may lack where that may not."""
    for held in held_values(source, reach):
        given, name = held.given, held.field.name
        if given.range in seen or given.use.via == TAKEN:
            continue
        wanted = _wanted(given, source, reach) if given.plain != "held" else None
        said = f"is {WORDS[given.plain]}"
        if wanted is None and held.lacks is not None:
            wanted = _wanted(replace(given, plain=held.lacks), source, reach)
            said = f"may be {held.lacks}"
        texts = texts_of(held, source, reach.snapshot) if wanted is None else None
        found = _listed(given, source, reach) if texts is not None else None
        foreign = [text for text in texts or () if found is not None and text not in found[1]]
        sure = bool(foreign) and len(foreign) == len(texts or ())  # whatever code asks, it is none of those
        if found is not None and (foreign or not texts) and (sure or not is_asked_which(held, source)):
            wanted, said = found[0], f"may be `{foreign[0]}`" if foreign else "may be any text"
        if wanted is not None:
            seen.add(given.range)
            message = f"{wanted.name} is {wanted.words}, and `{name}` {said}."
            yield Fault(source.path, given.range, message, (Place(wanted.path, wanted.range, wanted.name),))


def _listed(given: Given, source: Source, reach: Reach) -> tuple[Wanted, frozenset[str]] | None:
    """What holds one of some texts where a value is asked for, with those texts; None for anything else."""
    found = [_of_texts(thing, reach.snapshot) for thing in reach.ends(given.use, source)]
    return found[0] if found and all(found) else None


def _of_texts(thing: Thing, snapshot: Snapshot) -> tuple[Wanted, frozenset[str]] | None:
    if not isinstance(thing, Type) or thing.depth:
        return None
    field = thing.field
    if field is not None and (thing.kind != field.kind or field.list_depth):
        return None
    if field is not None and isinstance(thing.of, Contract):
        kind, name = snapshot.contracts.resolved(field.kind), f"`{field.name}` of contract {thing.of.name}"
        place = Place(thing.source.path, field.name_range, name)
    else:
        named = (
            imported_contract(thing.kind.target, thing.source.shapes, snapshot.contracts) if _is_name(thing) else None
        )
        if named is None:
            return None
        kind, name = snapshot.contracts.resolved(Kind("ref", named.name)), f"contract {named.name}"
        place = Place(named.path, named.declaration.name_range, name)
    if not place.range.end or kind.name not in ("enum", "literal"):
        return None
    listed = ", ".join(f"`{value}`" for value in kind.values[:_MOST]) + (" …" if len(kind.values) > _MOST else "")
    return Wanted(name, f"one of {listed}", place.path, place.range), frozenset(kind.values)


def _moments(source: Source, reach: Reach) -> Iterator[Fault]:
    """Moments that are written where a contract has a date, and dates where it has a moment."""
    told: set[Range] = set()
    for quoted in source.shapes.quoted:
        if _MOMENT.match(quoted.text) is not None:
            wanted, said = "date", "is a date, and a moment"
        elif _DATE.fullmatch(quoted.text) is not None:
            wanted, said = "instant", "is a moment, and a date"
        else:
            continue
        asked = _of_contract(quoted.use, wanted, source, reach) if quoted.range not in told else None
        if asked is not None:
            told.add(quoted.range)
            yield _written(asked, f"{said} is written here.", quoted.range, source)
    yield from _made_moments(source, reach)


def _made_moments(source: Source, reach: Reach) -> Iterator[Fault]:
    """Moments that `toISOString` gives where a contract has a date, and dates that are cut out of one where it has a moment."""
    for given in source.shapes.given if _MAKES_TEXT in source.text.source else ():
        made, _, cut = source.text[given.range].rpartition(_MAKES_TEXT)
        if given.plain != "text" or not made or (cut and cut[:1] != "."):
            continue
        asked = _of_contract(given.use, "instant" if cut else "date", source, reach)
        if asked is not None:
            said = (
                "is a moment, and a date is cut out of one here."
                if cut
                else "is a date, and `toISOString` gives a moment."
            )
            end = Range(given.range.end, given.range.end)
            fix = Fix("Cut the date out of it", (Edit(source.path, end, ".slice(0, 10)"),))
            yield replace(_written(asked, said, given.range, source), fixes=() if cut else (fix,))


def _fractions(source: Source, reach: Reach) -> Iterator[Fault]:
    """Fractions that are written where a contract has a whole number."""
    for given in source.shapes.given:
        if given.plain != "number" or _FRACTION.fullmatch(source.text[given.range]) is None:
            continue
        asked = _of_contract(given.use, "int", source, reach)
        if asked is not None:
            yield _written(asked, "is a whole number, and a fraction is written here.", given.range, source)


def _written(asked: tuple[Field, Contract, str], said: str, at: Range, source: Source) -> Fault:
    field, contract, path = asked
    name = f"`{field.name}` of contract {contract.name}"
    return Fault(source.path, at, f"{name} {said}", (Place(path, field.name_range, name),))


def _of_contract(use: Use, kind: KindName, source: Source, reach: Reach) -> tuple[Field, Contract, str] | None:
    """The field of a contract that a value is written into, where it is of a kind whatever that is."""
    found = [_of_kind(thing, kind, reach.snapshot) for thing in reach.ends(use, source)]
    return found[0] if found and all(found) else None


def _of_kind(thing: Thing, kind: KindName, snapshot: Snapshot) -> tuple[Field, Contract, str] | None:
    if not isinstance(thing, Type) or thing.field is None or thing.depth or not isinstance(thing.of, Contract):
        return None
    same = snapshot.contracts.resolved(thing.field.kind).name == kind
    return (thing.field, thing.of, thing.source.path) if same else None


def _in_examples(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for at, asked, why in misshown(source, snapshot):
        place = Place(asked.path, asked.field.name_range, f"`{asked.field.name}` of the schema")
        yield Fault(source.path, at, f"{why}.", (place,), severity="warning")


def _in_sql(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """What statements put into columns, also those in strings."""
    for given in source.shapes.given:
        if not given.use.type_name.startswith(OF):
            continue
        wanted = unfit_column(given, source, snapshot)
        if wanted is not None:
            yield _fault(given, wanted, source)


def _in_python(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    seen: set[Range] = set()
    for given in source.shapes.given:
        asked = given.range not in seen and given.use.via != VIA
        if asked and (wanted := key_for_object(given, source, snapshot)) is not None:
            seen.add(given.range)
            message = f"{wanted.name} is {wanted.words}, and its key is written here."
            yield Fault(source.path, given.range, message, (Place(wanted.path, wanted.range, wanted.name),))
            continue
        wanted = unfit_field(given, source, snapshot) if asked and given.plain != "held" else None
        if wanted is not None:
            seen.add(given.range)
            yield _fault(given, wanted, source)
    for unfit in unfit_attributes(source, snapshot) if source.shapes.language == "python" else ():
        if unfit.range not in seen:
            seen.add(unfit.range)
            yield Fault(source.path, unfit.range, f"{unfit.words}.", (unfit.place,))
    for plain, range, field, bound in carried_kinds(source, snapshot):
        if range not in seen:
            seen.add(range)
            name = f"`{field.name}` of contract {bound.contract.name}"
            message = f"{name} is {words_of(plain, field)}, and {WORDS[plain]} is written here."
            yield Fault(source.path, range, message, (bound.endpoint.place,), severity=bound.severity)


def _fault(given: Given, wanted: Wanted, source: Source, severity: Severity | None = None) -> Fault:
    written = "`?.` may give undefined" if _ends_early(given, source) else f"{WORDS[given.plain]} is written"
    message = f"{wanted.name} is {wanted.words}, and {written} here."
    place = Place(wanted.path, wanted.range, wanted.name)
    return Fault(source.path, given.range, message, (place,), _unquoted(given, wanted, source), severity=severity)


def _ends_early(given: Given, source: Source) -> bool:
    return given.plain == "undefined" and "?." in source.text[given.range]


def _is_there(given: Given, source: Source, reach: Reach) -> bool:
    """True where nothing says that what stands before the first `?.` may lack: neither its field, nor a variable's declaration."""
    text = source.text.source
    at = given.range.start + source.text[given.range].index("?.")
    before = (u for u in source.shapes.uses if u.ranges and u.ranges[-1].end == at)
    ends = [t.field for use in before for t in reach.ends(use, source) if isinstance(t, Type) and t.field is not None]
    taken = _taken_before(at, text[given.range.start : at], source) if not ends else None
    of_taken = reach.ends(taken, source) if taken is not None else ()
    ends = ends or [t.field for t in of_taken if isinstance(t, Type) and t.field is not None]
    if ends:
        return any((field.nullable, field.presence) == ("no", "required") for field in ends)
    name = _NAME.search(text, given.range.start, at)
    lacks = (
        rf"\b{name[0]}(?:\?\s*:|\s*:[^,;)={{}}?\n]*\|\s*(?:null|undefined)\b|\s*=[^;\n]*\.(?:find|at|get|pop|shift)\()"
        if name is not None
        else ""
    )
    return not lacks or re.search(lacks, text) is None


def _taken_before(at: int, name: str, source: Source) -> Use | None:
    """What a name was last taken out of before a place: `({ endedAt }) => …`, `const { endedAt } = row`."""
    uses = (u for u in source.shapes.uses if u.access == "read" and u.chain[-1:] == (name,) and u.ranges[-1].end < at)
    last = max(uses, key=lambda u: u.ranges[-1].start, default=None)
    if last is None:
        return None
    own, text = last.ranges[-1], source.text.source
    before, behind = text[max(own.start - _NEAR, 0) : own.start].rstrip(), text[own.end : own.end + _NEAR].lstrip()
    return last if before[-1:] in ("{", ",") and behind[:1] in (",", "}") else None


def _unquoted(given: Given, wanted: Wanted, source: Source) -> tuple[Fix, ...]:
    """The number or truth value that a text spells, where only such a one is asked for."""
    text, inner = source.text, given.range
    whole = Range(inner.start - 1, inner.end + 1)
    spelled, around = text[inner], text[whole]
    if given.plain != "text" or whole.start < 0 or around not in (f'"{spelled}"', f"'{spelled}'"):
        return ()
    kinds = {part.strip() for part in wanted.words.strip("`").split("|")} - {"null"}
    if kinds == {"boolean"} and spelled in ("true", "false"):
        value = spelled.capitalize() if source.shapes.language == "python" else spelled
    elif kinds == {"number"} and _NUMBER.fullmatch(spelled):
        value = spelled
    else:
        return ()
    return (Fix(f"Write {value}", (Edit(source.path, whole, value),)),)


def _wanted(given: Given, source: Source, reach: Reach) -> Wanted | None:
    """What is asked for where a value of another kind is written; None where it fits, or may."""
    things = reach.ends(given.use, source)
    if given.plain not in ("null", "undefined"):  # which may be said beside a type that is looked up
        things = [t for end in things for t in reach.looked_up(end)]
    if _is_result(given.use) and not all(isinstance(t, Type) and t.field is not None for t in things):
        return None
    if any(_is_of_list(given, thing) for thing in things):
        return None
    found = [_misfit(given.plain, thing, reach.snapshot) for thing in things]
    return found[0] if found and all(found) else None


def _is_of_list(given: Given, thing: Thing) -> bool:
    """True in a filter of a collection's documents: what it asks of a list may be one of its items."""
    listed = isinstance(thing, Type) and thing.field is not None and thing.field.list_depth > 0
    return listed and given.plain not in ("null", "undefined") and not _FILTERS.isdisjoint(given.use.chain)


def _is_result(use: Use) -> bool:
    """True for what a function that is passed on gives, by which a type parameter may be told."""
    return use.chain[-1:] == (CALL,) and any(step[:1] == "(" and step != CALL for step in use.chain)


def _misfit(plain: Plain, thing: Thing, snapshot: Snapshot) -> Wanted | None:
    """What a thing is, where it is part of a contract, or one, and cannot be such a value."""
    if isinstance(thing, Owner) and isinstance(thing.of, Contract) and thing.record is thing.of.declaration:
        return _contract(thing.of, plain, snapshot)
    if not isinstance(thing, Type):
        return None
    if thing.field is None or thing.field.name[:1] == "(":
        named = (
            imported_contract(thing.kind.target, thing.source.shapes, snapshot.contracts) if _is_name(thing) else None
        )
        return _contract(named, plain, snapshot) if named is not None else None
    field, owner = thing.field, thing.of
    if isinstance(owner, Bound) and owner.record.construct in _TYPED:
        name = f"`{field.name}` of {owner.record.name}, which implements contract {owner.pairing.contract.name},"
    elif isinstance(owner, Bound) and owner.record.construct == _DRIZZLE and _is_plain_column(plain, field):
        name = f"`{field.name}` of table {owner.record.name}, which implements contract {owner.pairing.contract.name},"
    elif isinstance(owner, Contract):
        name = f"`{field.name}` of contract {owner.name}"
    else:
        return None
    if thing.kind != field.kind or thing.depth != field.list_depth or not field.name_range.end:
        return None
    if not _is_other(plain, field, thing.source, snapshot):
        return None
    return Wanted(name, words_of(plain, field), thing.source.path, field.name_range)


def _is_plain_column(plain: Plain, field: Field) -> bool:
    """True for a column that takes values of one kind only, whatever a driver makes of them."""
    return field.kind.name in _PLAIN_COLUMNS and plain in ("text", "number", "boolean", "null")


def _is_name(thing: Type) -> bool:
    return not thing.depth and thing.kind.name == "ref" and not thing.kind.options


def _contract(contract: Contract, plain: Plain, snapshot: Snapshot) -> Wanted | None:
    """A contract as a whole, where it cannot be such a value; null and undefined may stand beside it."""
    declaration, name = contract.declaration, f"contract {contract.name}"
    if plain in ("null", "undefined") or (
        isinstance(declaration, Alias) and (declaration.list_depth or declaration.generics)
    ):
        return None
    kind = Kind("ref", contract.name)
    if not _excludes(plain, kind, snapshot.sources[contract.path], snapshot, 0):
        return None
    words = "an object" if isinstance(declaration, Record) else "of another kind"
    return Wanted(name, words, contract.path, declaration.name_range)


def _is_other(plain: Plain, field: Field, source: Source, snapshot: Snapshot) -> bool:
    """True where a field cannot hold such a value."""
    if plain in ("null", "undefined"):
        if not is_decided(field.kind, source.path, snapshot, plain):
            return False
        return field.nullable == "no" if plain == "null" else field.presence == "required"
    if field.list_depth:
        return plain != "list"
    return _excludes(plain, field.kind, source, snapshot, 0)


def _excludes(plain: Plain, kind: Kind, source: Source, snapshot: Snapshot, depth: int) -> bool:
    """True where no value of a kind is such a one, as TypeScript writes them."""
    if depth > _DEEPEST:
        return False
    in_contract = source.path.endswith(SUFFIX)
    known = snapshot.contracts.resolved(kind) if in_contract else resolved(kind, source.shapes, snapshot.contracts).kind
    match known.name:
        case "bigint" | "decimal" | "instant" if "string" not in known.text:
            return plain in ("boolean", "list") or (plain == "moment" and known.name != "instant")
        case "date" | "time" if plain == "moment" and "string" not in known.text:
            return False  # a class of the program's own may hold it so
        case name if name in _TEXTS:
            return plain != "text"
        case name if name in _NUMBERS:
            return plain != "number"
        case "boolean":
            return plain != "boolean"
        case "enum" | "literal" if known.values:
            spelled = plain == "text" and (
                '"' in known.text or "'" in known.text
            )  # `"1"` is a text, though it looks like a number
            return plain in ("list", "object", "moment") or not (spelled or any(may_be(plain, v) for v in known.values))
        case "record" | "map":
            return plain != "object"
        case "ref" if in_contract and (contract := snapshot.contracts.get(known.target)) is not None:
            return isinstance(contract.declaration, Record) and plain != "object"
        case "union":
            return all(_excludes(plain, o, source, snapshot, depth + 1) for o in known.options)
        case "unknown":
            return known.text.startswith("(") and "=>" in known.text  # a function
        case _:
            return False
