"""A creation asks for the id of what it makes, and nothing says who gives it."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .partial_creation import makes_something

_GIVEN = ("createdAt", "updatedAt", "created_at", "updated_at", "createdOn", "updatedOn")
_SAID = re.compile(
    r"\b(clients?|callers?|senders?|server|assign\w*|generat\w*|chos\w+|chooses?|given by|gives?|made by|ignored|own id|natural key)\b",
    re.IGNORECASE,
)


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    endpoint = contract.endpoint
    if endpoint is None or not makes_something(contract) or not isinstance(declaration, Record):
        return
    fields = {f.name: f for f in declaration.fields}
    request, response = fields.get("request"), fields.get("response")
    if request is None or response is None or request.type_range is None or not _is_same(request, response):
        return
    held = snapshot.contracts.record(request.kind.target)
    promises = snapshot.contracts.promised(held[0])[0] if held is not None else ()
    own = {p.field.name: p for p in promises}
    id = own.get("id")
    if held is None or id is None or id.field.presence != "required" or id.field.nullable == "yes":
        return
    if any(_SAID.search(doc) for doc in (declaration.doc, request.doc, id.field.doc, held[1].doc)):
        return
    name = request.kind.target
    left = ["id", *(n for n in _GIVEN if n in own and own[n].field.presence == "required")]
    quoted = [f'"{n}"' for n in left]
    instead = f"Omit<{name}, {' | '.join(quoted)}>"
    yield Fault(
        contract.path,
        request.type_range,
        f"`{endpoint[0]} {endpoint[1]}` asks for `{name}.id` of what it makes; say `{instead}`, or in a comment who chooses it.",
        (Place(id.path, id.field.name_range, f"`{name}.id`"),),
        fixes=(Fix(f"Ask for `{instead}`", (Edit(contract.path, request.type_range, instead),)),),
    )


def _is_same(request: Field, response: Field) -> bool:
    """True where an endpoint is given what it answers with, or answers with the id of."""
    one, other = request.kind, response.kind
    answered = [m.name for m in other.members] if other.name == "record" else []
    if one.name == "ref" and answered == ["id"]:
        return not one.options and not request.list_depth and not response.list_depth
    return (
        one.name == "ref"
        and one.target == other.target != ""
        and not one.options
        and not request.list_depth
        and not response.list_depth
    )
