"""An implementation has a field that its closed contract does not have."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text

from . import rule
from .bound.inline import unfolded
from .faults import Fault
from .records.bases import REFUSES, construct_of
from .records.comparison import compare, wire_name


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    record, contract = pairing.implementation, pairing.contract
    if pairing.is_store or not isinstance(record, Record):
        return
    if pairing.mode != "closed":
        yield from _in_vain(pairing, snapshot)
        return
    why = "is `@closed`" if contract.closed else "is closed here"
    text = snapshot.sources[pairing.path].text
    for field in compare(pairing, snapshot).extra:
        yield Fault(
            pairing.path,
            field.name_range,
            f"`{wire_name(field)}` is no field of contract {contract.name}, which {why}: nobody expects it.",
            (Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}"),),
            (Fix(f"Remove `{field.name}`", (Edit(pairing.path, removal(field, text), ""),)),),
        )


def _in_vain(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    """Fields that a client says are always in an answer, or in what it sends, where no route that carries the type has them."""
    same = [p for p in unfolded(pairing.path, snapshot) if p.way and p.implementation == pairing.implementation]
    if not pairing.way or any(p.way != pairing.way for p in same):
        return
    if pairing.way == "accepts" and construct_of(pairing, snapshot) in REFUSES:
        return  # which does not just wait for it in vain: that is `unpromised-requirement`
    contract = pairing.contract
    others = {promise.field.key for p in same for promise in snapshot.contracts.promised(p.contract)[0]}
    for field in compare(pairing, snapshot).extra:
        if field.presence != "required" or field.key in others or field.kind.text == "function":
            continue
        name = wire_name(field)
        what = "never there" if pairing.way == "accepts" else "asked for by nobody"
        yield Fault(
            pairing.path,
            field.name_range,
            f"`{name}` is no field of contract {contract.name} and {what}, because {pairing.because}.",
            (Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}"),),
        )


def removal(field: Field, text: Text) -> Range:
    """A member with its line, where nothing else is on it."""
    first, last = text.line_range(text.line_of(field.range.start)), text.line_range(text.line_of(field.range.end))
    alone = (
        not text.source[first.start : field.range.start].strip() and not text.source[field.range.end : last.end].strip()
    )
    if not alone:
        return field.range
    return Range(first.start, min(last.end + 1, len(text.source)))
