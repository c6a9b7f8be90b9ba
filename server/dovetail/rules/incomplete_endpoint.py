"""An `@api` does not say with which method, or at which path."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import nearest

from . import rule
from .faults import Fault

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


@rule("clarity", "error")
def check(contract: Contract, _: Snapshot) -> Iterator[Fault]:
    tag = contract.declaration.tag("api")
    if tag is None:
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
