"""What values are that code reads of something and puts where a type is asked for: `{ total: row.total }`."""

import re
from collections.abc import Iterator, Mapping, Sequence

from dovetail.core.contracts import SUFFIX
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.paths import is_test
from dovetail.core.shapes import IN_PART, Field, Given, Kind, KindName, Plain, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..records.kinds import resolved
from ..typescript.reached import Reach
from ..typescript.things import Thing, Type
from .read_fields import SCRIPTS, ReadField, holder_of, is_script
from .stored_kinds import stored_plain
from .unasked import is_unasked

CHECKED = (".ts", ".tsx", ".mts", ".cts")  # whose compiler asks for checks of null
_SAYS_TYPES = re.compile(r"@(?:param|returns?|type)[ \t]*\{")
_DEFAULTS = re.compile(r"\s*(?:\?\?|\|\||&&|\?|[!=]=|[<>])")  # behind a value: what makes another one of it
_PLAIN: Mapping[KindName, Plain] = {
    **dict.fromkeys(("string", "uuid", "instant", "date", "time", "decimal"), "text"),
    **dict.fromkeys(("number", "int", "float"), "number"),
    "boolean": "boolean",
}
_LISTED: frozenset[KindName] = frozenset({"enum", "literal"})
_NO_TEXT = re.compile(r"-?[\d.]+|true|false")
_WRITTEN: Mapping[Plain, str] = {"text": "string", "number": "number", "boolean": "boolean"}


@dataclass(frozen=True, slots=True)
class Held:
    """A value that is read of something and put somewhere: `given`, as what its type shows it to be (`held` where that may be several
    things), with the field that it is, and the path of the file that declares it. `lacks` is null or undefined where it may be that, and
    code does not ask; `stored` for a column of a row.
    """

    given: Given
    field: Field
    path: str
    lacks: Plain | None = None
    stored: bool = False


def held_values(source: Source, reach: Reach) -> tuple[Held, ...]:
    """Each value of a file that is read of a contract, or of a type of its own, and put where a type is asked for.

    In JavaScript it is one of a contract, by types that comments say.
    """
    return reach.snapshot.once(("held values", source.path), lambda: tuple(_held_values(source, reach)))


def _held_values(source: Source, reach: Reach) -> Iterator[Held]:
    untyped = is_script(source)
    held = [g for g in source.shapes.given if g.plain == "held"] if not untyped or _says_types(source) else []
    if not held:
        return
    reads: dict[int, list[Use]] = {}
    for use in source.shapes.uses:
        if use.ranges and use.access == "read" and use.via != IN_PART:
            reads.setdefault(use.ranges[-1].end, []).append(use)
    for given in held:
        read = reads.get((given.taken or given.range).end, [])
        things = [t for use in read for t in reach.ends(use, source)]
        fields = [(t.source.path, t.field) for t in things if isinstance(t, Type) and t.field is not None]
        if untyped and any(not path.endswith(SUFFIX) or _is_put(f.name, source) for path, f in fields):
            continue  # what no compiler checks is only what a contract says, and code puts nothing else there
        if fields and len(fields) == len(things):
            known = {plain_of(thing, reach.snapshot) for thing in things}
            plain = known.pop() if len(known) == 1 else None
            at = read[0].ranges[-1]
            path, field = fields[0]
            stored = all(isinstance(t, Type) and stored_plain(t, reach.snapshot) is not None for t in things)
            lacks = _lacks(fields, at, given, source)
            yield Held(replace(given, plain=plain or "held"), field, path, lacks, stored)


def _says_types(source: Source) -> bool:
    """True for a file whose comments say types, as a checker of JavaScript reads them."""
    return _SAYS_TYPES.search(source.text.source) is not None


def _is_put(name: str, source: Source) -> bool:
    """True for a name under which a file puts something: `copy.tags = copy.tags.join()`."""
    return re.search(rf"(?<![\w$]){re.escape(name)}\s*=(?![=>])", source.text.source) is not None


def _lacks(fields: Sequence[tuple[str, Field]], at: Range, given: Given, source: Source) -> Plain | None:
    """What may stand in the place of a value that code puts somewhere and nowhere asks about."""
    null = all(field.nullable == "yes" for _, field in fields)
    left_out = all(field.presence == "optional" and field.nullable == "no" for _, field in fields)
    if not (null or left_out) or not source.path.endswith(CHECKED) or is_test(source.path):
        return None
    text = source.text.source
    if given.taken is not None:
        return None if _is_told_elsewhere(given, source) else "null" if null else "undefined"
    holder = holder_of(at, text)
    read = ReadField(tuple(fields), at, holder, source)
    asked = not holder or "?." in holder or _DEFAULTS.match(text, at.end) is not None or not is_unasked(read)
    return None if asked else "null" if null else "undefined"


def _is_told_elsewhere(given: Given, source: Source) -> bool:
    """True where code says more of a name than that it takes it out of something, and puts it somewhere: it may ask what that is."""
    text, name = source.text.source, source.text[given.range]
    said = [m.start() for m in re.finditer(rf"(?<![\w$.]){re.escape(name)}(?![\w$]|\??:)", text)]
    put = {g.range.start for g in source.shapes.given if g.taken == given.taken}
    return _DEFAULTS.match(text, given.range.end) is not None or len([at for at in said if at not in put]) != 1


def texts_of(held: Held, source: Source, snapshot: Snapshot) -> tuple[str, ...] | None:
    """The texts of which a value is one, none where it may be any; None for what is no text."""
    field = held.field
    if held.given.plain != "text" or not source.path.endswith((*CHECKED, *SCRIPTS)) or is_test(source.path):
        return None
    kind = snapshot.contracts.resolved(field.kind)
    values = _named_by_client(held, snapshot) or (kind.values if kind.name in _LISTED else ())
    return values if values or field.kind.name == "string" else None


def _named_by_client(held: Held, snapshot: Snapshot) -> tuple[str, ...]:
    """The values of an enum of Prisma as its client has them, whatever is stored: `ACCEPTED @map("accepted")`."""
    source = snapshot.sources.get(held.path)  # none has what a library declares
    if source is None or source.shapes.language != "prisma":
        return ()
    enums = (e for e in source.shapes.enums if e.name == held.field.kind.target)
    return next((tuple(m.name for m in e.members) for e in enums), ())


def is_asked_which(held: Held, source: Source) -> bool:
    """True where code may ask which of its values something is, as it may of what has a name of its own."""
    if held.given.taken is not None:
        return True
    at = Range(held.given.range.end - len(held.field.name), held.given.range.end)
    holder = holder_of(at, source.text.source)
    return not holder or not is_unasked(ReadField(((held.path, held.field),), at, holder, source))


def plain_of(thing: Thing, snapshot: Snapshot) -> Plain | None:
    """What the value of a field is by itself, where its type says so in one word; None where it may be something else."""
    if not isinstance(thing, Type) or thing.field is None or thing.field.kind != thing.kind:
        return None
    stored = stored_plain(thing, snapshot)
    if stored is not None:
        return stored
    if thing.depth or thing.field.list_depth:
        return "list" if thing.depth == thing.field.list_depth and thing.kind.text.endswith("[]") else None
    return kind_of(_resolved(thing, snapshot))


def kind_of(kind: Kind) -> Plain | None:
    """What a value of a kind is by itself, where TypeScript says so in one word; null may stand beside it."""
    if kind.name in _LISTED and kind.values:
        return None if any(_NO_TEXT.fullmatch(value) for value in kind.values) else "text"
    plain = _PLAIN.get(kind.name)
    words = {word.strip() for word in kind.text.split("|")} - {"null", "undefined"}
    if words == {"Date"}:
        return "moment"
    # What only a format or a library says is another value in the program than on the wire.
    return plain if plain is not None and words == {_WRITTEN[plain]} else None


def _resolved(thing: Type, snapshot: Snapshot) -> Kind:
    if thing.source.path.endswith(SUFFIX):
        return snapshot.contracts.resolved(thing.kind)
    return resolved(thing.kind, thing.source.shapes, snapshot.contracts).kind
