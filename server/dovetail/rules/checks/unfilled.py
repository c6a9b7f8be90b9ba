"""What an object of a class of Python that keeps a contract is made without: an argument of a call, a key of a dictionary."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.paths import is_test
from dovetail.core.shapes import Field, Record, Written
from dovetail.core.snapshot import Snapshot, Source

from ..bound.inline import unfolded
from ..edits.suggestions import meant
from ..python.held import taken_at
from ..records.bases import completed
from ..records.comparison import compare

_MADE = frozenset({"pydantic model", "msgspec struct", "dataclass", "named tuple", "typed dict"})
_TABLE = "table model"  # whose objects may be given what they lack until they are stored
_OF_ITS_OWN = re.compile(r"\binit\s*=\s*False\b")  # how a dataclass says of a field that nobody gives it
_FILLED_LATER = re.compile(r"before_(?:insert|flush)|init_event|event\.listen")
_FILLED_OTHERWISE = re.compile(
    r"primary_key|ForeignKey|foreign_key|default|Computed|Identity|Sequence|onupdate|init\s*=\s*False"
)
_TAKES_OTHERS = frozenset({"__init__", "__new__", "*", "**"})


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A field of a contract, with the file that declares it, and what the class calls it that is made without it.

    `guessed` where only the route that carries the class says that it is the contract.
    """

    contract: Contract
    field: Field
    home: Source
    name: str
    record: Record
    guessed: bool


def left_out(written: Written, source: Source, snapshot: Snapshot) -> Iterator[LeftOut]:
    """The fields that must be there, for the contract and for the class, and are not."""
    use = written.use
    steps = (use.type_name + "[]" * use.list_depth, *use.chain)
    held = taken_at(steps, source, snapshot)
    if held is None or held.what != "value" or held.depth:
        return
    own = [r for r in held.source.shapes.records if r.name == held.name]
    record = completed(own[0], held.source, snapshot) if len(own) == 1 else None
    if record is None or record.open or record.construct not in (*_MADE, _TABLE) or _TAKES_OTHERS & set(record.members):
        return
    given = _given(written, record, held.source)
    known = [n for f in record.fields for n in (f.name, f.wire) if n is not None]
    others = [n for n in given if n not in known]
    if any(n in record.members for n in others):
        return  # a name that stands for a field, as an alias does
    told = {meant(n, [f.name for f in record.fields], given) for n in others}
    for pairing in unfolded(held.source.path, snapshot):
        if pairing.implementation != own[0] or (pairing.guessed and is_test(source.path)):
            continue
        for match in compare(pairing, snapshot).matches:
            field = match.field
            taken = field.type_range is not None  # and not computed by a method
            needed = taken and field.presence == match.contract.presence == "required"
            if record.construct == _TABLE:
                needed = (
                    needed
                    and bool(written.names)
                    and match.contract.nullable != "yes"
                    and _is_needed_at_once(field, held.source, source, snapshot)
                )
            called = {field.name, field.wire, _column(match.contract)}  # a row has what the column is called
            if needed and field.name not in told and not called & given:
                home = snapshot.sources[match.promise.path]
                yield LeftOut(pairing.contract, match.contract, home, field.name, record, pairing.guessed)
        return


def _column(field: Field) -> str | None:
    tag = field.tag("db")
    return tag.value if tag is not None else None


def _is_needed_at_once(field: Field, owner: Source, source: Source, snapshot: Snapshot) -> bool:
    """True for a column that must have a value which nothing else gives it: no key, no default, and no later line of the file."""
    text = owner.text.source
    known = field.kind.name not in ("unknown", "ref") and field.nullable == "no" and not field.relation
    if not known or _FILLED_OTHERWISE.search(text, field.range.start, field.range.end) is not None:
        return False
    here = source.text.source
    written = re.search(rf"\.{re.escape(field.name)}\s*=[^=]|[\"']{re.escape(field.name)}[\"']", here)
    later = any(_FILLED_LATER.search(t) is not None for t in (here, text))
    return not is_test(source.path) and written is None and not later


def _given(written: Written, record: Record, source: Source) -> set[str]:
    """The names that are given, those of places by the order of the fields."""
    text = source.text.source
    fields = [f.name for f in record.fields if _OF_ITS_OWN.search(text, f.range.start, f.range.end) is None]
    places = [n for n in written.names if n[:1] == "("]
    return {*(n for n in written.names if n[:1] != "("), *fields[: len(places)]}
