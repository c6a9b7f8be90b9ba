"""What renames leave in a project: each thing of a contract gets another name, the project is checked, and the name is given back."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import CASINGS, Casing, has_casing, in_casing
from dovetail.features.members import members_at
from dovetail.features.rename import Refusal, renamable
from dovetail.features.rename_whole import renamed as rename

from ..drift.projects import Project
from .drifts import shown
from .mending import applied

_LOUD = ("error", "warning")


class Left(Enum):
    """What a rename leaves."""

    NOTHING = "nothing"
    SAID = "what it says"
    UNSAID = "what it does not say"
    OTHER_TEXT = "another text"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a contract that can be changed: of a type, a field, a member, or the value of one."""

    kind: str
    path: str
    range: Range
    name: str

    @property
    def fresh(self) -> str:
        """A name that no project has, in the casing of this one and with its last words, which may say a unit."""
        casing: Casing | None = next((c for c in CASINGS if has_casing(self.name, c)), None)
        return in_casing(f"zed {self.name}", casing) if casing is not None else f"Zed{self.name}"


@dataclass(frozen=True, slots=True)
class Renamed:
    """What became of a name: `said` are the findings then, the reason of a refusal, or the files that differ when it is undone."""

    name: Name
    left: Left
    said: tuple[str, ...] = ()
    places: int = 0


def names(project: Project) -> Iterator[Name]:
    """Everything of a project's contracts that has a name which can be changed."""
    snapshot = project.snapshot
    for contract in snapshot.contracts:
        declaration = contract.declaration
        kind = "endpoint" if contract.is_endpoint else "type"
        yield Name(kind, contract.path, declaration.name_range, declaration.name)
        if isinstance(declaration, Record):
            yield from _of_fields(snapshot, contract.path, declaration.fields, "part" if contract.is_endpoint else "")
        for member in members_at(snapshot, contract):
            kind = "member" if member.says == "name" else "value"
            name = snapshot.sources[contract.path].text[member.range]
            yield Name(kind, contract.path, member.range, name)


def _of_fields(snapshot: Snapshot, path: str, fields: tuple[Field, ...], within: str) -> Iterator[Name]:
    for field in fields:
        if within != "part" and renamable(snapshot, path, field.name_range.start) is not None:
            yield Name(within or "field", path, field.name_range, field.name)
        below = {"params": "path parameter", "query": "query parameter"}.get(field.name, "field")
        yield from _of_fields(snapshot, path, field.kind.members, below if within == "part" else within)


def renamed(project: Project, name: Name) -> Renamed:
    """Gives a thing its fresh name and its own again."""
    done = rename(project.snapshot, name.path, name.range.start, name.fresh)
    if isinstance(done, Refusal):
        return Renamed(name, Left.REFUSED, (done.reason,))
    edits = done.edits
    texts = applied(project.snapshot, edits)
    after = project.changed(texts)
    new = [shown(f, after) for f in project.new_findings(after) if f.severity in _LOUD]
    if new:
        return Renamed(name, Left.SAID if len(done.left) >= len(new) else Left.UNSAID, tuple(new), len(edits))
    back = rename(after, name.path, _moved(name, edits), name.name)
    if isinstance(back, Refusal):
        return Renamed(name, Left.OTHER_TEXT, (back.reason,), len(edits))
    undone = {**texts, **applied(after, back.edits)}
    wrong = [_difference(p, project.texts[p], t) for p, t in undone.items() if project.texts[p] != t]
    return Renamed(name, Left.OTHER_TEXT if wrong else Left.NOTHING, tuple(wrong), len(edits))


def _moved(name: Name, edits: tuple[Edit, ...]) -> int:
    """Where a name of a contract stands after edits."""
    before = [
        e for e in edits if e.path == name.path and (e.range.start, e.range.end) <= (name.range.start, name.range.start)
    ]
    return name.range.start + sum(len(e.new_text) - (e.range.end - e.range.start) for e in before)


def _difference(path: str, old: str, new: str) -> str:
    pairs = zip([*old.splitlines(), ""], [*new.splitlines(), ""], strict=False)
    line, (before, after) = next((i, p) for i, p in enumerate(pairs, 1) if p[0] != p[1])
    return f"{path}:{line}: {before.strip()}  ->  {after.strip()}"
