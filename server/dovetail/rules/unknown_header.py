"""A client sends, or a server reads, a header that the endpoint does not have, and none that it has."""

from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .edits.suggestions import listed, meant
from .faults import Fault
from .routes.bound_routes import bound_routes
from .routes.endpoints import member

_PART = "headers"
# What any request has, whoever reads it, or that programs between a client and a server add.
_USUAL = frozenset(
    "accept authorization cache-control connection cookie date dnt etag expect forwarded from host if-match if-modified-since "
    "if-none-match if-range if-unmodified-since last-event-id link origin pragma prefer range referer te trailer traceparent tracestate "
    "baggage sentry-trace upgrade upgrade-insecure-requests user-agent via keep-alive location server set-cookie vary".split()
)
_USUAL_BEGINNINGS = (
    "accept-",
    "content-",
    "sec-",
    "access-control-",
    "x-forwarded-",
    "proxy-",
    "cf-",
    "x-amz-",
    "x-vercel-",
)
_USUAL_OF_PROGRAMS = frozenset(
    "x-request-id x-correlation-id x-trace-id x-real-ip x-requested-with x-csrf-token x-xsrf-token x-http-method-override".split()
)


@rule("conformance", "warning")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for bound in bound_routes(source, snapshot):
        uses = [u for u in bound.route.carries if u.chain[0] == _PART and len(u.chain) == 2]
        fields = member(bound.contract, _PART, snapshot) if uses and not bound.of_test else None
        if not fields or bound.made:
            continue
        said = {_key(u.chain[1]) for u in uses}
        left = [f for f in fields if _key(f.name) not in said]
        strange = [
            u for u in uses if not _is_usual(_key(u.chain[1])) and all(_key(f.name) != _key(u.chain[1]) for f in fields)
        ]
        asked = [f.name for f in left if f.presence == "required"]
        for use in strange if left else ():  # beside all that it has, what is more is nobody's loss
            name, at = use.chain[1], use.ranges[1]
            near = meant(name, [f.name for f in left]) or (asked[0] if len(asked) == len(strange) == 1 else None)
            if near is None and not asked:
                continue
            end = f"; did you mean `{near}`?" if near is not None else f", which has {listed(f.name for f in left)}."
            new = near.replace("-", "_") if near is not None and "_" in name else near
            fixes = (Fix(f"Change to `{new}`", (Edit(source.path, at, new),)),) if new is not None else ()
            message = f"`{name}` is no header of contract {bound.contract.name}{end}"
            yield Fault(source.path, at, message, (bound.endpoint.place,), fixes if source.text[at] == name else ())


def _key(name: str) -> str:
    """A header as all its spellings have it; FastAPI takes `x_tenant` for `x-tenant`."""
    return name.lower().replace("_", "-")


def _is_usual(name: str) -> bool:
    """True for a header that is of no contract's own."""
    return name in _USUAL or name in _USUAL_OF_PROGRAMS or name.startswith(_USUAL_BEGINNINGS)
