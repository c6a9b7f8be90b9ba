"""The repository that the demo works on: the product's first commit, and what five agents are to add to it."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from dovetail.core.errors import UsageError
from dovetail.core.settings import SETTINGS_PATH, AgentProfile, Settings
from dovetail.git.run import Git
from dovetail.git.worktrees import list_worktrees, remove_worktree
from dovetail.sprint.paths import engine_paths

HERE = Path(__file__).parent
PRODUCT = HERE / "product"
SCRIPT = HERE / "script"
SPRINT_PATH = "auth-dashboard.sprint.yaml"
# The scripted model asks for no key. Named so that a real one is not sent to it.
KEY_VARIABLE = "DOVETAIL_DEMO_API_KEY"
OLDEST_NODE = 20
_INSTALL = ("npm", "ci", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error")


@dataclass(frozen=True, slots=True)
class Repository:
    """The demo's repository, with its modules installed and its first commit made."""

    root: Path

    @property
    def git(self) -> Git:
        return Git(self.root)

    @property
    def head(self) -> str:
        return self.git.commit("main")


def build_repository(target: Path, model_url: str | None, *, confined: bool = True) -> Repository:
    """Makes the repository in a new or empty folder; with a URL, its agents are those of the scripted model there.

    Only a scripted model's commands, which are known beforehand, may run unconfined.
    """
    _check(target)
    shutil.copytree(PRODUCT, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "dist"))
    git = Git(target)
    git.run("init", "--quiet", "--initial-branch=main")
    git.run("config", "user.name", "Dovetail demo")
    git.run("config", "user.email", "demo@example.com")
    git.run("add", "--all")
    git.run("commit", "--quiet", "--message=Set up Harbor: contracts, conventions and the first sprint")
    if model_url is not None:
        settings = target / SETTINGS_PATH
        settings.parent.mkdir(exist_ok=True)
        settings.write_text(_settings(model_url, confined=confined), "utf-8")
    _install(target)
    return Repository(target)


def remove_worktrees(repository: Repository) -> None:
    """Removes what the agents worked in, which is in main by now; their branches stay. The modules in each weigh 45 MB."""
    ours = engine_paths(repository.root).worktrees
    for worktree in list_worktrees(repository.git):
        if worktree.path.is_relative_to(ours):
            remove_worktree(repository.git, worktree.path, merged_into="main")


def _settings(model_url: str, *, confined: bool) -> str:
    agent = AgentProfile(backend="anthropic", model="claude-sonnet-5-5", base_url=model_url, api_key_env=KEY_VARIABLE)
    given = Settings(agents={"default": agent}) if confined else Settings(agents={"default": agent}, sandbox="off")
    return given.model_dump_json(by_alias=True, exclude_unset=True, indent=2) + "\n"


def _check(target: Path) -> None:
    for command in ("git", "node", "npm"):
        if shutil.which(command) is None:
            raise UsageError(
                f"The demo needs `{command}`, which was not found: install Git and Node.js {OLDEST_NODE} or newer."
            )
    version = subprocess.run(("node", "--version"), capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").partition(".")[0]) < OLDEST_NODE:
        raise UsageError(f"The demo needs Node.js {OLDEST_NODE} or newer; `node --version` says {version}.")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} is not an empty folder: name another one, or remove it.")


def _install(target: Path) -> None:
    """Installs the product's modules, from npm's cache where they are in it; the worktrees then find them there."""
    done = subprocess.run(_INSTALL, cwd=target, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = next((line for line in done.stderr.splitlines() if "npm error" in line), done.stderr.strip()[:200])
        raise UsageError(f"`{' '.join(_INSTALL)}` failed in {target}: {said}")
