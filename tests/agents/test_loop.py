"""The turn loop with the real client over real HTTP, against the scripted model."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import pytest
from pydantic import JsonValue

from agents.places import FolderSite, OpenGate
from dovetail.agents import provider
from dovetail.agents.backend import Halted, Outcome, Task, UnrecordedJournal
from dovetail.agents.bash import Shell
from dovetail.agents.events import BrokeOff, Event, HeldBack, Text, ToolUsed, TurnEnded, WriteChecked, WriteRefused
from dovetail.agents.loop import MessagesLoop
from dovetail.agents.provider import Provider
from dovetail.agents.sandbox import Sandbox
from dovetail.agents.scripted import ScriptedModel
from dovetail.agents.scripted_script import Action, Bash, Create, Fault, Replace, Reply, Script, Tool, Turn
from dovetail.core.settings import AgentProfile

T = TypeVar("T")

pytestmark = pytest.mark.slow


class Play:
    """One package's run against a script."""

    def __init__(self, worktree: Path, owned: tuple[str, ...] = ("**",)) -> None:
        worktree.mkdir(exist_ok=True)
        self.site = FolderSite(worktree, owned)
        self.gate = OpenGate()
        self.events: list[Event] = []
        self.model: ScriptedModel | None = None

    async def run(self, *turns: Turn, environment: Mapping[str, str] | None = None, **profile: object) -> Outcome:
        async with ScriptedModel(Script({"api": turns})) as self.model:
            used = AgentProfile.model_validate({"base_url": self.model.url, **profile})
            shell = Shell(Sandbox("required", self.site.worktree), 20)
            loop = MessagesLoop(Provider(used, environment or {}), shell)
            task = Task("api", "dovetail:auth:api", ("You build a package.",), "Build it.", used)
            return await loop.run(task, self.site, self.gate, UnrecordedJournal(), self.events.append)

    def of(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]


def quick(say: str, *do: Action, **more: object) -> Turn:
    return Turn(say=say, do=do, latency_ms=0, **more)  # type: ignore[arg-type]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return Play(tmp_path / "worktree", ("src/**",))


async def test_a_package_is_built_turn_by_turn(play: Play) -> None:
    outcome = await play.run(
        quick("I write the API.", Create("src/a.ts", "export const userId = 1;\n")),
        quick("I look at it.", Bash("cat src/a.ts && wc -l src/a.ts")),
        quick("The API is done."),
    )
    assert outcome == Outcome("done", "The API is done.")
    assert (play.site.worktree / "src/a.ts").read_text() == "export const userId = 1;\n"
    assert play.site.ended == [(0, "I write the API."), (1, "I look at it."), (2, "The API is done.")]
    assert [e.summary for e in play.of(ToolUsed)] == ["src/a.ts was created", "$ cat src/a.ts && wc -l src/a.ts"]
    assert "".join(e.text for e in play.of(Text)) == "I write the API.I look at it.The API is done."
    turns = play.of(TurnEnded)
    assert [t.calls for t in turns] == [1, 1, 0] and 0 < play.gate.hold.dollars == sum(t.dollars for t in turns)
    # What was sent is known beforehand closely enough to hold the money for it.
    sent = [t.usage.total - t.usage.output for t in turns]
    assert all(0.7 < expected / real < 1.4 for expected, real in zip(play.gate.contexts, sent, strict=True))


async def test_the_findings_that_a_write_causes_come_with_its_reply_and_are_mended(play: Play) -> None:
    outcome = await play.run(
        quick("I write.", Create("src/a.ts", "const user_id = 1;\n")),
        quick(
            "I mend it.", Replace("src/a.ts", "user_id", "userId"),
            when_reply_contains="src/a.ts:1:1 error renamed-field: The contract says `userId`.", otherwise=Reply("I was not told."),
        ),
        quick("Done.", when_reply_contains="This mended 1 finding.", otherwise=Reply("I was not told.")),
    )  # fmt: skip
    assert outcome == Outcome("done", "Done.")
    assert [(len(e.caused), e.mended) for e in play.of(WriteChecked)] == [(1, 0), (0, 1)]


async def test_a_package_with_errors_is_not_done(play: Play) -> None:
    outcome = await play.run(
        quick("I write.", Bash("mkdir -p src; echo 'const user_id = 1;' > src/a.ts")),
        quick("Done."),
        quick(
            "I mend it.",
            Replace("src/a.ts", "user_id", "userId"),
            when_reply_contains="Not finished: user_id in src/a.ts",
        ),
        quick("Really done."),
    )
    assert outcome == Outcome("done", "Really done.")
    assert len(play.of(HeldBack)) == 1


async def test_an_agent_that_will_not_mend_is_blocked(play: Play) -> None:
    outcome = await play.run(quick("I write.", Create("src/a.ts", "user_id\n")), *[quick("Done.")] * 6)
    assert outcome.state == "blocked" and "user_id in src/a.ts" in outcome.detail
    assert len(play.of(TurnEnded)) == 5


async def test_a_write_outside_the_package_is_refused_or_put_back(play: Play) -> None:
    (play.site.worktree / "package.json").write_text("{}\n")
    play.site = FolderSite(play.site.worktree, ("src/**",))
    outcome = await play.run(
        quick(
            "I write.",
            Create("README.md", "hello\n"),
            Bash("echo '{1}' > package.json; mkdir src docs; touch src/a docs/b"),
        ),
        quick("I understand.", when_reply_contains="out-of-scope-change", otherwise=Reply("I was not told.")),
    )
    assert outcome.detail == "I understand."
    assert not (play.site.worktree / "README.md").exists()
    assert (play.site.worktree / "package.json").read_text() == "{}\n" and (play.site.worktree / "src/a").exists()
    assert [(e.path, e.rescue is not None) for e in play.of(WriteRefused)] == [
        ("README.md", False), ("docs/b", True), ("package.json", True),
    ]  # fmt: skip


async def test_our_own_tools_answer(play: Play) -> None:
    change: dict[str, JsonValue] = {
        "path": "contracts/a.contract.ts",
        "old_str": "id",
        "new_str": "userId",
        "reason": "The UI needs it.",
    }
    outcome = await play.run(
        quick(
            "I ask.", Tool("check_contract", {"path": "src/a.ts"}), Tool("propose_contract_change", change),
            Tool("propose_contract_change", {**change, "old_str": "absent"}), Tool("propose_contract_change", {}),
        ),
        quick("Fine.", when_reply_contains="checked src/a.ts None", otherwise=Reply("No answer.")),
    )  # fmt: skip
    assert outcome.detail == "Fine."
    assert play.site.proposed == [("contracts/a.contract.ts", "id", "userId", "The UI needs it.")]
    assert [e.ok for e in play.of(ToolUsed)] == [True, True, False, False]


async def test_an_agent_is_told_what_happened_before_its_next_turn(play: Play) -> None:
    play.gate = OpenGate({1: "The contract User was changed: `id` is now `userId`."})
    outcome = await play.run(
        quick("I look.", Bash("true")),
        quick("I saw it.", when_reply_contains="`id` is now `userId`", otherwise=Reply("I was not told.")),
    )
    assert outcome.detail == "I saw it."


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, retry_after=0.1), Fault(status=529), Fault(status=500), Fault(drop_after=0), Fault(drop_after=4),
        Fault(eof_after=4), Fault(sse_error="overloaded_error"), Fault(bad_json=True),
    ],
    ids=lambda fault: fault.name,
)  # fmt: skip
async def test_a_turn_that_breaks_is_asked_for_again(play: Play, fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider, "_FIRST_DELAY", 0.02)
    outcome = await play.run(
        quick("I write some words.", Create("src/a.ts", "1\n"), faults=(fault, fault)), quick("Done.")
    )
    assert outcome == Outcome("done", "Done.")
    assert [e.attempt for e in play.of(BrokeOff)] == [1, 2] and (play.site.worktree / "src/a.ts").exists()
    assert len(play.of(ToolUsed)) == 1
    assert play.model is not None
    assert [(e.turn, e.answered) for e in play.model.log] == [(0, False), (0, False), (0, True), (1, True)]


async def test_what_a_broken_answer_cost_is_told(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider, "_FIRST_DELAY", 0.02)
    await play.run(quick("I say quite a lot of words. " * 20, faults=(Fault(drop_after=15),)))
    (broken,) = play.of(BrokeOff)
    assert broken.usage.total > 50 and broken.dollars > 0


async def test_a_call_that_was_cut_off_is_not_carried_out(play: Play) -> None:
    outcome = await play.run(
        quick("I write.", Create("src/a.ts", "a long text\n" * 50), faults=(Fault(cut_json=True),)),
        quick("I make smaller steps.", when_reply_contains="was cut off at", otherwise=Reply("I was not told.")),
    )
    assert outcome.detail == "I make smaller steps." and not (play.site.worktree / "src").exists()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "refused the key in MY_KEY"), (403, "may not use claude-opus-5-5"),
        (404, "no model `claude-opus-5-5`"), (400, "The script asks"),
    ],
)  # fmt: skip
async def test_what_asking_again_cannot_help_is_one_sentence(play: Play, status: int, said: str) -> None:
    outcome = await play.run(
        quick("No.", faults=(Fault(status=status),)),
        api_key_env="MY_KEY",
        model="claude-opus-5-5",
        environment={"MY_KEY": "x"},
    )
    assert outcome.state == "failed" and said in outcome.detail and outcome.detail.count("\n") == 0
    assert play.model is not None and len(play.model.log) == 1


async def test_a_provider_that_stays_away_fails_the_package(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider, "_FIRST_DELAY", 0.005)
    outcome = await play.run(quick("Never.", faults=(Fault(status=529),) * 20))
    assert outcome.state == "failed" and "gave no whole answer in 8 attempts" in outcome.detail


async def test_the_number_of_turns_is_bounded(play: Play) -> None:
    outcome = await play.run(*[quick("Again.", Bash("true"))] * 9, max_turns=3)
    assert outcome == Outcome("blocked", "The agent was not finished after 3 turns.")


async def test_a_closed_gate_ends_the_run(play: Play) -> None:
    class Closed(OpenGate):
        async def notes(self, turn: int) -> list[str]:
            if turn == 1:
                raise Halted(Outcome("stopped", "You stopped it."))
            return []

    play.gate = Closed()
    assert await play.run(quick("One.", Bash("true")), quick("Two.")) == Outcome("stopped", "You stopped it.")


async def test_twenty_agents_share_a_provider(tmp_path: Path) -> None:
    turns = (*[quick("I write.", Bash("echo x >> src"))] * 4, quick("Done."))
    async with ScriptedModel(Script({"*": turns})) as model:
        profile = AgentProfile(base_url=model.url)
        shared = Provider(profile, {})

        async def one(n: int) -> Outcome:
            worktree = tmp_path / f"w{n}"
            worktree.mkdir()
            loop = MessagesLoop(shared, Shell(Sandbox("off", worktree), 20))
            task = Task(f"p{n}", f"dovetail:auth:p{n}", (), "Build it.", profile)
            return await loop.run(task, FolderSite(worktree), OpenGate(), UnrecordedJournal(), lambda _: None)

        outcomes = await asyncio.gather(*map(one, range(20)))
    assert {o.state for o in outcomes} == {"done"}
    assert all((tmp_path / f"w{n}" / "src").read_text() == "x\n" * 4 for n in range(20))


def test_a_missing_key_is_said_before_anything_starts() -> None:
    profile = AgentProfile(api_key_env="MY_KEY")
    said = provider.problem(profile, {})
    assert said is not None and "set MY_KEY" in said and said.count(". ") == 0
    assert provider.problem(profile, {"MY_KEY": "x"}) is None
    assert provider.problem(profile, {"ANTHROPIC_BASE_URL": "http://127.0.0.1:8808"}) is None
    assert provider.problem(profile, {"ANTHROPIC_BASE_URL": "https://example.org"}) is not None
