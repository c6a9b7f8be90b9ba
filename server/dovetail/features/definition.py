"""Where a thing is made, and where else it is meant: from code to its contract, from a contract to its code."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.modules import module_is
from dovetail.core.shapes import Field, Tag
from dovetail.core.snapshot import Snapshot
from dovetail.rules.contracts.views import views

from .following import kept
from .implementing import implementations
from .members import as_value, kept_members
from .occurrences import OfContract, OfField, OfMember, OfPackage, Subject, declared_in, own_place
from .places import ContractAt, Link, MemberAt, TagAt, at
from .subjects import subject_at


def definition(snapshot: Snapshot, path: str, offset: int) -> tuple[Link, ...]:
    """The contract that a name stands for; at the contract itself, its implementations."""
    here = at(snapshot, path, offset)
    found = subject_at(snapshot, path, offset)
    if found is not None:
        own = own_place(snapshot, found[0])
        declares = isinstance(here, ContractAt | MemberAt) and here.declares
        return (tuple(dict.fromkeys(_implementing(snapshot, found[0]))) if declares else ()) or (own,)
    if isinstance(here, TagAt) and offset in here.tag.value_range:
        return tuple(_tagged(snapshot, here.tag))
    return _import(snapshot, path, offset)


def declaration(snapshot: Snapshot, path: str, offset: int) -> tuple[Link, ...]:
    """The contract's own place, from wherever it is meant."""
    found = subject_at(snapshot, path, offset)
    return (own_place(snapshot, found[0]),) if found is not None else ()


def implementation(snapshot: Snapshot, path: str, offset: int) -> tuple[Link, ...]:
    """The code that implements what stands at an offset, from wherever it is meant."""
    found = subject_at(snapshot, path, offset)
    return tuple(dict.fromkeys(_implementing(snapshot, found[0]))) if found is not None else ()


def _implementing(snapshot: Snapshot, subject: Subject) -> Iterator[Link]:
    """Where a contract, one of its fields or members, or a package's contracts are implemented."""
    match subject:
        case OfContract(contract):
            yield from _places(snapshot, contract)
        case OfField(contract, field):
            yield from _fields(snapshot, contract, field)
        case OfMember(member):
            for copy in kept_members(snapshot, as_value(snapshot, member)):
                yield Link(copy.path, copy.range)
        case OfPackage(_, package):
            for name in package.provides:
                if (contract := snapshot.contracts.get(name)) is not None:
                    yield from _places(snapshot, contract)


def _places(snapshot: Snapshot, contract: Contract) -> Iterator[Link]:
    for one in implementations(snapshot, contract):
        if not one.asks:
            yield Link(one.path, one.name_range)


def _fields(snapshot: Snapshot, contract: Contract, field: Field) -> Iterator[Link]:
    for one in kept(snapshot, (declared_in(contract, field, snapshot), field.name_range.start)):
        yield Link(one.pairing.path, one.match.field.name_range)


def _tagged(snapshot: Snapshot, tag: Tag) -> Iterator[Link]:
    """What a tag's value names: a table, a component, a package."""
    match tag.name:
        case "db":
            for source in snapshot.implementations:
                for record in source.shapes.records:
                    if record.layer == "db" and tag.value in (record.name, record.table):
                        yield Link(source.path, record.name_range)
        case "view":
            for view in views(snapshot):
                if view.tag.value == tag.value and view.source is not None and view.definition is not None:
                    yield Link(view.source.path, view.definition.range)
        case "owner":
            yield from (Link(s.path, s.place(tag.value)) for s in snapshot.sprints if s.package(tag.value) is not None)
        case _:
            pass


def _import(snapshot: Snapshot, path: str, offset: int) -> tuple[Link, ...]:
    """The contract file whose name an import says."""
    source = snapshot.sources.get(path)
    if source is None:
        return ()
    line = source.text.line_range(source.text.line_of(offset))
    for imported in source.shapes.imports:
        start = source.text.source.find(imported.module, line.start, line.end) if imported.module else -1
        if start >= 0 and start <= offset <= start + len(imported.module):
            return tuple(
                Link(p, snapshot.sources[p].text.line_range(0))
                for p in snapshot.contracts.by_path
                if module_is(imported.module, p)
            )
    return ()
