"""All that can be mended of one sort at once: names by renaming them everywhere, the rest by its only fix."""

from collections.abc import Iterable
from dataclasses import dataclass

from dovetail.core.findings import Edit, Finding
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from .fixes import all_edits
from .governed import governed


@dataclass(frozen=True, slots=True)
class Mended:
    """The edits, none of which touches another, and how many findings they mend."""

    edits: tuple[Edit, ...]
    findings: int


def of_rule(snapshot: Snapshot, findings: Iterable[Finding], rule: str) -> Mended:
    """Everything that a rule has found, in all files."""
    return fix_all(snapshot, (f for f in findings if f.rule == rule))


def of_file(snapshot: Snapshot, findings: Iterable[Finding], path: str) -> Mended:
    """Everything found in a file."""
    return fix_all(snapshot, (f for f in findings if f.path == path))


def on_save(snapshot: Snapshot, findings: Iterable[Finding], path: str) -> Mended:
    """What a file can be mended of by itself: errors and warnings, each by its only fix, where that edits no other file."""
    own = (f for f in findings if f.path == path and f.severity in ("error", "warning"))
    alone = (f for f in own if all(e.path == path for e in all_edits(snapshot, f)))
    return fix_all(snapshot, alone)


def of_convention(snapshot: Snapshot, findings: Iterable[Finding], key: str) -> Mended:
    """Everything that breaks a convention; a key is written with dots for steps, such as `naming.contracts`."""
    found = next((g for g in governed(snapshot, findings) if dotted(g.path) == key), None)
    return fix_all(snapshot, found.broken if found is not None else ())


def dotted(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path))


def fix_all(snapshot: Snapshot, findings: Iterable[Finding]) -> Mended:
    """What can be mended together. A fix that touches another one waits for the next time."""
    taken: dict[str, list[Range]] = {}
    edits: dict[Edit, None] = {}
    mended = 0
    for finding in findings:
        own = all_edits(snapshot, finding)
        fresh = [e for e in own if e not in edits]
        if not own or any(e.range.touches(range) for e in fresh for range in taken.get(e.path, ())):
            continue
        mended += 1
        for edit in fresh:
            edits[edit] = None
            taken.setdefault(edit.path, []).append(edit.range)
    return Mended(tuple(edits), mended)
