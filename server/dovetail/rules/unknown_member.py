"""Code asks a constant or an enum of a contract for a member that it does not have."""

from collections.abc import Iterator

from dovetail.core.bindings import field_pairs
from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.shapes import Constant, Declaration, Enum, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import nearest

from . import rule
from .bound.classes import bound_enum
from .bound.held_enums import contract_of_held
from .bound.nested_enums import nested_enum
from .edits.suggestions import choice, hint, rename_fix
from .faults import Fault
from .files.imported import contract_of, handed_on, handed_on_member
from .files.python_names import defined
from .typescript.prisma_models import client_enum

_TYPE_OF = "typeof "
_ENUMS = frozenset({"str", "int", "Enum", "StrEnum", "IntEnum"})
_OF_ENUMS = frozenset({*dir(str), *dir(int), "name", "value", "mro"})
_OBJECT = frozenset(
    "constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf".split()
)


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    if source.shapes.language == "python":
        yield from _in_python(source, snapshot)
        return
    seen: set[Range] = set()
    for use in source.shapes.uses:
        if not use.type_name.startswith(_TYPE_OF):
            continue
        contract, chain, ranges = _value(use, source, snapshot)
        names = _members(contract.declaration) if contract is not None else ()
        if contract is None and (copied := _of_copy(use, source, snapshot) or _of_client(use, source, snapshot)):
            contract, names, chain, ranges = copied
        if contract is None:
            continue
        for name, range, known in _unknown(names, chain, ranges):
            if range not in seen:
                seen.add(range)
                yield _fault(contract, name, range, known, source)


def _in_python(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Members of an enum class that implements a contract. What is not written as its members are is one of its other names."""
    yield from _keys(source, snapshot)
    seen: set[Range] = set()
    for use in source.shapes.uses:
        if use.type_name.startswith(_TYPE_OF) or use.access == "write" or use.ranges[0] in seen:
            continue
        found = _asked(use, source, snapshot)
        if found is None:
            continue
        at, enum, home, contract = found
        seen.add(use.ranges[0])
        name, known = use.chain[at], tuple(m.name for m in enum.members)
        alike = all(n.isupper() for n in known) and name.isupper()
        asked = alike or _is_asked_of_class(name, use, enum, source, home) or _is_slip(name, enum, home)
        if known and name not in known and asked:
            yield _fault(contract, name, use.ranges[at], known, source)


def _asked(use: Use, source: Source, snapshot: Snapshot) -> tuple[int, Enum, Source, Contract] | None:
    """The place of a member's name in a chain, the enum that it is asked of, with its file, and the contract of that."""
    if not use.chain[0].isidentifier():
        return None
    bound, place = bound_enum(use.type_name, source, snapshot), defined(use.type_name, source, snapshot)
    if bound is not None and place is not None:
        return 0, bound[0], place[0], bound[1]
    nested = nested_enum(use, source, snapshot)
    return nested if nested is not None or place is None else _held(*place, snapshot)


def _held(home: Source, name: str, snapshot: Snapshot) -> tuple[int, Enum, Source, Contract] | None:
    enum = next((e for e in home.shapes.enums if e.name == name and e.construct == "enum" and not e.open), None)
    contract = contract_of_held(enum, home, snapshot) if enum is not None else None
    return (0, enum, home, contract) if enum is not None and contract is not None else None


def _keys(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Keys of a dictionary of another file that is a copy of a contract's constant, and members of an enum by their names."""
    seen: set[Range] = set()
    text = source.text.source
    for use in source.shapes.uses:
        if not use.type_name.startswith(_TYPE_OF) or len(use.chain) != 1 or use.ranges[0] in seen:
            continue
        if text[use.ranges[0].end : use.ranges[0].end + 1] not in ('"', "'"):
            continue
        place = defined(use.type_name.removeprefix(_TYPE_OF), source, snapshot)
        copied = _copy(*place, snapshot) if place is not None and place[1] else None
        if copied is None:
            continue
        seen.add(use.ranges[0])
        contract, held = copied
        known = _members(held)
        if known and use.chain[0] not in known:
            yield _fault(contract, use.chain[0], use.ranges[0], known, source)


def _is_asked_of_class(name: str, use: Use, enum: Enum, source: Source, home: Source) -> bool:
    """True for `State.opend`, where the class has nothing but its members and what every enum has."""
    own = use.type_name.rpartition(".")[2]
    before = source.text.source[: use.ranges[0].start]
    bases = {s.gives.rpartition(".")[2] for s in home.shapes.signatures if s.how == "base" and s.name == enum.name}
    plain = bool(bases) and bases <= _ENUMS and "def " not in home.text[enum.range]
    return plain and before.endswith(f"{own}.") and name not in _OF_ENUMS and not name.startswith("_")


def _is_slip(name: str, enum: Enum, home: Source) -> bool:
    """True where a name is all but a member's, and nothing else that the class has."""
    own = name in ("name", "value", "label") or name.startswith("_") or f"def {name}(" in home.text[enum.range]
    return not own and nearest(name, [m.name for m in enum.members], 2) is not None


def _value(use: Use, source: Source, snapshot: Snapshot) -> tuple[Contract | None, tuple[str, ...], tuple[Range, ...]]:
    """The contract whose members are asked for, and what is asked; `import * as contract` puts its name into the chain."""
    name, chain, ranges = use.type_name.removeprefix(_TYPE_OF), use.chain, use.ranges
    contract = contract_of(name, source, snapshot)
    if contract is None and chain:
        name, chain, ranges = f"{name}.{chain[0]}", chain[1:], ranges[1:]
        contract = contract_of(name, source, snapshot)
    return contract and _as_value(contract, snapshot), chain, ranges


def _as_value(contract: Contract, snapshot: Snapshot) -> Contract:
    """The constant of a contract's name, where there is one beside the type."""
    beside = (c for c in snapshot.contracts.same_name(contract.name) if c.path == contract.path)
    return next((c for c in beside if isinstance(c.declaration, Constant)), contract)


def _of_copy(
    use: Use, source: Source, snapshot: Snapshot
) -> tuple[Contract, tuple[str, ...], tuple[str, ...], tuple[Range, ...]] | None:
    """The contract that an enum or an object of the program's own keeps, the names in that, and what is asked of it."""
    name, chain, ranges = use.type_name.removeprefix(_TYPE_OF), use.chain, use.ranges
    place = handed_on(name, source, snapshot)
    if place is None and len(chain) > 1:  # `import * as generated`
        place, chain, ranges = handed_on_member(f"{name}.{chain[0]}", source, snapshot), chain[1:], ranges[1:]
    if place is None or not chain:
        return None
    home, own = place
    found = _copy(home, own, snapshot)
    extended = any(d.name == own and d.construct == "namespace" for d in home.shapes.definitions)
    return (found[0], _members(found[1]), chain, ranges) if found is not None and not extended else None


def _of_client(
    use: Use, source: Source, snapshot: Snapshot
) -> tuple[Contract, tuple[str, ...], tuple[str, ...], tuple[Range, ...]] | None:
    """The same of an enum of Prisma, whose members are the names in its schema, whatever is stored."""
    asked = (use.type_name.removeprefix(_TYPE_OF), *use.chain)
    found = client_enum(asked, source.shapes, snapshot)
    if found is None:
        return None
    schema, enum, steps = found
    paired = (p.contract for p in snapshot.pairings_by_path.get(schema.path, ()) if p.implementation is enum)
    contract = next(paired, None) or _kept_by(enum.name, schema, snapshot)
    at = steps - 1
    return (contract, tuple(m.name for m in enum.members), use.chain[at:], use.ranges[at:]) if contract else None


def _kept_by(enum: str, schema: Source, snapshot: Snapshot) -> Contract | None:
    """The contract that a field of a model which stores one is promised to be, where the field holds an enum of the schema."""
    for pairing in snapshot.pairings_by_path.get(schema.path, ()):
        for pair in field_pairs(pairing):
            kind = pair.implementation.kind
            if kind.name == "enum" and kind.target == enum:
                return snapshot.contracts.get(pair.contract.kind.target) or pairing.contract
    return None


def _copy(home: Source, name: str, snapshot: Snapshot) -> tuple[Contract, Enum | Constant] | None:
    """The enum or the object of a name that a file declares, and the contract that it keeps by its tag, or by a field that holds it."""
    for pairing in snapshot.pairings_by_path.get(home.path, ()):
        match pairing.implementation:
            case Enum(construct="enum" | "constant", open=False) | Constant() as held if held.name == name:
                return pairing.contract, held
            case _:
                continue
    enum = next((e for e in home.shapes.enums if e.name == name and e.construct == "enum" and not e.open), None)
    contract = contract_of_held(enum, home, snapshot) if enum is not None else None
    return (contract, enum) if enum is not None and contract is not None else None


def _unknown(
    names: tuple[str, ...], chain: tuple[str, ...], ranges: tuple[Range, ...]
) -> Iterator[tuple[str, Range, tuple[str, ...]]]:
    """The first name of a chain that is no member, with those that are."""
    outer = ""
    for name, range in zip(chain, ranges, strict=True):
        known = tuple(dict.fromkeys(n.removeprefix(outer).partition(".")[0] for n in names if n.startswith(outer)))
        if not known or name in _OBJECT:
            return  # a plain value, whose properties are those of its type
        if name not in known:
            yield name, range, known
            return
        if outer + name in names:
            return
        outer += f"{name}."


def _members(declaration: Declaration) -> tuple[str, ...]:
    """The names of an enum's members, and of the entries of a constant that is an object."""
    match declaration:
        case Enum(construct="enum" | "constant") as enum:
            return tuple(m.name for m in enum.members)
        case Constant() as constant if all(e.name for e in constant.entries):
            return tuple(e.name for e in constant.entries)
        case _:
            return ()  # a list has the methods of lists, and a union is no value


def _fault(contract: Contract, name: str, range: Range, known: tuple[str, ...], source: Source) -> Fault:
    place = Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}")
    said = f"`{name}` is no member of contract {contract.name}{hint(name, known)}"
    is_enum = not isinstance(contract.declaration, Constant)
    fixes = choice(source, name, range, known) if is_enum else rename_fix(source, name, range, known)
    return Fault(source.path, range, said, (place,), fixes)
