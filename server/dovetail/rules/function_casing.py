"""A function is not in the casing that the conventions ask for."""

from collections.abc import Iterable

from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .faults import Fault
from .naming.casing import faults_of
from .naming.exports import functions


@rule("conventions", "warning")
def check(source: Source, snapshot: Snapshot) -> Iterable[Fault]:
    governed = snapshot.conventions is not None and snapshot.conventions.governs(source.path, "functions") is not None
    return faults_of(functions(source), snapshot, "functions") if governed else ()
