"""Statuses that code of TypeScript throws: `throw new ApiError(410, "Gone")`, `throw new GoneException()`, `next(createError(410))`.

Those of a program's own errors count where what answers to errors takes the status from them. What a function throws whose result routes
send is answered by their endpoints; of any other, a status counts that no endpoint at all promises.
"""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.paths import is_test
from dovetail.core.shapes import Maker, Thrown
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..routes.answers import answering
from ..routes.bound_routes import bound_route, bound_routes
from ..routes.endpoints import endpoints

# What makes errors that the framework answers with their status by itself.
_MAKERS = frozenset(
    {"http-errors", "hono/http-exception", "@hapi/boom", "@nestjs/common", "@fastify/sensible", "h3", "@sveltejs/kit"}
)


def thrown_statuses(source: Source, snapshot: Snapshot) -> Iterator[tuple[Thrown, tuple[Contract, ...]]]:
    """The statuses that a file throws, each with the endpoints that may then be refused: all of them where that is not seen."""
    thrown = list(_thrown(source, snapshot)) if source.shapes.thrown and not is_test(source.path) else []
    if not thrown or any(r.side == "client" for r in source.shapes.routes):
        return
    here = {r.range for r in source.shapes.routes if r.side == "server"}
    own = [(b.route.range, b.contract) for b in bound_routes(source, snapshot) if b.route.range in here] if here else []
    every = tuple({e.contract.name: e.contract for e in endpoints(snapshot)}.values())
    reached: dict[str, tuple[Contract, ...]] = {}
    for one in thrown:
        around = {c.name: c for at, c in own if at.start <= one.range.start < at.end}
        if one.function and one.function not in reached:
            reached[one.function] = tuple(_served_by(one.function, source, snapshot))
        yield one, tuple(around.values()) or reached.get(one.function, ()) or every


def _served_by(function: str, source: Source, snapshot: Snapshot) -> Iterator[Contract]:
    """The endpoints that send what a function gives."""
    found: dict[str, Contract] = {}
    for place, route, _ in answering(Maker(function, Range(0, 0), ()), source, snapshot):
        bound = bound_route(route, place, snapshot)
        if bound is not None:
            found[bound[1].contract.name] = bound[1].contract
    yield from found.values()


def _thrown(source: Source, snapshot: Snapshot) -> Iterator[Thrown]:
    """The statuses that the framework answers by itself, or something of the program."""
    made = {i.name for i in source.shapes.imports if i.module in _MAKERS}
    for found in source.shapes.thrown:
        if found.maker.partition(".")[0] in made or snapshot.of_sources(_answers):
            yield found


def _answers(source: Source) -> bool:
    """True for a file that answers to an error with the status that it carries."""
    return source.shapes.answers_status
