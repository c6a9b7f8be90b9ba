"""A package's surroundings in earnest: its worktree under git, its policy, its checks, its proposals."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from dovetail.agents.backend import Checked, ToolError
from dovetail.agents.bash import Shell
from dovetail.agents.policy import is_contract, refusal
from dovetail.agents.toolbox import first_line, in_words
from dovetail.core.contracts import Contract
from dovetail.core.plan import Package
from dovetail.git.commits import commit_step
from dovetail.git.run import Git
from dovetail.git.trees import worktree_state
from dovetail.git.worktrees import RESCUE

from .active import ActiveSprint
from .branchcheck import BranchCheck, Standing, caused, mended
from .store import Proposal
from .voice import Voice
from .worktree import bring_up_to

_SUBJECT = 72
_COMPLAINTS = 12


class PackageSite:
    """What one run of a package may see and do. `committed` is called after each commit, `propose` with each proposal."""

    def __init__(
        self,
        active: ActiveSprint,
        package: Package,
        workflow: str,
        git: Git,
        check: BranchCheck,
        voice: Voice,
        shell: Shell,
        committed: Callable[[str], None],
        propose: Callable[[Proposal], None],
    ) -> None:
        self._active = active
        self._package = package
        self._workflow = workflow
        self._git = git
        self._check = check
        self._voice = voice
        self._shell = shell
        self._committed = committed
        self._propose = propose
        # One reader or writer of the worktree's state at a time: an accepted proposal checks it from outside the run.
        self._busy = asyncio.Lock()

    @property
    def worktree(self) -> Path:
        return self._git.directory

    @property
    def branch(self) -> str:
        return self._active.sprint.branch(self._package.id)

    def refusal(self, path: str) -> str | None:
        return refusal(self._active.sprint, self._package, path)

    async def begin_turn(self, turn: int) -> None:
        left = list(await self.changes())
        if left:
            await asyncio.to_thread(put_aside, self._git, self._package.id)
            await self._standing(lambda: self._check.reread(left))

    async def changes(self) -> Mapping[str, str]:
        return await asyncio.to_thread(uncommitted, self._git)

    async def put_back(self, paths: Sequence[str]) -> str:
        return await asyncio.to_thread(put_back, self._git, self._package.id, paths)

    async def findings_after(self, paths: Sequence[str]) -> Checked:
        before, after = await self._standing(lambda: self._check.reread(paths))
        return Checked(caused(before, after), mended(before, after))

    async def replan(self) -> None:
        """The plan has changed: the branch is checked under it, and what is new is shown."""
        await self._standing(lambda: self._check.replan(self._active.plan))

    async def take_over_contracts(self) -> None:
        """Between turns: the contract changes that were accepted come into the worktree, for compilers to see."""
        async with self._busy:
            why = "Take over contract changes that were accepted"
            await asyncio.to_thread(bring_up_to, self._git, self._active.plan.commit, why)

    async def check_contract(self, path: str | None, contract: str | None) -> str:
        if contract is not None:
            return _contract_text(self._check, contract)
        async with self._busy:
            standing = self._check.standing
        found = standing.all if path is None else standing.of(path)
        where = f" in {path}" if path is not None else ""
        if not found:
            return f"Your branch has no findings{where} under the sprint's contracts."
        return "\n".join([f"{len(found)} finding{'s'[: len(found) != 1]}{where}:", *map(in_words, found)])

    async def propose_change(self, call: str, path: str, old: str, new: str, reason: str) -> str:
        text = self._active.plan.texts.get(path)
        if text is None or not is_contract(self._active.sprint, path):
            known = ", ".join(p for p in sorted(self._active.plan.texts) if is_contract(self._active.sprint, p))
            raise ToolError(f"{path} is not a contract of this sprint; there are {known}.")
        if not old or text.count(old) != 1:
            raise ToolError(
                f"`old_str` has to occur exactly once in {path}; it occurs {text.count(old) if old else 0} times."
            )
        if not reason.strip():
            raise ToolError("Say in `reason` which decision is missing, and who needs it.")
        # The same call made again after a crash is the same proposal.
        id = hashlib.sha256(f"{self._workflow}/{call}".encode()).hexdigest()[:8]
        proposal = Proposal(id, self._active.run.slug, self._package.id, path, old, new, reason.strip())
        self._propose(proposal)
        return (
            f"Proposed as {proposal.id}. A person decides, and you will be told. Until then {path} stays as it is: go on with what "
            "does not depend on it, and do not write against the change."
        )

    async def unfinished(self) -> str | None:
        _, standing = await self._standing(lambda: self._check.reread(self._everything()))
        if standing.errors:
            shown = standing.errors[:_COMPLAINTS]
            rest = (
                f"\n… and {len(standing.errors) - len(shown)} more: call check_contract."
                if len(standing.errors) > len(shown)
                else ""
            )
            return (
                "Your package is not finished, because it has errors of its own:\n"
                + "\n".join(map(in_words, shown))
                + rest
            )
        for command in self._package.verify:
            ran = await self._shell.run(command)
            foreign = [path for path in await self.changes() if self.refusal(path) is not None]
            if foreign:
                await self.put_back(foreign)
            ok = ran.code == 0
            self._voice.say(
                "package.tool", {"tool": "verify", "input": {"command": command}, "ok": ok, "summary": f"$ {command}"}
            )
            if not ok:
                how = "did not end in time" if ran.code is None else f"ended with code {ran.code}"
                return f"Your package is not finished: `{command}`, which verifies it, {how}:\n{ran.output[-6000:]}"
        return None

    async def end_turn(self, turn: int, said: str) -> None:
        message = first_line(said)
        message = message if len(message) <= _SUBJECT else message[: _SUBJECT - 1] + "…"
        async with self._busy:
            done = await asyncio.to_thread(
                commit_step,
                self._git,
                branch=self.branch,
                base=self._active.run.base,
                step_id=f"{self._workflow}/{turn}",
                message=message or f"Work on {self._package.id}",
                trailers={"Package": self._package.id},
            )
        if done.created:
            self._voice.say("package.commit", {"sha": done.sha, "subject": message}, key=f"commit/{turn}")
            self._committed(done.sha)

    async def _standing(self, look: Callable[[], Standing]) -> tuple[Standing, Standing]:
        """The branch's findings before and after a look at it; the files whose findings changed are told."""
        async with self._busy:
            before = self._check.standing
            after = await asyncio.to_thread(look)
        for path in after.changed_paths(before):
            new = any(f.path == path for f in caused(before, after))
            self._voice.say_findings(path, after.of(path), caused=new)
        return before, after

    def _everything(self) -> list[str]:
        return list(uncommitted(self._git))


def uncommitted(git: Git) -> dict[str, str]:
    """What differs from the last commit, each path with its size and time of writing."""
    out = git.run_bytes(
        "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--ignore-submodules=none"
    )
    found: dict[str, str] = {}
    for record in out.decode("utf-8", "surrogateescape").split("\0"):
        if record:
            file = git.directory / record[3:]
            about = file.lstat() if file.is_symlink() or file.exists() else None
            found[record[3:]] = f"{about.st_size} {about.st_mtime_ns}" if about is not None else ""
    return found


def put_back(git: Git, package: str, paths: Sequence[str]) -> str:
    """Restore paths to the last commit. The worktree as it was is kept under a rescue ref."""
    ref = _rescue(git, package, f"Written by {package} outside of its package")
    known = set(
        git.run_bytes("--literal-pathspecs", "ls-tree", "-r", "-z", "--name-only", "HEAD", "--", *paths)
        .decode("utf-8", "surrogateescape")
        .split("\0")
    )
    tracked = [path for path in paths if path in known]
    for path in paths:
        file = git.directory / path
        if path not in known and (file.is_symlink() or file.is_file()):
            file.unlink()
    if tracked:
        git.run("--literal-pathspecs", "checkout", "--quiet", "HEAD", "--", *tracked)
    return ref


def put_aside(git: Git, package: str) -> str:
    """Put a worktree back to its last commit as a whole. What was in it is kept under a rescue ref; what git ignores stays."""
    ref = _rescue(git, package, f"Left of a turn of {package} that was broken off")
    git.run("reset", "--quiet", "--hard")
    git.run("clean", "-ffdq")
    return ref


def _rescue(git: Git, package: str, message: str) -> str:
    state = worktree_state(git, message)
    ref = f"{RESCUE}/{package}/{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}-{state.commit[:8]}"
    git.run("update-ref", "-m", "dovetail: rescue", ref, state.commit)
    return ref


def _contract_text(check: BranchCheck, name: str) -> str:
    """A contract as it stands, with all that it mentions."""
    contracts = check.snapshot.contracts
    if contracts.get(name) is None:
        near = contracts.by_words(name)
        hint = f"did you mean {near.name}?" if near is not None else f"there are {', '.join(contracts.names)}."
        raise ToolError(f"There is no contract `{name}`; {hint}")
    texts: list[str] = []
    for reached in contracts.reachable(name):
        contract: Contract | None = contracts.get(reached)
        text = check.snapshot.text(contract.path) if contract is not None else None
        if contract is not None and text is not None:
            texts.append(f"// {contract.path}\n{text[contract.declaration.range]}")
    return "\n\n".join(texts)
