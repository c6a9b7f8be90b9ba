"""A client sends a query parameter that the endpoint does not have."""

from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import key, nearest

from . import rule
from .faults import Fault
from .query_strings import calls


@rule("conformance", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    for call in calls(snapshot):
        known = [f.name for f in call.promised]
        for name, range in call.given:
            if name in known:
                continue
            near = next((k for k in known if key(k) == key(name)), None) or nearest(name, known)
            hint = f"did you mean `{near}`?" if near else f"it has {', '.join(f'`{k}`' for k in known)}."
            yield Fault(
                call.placed.source,
                range,
                f"`{name}` is no query parameter of contract {call.endpoint.contract.name}; {hint}",
                (call.endpoint.place,),
                (Fix(f"Change to `{near}`", (Edit(call.placed.source, range, near),)),) if near else (),
                severity=None if call.placed.is_tagged else "warning",
            )
