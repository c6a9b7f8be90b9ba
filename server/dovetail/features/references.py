"""Every place that means a contract, a field of one, or a work package."""

from collections.abc import Iterator

from dovetail.core.bindings import imported_contract
from dovetail.core.contracts import Contract, Declaration, declarations
from dovetail.core.plan import Sprint
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from .definition import Link, declared, implementations
from .places import ContractAt, PackageAt, at


def references(snapshot: Snapshot, path: str, offset: int, *, declaration: bool = True) -> tuple[Link, ...]:
    """The places, in the order of their paths; with `declaration`, its own too."""
    match at(snapshot, path, offset):
        case ContractAt(contract, field, _):
            found = (
                [*_of_field(snapshot, contract, field)] if field is not None else [*_of_contract(snapshot, contract)]
            )
            own = [declared(contract, field)] if declaration else []
        case PackageAt(sprint, package, _):
            found = [*_of_package(sprint, package.id)]
            own = [Link(sprint.path, sprint.place(package.id))] if declaration else []
        case _:
            return ()
    return tuple(sorted(dict.fromkeys([*own, *found]), key=lambda link: (link.path, link.range)))


def _of_field(snapshot: Snapshot, contract: Contract, field: Field) -> Iterator[Link]:
    yield from implementations(snapshot, contract, field)
    for source in snapshot.implementations:
        for use in source.shapes.uses:
            if use.chain[0] == field.name:
                found = imported_contract(use.type_name, source.shapes, snapshot.contracts)
                if found is not None and found.name == contract.name:
                    yield Link(source.path, use.ranges[0])


def _of_contract(snapshot: Snapshot, contract: Contract) -> Iterator[Link]:
    yield from implementations(snapshot, contract, None)
    for source in snapshot.sources.values():
        yield from _imports(source, contract)
        if source.path.endswith(".contract.ts"):
            for declaration in declarations(source.shapes):
                yield from _mentions(source, declaration, contract.name)
    for sprint in snapshot.sprints:
        for package in sprint.packages:
            for key, names in (("provides", package.provides), ("consumes", package.consumes)):
                if contract.name in names:
                    yield Link(sprint.path, sprint.item_place(package.id, key, contract.name))


def _imports(source: Source, contract: Contract) -> Iterator[Link]:
    for imported in source.shapes.imports:
        if imported.original == contract.name:
            yield Link(source.path, imported.range)


def _mentions(source: Source, declaration: Declaration, name: str) -> Iterator[Link]:
    """The types of fields that name the contract."""
    for field in declaration.fields if isinstance(declaration, Record) else ():
        if field.type_range is not None and field.kind.name == "ref" and field.kind.target == name:
            start = source.text[field.type_range].find(name)
            if start >= 0:
                at_name = field.type_range.start + start
                yield Link(source.path, Range(at_name, at_name + len(name)))


def _of_package(sprint: Sprint, id: str) -> Iterator[Link]:
    for package in sprint.packages:
        if id in package.after:
            yield Link(sprint.path, sprint.item_place(package.id, "after", id))
