"""Prepares a package's worktree: its branch, the files that git ignores, the setup commands, its own ports."""

import os
import zlib
from collections.abc import Sequence
from pathlib import Path

from dovetail.agents.bash import Shell
from dovetail.agents.sandbox import Sandbox
from dovetail.core.errors import UsageError
from dovetail.core.plan import Package, Sprint
from dovetail.core.settings import Settings
from dovetail.git.run import Git, quiet_environment
from dovetail.git.trees import entries, identity
from dovetail.git.worktrees import add_worktree, copy_included
from dovetail.integration.gate import setup_key

_SETUP_SECONDS = 1800.0
_FIRST_PORT, _PORTS, _BLOCKS, _BLOCK = 20_000, 20, 60, 400
# What installers need to find their registry, through whatever stands between.
_SETUP_VARIABLES = (
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "NODE_EXTRA_CA_CERTS",
    "TMPDIR",
)
_SETUP_PREFIXES = (
    "npm_config_",
    "NPM_CONFIG_",
    "PIP_",
    "UV_",
    "CARGO_",
    "GO",
    "http_",
    "https_",
    "HTTP_",
    "HTTPS_",
    "no_",
    "NO_",
    "all_",
    "ALL_",
)


def make_worktree(git: Git, path: Path, branch: str, start: str) -> Git:
    """The package's worktree on its branch; one that is there already is taken as it is. Blocks."""
    here = add_worktree(git, path, branch, start)
    copy_included(git, path)
    return here


def bring_up_to(git: Git, commit: str, why: str) -> None:
    """Merge a commit into a worktree's branch, by moving it on where it has nothing of its own. Blocks.

    Raises `UsageError` where the two do not merge, with the worktree as it was.
    """
    if git.is_ancestor(commit, "HEAD"):
        return
    merged = git.attempt("merge", "--quiet", "--no-verify", "-m", why, commit, env=identity(git))
    if merged.code != 0:
        git.attempt("merge", "--abort")
        conflicts = [line for line in merged.text.splitlines() if line.startswith("CONFLICT")]
        said = next(iter([*conflicts, *merged.err.splitlines()]), "git did not say why")
        raise UsageError(
            f"The branch in {git.directory} does not merge with {commit[:10]}, from which the sprint goes on now ({said}): "
            "merge it there by hand, then launch again."
        )


async def set_up(here: Git, sprint: Sprint, package: Package, settings: Settings, ports: int, log: Path) -> None:
    """Run the sprint's setup commands in a new worktree, once. They may use the network; agents' commands may not.

    Raises `UsageError` with the command that failed, what it said last, and where the rest is.
    """
    commands = sprint.file.setup if sprint.file is not None else ()
    mark = here.git_dir() / "dovetail-setup"
    key = setup_key(entries(here, "HEAD"), commands)
    if not commands or (mark.is_file() and mark.read_text("utf-8") == key):
        return
    worktree = here.directory
    shell = setup_shell(worktree, settings, ports)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as file:
        for command in commands:
            ran = await shell.run(command)
            file.write(f"$ {command}\n{ran.output}\n")
            file.flush()
            if ran.code != 0:
                said = next(iter(ran.output.strip().splitlines()[-1:]), "it said nothing")
                how = "did not end" if ran.code is None else f"ended with code {ran.code}"
                raise UsageError(
                    f"The setup command `{command}` {how} in the worktree of {package.id}: {said} (all of it: {log})"
                )
    mark.write_text(key, "utf-8")


def setup_shell(worktree: Path, settings: Settings, ports: int) -> Shell:
    """Runs setup commands: with the network and the user's home, where caches are, and a scrubbed environment."""
    variables = {"HOME": str(Path.home()), **quiet_environment(), **port_variables(ports)}
    # An engine that is killed must not leave an installer behind that the next one would meet.
    mode = "tied" if settings.sandbox == "required" else "off"
    return Shell(Sandbox(mode, worktree), _SETUP_SECONDS, variables, (*_setup_variables(), *settings.environment))


def port_base(worktrees: Path, sprint: Sprint, package: Package) -> int:
    """The first of twenty ports that no other package of the sprint is given, and hardly one of another sprint."""
    block = zlib.crc32(os.fsencode(worktrees / sprint.slug)) % _BLOCKS
    return _FIRST_PORT + block * _BLOCK + (sprint.index_of(package.id) or 0) * _PORTS


def port_variables(ports: int) -> dict[str, str]:
    return {"DOVETAIL_PORT_BASE": str(ports)}


def _setup_variables() -> Sequence[str]:
    return [name for name in os.environ if name in _SETUP_VARIABLES or name.startswith(_SETUP_PREFIXES)]
