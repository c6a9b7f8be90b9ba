"""What a package's agent is given to read is larger than the sprint's budget."""

from collections.abc import Iterator

from dovetail.core.context import ContextPack, pack
from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .packages import open_packages


@rule("plan", "warning")
def check(sprint: Sprint, snapshot: Snapshot) -> Iterator[Fault]:
    for package in open_packages(sprint):
        context = pack(snapshot, sprint, package)
        if context.tokens > context.budget:
            yield Fault(
                sprint.path,
                sprint.place(package.id),
                f"The context of `{package.id}` is about {context.tokens:,} tokens and the budget {context.budget:,}; "
                f"the heaviest parts are {_heaviest(context)}.",
            )


def _heaviest(context: ContextPack) -> str:
    parts = sorted(((p.tokens, p.title) for layer in context.layers for p in layer.parts), reverse=True)
    return ", ".join(f"{title} ({tokens:,})" for tokens, title in parts[:3])
