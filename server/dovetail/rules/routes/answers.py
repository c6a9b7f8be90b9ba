"""Which routes send what a function gives: `res.json({ article: await create(…) })`, where `create` is a function of another file."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import OTHERS, Call, Handler, Maker, Passed, Route
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..files.imported import default_name, handed_on, handed_on_member, module_source
from ..files.python_names import defined
from ..python.fixtures import fixture_source
from ..python.held import FIXTURE, Lookup
from ..python.python_sending import requests_through
from ..typescript.wiring import member_of
from .inherited_views import inherited_routes
from .mounting import given_routes, original, root_of

_DEEPEST = 4
_TAKING = re.compile(r"(.+)\(([^()]+)\)", re.DOTALL)
_CALLED = re.compile(r"(.+?)(\(\d+\))?")  # a function as it is called, and the place of what it takes


@dataclass(frozen=True, slots=True)
class Passing:
    """A route, handler, function or request that sends what another one gives; `module` is where that is, empty for the same file."""

    owner: Route | Handler | Maker | Call
    passed: Passed
    module: str
    original: str


def answering(
    maker: Maker, source: Source, snapshot: Snapshot, *, alone: bool = False
) -> Iterator[tuple[Source, Route, tuple[str, ...]]]:
    """The routes of servers that send what a function gives, with the files and the chains to where it goes: `("response", "article")`.

    `alone` where nothing else is put beside it, as `{**summary(order), "pieces": …}` does.
    """
    yield from _routes_of(maker, source, snapshot, 0, alone)


def callers(maker: Maker, source: Source, snapshot: Snapshot) -> Iterator[Passed]:
    """What files send of a function."""
    yield from (passed for _, passed in placed_callers(maker, source, snapshot))


def placed_callers(maker: Maker, source: Source, snapshot: Snapshot) -> Iterator[tuple[str, Passed]]:
    """What files send of a function, with their paths."""
    for path, passing in snapshot.sources_with(_passing, maker.name.rpartition(".")[2]):
        other = snapshot.sources.get(path)
        own = (e.passed for e in passing if other is not None and _means(e, other, maker, source, snapshot))
        yield from ((path, passed) for passed in own)


def names_put(maker: Maker, source: Source, snapshot: Snapshot) -> Iterator[str]:
    """The names that others put into what a function gives, and then give on: `data = self.summary()`, `data["total"] = 1`."""
    for path, passing in snapshot.sources_with(_passing, maker.name.rpartition(".")[2]):
        other = snapshot.sources.get(path)
        for each in passing if other is not None else ():
            into = isinstance(each.owner, Maker) and not is_spread(
                each.passed
            )  # else what gives it on is another thing
            if into and other is not None and _means(each, other, maker, source, snapshot):
                chain = each.passed.chain
                behind = (u for u in each.owner.carries if u.access == "write" and len(u.chain) > len(chain))
                yield from (u.chain[len(chain)] for u in behind if u.chain[: len(chain)] == chain)


def is_spread(passed: Passed) -> bool:
    """True for what is spread into more, `{**summary(order), "pieces": …}`; what the function itself is given is of that."""
    return any(u.chain[-1] == OTHERS and u.ranges[-1].start <= passed.range.start for u in passed.given)


def handings(maker: Maker, source: Source, snapshot: Snapshot) -> frozenset[tuple[str, Range]]:
    """The places at which files hand something of a request, or of the answer to one, to a function, or send what it gives."""
    return frozenset(
        (path, each.passed.range)
        for path, passing in snapshot.sources_with(_passing, maker.name.rpartition(".")[2])
        for each in passing
        if (other := snapshot.sources.get(path)) is not None
        and _means(each, other, maker, source, snapshot)
        and (not isinstance(each.owner, Maker) or any(True for _ in answering(each.owner, other, snapshot)))
    )


def _routes_of(
    maker: Maker, source: Source, snapshot: Snapshot, depth: int, alone: bool
) -> Iterator[tuple[Source, Route, tuple[str, ...]]]:
    if depth > _DEEPEST:
        return
    names = {maker.name.rpartition(".")[2], *(("default",) if default_name(source) == maker.name else ())}
    for path, passing in (found for name in sorted(names) for found in snapshot.sources_with(_passing, name)):
        for each in passing:
            other = snapshot.sources.get(path)
            if other is None or (alone and is_spread(each.passed)) or not _means(each, other, maker, source, snapshot):
                continue
            chain = each.passed.chain
            match each.owner:
                case Route() if each.owner.side == "inherited":
                    same = (r for r in inherited_routes(other, snapshot) if r.range == each.owner.range)
                    yield from (
                        (other, r, chain) for r in same if r.method == each.owner.method and r.path == each.owner.path
                    )
                case Route():
                    yield other, each.owner, chain
                case Handler():
                    for place, route in given_routes(each.owner, other, snapshot):
                        yield place, route, chain
                case Call():
                    sent = requests_through(other, snapshot).get(each.owner.range)
                    yield from ((other, sent[0], chain),) if sent is not None and sent[0].passes else ()
                case Maker() if each.owner is not maker:
                    for place, route, outer in _routes_of(each.owner, other, snapshot, depth + 1, alone):
                        yield place, route, (*outer, *chain[1:])
                case _:
                    pass


def _means(each: Passing, other: Source, maker: Maker, source: Source, snapshot: Snapshot) -> bool:
    """True where a name that a file calls is that function."""
    if other.shapes.language == "python":
        (callee, of), (own, taken) = _placed(each.passed.callee), _placed(maker.name)
        return of == taken and _called(callee, other, snapshot) == (source, own)
    return _is_by_name(each, other, maker, source, snapshot) or _is_of_given(each, other, maker, source, snapshot)


def _placed(called: str) -> tuple[str, str]:
    """A function as it is called, and the place of what it takes or the part of a request: `save(0)`, `page(query)`."""
    found = _TAKING.fullmatch(called)
    return (found[1], found[2]) if found is not None else (called, "")


def _is_of_given(each: Passing, other: Source, maker: Maker, source: Source, snapshot: Snapshot) -> bool:
    """True for a method of something that is given from outside, or that another file makes: `UserController(0).users.list`."""
    called, own = _CALLED.fullmatch(each.passed.callee), _CALLED.fullmatch(maker.name)
    if called is None or own is None or called[2] != own[2] or "." not in called[1]:
        return False
    return member_of(called[1], other, snapshot) == (source, own[1])


def _is_by_name(each: Passing, other: Source, maker: Maker, source: Source, snapshot: Snapshot) -> bool:
    """True where a name that a file of TypeScript or JavaScript calls is that function, by its imports."""
    if not each.module:
        return other.path == source.path and each.original == maker.name
    if (found := module_source(each.module, other.path, snapshot)) is None:
        return False
    if found.path != source.path:  # it may hand it on
        own, _, place = each.original.partition("(")
        follow = handed_on_member if "." in own else handed_on
        declared = follow(own, found, snapshot) if own.partition(".")[0] != "default" else None
        return declared is not None and (declared[0].path, f"{declared[1]}{place and '('}{place}") == (
            source.path,
            maker.name,
        )
    if each.original == "default":
        return default_name(source) == maker.name
    first, _, rest = each.original.partition(".")
    own = default_name(source) if first == "default" else ""
    return each.original in (maker.name, f"default.{maker.name}") or (bool(own) and f"{own}.{rest}" == maker.name)


def maker_called(passed: Passed, source: Source, snapshot: Snapshot) -> Maker | None:
    """The function of Python whose results a file sends; None where it is not known, or makes no dictionary that is written in it."""
    found = placed_maker(passed, source, snapshot)
    return found[1] if found is not None else None


def placed_maker(passed: Passed, source: Source, snapshot: Snapshot) -> tuple[Source, Maker] | None:
    """The same, with the file that has the function."""
    found = _called(passed.callee, source, snapshot)
    makers = found[0].shapes.makers if found is not None else ()
    return next(((found[0], m) for m in makers if found is not None and m.name == found[1]), None)


def _called(callee: str, source: Source, snapshot: Snapshot) -> tuple[Source, str] | None:
    """The function that a file of Python calls: one of a file, or of a class, `Show.from_json`."""
    if callee.startswith(FIXTURE):
        owner = fixture_source(callee.removeprefix(FIXTURE), source, snapshot)
        return (owner, callee) if owner is not None else None
    found = defined(callee, source, snapshot)
    outer, _, method = callee.rpartition(".")
    owner = defined(outer, source, snapshot) if found is None and outer else None
    held = Lookup(snapshot).typed(outer, source) if found is None and outer else None
    if held is not None and held.what == "value" and not held.depth:
        owner = held.source, held.name  # also behind a name: `GymDep = Annotated[Gym, Depends(gym)]`
    return (owner[0], f"{owner[1]}.{method}") if owner is not None and owner[1] else found


def _passing(source: Source) -> Mapping[str, tuple[Passing, ...]]:
    """What a file sends of other functions, by their last names."""
    shapes = source.shapes
    owners = (
        *(r for r in shapes.routes if r.side in ("server", "client")),
        *shapes.inherited,
        *shapes.handlers,
        *shapes.makers,
        *(c for c in shapes.calls if c.passes),
    )
    imports = {i.name: i for i in shapes.imports} if any(o.passes for o in owners) else {}
    found: dict[str, list[Passing]] = {}
    for owner in owners:
        for passed in owner.passes:
            imported = imports.get(root_of(passed.callee))
            module = imported.module if imported is not None else ""
            name = original(imported, passed.callee) if imported is not None else passed.callee
            found.setdefault(name.rpartition(".")[2], []).append(Passing(owner, passed, module, name))
    return {name: tuple(same) for name, same in found.items()}
