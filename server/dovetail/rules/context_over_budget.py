"""What a package's agent is given to read is larger than the sprint's budget."""

from collections.abc import Iterator

from dovetail.core.context import ContextPack, pack
from dovetail.core.plan import WorkPackage
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault


@rule("plan", "warning")
def check(work: WorkPackage, snapshot: Snapshot) -> Iterator[Fault]:
    package = work.package
    if not package.is_open:
        return
    context = pack(snapshot, work.sprint, package)
    tokens = context.tokens
    if tokens > context.budget:
        yield Fault(
            work.sprint.path,
            work.place,
            f"The context of `{package.id}` is about {tokens:,} tokens and the budget {context.budget:,}; "
            f"the heaviest parts are {_heaviest(context)}.",
        )


def _heaviest(context: ContextPack) -> str:
    parts = sorted(((p.tokens, p.title) for layer in context.layers for p in layer.parts), reverse=True)
    return ", ".join(f"{title} ({tokens:,})" for tokens, title in parts[:3])
