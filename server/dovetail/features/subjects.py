"""What is named at a place, as the thing that all its places mean."""

from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from .occurrences import OfContract, OfField, OfMember, OfPackage, Subject
from .places import ContractAt, MemberAt, PackageAt, at


def subject_at(snapshot: Snapshot, path: str, offset: int) -> tuple[Subject, Range] | None:
    """The named thing at an offset, and the name's own range."""
    match at(snapshot, path, offset):
        case ContractAt(contract, None, range):
            return OfContract(contract), range
        case ContractAt(contract, field, range) if field is not None:
            return OfField(contract, field), range
        case MemberAt(member, range):
            return OfMember(member), range
        case PackageAt(sprint, package, range):
            return OfPackage(sprint, package), range
        case _:
            return None
