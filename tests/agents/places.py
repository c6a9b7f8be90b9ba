"""A worktree for agents under test: a plain folder with git-like answers, and no repository."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from dovetail.agents.backend import Checked, ToolError
from dovetail.core.globs import matches_any
from dovetail.core.reports import FindingReport, PositionReport, RangeReport, Tokens


def finding(path: str, message: str, rule: str = "renamed-field") -> FindingReport:
    at = PositionReport(line=1, column=1)
    return FindingReport(
        rule=rule,
        severity="error",
        path=path,
        range=RangeReport(start=at, end=at),
        message=message,
        url="https://example.org",
    )


class FolderSite:
    """A site over a folder. A file that holds `user_id` has a finding; the package owns `owned`."""

    def __init__(self, worktree: Path, owned: tuple[str, ...] = ("**",)) -> None:
        self.worktree = worktree
        self.owned = owned
        self.ended: list[tuple[int, str]] = []
        self.proposed: list[tuple[str, str, str, str]] = []
        self.put_back_paths: list[str] = []
        self._committed = self._files()
        self._findings: frozenset[str] = frozenset()

    def refusal(self, path: str) -> str | None:
        return None if matches_any(self.owned, path) else f"{path} is outside your package."

    async def begin_turn(self, turn: int) -> None:
        assert not await self.changes(), "a turn begins with what the last one left"

    async def changes(self) -> Mapping[str, str]:
        now = self._files()
        return {p: str(hash(now.get(p))) for p in {*now, *self._committed} if now.get(p) != self._committed.get(p)}

    async def put_back(self, paths: Sequence[str]) -> str:
        for path in paths:
            self.put_back_paths.append(path)
            if path in self._committed:
                (self.worktree / path).write_bytes(self._committed[path])
            else:
                (self.worktree / path).unlink()
        return "refs/dovetail/rescue/test"

    async def findings_after(self, paths: Sequence[str]) -> Checked:
        before, self._findings = self._findings, frozenset(p for p, t in self._files().items() if b"user_id" in t)
        caused = tuple(finding(p, "The contract says `userId`.") for p in sorted(self._findings - before))
        return Checked(caused, len(before - self._findings))

    async def check_contract(self, path: str | None, contract: str | None) -> str:
        return f"checked {path} {contract}"

    async def propose_change(self, call: str, path: str, old: str, new: str, reason: str) -> str:
        if old == "absent":
            raise ToolError("`old_str` does not occur in the contract.")
        self.proposed.append((path, old, new, reason))
        return "Proposed."

    async def unfinished(self) -> str | None:
        await self.findings_after(())
        return f"Not finished: user_id in {', '.join(sorted(self._findings))}." if self._findings else None

    async def end_turn(self, turn: int, said: str) -> None:
        self.ended.append((turn, said))
        self._committed = self._files()

    def _files(self) -> dict[str, bytes]:
        files = (p for p in self.worktree.rglob("*") if p.is_file() and not p.is_symlink())
        return {p.relative_to(self.worktree).as_posix(): p.read_bytes() for p in files}


@dataclass
class OpenHold:
    """Holds nothing."""

    most: int
    dollars: float = 0.0

    def settle(self, usage: Tokens, dollars: float) -> None:
        self.dollars += dollars


class OpenGate:
    """Lets every turn pass, with the notes it was given for it."""

    def __init__(self, notes: Mapping[int, str] | None = None) -> None:
        self._notes = notes or {}
        self.contexts: list[int] = []
        self.hold = OpenHold(16_000)

    async def notes(self, turn: int) -> list[str]:
        return [self._notes[turn]] if turn in self._notes else []

    @asynccontextmanager
    async def spending(self, turn: int, context: int) -> AsyncGenerator[OpenHold]:
        self.contexts.append(context)
        yield self.hold
