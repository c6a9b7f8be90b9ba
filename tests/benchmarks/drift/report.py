"""What was measured, as tables."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from dovetail.rules import rules

from .judge import Verdict
from .mutants import At

_TITLES: dict[At, str] = {
    "declaration": "Declarations",
    "use": "Uses of a contract's own type",
    "indirect use": "Uses through a declaration that is bound",
    "request": "Names that bound requests carry, and operations of GraphQL ask for",
}


@dataclass
class Tally:
    """How many drifts were seeded and found, by where, rule, operator and language."""

    seeded: Counter[tuple[At, str, str, str]] = field(default_factory=Counter[tuple[At, str, str, str]])
    found: Counter[tuple[At, str, str, str]] = field(default_factory=Counter[tuple[At, str, str, str]])

    def add(self, verdict: Verdict) -> None:
        mutant = verdict.mutant
        where = (mutant.at, verdict.rule, mutant.operator, mutant.language)
        self.seeded[where] += 1
        self.found[where] += verdict.found

    def count(
        self, *, at: At, rule: str | None = None, drift: str | None = None, language: str | None = None
    ) -> tuple[int, int]:
        """How many were found of how many."""
        mine = [
            k for k in self.seeded
            if k[0] == at and rule in (None, k[1]) and drift in (None, k[2]) and language in (None, k[3])
        ]  # fmt: skip
        return sum(self.found[k] for k in mine), sum(self.seeded[k] for k in mine)

    def rows(self, at: At, head: Literal["rule", "drift"]) -> Iterator[tuple[str, list[str]]]:
        """A row for each rule or kind of drift, a cell for each language and one for all."""
        for name in sorted({k[1 if head == "rule" else 2] for k in self.seeded if k[0] == at}):
            rule, drift = (name, None) if head == "rule" else (None, name)
            languages = [*self.languages(at), None]
            yield name, [_cell(*self.count(at=at, rule=rule, drift=drift, language=n)) for n in languages]

    def languages(self, at: At) -> list[str]:
        return sorted({k[3] for k in self.seeded if k[0] == at})

    def places(self) -> list[At]:
        return [at for at in _TITLES if any(k[0] == at for k in self.seeded)]


@dataclass
class Report:
    """All that a run measured."""

    seed: int
    made: int = 0
    checked: int = 0
    seconds: float = 0.0
    projects: Counter[str] = field(default_factory=Counter[str])
    files: int = 0
    tally: Tally = field(default_factory=Tally)
    untouched: list[str] = field(default_factory=list[str])
    rewrites: Counter[str] = field(default_factory=Counter[str])
    false: list[str] = field(default_factory=list[str])
    triggered: set[str] = field(default_factory=set[str])

    @property
    def silent(self) -> list[str]:
        """The rules of conformance that no drift has triggered, but for those that only offer something."""
        return sorted(
            r.id for r in rules() if r.family == "conformance" and r.severity != "info" and r.id not in self.triggered
        )

    @property
    def is_clean(self) -> bool:
        """True where nothing was reported on code that keeps its contract."""
        return not self.untouched and not self.false


def as_text(report: Report) -> str:
    """The report in Markdown, which a terminal shows as well."""
    lines = [
        f"Seed {report.seed}: {report.checked} of {report.made} drifts in {len(report.projects)} projects "
        f"with {report.files} files, {report.seconds:.0f} s.",
        "",
    ]
    tally = report.tally
    for at in tally.places():
        found, seeded = tally.count(at=at)
        lines += [f"## {_TITLES[at]}: {found} of {seeded} found, {_percent(found, seeded)}", ""]
        languages = tally.languages(at)
        for head in ("rule", "drift"):
            rows = [[name, *cells] for name, cells in tally.rows(at, head)]
            total = ["**all**", *(_cell(*tally.count(at=at, language=n)) for n in languages), _cell(found, seeded)]
            lines += [*_table([head, *languages, "all"], [*rows, total]), ""]
    lines += [
        f"## False findings: {len(report.untouched)} on the projects as they are, "
        f"{len(report.false)} on {report.rewrites.total()} rewrites",
        "",
        *_table(["rewrite", "made"], [[name, str(count)] for name, count in sorted(report.rewrites.items())]),
        *([""] if report.untouched or report.false else []),
        *(f"- {line}" for line in (*report.untouched, *report.false)),
        "",
        "## Rules of conformance that no drift here triggers",
        "",
        ", ".join(f"`{rule}`" for rule in report.silent) or "None.",
    ]
    return "\n".join(lines) + "\n"


def as_json(report: Report) -> dict[str, Any]:
    tally = report.tally
    return {
        "version": 1,
        "seed": report.seed,
        "made": report.made,
        "checked": report.checked,
        "seconds": round(report.seconds, 1),
        "projects": dict(report.projects),
        "recall": [
            {"at": at, "rule": rule, "drift": operator, "language": language, "seeded": count, "found": tally.found[k]}
            for k, count in sorted(tally.seeded.items())
            for at, rule, operator, language in [k]
        ],
        "silentRules": report.silent,
        "rewrites": dict(report.rewrites),
        "falseFindings": {"untouched": report.untouched, "rewrites": report.false},
    }


def _cell(found: int, seeded: int) -> str:
    return f"{found}/{seeded}" if seeded else ""


def _percent(found: int, seeded: int) -> str:
    """Rounded down, so that 100 % means all."""
    return f"{1000 * found // seeded / 10:.1f} %" if seeded else "-"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    body = [list(row) for row in rows]
    widths = [max(len(row[i]) for row in [list(head), *body]) for i in range(len(head))]

    def line(row: Sequence[str]) -> str:
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        return f"| {' | '.join(cells)} |"

    rule = f"|{'-' * (widths[0] + 2)}|" + "".join(f"{'-' * (w + 1)}:|" for w in widths[1:])
    return [line(head), rule, *(line(row) for row in body)]
