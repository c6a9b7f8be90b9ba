"""An endpoint is asked for a page by its number, and nothing says which number is the first."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Fix
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from . import rule
from .contracts.promises import own_fields
from .edits.tag_edits import added_tag
from .faults import Fault

_NAMES = frozenset({("page",), ("page", "number"), ("page", "no")})
_SAID = re.compile(r"\b(first|starts?|starting|counts?|zero|one|\d+)\b|-based\b", re.IGNORECASE)
# What an endpoint says of its pages.
_OF_PAGES = re.compile(
    r"\bpages? (numbers? )?(starts?|begins?|counts?|is|are)[^.]*?\b(0|1|zero|one)\b|\b(0|1|zero|one)-based\b",
    re.IGNORECASE,
)
_DECIDING = frozenset({"default", "minimum", "example"})


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    if _OF_PAGES.search(contract.declaration.doc):
        return
    for name, field in own_fields(contract):
        if words(field.name) not in _NAMES or field.kind.name not in ("number", "int", "string") or _says_first(field):
            continue
        asked = name.startswith(f"{contract.name}.query.") or (
            not contract.is_endpoint and contract.name in snapshot.contracts.asked
        )
        if asked:
            text = snapshot.text_of(contract)
            fixes = (
                Fix(
                    f"Count from {first}",
                    (added_tag(contract.path, text, field.range, field.name_range, f"The first page is {first}."),),
                )
                for first in (1, 0)
            )
            message = (
                f"`{name}` does not say whether the first page is 0 or 1; say it in its comment, or by its `@default`."
            )
            yield Fault(contract.path, field.name_range, message, fixes=tuple(fixes))


def _says_first(field: Field) -> bool:
    return any(t.name in _DECIDING for t in field.tags) or _SAID.search(field.doc) is not None
