"""A contract holds itself, and nothing lets it end."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract, Contracts
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault


@rule("clarity", "error")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    if not isinstance(declaration, Record) or contract.is_endpoint:
        return
    for field in declaration.fields:
        if _must_hold(field) and contract.name in _held(field.kind.target, snapshot.contracts):
            yield Fault(
                contract.path,
                field.type_range or field.name_range,
                f"`{contract.name}.{field.name}` always holds another {contract.name}, without end; "
                "let it be null, or left out, or make it a list.",
            )


def _must_hold(field: Field) -> bool:
    return field.kind.name == "ref" and not field.list_depth and field.presence == "required" and field.nullable == "no"


def _held(name: str, contracts: Contracts) -> set[str]:
    """The records that a record always holds, itself included."""
    found: set[str] = set()
    todo = [name]
    while todo:
        held = contracts.record(todo.pop())
        if held is not None and held[0].name not in found:
            found.add(held[0].name)
            todo.extend(f.kind.target for f in held[1].fields if _must_hold(f))
    return found
