"""Code asks whether a value is undefined that is null where there is none, or the other way round."""

import re
from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix
from dovetail.core.paths import is_test
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .checks.read_fields import ReadField, read_fields
from .faults import Fault

_ASKED = re.compile(r"\s*(?:===|!==)\s*(undefined|null)(?![\w$])")
# What code calls something that somebody else sent, of which nothing is certain.
_RAW = re.compile(
    r"(?:^|\.)(?:body|input|payload|dto|patch|changes|updates|raw|json|req|request|params|query|data|values|props)\b",
    re.IGNORECASE,
)


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    if is_test(source.path):
        return  # a test knows what it was given
    for read in read_fields(source, snapshot):
        asked = _ASKED.match(source.text.source, read.range.end) if read.holder and "?" not in read.holder else None
        if asked is None or _RAW.search(read.holder) is not None or _is_asked_both(read) or _is_asked_for_object(read):
            continue
        other = "null" if asked[1] == "undefined" else "undefined"
        if all(_lacks(field) == other for _, field in read.fields):
            at = Range(asked.start(1), asked.end(1))
            fix = Fix(f"Compare with {other}", (Edit(source.path, at, other),))
            said = "is null where there is none" if other == "null" else "is left out where there is none"
            message = f"`{read.name}` {said} and never {asked[1]}, so this comparison always comes out the same."
            yield Fault(source.path, at, message, (read.place,), (fix,))


def _lacks(field: Field) -> str:
    """What stands where a field has no value; nothing where that may be either, or there always is one."""
    match field.presence, field.nullable:
        case "required", "yes":
            return "null"
        case "optional", "no":
            return "undefined"
        case _:
            return ""


def _is_asked_for_object(read: ReadField) -> bool:
    """True where code asks by `typeof` whether the same value is an object, as null is one: whoever asks that asks for null, too."""
    asked = rf"typeof\s+{re.escape(read.holder + read.name)}\s*[=!]==?\s*[\"'`]object"
    return re.search(asked, read.source.text.source) is not None


def _is_asked_both(read: ReadField) -> bool:
    """True where the same value is compared with the other one, too."""
    text, asked = read.source.text.source, rf"{re.escape(read.holder + read.name)}\s*[=!]==?\s*"
    return {*re.findall(asked + r"(undefined|null)(?![\w$])", text)} == {"undefined", "null"}
