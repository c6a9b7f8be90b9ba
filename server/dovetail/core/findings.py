"""What a rule says about a place, and how to mend it."""

import hashlib
from collections.abc import Iterable
from dataclasses import field
from typing import Literal

from .dataclass import dataclass, replace
from .text import Range, Text

Severity = Literal["error", "warning", "info", "hint"]
Family = Literal["format", "clarity", "conventions", "plan", "conformance", "evolution", "integration"]

FAMILIES: tuple[Family, ...] = ("format", "clarity", "conventions", "plan", "conformance", "evolution", "integration")
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info", "hint")


@dataclass(frozen=True, slots=True)
class Place:
    """Another place that a finding speaks of."""

    path: str
    range: Range
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace a range of a file's text. Of two edits of one fix, neither touches the other's range."""

    path: str
    range: Range
    new_text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that makes the finding go away and adds none."""

    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A disagreement, or a decision that is missing, at a place.

    `path` is relative to the workspace root; `package` and `branch` say whose tree it was found in, where that
    is not the one the reader looks at.
    """

    rule: str
    severity: Severity
    path: str
    range: Range
    message: str
    related: tuple[Place, ...] = ()
    fixes: tuple[Fix, ...] = ()
    package: str | None = None
    branch: str | None = None
    tags: tuple[Literal["unnecessary"], ...] = field(default=())

    @property
    def id(self) -> str:
        """Stable across edits elsewhere in the file: what is wrong where, without line numbers."""
        parts = (self.rule, self.path, self.message, self.package or "")
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]

    def of_branch(self, package: str | None, branch: str | None) -> "Finding":
        """The same finding, seen in a package's branch."""
        return replace(self, package=package, branch=branch)


def sort_key(finding: Finding) -> tuple[str, int, int, str, str]:
    """The order in which findings are shown: by place, then by rule."""
    return (finding.path, finding.range.start, finding.range.end, finding.rule, finding.message)


def apply_edits(source: str, edits: "Iterable[Edit]") -> str:
    """The text after the edits of one file, which must not overlap."""
    for edit in _backwards(edits):
        source = source[: edit.range.start] + edit.new_text + source[edit.range.end :]
    return source


def edited(text: Text, edits: "Iterable[Edit]") -> Text:
    """The same, of which a reader who has read the text before reads only what is around the edits."""
    for edit in _backwards(edits):
        text = text.edited(edit.range, edit.new_text)
    return text


def _backwards(edits: "Iterable[Edit]") -> "list[Edit]":
    return sorted(edits, key=lambda e: (e.range.start, e.range.end), reverse=True)
