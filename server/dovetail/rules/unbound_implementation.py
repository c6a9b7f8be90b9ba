"""A type looks like a contract and does not say that it is one, so it is not checked."""

from collections.abc import Iterator

from dovetail.core.bindings import stored_key
from dovetail.core.findings import Edit, Finding, Fix, Place
from dovetail.core.shapes import Enum, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key

from . import rule
from .bound.similarity import Offer, offers, own_keys, promised_keys
from .faults import Fault
from .records.migrations import renamed_tables
from .routes.models import modelled

_PART = "subset"


@rule("conformance", "info")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    renamed = (p.implementation for p in renamed_tables(source.path, snapshot))  # bound by its later name
    later = {r.name_range for r in renamed if isinstance(r, Record)}
    carried = {(p.contract.name, p.implementation.range) for p in modelled(source.path, snapshot)}
    own = {(p.contract.name, p.implementation.name) for p in snapshot.pairings_by_path.get(source.path, ())}
    for offer in offers(source, snapshot):
        contract, item = offer.contract, offer.item
        if (contract.name, item.name) in own:  # the type of a value that says it: `type Level = (typeof Level)[…]`
            continue
        if item.name_range in later or (contract.name, item.range) in carried:  # it is held to it as it is
            continue
        yield Fault(
            offer.source.path,
            item.name_range,
            f"`{item.name}` looks like contract {contract.name} ({offer.shared} of {offer.promised} names agree); "
            f"say `@contract {contract.name}`, and it is held to it.",
            (Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}"),),
            _fixes(offer, snapshot),
        )


def is_sure(finding: Finding) -> bool:
    """True where it has one fix; else code lacks something, and what else it has may be meant for that."""
    return len(finding.fixes) == 1


def _fixes(offer: Offer, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The tag, in a comment on a line of its own above the declaration; none for a table that must be called otherwise first.

    Of what lacks something it says that it is a part. Where there is something else that may be meant for what is lacking, the tag of the
    whole, which finds that, comes first.
    """
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
    lacks, has_others = _compared(offer)
    name, indent = offer.contract.name, source.text.indent_at(item.range.start)
    whole, part = (
        ("", f"Say that `{item.name}` is contract {name}"),
        (f" {_PART}", f"Say that `{item.name}` is a part of contract {name}"),
    )
    ways = (whole, part) if lacks and has_others else (part,) if lacks else (whole,)
    tags = ((writer.comment(f"@contract {name}{mode}"), title) for mode, title in ways)
    return tuple(
        Fix(title, (Edit(source.path, Range(line.start, line.start), f"{indent}{said}\n"),)) for said, title in tags
    )


def _compared(offer: Offer) -> tuple[bool, bool]:
    """Whether a declaration lacks what its contract asks for, and whether it has something that the contract does not."""
    item, declaration = offer.item, offer.contract.declaration
    assert isinstance(declaration, Record | Enum)
    own, stored = own_keys(item), item.layer == "db"
    asked = promised_keys(declaration, stored)
    if isinstance(declaration, Record):
        required = (f for f in declaration.fields if f.presence == "required")
        asked = frozenset(k for f in required if (k := stored_key(f) if stored else f.key) is not None)
    return not asked <= own, not own <= promised_keys(declaration, stored)
