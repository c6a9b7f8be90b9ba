"""The values that a type of a contract lists: those of an enum, or of a union of texts."""

import re
from collections.abc import Iterable, Iterator, Mapping

from dovetail.core.bindings import Pairing
from dovetail.core.composition import KEY_OF, SOME
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import ELEMENT
from dovetail.core.shapes import INDEXED, ITSELF, Alias, Enum, Field, Kind, Quoted, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.asked import Asked, Bound, Of, Selected, Unbound, is_own_type
from ..files.imported import contract_of
from ..python.held import HISTORICAL, Held, Lookup, taken, taken_at
from ..records.comparison import LITERAL, compare
from ..records.kinds import resolved
from ..records.migrations import series_of
from ..statements.sql_columns import OF, asked_columns, is_row
from ..typescript.reached import Reach
from ..typescript.things import EACH, Thing, Type
from .classes import TYPE_OF, asked_of_several, walk
from .examples import LANGUAGE, SEVERAL, walk_example
from .held_enums import promised_of_held
from .inline import unfolded
from .routed_schemas import bound_by_route

_DEEPEST = 10
_OF_TYPE = "sql type "  # before the name of an enum, in the type of a use
_READS_OTHERS = ("_missing_", "__new__", "__call__")
_IS_GIVEN = re.compile(r"\s*=(?!=)")


@dataclass(frozen=True, slots=True)
class Values:
    """All values that may stand in a place, and who lists them: `name` as a sentence says it, and where that is.

    `also` may stand there too, as code has them: the names of an enum's members, texts that its own type adds.
    """

    texts: tuple[str, ...]
    name: str
    path: str
    range: Range
    also: tuple[str, ...] = ()
    contract: str = ""  # whose values they are, where it has a name of its own
    slips: bool = False  # where other texts may stand there too, so that only a slip is none of them


def listed_at(quoted: Quoted, source: Source, reach: Reach) -> Values | None:
    """The values of what a text stands for, or is compared with."""
    if quoted.use.type_name.startswith(_OF_TYPE):
        return _listed_by_type(quoted.use.chain[0].lower(), reach.snapshot)
    if quoted.use.type_name.startswith(OF) and not (is_row(quoted.use) and source.shapes.language == "typescript"):
        values = _listed_in_sql(quoted.use, reach.snapshot)
        return values if series_of(source.path) is None else _listed_in_step(quoted, values, source, reach.snapshot)
    if quoted.use.type_name.startswith(HISTORICAL):
        values = _listed_in_python(quoted.use, source, reach.snapshot)
        step = series_of(source.path) is not None
        return _listed_in_step(quoted, values, source, reach.snapshot) if step else values
    if source.shapes.language == LANGUAGE:
        of_item = quoted.use.chain[-1:] == (ELEMENT,)
        last = [s for s in walk_example(quoted.use, source, reach.snapshot) if isinstance(s, Asked)][-1:]
        is_last = bool(last) and last[0].range == quoted.use.ranges[-2 if of_item else -1]
        of_list = is_last and last[0].field.list_depth == of_item
        if of_list and last[0].field.kind.text == SEVERAL:
            field, name = last[0].field, f"`{last[0].field.name}`, by which its schemas are told apart"
            return Values(field.kind.values, name, last[0].path, field.name_range)
        return _stored(last[0].field, last[0].path, reach.snapshot, of_item) if of_list else None
    if source.shapes.language == "python":
        return _listed_in_python(quoted.use, source, reach.snapshot)
    values = _listed([t for e in reach.ends(quoted.use, source) for t in reach.looked_up(e)], reach.snapshot)
    if values is None and quoted.use.chain[-1:] == (EACH,):
        values = _listed_in_items(quoted.use, source, reach)
    return replace(values, slips=True) if values is not None and quoted.use.via == INDEXED else values


def _listed_in_items(use: Use, source: Source, reach: Reach) -> Values | None:
    """The values of what a store keeps lists of."""
    whole = replace(use, chain=use.chain[:-1], ranges=use.ranges[:-1])
    held = [t for e in reach.ends(whole, source) for t in reach.looked_up(e) if isinstance(t, Type)]
    found = [(t.field, t.source.path) for t in held if t.field is not None and t.depth == 1 and _is_stored(t)]
    return _stored(*found[0], reach.snapshot, of_item=True) if len(found) == 1 else None


def _listed_in_step(quoted: Quoted, values: Values | None, source: Source, snapshot: Snapshot) -> Values | None:
    """The values of a column where a migration lists or writes them. What it says was once a value if another one says it, too."""
    if values is None or quoted.text in values.texts:
        return None
    series = series_of(source.path)
    others = (s for p, s in snapshot.sources.items() if p != source.path and series_of(p) == series)
    word = re.compile(rf"(?<!\w){re.escape(quoted.text)}(?!\w)")
    value = re.compile(rf"'{re.escape(quoted.text)}'")  # SQL has texts in these alone: a column may be called so
    if any(_texts_alone(s, value, word).search(s.text.source) for s in others):
        return None
    # Where the column's type lists what it takes, it takes nothing that no step has ever said.
    said = _texts_alone(source, value, word).findall(source.text.source)
    return replace(values, slips=not values.also or len(said) > 1)


def _texts_alone(step: Source, value: re.Pattern[str], word: re.Pattern[str]) -> re.Pattern[str]:
    return value if step.path.endswith(".sql") and "\nCOPY " not in step.text.source else word


def listed_by(field: Field, contract: Contract, snapshot: Snapshot) -> Values | None:
    """The values of a field of a contract, or of what it is made of."""
    return _listed([Type(field.kind, field.list_depth, snapshot.sources[contract.path], contract, field)], snapshot)


def _listed(things: Iterable[Thing], snapshot: Snapshot) -> Values | None:
    """The values of what a chain leads to; None where a contract does not list them all, and nothing else."""
    found: list[Values] = []
    also: list[str] = []
    for thing in things:
        if isinstance(thing, Type) and _is_beside(thing.kind, thing, snapshot):
            also.extend(thing.kind.values)
            continue
        values = _of(thing.kind, thing, snapshot, 0) if isinstance(thing, Type) and not thing.depth else None
        if values is None:
            return None
        found.append(values)
    if not found:
        return None
    texts = tuple(dict.fromkeys(t for v in found for t in v.texts))
    first = found[0]
    alone = first.contract if len(found) == 1 else ""
    others = (*also, *(t for v in found for t in v.also))
    return Values(texts, first.name, first.path, first.range, others, alone)


def _listed_in_python(use: Use, source: Source, snapshot: Snapshot) -> Values | None:
    """The values of the field that a chain of Python ends at: those of the contract, and those that its own class lists as well."""
    written = _in_literal(use, source)
    if written is not None:
        return _stored(written, source.path, snapshot)
    if use.chain == (ITSELF,):
        return _of_enum(Lookup(snapshot).typed(use.type_name, source), snapshot)
    if use.chain[-1:] and use.chain[-1][:1] == "(" and (use.type_name.startswith(TYPE_OF) or len(use.chain) > 1):
        return _listed_by_parameter(use, source, snapshot)
    if len(use.chain) == 1 and not use.list_depth and (by_maker := _listed_by_maker(use, source, snapshot)) is not None:
        return by_maker
    steps = list(walk(use, source, snapshot))
    last = steps[-1] if steps else None
    if isinstance(last, Asked) and last.contract is not None:
        return listed_by(last.field, last.contract, snapshot) if last.range == use.ranges[-1] else None
    if isinstance(last, Asked):
        owner = use.type_name if len(use.chain) == 1 else ""
        return _listed_in_field(last, snapshot, owner) if last.range == use.ranges[-1] else None
    several = asked_of_several(use, source, snapshot) if last is None and use.chain else ()
    values = [_listed_in_field(asked, snapshot) for asked in several]
    known = [v for v in values if v is not None]
    if not known or len(known) < len(values):
        return None
    texts = tuple(dict.fromkeys(t for v in known for t in v.texts))
    return replace(known[0], texts=texts, also=tuple(t for v in known for t in v.also), contract="", slips=True)


def _listed_by_parameter(use: Use, source: Source, snapshot: Snapshot) -> Values | None:
    """The values of the enum that a function takes: `orders(state="paid")`, where `state: OrderState`."""
    steps = (use.type_name + "[]" * use.list_depth, *use.chain)
    held = taken_at(steps, source, snapshot)
    return _of_enum(held, snapshot)


def _listed_by_maker(use: Use, source: Source, snapshot: Snapshot) -> Values | None:
    """The values of the enum that a class takes which says itself what it takes: `Refused(404, "not_found")`."""
    if use.chain[0][:1] != "(" and not _IS_GIVEN.match(source.text.source, use.ranges[0].end):
        return None  # an attribute, which may be something else than what is given under its name
    lookup = Lookup(snapshot)
    held = lookup.typed(use.type_name, source)
    made = lookup.inherited(held, "__init__") if held is not None and held.what == "value" and not held.depth else None
    if made is None:
        return _of_enum(held, snapshot) if use.chain[0] == "(0)" and not _takes_others(held) else None
    signature, home = made
    step = use.chain[0] if use.chain[0][:1] == "(" else f"({use.chain[0]})"
    return _of_enum(lookup.typed(taken(signature, step), home.source), snapshot)


def _takes_others(held: Held | None) -> bool:
    """True for an enum class that says itself what a text stands for which is none of its values: `State("open")`."""
    enums = held.source.shapes.enums if held is not None else ()
    return any(
        word in held.source.text[e.range]
        for e in enums
        if held is not None and e.name == held.name
        for word in _READS_OTHERS
    )


def _of_enum(held: Held | None, snapshot: Snapshot) -> Values | None:
    """The values of an enum, or of a type that lists them, which implements a contract."""
    if held is None or held.what != "value" or held.depth:
        return None
    enum = next((e for e in held.source.shapes.enums if e.name == held.name), None)
    if enum is None or enum.open:
        return None
    pairings = snapshot.pairings_by_path.get(held.source.path, ())
    said = next((p.contract for p in pairings if p.implementation == enum), None)
    contract = said or promised_of_held(enum, held.source, snapshot)
    if contract is None:
        return None
    home = snapshot.sources[contract.path]
    values = _named(contract, Type(Kind("ref", contract.name), 0, home), snapshot, 0)
    also = tuple(n for m in enum.members for n in (m.value, m.name))
    return replace(values, also=also) if values is not None else None


def _in_literal(use: Use, source: Source) -> Field | None:
    """The field of a dictionary that is a contract, where a text stands in it, or is given to a parameter that does."""
    records = (r for r in source.shapes.records if r.name == use.type_name and r.construct == LITERAL)
    return next((f for r in records for f in r.fields if use.ranges and f.name_range == use.ranges[-1]), None)


def _listed_in_field(last: Asked, snapshot: Snapshot, owner: str = "") -> Values | None:
    """The values of a field of a class; where several classes inherit it, those of `owner`, or what all of them list."""
    if last.field.list_depth:
        return None
    pairings = unfolded(last.path, snapshot)
    own = [p for p in pairings if p.implementation.name == owner]
    found = list(_matched(last, own, snapshot)) or list(_matched(last, pairings, snapshot))
    if len({values and values.texts for values in found}) != 1:
        return None  # each of them has its own
    return found[0]


def _matched(last: Asked, pairings: Iterable[Pairing], snapshot: Snapshot) -> Iterator[Values | None]:
    """What each contract that the field is held to lists for it; None for one that lists nothing."""
    for pairing in pairings:
        for match in compare(pairing, snapshot).matches:
            if match.field.name_range != last.field.name_range or match.contract.list_depth:
                continue
            wanted = snapshot.contracts.resolved(match.contract.kind)
            if wanted.name not in ("enum", "literal") or not wanted.values:
                yield None
                continue
            own = resolved(last.field.kind, snapshot.sources[last.path].shapes, snapshot.contracts)
            names = (
                [n for m in own.enum.members for n in (m.value, m.name)] if own.enum is not None else own.kind.values
            )
            name = f"`{match.contract.name}` of contract {pairing.contract.name}"
            place = match.contract.name_range
            yield Values(wanted.values, name, match.promise.path, place, tuple(names), wanted.target)


def _listed_in_sql(use: Use, snapshot: Snapshot) -> Values | None:
    """The values of the contract's field that a column stores, and those that the table lists as well."""
    each = (
        _promised(field, path, snapshot) if path.endswith(SUFFIX) else _stored(field, path, snapshot)
        for path, field in asked_columns(use, snapshot)
    )
    found = [values for values in each if values is not None]
    # A step that only renames a column, or alters it, says nothing of what it takes.
    return next((v for v in found if v.also), found[0] if found else None)


def _listed_by_type(name: str, snapshot: Snapshot) -> Values | None:
    """The values of the one enum of SQL that is called so, with those that other files have added."""
    found = [(path, enum) for path, enum in snapshot.sources_with(_enums_of_sql, name)]
    if len(found) != 1:
        return None
    path, enum = found[0]
    added = [v for _, values in snapshot.sources_with(_added_in_sql, name) for v in values]
    return Values(tuple(m.value for m in enum.members), f"type `{enum.name}`", path, enum.name_range, tuple(added))


def _enums_of_sql(source: Source) -> Mapping[str, Enum]:
    enums = source.shapes.enums if source.shapes.language == "sql" else ()
    return {e.name.rpartition(".")[2].lower(): e for e in enums}


def _added_in_sql(source: Source) -> Mapping[str, tuple[str, ...]]:
    """The members that a file adds to enums of others, by the names of these."""
    found: dict[str, tuple[str, ...]] = {}
    for use in source.shapes.uses if source.shapes.language == "sql" else ():
        if use.type_name.startswith(_OF_TYPE) and use.access == "write":
            name = use.type_name.removeprefix(_OF_TYPE).lower()
            found[name] = (*found.get(name, ()), *use.chain)
    return found


def _promised(field: Field, path: str, snapshot: Snapshot) -> Values | None:
    """The values of a contract's field that is stored in a table which no file makes."""
    wanted = snapshot.contracts.resolved(field.kind)
    if wanted.name not in ("enum", "literal") or not wanted.values or field.list_depth:
        return None
    return Values(wanted.values, f"`{field.name}` of the contract", path, field.name_range, (), wanted.target)


def _stored(field: Field, path: str, snapshot: Snapshot, of_item: bool = False) -> Values | None:
    """The values of the contract's field that a field of a file stores, and those that the file lists as well.

    `of_item` asks for those of each in a list.
    """
    described = snapshot.sources[path].shapes.language == LANGUAGE
    for pairing in unfolded(path, snapshot) if described else snapshot.pairings_by_path.get(path, ()):
        for match in compare(pairing, snapshot).matches:
            wanted = snapshot.contracts.resolved(match.contract.kind)
            if match.field.name_range != field.name_range or bool(match.contract.list_depth) != of_item:
                continue
            if wanted.name not in ("enum", "literal") or not wanted.values:
                return None
            own = resolved(match.field.kind, snapshot.sources[path].shapes, snapshot.contracts)
            members = own.enum.members if own.enum is not None else ()
            also = tuple(n for m in members for n in (m.value, m.name)) or own.kind.values
            name = f"`{match.contract.name}` of contract {pairing.contract.name}"
            place = match.contract.name_range
            return Values(wanted.values, name, match.promise.path, place, also, wanted.target)
    return None


def _of(kind: Kind, type: Type, snapshot: Snapshot, depth: int) -> Values | None:
    if depth > _DEEPEST:
        return None
    stored = kind.name in ("enum", "string") or isinstance(type.of, Selected)
    if type.field is not None and stored and _is_stored(type):
        return _stored(type.field, type.source.path, snapshot)
    match kind.name:
        case "ref":
            contract = _contract(kind.target, type.source, snapshot)
            alias = next((a for a in type.source.shapes.aliases if a.name == kind.target), None)
            if contract is None and alias is not None and not alias.list_depth and not alias.generics:
                return _of(alias.kind, Type(alias.kind, 0, type.source), snapshot, depth + 1)
            return _named(contract, type, snapshot, depth)
        case "enum" | "literal" if kind.values and not kind.target and type.source.path.endswith(SUFFIX):
            return _written(kind, type)
        case "enum" | "literal" if (
            kind.values and type.field is not None and isinstance(of := _held_to(type, snapshot), Bound | Unbound)
        ):
            bound = of if isinstance(of, Bound) else bound_by_route(of, snapshot)
            if bound is None:
                return None
            name = (
                f"`{type.field.name}` of {bound.record.name}, which implements contract {bound.pairing.contract.name}"
            )
            return Values(kind.values, name, type.source.path, type.field.name_range)
        case "union":
            beside = [o for o in kind.options if _is_beside(o, type, snapshot)]
            parts = [_of(option, type, snapshot, depth + 1) for option in kind.options if option not in beside]
            known = [p for p in parts if p is not None]
            if not known or len(known) < len(parts):
                return None
            texts = tuple(dict.fromkeys(t for v in known for t in v.texts))
            also = tuple(t for o in beside for t in o.values) + tuple(t for v in known for t in v.also)
            return Values(texts, known[0].name, known[0].path, known[0].range, also)
        case "unknown" if kind.steps == (KEY_OF,):
            return None  # a text that is none of the names is told as that of no field
        case "unknown" if kind.steps == (SOME,):  # a field inside `DeepPartial<Order>`
            return _of(kind.options[0], replace(type, kind=kind.options[0]), snapshot, depth + 1)
        case "unknown" if type.source.path.endswith(SUFFIX):
            taken = snapshot.contracts.resolved(kind)
            if taken.name == "enum" and taken.target:  # `Loan["status"]`, which is an enum of its own
                return _named(snapshot.contracts.get(taken.target), type, snapshot, depth)
            return _of(taken, type, snapshot, depth + 1) if taken is not kind else None
        case "unknown" if kind.target and kind.steps:
            return _looked_up(kind, type, snapshot, depth)
        case _:
            return None


def _is_stored(type: Type) -> bool:
    """True for a field of a store, whose values are those of the contract's field."""
    of_store = isinstance(type.of, Selected) or (isinstance(type.of, Bound) and type.of.pairing.is_store)
    return of_store or type.source.shapes.language == "prisma"


def _is_beside(kind: Kind, type: Type, snapshot: Snapshot) -> bool:
    """True for texts that code writes beside those of a contract: `Status | "all"`."""
    return (
        kind.name in ("literal", "enum")
        and bool(kind.values)
        and not isinstance(_held_to(type, snapshot), Bound | Unbound | Selected)
        and not type.source.path.endswith(SUFFIX)
    )


def _held_to(type: Type, snapshot: Snapshot) -> Of | None:
    """What a field is part of, but for a type of the program's own, which lists what it likes unless a route carries it."""
    if isinstance(type.of, Unbound) and is_own_type(type.of):
        return bound_by_route(type.of, snapshot)
    return type.of


def _looked_up(kind: Kind, type: Type, snapshot: Snapshot, depth: int) -> Values | None:
    """The values of what code takes from a contract: `Problem["code"]`."""
    contract = _contract(kind.target, type.source, snapshot)
    field = snapshot.contracts.looked_up(replace(kind, target=contract.name)) if contract is not None else None
    if contract is None or field is None or field.list_depth:
        return None
    return _of(field.kind, Type(field.kind, 0, snapshot.sources[contract.path], contract, field), snapshot, depth + 1)


def _contract(name: str, source: Source, snapshot: Snapshot) -> Contract | None:
    if source.path.endswith(SUFFIX):
        return snapshot.contracts.get(name)
    return contract_of(name, source, snapshot)


def _named(contract: Contract | None, type: Type, snapshot: Snapshot, depth: int) -> Values | None:
    if contract is None:
        return None
    declaration, source = contract.declaration, snapshot.sources[contract.path]
    match declaration:
        case Enum(members=members) if members:
            name = f"contract {contract.name}"
            texts = tuple(m.value for m in members)
            return Values(texts, name, contract.path, declaration.name_range, contract=contract.name)
        case Alias() if not declaration.list_depth and not declaration.generics:
            return _of(declaration.kind, Type(declaration.kind, 0, source, contract), snapshot, depth + 1)
        case _:
            return None


def _written(kind: Kind, type: Type) -> Values | None:
    """The values of a type that is written in place, in a field or an alias of a contract."""
    texts = tuple(v for v in kind.values)
    owner = type.of.name if isinstance(type.of, Contract) else ""
    field: Field | None = type.field
    if field is not None and field.name_range.end:
        name = f"`{field.name}` of contract {owner}" if owner else f"`{field.name}`"
        return Values(texts, name, type.source.path, field.name_range)
    if isinstance(type.of, Contract):
        return Values(texts, f"contract {owner}", type.of.path, type.of.declaration.name_range)
    return None
