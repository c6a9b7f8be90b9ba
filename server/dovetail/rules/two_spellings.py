"""One name is spelled in two ways in contracts."""

from collections import Counter
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .promises import own_fields


@rule("clarity", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    """The spelling that is used most is the right one; of two that are used as often, the first.

    A name that conventions do not accept is theirs to report, and one in capitals is a key of another sort.
    """
    found: dict[str, list[tuple[Contract, str, Field]]] = {}
    for contract in snapshot.contracts:
        for label, field in own_fields(contract):
            if (
                field.kind.name != "hole"
                and field.name[:1].islower()
                and _is_accepted(field.name, contract.path, snapshot)
            ):
                found.setdefault(field.key, []).append((contract, label, field))
    for same in found.values():
        used = Counter(field.name for _, _, field in same)
        if len(used) < 2:
            continue
        usual = used.most_common(1)[0][0]
        known = next(s for s in same if s[2].name == usual)
        for contract, label, field in same:
            if field.name != usual:
                yield Fault(
                    contract.path,
                    field.name_range,
                    f"`{label}` is spelled `{usual}` elsewhere, as in `{known[1]}`; spell one name in one way.",
                    (Place(known[0].path, known[2].name_range, f"`{known[1]}`"),),
                )


def _is_accepted(name: str, path: str, snapshot: Snapshot) -> bool:
    governed = snapshot.conventions.governs(path, "fields") if snapshot.conventions is not None else None
    return governed is None or governed[0].accepts(name)
