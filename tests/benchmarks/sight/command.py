"""The command line: `python -m tests.benchmarks.sight`, or `make bench-sight`."""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from ..drift.judge import in_processes
from ..drift.projects import Project
from .drifts import LIST, Drift, Told, UnreadableList, first_sight, marked, read_project, told, untrue
from .edits import edits

FIXTURES = Path(__file__).parents[2] / "fixtures" / "sight"


def run(arguments: list[str] | None = None) -> int:
    """Prints a table of projects; 1 where something is reported on a project as it stands, 2 where one cannot be read."""
    options = _parser().parse_args(arguments)
    chosen: list[Path] = options.folder or sorted(f for f in FIXTURES.iterdir() if f.is_dir())
    if options.fixes or options.renames:
        return edits(chosen, fixes=options.fixes, shown=options.missed)
    began = time.perf_counter()
    first, now = Counter[Told](), Counter[Told]()
    is_clean = True
    print(f"{'':<24}{'at first sight':>25}{'now':>31}{'reported on it':>23}")
    print(f"{'project':<24}{_HEAD}{_HEAD}{'as it stands':>16}")
    for folder in chosen:
        try:
            project, drifts, written = read_project(folder)
        except UnreadableList as error:
            print(f"{error}. Mend the list.", file=sys.stderr)
            return 2
        loud = untrue(project)
        project.make_ready()
        asked = list(zip(drifts, in_processes(_asked, [(project, d) for d in drifts]), strict=True))
        tally, before = Counter(found for _, (found, _) in asked), first_sight(written)
        now += tally
        first += before
        print(f"{project.name:<24}{_columns(before)}{_columns(tally)}{len(loud):>16}")
        for finding in loud:
            print(f"    {finding}")
            is_clean = False
        if options.missed:
            _show_missed(asked)
        if options.write:
            (folder / LIST).write_text(marked(written, ((drift, found) for drift, (found, _) in asked)), "utf-8")
    print(f"{'all':<24}{_columns(first)}{_columns(now)}\n{time.perf_counter() - began:.0f} s")
    return 0 if is_clean else 1


def _asked(asked: tuple[Project, Drift]) -> tuple[Told, list[str]]:
    return told(*asked)


_HEAD = f"{'drifts':>8}{'at the line':>13}{'anywhere':>10}"


def _columns(tally: Counter[Told]) -> str:
    of = tally.total()
    shares = (part / max(1, of) for part in (tally[Told.AT_THE_LINE], of - tally[Told.NOWHERE]))
    line, anywhere = (f"{share:.0%}" if of else "-" for share in shares)
    return f"{of or '-':>8}{line:>13}{anywhere:>10}"


def _show_missed(asked: list[tuple[Drift, tuple[Told, list[str]]]]) -> None:
    for drift, (found, new) in asked:
        if found is not Told.AT_THE_LINE:
            print(f"  {found.value}: {drift.shown}")
            for finding in new:
                print(f"      {finding}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.sight",
        description="Writes each drift of a project's drifts.txt into it alone, and says how many are told.",
    )
    parser.add_argument(
        "folder", nargs="*", type=Path, help="folders with a drifts.txt; all of tests/fixtures/sight if none"
    )
    parser.add_argument("--missed", action="store_true", help="show each drift that is not told at its line")
    parser.add_argument("--fixes", action="store_true", help="apply every fix of every drift, and say what is left")
    parser.add_argument("--renames", action="store_true", help="rename everything in the contracts, and back")
    parser.add_argument("--write", action="store_true", help="mark in drifts.txt what is not told at its line")
    return parser
