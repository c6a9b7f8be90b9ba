"""What becomes of a file that git could not merge: a resolved entry of the tree, or a conflict as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from dovetail.core.snapshot import Conflict, Hunk
from dovetail.git.merges import ConflictedFile, Side
from dovetail.integration.lines import lines_of
from dovetail.integration.structured import Parses, Resolution, TextMerge, merge_text

Reason = Literal["content", "add/add", "modify/delete", "rename", "binary", "other"]


@dataclass(frozen=True, slots=True)
class FileMerge:
    """A conflicted file after all that we know to do: `content` and `mode` where it is resolved."""

    file: ConflictedFile
    content: bytes | None
    mode: str
    resolutions: tuple[Resolution, ...]

    @property
    def is_resolved(self) -> bool:
        return self.content is not None

    @property
    def why(self) -> str:
        """Why it is not resolved, for a person."""
        said = next((r.why for r in self.resolutions if r.how == "unresolved" and r.why), "")
        return said or self.file.message

    def conflict(self, ours: str, theirs: str) -> Conflict:
        """The file as a conflict between two packages, with every place at which they met."""
        hunks = tuple(r.hunk for r in self.resolutions if r.how != "clean") or (_whole(self.file),)
        return Conflict(self.file.path, ours, theirs, hunks, reason_of(self.file))


def merge_file(file: ConflictedFile, parses: Parses) -> FileMerge:
    """Merge the sides of one file, if both have it as text."""
    merged = _merge(file, parses)
    mode = _mode(file)
    if merged is None or merged.text is None or mode is None:
        return FileMerge(file, None, "", merged.resolutions if merged else ())
    return FileMerge(file, merged.text.encode("utf-8"), mode, merged.resolutions)


def merge_files(files: Sequence[ConflictedFile], parses: Parses) -> tuple[FileMerge, ...]:
    """Each file of a merge."""
    return tuple(merge_file(file, parses) for file in files)


def reason_of(file: ConflictedFile) -> Reason:
    """Git's kind of conflict, in the words of a finding."""
    if "rename" in file.kind or "directory" in file.kind or "location" in file.kind:
        return "rename"
    if file.kind == "modify/delete":
        return "modify/delete"
    if any(side is not None and side.text is None for side in (file.base, file.ours, file.theirs)):
        return "binary"
    if file.kind in ("contents", "content"):
        return "content" if file.base is not None else "add/add"
    return "other"


def _merge(file: ConflictedFile, parses: Parses) -> TextMerge | None:
    if reason_of(file) not in ("content", "add/add") or file.ours is None or file.theirs is None:
        return None
    ours, theirs = file.ours.text, file.theirs.text
    base = file.base.text if file.base is not None else None
    if ours is None or theirs is None:
        return None
    return merge_text(file.path, base, ours, theirs, parses)


def _mode(file: ConflictedFile) -> str | None:
    """The merged file mode; None where both sides changed it, each in its own way."""
    base, ours, theirs = (side.entry.mode if side else None for side in (file.base, file.ours, file.theirs))
    if ours == theirs or theirs == base:
        return ours
    return theirs if ours == base else None


def _whole(file: ConflictedFile) -> Hunk:
    """The hunk of a file that is in conflict as a whole."""
    return Hunk("", "", (0, _size(file.ours)), (0, _size(file.theirs)))


def _size(side: Side | None) -> int:
    return len(lines_of(side.text)) if side is not None and side.text is not None else 0
