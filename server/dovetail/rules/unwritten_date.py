"""A `Date` crosses the wire, which JSON has not, and nothing says how it is written."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot

from . import rule
from .contracts.promises import own_fields
from .contracts.said_above import tells_format
from .edits.tag_edits import added_tag
from .faults import Fault
from .moments_of_two_kinds import check as of_two_kinds

_SAID = re.compile(
    r"\b(ISO|RFC|JSON|strings?|texts?|wire|superjson|devalue|reviv\w+|serial\w+|transform\w*|UTC)\b", re.IGNORECASE
)


@rule("clarity", "info", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    fields = [(n, f) for n, f in own_fields(contract) if _is_unwritten(f)]
    if (
        not fields
        or not _crosses(contract, snapshot)
        or _SAID.search(f"{contract.declaration.doc}\n{snapshot.preface(contract.path)}")
    ):
        return
    told = {fault.range for fault in of_two_kinds(contract, snapshot)}
    for name, field in fields:
        place = field.type_range or field.name_range
        if place in told or tells_format(contract, snapshot, field.name, "date-time"):
            continue
        said = added_tag(contract.path, snapshot.text_of(contract), field.range, field.name_range, "@format date-time")
        new = "string | null" if field.nullable == "yes" else "string"
        fixable = field.type_range is not None and not field.list_depth
        yield Fault(
            contract.path,
            place,
            f"`{name}` is a `Date`, which JSON has not: who reads it gets a text; make it a string of `@format date-time`, or say "
            "in its comment who makes it a `Date` again.",
            fixes=(Fix("Make it a string", (said, Edit(contract.path, place, new))),) if fixable else (),
        )


def _is_unwritten(field: Field) -> bool:
    is_date = field.kind.name == "instant" and re.search(r"\bDate\b", field.kind.text) is not None
    return is_date and field.tag("format") is None and _SAID.search(field.doc) is None


def _crosses(contract: Contract, snapshot: Snapshot) -> bool:
    """True for an endpoint, and for what one carries."""
    return (
        contract.is_endpoint
        or contract.name in snapshot.contracts.answered
        or contract.name in snapshot.contracts.asked
    )
