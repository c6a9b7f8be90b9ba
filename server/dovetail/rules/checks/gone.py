"""What still refers to a contract by a name that it no longer has."""

import re
from collections.abc import Iterator

from dovetail.core.bindings import tagged_contract
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.modules import module_is
from dovetail.core.shapes import Alias, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range


@dataclass(frozen=True, slots=True)
class Reference:
    """A place where a name stands, and what it does there as the end of a sentence."""

    path: str
    range: Range
    says: str


def references(name: str, home: str, snapshot: Snapshot) -> Iterator[Reference]:
    """All that still refers to a contract that was declared in `home` under a name: contracts, tags, imports and packages."""
    stands = snapshot.contracts.get(name) is not None  # in another file, which what only says the name may mean
    for contract in () if stands else snapshot.contracts:
        if name in snapshot.contracts.references(contract.declaration):
            yield from _in_contract(name, contract, snapshot)
    for source in snapshot.implementations:
        yield from _in_code(name, home, source, snapshot)
    for sprint in () if stands else snapshot.sprints:
        for package in sprint.packages:
            for key, names in (("provides", package.provides), ("consumes", package.consumes)):
                if name in names:
                    place = sprint.item_place(package.id, key, name)
                    yield Reference(sprint.path, place, f"package `{package.id}` {key} it")


def _in_contract(name: str, contract: Contract, snapshot: Snapshot) -> Iterator[Reference]:
    declaration, text = contract.declaration, snapshot.sources[contract.path].text
    says = f"contract {contract.name} mentions it"
    if isinstance(declaration, Record):
        for base in declaration.bases:
            if base.name == name:
                yield Reference(contract.path, base.range, says)
        within = [f.type_range for f in declaration.fields if f.type_range is not None]
    elif isinstance(declaration, Alias):
        within = [Range(declaration.name_range.end, declaration.range.end)]
    else:
        return
    for range in within:
        if not declaration.range.start <= range.start <= declaration.range.end:
            continue  # the field of a base, which is told there
        for found in re.finditer(rf"(?<![\w$.]){re.escape(name)}(?![\w$])", text[range]):
            yield Reference(contract.path, Range(range.start + found.start(), range.start + found.end()), says)


def _in_code(name: str, home: str, source: Source, snapshot: Snapshot) -> Iterator[Reference]:
    shapes = source.shapes
    for item in (*shapes.records, *shapes.enums, *shapes.constants, *shapes.routes):
        tagged = tagged_contract(item.tags)
        if tagged is not None and tagged[0].value == name and snapshot.contracts.by_words(name) is None:
            yield Reference(source.path, tagged[0].value_range, "this is bound to it")
    for imported in shapes.imports:
        if imported.original == name and home.endswith(SUFFIX) and module_is(imported.module, home):
            yield Reference(source.path, imported.range, "this imports it")
