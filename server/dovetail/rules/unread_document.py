"""A file says what a sprint or conventions say, and lies where nobody reads it."""

from collections.abc import Iterator

from dovetail.core.lookalikes import likened, rules_below, telling_key
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault

_DEFAULT = "CONVENTIONS.md"


@rule("format", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    above = rules_below(snapshot.conventions.text.source) if snapshot.conventions is not None else None
    if snapshot.conventions is not None and above is not None:
        says = "These rules are not read: they must stand between two lines `---` at the very top, and here other text comes first."
        yield Fault(snapshot.conventions.path, above, says)
    for path in sorted(p for p in snapshot.paths if likened(p) is not None):
        what, text = likened(path), snapshot.text(path)
        place = telling_key(what, text.source) if what is not None and text is not None else None
        if place is None:
            continue
        says = _sprint(path) if what == "sprint" else _conventions(path, snapshot)
        if says:
            yield Fault(path, place, says)


def _sprint(path: str) -> str:
    stem = path.rpartition("/")[2].rpartition(".")[0].removesuffix(".sprint")
    name = "first" if stem.lower() in ("sprint", "") else stem
    return f"This reads like a sprint and is not read as one: sprints are called `*.sprint.yaml`, as `{name}.sprint.yaml` would be."


def _conventions(path: str, snapshot: Snapshot) -> str:
    """What is said of conventions; nothing where they are those that are read."""
    sprint = next((s for s in snapshot.sprints if s.file is not None), None)
    wanted = sprint.file.conventions if sprint is not None and sprint.file is not None else _DEFAULT
    if path == wanted:
        return ""
    if wanted != _DEFAULT and sprint is not None:
        return f"These conventions are not read: {sprint.path} says that they are in `{wanted}`."
    or_named = f", or say `conventions: {path}` in {sprint.path}" if sprint is not None else ""
    return f"These conventions are not read: they are looked for in `{_DEFAULT}` at the root; move the rules there{or_named}."
