"""Runs git in a directory, and says clearly what git refused."""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from subprocess import PIPE, TimeoutExpired
from typing import TYPE_CHECKING

from dovetail.core.errors import GitError, NotARepository

if TYPE_CHECKING:
    from git.cmd import Git as CommandInterface

# `git merge-tree --stdin -z` came with 2.39.
OLDEST = (2, 39)

# Git exports GIT_DIR, GIT_INDEX_FILE and others inside hooks and `git` aliases; with them a command given a worktree would
# quietly work on another one. What stays is how to reach the network, whose configuration to read, and who commits.
_KEPT = frozenset(
    [
        "GIT_EXEC_PATH",
        "GIT_SSH",
        "GIT_SSH_COMMAND",
        "GIT_SSH_VARIANT",
        "GIT_SSL_CAINFO",
        "GIT_SSL_NO_VERIFY",
        "GIT_HTTP_PROXY_AUTHMETHOD",
        "GIT_ASKPASS",
        "GIT_ALLOW_PROTOCOL",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CEILING_DIRECTORIES",
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL",
    ]
)

# No background repacking while worktrees come and go, no hooks (an agent could write one), no daemon per worktree.
_CONFIG: dict[str, str] = {
    "gc.auto": "0",
    "maintenance.auto": "false",
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.quotePath": "false",
    "advice.detachedHead": "false",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a git command ended."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8", "surrogateescape").removesuffix("\n")


class CommandFailed(GitError):
    """Git ended with an error: what was tried, and git's own sentence."""

    def __init__(self, args: Sequence[str], code: int, err: str) -> None:
        self.command = tuple(args)
        self.code = code
        self.stderr = err
        said = [line for line in err.splitlines() if line.strip() and not line.startswith("hint:")]
        told = [line for line in said if line.startswith(("fatal:", "error:"))] or said
        sentence = " ".join(line.partition(": ")[2] if line.startswith(("fatal:", "error:")) else line for line in told)
        super().__init__(f"`git {' '.join(_short(args))}` failed: {sentence or f'exit code {code}'}")


class GitMissing(GitError):
    """There is no git here, or one that is too old."""


class Git:
    """Git, bound to a directory: a worktree, or the repository's own folder."""

    def __init__(self, directory: Path | str, env: Mapping[str, str] | None = None) -> None:
        self.directory = Path(directory)
        self.environment: Mapping[str, str] = dict(env or {})

    def run(self, *args: str, input: str | bytes | None = None, env: Mapping[str, str] | None = None) -> str:
        """The command's output as text, without its last line break."""
        return self.check(*args, input=input, env=env).text

    def run_bytes(self, *args: str, input: str | bytes | None = None, env: Mapping[str, str] | None = None) -> bytes:
        """The command's output as it is."""
        return self.check(*args, input=input, env=env).out

    def check(self, *args: str, input: str | bytes | None = None, env: Mapping[str, str] | None = None) -> Outcome:
        """How the command ended; raises unless it ended well."""
        outcome = self.attempt(*args, input=input, env=env)
        if outcome.code != 0:
            raise CommandFailed(args, outcome.code, outcome.err)
        return outcome

    def attempt(
        self,
        *args: str,
        input: str | bytes | None = None,
        env: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> Outcome:
        """How the command ended, also where it ended badly: for commands whose exit code is an answer."""
        interface = _interface()
        # `-C` and not a working directory: GitPython falls back to the process's own directory when one is gone, and
        # that may be the user's checkout.
        environment = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", **self.environment, **(env or {})}
        command = [*_without_inherited(environment), "git", "-C", str(self.directory)]
        for key, value in _CONFIG.items():
            command += ["-c", f"{key}={value}"]
        stdin = PIPE if input is not None else None
        process = interface.execute([*command, *args], istream=stdin, as_process=True, env=environment)
        data = input.encode("utf-8", "surrogateescape") if isinstance(input, str) else input
        try:
            out, err = process.communicate(data, timeout=timeout)
        except TimeoutExpired:
            process.kill()
            process.communicate()
            raise GitError(f"`git {' '.join(_short(args))}` did not end within {timeout:g} seconds.") from None
        return Outcome(process.returncode, out, err.decode("utf-8", "replace"))

    def at(self, directory: Path | str) -> "Git":
        """The same, bound to another directory."""
        return Git(directory, self.environment)

    def with_env(self, env: Mapping[str, str]) -> "Git":
        """The same, with more environment for each command."""
        return Git(self.directory, {**self.environment, **env})

    def commit(self, revision: str) -> str:
        """The full id of the commit that a revision names."""
        found = self.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if found.code != 0:
            raise GitError(f"There is no commit, branch or tag `{revision}` in {self.directory}{self._cut_off()}.")
        return found.text

    def _cut_off(self) -> str:
        """Of a shallow clone, that what is older is not in it, and how it comes."""
        shallow = self.attempt("rev-parse", "--is-shallow-repository").text == "true"
        return "; it is a shallow clone, and `git fetch --unshallow` brings what is older" if shallow else ""

    def has(self, revision: str) -> bool:
        """True where a revision names a commit."""
        return self.attempt("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").code == 0

    def is_ancestor(self, older: str, newer: str) -> bool:
        """True where everything in `older` is in `newer`."""
        outcome = self.attempt("merge-base", "--is-ancestor", older, newer)
        if outcome.code > 1:
            raise CommandFailed(("merge-base", "--is-ancestor", older, newer), outcome.code, outcome.err)
        return outcome.code == 0

    def common_dir(self) -> Path:
        """The folder that all worktrees of the repository share."""
        return Path(self.run("rev-parse", "--path-format=absolute", "--git-common-dir"))

    def git_dir(self) -> Path:
        """This worktree's own folder inside the repository: where its index and HEAD are."""
        return Path(self.run("rev-parse", "--absolute-git-dir"))

    def git_path(self, name: str) -> Path:
        """Where git keeps one of its files for this worktree."""
        return Path(self.run("rev-parse", "--path-format=absolute", "--git-path", name))


def find_repository(path: Path | str) -> Git:
    """Git at the top of the worktree that holds a path, or at the folder of a bare repository."""
    start = Path(path)
    folder = start if start.is_dir() else start.parent
    found = Git(folder).attempt("rev-parse", "--show-toplevel")
    if found.code == 0 and found.text:
        return Git(found.text)
    if Git(folder).attempt("rev-parse", "--is-bare-repository").text == "true":
        return Git(Git(folder).git_dir())
    if "dubious ownership" in found.err:
        raise GitError(
            f"{folder} belongs to another user: run `git config --global --add safe.directory {folder}` to trust it."
        )
    raise NotARepository(f"{path} is not in a git repository: run `git init` there, or open a folder that is in one.")


def quiet_environment() -> dict[str, str]:
    """Environment for commands that others run in a worktree, under which their git neither repacks nor asks."""
    values = {"gc.auto": "0", "maintenance.auto": "false"}
    env = {"GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_COUNT": str(len(values))}
    for n, (key, value) in enumerate(values.items()):
        env |= {f"GIT_CONFIG_KEY_{n}": key, f"GIT_CONFIG_VALUE_{n}": value}
    return env


@cache
def _interface() -> "CommandInterface":
    """GitPython's command interface. Its import looks for git and fails without one, so it happens here."""
    if shutil.which("git") is None:
        raise GitMissing(
            f"Git was not found: install git {'.'.join(map(str, OLDEST))} or newer and make sure it is on PATH."
        )
    try:
        from git.cmd import Git as CommandInterface
    except ImportError as error:
        raise GitMissing(f"Git is on PATH but does not run: {error}") from error
    version = CommandInterface().version_info
    if version[:2] < OLDEST:
        found, needed = ".".join(map(str, version)), ".".join(map(str, OLDEST))
        raise GitMissing(f"Git {found} is too old: Dovetail needs git {needed} or newer.")
    return CommandInterface()


def _without_inherited(ours: Mapping[str, str]) -> list[str]:
    """The start of a command that drops git's own variables from what the process inherited."""
    unset = [name for name in os.environ if name.startswith("GIT_") and name not in ours and not _is_kept(name)]
    return ["env", *(part for name in sorted(unset) for part in ("-u", name))] if unset else []


def _is_kept(name: str) -> bool:
    return name in _KEPT or name.startswith("GIT_PYTHON_")


def _short(args: Sequence[str]) -> list[str]:
    """The arguments as a person would want to read them."""
    return [arg if len(arg) <= 80 else arg[:77] + "…" for arg in args]
