"""An endpoint has a member that is no part of one, so that nobody checks what it says."""

from collections.abc import Iterator, Mapping

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import nearest

from . import rule
from .faults import Fault

PARTS = ("params", "query", "headers", "request", "response", "errors")
_CALLED: Mapping[str, str] = {
    "body": "request", "input": "request", "payload": "request", "req": "request", "result": "response", "output": "response",
    "returns": "response", "res": "response", "path": "params", "pathParams": "params", "search": "query", "searchParams": "query",
    "queryParams": "query", "error": "errors", "failure": "errors",
}  # fmt: skip


@rule("clarity", "warning")
def check(contract: Contract, _: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    if not contract.is_endpoint or not isinstance(declaration, Record):
        return
    own = {f.name for f in declaration.fields}
    for field in declaration.fields:
        if field.name in PARTS or field.kind.name == "hole" or not _is_own(contract, field.range.start):
            continue
        near = _CALLED.get(field.name) or nearest(field.name, PARTS)
        hint = f"did you mean `{near}`?" if near else f"an endpoint has {', '.join(f'`{p}`' for p in PARTS)}."
        fixes: tuple[Fix, ...] = ()
        if near is not None and near not in own:
            fixes = (Fix(f"Change to `{near}`", (Edit(contract.path, field.name_range, near),)),)
        yield Fault(contract.path, field.name_range, f"`{field.name}` is no part of an endpoint; {hint}", fixes=fixes)


def _is_own(contract: Contract, offset: int) -> bool:
    """True where a member stands in the contract's own text, and not in that of a base."""
    return contract.declaration.range.start <= offset < contract.declaration.range.end
