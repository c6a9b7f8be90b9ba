"""An endpoint that is asked with GET or HEAD has a body."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault


@rule("clarity", "warning")
def check(contract: Contract, _: Snapshot) -> Iterator[Fault]:
    endpoint, declaration = contract.endpoint, contract.declaration
    if endpoint is None or endpoint[0] not in ("GET", "HEAD") or not isinstance(declaration, Record):
        return
    parts = {f.name: f for f in declaration.fields}
    request = parts.get("request")
    if request is None or request.kind.name in ("null", "hole") or request.kind.text in ("never", "undefined", "void"):
        return
    edit = Edit(contract.path, request.name_range, "query")
    yield Fault(
        contract.path,
        request.name_range,
        f"`{endpoint[0]} {endpoint[1]}` has a body, which `fetch` refuses to send; put it into `query`, or use POST.",
        fixes=(Fix("Make it the `query`", (edit,)),) if "query" not in parts else (),
    )
