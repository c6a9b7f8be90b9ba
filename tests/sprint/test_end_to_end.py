"""A whole sprint with a real engine, real git and the real client; only the model is scripted."""

import asyncio
from pathlib import Path

import pytest

from dovetail.agents.scripted_script import Action, Bash, Create, Fault, Replace, Reply, Tool, Turn
from dovetail.core.errors import EngineError
from dovetail.core.reports import SprintStatusReport
from dovetail.features.live import NOTHING, fold
from dovetail.sprint.client import EngineClient
from sprint.conftest import CONTRACT, FIVE, SPRINT, Product, package_text, playing, sprint_text, until

pytestmark = pytest.mark.slow


def quick(say: str, *do: Action, **more: object) -> Turn:
    return Turn(say=say, do=do, latency_ms=20, **more)  # type: ignore[arg-type]


def build(id: str) -> tuple[Turn, ...]:
    mine = f"echo {id} >> index.txt; echo more >> {id}/a.txt; touch {id}/done elsewhere2.txt"
    return (
        quick(f"Start {id}.", Create(f"{id}/a.txt", f"{id}\n"), Create("elsewhere.txt", "x\n")),
        quick("I see.", Bash(mine), when_reply_contains="out-of-scope-change"),
        quick(f"The package {id} is done.", when_reply_contains="elsewhere2.txt is outside your package"),
    )


async def status(client: EngineClient) -> SprintStatusReport:
    return SprintStatusReport.model_validate(await client.request("status", {"sprint": SPRINT}))


async def test_five_packages_are_built_integrated_and_landed(product: Product) -> None:
    git = product.repository.git
    before = git.commit("main")
    async with playing(product, {id: build(id) for id in FIVE}) as (_, client):
        assert (await status(client)).state == "idle"
        answer = await client.launch(SPRINT)
        assert answer["launched"] == list(FIVE)
        # Asked again, it does not launch again.
        assert (await client.launch(SPRINT))["launched"] == []
        events = await until(client, "sprint.finished")
        assert events[-1].data["state"] == "finished"
        integration = await client.request("integrate", {"sprint": "Auth"})
        events += await until(client, "integration.state", since=integration["seq"], state="verified")
        assert git.commit("main") == before
        landed = await client.request("land", {"sprint": SPRINT})
        assert await client.request("land", {"sprint": "auth"}) == {**landed, "before": landed["head"]}
        events += await until(client, "integration.landed", since=events[-1].seq)
        report = await status(client)
        with pytest.raises(EngineError, match="was launched yet"):
            await client.request("land", {"sprint": "other"})
    assert git.commit("main") == landed["head"] != before
    assert product.repository.read("main", "index.txt").split() == ["index", *FIVE]
    assert (product.path / "docs" / "a.txt").read_text() == "docs\nmore\n"
    assert not any(name.startswith("elsewhere") for name in git.run("ls-tree", "-r", "--name-only", "main").split())
    assert report.integration.state == "landed" and report.integration.landed == landed["head"]
    assert [(p.id, p.state, p.turns, p.findings) for p in report.packages] == [(id, "done", 3, 0) for id in FIVE]
    assert all(p.tokens.cache_read > 0 and p.dollars > 0 and p.head for p in report.packages)
    # What a command wrote elsewhere is not lost.
    rescued = git.run("for-each-ref", "--format=%(refname)", "refs/dovetail/rescue").split()
    assert len(rescued) == 5 and all("elsewhere2.txt" in git.run("ls-tree", "--name-only", ref) for ref in rescued)
    # The editor's picture, folded from the same events.
    live = NOTHING
    for event in events:
        live = fold(live, event)
    picture = live.sprints["auth"]
    assert picture.integration.state == "landed" and {p.state for p in picture.packages.values()} == {"done"}
    assert {e.package for e in events if e.kind == "package.refused"} == set(FIVE)


async def test_the_findings_of_a_write_reach_the_agent_and_everybody_else(product: Product) -> None:
    wrong, right = "/** @contract Usr */\nexport interface U { id: string; email: string }\n", "@contract User */"
    script = (
        quick("I write.", Create("api/user.ts", wrong)),
        quick(
            "I mend it.", Replace("api/user.ts", "@contract Usr */", right),
            when_reply_contains="api/user.ts:1", otherwise=Reply("I was not told."),
        ),
        quick("Done.", when_reply_contains="This mended 1 finding"),
    )  # fmt: skip
    async with playing(product, {"api": script}) as (_, client):
        await client.launch(SPRINT, ["api"])
        events = await until(client, "sprint.finished")
    told = [e.data for e in events if e.kind == "package.findings"]
    assert [(d["path"], len(d["findings"]), d["caused"]) for d in told] == [
        ("api/user.ts", 1, True), ("api/user.ts", 0, False),
    ]  # fmt: skip
    assert told[0]["findings"][0]["package"] == "api" and told[0]["findings"][0]["branch"] == "dovetail/auth/api"
    assert events[-1].data == {"state": "finished", "packages": {"api": "done"}}


async def test_a_package_is_paused_resumed_and_stopped(product: Product) -> None:
    slow = tuple(Turn(say=f"Step {n}.", do=(Bash(f"echo {n} >> api/n.txt"),), latency_ms=150) for n in range(1, 20))
    script = (quick("Step 0.", Create("api/n.txt", "")), *slow)
    async with playing(product, {"api": script}) as (model, client):
        await client.launch(SPRINT, ["api"])
        seen = await until(client, "package.turn", turn=2)
        assert await client.request("pause", {"sprint": SPRINT, "package": "api"}) == {"paused": ["api"]}
        seen = await until(client, "package.state", since=seen[-1].seq, state="paused")
        asked = len(model.log)
        await asyncio.sleep(0.6)
        assert len(model.log) == asked and (await status(client)).state == "paused"
        await client.request("resume", {"sprint": SPRINT, "package": None})
        seen = await until(client, "package.turn", since=seen[-1].seq)
        assert await client.request("stop", {"sprint": SPRINT}) == {"stopped": ["api"]}
        seen = await until(client, "package.state", since=seen[-1].seq, state="stopped")
        assert len(model.log) < len(script), "it stopped before its work was at an end"
        assert (await until(client, "sprint.finished", since=seen[-1].seq))[-1].data["state"] == "failed"
        assert (await client.request("stop", {"sprint": SPRINT})) == {"stopped": []}
        # What it wrote is on its branch, and a new launch goes on from there.
        assert "api/n.txt" in product.repository.git.run("ls-tree", "-r", "--name-only", "dovetail/auth/api")
        answer = await client.launch(SPRINT, ["api"])
        await until(client, "package.turn", since=answer["seq"], turn=1)
        await client.request("stop", {"sprint": SPRINT, "package": "api"})
        await until(client, "sprint.finished", since=answer["seq"])
        report = next(p for p in (await status(client)).packages if p.id == "api")
    assert report.state == "stopped" and report.turns > 2


async def test_what_comes_after_another_starts_from_its_branch(product: Product) -> None:
    second = package_text("api", more="    after: [schema]\n")
    product.repository.commit({SPRINT: sprint_text(package_text("schema", provides="User, UserCardProps"), second)})
    script = {
        "schema": (quick("I write.", Create("schema/a.txt", "from schema\n")), quick("Done.")),
        "api": (quick("I look.", Bash("cp schema/a.txt api.txt; mkdir api; cp schema/a.txt api/")), quick("Done.")),
    }
    async with playing(product, script) as (_, client):
        with pytest.raises(EngineError, match="Package api comes after schema, which is not done: launch schema too"):
            await client.launch(SPRINT, ["api"])
        await client.launch(SPRINT)
        events = await until(client, "sprint.finished")
    assert events[-1].data["state"] == "finished"
    assert product.repository.read("dovetail/auth/api", "api/a.txt") == "from schema\n"
    order = [(e.package, e.data["state"]) for e in events if e.kind == "package.state"]
    assert order.index(("schema", "done")) < order.index(("api", "preparing"))


async def test_what_comes_after_a_failure_is_blocked(product: Product) -> None:
    second = package_text("api", more="    after: [schema]\n")
    product.repository.commit({SPRINT: sprint_text(package_text("schema", provides="User, UserCardProps"), second)})
    async with playing(product, {"schema": (quick("No.", faults=(Fault(status=400),)),)}) as (model, client):
        await client.launch(SPRINT)
        events = await until(client, "sprint.finished")
    ends = {e.package: e.data for e in events if e.kind == "package.state"}
    assert ends["schema"]["state"] == "failed" and "400" in ends["schema"]["detail"]
    assert ends["api"]["state"] == "blocked" and "It comes after schema, which is failed" in ends["api"]["detail"]
    assert {e.agent for e in model.log} == {"schema"}


async def test_a_wrong_key_is_one_sentence_and_loses_nothing(product: Product) -> None:
    script = (
        quick("I write.", Create("api/a.txt", "1\n")),
        quick("Never.", faults=(Fault(status=401),)),
        quick("Done."),
    )
    async with playing(product, {"api": script}) as (_, client):
        await client.launch(SPRINT, ["api"])
        events = await until(client, "sprint.finished")
        end = next(e for e in reversed(events) if e.kind == "package.state")
        assert end.data["state"] == "failed"
        assert end.data["detail"].startswith("The provider refused the key in DOVETAIL_TEST_KEY (401")
        assert "\n" not in end.data["detail"]
        assert product.repository.read("dovetail/auth/api", "api/a.txt") == "1\n"
        answer = await client.launch(SPRINT, ["api"])
        events = await until(client, "sprint.finished", since=answer["seq"])
    assert events[-1].data["state"] == "finished"


async def test_spending_stops_at_the_cap(product: Product) -> None:
    limited = sprint_text(*(package_text(id) for id in ("api", "ui")), more="limits: { tokens: 40000 }\n")
    product.repository.commit({SPRINT: limited})
    again = tuple(
        quick(f"Step {n}.", Bash(f"mkdir -p api ui; seq {n}00 > api/$RANDOM; echo; seq 900")) for n in range(60)
    )
    async with playing(product, {"api": again, "ui": again}) as (_, client):
        await client.launch(SPRINT)
        events = await until(client, "sprint.finished")
        report = await status(client)
    ends = {e.package: e.data for e in events if e.kind == "package.state"}
    assert all(d["state"] == "blocked" and "cap of 40,000 tokens" in d["detail"] for d in ends.values())
    assert "raise `limits.tokens` in auth.sprint.yaml" in ends["api"]["detail"]
    assert 15_000 < sum(p.tokens.total for p in report.packages) <= 40_000


async def test_a_package_stops_at_its_own_cap_and_the_others_go_on(product: Product) -> None:
    own = "    limits: { tokens: 20000 }\n"
    product.repository.commit({SPRINT: sprint_text(package_text("api", more=own), package_text("ui"))})
    again = tuple(quick(f"Step {n}.", Bash(f"mkdir -p api; echo {n} > api/{n}; seq 900")) for n in range(60))
    done = (quick("I write.", Bash("mkdir -p ui; echo 1 > ui/a")), quick("Done."))
    async with playing(product, {"api": again, "ui": done}) as (_, client):
        await client.launch(SPRINT)
        events = await until(client, "sprint.finished")
        report = await status(client)
    ends = {e.package: e.data for e in events if e.kind == "package.state"}
    assert (ends["api"]["state"], ends["ui"]["state"]) == ("blocked", "done")
    assert "pass api's cap of 20,000 tokens" in ends["api"]["detail"]
    assert next(p for p in report.packages if p.id == "api").tokens.total <= 20_000


async def test_the_minutes_end_a_turn_that_is_under_way(product: Product) -> None:
    text = sprint_text(package_text("api", provides="User, UserCardProps"), more="limits: { minutes: 0.05 }\n")
    product.repository.commit({SPRINT: text})
    slow = Turn(say="I think.", latency_ms=60_000)
    async with playing(product, {"api": (quick("I write.", Create("api/a.txt", "a\n")), slow)}) as (_, client):
        await client.launch(SPRINT)
        events = await until(client, "sprint.finished")
    ended = [e.data for e in events if e.kind == "package.state"][-1]
    assert ended["state"] == "blocked" and "The sprint's 0.05 minutes are over" in ended["detail"]


async def test_what_has_just_said_that_it_is_done_is_integrated(product: Product) -> None:
    text = sprint_text(package_text("api", provides="User, UserCardProps"))
    product.repository.commit({SPRINT: text})
    async with playing(product, {"api": (quick("I write.", Create("api/a.txt", "a\n")), quick("Done."))}) as (
        _,
        client,
    ):
        await client.launch(SPRINT)
        await until(client, "package.state", state="done")
        integration = await client.request("integrate", {"sprint": SPRINT})
        events = await until(client, "integration.state", since=integration["seq"], state="verified")
    assert [e.data["package"] for e in events if e.kind == "integration.merged"] == ["api"]


async def test_a_contract_change_is_proposed_accepted_and_told(product: Product) -> None:
    change = {
        "path": "contracts/user.contract.ts", "old_str": "  email: string;\n",
        "new_str": "  email: string;\n  /** @format date-time */\n  createdAt: string;\n", "reason": "The dashboard sorts by age.",
    }  # fmt: skip
    waits = tuple(Turn(say="I go on.", do=(Bash("true"),), latency_ms=300) for _ in range(12))
    script = {
        "api": (quick("I lack a field.", Tool("propose_contract_change", dict(change))), *waits),
        "docs": (
            *waits,
            quick("I look.", Bash("mkdir -p docs; cp contracts/user.contract.ts docs/seen.txt")),
            quick("Done."),
        ),
    }
    git = product.repository.git
    async with playing(product, script) as (model, client):
        await client.launch(SPRINT, ["api", "docs"])
        opened = (await until(client, "proposal.opened"))[-1]
        assert (
            opened.package == "api"
            and opened.data["contract"] == "User"
            and "+  createdAt: string;" in opened.data["diff"]
        )
        decided = await client.request("proposal", {"id": opened.data["id"], "accept": True})
        assert decided["state"] == "accepted"
        accepted = (await until(client, "proposal.accepted", since=opened.seq))[-1]
        assert sorted(accepted.data["told"]) == ["api", "docs"]
        with pytest.raises(EngineError, match="was accepted before"):
            await client.request("proposal", {"id": opened.data["id"], "accept": False})
        told = await until(client, "sprint.finished")
        integration = await client.request("integrate", {"sprint": SPRINT})
        events = await until(client, "integration.state", since=integration["seq"], state="failed")
    # Whoever comes late learns what the sprint was launched with, too.
    assert [e.data["contracts"] for e in told if e.kind == "sprint.started"] == [git.commit("main")]
    # Both branches and the gate find that it is not the contract that they were launched with, and name who is affected.
    moved = [f for e in (*told, *events) if "findings" in e.data for f in e.data["findings"]]
    moved = [f for f in moved if f["rule"] == "contract-changed-mid-sprint"]
    assert {f.get("branch") for f in moved} == {"dovetail/auth/api", "dovetail/auth/docs", None}
    for finding in moved:
        assert finding["path"] == "contracts/user.contract.ts" and finding["severity"] == "warning"
        assert "`User.createdAt` (`string`) is new and required" in finding["message"]
        assert all(f"package `{id}`" in [p["message"] for p in finding["related"]] for id in ("schema", "api", "docs"))
    # The package that was told has it in its worktree too.
    assert "createdAt" in product.repository.read("dovetail/auth/docs", "docs/seen.txt")
    assert "createdAt" in product.repository.read("dovetail/auth/contract", "contracts/user.contract.ts")
    assert product.repository.read("main", "contracts/user.contract.ts") == CONTRACT
    assert [e.data["package"] for e in events if e.kind == "integration.merged"][:1] == ["contract"]
    assert git.has("dovetail/auth/contract")
    assert len(model.log) > 5


async def test_a_declined_proposal_is_told_with_its_reason(product: Product) -> None:
    change = {
        "path": "contracts/user.contract.ts",
        "old_str": "email: string",
        "new_str": "mail: string",
        "reason": "Shorter.",
    }
    told = "was declined. Reason: Everybody uses email."
    script = (
        quick("I ask.", Tool("propose_contract_change", dict(change)), Bash("sleep 2")),
        Turn(say="As it is then.", latency_ms=20, when_reply_contains=told, otherwise=Reply("I was not told.")),
    )
    async with playing(product, {"api": script}) as (_, client):
        await client.launch(SPRINT, ["api"])
        opened = (await until(client, "proposal.opened"))[-1]
        await client.request("proposal", {"id": opened.data["id"], "accept": False, "reason": "Everybody uses email."})
        events = await until(client, "sprint.finished", since=opened.seq)
    assert [e.data["text"] for e in events if e.kind == "package.text"][-1] == "As it is then."


async def test_no_more_agents_run_at_once_than_allowed(product: Product) -> None:
    limited = sprint_text(*(package_text(id) for id in FIVE), more="limits: { agents: 2 }\n")
    product.repository.commit({SPRINT: limited})
    script = (quick("I work.", Bash("sleep 0.2")), quick("Done."))
    async with playing(product, {"*": script}, sandbox="off") as (_, client):
        await client.launch(SPRINT)
        events = await until(client, "sprint.finished")
    working: set[str | None] = set()
    most = 0
    for event in (e for e in events if e.kind == "package.state"):
        (working.add if event.data["state"] in ("preparing", "running") else working.discard)(event.package)
        most = max(most, len(working))
    assert most == 2 and events[-1].data["state"] == "finished"
    details = {e.data["detail"] for e in events if e.kind == "package.state" and e.data["state"] == "running"}
    assert details == {"Its commands run unconfined, as your settings say."}


async def test_without_a_key_nothing_is_launched(product: Product) -> None:
    async with playing(product, {}) as (model, client):
        product.use("https://api.example.org")
        with pytest.raises(
            EngineError, match="There is no key for claude-sonnet-5-5: set DOVETAIL_TEST_KEY in the environment"
        ):
            await client.launch(SPRINT)
        product.use(model)
        product.repository.commit({SPRINT: sprint_text(package_text("api", more="    agent: fast\n"))})
        with pytest.raises(
            EngineError, match="names the agent 'fast', which the settings do not have; they have default"
        ):
            await client.launch(SPRINT)
        assert (await status(client)).packages[0].state == "waiting"


async def test_an_agent_without_progress_is_seen(product: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOVETAIL_QUIET_SECONDS", "0.5")
    script = (Turn(say="I think for long.", latency_ms=2500), quick("Done."))
    async with playing(product, {"api": script}) as (_, client):
        await client.launch(SPRINT, ["api"])
        events = await until(client, "sprint.finished")
    said = [(e.data["state"], e.data["detail"][:18]) for e in events if e.kind == "package.state"]
    assert ("running", "No progress since ") in said and said[-1][0] == "done"


async def test_setup_runs_once_in_each_worktree_with_its_ignored_files_and_ports(
    product: Product, tmp_path: Path
) -> None:
    files = {
        SPRINT: sprint_text(package_text("api"), package_text("ui"), more="setup: ['echo ran >> setup.log; cat .env >> setup.log']\n"),
        ".gitignore": ".env\nsetup.log\n.dovetail/\n", ".worktreeinclude": ".env\n",
    }  # fmt: skip
    product.repository.commit(dict(files))
    (product.path / ".env").write_text("SECRET=1\n")
    script = (quick("I look.", Bash("mkdir -p $P; cat setup.log; echo port=$DOVETAIL_PORT_BASE")), quick("Done."))
    async with playing(product, {"api": script, "ui": script}) as (_, client):
        for _ in range(2):
            answer = await client.launch(SPRINT, ["api", "ui"])
            await until(client, "sprint.finished", since=answer["seq"])
    logs = sorted((tmp_path / "dovetail").glob("worktrees/*/auth/*/setup.log"))
    assert [log.parent.name for log in logs] == ["api", "ui"]
    assert all(log.read_text() == "ran\nSECRET=1\n" for log in logs)


async def test_a_setup_that_fails_is_said_with_its_command(product: Product) -> None:
    product.repository.commit(
        {SPRINT: sprint_text(package_text("api"), more="setup: ['echo no such package >&2; exit 3']\n")}
    )
    async with playing(product, {"api": (quick("Never."),)}) as (model, client):
        await client.launch(SPRINT, ["api"])
        events = await until(client, "package.state", state="failed")
    detail = events[-1].data["detail"]
    assert "exit 3` ended with code 3 in the worktree of api: no such package (all of it: " in detail
    assert not model.log


async def test_landing_is_refused_where_main_has_moved(product: Product) -> None:
    async with playing(product, {id: build(id) for id in FIVE}) as (_, client):
        await client.launch(SPRINT, ["schema"])
        with pytest.raises(EngineError, match="schema is still at work"):
            await client.request("integrate", {"sprint": SPRINT})
        await until(client, "sprint.finished")
        with pytest.raises(EngineError, match="is verified: integrate it first"):
            await client.request("land", {"sprint": SPRINT})
        integration = await client.request("integrate", {"sprint": SPRINT})
        await until(client, "integration.state", since=integration["seq"], state="verified")
        (product.path / "index.txt").write_text("dirty\n")
        with pytest.raises(EngineError, match="uncommitted changes"):
            await client.request("land", {"sprint": SPRINT})
        moved = product.repository.commit({"index.txt": "index\n", "README.md": "moved\n"}, "Meanwhile")
        with pytest.raises(EngineError, match=r"main has moved from .* integrate the sprint again"):
            await client.request("land", {"sprint": SPRINT})
        assert product.repository.git.commit("main") == moved
        product.use("http://127.0.0.1:1", land="auto")
        integration = await client.request("integrate", {"sprint": SPRINT})
        events = await until(client, "integration.state", since=integration["seq"], state="verified")
    assert any(e.kind == "integration.merged" for e in events)


async def test_a_failing_gate_shows_its_failure_at_its_line(product: Product) -> None:
    gate = "verify: ['echo \"src/a.ts(2,7): error TS2322: Wrong type.\"; exit 1']\n"
    product.repository.commit(
        {SPRINT: sprint_text(package_text("src"), more=gate), "src/a.ts": "const a = 1;\nconst b = 2;\n"}
    )
    async with playing(product, {"src": (quick("I write.", Create("src/b.ts", "export {};\n")), quick("Done."))}) as (
        _,
        client,
    ):
        await client.launch(SPRINT)
        await until(client, "sprint.finished")
        integration = await client.request("integrate", {"sprint": SPRINT})
        events = await until(client, "integration.state", since=integration["seq"], state="failed")
    (finding,) = next(e for e in reversed(events) if e.kind == "integration.findings").data["findings"]
    assert (finding["rule"], finding["path"], finding["range"]["start"]) == (
        "verification-failed", "src/a.ts", {"line": 2, "column": 7},
    )  # fmt: skip
    assert "Wrong type" in finding["message"]
