"""The texts that routes put into requests and answers where the contract lists the values that may stand there."""

import re
from collections.abc import Iterator

from dovetail.core.shapes import Field, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..bound.listed import Values, listed_by
from ..routes.bound_routes import Bound, bound_routes
from ..routes.carried import as_part
from ..routes.endpoints import field_at
from .query_strings import texts_in_paths

_AS_VALUE = re.compile(r""":\s*["']$""")
_FORMS = ("URLSearchParams", "FormData", "data=", "form=", "files=")


def carried_texts(source: Source, snapshot: Snapshot) -> Iterator[tuple[str, Range, Values, Bound, Use]]:
    """Each text with its place, the values that may stand there, the route that carries it, and where in that."""
    for bound in bound_routes(source, snapshot):
        for carried in bound.route.carries:
            last = carried.chain[-1]
            use = as_part(bound, carried, snapshot) if last[:1] == "=" else None
            if use is None:
                continue
            field, around = (field_at(bound.contract, use.chain[:end], snapshot) for end in (-1, -2))
            owner = snapshot.contracts.get(around.kind.target) if around is not None else None
            values = listed_by(field, owner or bound.contract, snapshot) if field is not None else None
            if values is not None:
                yield last[1:], use.ranges[-1], values, bound, use
    for bound, field, text, at in texts_in_paths(source, snapshot):
        values = listed_by(field, bound.contract, snapshot)
        if values is not None and not field.list_depth:
            chain = ("query", field.name, f"={text}")
            yield text, at, values, bound, Use("", chain, (bound.route.path_range, at, at), "write", "query")


def unfit_texts(source: Source, snapshot: Snapshot) -> Iterator[tuple[Range, Field, Bound]]:
    """The texts that stand in the JSON of a request or an answer where the contract has a number or a truth value."""
    text = source.text.source
    for bound in bound_routes(source, snapshot):
        if sends_form(bound):
            continue
        for carried in bound.route.carries:
            last, at = carried.chain[-1], carried.ranges[-1]
            written = last[:1] == "=" and _AS_VALUE.search(text, max(0, at.start - 8), at.start) is not None
            use = as_part(bound, carried, snapshot) if written else None
            if use is None or use.chain[0] in ("query", "params"):
                continue
            field = field_at(bound.contract, use.chain[:-1], snapshot)
            if field is not None and not field.list_depth and _is_plain(field, snapshot):
                yield at, field, bound


def sends_form(bound: Bound) -> bool:
    """True for a route that sends a form, in which all is text."""
    written = bound.source.text[bound.route.range]
    return any(word in written for word in _FORMS)


def _is_plain(field: Field, snapshot: Snapshot) -> bool:
    return snapshot.contracts.resolved(field.kind).name in ("int", "float", "number", "boolean")
