"""A key of a sprint or of the conventions holds a value of another type than it needs."""

from collections.abc import Iterable

from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .problems import problems


@rule("format", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterable[Fault]:
    return problems(snapshot, "wrong-type")
