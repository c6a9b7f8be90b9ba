"""Values that routes put into requests and answers and that show what they are, where the contract has another: `{"id": str(user.id)}`."""

from collections.abc import Iterator, Mapping

from dovetail.core.shapes import OF_KIND, Field, Kind, KindName, Plain
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..routes.bound_routes import Bound, bound_routes
from ..routes.carried import as_part
from ..routes.endpoints import field_at
from .carried_texts import sends_form

_PLAIN: Mapping[str, Plain] = {
    "string": "text",
    "number": "number",
    "int": "number",
    "float": "number",
    "boolean": "boolean",
}
_NUMBERS: frozenset[KindName] = frozenset({"number", "int", "float"})
_TEXTS: frozenset[KindName] = frozenset({"string", "uuid", "instant", "date", "time"})
_BODIES = ("request", "response", "errors")


def carried_kinds(source: Source, snapshot: Snapshot) -> Iterator[tuple[Plain, Range, Field, Bound]]:
    """Each such value: what it is, where it stands, the field that it is put into, and the route that carries it.

    Of tests it is what they answer in the place of a server, but where that is about a refusal; what they send may be anything.
    """
    for bound in bound_routes(source, snapshot):
        if source.shapes.language != "python" and sends_form(bound):
            continue
        shown = not bound.made and (not bound.of_test or bound.route.side == "mock")
        for carried in bound.route.carries if shown else ():
            last = carried.chain[-1]
            use = as_part(bound, carried, snapshot) if last[:1] == OF_KIND else None
            if use is None or use.chain[0] not in _BODIES:
                continue
            field = field_at(bound.contract, use.chain[:-1], snapshot)
            plain = _PLAIN.get(last[1:])
            if field is None or plain is None:
                continue
            if bound.of_test and bound.is_on_purpose(use.ranges[-1]):
                continue
            if field.list_depth or _excludes(plain, snapshot.contracts.resolved(field.kind), snapshot):
                yield plain, use.ranges[-1], field, bound


def _excludes(plain: Plain, kind: Kind, snapshot: Snapshot) -> bool:
    """True where no value of a kind is such a one. Who reads a request may take the text of a number for it, but JSON has no such text."""
    match kind.name:
        case name if name in _NUMBERS:
            return plain != "number"
        case name if name in _TEXTS:
            return plain != "text"
        case "boolean":
            return plain != "boolean"
        case "record":
            return True
        case "union":
            return all(_excludes(plain, snapshot.contracts.resolved(o), snapshot) for o in kind.options)
        case _:
            return False
