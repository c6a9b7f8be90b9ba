"""A drift that was seeded into a project: what was changed, and where a finding is expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dovetail.core.findings import Edit, Finding, apply_edits
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text

from .projects import Project, language_of

# A use of a contract's own type, one through a declaration that is bound, and a name that a bound request carries.
At = Literal["declaration", "use", "indirect use", "request"]


@dataclass(frozen=True, slots=True)
class Place:
    """Lines of a changed file, from 0, both included."""

    path: str
    first: int
    last: int

    def holds(self, finding: Finding, snapshot: Snapshot) -> bool:
        text = snapshot.text(finding.path)
        if finding.path != self.path or text is None:
            return False
        return self.first <= text.line_of(finding.range.start) <= self.last


@dataclass(frozen=True, slots=True)
class Mutant:
    """A project with one drift. `texts` are the files that changed; None is a file that is gone."""

    project: Project
    operator: str
    language: str
    at: At
    what: str
    texts: Mapping[str, str | None]
    places: tuple[Place, ...]

    @property
    def rule(self) -> str:
        """The rule that the operator is made for; a narrower one may find it."""
        return MAIN[self.operator]


# The operators, and the rule that each is made for.
MAIN: dict[str, str] = {
    "respell a field": "renamed-field",
    "misspell a field": "renamed-field",
    "reword a field": "renamed-field",
    "rename a field wholly": "missing-field",
    "remove a field": "missing-field",
    "rename a nested field": "renamed-field",
    "remove a nested field": "missing-field",
    "add a field": "extra-field",
    "flip presence": "presence-mismatch",
    "flip null": "null-mismatch",
    "change the kind": "kind-mismatch",
    "widen an enum to a string": "kind-mismatch",
    "make a list of one value": "list-mismatch",
    "make one value of a list": "list-mismatch",
    "add a member": "enum-mismatch",
    "remove a member": "enum-mismatch",
    "rename a member": "enum-mismatch",
    "change a constant": "constant-mismatch",
    "remove a constant": "constant-mismatch",
    "change a method": "route-mismatch",
    "change a path": "route-mismatch",
    "move a route's file": "route-mismatch",
    "rename a table": "missing-table",
    "misspell a property": "unknown-property",
    "respell a property": "unknown-property",
    "take another property": "unknown-property",
    "ask a value for a member": "unfit-member",
    "reckon with a text": "misread-value",
    "take null for undefined": "misjudged-absence",
    "misspell a value": "unknown-value",
    "take another value": "unknown-value",
    "store under another column": "column-mismatch",
    "shorten a column": "short-column",
    "misspell an import": "unknown-import",
    "write a constant out": "hard-coded-constant",
    "take a constant in another unit": "unconverted-constant",
    "leave out a prop": "missing-prop",
    "rename a component": "missing-view",
    "take another contract's tag": "wrong-binding",
    "misspell a tag": "unknown-binding",
    "change a format": "format-mismatch",
    "take a few words only": "narrowed-string",
    "ask for more": "unpromised-requirement",
    "store it anyway": "stored-anyway",
    "call another path": "unknown-route",
    "serve another path": "unserved-endpoint",
    "describe another path": "undescribed-endpoint",
    "call with another method": "unknown-method",
    "add a second tag": "double-binding",
    "take another record": "reference-mismatch",
    "change a default": "default-mismatch",
    "read what is deprecated": "deprecated-use",
    "misspell a column": "unknown-column",
    "misspell a table": "unknown-table",
    "refuse with another status": "unpromised-status",
    "misspell a request's name": "unknown-parameter",
    "take another name in a request": "unknown-parameter",
    "leave out an alternative": "missing-alternative",
    "misspell an argument": "unfit-argument",
    "misspell a reference": "unresolved-reference",
    "move a bound": "bound-mismatch",
}


def mutant(
    project: Project, operator: str, at: At, what: str, path: str, edits: list[Edit], places: list[Range]
) -> Mutant:
    """A mutant by edits of one file. `places` are ranges of the file as it was; they are moved along with the edits."""
    source = project.snapshot.sources[path]
    text = Text(apply_edits(source.text.source, edits))
    found = tuple(_place(path, place, edits, text) for place in places)
    return Mutant(project, operator, language_of(source), at, what, {path: text.source}, found)


def _place(path: str, place: Range, edits: list[Edit], text: Text) -> Place:
    start, end = _moved(place.start, edits, before=True), _moved(place.end, edits, before=False)
    return Place(path, text.line_of(start), text.line_of(max(start, end)))


def _moved(offset: int, edits: list[Edit], *, before: bool) -> int:
    """Where an offset stands after the edits; in a replaced range it is the start or the end of what replaced it."""
    moved = offset
    for edit in edits:
        if edit.range.end <= offset and not (before and edit.range.start == offset):
            moved += len(edit.new_text) - (edit.range.end - edit.range.start)
        elif edit.range.start < offset:
            moved += edit.range.start - offset + (0 if before else len(edit.new_text))
    return moved
