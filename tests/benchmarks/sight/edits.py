"""What fixes and renames do to whole projects, as tables: `--fixes` and `--renames`."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from ..drift.judge import in_processes
from ..drift.projects import Project
from .drifts import Drift, read_project
from .mending import Mends, Outcome, mends
from .renaming import Left, Name, Renamed, names, renamed

_OF_FIXES = (*(o.value for o in Outcome), "no fix", "not told")
_OF_RENAMES = tuple(left.value for left in Left)


def edits(folders: list[Path], *, fixes: bool, shown: bool) -> int:
    """Prints a table of projects, with `shown` all that fails; 1 where a fix breaks a text."""
    columns = _OF_FIXES if fixes else _OF_RENAMES
    width = max(map(len, columns)) + 2
    print(f"{'project':<20}" + "".join(f"{c:>{width}}" for c in columns))
    whole: Counter[str] = Counter()
    for folder in folders:
        project, drifts, _ = read_project(folder)
        project.make_ready()
        found = list(_mended(project, drifts) if fixes else _renamed(project))
        tally = Counter(column for column, _ in found)
        whole += tally
        print(f"{project.name:<20}" + "".join(f"{tally[c]:>{width}}" for c in columns))
        for column, lines in found if shown else ():
            if column not in (Outcome.RESTORED.value, Outcome.SILENT.value, Left.NOTHING.value):
                print(f"  {column}: {lines[0]}", *lines[1:], sep="\n      ")
    print(f"{'all':<20}" + "".join(f"{whole[c]:>{width}}" for c in columns))
    return 1 if whole[Outcome.BROKEN.value] else 0


def _mended(project: Project, drifts: list[Drift]) -> Iterator[tuple[str, list[str]]]:
    for drift, found in zip(drifts, in_processes(_mends, [(project, d) for d in drifts]), strict=True):
        column = found.best.value if found.best is not None else "no fix" if found.found else "not told"
        bad = [f"{m.title}: {line}" for m in found.mends if not m.outcome.is_good for line in m.after]
        yield column, [drift.shown, *(bad or [said for _, said in found.found])]


def _renamed(project: Project) -> Iterator[tuple[str, list[str]]]:
    for one in in_processes(_rename, [(project, n) for n in names(project)]):
        yield one.left.value, [f"{one.name.kind} {one.name.name}", *one.said]


def _mends(asked: tuple[Project, Drift]) -> Mends:
    return mends(*asked)


def _rename(asked: tuple[Project, Name]) -> Renamed:
    return renamed(*asked)
