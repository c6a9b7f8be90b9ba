"""Records that implement contracts, and what chains of names ask of them."""

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.shapes import SCHEMA_OBJECTS, Field, Kind, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range


@dataclass(frozen=True, slots=True)
class Bound:
    """A record that implements a contract, or inherits from what does, and the file that it is in."""

    pairing: Pairing
    record: Record
    source: Source


@dataclass(frozen=True, slots=True)
class Unbound:
    """A schema, or a type, that does not say which contract it is; a route that holds a request to it may.

    `given` are the types that its type parameters stand for, each with the file that writes it.
    """

    record: Record
    source: Source
    given: tuple[tuple[Kind, Source], ...] = ()

    @property
    def is_schema(self) -> bool:
        return self.record.construct in SCHEMA_OBJECTS


@dataclass(frozen=True, slots=True)
class Selected:
    """The rows of a statement of SQL, by the tables that they are of, one of which is bound to a contract; and where that is made."""

    tables: str
    place: Place


# What names may be asked of that is held to a contract.
Of = Contract | Bound | Unbound | Selected


def is_own_type(of: Of | None) -> bool:
    """True for a type of the program's own, which lists what it likes unless a route carries it."""
    return isinstance(of, Unbound) and not of.is_schema


@dataclass(frozen=True, slots=True)
class Missed:
    """A name that a record does not have."""

    bound: Bound
    name: str
    range: Range


@dataclass(frozen=True, slots=True)
class Unpromised:
    """A name that a contract does not have, asked of a value that a comment says is that contract; and the names that it has."""

    contract: Contract
    name: str
    range: Range
    known: tuple[str, ...]
    sure: bool = True
    where: tuple[str, tuple[str, ...]] | None = None
    """Which of several types it is asked of: the name that tells them apart, and the texts that it has there."""


@dataclass(frozen=True, slots=True)
class Unselected:
    """A name that the rows of a statement do not have; and the names that they have."""

    of: Selected
    name: str
    range: Range
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lacked:
    """A name that a type of the program's own does not have; what that is made of, in words, where it stands, and the names that it has."""

    of: Unbound
    why: str
    place: Place
    name: str
    range: Range
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A name in a chain, and the field that it means in the file that declares it; `contract` where that is a contract itself."""

    range: Range
    path: str
    field: Field
    contract: Contract | None = None
