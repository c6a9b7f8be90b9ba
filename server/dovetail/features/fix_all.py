"""All that can be mended of one sort at once: names by renaming them everywhere, the rest by its only fix."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dovetail.core.findings import Edit, Finding, Fix
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.rules.edits.suggestions import is_in_other_words

from .fixes import only_fix
from .governed import governed

LOUD = ("error", "warning")  # what is mended without being asked for by its rule


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
    """What a file can be mended of by itself: what is sure, where that edits no other file."""
    sure = ((f, sure_fix(snapshot, f)) for f in findings if f.path == path)
    alone = (f for f, fix in sure if fix is not None and all(e.path == path for e in fix.edits))
    return fix_all(snapshot, alone)


def sure_fix(snapshot: Snapshot, finding: Finding) -> Fix | None:
    """The fix by which an error or a warning can be mended without asking anybody: its only one, which takes no word for another."""
    fix = only_fix(snapshot, finding) if finding.severity in LOUD else None
    return fix if fix is not None and not any(_is_guess(edit, snapshot) for edit in fix.edits) else None


def _is_guess(edit: Edit, snapshot: Snapshot) -> bool:
    text = snapshot.text(edit.path)
    old, new = (part.strip("\"'`") for part in (text[edit.range] if text is not None else "", edit.new_text))
    return old.isidentifier() and new.isidentifier() and is_in_other_words(old, new)


def of_convention(snapshot: Snapshot, findings: Iterable[Finding], key: str) -> Mended:
    """Everything that breaks a convention; a key is written with dots for steps, such as `naming.contracts`."""
    found = next((g for g in governed(snapshot, findings) if dotted(g.path) == key), None)
    return fix_all(snapshot, found.broken if found is not None else ())


def dotted(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path))


def fix_all(snapshot: Snapshot, findings: Iterable[Finding]) -> Mended:
    """What can be mended together. A fix that touches another one waits for the next time."""
    edits: dict[Edit, None] = {}
    mended = 0
    for _, fix in apart(snapshot, findings):
        mended += 1
        edits.update(dict.fromkeys(fix.edits))
    return Mended(tuple(edits), mended)


def apart(snapshot: Snapshot, findings: Iterable[Finding]) -> Iterator[tuple[Finding, Fix]]:
    """Findings that can be mended together, each with its only fix, of which no edit touches one of another, or is the same."""
    taken: dict[str, list[Range]] = {}
    edits: set[Edit] = set()
    for finding in findings:
        fix = only_fix(snapshot, finding)
        fresh = [e for e in fix.edits if e not in edits] if fix is not None else []
        if (
            fix is None
            or not fix.edits
            or any(e.range.touches(range) for e in fresh for range in taken.get(e.path, ()))
        ):
            continue
        edits.update(fresh)
        for edit in fresh:
            taken.setdefault(edit.path, []).append(edit.range)
        yield finding, fix
