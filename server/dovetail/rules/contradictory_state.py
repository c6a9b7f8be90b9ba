"""A truth value and a state can contradict each other."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import key, words

from . import rule
from .faults import Fault

_ASKING = frozenset({"is", "was", "has", "been", "currently"})
_NAMES = frozenset({"status", "state", "phase", "stage"})


@rule("clarity", "warning")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    if not isinstance(declaration, Record):
        return
    for state in declaration.fields:
        if words(state.name)[-1] not in _NAMES or state.list_depth:
            continue
        kind = snapshot.contracts.resolved(state.kind)
        if kind.name != "enum":
            continue
        values = {key(v): v for v in kind.values}
        for field in declaration.fields:
            if field.kind.name != "boolean":
                continue
            asked = "".join(w for w in words(field.name) if w not in _ASKING)
            if asked not in values or field.doc.strip():
                continue
            if declaration.range.start <= field.range.start < declaration.range.end:
                yield Fault(
                    contract.path,
                    field.name_range,
                    f"`{contract.name}.{field.name}` says what `{state.name}` says with `{values[asked]}`, and the two can differ; "
                    "leave it out, or say in its comment what it adds.",
                    (Place(contract.path, state.name_range, f"`{state.name}` has `{values[asked]}`"),),
                )
