"""Every `dovetail-ignore` of a snapshot: in code and contracts, in sprints, and in the conventions."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX
from dovetail.core.conventions import Conventions
from dovetail.core.dataclass import dataclass
from dovetail.core.plan import Sprint
from dovetail.core.shapes import Ignore
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range, Text

_IN_A_PLAN = re.compile(
    r"(?:#|<!--)[ \t]*(dovetail-ignore(?:[ \t]+([A-Za-z][\w-]*))?(?:[ \t]*:[ \t]*(.*?))?)[ \t]*(?:-->)?[ \t\r]*$",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Silences:
    """The silences of one file."""

    path: str
    text: Text
    ignores: tuple[Ignore, ...]

    def of(self, rule: str, offset: int) -> Ignore | None:
        """The one that silences a rule at a place: it stands on its line or on the one above."""
        line = self.text.line_of(offset)
        return next((i for i in self.ignores if i.rule == rule and line in (i.line, i.line + 1)), None)


def silences(snapshot: Snapshot) -> Iterator[Silences]:
    """The files that hold a silence."""
    in_code = snapshot.of_sources(_ignores)
    for path in snapshot.sources:
        found = _ignores(snapshot.sources[path]) if path.endswith(SUFFIX) else in_code.get(path)
        if found:
            yield Silences(path, snapshot.sources[path].text, found)
    for plan in _plans(snapshot):
        yield from _of_plan(plan.path, plan.text)


def _ignores(source: Source) -> tuple[Ignore, ...]:
    return source.shapes.ignores


def silences_of(path: str, snapshot: Snapshot) -> Silences | None:
    """The silences of one file, None where it holds none."""
    source = snapshot.sources.get(path)
    if source is not None:
        return Silences(path, source.text, source.shapes.ignores) if source.shapes.ignores else None
    return next((s for p in _plans(snapshot) if p.path == path for s in _of_plan(path, p.text)), None)


def _plans(snapshot: Snapshot) -> list[Sprint | Conventions]:
    return [*snapshot.sprints, *([snapshot.conventions] if snapshot.conventions is not None else [])]


def _of_plan(path: str, text: Text) -> Iterator[Silences]:
    if "dovetail-ignore" in text.source:
        yield Silences(path, text, tuple(_in_a_plan(text)))


def _in_a_plan(text: Text) -> Iterator[Ignore]:
    for found in _IN_A_PLAN.finditer(text.source):
        yield Ignore(found[2] or "", found[3] or "", text.line_of(found.start(1)), Range(found.start(1), found.end(1)))
