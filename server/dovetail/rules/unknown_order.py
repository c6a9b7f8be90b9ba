"""A list is ordered by a field that its items do not have."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field, Kind
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import nearest

from . import rule
from .contracts.chains import fields_of
from .contracts.promises import ordered_lists
from .faults import Fault

_WAY = re.compile(r"(asc|desc)(ending)?\b", re.IGNORECASE)
# What whoever answers reckons for each question, and no item has.
_RECKONED = frozenset("relevance distance proximity similarity score rank popularity".split())
_NAME = re.compile(r"[A-Za-z_$][\w$]*\Z")


@rule("clarity", "error")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    for name, field, tag in ordered_lists(contract):
        known = [f.name for f in _items(field.kind, snapshot) or ()]
        if not known or not _NAME.match(tag.value) or tag.value in known:
            continue
        near = nearest(tag.value, known)
        if near is None and (
            tag.value in _RECKONED or not _WAY.match(tag.prose)
        ):  # or words for people, as in `newest first`
            continue
        hint = f"did you mean `{near}`?" if near else f"they have {', '.join(f'`{k}`' for k in known[:8])}."
        yield Fault(
            contract.path,
            tag.value_range,
            f"The items of `{name}` have no `{tag.value}` to be ordered by; {hint}",
            fixes=(Fix(f"Change to `{near}`", (Edit(contract.path, tag.value_range, near),)),) if near else (),
        )


def _items(kind: Kind, snapshot: Snapshot) -> tuple[Field, ...] | None:
    """The fields of a list's items; None where they are not wholly known."""
    if kind.name == "record":
        return kind.members
    found = snapshot.contracts.get(kind.target) if kind.name == "ref" else None
    return fields_of(found, snapshot) if found is not None else None
