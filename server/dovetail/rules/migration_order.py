"""Two branches add migrations whose order is not decided, or is the wrong one."""

import re
from collections.abc import Iterator

from dovetail.core.findings import Place
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .faults import Fault
from .records.migrations import series_of

_NUMBER = re.compile(r"V?(\d+)[_.-]", re.IGNORECASE)
_ALEMBIC = re.compile(r"^down_revision\s*(?::[^=\n]+)?=\s*([\"'])([^\"']+)\1", re.MULTILINE)
_NEEDS = re.compile(
    r"\b(?:ALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?|REFERENCES\s+|ON\s+)([\w.\"`\[\]]+)", re.IGNORECASE
)


@rule("integration", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    if snapshot.branch is None:
        return
    for own in (c.after for c in snapshot.branch.changed if c.before is None and c.after is not None):
        series = series_of(own.path)
        if series is None:
            continue
        for other in snapshot.others:
            for theirs in (c.after for c in other.changed if c.before is None and c.after is not None):
                if series_of(theirs.path) == series and theirs.path != own.path:
                    yield from _between(own, theirs, other.package, snapshot)


def _between(own: Source, theirs: Source, package: str, snapshot: Snapshot) -> Iterator[Fault]:
    where = f"{theirs.path} in the branch of `{package}`"
    after = _ALEMBIC.search(own.text.source), _ALEMBIC.search(theirs.text.source)
    if after[0] is not None and after[1] is not None:
        if after[0][2] == after[1][2]:
            says = f"Both this migration and {where} come after `{after[0][2]}`, so that there are two heads"
            yield Fault(own.path, Range(*after[0].span(2)), f"{says}; let one of them come after the other.")
        return
    numbers = _number(own.path), _number(theirs.path)
    if numbers[0] is not None and numbers[0] == numbers[1]:
        says = f"Migration {numbers[0]} is also {where}, so that their order is not decided; give one of them the next number."
        yield Fault(own.path, Range(0, 0), says, _neighbour(own, snapshot))
        return
    made = {r.table or r.name: r for r in theirs.shapes.records if r.layer == "db"}
    if own.path < theirs.path and own.shapes.language == "sql":
        known = {r.table or r.name for s in snapshot.sources.values() for r in s.shapes.records if r.layer == "db"}
        for name, range in _needed(own):
            if name in made and name not in known:
                says = f"This runs before {where}, which makes the table `{name}` that it needs; number it after that."
                yield Fault(own.path, range, says)
                return


def _number(path: str) -> str | None:
    """The number of a migration: of its file, or of its folder where each has one of its own."""
    series = series_of(path) or ""
    found = _NUMBER.match(path.removeprefix(f"{series}/"))
    return found[1] if found else None


def _needed(source: Source) -> Iterator[tuple[str, Range]]:
    for found in _NEEDS.finditer(source.text.source):
        yield found[1].strip('"`[]').rpartition(".")[2].strip('"`[]'), Range(*found.span(1))


def _neighbour(own: Source, snapshot: Snapshot) -> tuple[Place, ...]:
    """The migration before, which both branches started from."""
    series = series_of(own.path)
    before = [p for p in sorted(snapshot.sources) if p < own.path and series_of(p) == series]
    return (Place(before[-1], Range(0, 0), "The last migration that both branches have"),) if before else ()
