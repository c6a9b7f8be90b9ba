"""A truth value and a state can contradict each other."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import key, words

from . import rule
from .extra_field import removal
from .faults import Fault
from .promises import own_fields

_ASKING = frozenset({"is", "was", "has", "been", "currently"})
_NAMES = frozenset({"status", "state", "phase", "stage"})


@rule("clarity", "warning")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    fields = own_fields(contract)
    for label, state in fields:
        if words(state.name)[-1] not in _NAMES or state.list_depth:
            continue
        kind = snapshot.contracts.resolved(state.kind)
        if kind.name != "enum":
            continue
        values = {key(v): v for v in kind.values}
        holder = label.rpartition(".")[0]
        for name, field in fields:
            if field.kind.name != "boolean" or name.rpartition(".")[0] != holder:
                continue
            asked = "".join(w for w in words(field.name) if w not in _ASKING)
            if asked in values and not field.doc.strip():
                yield Fault(
                    contract.path,
                    field.name_range,
                    f"`{name}` says what `{state.name}` says with `{values[asked]}`, and the two can differ; "
                    "leave it out, or say in its comment what it adds.",
                    (Place(contract.path, state.name_range, f"`{state.name}` has `{values[asked]}`"),),
                    (
                        Fix(
                            f"Leave `{field.name}` out",
                            (Edit(contract.path, removal(field, snapshot.text_of(contract)), ""),),
                        ),
                    ),
                )
