"""The drifts that people wrote into whole projects: what was told of them once is told at every commit.

One in three drifts of each project is tried, with another seed others; `make bench-sight` and `make soak` try all.
"""

from pathlib import Path

import pytest

from benchmarks.drift.judge import in_processes
from benchmarks.drift.projects import Project
from benchmarks.sight.command import FIXTURES
from benchmarks.sight.drifts import Drift, Told, UnreadableList, marked, read_drifts, read_project, told, untrue
from support.tries import one_in

FOLDERS = sorted(f for f in FIXTURES.glob("*") if f.is_dir())
ORDER = list(Told)

LIST = """# A list.
src/rooms.ts
- room.name
+ room.title
- if (a) {
-   b();
+ b();
? elsewhere

- delete me
+
? missed
"""
TEXTS = {"src/rooms.ts": "room.name;\nif (a) {\n  b();\n}\ndelete me\n"}


def _judged(asked: tuple[Project, Drift]) -> tuple[Told, list[str]]:
    return told(*asked)


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_whole_projects_are_told_of_the_drifts_they_were_told_of_and_of_nothing_else(folder: Path, seed: int) -> None:
    project, drifts, _ = read_project(folder)
    assert untrue(project) == []
    project.make_ready()
    some = one_in(3, drifts, seed)
    found = in_processes(_judged, [(project, drift) for drift in some])
    worse = [
        f"{drift.shown}: {now.value}, once {drift.expected.value}"
        for drift, (now, _) in zip(some, found, strict=True)
        if ORDER.index(now) > ORDER.index(drift.expected)
    ]
    assert worse == []


def test_a_list_of_drifts_is_read_and_marked() -> None:
    drifts = read_drifts(LIST, TEXTS)
    assert [(d.old, d.new, d.expected) for d in drifts] == [
        ("room.name", "room.title", Told.AT_THE_LINE),
        ("if (a) {\n  b();", "b();", Told.ELSEWHERE),
        ("delete me", "", Told.NOWHERE),
    ]
    assert marked(LIST, [(d, d.expected) for d in drifts]) == LIST
    assert "?" not in marked(LIST, [(d, Told.AT_THE_LINE) for d in drifts])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("src/room.ts\n", "no file 'src/room.ts'"),
        ("src/rooms.ts\n- nowhere\n+ here\n", "stands 0 times"),
        ("src/rooms.ts\n- ;\n+ .\n", "stands 2 times"),
        ("- room.name\n+ room.title\n", "stands 0 times in ''"),
    ],
)
def test_a_list_that_does_not_fit_says_where(text: str, said: str) -> None:
    with pytest.raises(UnreadableList, match="line ") as raised:
        read_drifts(text, TEXTS)
    assert said in str(raised.value)
