"""What functions give that do not say so, `return { items, total }`, where something of it keeps a contract."""

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import replace
from dovetail.core.findings import Place
from dovetail.core.paths import is_test
from dovetail.core.snapshot import Snapshot

from ..contracts.asked import Bound, Unbound
from .own_types import RESULT
from .reached import Reach
from .things import Type, parts_of

_TYPED = (".ts", ".tsx", ".mts", ".cts")


def holds_contract(of: Unbound, snapshot: Snapshot) -> tuple[str, Place] | None:
    """What is in the object that a function gives, in words, and where that stands; None where nothing of it keeps a contract."""
    record, source = of.record, of.source
    if record.construct != RESULT or not source.path.endswith(_TYPED) or is_test(source.path):
        return None
    reach = Reach(snapshot)
    for field in record.fields:
        found = reach.looked_up(Type(field.kind, 0, source))  # also items of a list
        things = [t for f in found for t in reach.expanded(replace(f, depth=0) if isinstance(f, Type) else f, 0) or ()]
        for part in (p for thing in things for p in parts_of(thing)):
            name = part.of.name if isinstance(part.of, Contract) else ""
            name = part.of.pairing.contract.name if isinstance(part.of, Bound) else name
            if name:
                return f"which has `{field.name}` of contract {name}", Place(source.path, field.name_range, field.name)
    return None
