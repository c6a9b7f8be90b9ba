"""An `@api` does not say with which method, or at which path, or an endpoint is said without one."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import nearest

from . import rule
from .contracts.parts import contract_of
from .faults import Fault

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_KEY = re.compile(rf"(?:{'|'.join(METHODS)}) /\S*", re.IGNORECASE)


@rule("clarity", "error")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    tag = contract.declaration.tag("api")
    if tag is None:
        yield from _listed(contract, snapshot)
        return
    method, path = tag.value.upper(), tag.prose.split()[0] if tag.prose.split() else ""
    example = "such as `@api POST /auth/login`"
    if not tag.value:
        yield Fault(contract.path, tag.range, f"`@api` says neither method nor path; say both, {example}.")
    elif tag.value.startswith("/"):
        yield Fault(
            contract.path,
            tag.value_range,
            f"`@api {tag.value}` does not say with which method; say it first, {example}.",
        )
    elif method not in METHODS:  # one that resembles none may be of another protocol
        near = nearest(method, list(METHODS), limit=2)
        if near is not None:
            fix = Fix(f"Change to `{near}`", (Edit(contract.path, tag.value_range, near),))
            yield Fault(
                contract.path,
                tag.value_range,
                f"There is no method `{tag.value}`; did you mean `{near}`?",
                fixes=(fix,),
            )
    elif not path.startswith("/"):
        yield Fault(
            contract.path,
            tag.range,
            f"`@api {tag.value}` does not say at which path; say it behind the method, {example}.",
        )


def _listed(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    """Endpoints that a type has as its fields, `"GET /users": { … }` or `"/users": { get: { … } }`: they bind nothing."""
    declaration = contract.declaration
    fields = declaration.fields if isinstance(declaration, Record) else ()
    found = [(f, name) for f in fields if (name := _said(f)) and not _is_told(f, contract, snapshot)]
    for field, name in found[:1]:
        others = f", and {len(found) - 1} more like it" if len(found) > 1 else ""
        message = (
            f"No route is held to `{name}` here{others}; an endpoint is an interface of its own with `@api {name}`."
        )
        yield Fault(contract.path, field.name_range, message, severity="warning")


def _said(field: Field) -> str:
    """The method and the path that a field is called by; empty for any other field."""
    if "/" not in field.name:
        return ""
    if _KEY.fullmatch(field.name):
        method, _, path = field.name.partition(" ")
        return f"{method.upper()} {path}"
    methods = [m.name.upper() for m in field.kind.members] if field.name.startswith("/") else []
    return f"{methods[0]} {field.name}" if methods and set(methods) <= {*METHODS, "PARAMETERS"} else ""


def _is_told(field: Field, contract: Contract, snapshot: Snapshot) -> bool:
    """True where a field is a contract that says itself which endpoint it is."""
    own = contract_of(field, contract, snapshot) if field.kind.name == "ref" else None
    return own is not None and own.declaration.tag("api") is not None
