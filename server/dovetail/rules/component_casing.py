"""A component is not in the casing that the conventions ask for."""

from collections.abc import Iterable

from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .faults import Fault
from .naming.casing import faults_of
from .naming.exports import components


@rule("conventions", "warning")
def check(source: Source, snapshot: Snapshot) -> Iterable[Fault]:
    conventions = snapshot.conventions
    if conventions is None or conventions.governs(source.path, "components") is None:
        return ()
    files_are_governed = conventions.governs(source.path, "files") is not None
    return faults_of(components(source, files_are_governed=files_are_governed), snapshot, "components")
