"""Branches of one sprint, checked one after another by whoever asks: each is told what a check from nothing tells."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check
from dovetail.sprint.treecheck import TreeCheck

pytestmark = pytest.mark.slow

GYM = Path(__file__).parents[1] / "fixtures" / "projects" / "gym"
_WORD = re.compile(r"\b[a-z]\w{3,}\b")
WRITES = 6


def written(texts: dict[str, str], random: Random) -> None:
    """One write: a word of a file is another one, or the file goes."""
    path = random.choice(sorted(texts))
    words = list(_WORD.finditer(texts[path]))
    if random.random() < 0.1:
        del texts[path]
    elif words:
        word = random.choice(words)
        texts[path] = f"{texts[path][: word.start()]}{word[0]}s{texts[path][word.end() :]}"


def of_branch(trees: TreeCheck, base: Snapshot, texts: dict[str, str], random: Random) -> list[tuple[Finding, ...]]:
    """What a branch is told after each of its writes; each is held to a check from nothing."""
    own, tree, told = dict(texts), base, list[tuple[Finding, ...]]()
    for _ in range(WRITES):
        written(own, random)
        tree = snapshot_from_texts(own, previous=tree)
        placed = replace(tree, base=base, launched="gym")
        told.append(trees.findings(placed))
        assert told[-1] == check(placed)
    return told


@pytest.mark.parametrize("seed", range(2))
def test_branches_that_are_written_side_by_side_are_told_what_each_alone_would_be(seed: int) -> None:
    print("seed", seed)
    texts = {p.relative_to(GYM).as_posix(): p.read_text() for p in sorted(GYM.rglob("*")) if p.is_file()}
    trees, base = TreeCheck(), snapshot_from_texts(texts)
    assert trees.known(base) == frozenset(f.id for f in check(base))
    with ThreadPoolExecutor(3) as pool:
        branches = [pool.submit(of_branch, trees, base, texts, Random(3 * seed + n)) for n in range(3)]
        assert any(any(branch.result()) for branch in branches)
    assert trees.known(base) == frozenset(f.id for f in check(base))
