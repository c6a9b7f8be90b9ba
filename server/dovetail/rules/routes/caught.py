"""What programs of Python ask of errors that they catch, where a client fills these with what was refused: `error.code == "gone"`."""

import re
from collections.abc import Iterator

from dovetail.core.shapes import OF_CAUGHT, REFUSAL_READ, Handler, Quoted, Use
from dovetail.core.snapshot import Snapshot, Source

from ..files.python_names import defined
from .raised import kept_of, taken_by


def caught(source: Source, snapshot: Snapshot) -> Handler | None:
    """The texts that a file compares with what was refused, as if it read them of that itself; None where there are none."""
    asked = [q for q in source.shapes.quoted if q.use.type_name.startswith(OF_CAUGHT)]
    carries = tuple(use for quoted in asked for use in _compared(quoted, source, snapshot))
    return Handler(REFUSAL_READ, carries[0].ranges[0], carries) if carries else None


def _compared(quoted: Quoted, source: Source, snapshot: Snapshot) -> Iterator[Use]:
    found = defined(quoted.use.type_name.removeprefix(OF_CAUGHT), source, snapshot)
    places = (
        [(p, c) for p, name, c in _filled(*found, snapshot) if name == quoted.use.chain[0]] if found is not None else []
    )
    chains = {chain for _, chain in places}
    if found is None or len(chains) != 1 or _is_own(quoted, source, {found[0].path, *(p for p, _ in places)}, snapshot):
        return
    chain = chains.pop()
    yield Use("", (*chain, f"={quoted.text}"), (*quoted.use.ranges * len(chain), quoted.range), "read", "errors")


def _is_own(quoted: Quoted, source: Source, paths: set[str], snapshot: Snapshot) -> bool:
    """True for a text that the client itself gives its errors, as where no server answers: `raise ApiError("offline")`."""
    written = re.compile(rf"""["']{re.escape(quoted.text)}["']""")
    places = ((path, m.start()) for path in paths for m in written.finditer(snapshot.sources[path].text.source))
    return any(path != source.path or not quoted.range.start - 1 <= at <= quoted.range.end for path, at in places)


def _filled(source: Source, name: str, snapshot: Snapshot) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The properties of a class of errors that clients fill with what was refused: the client's file, the name, where that stands."""
    kept, takes = kept_of(source, name, snapshot), taken_by(source, name, snapshot)
    for path, passed in snapshot.of_sources(_given).items():
        there = snapshot.sources[path]
        for of, place, chain in passed:
            if kept is not None and defined(of, there, snapshot) == (source, name):
                own = takes.index(place) if place in takes else int(place) if place.isdecimal() else -1
                yield from ((path, each, chain) for each in kept.get(own, ()))


def _given(source: Source) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """What clients of a file give errors of what was refused: the class, the place or the name there, and the chain."""
    handlers = (h for h in source.shapes.handlers if h.name == REFUSAL_READ)
    parts = ((p.callee.rstrip(")").partition("("), p.chain) for h in handlers for p in h.passes)
    return tuple((of, place, chain) for (of, _, place), chain in parts)
