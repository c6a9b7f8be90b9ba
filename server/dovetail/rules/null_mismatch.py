"""A field may be null on one side and not on the other."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.relation import items_may_be_null
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot

from . import rule
from .checks.absence import called, is_decided, knows_one_way, matters, may_be_nothing, said_at
from .checks.type_edits import nullability
from .faults import Fault
from .python.filled_from_rows import is_filled_from_rows
from .records.comparison import Match, compare
from .records.dialects import is_list_in_text, may_be_null_by_prisma


@rule("conformance", "error")
def check(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if not isinstance(pairing.implementation, Record):
        return
    for match in compare(pairing, snapshot).matches:
        promise, field = match.contract, match.field
        if (
            "unknown" in (promise.nullable, field.nullable)
            or promise.kind.name == "any"
            or _may_be_named(match, snapshot)
            or may_be_null_by_prisma(field, pairing)
            or (
                field.list_depth != promise.list_depth
                and field.kind.name not in ("json", "null")
                and not is_list_in_text(field, pairing, snapshot)
            )
        ):
            continue
        place = match.promise.place(pairing.contract.name)
        message = _difference(match, pairing, snapshot)
        if message:
            fixes = nullability(match, pairing, snapshot)
            at = said_at(field, "null", pairing, snapshot)
            yield Fault(pairing.path, at, f"{message} in contract {pairing.contract.name}.", (place,), fixes)
        held = _difference_of_items(match, pairing, snapshot) if field.list_depth else ""
        if held:
            fixes = nullability(match, pairing, snapshot, "items")
            at = field.type_range or field.name_range
            yield Fault(pairing.path, at, f"{held} in contract {pairing.contract.name}.", (place,), fixes)


def _may_be_named(match: Match, snapshot: Snapshot) -> bool:
    """True where a name in the contract may stand for null: `icon: string | Maybe`."""
    promise, path = match.contract, match.promise.path
    named = promise.nullable == "no" and promise.kind.name in ("ref", "union") and not promise.list_depth
    return named and not is_decided(promise.kind, path, snapshot, "null")


def _difference_of_items(match: Match, pairing: Pairing, snapshot: Snapshot) -> str:
    """Where a list may hold null on one side only, as far as both sides say so."""
    field, promised = match.field, items_may_be_null(match.contract)
    written = snapshot.sources[pairing.path].shapes.language == "typescript"
    given = items_may_be_null(field) if written else {"yes": True, "no": False}.get(field.items_nullable)
    if promised is None or given is None or promised == given:
        return ""
    name = called(field, pairing)
    if promised:
        return f"`{name}` never holds null here and may hold it" if matters(pairing, snapshot, "here") else ""
    return f"`{name}` may hold null here and never holds it" if matters(pairing, snapshot, "there") else ""


def _difference(match: Match, pairing: Pairing, snapshot: Snapshot) -> str:
    promise, field = match.contract, match.field
    if promise.nullable == field.nullable:
        return ""
    name, one_way = called(field, pairing), knows_one_way(pairing, snapshot)
    if promise.nullable == "yes":
        empty = one_way and may_be_nothing(field)
        verb = "cannot hold null" if pairing.is_store else "is never null"
        strict = not empty and (matters(pairing, snapshot, "here") or is_filled_from_rows(pairing, snapshot))
        return f"`{name}` {verb} here and may be null" if strict else ""
    if one_way and may_be_nothing(promise):
        return ""
    return f"`{name}` may be null here and is never null" if matters(pairing, snapshot, "there") else ""
