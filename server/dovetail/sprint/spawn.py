"""Starts the engine as a daemon: a process that outlives the editor which started it."""

import os
import subprocess
import sys
from pathlib import Path

from dovetail.core.errors import EngineError

from .paths import EnginePaths

READY = "ready"


def spawn_engine(root: Path, paths: EnginePaths) -> None:
    """Start the engine and wait until it listens. Two starters at once are harmless: the second engine sees the lock and ends."""
    package_parent = Path(__file__).resolve().parents[2]
    inherited = os.environ.get("PYTHONPATH")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(package_parent), inherited]))}
    # `-P`: no module is to be imported from the folder that the engine happens to be started in.
    command = [sys.executable, "-P", "-m", "dovetail.sprint.daemon", str(root.absolute())]
    try:
        started = subprocess.run(
            command, check=False, cwd=paths.common_dir, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=60,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise EngineError(f"The engine did not start within a minute; its log is {paths.log}.") from error
    said = started.stdout.strip().splitlines()
    if not said or said[-1] != READY:
        reason = said[-1] if said else next(iter(started.stderr.strip().splitlines()[-1:]), "it said nothing")
        raise EngineError(f"The engine could not be started: {reason} (log: {paths.log})")


def become_daemon(log: Path) -> int:
    """Fork twice, so that no parent's process tree holds this process; returns what to tell the starter through.

    VS Code ends a language server with its whole process tree by parent id: a process in a session of its own would die
    with it, one whose parent has gone does not.
    """
    sys.stdout.flush()
    answer = os.dup(1)
    os.set_inheritable(answer, False)
    if os.fork():
        os._exit(0)
    os.setsid()
    if os.fork():
        os._exit(0)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as file:
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
        os.close(null)
    return answer
