"""Statuses that code of TypeScript throws: `throw new ApiError(410, "Gone")`, `throw new GoneException()`, `next(createError(410))`.

Those of a program's own errors count where what answers to errors takes the status from them. What a function throws whose result routes
send is answered by their endpoints; of any other, a status counts that no endpoint at all promises.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.paths import is_test
from dovetail.core.shapes import Maker
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..routes.answers import answering
from ..routes.bound_routes import bound_route, bound_routes
from ..routes.endpoints import endpoints

_NUMBER = r"(?P<number>4\d\d)\b|(?:\w+\.)+(?:HTTP_|STATUS_)?(?P<name>[A-Z][A-Z_]+)\b"
_FIRST = rf"(?:{_NUMBER})\s*[,)]"
_SECOND = (
    rf"(?:\"[^\"\n]*\"|'[^'\n]*'|`[^`\n]*`)\s*,\s*(?:{_NUMBER.replace('number', 'n2').replace('<name', '<m2')})\s*[,)]"
)
# An error that is thrown or handed on with its status, the first that it is given, or the one behind a text.
_THROWN = re.compile(
    rf"(?:\bthrow\s+|\bnext\(\s*)(?:new\s+)?(?P<of>[\w.]*(?:Error|Exception|Problem))\(\s*(?:{_FIRST}|{_SECOND})"
)
_NEST = re.compile(r"\bthrow\s+new\s+(?P<of>(?P<title>[A-Z]\w+)Exception)\(")
_OF_NEST = {
    "BadRequest": "400", "NotFound": "404", "NotAcceptable": "406", "Conflict": "409", "Gone": "410",
    "PreconditionFailed": "412", "UnprocessableEntity": "422", "ImATeapot": "418",
}  # fmt: skip
_NESTJS = ("@nestjs/common",)
# What makes errors that the framework answers with their status by itself.
_MAKERS = frozenset(
    {"http-errors", "hono/http-exception", "@hapi/boom", "@nestjs/common", "@fastify/sensible", "h3", "@sveltejs/kit"}
)
_THROWS = re.compile(r"\b(?:throw|next\()\s")
_ANSWERS = re.compile(
    r"(?:\.(?:status|code|sendStatus)\(\s*|\bstatus\s*:\s*)\(?\s*(?:err|error|exception|e)\.(?:\w*[sS]tatus\w*|\w*[cC]ode|getStatus\(\))"
    r"|\{[^{}]*\bstatus(?:Code)?\b[^{}]*\}\s*=\s*(?:err|error|exception|e)\b"
)
_FUNCTION = re.compile(
    r"^(?:export\s+)?(?:default\s+)?(?:async\s+)?function\s+(\w+)|^(?:export\s+)?const\s+(\w+)\s*(?::[^=\n]+)?=\s*(?:async\b|\(|\w+\()",
    re.MULTILINE,
)
_CLASS = re.compile(r"^(?:export\s+)?(?:default\s+)?(?:abstract\s+)?class\s+(\w+)", re.MULTILINE)
_METHOD = re.compile(
    r"^(?: {2}| {4}|\t)(?:(?:public|private|protected|static|async)\s+)*(\w+)(?:<[^>\n]*>)?\(", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Thrown:
    """A status that a file throws, where it stands, and the function that throws it, empty where that has no name."""

    status: str
    range: Range
    function: str


def thrown_statuses(source: Source, snapshot: Snapshot) -> Iterator[tuple[Thrown, tuple[Contract, ...]]]:
    """The statuses that a file throws, each with the endpoints that may then be refused: all of them where that is not seen."""
    text = source.text.source
    if source.shapes.language != "typescript" or is_test(source.path) or _THROWS.search(text) is None:
        return
    thrown = list(_thrown(source, snapshot))
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
    text = source.text.source
    made = {i.name for i in source.shapes.imports if i.module in _MAKERS}
    for found in _THROWN.finditer(text):
        if found["of"].partition(".")[0] not in made and not _is_answered(snapshot):
            continue
        group = next(g for g in ("number", "name", "n2", "m2") if found[g])
        status = found[group] if found[group].isdecimal() else _numbered(found[group])
        if status.startswith("4"):
            yield Thrown(status, Range(found.start(group), found.end(group)), _function(source, found.start()))
    if any(i.module in _NESTJS for i in source.shapes.imports):
        for found in _NEST.finditer(text):
            if found["title"] in _OF_NEST:
                at = Range(found.start("of"), found.end("of"))
                yield Thrown(_OF_NEST[found["title"]], at, _function(source, found.start()))


def _numbered(name: str) -> str:
    known = HTTPStatus.__members__.get(name)
    return str(known.value) if known is not None else ""


def _function(source: Source, at: int) -> str:
    """The function of the top level that is around a place, or the method of a class there."""
    text = source.text.source
    function, holder = _last(_FUNCTION, text, at), _last(_CLASS, text, at)
    if holder is not None and (function is None or holder.start() > function.start()):
        method = _last(_METHOD, text, at, holder.end())
        return f"{holder[1]}.{method[1]}" if method is not None else ""
    return next(g for g in function.groups() if g) if function is not None else ""


def _last(pattern: re.Pattern[str], text: str, at: int, start: int = 0) -> re.Match[str] | None:
    return max(pattern.finditer(text, start, at), key=lambda m: m.start(), default=None)


def _is_answered(snapshot: Snapshot) -> bool:
    """True where something in the tree answers to an error with the status that it carries."""
    return bool(snapshot.of_sources(_answers))


def _answers(source: Source) -> bool:
    return source.shapes.language == "typescript" and _ANSWERS.search(source.text.source) is not None
