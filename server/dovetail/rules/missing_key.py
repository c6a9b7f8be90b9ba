"""A sprint or a package lacks a key that it cannot do without."""

from collections.abc import Iterable

from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .problems import problems


@rule("format", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterable[Fault]:
    return problems(snapshot, "missing-key")
