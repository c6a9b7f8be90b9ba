"""A route that answers with what a function makes for others, which lacks what its own endpoint promises: the summary for the detail."""

from collections.abc import Iterator

from dovetail.core.shapes import Field, Maker, Sent
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key

from ..routes.answers import answering, placed_maker
from ..routes.bound_routes import Bound, bound_routes, names_put_by, places_of
from ..routes.carried import inside


def lacking_answers(source: Source, snapshot: Snapshot) -> Iterator[tuple[Bound, Range, Field]]:
    """Each promised field that such an answer goes without, with its route and the place that names the function.

    Only where the function has all that another place needs: else it is told at what the function makes.
    """
    for bound in bound_routes(source, snapshot) if source.shapes.language == "python" else ():
        if bound.route.side != "server" or bound.of_test or bound.made or bound.source is not source:
            continue
        for passed in bound.route.passes:
            found = (
                placed_maker(passed, source, snapshot) if passed.chain[0] == "response" and not passed.given else None
            )
            if found is None or len(found[1].sent) != 1 or found[1].sent[0].chain or found[1].parameters is not None:
                continue
            place, maker = found
            named = Sent("response", passed.range, maker.sent[0].names, passed.chain[1:])
            given = {key(n) for n in (*named.names, *names_put_by(bound.route, named))}
            missing = _missing(inside(bound.contract, named, snapshot), given)
            if missing and _serves_others(maker, place, {key(n) for n in named.names}, snapshot):
                yield from ((bound, passed.range, field) for field in missing)


def _missing(fields: tuple[Field, ...] | None, given: set[str]) -> list[Field]:
    """What is promised and not given, where that is the smaller part."""
    needed = [f for f in fields or () if f.presence == "required"]
    missing = [f for f in needed if f.key not in given]
    return missing if 2 * len(missing) <= len(needed) else []


def _serves_others(maker: Maker, source: Source, given: set[str], snapshot: Snapshot) -> bool:
    """True for a function that gives all that is promised where another route sends it alone."""
    for _, endpoint, chain in places_of(answering(maker, source, snapshot, alone=True), snapshot).values():
        fields = inside(endpoint.contract, Sent(chain[0], maker.name_range, (), chain[1:]), snapshot)
        needed = [f for f in fields or () if f.presence == "required"]
        if needed and all(f.key in given for f in needed):
            return True
    return False
