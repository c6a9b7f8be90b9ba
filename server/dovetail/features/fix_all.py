"""All that can be mended of one sort at once: names by renaming them everywhere, the rest by its only fix."""

from collections.abc import Iterable
from dataclasses import dataclass

from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Edit, Finding
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.rules.casing import governing
from dovetail.rules.names import Name

from .governed import governed, named
from .rename import Refusal, rename


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
        own = _edits(snapshot, finding)
        fresh = [e for e in own if e not in edits]
        if not own or any(e.range.touches(range) for e in fresh for range in taken.get(e.path, ())):
            continue
        mended += 1
        for edit in fresh:
            edits[edit] = None
            taken.setdefault(edit.path, []).append(edit.range)
    return Mended(tuple(edits), mended)


def _edits(snapshot: Snapshot, finding: Finding) -> tuple[Edit, ...]:
    name = _names(snapshot).get((finding.path, finding.range)) if finding.path.endswith(SUFFIX) else None
    wanted = _wanted(snapshot, name) if name is not None else None
    if name is not None and wanted is not None and wanted != name.name:
        renamed = rename(snapshot, name.path, name.range.start, wanted)
        if not isinstance(renamed, Refusal):
            return renamed
    return finding.fixes[0].edits if len(finding.fixes) == 1 else ()


def _names(snapshot: Snapshot) -> dict[tuple[str, Range], Name]:
    held: dict[tuple[str, Range], Name] | None = snapshot.memo.get("names by place")
    if held is None:
        held = snapshot.memo["names by place"] = {(n.path, n.range): n for n in named(snapshot)}
    return held


def _wanted(snapshot: Snapshot, name: Name) -> str | None:
    found = governing(name, snapshot)
    return found[0].apply(name.name) if found is not None and not found[0].accepts(name.name) else None
