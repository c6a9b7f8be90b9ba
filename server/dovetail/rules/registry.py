"""The rules, by discovery: one module and one page a rule."""

import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any, TypeVar, get_args, get_type_hints

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.conventions import Conventions
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.findings import Family, Finding, Severity
from dovetail.core.plan import Sprint, WorkPackage
from dovetail.core.snapshot import Snapshot, Source

from .faults import Fault

Check = Callable[[Any, Snapshot], Iterable[Fault]]
STALE = "stale-ignore"  # it is judged last, when all that is silenced is known
VISITS: tuple[type, ...] = (Snapshot, Contract, Pairing, Sprint, WorkPackage, Conventions, Source)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. Each of its checks yields the faults of one subject of the type that stands before it."""

    id: str
    family: Family
    severity: Severity
    checks: tuple[tuple[type, Check], ...]
    summary: str

    @property
    def page(self) -> str:
        """The rule's page, in Markdown."""
        return files(__package__ or "").joinpath(f"{self.id.replace('-', '_')}.md").read_text("utf-8")


Asking = tuple[Rule, Check, str | None]  # a rule, one of its checks, and what the settings say of its severity

_REGISTERED: dict[str, Rule] = {}
_OF_HAND: set[Check] = set()
_OF_CODE: set[Check] = set()
_F = TypeVar("_F", bound=Check)


def rule(family: Family, severity: Severity, *, handwritten: bool = False) -> Callable[[_F], _F]:
    """Mark a check of a rule. The id is the module's name, the summary the module's docstring.

    A check visits the subjects of the type of its first parameter, or of each type of a union; a rule may have several checks.
    A `handwritten` one is asked only of what people write, as all conventions are: a generated file is mended where it comes from.
    One of conformance or of conventions that visits files only is not asked of contract files, which promise and keep nothing, and
    whose names are judged by contract.
    """

    def register(check: _F) -> _F:
        module = sys.modules[check.__module__]
        id = check.__module__.rpartition(".")[2].replace("_", "-")
        hint = next(iter(get_type_hints(check).values()))
        visits = get_args(hint) or (hint,)
        if handwritten or family == "conventions":
            _OF_HAND.add(check)
        if family in ("conformance", "conventions") and visits == (Source,):
            _OF_CODE.add(check)
        assert set(visits) <= set(VISITS), f"{id} visits {hint}"
        summary = (module.__doc__ or "").strip().splitlines()[0]
        known = _REGISTERED.get(id) or Rule(id, family, severity, (), summary)
        assert (known.family, known.severity) == (family, severity), f"{id} is one rule"
        _REGISTERED[id] = replace(known, checks=(*known.checks, *((v, check) for v in visits)))
        return check

    return register


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, by id."""
    package = sys.modules[__package__ or ""]
    for module in pkgutil.iter_modules(package.__path__):
        import_module(f"{package.__name__}.{module.name}")
    return tuple(_REGISTERED[id] for id in sorted(_REGISTERED))


@cache
def rule_ids() -> frozenset[str]:
    """The ids of all rules, by their pages: who asks for no more need not wait until the rules are imported."""
    pages = (p.name for p in files(__package__ or "").iterdir() if p.name.endswith(".md"))
    return frozenset(name.removesuffix(".md").replace("_", "-") for name in pages)


@cache
def _by_id() -> dict[str, Rule]:
    return {r.id: r for r in rules()}


def find_rule(id: str) -> Rule | None:
    return _by_id().get(id)


def of_contract_file(asked: Iterable[Asking]) -> list[Asking]:
    """Those of some checks of files that are asked of a contract file."""
    return [a for a in asked if a[1] not in _OF_CODE]


def severity_of(rule: Rule, snapshot: Snapshot) -> str:
    """How grave what a rule finds is by the settings; `off` where it is not asked."""
    return snapshot.settings.severities.get(rule.id, rule.severity)


def found_by(rule: Rule, check: Check, subject: object, snapshot: Snapshot) -> Iterator[Finding]:
    """What one check of a rule finds at one subject."""
    return said_of(((rule, check, snapshot.settings.severities.get(rule.id)),), subject, snapshot)


def said_of(asked: Iterable[Asking], subject: object, snapshot: Snapshot) -> Iterator[Finding]:
    """What some checks find at one subject. Those that are asked only of what people write are silent on a generated file, and
    those that hold code to contracts on a contract file.
    """
    path = getattr(subject, "path", None)
    silent = _OF_CODE if isinstance(subject, Source) and subject.path.endswith(SUFFIX) else frozenset[Check]()
    if path is not None and snapshot.is_generated(path):
        silent = silent | _OF_HAND
    for rule, check, changed in asked:
        if silent and check in silent:
            continue
        for fault in check(subject, snapshot):
            yield finding_of(rule, fault, changed, subject)


def finding_of(rule: Rule, fault: Fault, changed: str | None, subject: object) -> Finding:
    """A rule's fault as a finding; `changed` is how grave the settings say that it is. What only seems to be bound is no error."""
    own = "warning" if rule.severity == "error" and isinstance(subject, Pairing) and subject.guessed else rule.severity
    severity: Any = changed if changed is not None and changed != "off" else fault.severity or own
    return Finding(
        rule.id, severity, fault.path, fault.range, fault.message, fault.related, fault.fixes, tags=fault.tags
    )
