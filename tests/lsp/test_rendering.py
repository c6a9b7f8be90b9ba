"""What is sent of a file after any number of edits is what would be made of its findings from nothing."""

from random import Random

import pytest

from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text
from dovetail.features.tree import snapshot_after, snapshot_from_texts
from dovetail.lsp.rendering import Manner, Rendering
from dovetail.rules.asking import anchors
from dovetail.rules.asking.incremental import Checker
from dovetail.rules.asking.unfinished import NEEDS_ALL_CODE
from rules.test_incremental import project
from support.tries import tries

IGNORE = "// dovetail-ignore ambiguous-presence: known\n"
PUT = ["x", "", "\n", "\r\n", "\n\n", " ", "😀", "\u2028", "{", "}", "\tage?: number | null;\n", IGNORE]
EDITS = tries(30)
MANNER = Manner("utf-16", links=True)


def uri_of(path: str) -> str:
    return f"file:///{path}"


def rendered(
    checker: Checker, rendering: Rendering, snapshot: Snapshot, without: frozenset[str]
) -> dict[str, list[bytes]]:
    found = {p: rendering.render(p, checker.pages(p), snapshot, uri_of, MANNER, without) for p in checker.paths}
    return {path: [d for sheet in sheets for d in sheet.each] for path, sheets in found.items() if sheets}


def edited(text: Text, random: Random) -> Text:
    places = (random.randrange(len(text.source) + 1), *text.line_starts)
    at = min(random.choice(places), len(text.source))
    return text.edited(Range(at, min(len(text.source), at + random.choice((0, 0, 1, 3)))), random.choice(PUT))


@pytest.mark.parametrize(("name", "page"), [("atelier", 1), ("planner", 3), ("gym", anchors.PAGE)])
def test_what_moves_is_what_is_made_anew(name: str, page: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anchors, "PAGE", page)
    random = Random(f"{seed} rendering {name}")
    texts = project(name)
    snapshot = snapshot_from_texts(texts)
    checker, rendering = Checker(), Rendering()
    checker.advance(snapshot)
    contracts = [p for p in snapshot.sources if p.endswith(".contract.ts")]
    for step in range(EDITS):
        path = random.choice(contracts)
        after = snapshot_after(snapshot, {path: edited(snapshot.sources[path].text, random)})
        assert after is not None
        snapshot, texts = after, {**texts, path: after.sources[path].text.source}
        checker.advance(snapshot, {path})
        without = NEEDS_ALL_CODE if step < EDITS // 2 else frozenset[str]()
        if random.random() < 0.5:
            rendering.render(path, checker.pages(path), snapshot, uri_of, MANNER, without)
        if random.random() < 0.2 or step == EDITS - 1:
            checker.advance(snapshot)
            fresh, now = Checker(), snapshot_from_texts(texts)
            fresh.advance(now)
            assert rendered(checker, rendering, snapshot, without) == rendered(fresh, Rendering(), now, without)
