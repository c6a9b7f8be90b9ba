"""The command line: `python -m tests.benchmarks.sight`, or `make bench-sight`."""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from ..drift.judge import in_processes
from ..drift.projects import Project
from .drifts import LIST, Drift, Told, UnreadableList, marked, read_project, told, untrue

FIXTURES = Path(__file__).parents[2] / "fixtures" / "sight"


def run(arguments: list[str] | None = None) -> int:
    """Prints a table of projects; 1 where something is reported on a project as it stands, 2 where one cannot be read."""
    options = _parser().parse_args(arguments)
    chosen: list[Path] = options.folder or sorted(f for f in FIXTURES.iterdir() if f.is_dir())
    began = time.perf_counter()
    all: Counter[Told] = Counter()
    is_clean = True
    print(f"{'project':<24}{'drifts':>8}{'at the line':>14}{'or elsewhere':>14}  reported on it as it stands")
    for folder in chosen:
        try:
            project, drifts, written = read_project(folder)
        except UnreadableList as error:
            print(f"{error}. Mend the list.", file=sys.stderr)
            return 2
        loud = untrue(project)
        asked = list(zip(drifts, in_processes(_asked, [(project, d) for d in drifts]), strict=True))
        tally = Counter(found for _, (found, _) in asked)
        all += tally
        print(_row(project.name, tally) + f"  {len(loud)}")
        for finding in loud:
            print(f"    {finding}")
            is_clean = False
        if options.missed:
            _show_missed(asked)
        if options.write:
            (folder / LIST).write_text(marked(written, ((drift, found) for drift, (found, _) in asked)), "utf-8")
    print(_row("all", all) + f"\n{time.perf_counter() - began:.0f} s")
    return 0 if is_clean else 1


def _asked(asked: tuple[Project, Drift]) -> tuple[Told, list[str]]:
    return told(*asked)


def _row(name: str, tally: Counter[Told]) -> str:
    of = tally.total()
    at_the_line, anywhere = tally[Told.AT_THE_LINE], of - tally[Told.NOWHERE]
    return f"{name:<24}{of:>8}" + "".join(f"{part:>7} {part / max(1, of):>4.0%}  " for part in (at_the_line, anywhere))


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
    parser.add_argument("--write", action="store_true", help="mark in drifts.txt what is not told at its line")
    return parser
