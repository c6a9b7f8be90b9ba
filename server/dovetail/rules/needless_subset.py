"""A declaration may have fewer fields than its contract, and has them all."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import Pairing, tagged_contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import rule
from .bound.inline import is_inside
from .faults import Fault
from .records.comparison import compare

_SUBSET = re.compile(r"[ \t]+subset\b")


@rule("conformance", "info")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    record, contract = pairing.implementation, pairing.contract
    tagged = tagged_contract(record.tags)
    if (
        is_inside(pairing, snapshot)
        or pairing.mode != "subset"
        or tagged is None
        or not isinstance(record, Record)
        or record.open
    ):
        return
    if not isinstance(contract.declaration, Record) or contract.is_endpoint or record.construct == "query":
        return
    promises, complete = snapshot.contracts.promised(contract)
    if not complete or not promises or len(compare(pairing, snapshot).matches) < len(promises):
        return
    end = tagged[0].value_range.end
    found = _SUBSET.match(snapshot.sources[pairing.path].text.source, end)
    if found is not None:
        yield Fault(
            pairing.path,
            Range(found.end() - len("subset"), found.end()),
            f"`{record.name}` has every field of contract {contract.name}; without `subset`, the next one will not be forgotten.",
            fixes=(Fix("Remove `subset`", (Edit(pairing.path, Range(end, found.end()), ""),)),),
        )
