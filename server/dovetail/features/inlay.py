"""Hints that stand in the text: what each package's agent reads, against the budget, what it is doing and what that has cost."""

from dataclasses import dataclass

from dovetail.core.context import pack
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import live as engine
from .hover import live_text

FEW = 10_000


@dataclass(frozen=True, slots=True)
class Hint:
    """A few words after an offset. VS Code cuts off what is longer than 43 characters."""

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
            label = f"{context.tokens - context.budget:,} tokens over {context.budget:,}"
        now = run.packages.get(package.id) if run is not None else None
        layers = ", ".join(f"{layer.name} {layer.tokens:,}" for layer in context.layers)
        tooltip = f"What the agent of `{package.id}` reads before it starts: {layers}."
        if now is not None:
            label += f" · {_live(now)}"
            tooltip += f" Now: {live_text(now)}."
        found.append(Hint(place.end, label, tooltip))
    return tuple(found)


def _live(now: engine.LivePackage) -> str:
    """A package's state, and its cost; a model without a price has tokens alone."""
    cost = f"${now.dollars:.2f}" if now.dollars else f"{_short(now.tokens)} used" if now.tokens else ""
    return f"{now.state} · {cost}" if cost else now.state


def _short(tokens: int) -> str:
    return f"{tokens:,}" if tokens < FEW else f"{tokens / 1000:,.0f}k"
