"""Strings that stand for somebody or something, by an id or by a name: `owner: string`."""

from collections.abc import Mapping

from dovetail.core.contracts import Contracts
from dovetail.core.findings import Severity
from dovetail.core.shapes import Field, Record
from dovetail.core.words import singular, words

_PEOPLE = frozenset(
    "owner manager organizer organiser collector technician adjuster guest supplier vendor winner inspector instructor sender recipient "
    "buyer seller payer payee author driver creator editor bidder teacher trainer coach guardian tenant landlord passenger".split()
)
# What people write themselves, be there a contract of that name or not.
_WRITTEN = frozenset(
    "message comment note text content body title label description summary subject reply answer question quote caption review".split()
)
# Beside a `from` and a `to` between which it is moved; of a journey they are places, and say so.
_MOVED = frozenset("amount quantity qty sku".split())
_WAYS = {"from": "to", "to": "from"}


def named_thing(label: str, field: Field, fields: Mapping[str, Field], contracts: Contracts) -> Severity | None:
    """How grave it is that a string says who or what is meant, and not whether by an id or by a name; None where it need not say.

    That is somebody (`owner`, `by`), who may well go by a name; a thing that has a contract with an id of its own; or where what is
    moved comes from and goes to.
    """
    if field.doc.strip() or field.tags or field.kind.name != "string":
        return None
    own = words(singular(field.name) if field.list_depth else field.name)
    severity = _severity(own, field, contracts)
    if severity is None:
        return None
    holder = label.rpartition(".")[0]
    beside = {words(f.name): f for n, f in fields.items() if n.rpartition(".")[0] == holder}
    if any((*own, said) in beside for said in ("id", "name", "email", "uuid", "type")):
        return None
    if own in (("from",), ("to",)):
        other = beside.get((_WAYS[own[0]],))
        is_moved = any(not _MOVED.isdisjoint(b) for b in beside)
        return severity if other is not None and other.kind.name == "string" and not other.doc and is_moved else None
    return severity


def _severity(own: tuple[str, ...], field: Field, contracts: Contracts) -> Severity | None:
    """What the words of a name alone say: next to no name needs a look at what stands beside it, of which a type may have thousands."""
    if own[-1] in _WRITTEN:
        return None
    if own in (("from",), ("to",), ("by",)) or _has_id("".join(own), contracts):
        return "warning"
    return "info" if own[-1] in _PEOPLE and not field.list_depth else None


def _has_id(name: str, contracts: Contracts) -> bool:
    """True for the name of a contract whose values have an id."""
    contract = contracts.by_words(name)
    declaration = contract.declaration if contract is not None and not contract.is_endpoint else None
    return isinstance(declaration, Record) and any(words(f.name) == ("id",) for f in declaration.fields)
