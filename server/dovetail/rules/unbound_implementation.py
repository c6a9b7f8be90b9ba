"""A type looks like a contract and does not say that it is one, so it is not checked."""

from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key

from . import rule
from .bound.similarity import Offer, offers
from .faults import Fault
from .records.migrations import renamed_tables


@rule("conformance", "info")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    renamed = (p.implementation for p in renamed_tables(source.path, snapshot))  # bound by its later name
    later = {r.name_range for r in renamed if isinstance(r, Record)}
    for offer in offers(source, snapshot):
        contract, item = offer.contract, offer.item
        if item.name_range in later:
            continue
        yield Fault(
            offer.source.path,
            item.name_range,
            f"`{item.name}` looks like contract {contract.name} ({offer.shared} of {offer.promised} names agree); "
            f"say `@contract {contract.name}`, and it is held to it.",
            (Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}"),),
            _fixes(offer, snapshot),
        )


def _fixes(offer: Offer, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The tag, in a comment on a line of its own above the declaration; none for a table that must be called otherwise first."""
    source, item = offer.source, offer.item
    tag = offer.contract.declaration.tag("db")
    stored = isinstance(item, Record) and (item.construct == "table" or item.table is not None)
    if isinstance(item, Record) and stored and tag is not None and key(tag.value) != key(item.table or item.name):
        return ()
    writer = snapshot.writers.get(source.shapes.language)
    if writer is None:
        return ()
    line = source.text.line_range(source.text.line_of(item.range.start))
    if source.text.source[line.start : item.range.start].strip():
        return ()
    said = writer.comment(f"@contract {offer.contract.name}")
    edit = Edit(source.path, Range(line.start, line.start), f"{source.text.indent_at(item.range.start)}{said}\n")
    return (Fix(f"Say that `{item.name}` is contract {offer.contract.name}", (edit,)),)
