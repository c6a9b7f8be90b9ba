"""A file says what a sprint or conventions say, and lies where nobody reads it."""

from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.lookalikes import likened, rules_below, telling_key
from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

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
            named = _named_instead(snapshot) if what != "sprint" else None
            related, fixes = _leading_here(path, named) if named is not None else ((), ())
            yield Fault(path, place, says, related, fixes)


def _named_instead(snapshot: Snapshot) -> tuple[Sprint, Range, str] | None:
    """The sprint that names the conventions, where it does so, and the path that it names."""
    for sprint in snapshot.sprints:
        at = sprint.document.values.get(("conventions",))
        if at is not None and sprint.file is not None:
            return sprint, at, sprint.file.conventions
    return None


def _leading_here(path: str, named: tuple[Sprint, Range, str]) -> tuple[tuple[Place, ...], tuple[Fix, ...]]:
    """The place where a sprint names other conventions, and the fix that makes it name these."""
    sprint, at, wanted = named
    written = sprint.text[at].rstrip()
    edit = Edit(sprint.path, Range(at.start, at.start + len(written)), written.replace(wanted, path))
    fixes = (Fix(f"Name `{path}` in {sprint.path}", (edit,)),) if wanted in written else ()
    return (Place(sprint.path, edit.range, f"`{sprint.name}` names its conventions here"),), fixes


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
