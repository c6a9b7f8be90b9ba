"""A time of day that all share is written down, and nothing says in which time zone."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Fix
from dovetail.core.shapes import Constant
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from . import rule
from .edits.tag_edits import added_tag
from .faults import Fault

_TIME = re.compile(r"[\"'`]([01]?\d|2[0-4]):[0-5]\d(:[0-5]\d)?[\"'`]\Z")
_SAID = re.compile(
    r"\b(UTC|GMT|CES?T|[ECMP][SD]T|local|wall|clock|zones?|timezones?|Z|[A-Z][a-z]+/[A-Z]\w+)\b|[+-]\d\d:?\d\d",
    re.IGNORECASE,
)
_LASTS = frozenset("duration length offset interval timeout after every per video clip".split())


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    constant = contract.declaration
    if not isinstance(constant, Constant):
        return
    said = [constant.doc, *(e.name for e in constant.entries), *(e.value for e in constant.entries)]
    if any(_SAID.search(s) for s in said) or any(
        {"zone", "timezone", "tz"}.intersection(words(e.name or "x")) for e in constant.entries
    ):
        return
    text = snapshot.text_of(contract)
    for entry in constant.entries:
        name = entry.name or constant.name
        if not _TIME.match(entry.value) or _SAID.search(entry.doc) or _LASTS.intersection(words(name)):
            continue
        whole = (entry.range, entry.name_range) if entry.name else (constant.range, constant.name_range)
        yield Fault(
            contract.path,
            entry.name_range,
            f"`{name}` is a time of day in no time zone; say in its comment in which, or whose it is.",
            fixes=tuple(
                Fix(title, (added_tag(contract.path, text, *whole, tag),))
                for title, tag in (
                    ("It is in UTC", "In UTC."),
                    ("It is where somebody is", "In local time, where it happens."),
                )
            ),
        )
