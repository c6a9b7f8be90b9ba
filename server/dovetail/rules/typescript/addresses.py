"""Methods and paths of endpoints, and what a request of one is answered, as a type."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Snapshot, Source

from ..contracts.paths import normal_path, unprefixed
from .things import Type

ANSWERED = (
    "api "  # before a type that is a part of the endpoint which a request is of, as the reader of TypeScript names it
)
_NONE = "-"
_RESPONSE = "response"
_DATA = "response.data"  # the `data` of an answer of axios, unless something has taken it out


def paths_of(contract: Contract) -> dict[tuple[bool, str, str], bool]:
    """Method and path of an endpoint, with and without the usual prefix."""
    found = address_of(contract)
    if found is None or not found[1].startswith("/"):
        return {}
    whole = normal_path(found[1])
    return {(False, found[0], whole): True, (True, found[0], unprefixed(whole)): True}


def address_of(contract: Contract) -> tuple[str, str] | None:
    """Method and path of an endpoint, empty as far as its tag does not say them."""
    if not contract.is_endpoint:
        return None
    found = contract.endpoint
    return found[:2] if found is not None else ("", "")


def intercepts(source: Source) -> bool:
    """True for a file that changes the answers of clients in a way which is not followed."""
    return source.shapes.intercepts


def asked_part(name: str, before: str) -> tuple[str, str, str]:
    """The method, the path and the part of an endpoint that a type of this name is; `before` is what its constant stands for."""
    method, part, _, path = name.removeprefix(ANSWERED).split(" ", 3)
    return method, before + path.removeprefix(_NONE), part


def constant_of(name: str) -> str:
    """The constant of another file with which the path of such a type begins; empty where it has none."""
    behind = name.split(" ", 4)[3]
    return "" if behind == _NONE else behind


def parts_of(name: str, before: str, snapshot: Snapshot) -> list[Type]:
    """What a type of this name may be: a part of the one endpoint that has its method and path.

    Where the answer is not known to be that of a call which was not refused, it may be the errors as well; that of a list may not, for then
    there is something around it.
    """
    method, path, part = asked_part(name, before)
    if part == _DATA and snapshot.of_sources(intercepts):
        return []
    found: dict[str, Contract] = {}
    for key in ((False, method, normal_path(path)), (True, method, unprefixed(normal_path(path)))):
        if not found and path:
            named = (snapshot.contracts.get(n) for n, _ in snapshot.contracts_with(paths_of, key))
            found = {c.name: c for c in named if c is not None and c.is_endpoint}
    contract = next(iter(found.values())) if len(found) == 1 else None
    declaration = contract.declaration if contract is not None else None
    fields = {f.name: f for f in declaration.fields} if isinstance(declaration, Record) else {}
    field, errors = fields.get(part.partition(".")[0]), fields.get("errors") if part == _RESPONSE else None
    if contract is None or field is None:
        return []
    home = snapshot.sources[contract.path]
    refused = list(refusals(errors)) if errors is not None and not field.list_depth else []
    return [Type(field.kind, field.list_depth, home, contract), *(Type(k, 0, home, contract) for k in refused)]


def refusals(errors: Field) -> Iterator[Kind]:
    """The shapes that an endpoint answers with where it refuses, by whatever status."""
    for kind in errors.kind.options or (errors.kind,):
        by_status = kind.members and all(m.name.isdecimal() for m in kind.members)
        yield from (m.kind for m in kind.members) if by_status else (kind,) if kind.target or kind.members else ()
