"""A table says that it is a contract, and the contract's `@db` names another one, or none."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing, tagged_contract
from dovetail.core.findings import Place
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import key

from . import rule
from .faults import Fault

_TABLES = frozenset({"table", "model", "table model"})


@rule("conformance", "error")
def check(pairing: Pairing, _: Snapshot) -> Iterator[Fault]:
    record, contract = pairing.implementation, pairing.contract
    tag = contract.declaration.tag("db")
    if not isinstance(record, Record) or record.construct not in _TABLES or tag is None or not tag.value:
        return
    if record.construct == "table model" and record.table is None:
        return  # how a library names its tables cannot be seen
    if tagged_contract(record.tags) is None or key(tag.value) in (key(record.name), key(record.table or "")):
        return
    table = record.table or record.name
    told = "says that it is not stored" if tag.value == "none" else f"says that it is stored in `{tag.value}`"
    yield Fault(
        pairing.path,
        record.name_range,
        f"`{table}` is contract {contract.name}, which {told}; say `@db {table}` there, or call the table so."
        if tag.value != "none"
        else f"`{table}` is contract {contract.name}, which {told}; say `@db {table}` there.",
        (Place(contract.path, tag.range, f"`@db` of contract {contract.name}"),),
    )
