"""An error of Dovetail's own: one sentence for whoever ran the command, and what led to it in a file for whoever mends it."""

import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from dovetail import __version__
from dovetail.sprint.paths import dovetail_home


def told(error: Exception) -> str:
    """Write down what led to an error that nobody expected; returns what to say of it, the whole of it where it cannot be written."""
    trace = "".join(traceback.format_exception(error))
    name = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    said = f"dovetail: This is a fault of Dovetail itself ({' '.join(name.split())[:200]})"
    log = dovetail_home() / "errors.log"
    try:
        _append(log, f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} dovetail {__version__}: {sys.argv[1:]}\n{trace}\n")
    except OSError:
        return f"{said}; please report it with what led to it:\n{trace}"
    return f"{said}; please report it with the end of {log}, which says what led to it.\n"


def _append(log: Path, text: str) -> None:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
        file.write(text)
