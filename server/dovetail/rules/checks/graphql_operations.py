"""What operations of GraphQL ask of types that implement contracts."""

from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Field, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import nearest, words

from ..contracts.asked import Asked, Bound, Missed
from ..records.bases import completed, graphql_types

TYPE = "graphql "
_FEWEST = 3  # fields of roots of which one more shows that the schema is meant
ROOTS = ("Query", "Mutation", "Subscription")
# How a step begins that is an argument, and what that is given: a variable of a type, or a name.
ARGUMENT, VARIABLE, VALUE = "(", "($", "(="


def first_unasked(use: Use, snapshot: Snapshot) -> Missed | None:
    """The first field of a chain that a bound type, or the one that the chain has led to, does not have."""
    return next((s for s in walk_operation(use, snapshot) if isinstance(s, Missed)), None)


def walk_operation(use: Use, snapshot: Snapshot) -> Iterator[Asked | Missed]:
    """The fields that a chain asks for, up to the first that is not there or not known."""
    types = graphql_types(snapshot)
    name = use.type_name.removeprefix(TYPE)
    for asked, at in zip(use.chain, use.ranges, strict=True):
        if asked.startswith(ARGUMENT):
            return  # an argument of the field before
        parts = types.get(name, ())
        found = _type(name, parts)
        if found is None:
            return
        source, record = found
        whole = completed(record, source, snapshot)
        field = next((f for f in whole.fields if f.name == asked), None)
        if field is None:
            pairings = snapshot.pairings_by_path.get(source.path, ())
            pairing = next((p for p in pairings if p.implementation == record), None)
            if pairing is not None:
                yield Missed(Bound(pairing, whole, source), asked, at)
            return
        declared = next(
            s.path for s, r in parts if any(f.name_range == field.name_range for f in r.fields if f.name == field.name)
        )
        yield Asked(at, declared, field)
        name = field.kind.target if field.kind.name in ("ref", "record") else ""


@dataclass(frozen=True, slots=True)
class Undeclared:
    """A field that an operation asks of a type which has none of that name, and which implements no contract itself."""

    name: str
    range: Range
    type: Record
    path: str


def first_undeclared(use: Use, snapshot: Snapshot) -> Undeclared | None:
    """The first field of a chain that its type does not have, in a schema that has to do with a contract.

    An operation may be for another schema: of a root, and of what a fragment is on, only what is all but the name of a field is told, but
    where the tree asks roots for many fields, and they have all others.
    """
    types = graphql_types(snapshot)
    name = use.type_name.removeprefix(TYPE)
    for i, (asked, at) in enumerate(zip(use.chain, use.ranges, strict=True)):
        found = _type(name, types.get(name, ())) if not asked.startswith(ARGUMENT) else None
        if found is None:
            return None
        whole = _whole(found, snapshot)
        field = next((f for f in whole.fields if f.name == asked), None)
        if field is None:
            told = not whole.open and whole.fields and _is_told(found, snapshot) and not _is_bound(found, snapshot)
            near = i > 0 or _is_near(asked, [f.name for f in whole.fields]) or is_only_schema(snapshot)
            return Undeclared(asked, at, whole, found[0].path) if told and near else None
        name = field.kind.target if field.kind.name in ("ref", "record") else ""
    return None


def is_only_schema(snapshot: Snapshot) -> bool:
    """True where what the tree asks of roots are fields of this schema, but for one of many: then that is no other schema's."""
    return snapshot.once("one schema", lambda: _has_most(snapshot))


def _has_most(snapshot: Snapshot) -> bool:
    asked = {name for names in snapshot.of_sources(_of_roots).values() for name in names}
    known = {
        (root, name) for root, name in asked if (found := only_type(root, snapshot)) and _has(name, found, snapshot)
    }
    return len(known) >= _FEWEST and (len(asked) - len(known)) * _FEWEST <= len(known)


def _has(name: str, type: tuple[Source, Record], snapshot: Snapshot) -> bool:
    return any(f.name == name for f in _whole(type, snapshot).fields)


def _of_roots(source: Source) -> tuple[tuple[str, str], ...]:
    """The fields that a file asks of roots."""
    found = ((use.type_name.removeprefix(TYPE), use) for use in source.shapes.uses if use.type_name.startswith(TYPE))
    return tuple({(root, use.chain[0]) for root, use in found if root in ROOTS and use.chain})


def _is_near(name: str, known: list[str]) -> bool:
    own = set(words(name))
    return nearest(name, known, 2) is not None or sum(own < set(words(k)) for k in known if len(own) > 1) == 1


@dataclass(frozen=True, slots=True)
class Called:
    """A field that an operation asks for, with what it takes, in a type that implements a contract or leads to one."""

    field: Field
    takes: tuple[Field, ...]
    path: str


def called_field(use: Use, snapshot: Snapshot) -> Called | None:
    """The field that the last name of a chain is, and what it takes, where that is known.

    The file of its own type, of what it gives or of what it takes has one that implements a contract. Of a schema that has nothing to do
    with a contract nothing is said: the operation may be for another one.
    """
    types = graphql_types(snapshot)
    name = use.type_name.removeprefix(TYPE)
    names = [n for n in use.chain if not n.startswith(ARGUMENT)]
    for at, asked in enumerate(names):
        found = _type(name, types.get(name, ()))
        field = (
            next((f for f in _whole(found, snapshot).fields if f.name == asked), None) if found is not None else None
        )
        if found is None or field is None:
            return None
        target = field.kind.target if field.kind.name in ("ref", "record") else ""
        if at == len(names) - 1:
            takes = [m for _, r in types.get(name, ()) for m in r.methods if m.name == asked]
            arguments = takes[0].kind.members if takes else ()
            around = (_type(n, types.get(n, ())) for n in (target, *(f.kind.target for f in arguments)))
            told = any(_is_told(t, snapshot) for t in (found, *around) if t is not None)
            return Called(field, arguments, found[0].path) if told and len(takes) < 2 else None
        name = target
    return None


def _whole(type: tuple[Source, Record], snapshot: Snapshot) -> Record:
    return completed(type[1], type[0], snapshot)


def _is_told(type: tuple[Source, Record], snapshot: Snapshot) -> bool:
    """True for a type of a schema that has to do with a contract: one of its types implements one."""
    return bool(snapshot.pairings_by_path.get(type[0].path))


def _is_bound(type: tuple[Source, Record], snapshot: Snapshot) -> bool:
    return any(p.implementation == type[1] for p in snapshot.pairings_by_path.get(type[0].path, ()))


def only_type(name: str, snapshot: Snapshot) -> tuple[Source, Record] | None:
    """The one definition of a type, and its file."""
    return _type(name, graphql_types(snapshot).get(name, ()))


def _type(name: str, found: tuple[tuple[Source, Record], ...]) -> tuple[Source, Record] | None:
    """The one definition of a type. A root may have none, and be extended alone."""
    made = [(s, r) for s, r in found if not r.open]
    if len(made) == 1:
        return made[0]
    if made or not found or name not in ROOTS:
        return None
    source, record = found[0]
    fields = {f.name: f for _, r in found for f in r.fields}
    return source, Record(name, record.name_range, record.range, tuple(fields.values()), "api", record.construct)
