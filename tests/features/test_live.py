"""Folding the engine's events."""

import pytest

from dovetail.features.live import Live, LiveSprint, halted
from dovetail.sprint.protocol import EngineEvent

from .events import event, finding, folded


def run(live: Live) -> LiveSprint:
    found = live.sprint("nowhere", "Authentication")
    assert found is not None
    return found


def test_a_sprint_from_launch_to_landing() -> None:
    live = folded(
        event("sprint.started"),
        event("package.state", "api", state="waiting"),
        event("package.state", "ui", state="waiting"),
    )
    assert [p.id for p in run(live).active] == ["api", "ui"]
    live = folded(
        event("package.state", "api", state="running"),
        event("package.turn", "api", turn=1, tokens=100, dollars=0.1),
        event("package.turn", "api", turn=2, tokens=250, dollars=0.2),
        event("package.findings", "api", path="a.ts", findings=[finding("a.ts")], caused=True),
        live=live,
    )
    assert run(live).progress == "1 of 2 running · 1 waiting · 2 turns · 1 finding"
    assert run(live).packages["api"].tokens == 250
    live = folded(
        event("package.findings", "api", path="a.ts", findings=[], caused=False),
        event("package.state", "api", state="done"),
        event("package.state", "ui", state="done"),
        event("sprint.finished", state="finished"),
        event("integration.state", state="stacking", detail="1 of 2"),
        live=live,
    )
    assert not run(live).packages["api"].all_findings
    assert run(live).busy
    assert run(live).progress == "integration stacking · 1 of 2"
    live = folded(
        event("integration.state", state="verified", head="abc"), event("integration.landed", head="abc"), live=live
    )
    assert (run(live).integration.state, run(live).integration.head) == ("landed", "abc")
    assert not run(live).busy


def test_without_an_engine_nobody_is_at_work() -> None:
    live = folded(
        event("sprint.started"),
        event("package.state", "api", state="running"),
        event("package.state", "ui", state="waiting"),
        event("package.state", "docs", state="done", detail="All written."),
    )
    assert run(live).busy and not run(live).waits
    stopped = run(halted(live))
    assert not stopped.busy and stopped.waits
    assert stopped.state == "paused"
    assert {p.id: (p.state, p.detail) for p in stopped.packages.values()} == {
        "api": ("paused", "no engine runs"),
        "ui": ("paused", "no engine runs"),
        "docs": ("done", "All written."),
    }
    over = folded(event("package.state", "docs", state="done"), event("sprint.finished", state="finished"))
    assert halted(over) == over
    stacking = halted(folded(event("integration.state", state="stacking", detail="1 of 2"), live=over))
    assert (run(stacking).integration.state, run(stacking).integration.detail) == ("stacking", "no engine runs")
    assert run(stacking).waits


def test_findings_are_replaced_by_file() -> None:
    live = folded(
        event("package.findings", "api", path="a.ts", findings=[finding("a.ts"), finding("b.ts")]),
        event("package.findings", "api", path="c.ts", findings=[finding("c.ts")]),
        event("package.findings", "api", path="a.ts", findings=[finding("a.ts", "Another.")]),
    )
    assert [f.message for f in run(live).packages["api"].all_findings] == ["Another.", "It drifts."]
    live = folded(event("package.findings", "api", findings=[]), live=live)
    assert not run(live).packages["api"].all_findings


def test_a_package_that_starts_again_starts_clean() -> None:
    live = folded(
        event("package.findings", "api", path="a.ts", findings=[finding("a.ts")]),
        event("package.state", "api", state="failed", detail="no money"),
        event("package.state", "api", state="preparing"),
    )
    assert (run(live).packages["api"].state, run(live).packages["api"].all_findings) == ("preparing", ())


def test_proposals_are_open_until_answered() -> None:
    opened = event("proposal.opened", "api", id=3, contract="User", reason="needs a name")
    assert run(folded(opened)).proposals[0].title == "needs a name"
    assert run(folded(opened, event("proposal.declined", "api", id=3))).proposals == ()


def test_a_new_integration_forgets_the_last() -> None:
    live = folded(
        event("integration.findings", findings=[finding("a.ts")]),
        event("integration.ejected", package="ui", reason="it conflicts"),
        event("integration.state", state="failed", detail="tests"),
    )
    assert run(live).integration.ejected == (("ui", "it conflicts"),)
    again = run(folded(event("integration.state", state="stacking"), live=live)).integration
    assert (again.findings, again.ejected) == ((), ())


def test_landing_takes_back_all_that_was_wrong_in_branches() -> None:
    live = folded(
        event("package.findings", "api", path="a.ts", findings=[finding("a.ts")]),
        event("forecast", findings=[finding("a.ts")]),
        event("integration.landed", head="abc"),
    )
    assert run(live).forecast == ()
    assert run(live).packages["api"].all_findings == ()


@pytest.mark.parametrize(
    "garbage",
    [
        event("package.findings", "api", findings="no"),
        event("package.turn", "api", turn="three"),
        event("package.state", None, state="running"),
        event("nonsense.of.a.newer.engine", "api", x=1),
        event("engine.error", sprint=None, message="boom"),
    ],
)
def test_an_event_that_cannot_be_read_changes_nothing(garbage: EngineEvent) -> None:
    before = folded(event("package.state", "api", state="running"))
    after = folded(garbage, live=before)
    assert after.seq == before.seq + 1
    assert dict(run(after).packages) == dict(run(before).packages)
