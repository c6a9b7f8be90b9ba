"""The members of an enum are sent as numbers, and nothing says which number is which."""

import re
from collections.abc import Iterator, Sequence

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Enum, Field, Member
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import words

from . import rule
from .faults import Fault
from .promises import own_fields

_MEANT = frozenset(
    "status state kind type role severity priority urgency mode visibility gender weekday day dow month".split()
)
_GIVEN = re.compile(r"\s*=")


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    for name, field in own_fields(contract):
        if field.kind.name == "enum" and _is_bare(field, field.kind.values):
            yield Fault(contract.path, field.name_range, _unsaid(name))
    if not isinstance(declaration, Enum):
        return
    if declaration.construct != "enum":
        if _is_bare(declaration, [m.value for m in declaration.members]):
            yield Fault(contract.path, declaration.name_range, _unsaid(declaration.name))
        return
    source = snapshot.text_of(contract).source
    bare = [m for m in declaration.members if m.value.isdigit() and not _GIVEN.match(source, m.range.end)]
    if bare:
        message = (
            f"`{declaration.name}.{bare[0].name}` is sent as `{bare[0].value}`, because of where it stands; "
            "give each member a value of its own."
        )
        yield Fault(contract.path, declaration.name_range, message, fixes=(_named(contract.path, bare),))


def _is_bare(named: Enum | Field, values: Sequence[str]) -> bool:
    """True for `0 | 1 | 2` under a name of which every value has a meaning, without a word of what it is; `404` has a known one."""
    numbers = len(values) > 1 and all(v.isdigit() and len(v) < 3 for v in values)
    return numbers and words(named.name)[-1] in _MEANT and not named.doc.strip()


def _unsaid(name: str) -> str:
    return f"`{name}` is one of several numbers, and nothing says what each means; say it in its comment, or give words instead."


def _named(path: str, bare: list[Member]) -> Fix:
    edits = (Edit(path, Range(m.range.end, m.range.end), f' = "{m.name}"') for m in bare)
    return Fix("Send each by its name", tuple(edits))
