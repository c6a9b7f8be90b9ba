"""The gate: what would land is set up, checked and tested in one worktree; what breaks it is found and ejected."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, Protocol

from dovetail.core.snapshot import Failure
from dovetail.git.run import Git
from dovetail.git.trees import Entry, entries
from dovetail.git.worktrees import move_detached
from dovetail.integration.bisection import bisection
from dovetail.integration.failures import read_failures
from dovetail.integration.structured import Parses
from dovetail.integration.train import Branch, Ejected, Train, stack


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, with all that it printed."""

    code: int
    output: str
    seconds: float = 0.0


class Run(Protocol):
    """Runs a command in a folder. Confining it is the business of whoever passes this in."""

    async def __call__(self, command: str, directory: Path) -> Ran: ...


Check = Callable[[str], Awaitable[tuple[Failure, ...]]]
"""The findings that forbid a commit to land, as failures."""

Step = Literal["stacking", "setting-up", "checking", "verifying", "bisecting"]
Tell = Callable[[Step, str, str], None]
"""Hears of progress: the step, a sentence, and the commit that it is about."""


@dataclass(frozen=True, slots=True)
class Gate:
    """What a commit has to pass: `setup` where dependencies changed, the findings, then the `verify` commands."""

    setup: tuple[str, ...]
    verify: tuple[str, ...]
    run: Run
    check: Check | None = None
    tell: Tell = lambda step, sentence, commit: None


@dataclass(frozen=True, slots=True)
class CommandRun:
    """One command of the gate and how it ended."""

    command: str
    ran: Ran


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the gate stopped: a command of the setup or of `verify`, or the findings."""

    stage: Literal["setup", "findings", "verify"]
    command: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of a commit."""

    commit: str
    failures: tuple[Failure, ...] = ()
    runs: tuple[CommandRun, ...] = ()
    stop: Stop | None = None

    @property
    def passed(self) -> bool:
        return self.stop is None


@dataclass(frozen=True, slots=True)
class Integration:
    """What came of an integration: the train whose head is verified, or what stands in its way."""

    state: Literal["verified", "failed", "empty"]
    train: Train
    ejected: tuple[Ejected, ...]
    verdict: Verdict | None
    reason: str = ""
    tries: int = 0


async def integrate(
    git: Git, worktree: Git, base: str, branches: Sequence[Branch], gate: Gate, parses: Parses
) -> Integration:
    """Stack the branches, verify the head, eject the package that breaks it, and begin again until it passes.

    `worktree` is a detached one of the same repository, which is put at each commit that is tried.
    """
    remaining = list(branches)
    ejected: list[Ejected] = []
    tries = 0
    while True:
        gate.tell("stacking", f"Stacking {len(remaining)} packages.", base)
        gone = [e.package for e in ejected]
        train = await asyncio.to_thread(stack, git, base, remaining, parses, without=gone)
        if not train.merged:
            every = (*ejected, *train.ejected)
            return Integration("empty", train, every, None, "No package is left that could be merged.", tries)
        verdict = await judge(worktree, train.head, gate)
        tries += 1
        if verdict.passed:
            return Integration("verified", train, (*ejected, *train.ejected), verdict, tries=tries)
        index, more, at_culprit = await _find_culprit(worktree, train, gate, verdict)
        tries += more
        if index is None:
            every = (*ejected, *train.ejected)
            reason = "The base does not pass the gate by itself: mend it before integrating."
            return Integration("failed", train, every, at_culprit, reason, tries)
        culprit = train.merged[index].package
        ejected.append(_blame(culprit, at_culprit))
        remaining = [branch for branch in remaining if branch.package != culprit]


async def judge(worktree: Git, commit: str, gate: Gate, *, only: Stop | None = None) -> Verdict:
    """Take a commit through the gate, up to its first failure; with `only`, just as far as another commit came."""
    await asyncio.to_thread(move_detached, worktree, commit)
    held = await asyncio.to_thread(entries, worktree, commit)
    runs: list[CommandRun] = []
    if only is None or only.stage != "findings":
        for command in await asyncio.to_thread(_missing_setup, worktree, gate, held):
            gate.tell("setting-up", f"Running `{command}`.", commit)
            if failures := await _command(worktree, command, gate.run, held, runs):
                return Verdict(commit, failures, tuple(runs), Stop("setup", command))
        await asyncio.to_thread(_mark_set_up, worktree, gate, held)
    if gate.check is not None and (only is None or only.stage == "findings"):
        gate.tell("checking", "Checking the merged tree.", commit)
        if failures := await gate.check(commit):
            return Verdict(commit, failures, tuple(runs), Stop("findings"))
    for command in gate.verify if only is None else _up_to(gate.verify, only):
        gate.tell("verifying", f"Running `{command}`.", commit)
        if failures := await _command(worktree, command, gate.run, held, runs):
            return Verdict(commit, failures, tuple(runs), Stop("verify", command))
    return Verdict(commit, (), tuple(runs))


async def _find_culprit(worktree: Git, train: Train, gate: Gate, verdict: Verdict) -> tuple[int | None, int, Verdict]:
    """The index of the package that broke the train, how many tries that took, and the verdict where it begins."""
    search = bisection(len(train.merged))
    first_bad = verdict
    tries = 0
    while (prefix := search.next_prefix) is not None:
        gate.tell(
            "bisecting", f"Looking for the package that breaks it: trying the first {prefix}.", train.prefix(prefix)
        )
        result = await judge(worktree, train.prefix(prefix), gate, only=verdict.stop)
        tries += 1
        search = search.after(prefix, passed=result.passed)
        first_bad = first_bad if result.passed else result
    if search.high == 1:
        gate.tell("bisecting", "Trying the base by itself.", train.base)
        at_base = await judge(worktree, train.base, gate, only=verdict.stop)
        tries += 1
        if not at_base.passed:
            return None, tries, at_base
    return search.culprit, tries, first_bad


def _blame(package: str, verdict: Verdict) -> Ejected:
    failures = tuple(replace(failure, package=package) for failure in verdict.failures)
    first = failures[0]
    place = f"{first.path}:{first.line}: " if first.path else ""
    what = f"`{first.command}` fails" if first.command else "the merged tree has errors"
    return Ejected(package, f"With it {what}: {place}{first.message}", failures=failures)


def _missing_setup(worktree: Git, gate: Gate, held: dict[str, Entry]) -> tuple[str, ...]:
    """The setup commands, unless they ran in this worktree for the same manifests."""
    mark = _setup_mark(worktree)
    if mark.is_file() and mark.read_text() == setup_key(held, gate.setup):
        return ()
    mark.unlink(missing_ok=True)
    return gate.setup


def _mark_set_up(worktree: Git, gate: Gate, held: dict[str, Entry]) -> None:
    _setup_mark(worktree).write_text(setup_key(held, gate.setup))


def _setup_mark(worktree: Git) -> Path:
    return worktree.git_dir() / "dovetail-setup"


_MANIFESTS = frozenset(
    """package.json package-lock.json npm-shrinkwrap.json pnpm-lock.yaml pnpm-workspace.yaml yarn.lock bun.lock bun.lockb .npmrc
    pyproject.toml uv.lock poetry.lock pdm.lock setup.py setup.cfg Pipfile Pipfile.lock schema.prisma
    Cargo.toml Cargo.lock go.mod go.sum Gemfile Gemfile.lock composer.json composer.lock""".split()
)


def setup_key(held: dict[str, Entry], commands: Sequence[str]) -> str:
    """What the setup of a tree depends on: its commands, and the files that name what is to be installed."""
    lines = [*commands]
    for path, entry in sorted(held.items()):
        name = path.rpartition("/")[2]
        if name in _MANIFESTS or (name.startswith("requirements") and name.endswith(".txt")):
            lines.append(f"{path} {entry.oid}")
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


async def _command(
    worktree: Git, command: str, run: Run, held: dict[str, Entry], runs: list[CommandRun]
) -> tuple[Failure, ...]:
    ran = await run(command, worktree.directory)
    runs.append(CommandRun(command, ran))
    if ran.code == 0:
        return ()
    roots = (str(worktree.directory), str(worktree.directory.resolve()))
    return read_failures(command, ran.code, ran.output, roots, held.keys())


def _up_to(commands: Sequence[str], stop: Stop) -> tuple[str, ...]:
    """The commands up to the one that failed: later ones may need what earlier ones built."""
    return tuple(commands[: commands.index(stop.command) + 1]) if stop.stage == "verify" else ()
