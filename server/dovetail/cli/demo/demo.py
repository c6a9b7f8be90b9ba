"""Runs the demo's sprint from the first commit to a landed main, and tells what happens."""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from dovetail.agents.sandbox import sandbox_problem
from dovetail.agents.scripted import ScriptedModel
from dovetail.agents.scripted_script import Script
from dovetail.cli.story import Story
from dovetail.cli.telling import rendered
from dovetail.cli.workspaces import read_workspace
from dovetail.core.errors import EngineError, UsageError
from dovetail.core.reports import SprintStatusReport, check_report
from dovetail.rules import check
from dovetail.sprint.client import EngineClient, stop_engine
from dovetail.sprint.protocol import EngineEvent

from .repository import SCRIPT, SPRINT_PATH, Repository, build_repository, remove_worktrees
from .timeline import timeline

# The drift that the script plants: a demo in which it was not caught and mended has shown nothing.
PLANTED = frozenset({"renamed-field", "unknown-property", "null-mismatch"})
# Seconds without an event after which the demo gives up: a scripted model answers at once, a real one thinks.
_SILENCE, _LIVE_SILENCE = 90.0, 900.0
# In an editor people want to see an agent's drift before it is mended; a real model takes far longer still.
_WATCHED_SLOWER = 8.0


def run_demo(*, live: bool = False, keep: Path | None = None) -> int:
    """The demo from start to end; 0 only where main has landed, is verified, and the planted drift was caught and mended."""
    if live and not os.environ.get("ANTHROPIC_API_KEY"):
        raise UsageError(
            "`dovetail demo --live` needs a key: set ANTHROPIC_API_KEY, or leave out --live for the scripted model."
        )
    place = _place(keep)
    try:
        code = asyncio.run(_demo(Console(highlight=False, soft_wrap=True), place, live=live))
    finally:
        if (place / ".git").exists():
            stop_engine(place)
    if code == 0:
        remove_worktrees(Repository(place))
    return code


def prepare_demo(target: Path) -> None:
    """Builds the repository and serves the scripted model until it is stopped, for clicking through it in an editor."""
    asyncio.run(_prepare(Console(highlight=False, soft_wrap=True), target.absolute()))


async def _demo(console: Console, place: Path, *, live: bool) -> int:
    console.print(_introduction(live=live))
    async with _model(place, live=live) as url:
        began = time.monotonic()
        repository = await asyncio.to_thread(_build, console, place, url)
        first = repository.head
        console.print(f"The product's first commit is in {place} ({time.monotonic() - began:.1f} s with its modules).")
        errors_before, before = await asyncio.to_thread(_checked, place)
        console.print(f"dovetail check: {before}")
        async with await EngineClient.connect(place) as engine:
            story, status = await _sprint(console, engine, _LIVE_SILENCE if live else _SILENCE)
    console.rule("the result", style="dim")
    errors_after, after = await asyncio.to_thread(_checked, place)
    console.print(f"dovetail check: {after}")
    console.print(timeline(story, status))
    faults = broken_promises(story, first, repository.head, scripted=not live)
    faults += [f"`dovetail check` found {_count(n, 'error')}." for n in (errors_before, errors_after) if n]
    console.print(_summary(story, place))
    for fault in faults:
        console.print(f"[bold red]not as promised:[/] {escape(fault)}")
    return 1 if faults else 0


async def _sprint(console: Console, engine: EngineClient, silence: float) -> tuple[Story, SprintStatusReport]:
    """Launches the packages, integrates what they made and lands it, as far as each step ends well."""
    story = Story(time.time())
    since = int((await engine.request("ping"))["seq"])
    async with aclosing(engine.events(since)) as events:

        async def follow(reached: Callable[[], bool]) -> None:
            while not reached():
                for line in story.tell(await _next(events, silence)):
                    console.print(rendered(line))

        console.rule("five agents side by side", style="dim")
        await engine.launch(SPRINT_PATH)
        await follow(lambda: story.over)
        if story.all_done:
            console.rule("the integration pass", style="dim")
            await engine.request("integrate", {"sprint": SPRINT_PATH})
            await follow(lambda: story.integration in ("verified", "failed", "landed"))
        if story.integration == "verified":
            await engine.request("land", {"sprint": SPRINT_PATH})
            await follow(lambda: story.landed is not None)
    status = await engine.request("status", {"sprint": SPRINT_PATH})
    return story, SprintStatusReport.model_validate(status)


async def _next(events: AsyncGenerator[EngineEvent], silence: float) -> EngineEvent:
    try:
        async with asyncio.timeout(silence):
            return await anext(events)
    except TimeoutError:
        raise EngineError(f"Nothing has happened for {silence:.0f} seconds, so the demo gives up.") from None


async def _prepare(console: Console, target: Path) -> None:
    async with _model(target, live=False, slower=_WATCHED_SLOWER) as url:
        await asyncio.to_thread(_build, console, target, url)
        console.print(f"The product is in {target}: open {SPRINT_PATH} in the editor and launch its packages.")
        console.print("The model is scripted, and answers until you press ctrl-C.")
        console.print(f"ready {url}")
        await asyncio.Event().wait()


def _build(console: Console, place: Path, model_url: str | None) -> Repository:
    """The repository. Where commands cannot be confined, a scripted model's run all the same, and this says so."""
    problem = sandbox_problem() if model_url is not None else None
    if problem is not None:
        console.print(f"[yellow]{escape(problem)}[/]\nThe commands of this demo are scripted, so they run unconfined.")
    return build_repository(place, model_url, confined=problem is None)


@asynccontextmanager
async def _model(place: Path, *, live: bool, slower: float = 1.0) -> AsyncGenerator[str | None]:
    """The scripted model's address while it is served, or None for a real one. Its log lies beside the repository."""
    if live:
        yield None
        return
    log = place.parent / f"{place.name}.model.jsonl"
    async with ScriptedModel(Script.load(SCRIPT), log_path=log, slower=slower) as model:
        yield model.url


def _place(keep: Path | None) -> Path:
    """Where the repository goes: where the user wants to keep it, or a temporary folder that holds all that belongs to it."""
    if keep is not None:
        return keep.absolute()
    folder = Path(tempfile.mkdtemp(prefix="dovetail-demo-")).resolve()
    os.environ.setdefault("DOVETAIL_HOME", str(folder / "home"))
    return folder / "harbor"


def _checked(place: Path) -> tuple[int, str]:
    """The number of errors in the repository, and a sentence on all findings."""
    began = time.perf_counter()
    _, snapshot = read_workspace(place)
    summary = check_report(check(snapshot), snapshot, time.perf_counter() - began).summary
    counts = f"{_count(summary.error, 'error')}, {_count(summary.warning, 'warning')}, {summary.info} info"
    return summary.error, f"{counts} in {_count(summary.files, 'file')} ({summary.seconds * 1000:.0f} ms)"


def broken_promises(story: Story, first: str, main: str, *, scripted: bool) -> list[str]:
    """What a demo has to show and this one did not; `first` and `main` are where main was and is."""
    faults: list[str] = []
    if story.landed is None or main == first:
        faults.append("main did not land.")
    elif main != story.landed:
        faults.append(f"main is {main[:8]}, which is not the commit that was verified.")
    if scripted:
        missed = PLANTED - {caught.finding.rule for caught in story.mended}
        faults += [f"the planted drift [{rule}] was not caught and mended." for rule in sorted(missed)]
        if not story.refused:
            faults.append("the write outside of a package was not refused.")
        if not story.resolved:
            faults.append("the conflict in the shared file did not come up.")
    return faults


def _introduction(*, live: bool) -> str:
    if live:
        return "[bold]Dovetail demo[/], with a real model: this costs money, up to the sprint's own limits."
    return (
        "[bold]Dovetail demo.[/] The model is scripted: five agents play turns that were written beforehand, drift included.\n"
        "Everything else is real: the client and HTTP, the engine, worktrees, checks, merges, the compiler and the tests.\n"
        "`dovetail demo --live` does the same with a real model and your key."
    )


def _summary(story: Story, place: Path) -> str:
    counts = (
        f"{_count(len(story.caught), 'error')} caught live, {len(story.mended)} mended by the agent that wrote them, "
        f"{_count(story.refused, 'write')} refused, {_count(len(story.resolved), 'conflict')} resolved."
    )
    return f"\n{counts}\nOpen the result:  [bold]code {escape(str(place))}[/]"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s'[: number != 1]}"
