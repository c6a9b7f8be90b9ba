"""The classes that implement contracts, as the Python code that uses them knows them: by name, and with all their members."""

from collections.abc import Iterator
from typing import Literal

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Enum, Field, Record, Signature, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key, nearest

from .bases import completed
from .django_names import is_given
from .python_names import defined

TYPE_OF = "typeof "
_DEEPEST = 8
_COLLECTION = frozenset("keys values items get add as_readonly contains_column corresponding_column compare".split())
_CLASSES = frozenset(
    {"pydantic model", "dataclass", "typed dict", "named tuple", "table model", "django model", "class"}
)
_PYDANTIC = frozenset(
    "dict json copy construct parse_obj parse_raw parse_file from_orm schema schema_json validate fields "
    "update_forward_refs Config".split()
)
_ORM = frozenset("metadata registry query awaitable_attrs c".split())
_DJANGO = frozenset(
    "objects pk id save delete clean full_clean clean_fields refresh_from_db get_absolute_url natural_key unique_error_message "
    "validate_unique validate_constraints serializable_value get_deferred_fields asave adelete arefresh_from_db from_db "
    "DoesNotExist MultipleObjectsReturned".split()
)
_INHERITED = {
    "pydantic model": _PYDANTIC,
    "named tuple": frozenset({"count", "index"}),
    "table model": _PYDANTIC | _ORM,
    "django model": _DJANGO,
}


@dataclass(frozen=True, slots=True)
class Bound:
    """A record that implements a contract, or inherits from what does, and the file that it is in."""

    pairing: Pairing
    record: Record
    source: Source


@dataclass(frozen=True, slots=True)
class Missed:
    """A name that a class does not have."""

    bound: Bound
    name: str
    range: Range


@dataclass(frozen=True, slots=True)
class _Held:
    """What a step of a chain has led to, by its name in a file: a value of a class (in lists), the names of a value as keys of a
    dictionary, a function with what is known of it, or a module."""

    source: Source
    name: str
    what: Literal["value", "keys", "function", "module"]
    depth: int = 0
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A name in a chain, and the field that it means in the file that declares it."""

    range: Range
    path: str
    field: Field


def first_missed(use: Use, source: Source, snapshot: Snapshot) -> Missed | None:
    """The first name of a chain that a bound class, or the one that the chain has led to, does not have."""
    return next((s for s in walk(use, source, snapshot) if isinstance(s, Missed)), None)


def walk(use: Use, source: Source, snapshot: Snapshot) -> Iterator[Asked | Missed]:
    """The fields that a chain asks for, up to the first that is not there or not known."""
    name = use.type_name
    table = core_table(name.removeprefix(TYPE_OF), source, snapshot) if name.startswith(TYPE_OF) else None
    if table is not None:
        yield from _of_table(use, *table, snapshot)
        return
    if name.startswith(TYPE_OF):
        held = _whole(name.removeprefix(TYPE_OF), source, snapshot)
    else:
        held = _typed(name, source, snapshot)
        held = replace(held, depth=held.depth + use.list_depth) if held is not None else None
    for name, at in zip(use.chain, use.ranges, strict=True):
        if held is None:
            return
        if name.isidentifier() and held.what in ("value", "keys"):
            if held.depth or name.startswith("_"):
                return
            met, held = _member(held, name, at, use, source, snapshot)
            if met is not None:
                yield met
            if isinstance(met, Missed):
                return
        else:
            held = _next(held, name, snapshot)


def core_table(name: str, source: Source, snapshot: Snapshot) -> tuple[Source, Record] | None:
    """The table that SQLAlchemy's `Table(…)` gives a variable."""
    place = defined(name, source, snapshot)
    own = [r for r in place[0].shapes.records if r.name == place[1] and r.construct == "core table"] if place else []
    return (place[0], own[0]) if place is not None and len(own) == 1 else None


def _of_table(use: Use, owner: Source, table: Record, snapshot: Snapshot) -> Iterator[Asked | Missed]:
    """The column that `users.c.email` asks for, or that a statement sets."""
    steps = [(n, r) for n, r in zip(use.chain[1:], use.ranges[1:], strict=True) if n != "[]"]
    if use.chain[0] not in ("c", "columns") or not steps or table.open:
        return
    name, at = steps[0]
    field = next((f for f in table.fields if f.name == name), None)
    if field is not None:
        yield Asked(at, owner.path, field)
        return
    for pairing in snapshot.pairings_by_path.get(owner.path, ()):
        if (
            pairing.implementation == table
            and name.isidentifier()
            and not name.startswith("_")
            and name not in _COLLECTION
        ):
            yield Missed(Bound(pairing, table, owner), name, at)


def _next(held: _Held, step: str, snapshot: Snapshot) -> _Held | None:
    """What a step leads to that asks no field of a class."""
    if held.what == "module":
        return _whole(step, held.source, snapshot) if step.isidentifier() else None
    if held.what == "function" and held.signature is not None:
        given = held.signature.gives if step == "()" else _taken(held.signature, step)
        return _typed(given, held.source, snapshot) if given else None
    if step == "[]" and held.depth:
        return replace(held, depth=held.depth - 1)
    return replace(held, what="keys") if step == "{}" and held.what == "value" and not held.depth else None


def _taken(signature: Signature, step: str) -> str:
    """The type of a parameter, by its place or its name."""
    wanted = step.strip("()")
    if wanted.isdigit():
        names = [name for name, _ in signature.takes]
        before = names[: int(wanted) + 1]
        return signature.takes[int(wanted)][1] if int(wanted) < len(names) and "*" not in before else ""
    return next((type for name, type in signature.takes if name == wanted), "")


def _whole(name: str, source: Source, snapshot: Snapshot) -> _Held | None:
    """What a name of a file stands for itself: a module, a function, or the value of a variable."""
    place = defined(name, source, snapshot)
    if place is None:
        return None
    owner, own = place
    if not own:
        return _Held(owner, "", "module")
    return _signed(next((s for s in owner.shapes.signatures if s.name == own), None), owner, snapshot)


def _signed(signature: Signature | None, owner: Source, snapshot: Snapshot) -> _Held | None:
    match signature:
        case Signature(how="call"):
            return _Held(owner, signature.name, "function", signature=signature)
        case Signature(how="value") if signature.gives:
            return _typed(signature.gives, owner, snapshot)
        case _:
            return None


def _typed(written: str, source: Source, snapshot: Snapshot, depth: int = 0) -> _Held | None:
    """A value of a type as a file writes it, through the names that files give to types."""
    name = written.replace("[]", "")
    listed = (len(written) - len(name)) // 2
    place = defined(name, source, snapshot)
    if place is None or not place[1] or depth > _DEEPEST:
        return None
    owner, own = place
    alias = next((s for s in owner.shapes.signatures if s.how == "alias" and s.name == own), None)
    if alias is not None:
        found = _typed(alias.gives, owner, snapshot, depth + 1)
        return replace(found, depth=found.depth + listed) if found is not None else None
    return _Held(owner, own, "value", listed)


def _member(
    held: _Held, name: str, at: Range, use: Use, source: Source, snapshot: Snapshot
) -> tuple[Asked | Missed | None, _Held | None]:
    """The field of a class that is asked for, or the lack of it, and what the name leads to."""
    record = _record(held, snapshot)
    step = "key" if held.what == "keys" else _step(at, use, source)
    if record is not None:
        field = next((f for f in record.fields if f.name == name), None)
        if field is not None:
            if record.construct == "typed dict" and step == "attribute":
                return None, None
            leads = field.kind.name == "ref" or record.construct == "django model"  # whose keys are of no kind
            target = field.kind.target if leads else ""
            found = _typed(target, held.source, snapshot) if target else None
            led = replace(found, depth=field.list_depth, what=held.what) if found is not None else None
            return _asked(held, name, at, snapshot), led
        bound = _bound_record(held.source, held.name, snapshot) or _bound_base(record, held.source, snapshot)
        if bound is not None:
            if record.open:
                return None, None
            whole = replace(bound, record=record)
            if _is_missing(name, step, use, held.what == "keys", whole, snapshot):
                return Missed(whole, name, at), None
    return None, _signed(_inherited(held, name, snapshot), held.source, snapshot) if held.what == "value" else None


def _asked(held: _Held, name: str, at: Range, snapshot: Snapshot, depth: int = 0) -> Asked | None:
    """The field of a class where it is declared, which may be a base."""
    for record in (r for r in held.source.shapes.records if r.name == held.name):
        field = next((f for f in record.fields if f.name == name), None)
        if field is not None:
            return Asked(at, held.source.path, field)
        for base in record.bases if depth < _DEEPEST else ():
            above = _typed(base.name, held.source, snapshot)
            found = _asked(above, name, at, snapshot, depth + 1) if above is not None else None
            if found is not None:
                return found
    return None


def _record(held: _Held, snapshot: Snapshot) -> Record | None:
    """The record of a class, with what it inherits where that can be seen."""
    own = [r for r in held.source.shapes.records if r.name == held.name and r.construct in _CLASSES]
    return completed(own[0], held.source, snapshot) if len(own) == 1 else None


def _bound_base(record: Record, source: Source, snapshot: Snapshot) -> Bound | None:
    """The bound class that a class inherits from."""
    for base in record.bases:
        held = _typed(base.name, source, snapshot)
        bound = _bound_record(held.source, held.name, snapshot) if held is not None else None
        if bound is not None:
            return replace(bound, source=source)
    return None


def _inherited(held: _Held, name: str, snapshot: Snapshot, depth: int = 0) -> Signature | None:
    """The method or attribute of a class of the same file, or of one of its bases there."""
    signatures = held.source.shapes.signatures
    found = next((s for s in signatures if s.name == f"{held.name}.{name}"), None)
    if found is not None or depth > _DEEPEST:
        return found
    for base in (s for s in signatures if s.how == "base" and s.name == held.name):
        found = _inherited(replace(held, name=base.gives), name, snapshot, depth + 1)
        if found is not None:
            return found
    return None


def _step(at: Range, use: Use, source: Source) -> Literal["attribute", "key", "keyword"]:
    if use.via in ("lookup", "named"):
        return "attribute"
    before = source.text.source[at.start - 1 : at.start]
    return "attribute" if before == "." else "key" if before in ("'", '"') else "keyword"


def _is_missing(
    name: str, step: Literal["attribute", "key", "keyword"], use: Use, dumped: bool, bound: Bound, snapshot: Snapshot
) -> bool:
    record, others = bound.record, bound.record.members
    is_dict = record.construct == "typed dict"
    if "**" in others or name in others or (is_dict and step == "attribute"):
        return False
    if use.via == "named" and any(f.stored == name for f in record.fields):
        return False  # a constraint may know a column by its name in the table
    if dumped:
        return use.access == "read" and not name.startswith("_")
    if step == "key" and not is_dict and use.access == "read":
        return False
    if step != "attribute" and ("__init__" in others or any(f.wire == name for f in record.fields)):
        return False
    if name in _INHERITED.get(record.construct, ()) or (record.construct != "dataclass" and name.startswith("model_")):
        return False
    if record.layer == "db" and (_is_django(name, record) or _is_back_reference(name, record, snapshot)):
        return False
    guessed = "*" in others or use.via == "lookup" or record.construct in ("django model", "class")
    if record.construct == "django model" and "*" not in others:
        guessed = is_given(name, step, snapshot)
    return not guessed or _is_near(name, record)


def _is_near(name: str, record: Record) -> bool:
    """True where a name is all but a field's: where a base that we do not see may have more, only that is an error."""
    known = [f.name for f in record.fields]
    return any(key(k) == key(name) for k in known) or nearest(name, known, 2) is not None


def _is_django(name: str, record: Record) -> bool:
    """The names that Django makes: of a choice, of a neighbour in time, of what refers to a model."""
    if record.construct != "django model":
        return False
    return name.startswith(("get_", "model_")) or name.endswith(("_set", "_id")) or "__" in name


def _is_back_reference(name: str, record: Record, snapshot: Snapshot) -> bool:
    """True where another table gives this one a property of that name, or the class is given it behind its back."""
    wanted = (
        f"{record.name}.{name} = ",
        *(f"{word}{mark}{name}{mark}" for word in ("backref=", "related_name=", "backref(") for mark in "\"'"),
    )
    return any(w in s.text.source for s in snapshot.sources.values() if s.path.endswith(".py") for w in wanted)


def bound_class(name: str, source: Source, snapshot: Snapshot) -> Bound | None:
    """The record that a type's name stands for, in the same file or imported; None unless it implements a contract."""
    held = _typed(name, source, snapshot)
    return _bound_record(held.source, held.name, snapshot) if held is not None else None


def _bound_record(source: Source, name: str, snapshot: Snapshot) -> Bound | None:
    own = [r for r in source.shapes.records if r.name == name and r.construct in _CLASSES]
    for pairing in snapshot.pairings_by_path.get(source.path, ()):
        if len(own) == 1 and pairing.implementation == own[0]:
            return Bound(pairing, own[0], source)
    return None


def bound_enum(name: str, source: Source, snapshot: Snapshot) -> tuple[Enum, Contract] | None:
    """The enum class that a name stands for, and the contract that it implements."""
    place = defined(name, source, snapshot)
    if place is None or not any(e.name == place[1] for e in place[0].shapes.enums):
        return None
    for pairing in snapshot.pairings_by_path.get(place[0].path, ()):
        enum = pairing.implementation
        if isinstance(enum, Enum) and enum.name == place[1] and enum.construct == "enum":
            return enum, pairing.contract
    return None
