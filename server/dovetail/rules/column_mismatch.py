"""A column is called otherwise in the store than the contract says, or than the migrations beside it make it."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.core.words import CASINGS, Casing, distance, has_casing, in_casing, key, singular, words

from . import rule
from .faults import Fault
from .records.comparison import Match, called, compare
from .records.decorated import decorated_at
from .renamed_field import aliased
from .statements.sql_columns import columns_made

_SHORTEST, _LONG = 3, 5  # letters of a word of which another one may be a slip, and of one that is like few others
# What is spelled in two ways: colour, organization, cancelled.
_OTHERWISE = re.compile(r"(?<=o)u(?=r)|(?<=[iy])[sz](?=[ei])|(?<=l)l(?=ed|ing)")
_ENDINGS = "sdnry"  # by which forms of one word differ: `moved` and `move`
_MODELLED = ("prisma", "python", "typescript")
_SEVERAL = 3  # columns that are mapped, before one is told by the others


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if not pairing.is_store or not isinstance(pairing.implementation, Record):
        return
    if pairing.implementation.construct == "query":
        return  # what a query answers with is called as it says, and stores nothing
    text = snapshot.sources[pairing.path].text
    yield from _made_otherwise(pairing, pairing.implementation, snapshot)
    yield from _mapped_alone(pairing, pairing.implementation, snapshot)
    for match in compare(pairing, snapshot).matches:
        tag = match.contract.tag("db")
        if tag is None and _is_slip(match) and not _is_made(match.field, pairing.implementation, snapshot):
            yield _slipped(match, pairing, text)
        if tag is None or not tag.value or not _differs(match, tag.value):
            continue
        given = called(match.field, store=True)
        yield Fault(
            pairing.path,
            decorated_at(match.field, text, given),
            f"`{match.contract.name}` of contract {pairing.contract.name} is stored as `{given}` here and says `@db {tag.value}`; "
            f"call the column that, or say `@db {given}`.",
            (match.promise.place(pairing.contract.name),),
            aliased(given, tag.value, match.field.range, pairing.path, text.source) if match.field.stored else (),
        )


def _made_otherwise(pairing: Pairing, record: Record, snapshot: Snapshot) -> Iterator[Fault]:
    """A column that a model gives a field, where the migrations make one of the field's own words instead."""
    source = snapshot.sources[pairing.path]
    mapped = [f for f in record.fields if f.stored is not None] if source.shapes.language in _MODELLED else []
    made = columns_made(record.table or record.name, snapshot) if mapped else None
    if made is None:
        return
    columns, place = made
    taken = {(f.stored or f.name).lower() for f in record.fields}
    for field in mapped:
        given = field.stored or ""
        meant = [c for low, c in columns.items() if key(c) == key(field.name) and low not in taken]
        if given.lower() in columns or len(meant) != 1:
            continue
        yield Fault(
            pairing.path,
            decorated_at(field, source.text, given),
            f"`{field.name}` is stored as `{given}` here, and {place.path} makes `{meant[0]}`; call the column that.",
            (place,),
            aliased(given, meant[0], field.range, pairing.path, source.text.source),
        )


def _is_slip(match: Match) -> bool:
    """True for a column whose name is all but the field's words: one letter of one word is too much, lacks or stands in another's place."""
    stored, name = match.field.stored, match.contract.name
    given, meant = words(stored or ""), words(name)
    if stored is None or key(stored) == key(name) or match.by == "alias" or len(given) != len(meant):
        return False
    other = [(g, m) for g, m in zip(given, meant, strict=True) if g != m]
    if len(other) != 1 or min(map(len, other[0])) < _SHORTEST or any(not w.isalpha() for w in other[0]):
        return False
    one, two = sorted(other[0], key=len)
    another = two.startswith(one[: len(two) - 1]) and two[-1] in _ENDINGS
    if another or singular(one) == singular(two) or len({_OTHERWISE.sub("", w) for w in other[0]}) == 1:
        return False
    exchanged = len(one) == len(two) and sorted(one) != sorted(two)
    short = len(two) < _LONG and (one[0] != two[0] or exchanged)  # where one letter makes another word
    return not short and distance(one, two, 1) == 1


def _is_made(field: Field, record: Record, snapshot: Snapshot) -> bool:
    """True where migrations make the table, and so say what the column is called, or may do so."""
    return columns_made(record.table or record.name, snapshot) is not None


def _slipped(match: Match, pairing: Pairing, text: Text) -> Fault:
    """A column whose name slips from the field's words."""
    given = match.field.stored or ""
    casing: Casing | None = next((c for c in CASINGS if has_casing(given, c)), None)
    meant = in_casing(match.contract.name, casing or "snake_case")
    return Fault(
        pairing.path,
        decorated_at(match.field, text, given),
        f"`{match.contract.name}` of contract {pairing.contract.name} is stored as `{given}` here; did you mean `{meant}`?",
        (match.promise.place(pairing.contract.name),),
        aliased(given, meant, match.field.range, pairing.path, text.source),
        severity="warning",
    )


def _mapped_alone(pairing: Pairing, record: Record, snapshot: Snapshot) -> Iterator[Fault]:
    """The one column of a model that does not have its field's words, where others are mapped to theirs and no migration makes the table.

    Who maps several to other words follows a table that was there before, and one that migrations make is judged by those.
    """
    source = snapshot.sources[pairing.path]
    if source.shapes.language not in _MODELLED or columns_made(record.table or record.name, snapshot) is not None:
        return
    mapped = [
        m for m in compare(pairing, snapshot).matches if m.field.stored is not None and m.contract.tag("db") is None
    ]
    other = [m for m in mapped if key(m.field.stored or "") != key(m.contract.name)]
    if len(other) != 1 or len(mapped) < _SEVERAL or _is_slip(other[0]):
        return
    match, given = other[0], other[0].field.stored or ""
    casing: Casing | None = next((c for c in CASINGS if all(has_casing(m.field.stored or "", c) for m in mapped)), None)
    wanted = in_casing(match.contract.name, casing) if casing is not None else match.contract.name
    yield Fault(
        pairing.path,
        decorated_at(match.field, source.text, given),
        f"`{match.contract.name}` of contract {pairing.contract.name} is stored as `{given}` here, and by its words it is `{wanted}`; "
        f"call the column that, or say `@db {given}`.",
        (match.promise.place(pairing.contract.name),),
        aliased(given, wanted, match.field.range, pairing.path, source.text.source),
        severity="warning",
    )


def _differs(match: Match, column: str) -> bool:
    return match.by == "alias" or (match.field.stored is not None and key(match.field.stored) != key(column))
