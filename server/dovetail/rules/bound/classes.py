"""The classes that implement contracts, as the Python code that uses them knows them: by name, and with all their members."""

import re
from collections.abc import Iterator
from typing import Literal

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.findings import Place
from dovetail.core.shapes import OF_MODEL, WRITES, Enum, Field, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.asked import Asked, Bound, Missed, Selected, Unpromised, Unselected
from ..files.python_names import defined
from ..python.dumped import dumped
from ..python.held import HISTORICAL, STEP, Held, Lookup
from ..records.bases import completed
from ..records.migrations import is_of_history
from ..statements.promised import is_added, promised
from .inline import unfolded
from .missing import COLUMN, HOOK, MADE, OWN, is_inherited, is_missing, is_near

TYPE_OF = "typeof "
OF_COLUMN = "#"  # between a class and the column of it that is a part of a row
_OF_ROWS = frozenset("count index tuple t keys values items get".split())
_DUMPED = ("keys", "aliases", "loaded")
_OWN_CALL = "cls"  # of what a method's own class makes, which may be another one that inherits from it
_ASKED_FOR = re.compile(r"""(?:getattr\([^()'"]*,\s*["']\w+["'],|\.get\(\s*["']\w+["'][,)])\Z""")
_LONGEST = 120
_DEEPEST = 8
_COLLECTION = frozenset(
    "keys values items get add as_readonly contains_column corresponding_column compare count index tuple t".split()
)
_CLASSES = frozenset(
    {
        "pydantic model",
        "msgspec struct",
        "dataclass",
        "typed dict",
        "named tuple",
        "table model",
        "django model",
        "serializer",
        "marshmallow schema",
        "class",
        "message",
    }
)
_BY_PLACE = frozenset({"dataclass", "named tuple", "msgspec struct"})
_NOTHING_TAKEN = frozenset({"object", "NamedTuple", "Struct"})
_TAKES_OTHERWISE = (
    "kw_only",
    "KW_ONLY",
    "init=False",
    "InitVar",
    "def __init__",
    "def __new__",
)  # than its fields in their order


def first_missed(use: Use, source: Source, snapshot: Snapshot) -> Missed | Unpromised | Unselected | None:
    """The first name of a chain that a bound class, or the one that the chain has led to, does not have."""
    return next((s for s in walk(use, source, snapshot) if not isinstance(s, Asked)), None)


def walk(use: Use, source: Source, snapshot: Snapshot) -> Iterator[Asked | Missed | Unpromised | Unselected]:
    """The fields that a chain asks for, up to the first that is not there or not known."""
    name = use.type_name
    table = core_table(name.removeprefix(TYPE_OF), source, snapshot) if name.startswith(TYPE_OF) else None
    if table is not None:
        yield from _of_table(use, *table, snapshot)
        return
    lookup = Lookup(snapshot)
    if name.startswith(TYPE_OF) and STEP not in name:
        held = lookup.whole(name.removeprefix(TYPE_OF), source)
    else:
        held = lookup.typed(name + "[]" * use.list_depth, source)
    for i, (name, at) in enumerate(zip(use.chain, use.ranges, strict=True)):
        if held is None:
            return
        if name == "(**)" and held.signature is not None and use.chain[i + 1] in [n for n, _ in held.signature.takes]:
            return  # a parameter of its own
        if held.what == "keys" and held.signature is not None and name in [n for n, _ in held.signature.takes]:
            return  # which a form has besides the fields of its model
        if name == WRITES:
            held = dumped(held, lookup)
            continue
        called = use.chain[i + 1 : i + 2] == ("()",)
        if name[:1] == "(" and held.what == "value" and not held.depth:
            yield from _placed(held, name, at, snapshot)
            return
        if held.what == "query" and use.via == "lookup" and name.isidentifier() and not called:
            held = held.parts[0] or held  # behind the name of what leads back
        if name.isidentifier() and held.what == "either" and not held.depth:
            missed = _missed_by_all(held, name, at, use, source, lookup)
            if missed is not None:
                yield missed
            return
        if name.isidentifier() and held.what == "promise" and not held.depth:
            said, held = promised(held, name, at, use, source, snapshot)
            if said is not None:
                yield said
            continue
        if held.what == "class" and i and _is_column(held, name):
            held = replace(held, what="value")
        if held.what == "columns" and name == "_mapping" and not held.depth:
            continue  # the same row, by its keys
        if held.what == "columns" and not held.depth:
            if use.access == "write" or is_added(name, source):
                return  # rows that are dictionaries may be given more
            unselected = _unselected(held, name, at, snapshot) if name.isidentifier() and not called else None
            if unselected is not None:
                yield unselected
                return
            held = lookup.column(held, name) if name.isidentifier() and not called else None
            use = replace(use, via="named")  # a row has the names of its columns as keys, too
            if held is None:
                return
        if name.isidentifier() and held.what in ("value", *_DUMPED) and not held.depth:
            met, held = _member(held, name, at, use, source, lookup)
            if isinstance(met, Missed) and _was_so(use, name, source, snapshot):
                return
            if met is not None:
                yield met
            if isinstance(met, Missed):
                return
        else:
            is_given = name[:1] == "(" and name != "()" and not source.text.source.endswith("def ", 0, at.start)
            lookup.by_callers = not is_given  # what a call gives is nothing that others give
            held = lookup.following(held, name, name.isidentifier() and _step(at, use, source) == "key")


def _unselected(row: Held, name: str, at: Range, snapshot: Snapshot) -> Unselected | None:
    """The lack of a name in a row of a statement that gives columns: of SQLAlchemy that of a field, for others are told as of any class."""
    known = tuple(n for c in row.steps if (n := c.partition(OF_COLUMN)[2]))
    whole = row.parts[0] if row.parts else None
    bound = _bound_record(whole.source, whole.name, snapshot) if whole is not None and name not in known else None
    if bound is None or name[:1] == "_" or name in _OF_ROWS:
        return None
    if bound.record.construct != "django model" and not any(f.name == name for f in bound.record.fields):
        return None
    place = Place(bound.source.path, bound.record.name_range, bound.record.name)
    return Unselected(Selected(bound.record.name, place), name, at, known)


def _was_so(use: Use, name: str, source: Source, snapshot: Snapshot) -> bool:
    """True for a name that a model may have had when the step of a migration ran which asks for it."""
    asks = use.type_name.removeprefix(TYPE_OF).startswith(HISTORICAL) and use.via != OWN  # which is a fixture
    return asks and is_of_history(name, source, snapshot)


def _is_column(held: Held, name: str) -> bool:
    """True where a column is asked of a class that an object keeps: `self.model.email`."""
    tables = (r for r in held.source.shapes.records if r.name == held.name and r.construct == "table model")
    return name.isidentifier() and any(True for _ in tables)


def _placed(held: Held, step: str, at: Range, snapshot: Snapshot) -> Iterator[Asked]:
    """The field that a class takes in a place, `(0)`, where its body says all that it takes by place."""
    record = next((r for r in held.source.shapes.records if r.name == held.name), None)
    place = step[1:-1]
    if record is None or record.construct not in _BY_PLACE or not place.isdecimal() or int(place) >= len(record.fields):
        return
    derived = any(b.name.rpartition(".")[2] not in _NOTHING_TAKEN for b in record.bases)
    if not derived and not any(word in held.source.text.source for word in _TAKES_OTHERWISE):
        asked = _asked(held, record.fields[int(place)].name, at, snapshot)
        if asked is not None:
            yield asked


def asked_of_several(use: Use, source: Source, snapshot: Snapshot) -> tuple[Asked, ...]:
    """The fields that the last name of a chain means in each of several classes; nothing where one of them does not have it."""
    lookup = Lookup(snapshot)
    held = lookup.typed(STEP.join((use.type_name + "[]" * use.list_depth, *use.chain[:-1])), source)
    if held is None or held.what != "either" or held.depth:
        return ()
    name, at = use.chain[-1], use.ranges[-1]
    found = [_member(p, name, at, use, source, lookup)[0] for p in held.parts if p is not None and p.what == "value"]
    asked = tuple(f for f in found if isinstance(f, Asked))
    return asked if len(asked) == len(held.parts) else ()


def _missed_by_all(held: Held, name: str, at: Range, use: Use, source: Source, lookup: Lookup) -> Missed | None:
    """The lack of a name that none of several classes has."""
    found = [
        _member(p, name, at, use, source, lookup)[0] if p is not None and p.what == "value" else None
        for p in held.parts
    ]
    missed = [f for f in found if isinstance(f, Missed)]
    return missed[0] if missed and len(missed) == len(found) else None


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


def _member(
    held: Held, name: str, at: Range, use: Use, source: Source, lookup: Lookup
) -> tuple[Asked | Missed | None, Held | None]:
    """The field of a class that is asked for, or the lack of it, and what the name leads to."""
    snapshot = lookup.snapshot
    record = _record(held, snapshot)
    keyed = held.what in _DUMPED
    step = "key" if keyed else _step(at, use, source)
    if keyed and use.access == "read" and (is_added(name, source) or _is_of_dictionaries(name, at, use, source)):
        return None, None
    if record is not None:
        shown = (
            _as_aliases(record) if held.what == "aliases" else _as_attributes(record, held.what) if keyed else record
        )
        field = next((f for f, s in zip(record.fields, shown.fields, strict=True) if s.name == name), None)
        if field is not None and not (use.via == COLUMN and field.relation):
            if record.construct == "typed dict" and step == "attribute":
                return None, None
            asked = _asked(held, field.name, at, snapshot) if held.what != "loaded" or field.name == name else None
            return asked, _led(held, field, lookup)  # `rider_email` is not how the contract spells `riderEmail`
        bound = _bound_record(held.source, held.name, snapshot) or _bound_base(record, held.source, snapshot)
        if _may_be_loaded(held, name, record, use, snapshot):
            return None, None
        if bound is not None and not record.open:
            known = replace(bound, record=_of_columns(record) if use.via == COLUMN else shown)
            hidden = name.startswith("_")
            own = _is_of_itself(at, source) or use.via == _OWN_CALL or _is_asked_for(at, source)
            if own and is_inherited(record, snapshot) and not is_near(name, record):
                return None, None  # a class that inherits from this one may have it
            if not hidden and is_missing(name, step, use, keyed, known, snapshot):
                return Missed(known, name, at), None
    return None, lookup.attribute(held, name) if held.what == "value" else None


def _is_of_dictionaries(name: str, at: Range, use: Use, source: Source) -> bool:
    """True for what every dictionary has itself: `validated_data.setdefault(name, None)`."""
    return hasattr(dict, name) and _step(at, use, source) == "attribute"


def _as_aliases(record: Record) -> Record:
    """A record whose fields have the names that they have on the wire."""
    return replace(record, fields=tuple(replace(f, name=f.wire or f.name) for f in record.fields))


def _as_attributes(record: Record, what: str) -> Record:
    """A record whose fields have the names of the attributes that they are read from, or loaded into, where it is a schema; of a
    serializer only what is loaded has these."""
    if record.construct != "marshmallow schema" and (record.construct != "serializer" or what != "loaded"):
        return record
    return replace(record, fields=tuple(replace(f, name=f.stored or f.name) for f in record.fields))


def _may_be_loaded(held: Held, name: str, record: Record, use: Use, snapshot: Snapshot) -> bool:
    """True for a field of a serializer that is loaded into another name, where code puts it there itself or a class that inherits may
    load it otherwise."""
    declared = held.what == "loaded" and any(f.name == name for f in record.fields)
    return declared and (use.access != "read" or is_inherited(record, snapshot))


def _is_model(held: Held) -> bool:
    return any(r.name == held.name and r.construct == "django model" for r in held.source.shapes.records)


def _of_columns(record: Record) -> Record:
    """A record in which what leads to others is not among the fields."""
    others = tuple(f.name for f in record.fields if f.relation)
    fields = tuple(f for f in record.fields if not f.relation)
    return replace(record, fields=fields, members=(*record.members, *others))


def _led(held: Held, field: Field, lookup: Lookup) -> Held | None:
    """The value of a field that is a class itself, or what stands for a type parameter there."""
    declared = lookup.inherited(held, field.name)
    if declared is not None and declared[0].how == "value" and declared[0].gives:
        found = lookup.signed(declared[0], declared[1].source, declared[1].given)
        if found is not None and found.depth < field.list_depth:  # `lines = LineSerializer(many=True)`
            found = replace(found, depth=field.list_depth)
    else:
        found = lookup.model(field.kind.target, held.source, held.given) if field.kind.target else None
        found = replace(found, depth=found.depth + field.list_depth) if found is not None else None
    if found is None and held.what == "loaded":
        found = _of_model(held, field.stored or field.name, lookup)
    if found is not None and held.what == "loaded" and _is_model(found):
        return found  # `attrs["bike"]` is the object itself
    if found is not None and held.what in _DUMPED:
        return replace(found, what=held.what) if found.what == "value" else None
    return found


def _of_model(serializer: Held, name: str, lookup: Lookup) -> Held | None:
    """The model that a field of a serializer's own model leads to: on the wire that is a key, but the object itself is loaded."""
    records = (r for r in serializer.source.shapes.records if r.name == serializer.name and r.construct == "serializer")
    bases = (b for r in records for b in r.bases if b.how == OF_MODEL)
    models = (m for b in bases if (m := lookup.typed(b.name, serializer.source)) is not None and m.what == "value")
    for model in models:
        field = next((f for r in _records(model) for f in r.fields if f.name == name and not f.list_depth), None)
        if field is not None and field.kind.target:
            return lookup.model(field.kind.target, model.source)
    return None


def _records(held: Held) -> list[Record]:
    return [r for r in held.source.shapes.records if r.name == held.name]


def _is_of_itself(at: Range, source: Source) -> bool:
    """True for a name that a method asks of its own class."""
    return source.text.source[max(0, at.start - 5) : at.start].endswith(("self.", "cls."))


def _is_asked_for(at: Range, source: Source) -> bool:
    """True for a name that may lack, `getattr(element, "page", None)` and `invite.get("uses")`."""
    here = source.text.source[max(0, at.start - _LONGEST) : at.end + 2]
    return "get" in here and _ASKED_FOR.search(here) is not None


def _asked(held: Held, name: str, at: Range, snapshot: Snapshot, depth: int = 0) -> Asked | None:
    """The field of a class where it is declared, which may be a base."""
    for record in (r for r in held.source.shapes.records if r.name == held.name):
        field = next((f for f in record.fields if f.name == name), None)
        if field is not None:
            return Asked(at, held.source.path, field)
        for base in record.bases if depth < _DEEPEST else ():
            above = Lookup(snapshot).typed(base.name, held.source)
            found = _asked(above, name, at, snapshot, depth + 1) if above is not None else None
            if found is not None:
                return found
    return None


def _record(held: Held, snapshot: Snapshot) -> Record | None:
    """The record of a class, with what it inherits where that can be seen."""
    own = [r for r in held.source.shapes.records if r.name == held.name and r.construct in _CLASSES]
    return completed(own[0], held.source, snapshot) if len(own) == 1 else None


def _bound_base(record: Record, source: Source, snapshot: Snapshot) -> Bound | None:
    """The bound class that a class inherits from; what only gives others a few of a contract's fields makes it none of that."""
    for base in (b for b in record.bases if b.how != OF_MODEL):
        held = Lookup(snapshot).typed(base.name, source)
        bound = _bound_record(held.source, held.name, snapshot) if held is not None else None
        if bound is not None and not _is_small_part(bound, snapshot):
            return replace(bound, source=source)
    return None


def _is_small_part(bound: Bound, snapshot: Snapshot) -> bool:
    """True for a base of what implements a contract that has less than half of its fields: `class WithKey(BaseModel): id: int`."""
    promises, _ = snapshot.contracts.promised(bound.pairing.contract)
    return bound.pairing.mode == "subset" and 2 * len(bound.record.fields) < len(promises)


def _step(at: Range, use: Use, source: Source) -> Literal["attribute", "key", "keyword"]:
    if use.via in ("lookup", "named", MADE, HOOK, OWN):
        return "attribute"
    before = source.text.source[at.start - 1 : at.start]
    return "attribute" if before == "." else "key" if before in ("'", '"') else "keyword"


def bound_class(name: str, source: Source, snapshot: Snapshot) -> Bound | None:
    """The record that a type's name stands for, in the same file or imported; None unless it implements a contract."""
    held = Lookup(snapshot).typed(name, source)
    return _bound_record(held.source, held.name, snapshot) if held is not None else None


def _bound_record(source: Source, name: str, snapshot: Snapshot) -> Bound | None:
    own = [r for r in source.shapes.records if r.name == name and r.construct in _CLASSES]
    for pairing in unfolded(source.path, snapshot) if len(own) == 1 else ():
        if (
            pairing.implementation.range == own[0].range
        ):  # of a base in another file, what is held to the contract has aliases
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
