"""What was checked is gone with the next check: nothing of it waits for a collection, which in the editor comes seldom."""

import gc
import weakref

import pytest

from dovetail.core.settings import Settings
from dovetail.core.text import Range
from dovetail.features.tree import snapshot_after, snapshot_from_texts
from dovetail.rules.asking.anchors import Page
from dovetail.rules.asking.incremental import Checker
from dovetail.rules.asking.speaking import Answer
from dovetail.rules.asking.watching import Watched

pytestmark = pytest.mark.slow

CONTRACT = "contracts/user.contract.ts"
TEXTS = {
    CONTRACT: "/** @db users */\nexport interface User {\n  id: string;\n  name?: string | null;\n}\n",
    "src/user.ts": 'import type { User } from "../contracts/user.contract";\nexport const f = (u: User) => u.nmae;\n',
    "schema.sql": "CREATE TABLE users (id text, nam text);\n",
    "one.sprint.yaml": "sprint: One\npackages:\n  - id: a\n    owns: [src/**]\n    provides: [User, Usr]\n",
}


def _alive(*kinds: type) -> int:
    return sum(type(o) in kinds for o in gc.get_objects())


def test_what_was_said_of_a_snapshot_goes_with_the_check_of_the_next() -> None:
    checker = Checker()
    snapshot = snapshot_from_texts(TEXTS)
    checker.advance(snapshot)
    assert checker.findings
    gc.collect()
    gc.disable()
    try:
        for n in range(12):
            path = (CONTRACT, "one.sprint.yaml", "src/user.ts")[n % 3]
            before, text = weakref.ref(snapshot), snapshot.text(path)
            assert text is not None
            at = (
                text.source.index("User") if n % 2 else 0
            )  # every other time a contract, or who uses it, has another name
            after = snapshot_after(snapshot, {path: text.edited(Range(at, at), "\n" if at == 0 else "Old")})
            assert after is not None
            snapshot = after
            checker.advance(snapshot)
            assert before() is None, path
        alive = _alive(Answer, Page, Watched)
        gc.collect()
        assert _alive(Answer, Page, Watched) == alive, "nothing was left to be collected"
    finally:
        gc.enable()


def test_what_was_half_asked_goes_with_other_settings() -> None:
    """A user who turns a rule off while others are still asked."""
    checker = Checker()
    gc.collect()
    gc.disable()
    try:
        before = _alive(Watched)
        for severity in ("off", "info"):
            checker.advance(
                snapshot_from_texts(TEXTS, settings=Settings(severities={"unit-free-number": severity})), ()
            )
            assert checker.is_behind
        checker.close()
        assert _alive(Watched) == before
    finally:
        gc.enable()


def test_findings_go_with_whoever_has_checked() -> None:
    gc.collect()
    before = _alive(Answer, Page)
    checker = Checker()
    checker.advance(snapshot_from_texts(TEXTS))
    assert checker.findings and _alive(Answer, Page) > before
    gc.collect()
    gc.disable()
    try:
        checker.close()
        assert _alive(Answer, Page) == before
    finally:
        gc.enable()
