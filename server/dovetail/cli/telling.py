"""A line of a sprint's story, for a terminal."""

import time

from rich.markup import escape

from .story import Line, Tone

_STYLES: dict[Tone, str] = {"plain": "white", "quiet": "dim", "good": "green", "bad": "red", "warn": "yellow"}
STATE_STYLES = {
    "waiting": "dim", "preparing": "cyan", "running": "cyan", "paused": "yellow", "blocked": "bold red", "done": "bold green",
    "failed": "bold red", "stopped": "yellow", "stacking": "cyan", "verifying": "cyan", "verified": "bold green", "landed": "bold green",
}  # fmt: skip


def rendered(line: Line, since: float | None = None) -> str:
    """The line in rich's markup, with the seconds since the start, or with the clock where the start's time is given."""
    at = f"{line.seconds:5.1f}s" if since is None else time.strftime("%H:%M:%S", time.localtime(since + line.seconds))
    return f"[dim]{at}[/]  [bold]{line.who:<8}[/]  [{_STYLES[line.tone]}]{escape(line.text)}[/]"
