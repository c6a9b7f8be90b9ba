"""What a client is told where it is refused, whichever endpoint it has asked: `error.response.data` of axios."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot, Source

from .addresses import address_of, intercepts, refusals
from .things import Type

REFUSED = "api * errors - -"  # how the reader of TypeScript names it
REFUSED_IN_TEST = f"{REFUSED} mocked"  # which a test lets a client be told
_PAGES = (".tsx", ".jsx", ".vue", ".svelte")
_NEVER = "never"


def any_refusal(source: Source, snapshot: Snapshot, in_test: bool = False) -> list[Type]:
    """The shapes of the errors of all endpoints; none where an endpoint does not say what its are, or where others may be asked.

    What serves endpoints itself asks those of others, but what is given to a test is known by most of its names.
    """
    if (
        not in_test
        and not source.path.endswith(_PAGES)
        and _top(source.path) in snapshot.once("folders of servers", lambda: _served(snapshot))
    ):
        return []
    return snapshot.once("refusals of all endpoints", lambda: _all(snapshot))


def _all(snapshot: Snapshot) -> list[Type]:
    found: dict[Type, None] = {}
    endpoints = snapshot.of_contracts(address_of)
    for contract in (snapshot.contracts.get(name) for name in endpoints):
        of = list(_errors(contract, snapshot)) if contract is not None else []
        if not of:
            return []
        found.update((t, None) for t in of if t.kind.text != _NEVER)
    return [*found] if not snapshot.of_sources(intercepts) else []


def _errors(contract: Contract, snapshot: Snapshot) -> Iterator[Type]:
    declaration = contract.declaration
    fields = declaration.fields if isinstance(declaration, Record) else ()
    errors = next((f for f in fields if f.name == "errors"), None)
    home = snapshot.sources[contract.path]
    if errors is not None and errors.kind.text == _NEVER:
        yield Type(errors.kind, 0, home)
    elif errors is not None and not errors.list_depth:
        yield from (Type(kind, 0, home, contract) for kind in refusals(errors))


def _served(snapshot: Snapshot) -> frozenset[str]:
    """The folders at the top in which something is served."""
    return frozenset(map(_top, snapshot.of_sources(_serves)))


def _serves(source: Source) -> bool:
    return source.shapes.language == "typescript" and any(r.side == "server" for r in source.shapes.routes)


def _top(path: str) -> str:
    return path.partition("/")[0]
