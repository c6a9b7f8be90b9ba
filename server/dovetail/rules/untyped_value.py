"""A field may hold anything, so nobody can know what to send or to expect."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Alias, Kind
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .promises import own_fields, parts


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, _: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    if isinstance(declaration, Alias) and (held := _anything(declaration.kind)):
        yield Fault(contract.path, declaration.name_range, f"`{declaration.name}` holds {held}; say what it holds.")
    for name, field in own_fields(contract):
        if held := _anything(field.kind):
            place = field.type_range or field.name_range
            yield Fault(contract.path, place, f"`{name}` holds {held}; say what it holds.")


def _anything(kind: Kind) -> str:
    """How a type says that it may be anything; empty where it does not."""
    for part in parts(kind):
        if part.name == "any" or (part.name == "json" and part.text == "object"):
            written = part.text if part.text in ("any", "unknown", "object") else ""
            return f"anything (`{written}`)" if written else "anything"
    return ""
