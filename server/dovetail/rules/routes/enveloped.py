"""What interceptors of NestJS make of what the handlers of its controllers give: `{ statusCode: 200, data }`.

Where an endpoint's response has the name under which an interceptor puts a result, a route's answer stands there. Where it has not,
the contract is taken to speak of the result alone, as interceptors are often left out of one. Of what an interceptor
makes in a way that is not seen, nothing is said.
"""

import re
from collections.abc import Iterable

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Route
from dovetail.core.snapshot import Snapshot, Source

from .endpoints import Endpoint, member

_FRAMEWORK = "@nestjs/"
_PART = "response"
_WORD = "Interceptor"
_PROVIDED = re.compile(r"\bAPP_INTERCEPTOR\s*,\s*use(?:Class|Existing|Factory)\s*:[^}]*")
_ADDED = re.compile(r"\b[uU]seGlobalInterceptors\s*\([^;]*")
_HERE = re.compile(r"@UseInterceptors\s*\([^)]*")
_NAME = re.compile(r"\b[A-Z]\w*")


def enveloped(route: Route, source: Source, endpoint: Endpoint, snapshot: Snapshot) -> Route:
    """A route with its answer where the interceptors around it put that."""
    before = before_answer(route, source, endpoint, snapshot)
    if before == ():
        return route
    if before is None:
        return replace(
            route,
            carries=tuple(u for u in route.carries if u.chain[0] != _PART),
            sent=tuple(s for s in route.sent if s.part != _PART),
            passes=tuple(p for p in route.passes if p.chain[0] != _PART),
            models=tuple(m for m in route.models if m.chain[0] != _PART),
        )
    return replace(
        route,
        carries=tuple(
            replace(
                u,
                chain=(_PART, *before, *u.chain[1:]),
                ranges=(u.ranges[0], *(u.ranges[0],) * len(before), *u.ranges[1:]),
            )
            if u.chain[0] == _PART
            else u
            for u in route.carries
        ),
        sent=tuple(replace(s, chain=(*before, *s.chain)) if s.part == _PART else s for s in route.sent),
        passes=tuple(replace(p, chain=behind(p.chain, before)) for p in route.passes),
        models=tuple(replace(m, chain=behind(m.chain, before)) for m in route.models),
    )


def before_answer(route: Route, source: Source, endpoint: Endpoint, snapshot: Snapshot) -> tuple[str, ...] | None:
    """The name under which a route's answer stands in what is sent; () where it is sent as it is, None where that is not seen."""
    if route.side != "server" or not any(i.module.startswith(_FRAMEWORK) for i in source.shapes.imports):
        return ()
    known = snapshot.once("interceptors", lambda: _known(snapshot))
    everywhere = snapshot.once("interceptors of all", lambda: _everywhere(snapshot))
    made = {known[name] for name in (*_named(_HERE, source), *everywhere) if name in known}
    if not made:
        return ()
    promised = {f.name for f in member(endpoint.contract, _PART, snapshot) or ()}
    held = [names for names in made if names[:1] and names[0] in promised]
    if not held:
        return None if () in made else ()
    # A page of a list may have a name of such an object by chance.
    sure = len(held) == 1 and 2 * len(promised.intersection(held[0])) > len(promised)
    return held[0][:1] if sure else None


def behind(chain: tuple[str, ...], before: tuple[str, ...]) -> tuple[str, ...]:
    """A chain into an endpoint that leads on behind a name, where it leads into its response."""
    return (_PART, *before, *chain[1:]) if chain[0] == _PART else chain


def _wrapping(source: Source) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return source.shapes.wrappers


def _adding(source: Source) -> tuple[str, ...]:
    """The names of the interceptors that a file puts around all routes."""
    return (*_named(_PROVIDED, source), *_named(_ADDED, source))


def _known(snapshot: Snapshot) -> dict[str, tuple[str, ...]]:
    """What each interceptor of a program makes, by its name; of two of one name that is not seen."""
    found: dict[str, tuple[str, ...]] = {}
    for wrapping in snapshot.of_sources(_wrapping).values():
        for name, names in wrapping:
            found[name] = names if found.get(name, names) == names else ()
    return found


def _everywhere(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(name for names in snapshot.of_sources(_adding).values() for name in names)


def _named(where: re.Pattern[str], source: Source) -> Iterable[str]:
    text = source.text.source
    if _WORD not in text:
        return ()
    return [name for found in where.finditer(text) for name in _NAME.findall(found[0])]
