"""The texts that routes put into requests and answers where the contract lists the values that may stand there."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from .bound_routes import Bound, bound_routes
from .carried import as_part
from .endpoints import field_at
from .listed import Values, listed_by


def carried_texts(source: Source, snapshot: Snapshot) -> Iterator[tuple[str, Range, Values, Bound]]:
    """Each text with its place, the values that may stand there, and the route that carries it."""
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
                yield last[1:], use.ranges[-1], values, bound
