"""A field must be there on one side and may be left out on the other."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import SCHEMA_OBJECTS, Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.absence import called, knows_one_way, matters, may_be_nothing, said_at
from .checks.asked_of_serializers import is_asked_by_serializer
from .checks.type_edits import presence
from .faults import Fault
from .python.pydantic_versions import is_of_first
from .records.bases import construct_of
from .records.comparison import LITERAL, Match, compare


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    record = pairing.implementation
    if not isinstance(record, Record) or record.construct == LITERAL:
        return
    for match in compare(pairing, snapshot).matches:
        message = _difference(match, pairing, snapshot)
        if message:
            yield Fault(
                pairing.path,
                said_at(match.field, "presence", pairing, snapshot),
                f"{message} in contract {pairing.contract.name}.",
                (match.promise.place(pairing.contract.name),),
                presence(match, pairing, snapshot),
            )


def _is_asked_for(match: Match, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True where a request is refused that leaves out what it may.

    Pydantic 2 asks for all that has no default, marshmallow for what it says is required.
    """
    if construct_of(pairing, snapshot) == "serializer":
        return is_asked_by_serializer(match, pairing, snapshot)
    return (
        construct_of(pairing, snapshot) in ("pydantic model", "msgspec struct", "marshmallow schema")
        and match.contract.presence == "optional"
        and match.field.presence == "required"
        and pairing.contract.name in snapshot.contracts.asked
        and not (match.field.nullable == "yes" and is_of_first(snapshot))
    )


def _is_all_optional(pairing: Pairing) -> bool:
    """True for what holds only what is to be changed: `class UserChanges(TypedDict, total=False)`."""
    record = pairing.implementation
    if not isinstance(record, Record) or record.construct != "typed dict":
        return False
    return all(f.presence == "optional" for f in record.fields)


def _is_of_generated(match: Match, pairing: Pairing) -> bool:
    """True where a generator of types for GraphQL lets what may be null be left out as well: `bio?: Maybe<string>`."""
    record = pairing.implementation
    both = match.contract.nullable == match.field.nullable == "yes"
    return both and isinstance(record, Record) and any(f.name == "__typename" for f in record.fields)


def _difference(match: Match, pairing: Pairing, snapshot: Snapshot) -> str:
    promise, field = match.contract, match.field
    if field.presence == "defaulted" or "hole" in (promise.kind.name, field.kind.name):
        return ""
    record = pairing.implementation
    if (
        isinstance(record, Record)
        and record.construct in SCHEMA_OBJECTS
        and field.kind.name in ("unknown", "any", "ref")
    ):
        return ""  # such a schema may take nothing, too
    name = called(field, pairing)
    if knows_one_way(pairing, snapshot):  # what may be null besides is another rule's
        needed = (
            promise.presence == "optional"
            and promise.nullable == "no"
            and field.nullable == "no"
            and not may_be_nothing(field)
        )
        if (needed or _is_asked_for(match, pairing, snapshot)) and matters(pairing, snapshot, "here"):
            return f"`{name}` must have a value here, and `{promise.name}` may be left out"
        return ""
    if promise.presence == "optional" and field.presence == "required" and matters(pairing, snapshot, "here"):
        return f"`{name}` is required here and optional"
    changes = pairing.mode == "subset" and _is_all_optional(pairing)
    if (
        promise.presence == "required"
        and field.presence == "optional"
        and not changes
        and not _is_of_generated(match, pairing)
        and matters(pairing, snapshot, "there")
    ):
        return f"`{name}` is optional here and required"
    return ""
