"""A member of an enum is not in the casing that the conventions ask for."""

from collections.abc import Iterable

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .faults import Fault
from .naming.casing import casing_faults, declared_faults


@rule("conventions", "warning")
def in_contracts(subject: Contract | Pairing, snapshot: Snapshot) -> Iterable[Fault]:
    return casing_faults(subject, snapshot, "members")


@rule("conventions", "warning")
def in_files(source: Source, snapshot: Snapshot) -> Iterable[Fault]:
    return declared_faults(source, snapshot, "members")
