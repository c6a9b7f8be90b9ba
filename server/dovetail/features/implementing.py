"""What implements a contract: all that rules hold to it, not only what says so itself.

Declarations with a tag, those that an earlier migration, a route or another bound record makes the contract's, routes that answer or ask
an endpoint, and components that show its props. Hover, lenses and "go to" read these, so that they cannot disagree about who is bound.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dovetail.core.bindings import Pairing, imported_contract, pairings_of_file
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.findings import Finding
from dovetail.core.paths import is_test
from dovetail.core.shapes import Record, Route
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.rules.bound.inline import unfolded
from dovetail.rules.contracts.views import View, views
from dovetail.rules.records.migrations import earlier_steps, later_steps
from dovetail.rules.routes.bound_routes import bound_route
from dovetail.rules.routes.models import modelled_paths
from dovetail.rules.routes.whole_requests import routes_of

_STEP = re.compile(r"[\w.-]+")
_SIDES = {"server": "route", "described": "operation", "client": "call"}


@dataclass(frozen=True, slots=True)
class Implementation:
    """A place in code that is held to a contract: all of it, and its name. It is a declaration, a route or a component."""

    contract: Contract
    path: str
    range: Range
    name_range: Range
    what: Pairing | Route | View

    @property
    def asks(self) -> bool:
        """True where it asks an endpoint instead of answering it."""
        return isinstance(self.what, Route) and self.what.side == "client"

    @property
    def words(self) -> str:
        """What it is, and where."""
        match self.what:
            case Pairing():
                return described(self.what)
            case Route():
                return f"{_SIDES[self.what.side]} `{self.what.method} {self.what.path}` in {self.path}"
            case View():
                return f"component `{self.what.tag.value}` in {self.path}"

    def holds(self, finding: Finding) -> bool:
        """True for a finding within it."""
        return finding.path == self.path and finding.range.touches(self.range)


def implementations(snapshot: Snapshot, contract: Contract) -> tuple[Implementation, ...]:
    """What implements a contract, by path and place."""
    name = contract.name
    return snapshot.once(
        ("implementations of", name),
        lambda: tuple(
            i
            for path in sorted(_speaking(snapshot, contract))
            for i in implementations_in(snapshot, path)
            if i.contract.name == name
        ),
    )


def implementations_in(snapshot: Snapshot, path: str) -> tuple[Implementation, ...]:
    """What a file implements, by place."""
    return snapshot.once(("implementations", path), lambda: tuple(sorted(_in_file(snapshot, path), key=_place)))


def is_held(snapshot: Snapshot) -> bool:
    """True where any code is held to a contract: it says so, imports one, or a rule finds that it implements one.

    Files are asked one after the other and only until one is held, for a check that goes on from the last one loads what is asked.
    """
    paths = [path for path in snapshot.sources if not path.endswith(SUFFIX)]
    return any(_says_so(snapshot, snapshot.sources[path]) for path in paths) or any(
        implementations_in(snapshot, path) for path in paths
    )


def _says_so(snapshot: Snapshot, source: Source) -> bool:
    shapes, contracts = source.shapes, snapshot.contracts
    imported = any(imported_contract(i.name, shapes, contracts) is not None for i in shapes.imports)
    return imported or bool(pairings_of_file(source.path, shapes, contracts, snapshot.conventions))


def _place(one: Implementation) -> tuple[Range, str]:
    return one.range, one.contract.name


def _speaking(snapshot: Snapshot, contract: Contract) -> set[str]:
    """The files that may implement a contract: that say so, or implement one that holds it, and those of routes and components."""
    holders = snapshot.contracts.reaching((contract.name,))
    bound = {p.path for name in holders for p in snapshot.pairings_by_contract.get(name, ())}
    bound |= {later for path in bound for later in later_steps(path, snapshot)}
    shown = {v.source.path for v in views(snapshot) if v.source is not None and v.contract.name == contract.name}
    words = _words(contract.endpoint[1])[-1:] if contract.endpoint is not None else ()
    routed = {p for word in (*words, "") for p, _ in snapshot.sources_with(_routes, word)} if words else set[str]()
    tagged = {p for p, _ in snapshot.sources_with(_tagged_routes, contract.name)}
    return bound | shown | routed | tagged | modelled_paths(snapshot)


def _routes(source: Source) -> dict[str, bool]:
    """The words in the paths of a file's routes; "" where there are none, or where the path is written elsewhere."""
    if is_test(source.path):
        return {}
    words = [word for route in source.shapes.routes for word in _words(route.path) or ("",)]
    return dict.fromkeys([*words, ""] if source.shapes.calls else words, True)


def _tagged_routes(source: Source) -> dict[str, bool]:
    return {tag.value: True for route in source.shapes.routes if (tag := route.tag("contract")) is not None}


def _words(path: str) -> list[str]:
    """The steps of a path that are no parameters."""
    return [step for step in path.split("/") if _STEP.fullmatch(step)]


def _in_file(snapshot: Snapshot, path: str) -> Iterator[Implementation]:
    source = snapshot.sources.get(path)
    if source is not None and not path.endswith(SUFFIX):
        yield from _declared(snapshot, source)
        yield from _routed(snapshot, source) if not is_test(path) else ()
        yield from _shown(snapshot, source)


def _declared(snapshot: Snapshot, source: Source) -> Iterator[Implementation]:
    """The declarations that are compared with a contract. A record that is written inside of another is seen with that."""
    shapes = source.shapes
    declared = {id(d) for d in (*shapes.records, *shapes.enums, *shapes.constants)}
    seen: set[tuple[int, str]] = set()
    # What a table becomes in a later file is found by way of the file that makes it.
    earlier = (p for path in earlier_steps(source.path, snapshot) for p in unfolded(path, snapshot))
    for pairing in (*unfolded(source.path, snapshot), *earlier):
        item = pairing.implementation
        place = (item.range.start, pairing.contract.name)
        if pairing.path != source.path or isinstance(item, Route) or place in seen or id(item) not in declared:
            continue
        seen.add(place)
        contract = snapshot.contracts.get(pairing.contract.name) or pairing.contract
        yield Implementation(contract, source.path, item.range, item.name_range, pairing)


def _routed(snapshot: Snapshot, source: Source) -> Iterator[Implementation]:
    for route in routes_of(source, snapshot):
        found = bound_route(route, source, snapshot) if route.side in _SIDES else None
        if found is not None:
            whole, endpoint = found
            name = route.method_range if route.side == "described" else route.path_range
            yield Implementation(endpoint.contract, source.path, route.range, name, whole)


def _shown(snapshot: Snapshot, source: Source) -> Iterator[Implementation]:
    for view in views(snapshot):
        if view.source is source and view.definition is not None and view.is_bound(snapshot):
            at = view.definition.range
            yield Implementation(view.contract, source.path, at, at, view)


def described(pairing: Pairing) -> str:
    """An implementation by its name, construct and file."""
    item = pairing.implementation
    construct = item.construct if isinstance(item, Record) else type(item).__name__.lower()
    name = getattr(item, "name", None) or getattr(item, "path", "")
    return f"{construct} `{name}` in {pairing.path}"


def reason(snapshot: Snapshot, one: Implementation) -> str:
    """Why it is bound, with the line that says so: `line 12 says `satisfies User``."""
    match one.what:
        case Pairing():
            return why(snapshot, one.what)
        case Route():
            tag = one.what.tag("contract")
            said = (
                f"line {_line(snapshot, one.path, tag.range)} says `@contract {tag.value}`" if tag is not None else ""
            )
            return said or "of its method and path"
        case View():
            return f"the contract says `@view {one.what.tag.value}`"


def why(snapshot: Snapshot, pairing: Pairing) -> str:
    """Why a declaration is bound, with the line that says so."""
    said = pairing.because.removeprefix("it says ").removeprefix("the contract says ")
    if pairing.sign is not None:
        return f"line {_line(snapshot, pairing.path, pairing.sign)} says {said}"
    tag = pairing.contract.declaration.tag("db")
    if tag is not None and pairing.because.startswith("the contract says"):
        path = pairing.contract.path
        return f"line {_line(snapshot, path, tag.range)} of {path} says {said}"
    return pairing.because


def _line(snapshot: Snapshot, path: str, range: Range) -> int:
    return snapshot.sources[path].text.line_of(range.start) + 1
