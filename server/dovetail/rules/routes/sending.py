"""Requests that are sent through functions of our own: `request("PATCH", paths.booking(id), { body })`, wherever that is written.

What such a function makes of its arguments is found where the function is (`languages/_typescript/clients/senders.py`), be it through
others of its kind. A call of which not all is known is no request.
"""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.arguments import made_with
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Argument, Call, Modelled, Route, Sent, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..python.python_sending import requests_through
from ..typescript.reached import Reach
from ..typescript.things import Thing, Type

_REQUEST = "request"
TYPE_OF = "typeof "  # before the name of a value, where what it is is meant
_EXPRESSION = re.compile(r"(?P<place>\d+)(?:\.(?P<key>[\w$.]+))?(?:\^(?P<before>[^|]*))?(?:\|(?P<default>.*))?")
_OF_MAKER = re.compile(r"@(?P<place>\d+)(?:\+(?P<rest>[^^]*))?(?:\^(?P<before>.*))?")
_METHOD = re.compile(r"[A-Za-z]+")
_PARTS = {"body": "request", "query": "query"}
_ANSWER = "answer"
_WHOLE = "=whole"
OF_ALL = re.compile(
    r"/(?:api|rest|v\d+|backend|services?)$", re.IGNORECASE
)  # how what stands before all paths alike ends
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Sending:
    """A request that a call sends; `path` and `at` are where its path is written, which may be in another file.

    `has_data` where its answer has the body as its `data`.
    """

    route: Route
    path: str
    at: Range
    has_data: bool = False


def requests_as_written(source: Source, snapshot: Snapshot) -> tuple[Sending, ...]:
    """The requests that a file sends through functions of our own, without what stands before their paths unseen."""
    if not source.shapes.calls:
        return ()
    return snapshot.once(("requests as written", source.path), lambda: tuple(_requests(source, snapshot)), circle=())


def _requests(source: Source, snapshot: Snapshot) -> Iterator[Sending]:
    if source.shapes.language == "python":
        yield from (Sending(r, source.path, r.path_range) for r, _ in requests_through(source, snapshot).values())
        return
    reach = Reach(snapshot)
    for call in source.shapes.calls:
        made = _made(reach.ends(call.callee, source), reach, 0)
        found = _request(call, made, source, reach) if made is not None else None
        if found is not None:
            yield found


def _made(things: list[Thing], reach: Reach, depth: int) -> Mapping[str, str] | None:
    """What a function makes of its arguments: the part of the request, and the argument that it is."""
    if len(things) != 1 or not isinstance(things[0], Type) or depth > _DEEPEST:
        return None
    thing = things[0]
    for kind in (thing.kind, *thing.kind.options) if thing.kind.text == _REQUEST else ():
        said = {part: expression for part, _, expression in (v.partition("=") for v in kind.values)}
        if not kind.target:
            return said
        use = Use(kind.target, kind.steps, (Range(0, 0),) * len(kind.steps), "read", "")
        inner = _made(reach.ends(use, thing.source), reach, depth + 1)
        if inner is not None:
            found = {part: _through(expression, said) for part, expression in inner.items()}
            found["query"] = found.get("query") or said.get("query")  # which it puts behind the path itself
            if inner.get(_ANSWER) == _WHOLE:
                found[_ANSWER] = said.get(_ANSWER)  # it may take something out of that itself
            return {part: expression for part, expression in found.items() if expression is not None}
    return None


def _through(expression: str, given: Mapping[str, str]) -> str | None:
    """What an argument of the inner function is among those of the outer one."""
    read = _EXPRESSION.fullmatch(expression)
    if read is None:
        return expression  # a text
    place, key, before, default = read["place"], read["key"], read["before"], read["default"]
    outer = given.get(f"{place}.{key}" if key else place)
    if outer is None and key:
        whole = given.get(place) or given.get(f"{place}.*")
        outer = f"{whole}.{key}" if whole is not None and _EXPRESSION.fullmatch(whole) and "." not in whole else None
        if outer is not None and default is not None:
            outer = f"{outer}|{default}"
    if outer is None:
        return f"={default}" if default is not None else None
    return f"{outer}^{before}" if before and "^" not in outer and outer[:1] != "=" else outer


def _request(call: Call, made: Mapping[str, str], source: Source, reach: Reach) -> Sending | None:
    if "path" not in made or "method" not in made:
        return None
    method = _method(call, made["method"])
    of_maker = _OF_MAKER.fullmatch(made["path"])
    address = _behind_maker(call, of_maker, source, reach) if of_maker else _address(call, made["path"], source, reach)
    if method is None or address is None:
        return None
    path, where, at, own = address
    carries = [*call.carries] if made.get(_ANSWER) == _WHOLE else []
    sent: list[Sent] = []
    models: list[Modelled] = [*call.models]
    at_path = _given(call, made["path"].partition("^")[0].partition(".")[0]) if of_maker is None else None
    if at_path is not None and "." not in made["path"]:  # what is written behind the path
        carries.extend(u for u in at_path.carries if u.chain[0] == "query")
        sent.extend(s for s in at_path.sent if s.part == "query")
    for part, name in _PARTS.items():
        read = _EXPRESSION.fullmatch(made.get(part, ""))
        argument = _given(call, read["place"]) if read is not None else None
        if read is not None and argument is not None:
            carries.extend(_carried(argument, read, name))
            own_name = ".".join(p for p in (read["place"], read["key"]) if p)
            sent.extend(replace(s, part=name) for s in argument.sent if s.part == own_name)
            count = own_name.count(".") + 1
            same = (m for m in argument.models if ".".join(m.chain[:count]) == own_name)
            models.extend(replace(m, chain=(name, *m.chain[count:])) for m in same)
    route = Route(
        method[0], path, call.range, method[1], own, "client", call.tags, True, tuple(carries), tuple(sent),
        models=tuple(models),
    )  # fmt: skip
    return Sending(route, where, at, made.get(_ANSWER) == "=data")


def _given(call: Call, place: str) -> Argument | None:
    return call.given[int(place)] if int(place) < len(call.given) else None


def _method(call: Call, expression: str) -> tuple[str, Range] | None:
    """The method, and where it is written: at the call, or in the name of what is called."""
    if expression.startswith("="):
        return expression[1:].upper(), call.name_range
    read = _EXPRESSION.fullmatch(expression)
    if read is None:
        return None
    argument, default = _given(call, read["place"]), read["default"]
    if argument is None:
        return (default, call.name_range) if default else None
    if read["key"] is None:
        text, at = argument.text, argument.range
    else:
        text, at = next(((t, r) for k, t, r in argument.texts if k == read["key"]), (None, argument.range))
        if text is None and default and not _says(argument, read["place"], read["key"]):
            return default, call.name_range
    return (text.upper(), at) if text is not None and _METHOD.fullmatch(text) else None


def _says(argument: Argument, place: str, key: str) -> bool:
    """True where an object may have a key whose text is not seen."""
    named = any(u.chain[:2] == (place, key) for u in argument.carries)
    whole = any(s.part == place for s in argument.sent)
    return named or not whole


def _address(call: Call, expression: str, source: Source, reach: Reach) -> tuple[str, str, Range, Range] | None:
    """The path, the file and the place where it is written, and the argument that is or leads to it."""
    read = _EXPRESSION.fullmatch(expression)
    argument = _given(call, read["place"]) if read is not None else None
    if read is None or argument is None:
        return None
    before = read["before"] or ""
    if read["key"]:
        text, at = next(((t, r) for k, t, r in argument.texts if k == read["key"]), (None, argument.range))
        return (before + text, source.path, at, at) if text is not None and text.startswith("/") else None
    if argument.text is not None:
        constant = path_of_constant(argument.behind, source, reach) if argument.behind and not before else ""
        found = argument.text if argument.text.startswith("/") or (constant and not argument.text) else None
        before = before or ("" if found and OF_ALL.search(constant) else constant)
        return (before + found, source.path, argument.range, argument.range) if found is not None else None
    ends = reach.ends(argument.use, source) if argument.use is not None else []
    if len(ends) != 1 or not isinstance(ends[0], Type) or ends[0].kind.name != "literal" or ends[0].depth:
        return None
    kind, place = ends[0].kind, _written_at(ends[0])
    if place is None or not kind.values[0].startswith("/"):
        return None
    return before + kind.values[0], ends[0].source.path, place, argument.range


def _behind_maker(
    call: Call, read: re.Match[str], source: Source, reach: Reach
) -> tuple[str, str, Range, Range] | None:
    """The path behind that with which something was made whose method is called: `rooms.get(id)` of `new Resource("/rooms")`."""
    named = [i for i, step in enumerate(call.callee.chain[:-1]) if step[:1] not in ("(", "<", "{", "?", "[")]
    count = named[-1] if named else 0
    owner = replace(call.callee, chain=call.callee.chain[:count], ranges=call.callee.ranges[:count])
    ends = reach.ends(owner, source) if named else []
    for thing in ends if len(ends) == 1 else ():
        for step in thing.kind.steps if isinstance(thing, Type) else ():
            made = made_with(step)
            if made is not None and made[0] == int(read["place"]) and isinstance(thing, Type):
                path = (read["before"] or "") + made[1] + (read["rest"] or "")
                return path, thing.source.path, made[2], call.name_range
    return None


def path_of_constant(written: str, source: Source, reach: Reach) -> str:
    """The path that a name of another file stands for, `API_ENDPOINTS.tools`; empty where it is none."""
    found = constant_path(written, source, reach)
    return found[0].rstrip("/") if found is not None else ""


def constant_path(written: str, source: Source, reach: Reach) -> tuple[str, tuple[str, Range] | None] | None:
    """The path that a name of another file stands for, with the file and the place where it is written, as far as that is known."""
    name, *steps = written.split(".")
    nowhere = (Range(0, 0),) * len(steps)
    ends = reach.ends(Use(f"{TYPE_OF}{name}", tuple(steps), nowhere, "read", ""), source)
    one = ends[0] if len(ends) == 1 else None
    if not isinstance(one, Type) or one.kind.name != "literal" or one.depth or one.kind.values[0][:1] != "/":
        return None
    place = _written_at(one)
    return one.kind.values[0], (one.source.path, place) if place is not None else None


def _written_at(literal: Type) -> Range | None:
    """Where a literal is written, in its own file."""
    start, _, end = literal.kind.text.removeprefix("@").partition("-")
    return Range(int(start), int(end)) if start.isdecimal() and end.isdecimal() else None


def _carried(argument: Argument, read: re.Match[str], part: str) -> Iterator[Use]:
    """The names that an argument, or a property of it, puts into a part of the request."""
    asked = (read["place"], *(read["key"].split(".") if read["key"] else ()))
    count = len(asked)
    for use in argument.carries:
        if use.chain[:count] == asked and len(use.chain) > count:
            yield replace(use, chain=(part, *use.chain[count:]), ranges=(argument.range, *use.ranges[count:]), via=part)
