"""A snapshot that follows another is the one that is made from nothing."""

from random import Random

import pytest

from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text
from dovetail.features.tree import snapshot_after, snapshot_from_texts
from rules.test_incremental import NAMES, PUT, project
from support.tries import tries


@pytest.mark.parametrize("name", NAMES)
def test_a_snapshot_after_edits(name: str, seed: int) -> None:
    random = Random(f"{seed} {name}")
    texts = {path: Text(source) for path, source in project(name).items()}
    snapshot = snapshot_from_texts(texts)
    followed = 0
    for _ in range(tries(12)):
        path = random.choice([p for p in texts if snapshot.text(p) is not None])
        at = random.randrange(len(texts[path].source) + 1)
        to = min(at + random.choice((0, 0, 1, 5)), len(texts[path].source))
        texts[path] = texts[path].edited(Range(at, to), random.choice(PUT))
        after = snapshot_after(snapshot, {path: texts[path]})
        followed += after is not None
        snapshot = after if after is not None else snapshot_from_texts(texts, previous=snapshot)
        assert_same(snapshot, snapshot_from_texts({p: t.source for p, t in texts.items()}))
    assert followed


def assert_same(after: Snapshot, fresh: Snapshot) -> None:
    assert after == fresh
    assert list(after.sources) == list(fresh.sources)
    mine, others = after.contracts, fresh.contracts
    assert mine.all == others.all
    assert mine.names == others.names
    assert mine.again == others.again
    for contract in others.all:
        assert mine.same_name(contract.name) == others.same_name(contract.name)
        assert mine.by_words(contract.name) == others.by_words(contract.name)
        assert mine.reachable(contract.name) == others.reachable(contract.name)
