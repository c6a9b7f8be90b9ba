"""A union in a schema lacks a record that its contract may be, or offers one that it may not be."""

from collections.abc import Iterator

from dovetail.core.bindings import tagged_contract
from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.shapes import Alias, Kind, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key

from . import rule
from .bound.inline import unfolded
from .faults import Fault
from .records.comparison import compare
from .records.elsewhere import contract_elsewhere

_SCHEMAS = ("graphql", "openapi")
_PLAIN = frozenset({"string", "uuid", "int", "number", "float", "boolean", "bigint", "bytes"})  # what is no record
_DEEPEST = 5  # unions of unions


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for union in source.shapes.aliases:
        options = _options(union, source)
        bound = _bound(union, source, snapshot) if options else None
        if bound is not None:
            yield from _differences(union, options, *bound, source, snapshot)
    if source.shapes.language == "openapi":
        yield from _held(source, snapshot)


def _held(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """The same of unions of a description that are what a field of a contract is, where nothing else says what they are."""
    told: set[Range] = set()
    for pairing in unfolded(source.path, snapshot):
        for match in compare(pairing, snapshot).matches if pairing.mode != "subset" else ():
            contract = snapshot.contracts.get(match.contract.kind.target) if match.contract.kind.name == "ref" else None
            wanted = _alternatives(contract, snapshot) if contract is not None else ()
            alias = next((a for a in source.shapes.aliases if a.name == match.field.kind.target), None)
            at = alias.name_range if alias is not None else match.field.type_range
            kind = alias.kind if alias is not None else match.field.kind
            options = kind.options if kind.name == "union" else (kind,) if kind.name == "ref" else ()
            if not wanted or not options or contract is None or at is None or at in told:
                continue
            if alias is not None and (_bound(alias, source, snapshot) is not None or alias.kind.name == "hole"):
                continue
            told.add(at)
            given = [_contract(option, source, snapshot) for option in options]
            lacking = [n for n in wanted if n not in given] if None not in given else []
            for name in lacking if set(given) <= set(wanted) else ():
                held = snapshot.contracts.get(name)
                place = Place(held.path, held.declaration.name_range, f"Contract {name}") if held is not None else None
                says = f"`{name}`, which contract {contract.name} may be, is no alternative here."
                yield Fault(source.path, at, says, (place,) if place is not None else ())


def _options(union: Alias, source: Source) -> tuple[Kind, ...]:
    """What a union may be; a choice of one thing in a description is read as that thing."""
    if union.kind.name == "union":
        return union.kind.options
    return (union.kind,) if union.kind.name == "ref" and source.shapes.language == "openapi" else ()


def _bound(union: Alias, source: Source, snapshot: Snapshot) -> tuple[Contract, bool] | None:
    """The contract that a union is, by its tag or where conventions `bind` names, and whether it is only a part of it."""
    tagged = tagged_contract(union.tags)
    if tagged is not None:
        contract = snapshot.contracts.meant(tagged[0].value, source.path, source.shapes.imports)
        return (contract, tagged[1] == "subset") if contract is not None else None
    bound = snapshot.conventions is not None and snapshot.conventions.binds(source.path)
    named = snapshot.contracts.by_words(union.name) if bound and source.shapes.language in _SCHEMAS else None
    return (named, False) if named is not None and key(named.name) == key(union.name) else None


def _differences(
    union: Alias, options: tuple[Kind, ...], contract: Contract, part: bool, source: Source, snapshot: Snapshot
) -> Iterator[Fault]:
    """Only where each side is made of records, and it is known which contract each of those is."""
    wanted = _alternatives(contract, snapshot)
    given = [_contract(option, source, snapshot) for option in options]
    plain = [o for o in options if o.name in _PLAIN] if wanted else []
    for option in plain:
        yield _other(option, union, contract, wanted, source)
    if not wanted or None in given:
        return
    for name in (n for n in wanted if n not in given and not part):
        held = snapshot.contracts.get(name)
        place = Place(held.path, held.declaration.name_range, f"Contract {name}") if held is not None else None
        yield Fault(
            source.path,
            union.name_range,
            f"`{name}`, which contract {contract.name} may be, is no alternative here.",
            (place,) if place is not None else (),
        )
    for option, name in zip(options, given, strict=True):
        if name not in wanted:
            yield _other(option, union, contract, wanted, source)


def _other(option: Kind, union: Alias, contract: Contract, wanted: tuple[str, ...], source: Source) -> Fault:
    return Fault(
        source.path,
        union.name_range,
        f"`{option.text}` is an alternative here, and contract {contract.name} is none but {_listed(wanted)}.",
        (Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}"),),
    )


def _alternatives(contract: Contract, snapshot: Snapshot, depth: int = 0) -> tuple[str, ...]:
    """The contracts that are records, of which a union is one; nothing where it may be anything else."""
    declaration = contract.declaration
    if not isinstance(declaration, Alias) or declaration.kind.name != "union" or depth > _DEEPEST:
        return ()
    found: list[str] = []
    for option in declaration.kind.options:
        held = snapshot.contracts.get(option.target) if option.name == "ref" and not option.options else None
        within = (held.name,) if held is not None and isinstance(held.declaration, Record) else ()
        within = within or (_alternatives(held, snapshot, depth + 1) if held is not None else ())
        if not within:
            return ()
        found += within
    return tuple(found)


def _contract(option: Kind, source: Source, snapshot: Snapshot) -> str | None:
    """The contract that an alternative is: that which its record says it is, else the one of its own words."""
    if option.name not in ("ref", "record") or not option.target:
        return None
    records = [r for r in source.shapes.records if r.name == option.target]
    for pairing in snapshot.pairings_by_path.get(source.path, ()):
        if any(pairing.implementation is r for r in records):
            return pairing.contract.name
    for pairing in unfolded(source.path, snapshot) if source.shapes.language == "openapi" else ():
        if any(pairing.implementation is r for r in records):
            return pairing.contract.name
    found = contract_elsewhere(option, source.path, snapshot)
    named = snapshot.contracts.by_words(option.target)
    return found or (named.name if named is not None and key(named.name) == key(option.target) else None)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{n}`" for n in names)
