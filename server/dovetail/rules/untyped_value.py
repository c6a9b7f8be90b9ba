"""A field may hold anything, so nobody can know what to send or to expect."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Alias, Kind, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import rule
from .contracts.promises import own_fields, parts
from .faults import Fault

# An index signature of no particular type, with the line above it, or all of its own before it.
_INDEX = re.compile(
    r"(?P<before>[^\n;]*(?:(?<=[;\n])|\n)?[ \t]*)\[\s*\w+\s*:\s*string\s*\]\s*:\s*(?P<held>any|unknown|object)\b(?P<behind>[^\n]*)"
)


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    if isinstance(declaration, Record) and "**" in declaration.members:
        yield from _under_any_name(contract, snapshot.text_of(contract)[declaration.range])
    if isinstance(declaration, Alias) and (held := _anything(declaration.kind)):
        yield Fault(contract.path, declaration.name_range, f"`{declaration.name}` holds {held}; say what it holds.")
    for name, field in own_fields(contract):
        if held := _anything(field.kind):
            place = field.type_range or field.name_range
            yield Fault(contract.path, place, f"`{name}` holds {held}; say what it holds.")


def _under_any_name(contract: Contract, text: str) -> Iterator[Fault]:
    """Of `[key: string]: unknown` without a comment, which lets in every name."""
    for found in _INDEX.finditer(text):
        if "//" in found["before"] or "*/" in found["before"] or "//" in found["behind"]:
            continue
        start = contract.declaration.range.start
        place = Range(start + found.start("held"), start + found.end("held"))
        held = found["held"]
        message = f"`{contract.name}` holds anything (`{held}`) under names that it does not list; say what it holds, or leave it out."
        yield Fault(contract.path, place, message)


def _anything(kind: Kind) -> str:
    """How a type says that it may be anything; empty where it does not."""
    if kind.name == "record" and not kind.members and kind.text == "{}":
        return "anything (`{}`)"
    for part in parts(kind) if kind.options else (kind,):
        if part.name == "any" or (part.name == "json" and part.text == "object"):
            written = part.text if part.text in ("any", "unknown", "object") else ""
            return f"anything (`{written}`)" if written else "anything"
    return ""
