"""Methods and paths of endpoints, and what a request of one is answered, as a type."""

import re

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot, Source

from .paths import normal_path, unprefixed
from .things import Type

ANSWERED = (
    "api "  # before a type that is a part of the endpoint which a request is of, as the reader of TypeScript names it
)
_NONE = "-"
_REQUEST, _HAS_DATA = "(request)", "answer==data"  # what the reader of TypeScript says of what a method of axios sends
_DATA = "response.data"  # the `data` of an answer of axios, unless something has taken it out
# What answers go through before they are handed on, unless that gives them as they are.
_INTERCEPTS = re.compile(
    r"\b(?:applyCaseMiddleware|camelizeKeys|camelcaseKeys)\b|\btransformResponse\s*:\s*(?:\[|axios)|"
    r"\.interceptors\s*\.\s*response\s*\.\s*use\(\s*(?!(?:async\s*)?\(?\s*(\w+)[^()]*\)?\s*=>\s*\1\s*[,)])"
)


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
    """True for a file that changes the answers of axios."""
    return source.shapes.language == "typescript" and _INTERCEPTS.search(source.text.source) is not None


def asked_part(name: str, before: str) -> tuple[str, str, str]:
    """The method, the path and the part of an endpoint that a type of this name is; `before` is what its constant stands for."""
    method, part, _, path = name.removeprefix(ANSWERED).split(" ", 3)
    return method, before + path.removeprefix(_NONE), part


def constant_of(name: str) -> str:
    """The constant of another file with which the path of such a type begins; empty where it has none."""
    behind = name.split(" ", 4)[3]
    return "" if behind == _NONE else behind


def client_of(name: str) -> str:
    """The client that is asked in such a type, which must be one of axios; empty where that is certain."""
    return name.split(" ", 3)[2].partition("@")[2]


def is_axios(thing: Type, method: str) -> bool:
    """True for a client whose method gives an answer of axios as it is."""
    if thing.kind.target == "AxiosInstance":
        return True
    asks = next((m for m in thing.kind.members if m.name == method), None)
    request = next((m for m in asks.kind.members if m.name == _REQUEST), None) if asks is not None else None
    return request is not None and not request.kind.target and _HAS_DATA in request.kind.values


def part_of(name: str, before: str, snapshot: Snapshot) -> Type | None:
    """What a type of this name is: a part of the one endpoint that has its method and path."""
    method, path, part = asked_part(name, before)
    if part.startswith(_DATA) and snapshot.of_sources(intercepts):
        return None
    part = part.partition(".")[0]
    found: dict[str, Contract] = {}
    for key in ((False, method, normal_path(path)), (True, method, unprefixed(normal_path(path)))):
        if not found and path:
            named = (snapshot.contracts.get(n) for n, _ in snapshot.contracts_with(paths_of, key))
            found = {c.name: c for c in named if c is not None and c.is_endpoint}
    contract = next(iter(found.values())) if len(found) == 1 else None
    declaration = contract.declaration if contract is not None else None
    fields = declaration.fields if isinstance(declaration, Record) else ()
    field = next((f for f in fields if f.name == part), None)
    if contract is None or field is None:
        return None
    return Type(field.kind, field.list_depth, snapshot.sources[contract.path], contract)
