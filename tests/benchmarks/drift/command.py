"""The command line: `python -m tests.benchmarks.drift`."""

import argparse
import difflib
import json
import sys
import time
from pathlib import Path

from dovetail.core.findings import Finding

from . import oracle
from .judge import Verdict, in_processes, judge, mutants, sampled
from .projects import Project, projects
from .report import Report, as_json, as_text
from .rewrites import Rewrite, rewrites

README = Path(__file__).with_name("README.md")
_MARK = "<!-- What follows is printed by `make bench-drift`. -->"


def run(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    chosen = projects(options.project)
    if len(chosen) < len(set(options.project)) or not chosen:
        print(f"There is no such project; there are {', '.join(p.name for p in projects())}.", file=sys.stderr)
        return 2
    if options.oracle:
        for project in chosen:
            written = oracle.write(project)
            print(
                f"{project.name}: {written.relative_to(README.parents[3]) if written else 'uses no contract in code'}"
            )
        return 0
    report = Report(options.seed)
    missed = measure(report, chosen, options.cap, options.only)
    if not report.made:
        print(
            f"No drift is called {options.only!r}: give a rule, a kind of drift or a language of the tables.",
            file=sys.stderr,
        )
        return 2
    if options.format == "json":
        print(json.dumps(as_json(report), indent=2))
    else:
        print(as_text(report), end="")
    for verdict in missed[: options.show_missed]:
        print(shown(verdict))
    if options.write:
        before = README.read_text("utf-8").partition(_MARK)[0]
        README.write_text(f"{before}{_MARK}\n\n{as_text(report)}", "utf-8")
    return 0 if report.is_clean else 1


def measure(report: Report, chosen: tuple[Project, ...], cap: int, only: str | None = None) -> list[Verdict]:
    """Fills the report; gives the mutants that were not found."""
    began = time.perf_counter()
    missed: list[Verdict] = []
    for project in chosen:
        report.projects[project.name] = len(project.texts)
        report.files += len(project.texts)
        loud = (f for f in project.all_findings if f.severity in ("error", "warning"))
        report.untouched += [f"{project.name}, {f.path}: {f.rule}: {f.message}" for f in loud]
    all = [m for project in chosen for m in mutants(project, report.seed)]
    if only is not None:
        all = [m for m in all if only in (m.rule, m.operator, m.at, m.language)]
    report.made = len(all)
    for verdict in judge(sampled(all, cap, report.seed)):
        report.checked += 1
        report.tally.add(verdict)
        report.triggered.update(f.rule for f in verdict.by)
        if not verdict.found:
            missed.append(verdict)
    written = [r for project in chosen for r in rewrites(project, report.seed)] if only is None else []
    for rewrite, loud in zip(written, in_processes(_said, written), strict=True):
        report.rewrites[rewrite.operator] += 1
        where = f"{rewrite.project.name}, {rewrite.what}, {rewrite.operator}"
        report.false += [f"{where}: {f.path}: {f.rule}: {f.message}" for f in loud]
    report.seconds = time.perf_counter() - began
    return missed


def _said(rewrite: Rewrite) -> list[Finding]:
    new = rewrite.project.new_findings(rewrite.project.changed(rewrite.texts))
    return [f for f in new if f.severity in ("error", "warning")]


def shown(verdict: Verdict) -> str:
    """A mutant that was missed, as a diff, with what was said elsewhere."""
    mutant = verdict.mutant
    lines = [f"\n{mutant.project.name} ({mutant.language}), {mutant.at}, {mutant.operator}: {mutant.what}"]
    for path, text in mutant.texts.items():
        before = mutant.project.texts.get(path, "").splitlines()
        after = (text or "").splitlines()
        lines += difflib.unified_diff(before, after, path, path, n=1, lineterm="")
    lines += [f"  elsewhere: {f.path}: {f.rule}: {f.message}" for f in verdict.others[:3]]
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.drift", description="Recall on seeded drifts, and false findings."
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cap", type=int, default=sys.maxsize, help="no more drifts than so many, of each kind alike")
    parser.add_argument("--project", action="append", default=[], help="only this one; can be given again")
    parser.add_argument(
        "--only", metavar="WHAT", help="a rule, a drift, a language, or one of: declaration, use, indirect use, request"
    )
    parser.add_argument(
        "--show-missed", type=int, default=0, metavar="N", help="the first so many that were not found, as diffs"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--write", action="store_true", help="put the tables into README.md as well")
    parser.add_argument("--oracle", action="store_true", help="ask the type checkers again which names use a contract")
    return parser
