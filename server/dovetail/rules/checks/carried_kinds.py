"""Values that routes put into requests and answers and that show what they are, where the contract has another: `{"id": str(user.id)}`."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.contracts import SUFFIX
from dovetail.core.shapes import OF_KIND, Field, Kind, KindName, Plain
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..routes.bound_routes import Bound, bound_routes
from ..routes.carried import as_part
from ..routes.endpoints import field_at
from .absence import is_decided
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
_PERHAPS_TEXTS: frozenset[KindName] = frozenset({"decimal", "bigint"})  # where the contract says `string`
NULL = "null"
_CONTRACT = SUFFIX  # where all fields of endpoints are declared
_LEFT_OUT = re.compile(
    r"\bexclude_none\b|\bif\s+\w+(?:\s+is\s+not\s+None)?\s*\}"
)  # `{k: v for k, v in body.items() if v is not None}`
_BODIES = ("request", "response", "errors")


def carried_kinds(source: Source, snapshot: Snapshot) -> Iterator[tuple[Plain, Range, Field, Bound]]:
    """Each such value: what it is, where it stands, the field that it is put into, and the route that carries it.

    Of tests it is what they answer in the place of a server, and compare an answer with, but where that is about a refusal; what they
    send may be anything.
    """
    for bound in bound_routes(source, snapshot):
        if source.shapes.language != "python" and sends_form(bound):
            continue
        for carried in bound.route.carries if not bound.made else ():
            last = carried.chain[-1]
            if bound.of_test and bound.route.side != "mock" and carried.access != "read":
                continue
            use = as_part(bound, carried, snapshot) if last[:1] == OF_KIND else None
            if use is None or use.chain[0] not in _BODIES:
                continue
            field = field_at(bound.contract, use.chain[:-1], snapshot)
            plain = _PLAIN.get(last[1:])
            if field is None or (bound.of_test and bound.is_on_purpose(use.ranges[-1])):
                continue
            if last[1:] == NULL and _must_be_there(field, source, snapshot):
                yield "null", use.ranges[-1], field, bound
            elif plain is not None and (
                field.list_depth or excludes_in_json(plain, snapshot.contracts.resolved(field.kind), snapshot)
            ):
                yield plain, use.ranges[-1], field, bound


def _must_be_there(field: Field, source: Source, snapshot: Snapshot) -> bool:
    """True for a field that is never null, in a file that does not leave out of its answers what is None."""
    never = field.nullable == "no" and is_decided(field.kind, _CONTRACT, snapshot, "null")
    return never and _LEFT_OUT.search(source.text.source) is None


def excludes_in_json(plain: Plain, kind: Kind, snapshot: Snapshot) -> bool:
    """True where no value of a kind is such a one. Who reads a request may take the text of a number for it, but JSON has no such text."""
    match kind.name:
        case name if name in _NUMBERS:
            return plain != "number"
        case name if name in _TEXTS or (name in _PERHAPS_TEXTS and "string" in kind.text):
            return plain != "text"
        case "boolean":
            return plain != "boolean"
        case "record":
            return True
        case "union":
            return all(excludes_in_json(plain, snapshot.contracts.resolved(o), snapshot) for o in kind.options)
        case _:
            return False
