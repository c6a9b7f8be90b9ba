"""A contract file holds something that is not a promise, such as a function."""

from collections.abc import Iterable

from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .problems import problems


@rule("format", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterable[Fault]:
    return problems(snapshot, "not-a-contract")
