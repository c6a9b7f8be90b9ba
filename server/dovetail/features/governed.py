"""How far each convention reaches: the names that it governs, and those that break it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dovetail.core.contracts import SUFFIX
from dovetail.core.conventions import Conventions
from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.yaml import Path
from dovetail.rules.naming.casing import governing
from dovetail.rules.naming.declared_names import declared_names
from dovetail.rules.naming.exports import components, functions
from dovetail.rules.naming.names import Name, names_of


@dataclass(frozen=True, slots=True)
class Governed:
    """A key of the conventions with the number of places that it governs, and the findings that say where it is broken."""

    path: Path
    range: Range
    governs: int
    broken: tuple[Finding, ...]


def governed(snapshot: Snapshot, findings: Iterable[Finding]) -> tuple[Governed, ...]:
    """Every entry of `naming` and each of its kinds, `forbidden` and `bind`, in the order of the text."""
    conventions = snapshot.conventions
    if conventions is None:
        return ()
    broken = _broken(conventions, findings)
    counts: dict[Path, int] = {}
    everything = named(snapshot)
    for name in (*everything, *_of_files(conventions, snapshot)):
        found = governing(name, snapshot)
        if found is not None:
            _, entry, kind = found
            for path in (("naming", entry), ("naming", entry, kind)):
                counts[path] = counts.get(path, 0) + 1
    counts["forbidden",] = len(everything)
    counts["bind",] = sum(p.because.startswith("conventions `bind`") for p in snapshot.pairings)
    made: list[Governed] = []
    for path, range in conventions.document.keys.items():
        if path in (("forbidden",), ("bind",)) or (path[0] == "naming" and len(path) in (2, 3)):
            wrong = tuple(f for p, f in broken if p[: len(path)] == path)
            made.append(Governed(path, range, max(counts.get(path, 0), len(wrong)), wrong))
    return tuple(sorted(made, key=lambda g: g.range))


def named(snapshot: Snapshot) -> tuple[Name, ...]:
    """All names that conventions may speak of."""
    held: tuple[Name, ...] | None = snapshot.memo.get("all names")
    if held is None:
        subjects = (*snapshot.contracts, *snapshot.pairings)
        held = snapshot.memo["all names"] = tuple(n for subject in subjects for n in names_of(subject, snapshot))
    return held


def named_in_code(snapshot: Snapshot) -> tuple[Name, ...]:
    """The names of code among these, and those that files are judged by whatever they implement."""
    conventions = snapshot.conventions
    of_files = _of_files(conventions, snapshot) if conventions is not None else ()
    return (*(n for n in named(snapshot) if not n.path.endswith(SUFFIX)), *of_files)


def _of_files(conventions: Conventions, snapshot: Snapshot) -> Iterator[Name]:
    """The names that files are judged by whatever they implement."""
    for source in snapshot.sources.values():
        kinds = conventions.naming_of(source.path)
        if not kinds or snapshot.is_generated(source.path):
            continue
        yield from declared_names(source, snapshot)
        if "functions" in kinds:
            yield from functions(source)
        if "components" in kinds:
            yield from components(source, files_are_governed="files" in kinds)


def _broken(conventions: Conventions, findings: Iterable[Finding]) -> list[tuple[Path, Finding]]:
    """The findings that name a convention as their reason, each with the key that it is at."""
    keys = {range: path for path, range in conventions.document.keys.items()}
    found: list[tuple[Path, Finding]] = []
    for finding in findings:
        if finding.rule == "forbidden-name":
            found.append((("forbidden",), finding))
            continue
        for place in finding.related:
            if place.path == conventions.path and place.range in keys and finding.path != conventions.path:
                found.append((keys[place.range], finding))
    return found
