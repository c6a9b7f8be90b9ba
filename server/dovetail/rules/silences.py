"""Every `dovetail-ignore` of a snapshot: in code and contracts, in sprints, and in the conventions."""

import re
from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Ignore
from dovetail.core.snapshot import Snapshot
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
    for source in snapshot.sources.values():
        if source.shapes.ignores:
            yield Silences(source.path, source.text, source.shapes.ignores)
    plans = [*snapshot.sprints, *([snapshot.conventions] if snapshot.conventions is not None else [])]
    for plan in plans:
        if "dovetail-ignore" in plan.text.source:
            yield Silences(plan.path, plan.text, tuple(_in_a_plan(plan.text)))


def _in_a_plan(text: Text) -> Iterator[Ignore]:
    for found in _IN_A_PLAN.finditer(text.source):
        yield Ignore(found[2] or "", found[3] or "", text.line_of(found.start(1)), Range(found.start(1), found.end(1)))
