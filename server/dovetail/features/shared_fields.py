"""Fields of several contracts that one field in code keeps, as a base class does: they have one name, and get a new one together."""

from collections.abc import Mapping

from dovetail.core.snapshot import Snapshot
from dovetail.core.words import key

from .following import Place, bound_paths, kept, kept_in
from .occurrences import OfField, declared_in
from .places import promise_at


def shared(snapshot: Snapshot, subject: OfField) -> tuple[OfField, ...]:
    """The fields of contracts that share a name in code with one, which comes first."""
    found = {(declared_in(subject.contract, subject.field, snapshot), subject.field.name_range.start): subject}
    todo = list(found)
    while todo:
        for one in kept(snapshot, todo.pop()):
            if one.pairing.is_store or one.pairing.text or key(one.match.field.name) != subject.field.key:
                continue
            for promise in _promises(snapshot).get(one.place, ()):
                other = promise_at(snapshot, promise) if promise not in found else None
                if other is not None and other[1].name == subject.field.name:
                    found[promise] = OfField(*other)
                    todo.append(promise)
    return tuple(found.values())


def _promises(snapshot: Snapshot) -> Mapping[Place, dict[Place, None]]:
    """What each field in code keeps: the places of fields of contracts."""
    held: Mapping[Place, dict[Place, None]] | None = snapshot.memo.get("promises by place")
    if held is None:
        found: dict[Place, dict[Place, None]] = {}
        for path in bound_paths(snapshot):
            for one in kept_in(snapshot, path):
                if not one.pairing.is_store and not one.pairing.text:
                    found.setdefault(one.place, {})[one.promised] = None
        held = snapshot.memo["promises by place"] = found
    return held
