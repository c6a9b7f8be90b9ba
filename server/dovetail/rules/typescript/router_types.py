"""Types that tRPC makes of a router: `inferRouterOutputs<AppRouter>["orders"]["byId"]` is what a procedure gives, and so of inputs."""

from collections.abc import Mapping

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Kind

from .things import CALL, Both, Owner, Thing, parts_of

_TAKEN = "(0)"
MADE_OF_ROUTERS: Mapping[str, str] = {"inferRouterOutputs": CALL, "inferRouterInputs": _TAKEN}
"""The step from a procedure to what a type has under its name, by the name of the type."""


def of_router(name: str, router: Thing) -> Thing:
    """What such a type has under the names of a router's procedures, and of the routers in it."""
    parts = tuple(replace(p, fields=tuple((_made(name, f), s) for f, s in p.fields)) for p in parts_of(router))
    return parts[0] if isinstance(router, Owner) and parts else Both(parts)


def _made(name: str, field: Field) -> Field:
    members = {m.name: m for m in field.kind.members}
    if CALL not in members:  # a router, or a procedure of which nothing is known
        inner = Kind("ref", name, options=(field.kind,), text=name)
        return replace(field, kind=inner if members or field.kind.target else Kind("unknown"))
    found = members.get(MADE_OF_ROUTERS[name])
    return (
        replace(field, kind=found.kind, list_depth=found.list_depth)
        if found is not None
        else replace(field, kind=Kind("unknown"))
    )
