"""The members of an enum have no values, so that their order decides what crosses the wire."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Enum, Member
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import rule
from .faults import Fault

_GIVEN = re.compile(r"\s*=")


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    if not isinstance(declaration, Enum) or declaration.construct != "enum":
        return
    source = snapshot.text_of(contract).source
    bare = [m for m in declaration.members if m.value.isdigit() and not _GIVEN.match(source, m.range.end)]
    if bare:
        message = (
            f"`{declaration.name}.{bare[0].name}` is sent as `{bare[0].value}`, because of where it stands; "
            "give each member a value of its own."
        )
        yield Fault(contract.path, declaration.name_range, message, fixes=(_named(contract.path, bare),))


def _named(path: str, bare: list[Member]) -> Fix:
    edits = (Edit(path, Range(m.range.end, m.range.end), f' = "{m.name}"') for m in bare)
    return Fix("Send each by its name", tuple(edits))
