"""What Python reads of answers that functions give which send requests, and what it gives to such functions, in whatever file they are.

`client.user(id)["name"]` reads the answer to the request that `Client.user` sends, and `client.search(state="open")` adds to its query.
"""

from collections.abc import Iterator

from dovetail.core.dataclass import replace
from dovetail.core.shapes import OTHERS, Route, Sender, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..python.held import FIXTURE, NARROWED, STEP, Held, Lookup
from ..python.python_sending import CALL, place_of, requests_through, senders, started
from ..statements.promised import is_added
from .whole_requests import routes_of

_ELEMENT = "[]"
_BODY = frozenset({"json", "get_json"})  # of the answer to a call, by a method or a property
_TEXT = "="


def handed_answers(source: Source, snapshot: Snapshot) -> tuple[Route, ...]:
    """The requests that functions send for a file, with what it reads of their answers and gives to them. Each stands for a call."""
    if source.shapes.language != "python":
        return ()
    known = frozenset(name for names in snapshot.of_sources(_names).values() for name in names)
    if not known:
        return ()
    return tuple(_routes(source, snapshot, known))


def _names(source: Source) -> tuple[str, ...]:
    """The last names of the functions of a file that send a request of their own."""
    return tuple(sorted({s.name.rpartition(".")[2] for s in source.shapes.senders if s.asks is not None}))


def _routes(source: Source, snapshot: Snapshot, known: frozenset[str]) -> Iterator[Route]:
    lookup = Lookup(snapshot)
    kept = (s.name.rpartition(".")[2] for s in source.shapes.signatures if s.how == "value" and STEP in s.gives)
    known = known.union(kept)  # what objects keep of answers
    own = {u.ranges[-1] for r in routes_of(source, snapshot) for u in r.carries}
    found: dict[Range, tuple[Route, list[Use]]] = {}
    quoted = ((q.use, q.text, q.range) for q in source.shapes.quoted)
    for use, text, at in (*((u, "", u.ranges[-1] if u.ranges else Range(0, 0)) for u in source.shapes.uses), *quoted):
        if not _may_lead(use, known) or at in own:
            continue
        met = _met(use, source, lookup)
        carried = _carried(*met, use, source, snapshot) if met is not None else None
        if met is None or carried is None or len(carried.chain) == 1:
            continue
        if text:
            carried = replace(carried, chain=(*carried.chain, _TEXT + text), ranges=(*carried.ranges, at))
        call = carried.ranges[0]
        if call not in found:
            route = request_of(met[0].source, senders(met[0].source)[met[0].name], snapshot)
            if route is None:
                continue
            found[call] = (
                replace(route, range=call, method_range=call, path_range=call, sent=(), passes=(), models=()),
                [],
            )
        found[call][1].append(carried)
    for route, carries in found.values():
        yield replace(route, carries=tuple(carries))


def request_of(source: Source, sender: Sender, snapshot: Snapshot) -> Route | None:
    """The request that a function sends, as far as that is known."""
    if sender.asks is None or (sender.rest and sender.asks not in requests_through(source, snapshot)):
        return None
    return next((r for r in routes_of(source, snapshot) if r.range == sender.asks and r.side == "client"), None)


def _gives(held: Held, sender: Sender, snapshot: Snapshot) -> str:
    """Whether a function gives the answer to a call, or the value in it: as the function of another file does that it asks."""
    through = requests_through(held.source, snapshot).get(sender.asks) if sender.asks is not None else None
    return through[1].gives if sender.gives in ("answer", "either") and through is not None else sender.gives


def _may_lead(use: Use, known: frozenset[str]) -> bool:
    """True for a chain that may meet such a function, by its names; also where those are hidden in what another function gives."""
    return (
        any(step in known for step in use.chain)
        or use.type_name.rpartition(" ")[2] in known
        or STEP in use.type_name
        or FIXTURE in use.type_name
        or CALL in use.chain
    )


def _met(use: Use, source: Source, lookup: Lookup) -> tuple[Held, int] | None:
    """The answer that a chain meets, or the function with a request of its own that it gives something; and how many steps lead there."""
    held = started(use, source, lookup)
    for i, step in enumerate(use.chain):
        if held is None or held.what == "answer":
            break
        if held.what == "function" and step != CALL and step.startswith("("):
            sender = senders(held.source).get(held.name)
            return (held, i) if sender is not None and sender.takes else None
        held = lookup.following(held, step, False)
        if held is not None and held.what == "answer":
            return held, i + 1
    return (held, 0) if held is not None and held.what == "answer" else None


def _carried(held: Held, taken: int, use: Use, source: Source, snapshot: Snapshot) -> Use | None:
    """The place in the request or its answer that a chain leads to."""
    sender = senders(held.source)[held.name]
    whole = zip(use.chain[taken:], use.ranges[taken:], strict=True)
    behind = [(step, place) for step, place in whole if not step.startswith(NARROWED)]
    if held.what == "function":
        return _given(replace(sender, takes=tuple(_takes(held, sender, snapshot))), behind)
    first = use.ranges[0].start if use.ranges else 0
    at = (
        use.ranges[taken - 1] if taken else Range(first, first)
    )  # and not the first name itself, which is one of the answer
    steps = [(s, at, False) for s in held.steps] + [(s, r, True) for s, r in behind]
    gives = _gives(held, sender, snapshot)
    if not gives:
        return None
    if gives != "value":
        opened = _opened(steps)
        if opened is None and gives == "answer":
            return None
        steps = opened or steps
    chain, ranges = list(sender.chain), [at] * len(sender.chain)
    for step, place, is_here in steps:
        if step.startswith("["):
            chain.append(_ELEMENT)
        elif not step.isidentifier() or (
            is_here and source.text.source[place.start - 1 : place.start] not in ("'", '"')
        ):
            return None
        elif is_here and is_added(step, source):
            return None  # of the program's own
        else:
            chain.append(step)
        ranges.append(place)
    while chain and chain[-1] == _ELEMENT:
        chain, ranges = chain[:-1], ranges[:-1]
    return Use("", tuple(chain), tuple(ranges), "read", chain[0]) if chain else None


def _takes(held: Held, sender: Sender, snapshot: Snapshot) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The parameters of a function that go into its request, each with the place there."""
    through = requests_through(held.source, snapshot).get(sender.asks) if sender.asks is not None else None
    for name, chain in sender.takes:
        place = place_of(chain, through[1]) if through is not None and chain[0].startswith("(") else chain
        if place is not None and not place[0].startswith("("):
            yield name, place


def _opened(steps: list[tuple[str, Range, bool]]) -> list[tuple[str, Range, bool]] | None:
    """The steps behind what an answer holds: `.json()`, or `.json` of a test's client; None where it is asked for something else."""
    names = [s for s, _, _ in steps]
    if names[:1] and names[0] in _BODY:
        return steps[2:] if names[1:2] == [CALL] else steps[1:]
    return None


def _given(sender: Sender, steps: list[tuple[str, Range]]) -> Use | None:
    """The place in the request of what a parameter is given: `(state)`, `(0)`; or of what has the name of none: `(**)`, and the name."""
    (first, at), *rest = steps
    name, places = first[1:-1], dict(sender.takes)
    if first == f"({OTHERS})":
        if not rest or rest[0][0] in sender.parameters or OTHERS not in places:
            return None
        chain = (*places[OTHERS], rest[0][0])
        rest, at = rest[1:], rest[0][1]
    else:
        name = sender.parameters[int(name)] if name.isdigit() and int(name) < len(sender.parameters) else name
        if name in places:
            chain = places[name]
        elif name not in sender.parameters and OTHERS in places:
            chain = (*places[OTHERS], name)
        else:
            return None
    nowhere = Range(at.start, at.start)  # what the function itself writes is told there
    if not all(s.isidentifier() for s, _ in rest):
        return None
    own = at if first == f"({OTHERS})" else nowhere
    ranges = (*(nowhere for _ in chain[:-1]), own, *(r for _, r in rest))
    return Use("", (*chain, *(s for s, _ in rest)), ranges, "write", chain[0])
