"""Types of server frameworks that are named without saying more, and what a program adds to them."""

from collections.abc import Mapping

from dovetail.core.shapes import Field, Kind
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from .route_types import HANDLERS

ADDED = "@"  # how the reader of TypeScript names what is added to the types of a library
_NOWHERE = Range(0, 0)
_MODULES = frozenset("express express-serve-static-core fastify koa hono".split())
_REQUEST = Kind("ref", target=f"{ADDED}Request")
_INSTANCE = Kind("ref", target=f"{ADDED}FastifyInstance")


def additions(source: Source) -> Mapping[str, Kind]:
    """What a file adds to types of libraries, by their names."""
    return {v.name: v.kind for v in source.shapes.values if v.name.startswith(ADDED)}


def of_framework(name: str, module: str) -> Kind | None:
    """What a name that is imported from a framework stands for; None where that is not known."""
    if module.startswith("./$types") or module == "@sveltejs/kit":
        return HANDLERS.get(name)
    return _TYPES.get(name) if module in _MODULES else None


def _taking(at: int, kind: Kind) -> Kind:
    """A function, of which one parameter is known."""
    taken = Field(f"({at})", _NOWHERE, kind, "required", "no", _NOWHERE)
    return Kind("unknown", members=(taken,))


_TYPES: Mapping[str, Kind] = {
    "Request": _REQUEST,
    "FastifyRequest": _REQUEST,
    "RequestHandler": _taking(0, _REQUEST),
    "ErrorRequestHandler": _taking(1, _REQUEST),
    "FastifyInstance": _INSTANCE,
    "FastifyPluginAsync": _taking(0, _INSTANCE),
    "FastifyPluginCallback": _taking(0, _INSTANCE),
    "FastifyPluginAsyncZod": _taking(0, _INSTANCE),
    "FastifyPluginAsyncTypebox": _taking(0, _INSTANCE),
    "preHandlerHookHandler": _taking(0, _REQUEST),
    "onRequestHookHandler": _taking(0, _REQUEST),
    "preHandlerAsyncHookHandler": _taking(0, _REQUEST),
    "onRequestAsyncHookHandler": _taking(0, _REQUEST),
}
