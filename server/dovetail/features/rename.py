"""A new name for a contract, a field or member of one, or a work package, at every place that means it, in one set of edits."""

from collections.abc import Iterator
from dataclasses import dataclass

from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.findings import Edit
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import CASINGS, Casing, has_casing, in_casing, key, words
from dovetail.languages.parameters import parameter_places

from . import live as engine
from .following import Place, kept
from .occurrence import Occurrence
from .occurrences import OfContract, OfField, OfMember, OfPackage, Subject, declared_in, occurrences
from .rename_bindings import column_tag, tagged
from .rename_refusals import fixed_name, refusal
from .rename_undone import needless_column_tag, shortened
from .shared_fields import shared
from .subjects import subject_at


@dataclass(frozen=True, slots=True)
class Renamable:
    """What can be renamed at a place: its range in the text, and the name that it has."""

    range: Range
    name: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a name cannot be changed, in one sentence for people."""

    reason: str


def renamable(snapshot: Snapshot, path: str, offset: int) -> Renamable | None:
    """What a rename would be about; None where nothing is named that Dovetail knows, or what can have no other name."""
    found = subject_at(snapshot, path, offset)
    if found is None or (isinstance(found[0], OfField) and fixed_name(found[0].contract, found[0].field) is not None):
        return None
    return _named(snapshot, path, *found)


def _named(snapshot: Snapshot, path: str, subject: Subject, range: Range) -> Renamable | None:
    places = (o for o in occurrences(snapshot, subject, path) if o.range.touches(range) and o.form != "kept")
    here = next(places, None)
    return Renamable(here.range, name_of(subject)) if here is not None else None


def rename(
    snapshot: Snapshot, path: str, offset: int, new: str, live: engine.Live = engine.NOTHING
) -> tuple[Edit, ...] | Refusal:
    """The edits that give what stands at an offset another name, everywhere; or why that would be unsafe."""
    found = subject_at(snapshot, path, offset)
    if found is None or _named(snapshot, path, *found) is None:
        return Refusal(
            "There is no name here that Dovetail can change: put the cursor on a contract, a field or a package."
        )
    subject = found[0]
    old = name_of(subject)
    if isinstance(subject, OfField) and not path.endswith(SUFFIX):
        here = next((o for o in _places(snapshot, subject, old) if o.path == path and o.range.touches(found[1])), None)
        new = (
            _as_the_contract(snapshot, subject, new) if here is not None and here.form in ("cased", "selected") else new
        )
    if new == old:
        return ()
    places: dict[tuple[str, Range], Occurrence] = {}
    tags: list[Edit] = []
    subjects = shared(snapshot, subject) if isinstance(subject, OfField) else (subject,)
    for one in subjects:
        own = _places(snapshot, one, old)
        match one:
            case OfContract(contract):
                tags += tagged(snapshot, contract, new)
            case OfField(contract, field) if (tag := column_tag(snapshot, contract, field)) is not None:
                tags.append(tag)
                own = _without_stores(snapshot, contract, field, own)
            case OfField(contract, field) if (tag := needless_column_tag(snapshot, contract, field, new)) is not None:
                tags.append(tag)
            case _:
                pass
        for place in own:
            places.setdefault((place.path, place.range), place)
    spelled = _spelled(snapshot, tuple(places[at] for at in sorted(places)), old, new)
    for one in subjects:
        reason = refusal(snapshot, one, new, spelled, live)
        if reason is not None:
            return Refusal(reason)
    edits = shortened(snapshot, (_edit(snapshot, o, n, old) for o, n in spelled if _text(snapshot, o) != n))
    own = _parameters(snapshot, tuple(places.values()), old, new) if isinstance(subject, OfField) else ()
    return tuple(sorted({*edits, *tags, *own}, key=lambda e: (e.path, e.range)))


def _places(snapshot: Snapshot, subject: Subject, old: str) -> tuple[Occurrence, ...]:
    """Where a thing is meant under its name; what is kept in an argument for it has another text, and is no name."""
    return tuple(o for o in occurrences(snapshot, subject) if o.form == "kept" or key(_text(snapshot, o)) == key(old))


def _parameters(snapshot: Snapshot, places: tuple[Occurrence, ...], old: str, new: str) -> Iterator[Edit]:
    """The parameters of Python that take a part of a request by their names, with all that their functions do with them."""
    for one in places:
        source = snapshot.sources.get(one.path)
        if (
            one.form == "kept"
            and source is not None
            and source.shapes.language == "python"
            and source.text[one.range] == old
        ):
            yield from (Edit(one.path, at, new) for at in parameter_places(source.text, one.range, new))


def _as_the_contract(snapshot: Snapshot, subject: OfField, new: str) -> str:
    """A name that was typed in code, as the contract spells its own: `planned_at` is `plannedAt` there."""
    declared = snapshot.contracts.record(subject.contract.name)
    beside = [p.field.name for p in snapshot.contracts.promised(declared[0])[0]] if declared is not None else []
    telling = [n for n in (subject.field.name, *beside) if len(words(n)) > 1]
    casing: Casing | None = next((c for c in CASINGS if telling and all(has_casing(n, c) for n in telling)), None)
    return in_casing(new, casing) if casing is not None and len(words(new)) > 1 else new


def _without_stores(
    snapshot: Snapshot, contract: Contract, field: Field, places: tuple[Occurrence, ...]
) -> tuple[Occurrence, ...]:
    """The places apart from those in stores, whose columns keep their names; what a query answers has the new one."""
    stored = [
        k
        for k in kept(snapshot, (declared_in(contract, field, snapshot), field.name_range.start))
        if k.pairing.is_store and getattr(k.pairing.implementation, "construct", "") != "query"
    ]
    names = {k.place for k in stored}
    records = [(k.pairing.path, k.match.field.range) for k in stored]
    return tuple(
        o
        for o in places
        if o.names not in names and not any(o.path == path and o.range.touches(range) for path, range in records)
    )


def name_of(subject: Subject) -> str:
    """The name as its owner spells it."""
    match subject:
        case OfContract(contract):
            return contract.declaration.name
        case OfField(_, field):
            return field.name
        case OfMember(member):
            return member.name.rpartition(".")[2] if member.says == "name" else member.name
        case OfPackage(_, package):
            return package.id


def _spelled(snapshot: Snapshot, places: tuple[Occurrence, ...], old: str, new: str) -> list[tuple[Occurrence, str]]:
    """The name that each place gets. What uses a declaration is spelled as that is."""
    made: dict[Place, tuple[str, str]] = {}
    found: list[tuple[Occurrence, str]] = []
    for one in places:
        if one.form != "kept" and one.names is None:
            name = new if one.form != "cased" and one.own is None else in_its_casing(snapshot, one, old, new)
            made[one.path, one.range.start] = name, _text(snapshot, one)
            found.append((one, name))
    for one in places:
        if one.form != "kept" and one.names is not None:
            held = made.get(one.names)
            if (
                held is not None
            ):  # what is not written as the declaration is, is in a casing of its own: `lent_at` for `lentAt`
                same = _text(snapshot, one) == held[1]
                found.append((one, held[0] if same else in_its_casing(snapshot, one, old, new)))
    return found


def in_its_casing(snapshot: Snapshot, place: Occurrence, old: str, new: str) -> str:
    """A new name as it is written at a place: in the casing of the old one there, of its neighbours, or as conventions say."""
    there = _text(snapshot, place)
    if place.own is not None:
        return in_casing(new, place.own)
    if len(words(there)) > 1 or there != old:
        if there == old:
            return new
        casing = _casing_of(there, old)
        return in_casing(new, casing) if casing is not None else new
    governed = snapshot.conventions.governs(place.path, place.kind) if snapshot.conventions and place.kind else None
    if governed is not None and governed[0].accepts(there):
        return governed[0].apply(new)
    if place.kind == "members" and there == old and new.isidentifier():
        return new  # a value crosses the wire as it is spelled
    telling = [n for n in place.beside if len(words(n)) > 1]
    own: Casing | None = next((c for c in CASINGS if telling and all(has_casing(n, c) for n in telling)), None)
    if own is None and place.kind != "members" and place.path.endswith((".sql", ".py")):
        own = "snake_case"
    return in_casing(new, own) if own is not None and has_casing(there, own) else new


def _casing_of(there: str, old: str) -> Casing | None:
    made: Casing | None = next((c for c in CASINGS if in_casing(old, c) == there), None)
    other: Casing | None = next((c for c in CASINGS if has_casing(there, c)), None)
    return made or other


def _edit(snapshot: Snapshot, place: Occurrence, name: str, old: str) -> Edit:
    there = _text(snapshot, place)
    match place.form:
        case "keyed":
            return Edit(place.path, place.range, f"{name}: {there}" if place.names or there == old else name)
        case "selected":
            return Edit(place.path, place.range, f"{there} AS {_as_column(snapshot, place, name)}")
        case "aliased":
            return Edit(place.path, place.range, f"{name} as {there}")
        case _:
            return Edit(place.path, place.range, name)


def _as_column(snapshot: Snapshot, place: Occurrence, name: str) -> str:
    """A name in a query, in quotes where SQL would not keep its capitals, and the string can hold them."""
    text = snapshot.text(place.path)
    around = text.source[: place.range.start] if text is not None else ""
    in_double = (
        place.path.endswith(".py") and around.count('"""') % 2 == 0 and around.rpartition("\n")[2].count('"') % 2 == 1
    )
    return name if name == name.lower() or in_double else f'"{name}"'


def _text(snapshot: Snapshot, place: Occurrence) -> str:
    text = snapshot.text(place.path)
    return text[place.range] if text is not None else ""
