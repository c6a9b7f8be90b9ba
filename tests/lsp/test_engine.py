"""What the engine says, in the editor: at the worktree's file, at the contract, at the sprint; as progress and as questions."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dovetail.core.reports import FindingReport, PlaceReport, PositionReport, RangeReport
from dovetail.git.run import Git
from repositories import Repository
from support.lsp_client import LspClient, LspError

from .conftest import CODE, CONTRACT, SPRINT, ready_plan, texts
from .engines import TestEngine

pytestmark = pytest.mark.slow


@pytest.fixture
def repository(repository: Repository) -> Repository:
    return ready_plan(repository)


@pytest.fixture
def engine(repository: Repository) -> Iterator[TestEngine]:
    with TestEngine(repository.path) as engine:
        yield engine


def finding(path: str, message: str, line: int, column: int, related: dict[str, int] | None = None, **more: Any) -> Any:
    def place(line: int, column: int = 1) -> RangeReport:
        return RangeReport(
            start=PositionReport(line=line, column=column), end=PositionReport(line=line, column=column + 4)
        )

    places = tuple(PlaceReport(path=p, range=place(at, 3), message="the contract") for p, at in (related or {}).items())
    return FindingReport(
        rule=more.pop("rule", "missing-field"), severity="error", path=path, range=place(line, column), message=message, url="",
        related=places, **more,
    ).model_dump(mode="json", by_alias=True)  # fmt: skip


def worktree(client: LspClient, engine: TestEngine, package: str) -> Path:
    """Where the package's worktree is, by the server's environment."""
    home = Path(client.root.parent / "home")
    return home / "worktrees" / engine.paths.worktrees.name / "authentication" / package


def messages(client: LspClient, uri: str) -> list[str]:
    return [d["message"] for d in client.shown(uri)]


def test_launch_goes_to_the_engine_with_the_sprints_path(client: LspClient, engine: TestEngine) -> None:
    uri = client.open(SPRINT)
    client.diagnostics(uri)
    assert client.command("dovetail.launchPackage", uri, "api") == {"ok": True}
    assert client.command("dovetail.launchReady", uri) == {"ok": True}
    first, second = engine.asked("launch")
    assert (first["sprint"], first["packages"], first["settings"]) == (SPRINT, ["api"], None)
    assert second["packages"] == ["api", "ui", "docs"]
    assert first["root"] == str(client.root)


def test_the_light_bulb_launches(client: LspClient, engine: TestEngine) -> None:
    uri = client.open(SPRINT)
    client.diagnostics(uri)
    top = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    action = next(a for a in client.actions(uri, top) if a["title"] == "Launch all ready packages (3)")
    client.command(action["command"]["command"], *action["command"]["arguments"])
    assert engine.asked("launch")[0]["packages"] == ["api", "ui", "docs"]


def test_a_plan_that_is_not_saved_is_not_launched(client: LspClient, engine: TestEngine) -> None:
    uri, contract = client.open(SPRINT), client.open(CONTRACT)
    client.change(contract, {"text": texts()[CONTRACT] + "\n// more\n"})
    with pytest.raises(LspError, match=rf"Save {CONTRACT} first"):
        client.command("dovetail.launchReady", uri)
    assert not engine.asked("launch")


def test_a_refusal_is_the_engines_own_sentence(client: LspClient, engine: TestEngine) -> None:
    engine.refusals["integrate"] = "Nothing is done yet: wait for a package."
    uri = client.open(SPRINT)
    client.diagnostics(uri)
    with pytest.raises(LspError) as caught:
        client.command("dovetail.integrate", uri)
    assert (caught.value.message, caught.value.code) == ("Nothing is done yet: wait for a package.", -32803)


def test_a_branchs_finding_at_its_three_places_and_gone_again(client: LspClient, engine: TestEngine) -> None:
    contract, sprint = client.open(CONTRACT), client.open(SPRINT)
    tree = worktree(client, engine, "api")
    (tree / "src/api").mkdir(parents=True)
    (tree / CODE).write_text("/* 👩 */ export interface UserRow {}\n")
    engine.state("api", "running")
    report = finding(CODE, "`email_address` is missing.", 1, 28, {CONTRACT: 8})
    engine.say("package.findings", "api", path=CODE, findings=[report], caused=True)
    there = (tree / CODE).as_uri()
    client.wait(lambda: messages(client, there), what="the finding in the worktree")
    assert client.shown(there)[0]["range"]["start"] == {"line": 0, "character": 28}
    assert client.shown(there)[0]["relatedInformation"][0]["location"]["uri"] == contract
    client.wait(lambda: "missing-field" in [d["code"] for d in client.shown(contract)])
    at_contract = next(d for d in client.shown(contract) if d["code"] == "missing-field")
    assert at_contract["message"] == "api: `email_address` is missing."
    assert at_contract["range"]["start"] == {"line": 7, "character": 2}
    assert at_contract["relatedInformation"][0]["location"]["uri"] == there
    client.wait(lambda: "missing-field" in [d["code"] for d in client.shown(sprint)])
    at_package = next(d for d in client.shown(sprint) if d["code"] == "missing-field")
    assert at_package["range"]["start"] == {"line": 4, "character": 8}
    assert "field-casing" in [d["code"] for d in client.shown(contract)]
    engine.say("package.findings", "api", path=CODE, findings=[], caused=False)
    client.wait(lambda: not client.shown(there), what="the finding to go")
    client.wait(lambda: "missing-field" not in [d["code"] for d in client.shown(contract) + client.shown(sprint)])


def test_what_the_engine_found_stays_at_its_line_while_the_file_is_edited(
    client: LspClient, engine: TestEngine
) -> None:
    contract = client.open(CONTRACT)
    report = finding(CODE, "It drifts.", 1, 1, {CONTRACT: 8})
    engine.say("package.findings", "api", path=CODE, findings=[report], caused=True)

    def lines() -> list[int]:
        return [d["range"]["start"]["line"] for d in client.shown(contract) if d["message"] == "api: It drifts."]

    client.wait(lambda: lines() == [7], what="the finding at the contract's line")
    client.change(contract, {"text": "// one\n// two\n" + texts()[CONTRACT]})
    client.wait(lambda: lines() == [9], what="the finding two lines below")
    client.change(contract, {"text": ""})
    client.wait(lambda: lines() == [0], what="the finding in what is left")


def test_one_that_connects_late_sees_the_same(connect: Callable[..., LspClient], engine: TestEngine) -> None:
    engine.state("api", "running")
    engine.say(
        "package.findings", "api", path=CODE, findings=[finding(CODE, "It drifts.", 1, 1, {CONTRACT: 8})], caused=True
    )
    engine.state("ui", "failed", "no money")
    early = connect()
    contract = early.uri(CONTRACT)
    early.wait(lambda: "api: It drifts." in messages(early, contract))
    late = connect()
    late.wait(lambda: "api: It drifts." in messages(late, contract))
    wanted = {"api": "running", "ui": "failed", "docs": "ready"}
    early.wait(lambda: states(early) == wanted, shown=lambda: states(early))
    late.wait(lambda: states(late) == wanted, shown=lambda: states(late))
    assert late.said("dovetail/status")[-1] == early.said("dovetail/status")[-1]
    assert not late.said("window/showMessage"), "what happened before is no news"


def states(client: LspClient) -> dict[str, str]:
    """The states of the packages, as the client was told last."""
    said = client.said("dovetail/status")[-1:]
    return {p["id"]: p["state"] for status in said for sprint in status["sprints"] for p in sprint["packages"]}


def everything(client: LspClient) -> dict[str, Any]:
    """All that a client shows of what the engine has said: what it was told, and what it is answered."""
    sprint, contract = client.uri(SPRINT), client.uri(CONTRACT)
    line = texts()[SPRINT].splitlines().index("  - id: api")
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    hints = client.request("textDocument/inlayHint", {"textDocument": {"uri": sprint}, "range": whole})
    progress = [p["value"].get("message") for p in client.said("$/progress") if str(p["token"]).startswith("sprint-")]
    return {
        "diagnostics": {uri: sorted(messages(client, uri)) for uri in (sprint, contract, client.uri(CODE))},
        "status": client.said("dovetail/status")[-1:],
        "lenses": [lens["command"]["title"] for uri in (sprint, contract) for lens in client.lenses(uri)],
        "hints": [h["label"] for h in hints],
        "hover": client.at("hover", sprint, line, 9)["contents"]["value"],
        "progress": progress[-1:],
    }


def test_every_client_sees_the_same_whenever_it_came(connect: Callable[..., LspClient], engine: TestEngine) -> None:
    def joined() -> LspClient:
        client = connect()
        for path in (SPRINT, CONTRACT, CODE):
            client.open(path)
        client.wait(lambda: client.said("dovetail/status"))
        return client

    first, second = joined(), joined()
    tokens = {"input": 1000, "output": 200, "cacheRead": 0, "cacheWrite": 0}
    for package in ("api", "ui"):
        engine.state(package, "running")
        engine.say("package.turn", package, turn=4, tokens=tokens, dollars=0.25, run="r", calls=1)
    drift = finding(CODE, "It drifts.", 1, 1, {CONTRACT: 8})
    engine.say("package.findings", "api", path=CODE, findings=[drift], caused=True)
    clash = finding(CODE, "api and ui disagree here.", 2, 1, {CONTRACT: 4}, rule="merge-conflict", package="ui")
    engine.say("forecast", findings=[clash], pairs=[["api", "ui"]])
    engine.state("ui", "failed", "it ran out of turns")
    third = joined()

    def last(client: LspClient) -> bool:
        return "ui: api and ui disagree here." in messages(client, client.uri(CONTRACT)) and any(
            title.startswith("failed · it ran out of turns") for title in everything(client)["lenses"]
        )

    for client in (first, second, third):
        client.wait(lambda client=client: last(client), what="the last event")
        client.wait(lambda client=client: everything(client)["progress"], what="progress")
    seen = everything(first)
    assert "api: It drifts." in seen["diagnostics"][first.uri(CONTRACT)]
    assert "running · 4 turns · 1,200 tokens · $0.25 · 1 finding" in seen["lenses"]
    assert seen["hints"][0].endswith(" tokens · running · $0.25")
    assert "running · 4 turns" in seen["hover"]
    assert seen["progress"] == ["1 of 2 running · 1 failed · 8 turns · 1 finding"]
    for other in (second, third):
        other.wait(
            lambda other=other: everything(other) == seen, what="the same", shown=lambda other=other: everything(other)
        )
    assert any(r["method"] == "workspace/inlayHint/refresh" for r in first.requests)


def test_progress_can_be_followed_and_cancelled(client: LspClient, engine: TestEngine) -> None:
    client.diagnostics(client.open(SPRINT))
    client.wait(lambda: client.said("dovetail/status"))
    for package in ("api", "ui", "docs"):
        engine.state(package, "running")

    def begun() -> list[dict[str, Any]]:
        return [p for p in client.said("$/progress") if p["value"].get("title") == "Dovetail: Authentication"]

    client.wait(begun, what="progress to begin")
    tokens = {"input": 100, "output": 20, "cacheRead": 0, "cacheWrite": 0}
    engine.say("package.turn", "api", turn=2, tokens=tokens, dollars=0.25, run="r", calls=1)
    engine.say("package.findings", "api", path=CODE, findings=[finding(CODE, "It drifts.", 1, 1)], caused=True)
    engine.state("ui", "done")
    expected = "2 of 3 running · 1 done · 2 turns · 1 finding"
    client.wait(lambda: any(p["value"].get("message") == expected for p in client.said("$/progress")), what=expected)
    began = begun()[0]
    assert began["value"]["cancellable"]
    lenses = [lens["command"]["title"] for lens in client.lenses(client.uri(SPRINT))]
    assert "1 of 3 done · 2 running · 1 finding · $0.25" in lenses
    assert any(r["method"] == "workspace/codeLens/refresh" for r in client.requests)
    client.notify("window/workDoneProgress/cancel", {"token": began["token"]})
    client.wait(lambda: engine.asked("stop"), what="the stop")
    assert engine.asked("stop") == [{"sprint": "authentication", "package": None}]
    engine.state("api", "stopped")
    engine.state("docs", "stopped")
    ended = {
        "token": began["token"],
        "value": {"kind": "end", "message": "0 of 3 running · 1 done · 2 turns · 1 finding"},
    }
    client.wait(lambda: ended in client.said("$/progress"), 20, "progress to end", lambda: client.said("$/progress"))


def test_what_needs_a_person_is_asked(client: LspClient, engine: TestEngine) -> None:
    client.answers = {"Land it?": "Land", "needs a name": "Decline"}
    client.diagnostics(client.open(SPRINT))
    client.wait(lambda: client.said("dovetail/status"))
    engine.state("ui", "failed", "it ran out of turns.")
    client.wait(lambda: client.said("window/showMessage"))
    assert client.said("window/showMessage") == [
        {"type": 1, "message": "Dovetail: Package 'ui' has failed: it ran out of turns."}
    ]
    engine.say("proposal.opened", "api", id="p1", path=CONTRACT, contract="User", reason="needs a name")
    client.wait(lambda: engine.asked("proposal"))
    assert engine.asked("proposal") == [{"id": "p1", "accept": False}]
    engine.say("integration.state", state="verified", head="abc", detail="")
    client.wait(lambda: engine.asked("land"))
    assert engine.asked("land") == [{"sprint": "authentication"}]
    assert len(client.said("window/showMessage")) == 1


def test_forecast_and_integration_are_shown_until_they_are_over(client: LspClient, engine: TestEngine) -> None:
    code, sprint = client.open(CODE), client.open(SPRINT)
    conflict = finding(CODE, "api and ui disagree here.", 2, 1, {CONTRACT: 4}, rule="merge-conflict", package="ui")
    engine.say("forecast", findings=[conflict], pairs=[["api", "ui"]])
    client.wait(lambda: "ui: api and ui disagree here." in messages(client, code))
    for uri in (sprint, client.uri(CONTRACT)):
        client.wait(lambda uri=uri: "ui: api and ui disagree here." in messages(client, uri))
    engine.say("forecast", findings=[], pairs=[])
    client.wait(lambda: "ui: api and ui disagree here." not in messages(client, code))
    engine.say("integration.state", state="stacking", detail="")
    failed = finding(CODE, "The build fails here.", 2, 1, rule="verification-failed")
    engine.say("integration.findings", findings=[failed])
    engine.say("integration.ejected", package="ui", reason="its tests fail")
    client.wait(lambda: "The build fails here." in messages(client, code))
    client.wait(lambda: "ui was left out of the integration: its tests fail" in messages(client, sprint))
    engine.say("integration.state", state="stacking", detail="")
    client.wait(lambda: "The build fails here." not in messages(client, code))
    client.wait(lambda: "ui was left out of the integration: its tests fail" not in messages(client, sprint))


def test_an_engine_that_goes_and_comes_back_is_followed_on(client: LspClient, repository: Repository) -> None:
    client.open(CONTRACT)
    with TestEngine(repository.path) as engine:
        engine.say(
            "package.findings", "api", path=CODE, findings=[finding(CODE, "One.", 1, 1, {CONTRACT: 8})], caused=True
        )
        client.wait(lambda: "api: One." in messages(client, client.uri(CONTRACT)))
    with TestEngine(repository.path) as engine:
        engine.say(
            "package.findings", "api", path=CODE, findings=[finding(CODE, "Two.", 1, 1, {CONTRACT: 8})], caused=True
        )
        client.wait(lambda: "api: Two." in messages(client, client.uri(CONTRACT)))
        assert "api: One." not in messages(client, client.uri(CONTRACT))


def test_what_an_engine_has_recorded_is_shown_while_none_runs(
    connect: Callable[..., LspClient], repository: Repository
) -> None:
    """One that was stopped, or has ended since nothing was left to do: who is connected and who comes later see the same."""
    early = connect()
    early.diagnostics(early.open(SPRINT))
    with TestEngine(repository.path) as engine:
        for package in ("api", "ui"):
            engine.state(package, "running")
        tokens = {"input": 1000, "output": 200, "cacheRead": 0, "cacheWrite": 0}
        engine.say("package.turn", "api", turn=4, tokens=tokens, dollars=0.25, run="r", calls=1)
        report = finding(CODE, "It drifts.", 1, 1, {CONTRACT: 8})
        engine.say("package.findings", "api", path=CODE, findings=[report], caused=True)
        engine.state("ui", "done")
        early.wait(lambda: states(early) == {"api": "running", "ui": "done", "docs": "ready"})
    stopped = {"api": "paused", "ui": "done", "docs": "ready"}
    early.wait(lambda: states(early) == stopped, what="nobody to be at work", shown=lambda: states(early))
    early.wait(lambda: any(p["value"]["kind"] == "end" for p in early.said("$/progress")), what="the progress to end")
    late = connect()
    late.open(SPRINT)
    late.wait(lambda: states(late) == stopped, what="what was recorded", shown=lambda: states(late))
    for client in (early, late):
        contract, sprint = client.uri(CONTRACT), client.uri(SPRINT)
        client.wait(lambda client=client, contract=contract: "api: It drifts." in messages(client, contract))
        titles = [lens["command"]["title"] for lens in client.lenses(sprint)]
        assert "paused · no engine runs · 4 turns · 1,200 tokens · $0.25 · 1 finding" in titles
        assert titles[1:3] == ["Resume", "Stop all"]
    assert not late.said("$/progress"), "nothing is under way"
    assert "running" in Path(late.command("dovetail.log", sprint, "api").removeprefix("file://")).read_text()
    with TestEngine(repository.path) as engine:
        engine.state("api", "done")
        for client in (early, late):
            client.wait(lambda client=client: states(client)["api"] == "done", what="the engine to be followed again")


def test_a_package_that_waits_goes_on(client: LspClient, engine: TestEngine) -> None:
    client.diagnostics(client.open(SPRINT))
    engine.state("api", "paused")
    client.wait(lambda: client.said("dovetail/status") and states(client)["api"] == "paused")
    top = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    action = next(a for a in client.actions(client.uri(SPRINT), top) if a["title"] == "Resume what waits")
    lenses = [lens["command"] for lens in client.lenses(client.uri(SPRINT)) if lens["command"]["title"] == "Resume"]
    for command in (action["command"], *lenses):
        client.command(command["command"], *command["arguments"])
    assert engine.asked("resume") == [{"sprint": SPRINT, "package": package} for package in (None, None, "api")]


def test_a_folder_without_git_is_checked_but_cannot_launch(connect: Callable[..., LspClient], tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.mkdir()
    (plain / SPRINT).write_text(
        "sprint: S\npackages:\n  - {id: api, status: ready, owns: [src/**], brief: b, verify: ['true']}\n"
    )
    client = connect(plain)
    uri = client.open(SPRINT)
    client.diagnostics(uri)
    with pytest.raises(LspError, match="git init"):
        client.command("dovetail.launchPackage", uri, "api")
    assert not (plain / ".git").exists()


def test_a_contract_that_is_edited_while_agents_build_with_it(client: LspClient, engine: TestEngine) -> None:
    contract = client.open(CONTRACT)
    client.diagnostics(contract)
    was = texts()[CONTRACT]
    commit = Git(client.root).commit("HEAD")
    engine.say("sprint.started", path=SPRINT, name="Authentication", packages=["api", "ui"], contracts=commit)
    engine.state("api", "running")

    def told() -> list[str]:
        return [d["message"] for d in client.shown(contract) if d["code"] == "contract-changed-mid-sprint"]

    client.change(contract, {"text": was.replace("id: string;", "id: string | null;")})
    client.wait(told, what="the change to be told, which nobody has committed")
    assert told() == [
        "Contract User changed after sprint `authentication` was launched, and packages `api`, `ui` and `docs` are built with it: "
        "`User.id` may now be null."
    ]
    client.change(contract, {"text": was})
    client.wait(lambda: not told(), what="the change to be taken back")
    client.change(contract, {"text": was.replace("id: string;", "id: string | null;")})
    client.wait(told, what="the change to be told again")
    engine.say("integration.landed", head=commit)
    client.wait(lambda: not told(), what="the sprint to be over")


def test_a_sprint_whose_contracts_git_has_lost_is_compared_with_nothing(client: LspClient, engine: TestEngine) -> None:
    contract = client.open(CONTRACT)
    engine.say("sprint.started", path=SPRINT, name="Authentication", packages=["api"], contracts="0" * 40)
    engine.state("api", "running")
    client.change(contract, {"text": texts()[CONTRACT].replace("id: string;", "id: string | null;")})
    client.wait(lambda: "'state': 'running'" in str(client.said("dovetail/status")), what="the status")
    assert "contract-changed-mid-sprint" not in [d["code"] for d in client.diagnostics(contract)]
    assert "failed" not in client.log
