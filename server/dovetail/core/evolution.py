"""What changed between the contracts of two trees. What the changes are, and whom each breaks, is in `changes`."""

from .changes import Change, ChangeKind, Spot
from .contracts import Contract, Contracts
from .dataclass import replace
from .evolution_declarations import compared
from .evolution_matching import paired_declarations
from .relation import Relation
from .tag_values import tag_value


def changes(before: Contracts, after: Contracts) -> tuple[Change, ...]:
    """All changes, declaration by declaration in the order of the new tree, with what is gone at the end."""
    pairs, gone, new = paired_declarations(before, after)
    relation = Relation(before, after, {a.name: b.name for a, b in pairs if a.name != b.name}, _stored(before))
    found: list[Change] = []
    for a, b in sorted(pairs, key=lambda p: (p[1].path, p[1].declaration.range.start)):
        found += compared(relation, a, b)
    for contract in new:
        spot = _spot(contract)
        says = f"`{contract.name}` is new"
        found.append(
            Change("declaration-added", contract.name, contract.name, contract.name, None, spot, spot, "nobody", says)
        )
    for contract in gone:
        says = f"`{contract.name}` is gone"
        found.append(
            Change(
                "declaration-removed",
                contract.name,
                contract.name,
                contract.name,
                _spot(contract),
                None,
                None,
                "both",
                says,
            )
        )
    return _told_once(found, relation)


def _stored(contracts: Contracts) -> frozenset[str]:
    """All that a table holds: what says `@db`, with what it mentions."""
    tables = (c.name for c in contracts if tag_value(c.declaration, "db") not in ("", "none"))
    return frozenset(name for table in tables for name in contracts.reachable(table))


def _told_once(found: list[Change], relation: Relation) -> tuple[Change, ...]:
    """A change of an inherited field is told where the field stands, and breaks whom it breaks through every heir."""
    alike: dict[tuple[ChangeKind, Spot | None, Spot | None], list[Change]] = {}
    for change in found:
        alike.setdefault((change.kind, change.before, change.after), []).append(change)
    return tuple(_merged(same, relation) for same in alike.values())


def _merged(same: list[Change], relation: Relation) -> Change:
    own = next((c for c in same if _stands_there(c, relation)), same[0])
    crossing = {relation.renamed.get(name, name) for name in relation.before.asked | relation.before.answered}
    # An heir that no endpoint carries says nothing of the way that its base's values go.
    told = [c for c in same if c.contract in crossing] or same
    whom = {c.breaks for c in told} - {"nobody"}
    return replace(own, breaks="both" if len(whom) > 1 else next(iter(whom), "nobody")) if len(same) > 1 else own


def _stands_there(change: Change, relation: Relation) -> bool:
    """True where the changed thing stands in the text of the declaration that the change speaks of."""
    spot = change.after or change.before
    contract = (relation.after if change.after else relation.before).get(change.contract)
    if spot is None or contract is None or contract.path != spot.path:
        return False
    return spot.range.start in contract.declaration.range


def _spot(contract: Contract) -> Spot:
    return Spot(contract.path, contract.name, contract.declaration.name_range)
