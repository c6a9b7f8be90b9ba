"""An enum has other members than the contract says."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import Mode, Pairing
from dovetail.core.dataclass import replace
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Enum, Field, Kind, Member, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text
from dovetail.core.words import key, nearest, words

from . import rule
from .bound.held_enums import LANGUAGES, held_as
from .checks.type_edits import changed, contract_type
from .edits.enum_edits import added, name_of, removed, respelled
from .edits.suggestions import Known, listed
from .faults import Fault
from .records.comparison import Match, compare, wire_name
from .records.direction import Direction, direction
from .records.elsewhere import bound_elsewhere, contract_elsewhere, declared_elsewhere
from .records.kinds import Resolved, resolved
from .records.migrations import IN_PYTHON, added_later, changed_later
from .records.spelled_values import SpelledValues


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = pairing.contract.declaration
    if isinstance(pairing.implementation, Enum) and isinstance(declaration, Enum):
        yield from _of_enums(pairing, declaration, pairing.implementation, snapshot)
    elif isinstance(pairing.implementation, Record):
        yield from _of_fields(pairing, snapshot)


@rule("conformance", "error")
def check_held(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Enums that fields of other files hold; one that says itself which contract it is, is asked by that."""
    enums = source.shapes.enums if source.shapes.language in LANGUAGES else ()
    bound = {p.implementation.range for p in snapshot.pairings_by_path.get(source.path, ())} if enums else set[Range]()
    for enum in enums:
        pairing = held_as(enum, source, snapshot) if enum.range not in bound else None
        if pairing is not None and isinstance(pairing.contract.declaration, Enum):
            for fault in _of_enums(pairing, pairing.contract.declaration, enum, snapshot):
                yield replace(fault, severity="warning") if pairing.guessed else fault


def _of_enums(pairing: Pairing, contract: Enum, enum: Enum, snapshot: Snapshot) -> Iterator[Fault]:
    """Members that are too many are shown at themselves, those that are missing at the enum's name, or at the line that lists them all."""
    values, path = [m.value for m in contract.members], pairing.path
    way = direction(pairing, snapshot)
    later = changed_later(enum, pairing.path, snapshot) if pairing.is_store else frozenset[str]()
    spelled = SpelledValues(values, path, snapshot).meant_by_members(enum)
    there = {value for own in spelled for value in own}
    missing = {
        m.value: m
        for m in contract.members
        if m.value not in there and key(m.value) not in later and not _is_unsaid(m.value, path, snapshot)
    }
    foreign = [m for m, own in zip(enum.members, spelled, strict=True) if not own and key(m.value) not in later]
    known = Known(missing)
    same = [known.take(m.value) for m in foreign]
    misspelled: dict[str, Member] = {}
    for member, name in zip(foreign, same, strict=True):
        if name is not None:
            meant: Member | None = missing.pop(name)
            message = f"`{member.value}` is `{name}` in contract {contract.name}; on the wire it is spelled exactly so."
        else:
            near = known.meant(member.value, same.count(None))
            hint = f"; did you mean `{near}`?" if near else f", which has {listed(values)}."
            message = f"`{member.value}` is no member of contract {contract.name}{hint}"
            meant = missing.get(near) if near is not None else None
            if meant is not None:
                misspelled.setdefault(meant.value, member)
        if way == "accepts" and meant is None:
            continue  # who is only given values may know more of them
        place = meant.range if meant is not None else contract.name_range
        related = (Place(pairing.contract.path, place, f"Contract {contract.name}"),)
        source = snapshot.sources[pairing.path]
        fixes = (
            respelled(pairing.path, member, meant.value, snapshot) if meant else removed(enum, member, source, snapshot)
        )
        yield Fault(pairing.path, member.range, message, related, fixes)
    if pairing.is_store:
        yield from _added_later(enum, values, f"contract {contract.name}", pairing, snapshot)
    if pairing.mode == "subset" or way == "emits" or enum.open:
        return
    at = _listed_in(enum, snapshot.sources[path].text)
    for member in missing.values():
        yield Fault(
            pairing.path,
            at,
            f"`{member.value}` of contract {contract.name} is missing in `{enum.name}`.",
            (Place(pairing.contract.path, member.range, f"`{member.value}` of contract {contract.name}"),),
            respelled(pairing.path, misspelled[member.value], member.value, snapshot)
            if member.value in misspelled
            else added(enum, member.value, pairing.path, snapshot),
        )


def _listed_in(enum: Enum, text: Text) -> Range:
    """Where an enum is said to lack something: its name, or the one line below it that has all its several members."""
    if len(enum.members) < 2:
        return enum.name_range
    start, end = enum.members[0].range.start, enum.members[-1].range.end
    on_one_line = text.line_of(start) == text.line_of(end) > text.line_of(enum.name_range.start)
    return Range(start, end) if on_one_line else enum.name_range


def _is_unsaid(value: str, path: str, snapshot: Snapshot) -> bool:
    """True for a value of a contract that stands for none, and that code need not list: `STATE_UNSPECIFIED` of Protocol Buffers, and
    the empty text, which `blank=True` adds to the choices of a field of Django.
    """
    language = snapshot.sources[path].shapes.language
    return (language == "proto" and "unspecified" in words(value)[-1:]) or (language == "python" and not value)


def _of_fields(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    shapes = snapshot.sources[pairing.path].shapes
    way = direction(pairing, snapshot)
    bound = {id(p.implementation): p.contract.name for p in snapshot.pairings_by_path.get(pairing.path, ())}
    for match in compare(pairing, snapshot).matches:
        wanted = snapshot.contracts.resolved(match.contract.kind)
        if wanted.name not in ("enum", "literal"):
            continue
        given = _of_another_contract(match, pairing, snapshot) or resolved(match.field.kind, shapes, snapshot.contracts)
        if given.kind.name not in ("enum", "literal"):
            continue
        if given.contract is not None and given.contract == match.contract.kind.target:
            continue
        if given.enum is not None and wanted.target and bound.get(id(given.enum)) == wanted.target:
            continue  # it is compared where it is declared
        if wanted.target and contract_elsewhere(given.kind, pairing.path, snapshot) == wanted.target:
            continue
        if given.enum is not None and pairing.is_store:
            whole = f"`{match.contract.name}` of contract {pairing.contract.name}"
            yield from _added_later(given.enum, list(wanted.values), whole, pairing, snapshot)
        later = changed_later(given.enum, pairing.path, snapshot) if given.enum is not None else frozenset[str]()
        spelled = _meant(given, wanted.values, pairing.path, snapshot)
        unsaid = {v for v in wanted.values if v not in spelled and _is_unsaid(v, pairing.path, snapshot)}
        promised = tuple(v for v in wanted.values if key(v) not in later and v not in unsaid)
        meant = tuple(v for v in spelled if key(v) not in later)
        if _are_names(given, wanted.values, pairing, snapshot):
            continue
        given = replace(given, enum=given.enum or _named(match.field, given, snapshot.sources[pairing.path]))
        whole = pairing.way == "accepts" or _is_of_operation(pairing)
        difference = _difference(promised, meant, way, "whole" if whole else pairing.mode)
        if difference:
            name = (match.field.stored or match.field.name) if pairing.is_store else wire_name(match.field)
            place = _place(match, given, spelled, {*meant} - {*promised}, pairing, snapshot)
            if given.enum is not None:
                fixes = _fixes_of_enum(given.enum, spelled, promised, pairing.path, snapshot)
            else:
                fixes = contract_type(match, pairing, snapshot) or changed(match, pairing, snapshot, "kind")
            yield Fault(
                pairing.path,
                place,
                f"`{name}` {difference} `{match.contract.name}` of contract {pairing.contract.name}.",
                (
                    match.promise.place(pairing.contract.name),
                    *_listed_elsewhere(match, given, {*meant} - {*promised}, pairing, snapshot),
                ),
                fixes or _one_for_another(place, meant, promised, pairing.path, snapshot),
            )


def _of_another_contract(match: Match, pairing: Pairing, snapshot: Snapshot) -> Resolved | None:
    """The values of an enum that a field holds of another file, which says that it is a contract, and not the one that is promised."""
    bound = bound_elsewhere(match.field.kind, pairing.path, snapshot)
    declaration = bound.contract.declaration if bound is not None else None
    if bound is None or not isinstance(declaration, Enum) or not isinstance(bound.implementation, Enum):
        return None
    if bound.contract.name == match.contract.kind.target or bound.mode == "subset":
        return None
    values = tuple(m.value for m in declaration.members)
    return Resolved(Kind("enum", bound.implementation.name, values, text=match.field.kind.text))


def _one_for_another(
    place: Range, given: tuple[str, ...], promised: tuple[str, ...], path: str, snapshot: Snapshot
) -> tuple[Fix, ...]:
    """The only value that is too many, where it stands in quotes or as an item, written as the only one that is lacking."""
    many, lacking = ([v for v in one if v not in other] for one, other in ((given, promised), (promised, given)))
    wanted = name_of(lacking[0], path, snapshot) if len(many) == len(lacking) == 1 else None
    if wanted is None or snapshot.sources[path].text[place] != many[0]:
        return ()
    return (Fix(f"Change to `{wanted}`", (Edit(path, place, wanted),)),)


def _are_names(given: Resolved, wanted: tuple[str, ...], pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a column that SQLAlchemy stores the names of an enum in, and not the values: `Enum("ON_SALE", "SOLD")`."""
    stored = pairing.is_store and snapshot.sources[pairing.path].shapes.language == "python"
    return stored and not set(wanted) & set(given.kind.values) and all(v.isupper() for v in given.kind.values)


def _is_of_operation(pairing: Pairing) -> bool:
    """True for the parameters of an operation in a description, which is held to some of them, but to all that these may be."""
    record = pairing.implementation
    return isinstance(record, Record) and record.construct == "operation"


def _place(
    match: Match, given: Resolved, spelled: tuple[str, ...], added: set[str], pairing: Pairing, snapshot: Snapshot
) -> Range:
    """Where the values are listed: the first member of an enum that is too many, or the name of one that lacks some.

    An enum that shares no value with the contract is the wrong one: then it is the field's type. Of values that a field lists over several
    lines it is the first that is too many.
    """
    text = snapshot.sources[pairing.path].text
    made = isinstance(pairing.implementation, Record) and pairing.implementation.construct in IN_PYTHON
    if given.enum is None:
        many = [v for v, own in zip(given.kind.values, spelled, strict=False) if own in added]
        choices = pairing.implementation.range if _is_of_django(pairing.implementation) else None
        listed = (
            _listed_at(v, match.field, text)
            or (_quoted_at(v, match.field, text) if made else None)
            or (_member_at(v, choices, text) if choices is not None else None)
            for v in many
        )
        return next((r for r in listed if r is not None), None) or match.field.type_range or match.field.name_range
    if added.issuperset(spelled):
        return match.field.type_range or match.field.name_range
    many = (m.range for m, value in zip(given.enum.members, spelled, strict=True) if value in added)
    return next(many, None) or _listed_in(given.enum, text)


def _listed_elsewhere(
    match: Match, given: Resolved, added: set[str], pairing: Pairing, snapshot: Snapshot
) -> Iterator[Place]:
    """Where another file lists the values of the enum that a field names."""
    name = match.field.kind.target or given.kind.target
    there = declared_elsewhere(name, pairing.path, snapshot) if given.enum is None and name else None
    if there is not None and isinstance(there[1], Enum):
        many = (m.range for m in there[1].members if m.value in added)
        yield Place(there[0].path, next(many, there[1].name_range), f"Enum {there[1].name}")


def _named(field: Field, given: Resolved, source: Source) -> Enum | None:
    """The enum that a field names as its type and whose values it has: `grind: grind("grind")` of Drizzle's `pgEnum`."""
    written = source.text.source[field.name_range.end : field.range.end]
    same = [e for e in source.shapes.enums if tuple(m.value for m in e.members) == given.kind.values]
    named = [e for e in same if re.search(rf"(?<![\w$\"'`]){re.escape(e.name)}(?![\w$\"'`])", written) is not None]
    return named[0] if len(named) == 1 else None


def _listed_at(value: str, field: Field, text: Text) -> Range | None:
    """Where a value stands alone on a line of a field, as an item of a list."""
    item = re.compile(rf"^[ \t]*(?:const|-)?[\"':\s]*({re.escape(value)})[\"']?[ \t]*,?[ \t]*$", re.MULTILINE)
    found = list(item.finditer(text.source, field.range.start, field.range.end))
    return Range(*found[0].span(1)) if len(found) == 1 else None


def _is_of_django(implementation: object) -> bool:
    """True for a model of Django, whose class may have the values of its fields in classes within it."""
    return isinstance(implementation, Record) and implementation.construct == "django model"


def _member_at(value: str, within: Range, text: Text) -> Range | None:
    """Where a class of choices within a model gives one member a value: `ACTIVE = "active", "Active"`."""
    member = re.compile(rf"^\s+[A-Z]\w* = \(?[\"']({re.escape(value)})[\"']", re.MULTILINE)
    found = list(member.finditer(text.source, within.start, within.end))
    return Range(*found[0].span(1)) if len(found) == 1 else None


def _quoted_at(value: str, field: Field, text: Text) -> Range | None:
    """Where a value alone stands in quotes: in a column, or else in the type that it names, wherever the migration has that."""
    quoted = re.compile(rf"[\"']({re.escape(value)})[\"']")
    found = list(quoted.finditer(text.source, field.range.start, field.range.end)) or list(quoted.finditer(text.source))
    return Range(*found[0].span(1)) if len(found) == 1 else None


def _added_later(enum: Enum, values: list[str], whole: str, pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    """Members that a later migration adds to an enum, and that the contract does not have."""
    later = [*added_later(enum, pairing.path, snapshot)]
    spelled = SpelledValues(values, pairing.path, snapshot) if later else None
    for source, use in later:
        if spelled is not None and not spelled.meant_by(use.chain[0]):
            near = nearest(use.chain[0], values)
            hint = f"; did you mean `{near}`?" if near else f", which has {_listed(values)}."
            place = Place(
                pairing.contract.path, pairing.contract.declaration.name_range, f"Contract {pairing.contract.name}"
            )
            yield Fault(source.path, use.ranges[0], f"`{use.chain[0]}` is no member of {whole}{hint}", (place,))


def _fixes_of_enum(
    enum: Enum, spelled: tuple[str, ...], promised: tuple[str, ...], path: str, snapshot: Snapshot
) -> tuple[Fix, ...]:
    """The one member of an enum of the file that is called otherwise, or that it lacks."""
    if len(spelled) != len(enum.members) or not any(e is enum for e in snapshot.sources[path].shapes.enums):
        return ()
    many = [m for m, value in zip(enum.members, spelled, strict=True) if value not in promised]
    lacking = [v for v in promised if v not in spelled]
    if len(lacking) != 1:
        return ()
    if not many:
        return added(enum, lacking[0], path, snapshot)
    return respelled(path, many[0], lacking[0], snapshot) if len(many) == 1 else ()


def _meant(given: Resolved, wanted: tuple[str, ...], path: str, snapshot: Snapshot) -> tuple[str, ...]:
    """The values of a field as the contract spells them, where they are of an enum with a spelling of its own."""
    spelled = SpelledValues(wanted, path, snapshot)
    if given.enum is None:
        own = ((v, spelled.meant_by(v)) for v in given.kind.values)
    else:
        own = zip((m.value for m in given.enum.members), spelled.meant_by_members(given.enum), strict=True)
    return tuple(meant[0] if meant else value for value, meant in own)


def _difference(wanted: tuple[str, ...], given: tuple[str, ...], way: Direction, mode: Mode) -> str:
    """What one list of values has and the other lacks, as far as it matters in that direction."""
    here, there = {*given}, {*wanted}
    lacking = [v for v in wanted if v not in here] if way != "emits" and mode != "subset" else []
    added = [v for v in given if v not in there] if way != "accepts" or lacking else []
    parts = [f"also takes {_listed(added)}, which is not in"] if added else []
    parts += [f"lacks {_listed(lacking)} of"] if lacking else []
    return " and ".join(parts) if len(parts) < 2 else f"takes {_listed(added)} and not {_listed(lacking)}, unlike"


def _listed(values: list[str]) -> str:
    return ", ".join(f"`{v}`" for v in dict.fromkeys(values))
