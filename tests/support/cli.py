"""The `dovetail` command as a process."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SERVER = Path(__file__).parents[2] / "server"


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


def dovetail(cwd: Path, *arguments: str, env: Mapping[str, str] | None = None, timeout: float = 60) -> Done:
    """Run a command in a folder. `env` is laid over a quiet environment without keys."""
    base = {k: v for k, v in os.environ.items() if not k.startswith(("ANTHROPIC_", "GIT_"))}
    done = subprocess.run(
        [sys.executable, "-m", "dovetail", *arguments],
        cwd=cwd,
        env={**base, "PYTHONPATH": str(SERVER), "NO_COLOR": "1", "COLUMNS": "200", **(env or {})},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)
