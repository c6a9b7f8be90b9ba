"""A field is both optional and nullable, so "not there" has two spellings."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text

from . import rule
from .contracts.promises import own_fields
from .faults import Fault

_ABSENT = re.compile(
    r"\b(absent|absence|omit(s|ted)?|missing|left out|leave out|not given|not there|not sent|stays?|unchanged|undefined)\b"
)
_NULL = re.compile(r"\bnull\b")


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    text = snapshot.text_of(contract)
    for name, field in own_fields(contract):
        if field.presence != "optional" or field.nullable != "yes" or _is_explained(field.doc):
            continue
        whole = contract.declaration.doc
        if _ABSENT.search(whole.lower()) is not None and _is_explained(f"{whole} {field.doc}"):
            continue  # as of a PATCH: what is absent stays, and null clears
        yield Fault(
            contract.path,
            field.name_range,
            f"`{name}` is optional and nullable; keep one of the two, or say in its comment what null means and what absence means.",
            fixes=tuple(_fixes(contract.path, text, field)),
        )


def _is_explained(doc: str) -> bool:
    """True where the comment speaks of both."""
    return _ABSENT.search(doc.lower()) is not None and _NULL.search(doc.lower()) is not None


def _fixes(path: str, text: Text, field: Field) -> Iterator[Fix]:
    if field.type_range is None:
        return
    between = text.source[field.name_range.end : field.type_range.start]
    mark = between.find("?")
    if mark >= 0:
        at = field.name_range.end + mark
        yield Fix(f"Make `{field.name}` required", (Edit(path, Range(at, at + 1), ""),))
    null = re.search(r"\s*\|\s*null\b|\bnull\s*\|\s*", text[field.type_range])
    if null is not None:
        start = field.type_range.start
        yield Fix(
            f"Do not allow null in `{field.name}`", (Edit(path, Range(start + null.start(), start + null.end()), ""),)
        )
