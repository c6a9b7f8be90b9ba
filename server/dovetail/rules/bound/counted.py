"""In which unit code counts what a contract leaves open, by the names that it gives to it: `weight_grams`, `weightInGrams`."""

import re
from collections.abc import Iterable

from dovetail.core.contracts import Contract
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from ..contracts.units import spellings


def counted_in(contract: Contract, name: str, units: Iterable[str], snapshot: Snapshot) -> tuple[str, ...]:
    """Those of some units that stand behind a name in the files which implement a contract."""
    paths = {p.path for p in snapshot.pairings_by_contract.get(contract.name, ())}
    texts = [source.text.source for path in sorted(paths) if (source := snapshot.sources.get(path)) is not None]
    if not texts:
        return ()
    stem = "_?".join(map(re.escape, words(name)))
    found: list[str] = []
    for unit in units:
        behind = "|".join(map(re.escape, spellings(unit)))
        # `weight_g` ends there, and `weightGrams` where the next word begins: a word goes on with a small letter.
        counted = re.compile(rf"(?<![a-z])(?i:{stem}_?(?:in_?)?(?:{behind}))(?![a-z])")
        if any(counted.search(text) for text in texts):
            found.append(unit)
    return tuple(found)
