"""A sprint or the conventions have a key that means nothing."""

from collections.abc import Iterable

from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .problems import problems


@rule("format", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterable[Fault]:
    return problems(snapshot, "unknown-key")
