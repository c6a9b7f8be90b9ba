"""What callers name of bodies that functions of other files make: `json=berth(depth=3)`, where `berth` returns its `**` with the rest."""

from dovetail.core.dataclass import replace
from dovetail.core.shapes import OTHERS, Maker, Route
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from .answers import callers, maker_called, placed_callers


def with_given(route: Route, source: Source, snapshot: Snapshot) -> Route:
    """A request with the names that are given to the functions which make its parts, but for those of their own parameters."""
    carries = tuple(
        use
        for passed in route.passes
        if passed.given
        and (maker := maker_called(passed, source, snapshot)) is not None
        and maker.parameters is not None
        for use in passed.given
        if use.chain[1] not in maker.parameters and use.chain[1] != OTHERS
    )
    return replace(route, carries=(*route.carries, *carries)) if carries else route


def given_names(maker: Maker, source: Source, snapshot: Snapshot) -> frozenset[str] | None:
    """The names that any caller gives to what a function makes; None where one gives what is not seen."""
    named = frozenset(use.chain[1] for passed in callers(maker, source, snapshot) for use in passed.given)
    return named if OTHERS not in named else None


def is_sent_alone(maker: Maker, accepted: list[tuple[str, Range]], source: Source, snapshot: Snapshot) -> bool:
    """True where one of some requests, each with its file, sends what a function makes and nothing else."""
    bare = [(path, p.range) for path, p in placed_callers(maker, source, snapshot) if not p.given]
    return any(a == path and own.start <= at.start < own.end for path, at in bare for a, own in accepted)
