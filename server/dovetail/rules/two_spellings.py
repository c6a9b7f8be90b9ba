"""One name is spelled in two ways in contracts."""

from collections import Counter
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.conventions import NameRule
from dovetail.core.findings import Place
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot

from . import rule
from .contracts.promises import own_fields
from .faults import Fault


@rule("clarity", "warning")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    """The spelling that is used most is the right one; of two that are used as often, the first.

    A name that conventions do not accept is theirs to report, and one in capitals is a key of another sort. `topic__slug` is two
    names, as a framework joins them.
    """
    convention = _convention(contract.path, snapshot)
    for label, field in own_fields(contract):
        if not _counts(field) or not (convention is None or convention.accepts(field.name)):
            continue
        said = snapshot.said_of_contracts(_spelled, field.key)
        if all(name == field.name for names in said for name in names) if len(said) > 1 else (field.name,) in said:
            continue
        found = snapshot.contracts_with(_spelled, field.key)
        same = list(_same([name for name, _ in found], field.key, snapshot))
        usual = Counter(f.name for _, _, f in same).most_common(1)
        if usual and field.name != usual[0][0]:
            where, known_as, known = next(s for s in same if s[2].name == usual[0][0])
            yield Fault(
                contract.path,
                field.name_range,
                f"`{label}` is spelled `{known.name}` elsewhere, as in `{known_as}`; spell one name in one way.",
                (Place(where.path, known.name_range, f"`{known_as}`"),),
            )


def _same(names: list[str], key: str, snapshot: Snapshot) -> Iterator[tuple[Contract, str, Field]]:
    """The fields of some contracts that have the same words, in the order of the text."""
    contracts = [c for name in names if (c := snapshot.contracts.get(name)) is not None]
    for contract in sorted(contracts, key=lambda c: (c.path, c.declaration.range.start)):
        convention = _convention(contract.path, snapshot)
        for label, field in own_fields(contract):
            if field.key == key and _counts(field) and (convention is None or convention.accepts(field.name)):
                yield contract, label, field


def _counts(field: Field) -> bool:
    return field.kind.name != "hole" and field.name[:1].islower() and "__" not in field.name


def _spelled(contract: Contract) -> dict[str, tuple[str, ...]]:
    """How a contract spells the words of each of its names."""
    found: dict[str, tuple[str, ...]] = {}
    for _, field in own_fields(contract):
        if _counts(field):
            found[field.key] = (*found.get(field.key, ()), field.name)
    return found


def _convention(path: str, snapshot: Snapshot) -> NameRule | None:
    """How names of fields are to be written in a file."""
    governed = snapshot.conventions.governs(path, "fields") if snapshot.conventions is not None else None
    return governed[0] if governed is not None else None
