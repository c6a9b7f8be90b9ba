"""A string holds several values, and nothing says what parts them."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import words

from . import rule
from .contracts.promises import own_fields
from .edits.tag_edits import added_tag
from .faults import Fault

# Last words of names that no single text has: no `notes`, `details` or `address`.
_SEVERAL = frozenset(
    "ids keywords tags labels users recipients emails roles scopes permissions categories genres skills participants attendees fields "
    "columns features amenities ingredients allergens allergies symptoms medications hobbies languages currencies hashtags "
    "dimensions weekdays colors colours guests authors actors flags".split()
)
_COUNTED = frozenset({("days",), ("seats",)})  # several where nothing more is said: `delete_member_days` is how many
_SAID = re.compile(
    r"\b(commas?|separated|delimited|semicolons?|spaces?|blanks?|pipes?|joined|lines?|newlines?|JSON|CSV|encoded|[a-z]+,[a-z]+)\b|[;|]",
    re.IGNORECASE,
)
_DECIDING = frozenset({"format", "pattern", "example"})


# Two numbers in one text: `120/80`.
_PAIRS = frozenset(
    {("blood", "pressure"), ("lat", "lng"), ("lat", "lon"), ("lat", "long"), ("latlng",), ("latlon",), ("coordinates",)}
)


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    for name, field in own_fields(contract):
        if field.kind.name != "string" or field.list_depth or not _is_of_several(field):
            continue
        if any(t.name in _DECIDING for t in field.tags) or _SAID.search(field.doc):
            continue
        text = snapshot.text_of(contract)
        fixes = [
            Fix(
                "Say that commas part them",
                (added_tag(contract.path, text, field.range, field.name_range, "Separated by commas."),),
            )
        ]
        written = text[field.type_range] if field.type_range is not None else ""
        if field.type_range is not None and written.startswith("string"):
            start = field.type_range.start
            fixes.append(Fix("Make it a list", (Edit(contract.path, Range(start, start + len("string")), "string[]"),)))
        message = f"`{name}` holds several in one string, and nothing says what parts them; say it in the comment, or make it a list."
        yield Fault(contract.path, field.name_range, message, fixes=tuple(fixes))


def _is_of_several(field: Field) -> bool:
    """True for a name that no single text has."""
    own = words(field.name)
    return own[-1] in _SEVERAL or own in _COUNTED or own[-2:] in _PAIRS or own[-1:] in _PAIRS
