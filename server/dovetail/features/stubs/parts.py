"""What a contract is made of, once its bases, aliases and types in place are followed: the declarations of a stub."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from dovetail.core.contracts import Contract, Contracts
from dovetail.core.errors import DovetailError
from dovetail.core.relation import followed
from dovetail.core.shapes import Enum, Field, Kind, Record
from dovetail.core.words import in_casing

# What gets a declaration of its own: every record and enum; those that have a name; enums that have one; or the contract alone,
# whose types may stay as they are written.
Apart = Literal["all", "named", "enums", "none", "as written"]
_DEEPEST = 20


class NoStubError(DovetailError):
    """A contract cannot be said in a form; the sentence says what stands in the way and what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """One declaration: a record (`values` is None) or an enum. `contract` is None for what the contract holds in place.

    A field's `ref` is the name of another part; names of anything else are gone.
    """

    name: str
    contract: Contract | None
    fields: tuple[Field, ...] = ()
    values: tuple[str, ...] | None = None
    doc: str = ""

    @property
    def is_enum(self) -> bool:
        return self.values is not None


def parts_of(contract: Contract, contracts: Contracts, apart: Apart) -> tuple[Part, ...]:
    """The parts of a contract, each below those that it needs; the contract itself is the last."""
    collector = _Collector(contracts, apart)
    collector.add(contract)
    return tuple(collector.found.values())


def promised_fields(contract: Contract, record: Record, contracts: Contracts) -> tuple[Field, ...]:
    """All fields of a contract, those of bases in other files too."""
    return tuple(p.field for p in contracts.promised(contract)[0])


class _Collector:
    def __init__(self, contracts: Contracts, apart: Apart) -> None:
        self.contracts = contracts
        self.apart = apart
        self.found: dict[str, Part] = {}
        self.begun: set[str] = set()

    def add(self, contract: Contract) -> None:
        name, declaration = contract.name, contract.declaration
        if name in self.begun:
            return
        self.begun.add(name)
        if isinstance(declaration, Enum):
            values = tuple(m.value for m in declaration.members)
            self.found[name] = Part(name, contract, values=values, doc=declaration.doc)
        elif isinstance(declaration, Record):
            fields = promised_fields(contract, declaration, self.contracts)
            fields = tuple(f for f in fields if f.kind.name != "hole")
            made = fields if self.apart == "as written" else tuple(self.field(f, name, 0) for f in fields)
            self.found[name] = Part(name, contract, made, doc=declaration.doc)

    def field(self, field: Field, owner: str, depth: int) -> Field:
        """The field with its type followed: aliases are what they stand for, and records have a name."""
        type = followed(field, self.contracts)
        nullable = field.nullable if type.nullable is None else "yes" if type.nullable else "no"
        kind = self.kind(type.kind, f"{owner}{in_casing(field.name, 'PascalCase')}", depth)
        return replace(field, kind=kind, nullable=nullable, list_depth=type.list_depth)

    def kind(self, kind: Kind, named: str, depth: int) -> Kind:
        target = kind.target if kind.name == "ref" else ""
        kind = self.contracts.resolved(kind)
        if depth > _DEEPEST:
            return Kind("any", text=kind.text)
        match kind.name:
            case "ref":
                return self._record(kind)
            case "enum":
                return self._enum(kind, target or kind.target, named)
            case "record":
                members = tuple(self.field(m, named, depth + 1) for m in kind.members)
                if self.apart != "all" or named in self.begun:
                    return replace(kind, members=members)
                self.begun.add(named)
                self.found[named] = Part(named, None, members)
                return Kind("ref", named, text=kind.text)
            case "map":
                return replace(kind, options=tuple(self.kind(o, f"{named}Value", depth + 1) for o in kind.options))
            case "union":
                return replace(kind, options=())
            case _:
                return kind

    def _record(self, kind: Kind) -> Kind:
        record = self.contracts.record(kind.target)
        if record is None or record[0].is_endpoint:
            return Kind("any", text=kind.text)
        if self.apart not in ("enums", "none"):
            self.add(record[0])
        return Kind("ref", record[0].name, text=kind.text)

    def _enum(self, kind: Kind, target: str, named: str) -> Kind:
        contract = self.contracts.get(kind.target) or self.contracts.get(target)
        if self.apart == "none" or (contract is None and self.apart != "all") or not kind.values:
            return Kind("enum", values=kind.values, text=kind.text)
        if contract is not None and isinstance(contract.declaration, Enum):
            self.add(contract)
            return Kind("enum", contract.name, kind.values, text=kind.text)
        self.begun.add(named)
        self.found.setdefault(named, Part(named, None, values=kind.values))
        return Kind("enum", named, kind.values, text=kind.text)


def with_names(field: Field, named: Callable[[str], str]) -> Field:
    """The field with the names of other parts as a form writes them."""
    return replace(field, kind=_renamed(field.kind, named))


def _renamed(kind: Kind, named: Callable[[str], str]) -> Kind:
    if kind.name == "enum" and kind.target:
        return Kind("enum", named(kind.target), text=kind.text)  # its values are where it is declared
    target = named(kind.target) if kind.target else ""
    options = tuple(_renamed(o, named) for o in kind.options)
    members = tuple(replace(m, kind=_renamed(m.kind, named)) for m in kind.members)
    return replace(kind, target=target, options=options, members=members)
