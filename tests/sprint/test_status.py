"""Where a sprint stands follows from its events alone."""

from typing import Any

from dovetail.core.plan import read_sprint
from dovetail.core.text import Text
from dovetail.sprint.protocol import EngineEvent
from dovetail.sprint.status import spent_in, status_of
from sprint.conftest import SPRINT, package_text, sprint_text

PLAN = read_sprint(SPRINT, Text(sprint_text(package_text("api"), package_text("ui"))))


def events(*told: tuple[str, str | None, dict[str, Any]]) -> list[EngineEvent]:
    return [EngineEvent(n, float(n), kind, "auth", package, data) for n, (kind, package, data) in enumerate(told, 1)]


def state(package: str, state: str, run: int = 1) -> tuple[str, str, dict[str, Any]]:
    return ("package.state", package, {"state": state, "detail": "", "run": f"auth/{package}/{run}"})


def turn(package: str, n: int, tokens: int, run: int = 1) -> tuple[str, str, dict[str, Any]]:
    counts = {"input": tokens, "output": 0, "cacheRead": 0, "cacheWrite": 0}
    return (
        "package.turn",
        package,
        {"turn": n, "tokens": counts, "dollars": tokens / 1000, "run": f"auth/{package}/{run}"},
    )


def test_a_sprint_without_events_is_idle() -> None:
    report = status_of(PLAN, [])
    assert report.state == "idle" and [(p.id, p.state, p.branch) for p in report.packages] == [
        ("api", "waiting", "dovetail/auth/api"), ("ui", "waiting", "dovetail/auth/ui"),
    ]  # fmt: skip


def test_the_sums_of_a_run_are_as_last_told_and_runs_add_up() -> None:
    told = events(
        state("api", "waiting"), state("api", "preparing"), state("api", "running"), turn("api", 1, 100), turn("api", 2, 250),
        state("api", "failed"), state("api", "waiting", 2), state("api", "preparing", 2), turn("api", 1, 40, 2),
        ("package.findings", "api", {"path": "a.ts", "findings": [{}, {}], "caused": True}),
        ("package.commit", "api", {"sha": "abc", "subject": "x"}), state("api", "done", 2),
    )  # fmt: skip
    api = status_of(PLAN, told).packages[0]
    assert (api.turns, api.tokens.input, round(api.dollars, 3), api.findings, api.head) == (3, 290, 0.29, 2, "abc")
    assert (api.state, api.started_at, api.ended_at) == ("done", 8.0, 12.0)
    assert spent_in(told) == (290, 0.29)
    assert spent_in([*told, *events(("integration.landed", None, {"head": "h"}))]) == (0, 0)


def test_the_state_of_the_whole_is_that_of_its_parts() -> None:
    def whole(*states: str) -> str:
        return status_of(PLAN, events(*(state(p, s) for p, s in zip(("api", "ui"), states, strict=False)))).state

    assert whole("running", "failed") == whole("waiting") == whole("preparing", "paused") == "running"
    assert whole("paused", "done") == "paused"
    assert whole("done", "blocked") == whole("failed", "done") == "failed"
    assert whole("done", "stopped") == "stopped" and whole("done", "done") == whole("done") == "finished"


def test_a_new_integration_forgets_the_last_ones_ejected() -> None:
    told = events(
        ("integration.state", None, {"state": "stacking", "detail": ""}),
        ("integration.ejected", None, {"package": "ui", "reason": "It conflicts."}),
        ("integration.state", None, {"state": "verified", "detail": "", "head": "h1"}),
        ("integration.landed", None, {"head": "h1", "base": "main"}),
    )
    first = status_of(PLAN, told).integration
    assert (first.state, first.head, first.landed, [e.package for e in first.ejected]) == ("landed", "h1", "h1", ["ui"])
    again = status_of(
        PLAN, [*told, *events(("integration.state", None, {"state": "stacking", "detail": ""}))]
    ).integration
    assert (again.state, again.head, again.landed, again.ejected) == ("stacking", None, "h1", ())
