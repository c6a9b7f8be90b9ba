"""A `@contract` tag names no contract, or one of several, or one of another kind, so the code below it is not checked."""

from collections.abc import Iterator

from dovetail.core.bindings import Implementation, as_contracted, tagged_contract
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.scopes import file_of
from dovetail.core.shapes import Alias, Constant, Enum, Record, Route, Tag
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import nearest

from . import rule
from .faults import Fault


@rule("format", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    if source.path.endswith(SUFFIX):
        return
    shapes = source.shapes
    for item in (*shapes.records, *shapes.enums, *shapes.constants, *shapes.routes):
        tagged = tagged_contract(item.tags)
        if tagged is None:
            continue
        tag = tagged[0]
        contract = snapshot.contracts.meant(tag.value, source.path, shapes.imports)
        if contract is None and len(snapshot.contracts.paths_of(tag.value)) > 1:
            yield _ambiguous(source.path, tag, snapshot)
        elif contract is None:
            yield _unknown(source.path, item, tag, snapshot)
        elif isinstance(item, Record) and isinstance(contract.declaration, Alias) and _is_choice(item, source):
            continue
        elif not _fits(item, contract) and not (shapes.language == "python" and _names_fields(item, contract)):
            yield Fault(
                source.path,
                tag.value_range,
                f"`{contract.name}` is {_described(contract)}, and this is {_what(item)}; nothing can be compared.",
                (Place(contract.path, contract.declaration.name_range, f"`{contract.name}` is declared here"),),
            )


def _ambiguous(path: str, tag: Tag, snapshot: Snapshot) -> Fault:
    """A name that several files declare, where nothing says which is meant."""
    same = {c.path: c for c in snapshot.contracts.namesakes(tag.value)}
    ways = [f"{file_of(p, tuple(same))}.{tag.value}" for p in same]
    return Fault(
        path,
        tag.value_range,
        f"`{tag.value}` is declared in {' and in '.join(same)}, and nothing says which this is; "
        f"write {' or '.join(f'`{way}`' for way in ways)}.",
        tuple(Place(c.path, c.declaration.name_range, f"`{tag.value}` is declared here") for c in same.values()),
        tuple(Fix(f"Change to '{way}'", (Edit(path, tag.value_range, way),)) for way in ways),
    )


def _unknown(path: str, item: Implementation, tag: Tag, snapshot: Snapshot) -> Fault:
    contracts = snapshot.contracts
    names = contracts.names
    near = nearest(tag.value, [n for n in names if (c := contracts.get(n)) is not None and _fits(item, c)])
    if not names:
        hint = "there are no *.contract.ts files."
    else:
        hint = (
            f"did you mean `{near}`?"
            if near
            else f"there are {', '.join(f'`{n}`' for n in names[:8])}{' …' if len(names) > 8 else ''}."
        )
    fixes = (Fix(f"Change to '{near}'", (Edit(path, tag.value_range, near),)),) if near else ()
    return Fault(path, tag.value_range, f"There is no contract `{tag.value}`; {hint}", fixes=fixes)


def _fits(item: Implementation, contract: Contract) -> bool:
    if isinstance(item, Route):
        return contract.is_endpoint
    return isinstance(as_contracted(item, contract), type(contract.declaration))


def _names_fields(item: Implementation, contract: Contract) -> bool:
    """True for a list of texts that names fields of a record, `COLUMNS = ["id", "email"]`: each is held as a name of it."""
    return isinstance(item, Enum) and item.construct == "list" and isinstance(contract.declaration, Record)


def _is_choice(record: Record, source: Source) -> bool:
    """True for a message of Protocol Buffers that is a union, and holds nothing beside it."""
    return any(a.name_range == record.name_range for a in source.shapes.aliases)


def _described(contract: Contract) -> str:
    return "an endpoint" if contract.is_endpoint else _what(contract.declaration)


def _what(item: Implementation | Alias) -> str:
    match item:
        case Route():
            return "a route"
        case Record():
            return f"{'an' if item.construct[:1] in 'aeiou' else 'a'} {item.construct}"
        case Enum():
            return "an enum"
        case Constant():
            return "a constant"
        case Alias():
            return "an alias"
