"""Tables that no file makes, known only by the contract whose `@db` names them.

Such a table may have columns that no contract speaks of, so that only a slip of a column's name is one that it does not have.
"""

from dovetail.core.bindings import named_column, stored_key
from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import differ_in_short_word, in_casing, key, nearest

_SHORTEST = 5  # of a shorter name another is too easily a slip


def promised_table(table: str, snapshot: Snapshot) -> Contract | None:
    """The contract that says it is stored in a table of this name, in lower case, that no file makes."""
    contract = snapshot.contracts.by_table(table)
    return contract if contract is not None and isinstance(contract.declaration, Record) else None


def promised_column(column: str, contract: Contract, snapshot: Snapshot) -> tuple[str, Field] | None:
    """The field of a contract that a column stores, by its words, and the file that declares it."""
    promises = snapshot.contracts.promised(contract)[0]
    return next(((p.path, p.field) for p in promises if stored_key(p.field) == key(column)), None)


def slip(column: str, contract: Contract, snapshot: Snapshot) -> str | None:
    """The column of a contract that a name slips from, where it is none itself."""
    promises, whole = snapshot.contracts.promised(contract)
    if not whole or promised_column(column, contract, snapshot) is not None:
        return None
    columns = [_column(p.field) for p in promises if stored_key(p.field) is not None]
    return slipped(column, columns)


def slipped(name: str, known: list[str]) -> str | None:
    """The name that another is one or two letters away from; `height` is no slip of `weight`, nor `line2` of `line1`."""
    near = nearest(name.lower(), known, 2) if len(name) >= _SHORTEST else None
    if near is None or near[0].lower() != name[0].lower() or differ_in_short_word(near, name):
        return None
    return near if near.rstrip("0123456789").lower() != name.rstrip("0123456789").lower() else None


def place_of(contract: Contract) -> Place:
    """Where a table is known from."""
    return Place(contract.path, contract.declaration.name_range, f"Contract {contract.name}")


def _column(field: Field) -> str:
    return named_column(field) or in_casing(field.name, "snake_case")
