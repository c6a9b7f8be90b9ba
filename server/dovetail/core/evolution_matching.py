"""Which declaration, field or member of one tree is which of another, also where its name changed."""

from collections.abc import Callable, Collection, Mapping, Sequence

from .contracts import Contract, Contracts
from .shapes import Alias, Constant, Enum, Record
from .words import key, nearest, words

# Words that many names share, so that they tell nothing about which is meant.
_COMMON = frozenset("id at on is has type status date time count key code number value total".split())


def paired_declarations(
    before: Contracts, after: Contracts
) -> tuple[list[tuple[Contract, Contract]], list[Contract], list[Contract]]:
    """The declarations of both trees in pairs, those that are gone and those that are new."""
    old, new = _by_name(before), _by_name(after)
    pairs = [(contract, new[name]) for name, contract in old.items() if name in new]
    gone, come = [n for n in old if n not in new], [n for n in new if n not in old]
    own, other = {n: _content(old[n]) for n in gone}, {n: _content(new[n]) for n in come}
    renamed = counterparts(gone, come, lambda a, b: _likeness(old[a], new[b], own[a], other[b]))
    pairs += [(old[a], new[b]) for a, b in renamed.items()]
    taken = set(renamed.values())
    lost, made = [old[n] for n in gone if n not in renamed], [new[n] for n in come if n not in taken]
    if before.again or after.again or before.scopes.places or after.scopes.places:
        _pair_seconds(before, after, pairs, lost, made)
    return pairs, lost, made


def _pair_seconds(
    before: Contracts,
    after: Contracts,
    pairs: list[tuple[Contract, Contract]],
    lost: list[Contract],
    made: list[Contract],
) -> None:
    """Pair the declarations of a name in several files by those files; what names resolve to may be another file's now."""
    old, new = _by_file(before), _by_file(after)
    several = {name for name, files in (*old.items(), *new.items()) if len(files) > 1} & old.keys() & new.keys()
    pairs[:] = [pair for pair in pairs if pair[1].declaration.name not in several]
    lost[:] = [c for c in lost if c.declaration.name not in several]
    made[:] = [c for c in made if c.declaration.name not in several]
    for name in sorted(several):
        own, other = dict(old[name]), dict(new[name])
        stayed = [path for path in own if path in other]
        pairs += [(own.pop(path), other.pop(path)) for path in stayed]
        moved = list(zip(own.values(), other.values(), strict=False))
        pairs += moved
        lost += [*own.values()][len(moved) :]
        made += [*other.values()][len(moved) :]


def counterparts(gone: Sequence[str], come: Sequence[str], score: Callable[[str, str], int]) -> dict[str, str]:
    """What each name that is gone is called now, where one clearly is the other and no third comes into question."""
    scores = {(a, b): s for a in gone for b in come if (s := score(a, b)) > 0}
    best: dict[tuple[bool, str], list[int]] = {}
    for (a, b), own in scores.items():
        for side in ((True, a), (False, b)):
            best[side] = sorted((*best.get(side, ()), own))[-2:]
    found: dict[str, str] = {}
    for (a, b), own in scores.items():
        if all(best[side] == [own] or best[side][0] < own == best[side][1] for side in ((True, a), (False, b))):
            found[a] = b
    return found


def alike(a: str, b: str) -> int:
    """How surely one name is another spelling of the same: 2 for the same words, 1 for similar ones, 0 for neither."""
    if key(a) == key(b):
        return 2
    own, other = set(words(a)), set(words(b))
    small, large = sorted((own, other), key=len)
    if small < large and small - _COMMON and len(large) - len(small) == 1:
        return 1
    near = min(len(a), len(b)) >= 4 and nearest(a, [b], 2) is not None and nearest(b, [a], 2) is not None
    return int(near)


def gaps(names: Sequence[str], kept: Collection[str]) -> Mapping[str, tuple[str, str, int, int]]:
    """Where each name that the other side has not stands: between which kept names, as which of how many that are gone there."""
    found: dict[str, tuple[str, str, int, int]] = {}
    before, waiting = "", list[str]()
    for name in (*names, ""):
        if name and name not in kept:
            waiting.append(name)
            continue
        found.update({w: (before, name, i, len(waiting)) for i, w in enumerate(waiting)})
        before, waiting = name, []
    return found


def _by_name(contracts: Contracts) -> dict[str, Contract]:
    """The declaration that each name stands for, in the order of the tree."""
    return {c.name: c for c in contracts if contracts.get(c.name) is c}


def _by_file(contracts: Contracts) -> dict[str, dict[str, Contract]]:
    """What each name stands for in each file: a type before the constant beside it that holds its values."""
    found: dict[str, dict[str, Contract]] = {}
    for contract in contracts:
        files = found.setdefault(contract.declaration.name, {})
        held = files.get(contract.path)
        if held is None or isinstance(held.declaration, Constant):
            files[contract.path] = contract
    return found


def _likeness(a: Contract, b: Contract, own: frozenset[str], other: frozenset[str]) -> int:
    """How surely two declarations of different names are one, from 1 to 100; 0 where they are not."""
    if a.is_endpoint != b.is_endpoint or type(a.declaration) is not type(b.declaration):
        return 0
    if a.endpoint is not None and b.endpoint is not None:
        return 100 if a.endpoint[:2] == b.endpoint[:2] else 0
    shared, all = len(own & other), len(own | other)
    if not shared or 2 * shared < all:
        return 0
    named = 10 * alike(a.name, b.name)
    if not named and (4 * shared < 3 * all or shared < 2):
        return 0
    return 1 + named + 50 * shared // all


def _content(contract: Contract) -> frozenset[str]:
    """What a declaration is made of, as words to compare."""
    match contract.declaration:
        case Record(fields=fields):
            return frozenset(f.name for f in fields)
        case Enum(members=members):
            return frozenset(m.value for m in members)
        case Constant(entries=entries):
            return frozenset(f"{e.name}={e.value}" for e in entries)
        case Alias(kind=kind, list_depth=depth):
            return frozenset([f"{kind.text} {depth}"])
