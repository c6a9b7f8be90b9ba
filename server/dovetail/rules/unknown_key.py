"""A sprint or the conventions have a key that means nothing."""

from collections.abc import Iterable

from dovetail.core.conventions import Conventions
from dovetail.core.plan import Sprint
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .checks.problems import problems
from .faults import Fault


@rule("format", "error")
def check(subject: Source | Sprint | Conventions, _: Snapshot) -> Iterable[Fault]:
    return problems(subject, "unknown-key")
