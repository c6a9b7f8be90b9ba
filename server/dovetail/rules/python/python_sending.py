"""Requests of Python that are sent through functions of other files: `self.get("/users", page=1)`, where `get` is of a base class.

What such a function makes of what it is given is read where it is (`languages/_python/servers/asking.py`).
"""

from collections.abc import Iterator, Mapping

from dovetail.core.dataclass import replace
from dovetail.core.shapes import OTHERS, Argument, Call, Modelled, Route, Sender, Sent, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from .held import STEP, Held, Lookup

CALL = "()"
_TYPE_OF = "typeof "
_SENT = (("params", "query"), ("json", "request"), ("data", "request"))
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})


def senders(source: Source) -> Mapping[str, Sender]:
    """The functions of a file that send a request for who calls them, by name."""
    return {s.name: s for s in source.shapes.senders}


def started(use: Use, source: Source, lookup: Lookup) -> Held | None:
    """What a chain begins with."""
    name = use.type_name
    if name.startswith(_TYPE_OF) and STEP not in name:
        return lookup.whole(name.removeprefix(_TYPE_OF), source)
    return lookup.typed(name + "[]" * use.list_depth, source)


def requests_through(source: Source, snapshot: Snapshot) -> Mapping[Range, tuple[Route, Sender]]:
    """The requests that a file sends through functions of others, with these, by the places of the calls."""
    if not source.shapes.calls:
        return {}
    return snapshot.once(("requests through", source.path), lambda: dict(_through(source, snapshot)), circle={})


def _through(source: Source, snapshot: Snapshot) -> Iterator[tuple[Range, tuple[Route, Sender]]]:
    lookup = Lookup(snapshot)
    for call in source.shapes.calls:
        held = started(call.callee, source, lookup)
        for step in call.callee.chain:
            held = lookup.following(held, step, False) if held is not None else None
        sender = senders(held.source).get(held.name) if held is not None and held.what == "function" else None
        route = _request(call, sender) if sender is not None and sender.asks is None else None
        if route is not None and sender is not None:
            yield call.range, (route, sender)


def _request(call: Call, sender: Sender) -> Route | None:
    """What a call makes a function send; None where it is not seen with what method, or to which path."""
    roles, given = dict(sender.roles), _given(call, sender)
    path, said = given.get(roles.get("path", "")), given.get(roles.get("method", ""))
    method = sender.method or (said.text if said is not None else None) or ""
    if path is None or path.text is None or path.text[:1] != "/" or method.upper() not in _METHODS:
        return None
    carries: list[Use] = []
    sent: list[Sent] = []
    models: list[Modelled] = []
    for word, part in _SENT:
        role = roles.get(word) or (word if sender.rest else "")
        if role == OTHERS:
            for other in (a for n, a in given.items() if n not in sender.parameters and not n.startswith("*")):
                own = Use("", (part, other.name), (call.range, other.name_range), "write", part)
                carries.extend((own, *(_moved(u, own.chain, own.ranges) for u in other.carries)))
        elif (argument := given.get(role)) is not None:
            carries.extend(_moved(u, (part,), (call.range,)) for u in argument.carries)
            sent.extend(replace(s, part=part) for s in argument.sent)
            models.extend(replace(m, chain=(part,)) for m in argument.models if part == "request")
    answers = [u for u in call.carries if sender.gives and u.chain[0] == "response"]
    passes = call.passes if sender.gives else ()
    models.extend(call.models if sender.gives else ())
    at = call.name_range if said is None else said.range
    return Route(
        method.upper(), f"{sender.before.rstrip('/')}{path.text}", call.range, at, path.range, "client", call.tags, True,
        (*carries, *answers), tuple(sent), passes=passes, models=tuple(models),
    )  # fmt: skip


def _moved(use: Use, before: tuple[str, ...], at: tuple[Range, ...]) -> Use:
    """What a use says of what it begins with, of a place in the request."""
    return replace(use, chain=(*before, *use.chain[1:]), ranges=(*at, *use.ranges[1:]), via=before[0])


def _given(call: Call, sender: Sender) -> dict[str, Argument]:
    """What a call gives, by the names of the parameters; what is none of these under its own name."""
    found: dict[str, Argument] = {}
    spread = False
    for place, argument in enumerate(call.given):
        spread = spread or argument.name.startswith("*")
        if argument.name:
            found[argument.name] = argument
        elif not spread and place < len(sender.parameters) and not sender.parameters[place].startswith("*"):
            found[sender.parameters[place]] = argument
    return found


def place_of(chain: tuple[str, ...], wrapper: Sender) -> tuple[str, ...] | None:
    """Where in the request it stands what a call gives at a place of its own: `(json)`, `(0)`, `(**)`, perhaps with names behind it."""
    name, roles, rest = chain[0][1:-1], dict(wrapper.roles), chain[1:]
    if name.isdecimal():
        name = wrapper.parameters[int(name)] if int(name) < len(wrapper.parameters) else ""
    for word, part in _SENT:
        role = roles.get(word) or (word if wrapper.rest else "")
        if name and role == name:
            return (part, *rest)
        if role == OTHERS and name not in wrapper.parameters:
            return (part, *(() if name == OTHERS else (name,)), *rest)
    return None
