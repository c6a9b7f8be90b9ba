"""Names that a call gives to a function of the program which says what it takes in place, and sends all of it as a request.

`addMember({ surname })`, where `addMember` takes `{ firstName: string; lastName: string }` and posts that.
"""

from collections.abc import Iterator, Mapping

from dovetail.core.dataclass import replace
from dovetail.core.findings import Place
from dovetail.core.shapes import Use
from dovetail.core.snapshot import Snapshot, Source

from ..edits.suggestions import hint, rename_fix
from ..faults import Fault
from ..routes.bound_routes import Bound, bound_routes
from ..routes.endpoints import member
from ..typescript.reached import Reach
from ..typescript.things import CALL

_TYPE_OF = "typeof "
_PART = "request"


def strange_names(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Those that neither the function's own type has nor the request of the endpoint."""
    if source.shapes.language != "typescript":
        return
    reach = Reach(snapshot)
    for use in source.shapes.uses:
        if not _is_given(use):
            continue
        holders = reach.holders(replace(use, chain=use.chain[:-1], ranges=use.ranges[:-1]), source)
        parts = [part for parts in holders for part in parts]
        fields = parts[0].fields if len(parts) == 1 else ()
        name, known = use.chain[-1], [f.name for f, _ in fields]
        first, home = next(iter(fields), (None, source))
        bound = _sent(home, snapshot).get(first.name_range.start) if first is not None else None
        if first is None or bound is None or name in known:
            continue
        promised = member(bound.contract, _PART, snapshot) or ()
        if name in (f.name for f in promised):
            continue  # what the function does not take, and the contract has
        message = f"`{name}` is no field of the request of contract {bound.contract.name}{hint(name, known)}"
        place = Place(home.path, first.name_range, "What the function takes, and sends")
        fixes = rename_fix(source, name, use.ranges[-1], known)
        yield Fault(source.path, use.ranges[-1], message, (place, bound.endpoint.place), fixes, severity=bound.severity)


def _is_given(use: Use) -> bool:
    """True for a name of an object that a function is given."""
    if use.access != "write" or not use.type_name.startswith(_TYPE_OF):
        return False
    step, name = "".join(use.chain[-2:-1]), "".join(use.chain[-1:])
    return step[:1] == "(" and step != CALL and name.isidentifier()


def _sent(home: Source, snapshot: Snapshot) -> Mapping[int, Bound]:
    """The requests of a file whose names stand in types that are written in place, by where these stand."""
    return snapshot.once(("sent in place", home.path), lambda: dict(_names_sent(home, snapshot)))


def _names_sent(home: Source, snapshot: Snapshot) -> Iterator[tuple[int, Bound]]:
    for bound in bound_routes(home, snapshot):
        for carried in bound.route.carries if bound.route.side == "client" else ():
            if carried.chain[0] == _PART and len(carried.chain) == 2:
                yield carried.ranges[-1].start, bound
