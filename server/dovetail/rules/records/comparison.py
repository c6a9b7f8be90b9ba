"""The fields of a contract against those of a record that implements it: which stand for which, and which are left over."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from dovetail.core.bindings import Pairing, fields_by_words, named_column, stored_key
from dovetail.core.composition import Promise
from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import (
    CASINGS,
    Casing,
    differ_in_short_word,
    distance,
    has_casing,
    in_casing,
    key,
    singular,
    words,
)

from ..contracts.units import differ_in_unit, unit_of
from .attributes import has_own_casing
from .bases import completed
from .direction import by_type
from .kinds import clash, is_record
from .migrations import altered_later, as_it_stays, made_before, made_elsewhere, made_later, under_later_names
from .near_names import may_be_meant

LITERAL = "object literal"


@dataclass(frozen=True, slots=True)
class Match:
    """A promised field and the one that stands for it. `spelled` is false where the wire would show another name.

    `by` says how they found each other: by the name that counts; by the name in the code alone, whose alias says another
    (`alias`); or by their words alone, where nothing else comes into question (`likeness`), even for another unit (`unit`).
    """

    promise: Promise
    field: Field
    spelled: bool = True
    by: Literal["name", "alias", "likeness", "unit"] = "name"

    @property
    def contract(self) -> Field:
        return self.promise.field


@dataclass(frozen=True, slots=True)
class Comparison:
    """`matches` are all pairs by name; `guesses` pair what is missing with what is there instead."""

    matches: tuple[Match, ...]
    guesses: tuple[Match, ...]
    missing: tuple[Promise, ...]
    extra: tuple[Field, ...]


EMPTY = Comparison((), (), (), ())
_TYPE_NAME = "__typename"  # which each object of GraphQL has without saying so
_GRAPHQL = (".graphql", ".gql", ".graphqls")
_GENERATED = "alias_generator"  # among the members of a class whose generator is not seen
_CAST = re.compile(r"\s*\)*\s*as\s+(?!const\b)")


def compare(pairing: Pairing, snapshot: Snapshot) -> Comparison:
    """Which field stands for which. All rules of this family ask, so it is answered once for a snapshot."""
    held = snapshot.once(("compare", id(pairing)), lambda: (pairing, _compared(pairing, snapshot)))
    return held[1] if held[0] is pairing else _compared(pairing, snapshot)


def _compared(pairing: Pairing, snapshot: Snapshot) -> Comparison:
    contract, record = pairing.contract, pairing.implementation
    if not isinstance(contract.declaration, Record) or not isinstance(record, Record) or contract.is_endpoint:
        return EMPTY
    if pairing.is_store and made_later(record, pairing.path, snapshot):
        return EMPTY
    record = under_later_names(record, pairing.path, snapshot) if pairing.is_store else record
    doubtful = frozenset[str]()
    if pairing.is_store:
        record, doubtful = as_it_stays(record, pairing.path, snapshot)
    own = record.fields
    record = completed(record, snapshot.sources[pairing.path], snapshot)
    promises, complete = snapshot.contracts.promised(contract)
    matches, missing = _matched(promises, record, own, doubtful, pairing, snapshot)
    taken = {id(m.field) for m in matches}  # all that is in a field would be hashed
    extra = [f for f in record.fields if _is_extra(f, record, own) and id(f) not in taken and f.key not in doubtful]
    extra = [f for f in extra if f.name_range.start < f.name_range.end]  # Django gives a model a key that nobody writes
    extra = extra if complete else []
    missing, likely = _lacking(missing, record, pairing, snapshot)
    if extra and _GENERATED in record.members:  # any of those may be called so on the wire
        missing, likely = [], missing
    later = _guessed_later(pairing, snapshot) if missing else []
    missing = [m for m in missing if m.field not in later]
    # Where not all must be there, more names are nothing strange, but one that is misspelled.
    sure = [] if pairing.mode == "subset" else [*missing, *(likely if made_before(record, pairing, snapshot) else ())]
    guesses = [
        g
        for g in (
            *_guesses([*missing, *likely], extra, pairing, snapshot),
            *_only_one([*missing, *likely], extra, record, pairing, snapshot),
            *_in_place(missing, extra, matches, record, promises, pairing, snapshot),
        )
        if g.promise in sure
        or _is_asked_in_vain(g.field, pairing)
        or _is_misspelled(g.contract, g.field, pairing.is_store)
    ]
    guesses += _optional(promises, record, extra, [*matches, *guesses], pairing, snapshot)
    guesses = list({g.field: g for g in reversed(guesses)}.values())[::-1]
    if pairing.named:  # what is left out is only told where nothing stands in its place
        return Comparison(tuple(matches), (), () if extra else tuple(missing), ())
    guessed = {g.promise.field for g in guesses}
    used = {g.field for g in guesses}
    return Comparison(
        tuple(matches),
        tuple(guesses),
        tuple(m for m in missing if m.field not in guessed),
        tuple(f for f in extra if f not in used),
    )


def _matched(
    promises: Iterable[Promise],
    record: Record,
    own: tuple[Field, ...],
    doubtful: frozenset[str],
    pairing: Pairing,
    snapshot: Snapshot,
) -> tuple[list[Match], list[Promise]]:
    """The fields of a record under the names that a contract gives them, and what it promises that is not found.

    `record` has the fields of its bases too, `own` are those that it declares itself; of what is `doubtful` nothing is said.
    """
    matches: list[Match] = []
    missing: list[Promise] = []
    known = fields_by_words(record, pairing.is_store)
    # Those of the very spelling come first: beside a getter a class may keep the value under the same words.
    exact = {} if pairing.is_store else {wire_name(f): f for f in reversed(record.fields) if not f.relation}
    for promise in promises:
        wanted = _wanted(promise.field, pairing.is_store)
        if wanted is None or wanted in doubtful:
            continue
        found = exact.get(promise.field.name) or known.get(wanted)
        if found is not None and record.fields is not own and all(f.name != found.name for f in own):
            continue  # it stands in a base, in another file
        if found is not None and found.name.startswith("_") and record.construct == "class":
            continue  # a private field, whose public name is that of a method
        if found is not None:
            matches.append(Match(promise, found, _is_spelled(promise, found, record, pairing, snapshot)))
        elif _must_be_there(promise.field, pairing, snapshot) and not _is_related(promise.field, wanted, pairing):
            missing.append(promise)
    return _matched_by_alias(matches, missing, record, pairing)


def _is_spelled(promise: Promise, found: Field, record: Record, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a field whose name on the wire is the contract's, or may be for all that can be seen."""
    return (
        pairing.is_store
        or wire_name(found) == promise.field.name
        or _may_have_alias(pairing.path, record, found)
        or has_own_casing(pairing, snapshot)
    )


def _matched_by_alias(
    matches: list[Match], missing: list[Promise], record: Record, pairing: Pairing
) -> tuple[list[Match], list[Promise]]:
    """The same, with the fields that have the right name and are sent under another one."""
    if not missing:
        return matches, missing
    taken = {m.field for m in matches}
    left: list[Promise] = []
    by_code: dict[str, list[Field]] = {}
    for field in record.fields:
        for name in {key(field.name), key(field.stored or "") if pairing.is_store else key(field.name)}:
            by_code.setdefault(name, []).append(field)
    for promise in missing:
        other = _other_alias(promise.field, by_code.get(key(promise.field.name), ()), pairing.is_store)
        if other is not None and other not in taken:
            matches.append(Match(promise, other, spelled=False, by="alias"))
            taken.add(other)
        else:
            left.append(promise)
    return matches, left


def _is_extra(field: Field, record: Record, own: tuple[Field, ...]) -> bool:
    """True for a field that a record declares itself, and that is no relation."""
    return not field.relation and (record.fields is own or any(o.name == field.name for o in own))


def _lacking(
    missing: list[Promise], record: Record, pairing: Pairing, snapshot: Snapshot
) -> tuple[list[Promise], list[Promise]]:
    """What must be there and is not, of all that was not found; and what else may stand there under another name."""
    likely: list[Promise] = []
    if record.construct == "altered table":  # of which the rest is made elsewhere
        elsewhere = made_elsewhere(record, pairing.path, snapshot)
        likely = [m for m in missing if stored_key(m.field) not in elsewhere]
    if record.gone and pairing.mode != "subset":
        taken_away = {key(name) for name, _ in record.gone}
        missing = [m for m in missing if stored_key(m.field) in taken_away]
        return missing, [m for m in likely if m not in missing]
    if not (record.open or pairing.mode == "subset" or _is_cast(record, pairing, snapshot)):
        return missing, []
    if pairing.mode == "subset" and (record.construct == "query" or not record.open):
        likely = missing
    return [], likely


def _guessed_later(pairing: Pairing, snapshot: Snapshot) -> list[Field]:
    """The promised fields that later files of a series of migrations seem to call by another name."""
    later = altered_later(pairing, snapshot) if pairing.is_store else ()
    return [g.contract for p in later for g in compare(p, snapshot).guesses]


def _may_have_alias(path: str, record: Record, field: Field) -> bool:
    """True where any field of a Python class may have an alias: pydantic's `alias_generator`, which a base elsewhere may have."""
    if _GENERATED in record.members and field.wire is None:
        return True
    inherits = path.endswith(".py") and record.open and bool(record.bases)
    return inherits and field.wire is None and record.construct in ("pydantic model", "msgspec struct", "class")


def called(field: Field, store: bool) -> str:
    """How a field is spelled where it counts: in the store, or on the wire."""
    return (field.stored or field.name) if store else wire_name(field)


def wire_name(field: Field) -> str:
    """How a field is spelled where it crosses the wire."""
    return field.wire or field.name


def _other_alias(promise: Field, fields: Iterable[Field], store: bool) -> Field | None:
    """Of the fields that the code calls by the promised words, the one whose alias (or the contract's `@db`) says other ones."""
    for field in fields:
        given = field.stored if store else field.wire
        other = key(given or field.name) != (stored_key(promise) if store else key(promise.name))
        if (store or given) and other and not field.relation:
            return field
    return None


def _wanted(promise: Field, store: bool) -> str | None:
    """The words of what a contract promises, as a store or the wire would name it; None for what is not stored."""
    return stored_key(promise) if store else promise.key


def _is_related(field: Field, wanted: str, pairing: Pairing) -> bool:
    """True for a list that a table holds as rows of another one: `tags` in a model with a relation of that name; and for a key that an
    association may give a model of Sequelize, wherever that is made.
    """
    record = pairing.implementation
    if isinstance(record, Record) and record.construct == "sequelize model" and words(field.name)[-1] == "id":
        return True
    if not pairing.is_store or not field.list_depth or not isinstance(record, Record):
        return False
    return any(f.relation and wanted in (key(f.name), f.key) for f in record.fields)


def _must_be_there(field: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    if field.kind.name == "hole" or (field.name == _TYPE_NAME and pairing.path.endswith(_GRAPHQL)):
        return False
    if pairing.is_store:  # what is stored of another record is a key, or a table of its own
        return not is_record(snapshot.contracts.resolved(field.kind))
    record = pairing.implementation
    assert isinstance(record, Record)
    is_value = record.construct == LITERAL  # in which what may be left out need not stand
    if field.presence == "optional" and (by_type(record) or is_value or pairing.way == "emits"):
        return False
    return not (record.construct == "class" and field.kind.name == "unknown")  # a method may stand for a function


def _is_cast(record: Record, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for an object literal that is said to be more than it is: `{} as User`."""
    behind = snapshot.sources[pairing.path].text.source[record.range.end :][:40]
    return record.construct == LITERAL and _CAST.match(behind) is not None


def _guesses(missing: list[Promise], extra: list[Field], pairing: Pairing, snapshot: Snapshot) -> Iterator[Match]:
    """What is missing and what is there instead, where each is clearly the other and no third comes into question."""
    scores: dict[tuple[int, int], int] = {}
    store = pairing.is_store
    wanted = [(_wanted(m.field, store) or "", words(m.field.name)) for m in missing]
    given = [(key(name), words(name)) for name in (called(f, store) for f in extra)]
    for m, e in may_be_meant(wanted, given):
        promise, field = missing[m], extra[e]
        if snapshot.contracts.resolved(promise.field.kind).name == "unknown" or field.name.startswith("_"):
            continue
        score = likeness(promise.field, field, store)
        if differ_in_unit(promise.field.name, called(field, store)):
            score = 5
        if score and _may_hold(promise.field, field, pairing, snapshot):
            scores[m, e] = score
    # One is meant where no other pair of either of the two is as likely.
    likeliest: dict[tuple[str, int], list[int]] = {}
    for (m, e), score in scores.items():
        for one in (("missing", m), ("extra", e)):
            known = likeliest.setdefault(one, [0, 0])
            likeliest[one] = sorted((*known, score))[1:]
    for (m, e), score in scores.items():
        if all(likeliest[one][0] < score == likeliest[one][1] for one in (("missing", m), ("extra", e))):
            yield Match(missing[m], extra[e], spelled=False, by="unit" if score == 5 else "likeness")
    if not scores and len(missing) == len(extra) == 1 and _stands_alone(missing[0].field, extra[0], pairing, snapshot):
        yield Match(missing[0], extra[0], spelled=False, by="likeness")


def _optional(
    promises: Iterable[Promise],
    record: Record,
    extra: list[Field],
    known: list[Match],
    pairing: Pairing,
    snapshot: Snapshot,
) -> list[Match]:
    """What may be left out and is called nearly so, where the compiler asks for no more: `weight?` for `weightKg?`."""
    if not extra or not by_type(record) or record.construct == LITERAL or pairing.is_store:
        return []
    found, taken = {id(m.promise.field) for m in known}, {id(m.field) for m in known}
    unsaid = [p for p in promises if p.field.presence == "optional" and id(p.field) not in found]
    instead = [f for f in extra if f.presence == "optional" and id(f) not in taken]
    guesses = _guesses(unsaid, instead, pairing, snapshot) if unsaid and instead else ()
    alike = (g for g in guesses if g.by == "unit" or likeness(g.contract, g.field, store=False))
    return [g for g in alike if clash(g.contract, g.field, pairing, snapshot) is None]


def _only_one(
    missing: list[Promise], extra: list[Field], record: Record, pairing: Pairing, snapshot: Snapshot
) -> Iterator[Match]:
    """The only field that a record says itself, in the place of the only one that it lacks, where both are of one kind."""
    if (
        len(missing) != 1
        or len(extra) != 1
        or [f for f in record.fields if f.name_range.start < f.name_range.end] != extra
    ):
        return
    promise, field = missing[0].field, extra[0]
    is_known = field.kind.name != "unknown" and promise.list_depth == field.list_depth
    if is_known and not field.name.startswith("_") and clash(promise, field, pairing, snapshot) is None:
        yield Match(missing[0], field, spelled=False, by="likeness")


def _in_place(
    missing: list[Promise],
    extra: list[Field],
    matches: list[Match],
    record: Record,
    promises: Iterable[Promise],
    pairing: Pairing,
    snapshot: Snapshot,
) -> Iterator[Match]:
    """What is missing and what stands there instead, each alone between the same two fields.

    Of records with nothing else in common neither says where it stands. A store may hold more anywhere, so there both fields must be
    known, or nothing else may be missing or too much.
    """
    if not missing or not extra:
        return
    if pairing.is_store:  # what a later statement calls otherwise is not called so where it stands
        text = snapshot.sources[pairing.path].text
        extra = [f for f in extra if text[f.name_range].strip("\"'`[]") in (f.name, f.stored)]
    stands_for = {m.field.name: m.contract.name for m in matches}
    given = _gaps(((f, stands_for.get(f.name)) for f in record.fields), extra)
    matched = set(stands_for.values())
    lacking = [m.field for m in missing]
    wanted = _gaps(((p.field, p.field.name if p.field.name in matched else None) for p in promises), lacking)
    for (before, after), fields in wanted.items():
        instead = given.get((before, after), [])
        if len(missing) == len(extra) == 1:  # then one of the two neighbours is enough
            beside = {("before", before), ("after", after)} - {("before", None), ("after", None)}
            instead = next((f for (b, a), f in given.items() if f and beside & {("before", b), ("after", a)}), [])
        elif pairing.is_store and (before is None or after is None):
            continue
        fitting = [f for f in instead if len(fields) == 1 and _stands_for(fields[0], f, pairing, snapshot)]
        if len(fitting) == 1:
            promise = next(m for m in missing if m.field is fields[0])
            yield Match(promise, fitting[0], spelled=False, by="likeness")


def _stands_for(promise: Field, field: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a field that may be what is missing between its neighbours."""
    if field.name.startswith("_") or not _may_hold(promise, field, pairing, snapshot):
        return False
    moments = [words(name)[-1] in _MOMENTS for name in (promise.name, wire_name(field))]
    return (
        moments[0] == moments[1]
        or promise.kind.name == field.kind.name in _MOMENT_KINDS
        or _is_its_stem(promise, field)
    )


def _may_hold(promise: Field, field: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True where a field of another name may hold what is promised: something of its kind, or of its very name but for a unit or the
    plural, of which the kind is wrong as well."""
    same_depth = promise.list_depth == field.list_depth or field.kind.name == "unknown"
    fits = clash(promise, field, pairing, snapshot) is None
    own, other = words(promise.name), words(called(field, pairing.is_store))
    if same_depth and not fits:
        moments = own[:-1] == other[:-1] and own[-1] in _MOMENTS and other[-1] in _MOMENTS
        return moments or _is_its_stem(promise, field) or differ_in_unit(promise.name, called(field, pairing.is_store))
    return fits and (same_depth or (own[:-1] == other[:-1] and singular(own[-1]) == singular(other[-1])))


def _is_its_stem(promise: Field, field: Field) -> bool:
    """True for a field called as the promised one but for its unit, or for what says that it is a moment: `cancelled` for `cancelledAt`."""
    own = words(promise.name)
    told = unit_of(promise.name) is not None or own[-1] in _MOMENTS
    return told and own[:-1] in (words(field.name), words(field.stored or field.name))


def _gaps(
    fields: Iterable[tuple[Field, str | None]], left: list[Field]
) -> dict[tuple[str | None, str | None], list[Field]]:
    """The fields that are left over, by the names of the matched ones before and behind them."""
    found: dict[tuple[str | None, str | None], list[Field]] = {}
    before: str | None = None
    between: list[Field] = []
    for field, name in fields:
        if name is not None:
            found[before, name] = between
            before, between = name, []
        elif field in left:
            between.append(field)
    found[before, None] = between
    return found


def _stands_alone(promise: Field, field: Field, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True where the one field too many may be the one that is missing: most of their words are the same, or few fields have their kind."""
    if field.name.startswith("_") or clash(promise, field, pairing, snapshot) is not None:
        return False
    wanted, given = snapshot.contracts.resolved(promise.kind), field.kind
    if promise.list_depth != field.list_depth and given.name != "unknown":
        return False
    own, other = set(words(promise.name)), set(words(called(field, pairing.is_store)))
    shared = own & other
    if shared in (own, other) or 2 * len(shared) > max(len(own), len(other)) or (pairing.is_store and shared - _COMMON):
        return True
    short, long = sorted((key(promise.name), key(called(field, pairing.is_store))), key=len)
    if len(short) >= _SHORTEST and long.endswith(short):  # `name` for `username`
        return True
    return field.list_depth > 0 or (wanted.name in ("enum", "record", "map") and given.name in (wanted.name, "ref"))


# Words that many fields of one record share, so that they tell nothing about which field is meant.
_COMMON = frozenset("id at on is has type status date time count key code number value total".split())
_SHORTEST = 4  # a name of fewer letters is the end of too many others
_MOMENT_KINDS = ("instant", "date", "time")
_MOMENTS = frozenset("at on time date timestamp ts datetime".split())


def likeness(promise: Field, field: Field, store: bool) -> int:
    """How surely one name is meant for the other; 0 where it is not."""
    wanted = _wanted(promise, store)
    if wanted is None:
        return 0
    given = key(called(field, store))
    length = min(len(wanted), len(given))
    most = 2 if length >= 8 else 1
    apart = distance(wanted, given, most)
    if length >= 4 and apart <= most:
        return 4 - apart
    own, other = words(promise.name), words(called(field, store))
    if own[-1] in _MOMENTS and other[-1] in _MOMENTS and own[:-1] == other[:-1] and own[:-1]:
        return 3
    small, large = sorted((set(own), set(other)), key=len)
    return 2 if small < large and small - _COMMON and len(large) - len(small) <= 1 else 0


def _is_asked_in_vain(field: Field, pairing: Pairing) -> bool:
    """True for a field that a client says is always in an answer, where the answer has none of that name."""
    return pairing.way == "accepts" and field.presence == "required"


def _is_misspelled(promise: Field, field: Field, store: bool) -> bool:
    wanted, given = _wanted(promise, store), field.key
    if wanted is None or differ_in_short_word(promise.name, field.name):
        return False
    if promise.list_depth != field.list_depth and singular(promise.name) == singular(field.name):
        return False  # `imageUrls` may stand beside `imageUrl`
    return min(len(wanted), len(given)) >= 6 and distance(wanted, given, 2) <= 2


def column_name(field: Field, record: Record, path: str, snapshot: Snapshot) -> str:
    """What a contract's field is called in a store: as `@db` says, else as conventions or the other columns are written."""
    named = named_column(field)
    if named:
        return named
    governed = snapshot.conventions.governs(path, "columns") if snapshot.conventions is not None else None
    if governed is not None:
        return governed[0].apply(field.name)
    own = [f.stored or f.name for f in record.fields if len(words(f.stored or f.name)) > 1]
    casing: Casing | None = next((c for c in CASINGS if own and all(has_casing(n, c) for n in own)), None)
    return in_casing(field.name, casing or "snake_case")
