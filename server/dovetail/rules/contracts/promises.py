"""The fields of a contract as it declares them, at any depth."""

import re
from collections.abc import Callable, Iterator
from functools import wraps
from typing import TypeVar

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Alias, Field, Kind, Record, Tag
from dovetail.core.words import singular, words

_HOLDING = re.compile(r"/([A-Za-z][\w-]*)/[:{\[<]id\b")
Fields = tuple[tuple[str, Field], ...]


T = TypeVar("T")


def remembering(extract: Callable[[Contract], T]) -> Callable[[Contract], T]:
    """A function that keeps what it said last: dozens of rules ask about one contract after the other."""
    held: tuple[Contract, T] | None = None

    @wraps(extract)
    def asked(contract: Contract) -> T:
        nonlocal held
        last = held
        if last is None or last[0] is not contract:
            last = held = (contract, extract(contract))
        return last[1]

    return asked


@remembering
def own_fields(contract: Contract) -> Fields:
    """Each field that stands in the contract's own text, with the name that people know it by: `User.address.street`."""
    return tuple(_own_fields(contract))


def ordered_lists(contract: Contract) -> Iterator[tuple[str, Field, Tag]]:
    """The lists whose order a tag tells, each with its name. A whole endpoint's tag tells that of the one list it answers with."""
    for name, field in own_fields(contract):
        if field.list_depth and (tag := field.tag("order")) is not None:
            yield name, field, tag
    whole = contract.declaration.tag("order") if contract.is_endpoint else None
    answered = _answered(contract) if whole is not None else None
    if whole is not None and answered is not None and answered[1].tag("order") is None:
        yield *answered, whole


def answered_list(contract: Contract) -> Field | None:
    """The one list that an endpoint answers with; None where there is none, or more than one."""
    found = _answered(contract)
    return found[1] if found is not None else None


def _answered(contract: Contract) -> tuple[str, Field] | None:
    lists = [(n, f) for n, f in own_fields(contract) if f.list_depth and n.split(".")[1:2] == ["response"]]
    return lists[0] if len(lists) == 1 else None


def _own_fields(contract: Contract) -> Iterator[tuple[str, Field]]:
    declaration = contract.declaration
    if isinstance(declaration, Record):
        for field in declaration.fields:
            if declaration.range.start <= field.range.start < declaration.range.end:  # else it comes from a base
                yield from _with_members(declaration.name, field)
    elif isinstance(declaration, Alias):
        for member in members(declaration.kind):
            yield f"{declaration.name}.{member.name}", member


def _with_members(owner: str, field: Field) -> Iterator[tuple[str, Field]]:
    todo = [(f"{owner}.{field.name}", field)]
    while todo:
        name, current = todo.pop(0)
        yield name, current
        if inner := _direct(current.kind):
            todo[:0] = [(f"{name}.{m.name}", m) for m in inner]


def members(kind: Kind) -> Iterator[Field]:
    """The fields of the records that a type holds in place, at any depth."""
    todo = list(_direct(kind))
    while todo:
        current = todo.pop(0)
        yield current
        todo[:0] = _direct(current.kind)


def _direct(kind: Kind) -> list[Field]:
    """The fields of a record in place, also where it is an alternative."""
    return [m for part in parts(kind) for m in part.members] if kind.options else [*kind.members]


def parts(kind: Kind) -> Iterator[Kind]:
    """A kind and all its alternatives and arguments."""
    todo = [kind]  # iterative: a generated union can be deeper than the recursion limit
    while todo:
        current = todo.pop()
        yield current
        todo.extend(reversed(current.options))


def thing_with_id(contract: Contract, label: str) -> tuple[str, ...]:
    """The words of the thing that a plain `id` is of: of the contract, or in `/players/:id` of a player; none where it is of a part."""
    if label == f"{contract.name}.id":
        return words(contract.name)
    if contract.endpoint is None or label != f"{contract.name}.params.id":
        return ()
    held = _HOLDING.search(contract.endpoint[1])
    return words(singular(held[1])) if held is not None else ()
