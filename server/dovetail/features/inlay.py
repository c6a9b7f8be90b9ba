"""Hints that stand in the text: what each package's agent reads, against the budget, and what it has used."""

from dataclasses import dataclass

from dovetail.core.context import pack
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import live as engine


@dataclass(frozen=True, slots=True)
class Hint:
    """A few words after an offset."""

    offset: int
    label: str
    tooltip: str


def hints(snapshot: Snapshot, path: str, within: Range, live: engine.Live = engine.NOTHING) -> tuple[Hint, ...]:
    """The hints of a sprint file in a range; other files have none."""
    sprint = next((s for s in snapshot.sprints if s.path == path), None)
    if sprint is None:
        return ()
    run = live.sprint(sprint.path, sprint.name, sprint.slug)
    found: list[Hint] = []
    for package in sprint.packages:
        place = sprint.place(package.id)
        if not place.touches(within):
            continue
        context = pack(snapshot, sprint, package)
        label = f"{context.tokens:,} of {context.budget:,} tokens"
        if context.tokens > context.budget:
            label += f", {context.tokens - context.budget:,} too many"
        now = run.packages.get(package.id) if run is not None else None
        if now is not None and now.dollars:
            label += f" · ${now.dollars:.2f} spent"
        layers = ", ".join(f"{layer.name} {layer.tokens:,}" for layer in context.layers)
        found.append(Hint(place.end, label, f"What the agent of `{package.id}` reads before it starts: {layers}."))
    return tuple(found)
