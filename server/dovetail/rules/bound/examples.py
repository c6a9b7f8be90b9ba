"""What the examples of a description show, held against the schemas that they are examples of."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Given, KindName, Plain, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import nearest

from ..contracts.asked import Asked, Bound, Missed
from ..records.bases import completed
from ..records.elsewhere import declared_elsewhere, with_elsewhere
from .inline import unfolded

LANGUAGE = "openapi"
DISCRIMINATOR = "a discriminator"  # how a use comes about that tells the alternatives of a union apart
VIA = "an example"  # and one of a key of an example
CONDITION = "a condition"  # and one of a property that `if`, `then` or a dependency of a schema speaks of
_SHORT = 3  # letters of a name that is like too many others
_ELEMENT = "[]"
_IN_PLACE = "schema in place"
_AT = "schema at "  # before the place of one that stands in an operation
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_WORDS = re.compile(r"[A-Za-z][\w -]*")
_TRUTHS = frozenset("true false yes no on off y n null".split())
_FITS: dict[KindName, tuple[Plain, ...]] = {
    "int": ("number",), "number": ("number",), "float": ("number",), "boolean": ("boolean",), "string": ("text",),
    "uuid": ("text",), "instant": ("text",), "date": ("text",), "enum": ("text", "number", "boolean"),
}  # fmt: skip


def first_unshown(use: Use, source: Source, snapshot: Snapshot) -> Missed | None:
    """The first name of an example that its schema, which implements a contract, does not have."""
    return next((s for s in walk_example(use, source, snapshot) if isinstance(s, Missed)), None)


def walk_example(use: Use, source: Source, snapshot: Snapshot) -> Iterator[Asked | Missed]:
    """The fields that an example shows, up to the first that is not there or not known."""
    first = _named(use.type_name, source, snapshot)
    found = [first] if first is not None else []
    depth = 0
    for name, at in zip(use.chain, use.ranges, strict=True):
        if name == _ELEMENT:
            depth -= 1
            continue
        if not found or depth > 0:
            return
        wholes = [(o, r, with_elsewhere(completed(r, o, snapshot), o, snapshot)) for o, r in found]
        having = [(o, r, f) for o, r, whole in wholes if (f := next((f for f in whole.fields if f.name == name), None))]
        if len({(o.path, f.name_range) for o, _, f in having}) > 1:
            return  # of several, nobody knows which
        if not having:
            owner, record, whole = wholes[0]
            pairing = next((p for p in unfolded(owner.path, snapshot) if p.implementation is record), None)
            closed = not any(w.open or r.construct == _IN_PLACE for _, r, w in wholes)
            if use.via == CONDITION:  # which may speak of what else a value has
                near = len(name) > _SHORT and nearest(name, [f.name for f in whole.fields], 2) is not None
                closed = near or (closed and pairing is not None and not _promises(pairing, name, snapshot))
            if pairing is not None and closed:
                yield Missed(Bound(pairing, whole, owner), name, at)
            return
        owner, record, field = having[0]
        yield Asked(at, owner.path, field)
        depth = field.list_depth
        found = _held(field, owner, record, snapshot)


def _promises(pairing: Pairing, name: str, snapshot: Snapshot) -> bool:
    """True where a contract has what its schema does not declare: that alone is told."""
    promises, whole = snapshot.contracts.promised(pairing.contract)
    return not whole or any(p.field.name == name for p in promises)


def _held(field: Field, owner: Source, record: Record, snapshot: Snapshot) -> list[tuple[Source, Record]]:
    """The records of which a field holds one; nothing where not all of them are known."""
    alone = _in_place(field, owner, record) or _named(field.kind.target, owner, snapshot)
    if alone is not None:
        return [alone]
    alias = next((a for a in owner.shapes.aliases if a.name == field.kind.target), None)
    kind = alias.kind if alias is not None and field.kind.name == "ref" else field.kind
    options = kind.options if kind.name == "union" else (kind,) if alias is not None else ()
    named = [_named(o.target, owner, snapshot) for o in options]
    found = [n for n in named if n is not None]
    return found if len(found) == len(named) else []


def unfit_in_examples(source: Source, snapshot: Snapshot) -> Iterator[tuple[Given, Asked]]:
    """The numbers, truth values and texts of examples where their schema, in a file that is held to a contract, asks for another kind."""
    held = bool(snapshot.pairings_by_path.get(source.path))
    for quoted in source.shapes.quoted:
        in_place = quoted.use.type_name.startswith(_AT)  # which is known of operations that are held alone
        if quoted.use.via != VIA or not (
            held or in_place or "." in quoted.use.type_name
        ):  # which refers to another file
            continue
        plain = _plain(source, quoted.range)
        last = [s for s in walk_example(quoted.use, source, snapshot) if isinstance(s, Asked)][-1:]
        asked = last[0] if last and last[0].range == quoted.use.ranges[-1] else None
        bound = in_place or (asked is not None and snapshot.pairings_by_path.get(asked.path))
        if asked is None or not bound or asked.field.list_depth:
            continue
        kind = asked.field.kind.name
        if plain and kind in _FITS and plain not in _FITS[kind]:
            yield Given(quoted.use, plain, quoted.range), asked


def _plain(source: Source, at: Range) -> Plain | None:
    """What a scalar of YAML or JSON is; None for what may be read as several things, such as a date, or an expression."""
    text = source.text[at]
    if at.start and source.text.source[at.start - 1] in "\"'":
        return "text"
    if _NUMBER.fullmatch(text):
        return "number"
    if text in ("true", "false"):
        return "boolean"
    return "text" if _WORDS.fullmatch(text) and text.lower() not in _TRUTHS else None


def _in_place(field: Field, owner: Source, around: Record) -> tuple[Source, Record] | None:
    """A record that is written where it is held."""
    if field.kind.name != "record" or field.kind.target:
        return None
    return owner, replace(around, name="", fields=field.kind.members, bases=(), construct=_IN_PLACE, open=False)


def _of_operation(place: int, source: Source, snapshot: Snapshot) -> tuple[Source, Record] | None:
    """What an operation takes or gives, where that is written in it at a place."""
    held = (p.implementation for p in unfolded(source.path, snapshot))
    found = (r for r in held if isinstance(r, Record) and r.construct == "operation" and r.range.start == place)
    record = next(found, None)
    return (source, record) if record is not None else None


def _named(name: str, source: Source, snapshot: Snapshot) -> tuple[Source, Record] | None:
    """The schema of a name in a file, or that another file declares."""
    if name.startswith(_AT):
        return _of_operation(int(name.removeprefix(_AT)), source, snapshot)
    own = [r for r in source.shapes.records if r.name == name]
    if len(own) == 1:
        return source, own[0]
    found = declared_elsewhere(name, source.path, snapshot) if name and not own else None
    return (found[0], found[1]) if found is not None and isinstance(found[1], Record) else None
