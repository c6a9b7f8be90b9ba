"""The list of a project's drifts, `drifts.txt`, and what a check says of each.

A line that starts with `- ` or `+ ` belongs to a drift: what stands in the file, and what is written there instead; for several lines
of code there are several such lines. A line `? elsewhere` or `? missed` under a drift says that it is known not to be told at its
very line. Any other line names the file of the drifts below it; `#` starts a comment.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot

from ..drift.mutants import Place
from ..drift.projects import Project

LIST = "drifts.txt"
_MARKS = ("-", "+", "?")
_LOUD = ("error", "warning")


class Told(Enum):
    """Where a drift is told; the lower, the better."""

    AT_THE_LINE = "at the line"
    ELSEWHERE = "elsewhere"
    NOWHERE = "missed"


_FIRST = re.compile(r"^# First sight: (\d+) of (\d+) told at the line, (\d+) elsewhere", re.MULTILINE)


class UnreadableList(ValueError):
    """A list of drifts that does not fit its project; the message names the line and says why."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What is written in a file instead of what stands there, and where in the list that is said.

    `expected` is what the list says of it, and `last` the number of the last line of its code there, from 0.
    """

    path: str
    old: str
    new: str
    expected: Told
    last: int

    @property
    def shown(self) -> str:
        """The drift on one line."""
        return f"{self.path}: {' '.join(self.old.split())}  ->  {' '.join(self.new.split())}"


def read_drifts(text: str, texts: Mapping[str, str]) -> list[Drift]:
    """The drifts of a list, in its order; `texts` are the files of the project.

    Raises:
        UnreadableList: A file is unknown, or what shall be replaced does not stand in it exactly once.
    """
    drifts: list[Drift] = []
    path = ""
    for at, lines in _paragraphs(text):
        if lines[0][:1] not in _MARKS:
            path = lines[0].strip()
            if path not in texts:
                raise UnreadableList(f"line {at + 1}: the project has no file {path!r}")
            continue
        old, new = (_joined(lines, mark) for mark in "-+")
        if not old or texts.get(path, "").count(old) != 1:
            raise UnreadableList(f"line {at + 1}: {old!r} stands {texts.get(path, '').count(old)} times in {path!r}")
        expected = next((Told(line[2:].strip()) for line in lines if line.startswith("?")), Told.AT_THE_LINE)
        last = max(index for index, line in enumerate(lines) if not line.startswith("?"))
        drifts.append(Drift(path, old, new, expected, at + last))
    return drifts


def _paragraphs(text: str) -> Iterator[tuple[int, list[str]]]:
    """The names of files and the drifts, each with the number of its first line."""
    gathered: list[str] = []
    for at, line in enumerate([*text.splitlines(), ""]):
        mark = line[:1] if line[:2].rstrip() in _MARKS else ""
        if gathered and (not mark or (mark == "-" and not gathered[-1].startswith("-"))):
            yield at - len(gathered), gathered
            gathered = []
        if mark:
            gathered.append(line)
        elif line.strip() and not line.startswith("#"):
            yield at, [line]


def _joined(lines: Iterable[str], mark: str) -> str:
    return "\n".join(line[2:] for line in lines if line.startswith(mark))


def told(project: Project, drift: Drift) -> tuple[Told, list[str]]:
    """Where the project with this drift alone is told of it, and all that is said newly of it."""
    before = project.texts[drift.path]
    start = before.index(drift.old)
    after = before[:start] + drift.new + before[start + len(drift.old) :]
    snapshot = project.changed({drift.path: after})
    new = [f for f in project.new_findings(snapshot) if f.severity in _LOUD]
    first = before.count("\n", 0, start)
    written = Place(drift.path, first, first + drift.new.count("\n"))
    if any(written.holds(f, snapshot) for f in new):
        found = Told.AT_THE_LINE
    else:
        found = Told.ELSEWHERE if new else Told.NOWHERE
    return found, [shown(f, snapshot) for f in new]


def untrue(project: Project) -> list[str]:
    """What is reported on the project as it stands."""
    return [shown(f, project.snapshot) for f in project.all_findings if f.severity in _LOUD]


def shown(finding: Finding, snapshot: Snapshot) -> str:
    """A finding on one line, with its place."""
    text = snapshot.text(finding.path)
    line = text.line_of(finding.range.start) + 1 if text else 1
    return f"{finding.path}:{line}: {finding.rule}: {finding.message}"


def marked(text: str, found: Iterable[tuple[Drift, Told]]) -> str:
    """The list with what was found of each drift."""
    marks = {drift.last: told for drift, told in found if told is not Told.AT_THE_LINE}
    lines: list[str] = []
    for at, line in enumerate(text.splitlines()):
        if not line.startswith("? "):
            lines.append(line)
        if at in marks:
            lines.append(f"? {marks[at].value}")
    return "\n".join(lines) + "\n"


def first_sight(text: str) -> Counter[Told]:
    """How many drifts of a list were told where, when they were checked for the first time; its comment says so."""
    found = _FIRST.search(text)
    line, of, elsewhere = (int(n) for n in found.groups()) if found is not None else (0, 0, 0)
    return Counter({Told.AT_THE_LINE: line, Told.ELSEWHERE: elsewhere, Told.NOWHERE: of - line - elsewhere})


def read_project(folder: Path) -> tuple[Project, list[Drift], str]:
    """A project of a folder with its drifts, and the text of their list. What is not text is left out, as the product does.

    Raises:
        UnreadableList: There is no list, or it does not fit the files beside it.
    """
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != LIST and "__pycache__" not in p.parts)
    contents = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(files)}
    texts = {path: content.decode("utf-8", "replace") for path, content in contents.items() if b"\0" not in content}
    try:
        written = (folder / LIST).read_text("utf-8")
    except OSError as error:
        raise UnreadableList(f"{folder / LIST}: {error.strerror}") from error
    try:
        return Project(folder.name, texts), read_drifts(written, texts), written
    except UnreadableList as error:
        raise UnreadableList(f"{folder / LIST}, {error}") from error
