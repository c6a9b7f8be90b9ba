"""The story that a sprint's events make, and its timeline."""

from io import StringIO
from typing import Any

from rich.console import Console

from dovetail.cli.demo.demo import broken_promises
from dovetail.cli.demo.timeline import WIDTH, bar, timeline
from dovetail.cli.story import Line, Story
from dovetail.core.reports import PackageStatusReport, SprintStatusReport, Tokens
from dovetail.sprint.protocol import EngineEvent

PLACE = {"start": {"line": 11, "column": 3}, "end": {"line": 11, "column": 10}}
DRIFT = {
    "rule": "renamed-field",
    "severity": "error",
    "path": "src/api/store.ts",
    "range": PLACE,
    "message": "`user_id`",
    "url": "",
}


def event(at: float, kind: str, package: str | None = None, **data: Any) -> EngineEvent:
    return EngineEvent(int(at * 10), 1000 + at, kind, "sprint", package, data)


EVENTS = [
    event(0, "package.state", "api", state="running"),
    event(0, "package.state", "docs", state="running"),
    event(1, "package.turn", "api", turn=1),
    event(2, "package.findings", "api", path="src/api/store.ts", findings=[DRIFT], caused=True),
    event(2, "package.refused", "docs", path="src/x", reason="src/x belongs to package api."),
    event(3, "package.findings", "api", path="src/api/store.ts", findings=[DRIFT], caused=False),
    event(3, "package.findings", "api", path="src/api/auth.ts", findings=[], caused=False),
    event(4, "package.findings", "api", path="src/api/store.ts", findings=[], caused=False),
    event(5, "package.state", "docs", state="done"),
    event(8, "package.state", "api", state="done"),
    event(8, "sprint.finished"),
    event(9, "integration.merged", package="api", how="structured", hunks=[{"path": "src/index.ts", "line": 4}]),
    event(9, "integration.merged", package="docs", how="clean", hunks=[]),
    event(9, "integration.state", state="verified", detail="", head="abcdef0123"),
    event(9, "integration.landed", head="abcdef0123", base="main"),
]  # fmt: skip


def told() -> tuple[Story, list[Line]]:
    story = Story(1000.0)
    lines = [line for happened in EVENTS for line in story.tell(EngineEvent.from_json(happened.as_json()))]
    return story, lines


def test_an_error_is_caught_once_and_mended_when_it_is_gone() -> None:
    story, lines = told()
    assert [(c.package, c.finding.rule) for c in story.caught] == [("api", "renamed-field")]
    assert story.mended == story.caught
    assert [(line.seconds, line.tone) for line in lines if "renamed-field" in line.text] == [(2, "bad"), (4, "good")]


def test_the_story_knows_what_was_refused_resolved_and_landed() -> None:
    story, lines = told()
    assert (story.refused, story.resolved, story.landed, story.integration) == (1, ["api"], "abcdef0123", "verified")
    assert story.all_done and story.over
    assert any("conflicted at src/index.ts:4" in line.text for line in lines)


def test_a_package_that_fails_is_not_done() -> None:
    story = Story(1000.0)
    lines = [*story.tell(event(1, "package.state", "api", state="failed", detail="There is no key."))]
    assert lines[0].text == "failed: There is no key." and not story.all_done


def test_the_bar_spans_the_packages_time_and_keeps_every_mark() -> None:
    story, _ = told()
    api, docs = bar(story.packages["api"], 0, 8).plain, bar(story.packages["docs"], 0, 8).plain
    assert len(api) == len(docs) == WIDTH
    assert (api.count("✗"), api.count("✓"), docs.count("⊘")) == (1, 1, 1)
    assert api.endswith("━") and docs.endswith(" ") and api.index("✗") == WIDTH // 4


def test_the_timeline_sums_tokens_and_dollars() -> None:
    story, _ = told()
    packages = tuple(
        PackageStatusReport(
            id=id, state="done", branch=id, turns=3, tokens=Tokens(input=1000, cache_read=500), dollars=0.25
        )
        for id in ("api", "docs")
    )
    console = Console(width=120, record=True, file=StringIO())
    console.print(timeline(story, SprintStatusReport(sprint="s", state="finished", base="main", packages=packages)))
    last_row = console.export_text().splitlines()[3]
    assert last_row.split() == ["6", "3,000", "1,000", "0.50"]


def test_a_demo_in_which_drift_was_not_caught_has_kept_no_promise() -> None:
    story, _ = told()
    landed = str(story.landed)
    assert broken_promises(story, "first", landed, scripted=False) == []
    assert broken_promises(story, "first", landed, scripted=True) == [
        "the planted drift [null-mismatch] was not caught and mended.",
        "the planted drift [unknown-property] was not caught and mended.",
    ]
    assert "not the commit that was verified" in broken_promises(story, "first", "another", scripted=False)[0]
    nothing = broken_promises(Story(1000.0), "first", "first", scripted=True)
    assert nothing[0] == "main did not land." and len(nothing) == 6
