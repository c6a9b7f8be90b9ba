"""What errors of a program carry and its handler of errors answers: `new HttpProblem(409, "SOLD_OUT")`, where `code: err.code` is sent."""

from collections.abc import Iterable, Iterator, Mapping

from dovetail.core.shapes import ErrorClass, Handler, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from .wiring import class_named

_DEEPEST = 6
_ROOTS = ("Error", "Exception")

# What is kept of what a constructor is given: the names of its properties, by the places.
Kept = Mapping[int, frozenset[str]]


def raised(source: Source, snapshot: Snapshot) -> Handler | None:
    """The texts that a file gives errors and that are answered, as if it answered them itself; None where there are none."""
    shapes = source.shapes
    answered = _answered(snapshot) if shapes.raised or shapes.error_classes else {}
    carries = tuple(_carried(source, answered, snapshot)) if answered else ()
    return Handler("", carries[0].ranges[0], carries, refuses=True) if carries else None


def _carried(source: Source, answered: Mapping[str, frozenset[tuple[str, ...]]], snapshot: Snapshot) -> Iterator[Use]:
    for each in source.shapes.raised:
        found = class_named(each.name, source, snapshot)
        kept = _kept(*found, snapshot, 0) if found is not None else None
        yield from _given(each.texts, kept, answered)
    for own in source.shapes.error_classes:
        base = class_named(own.base, source, snapshot)
        kept = _kept(*base, snapshot, 0) if base is not None else {} if own.base.endswith(_ROOTS) else None
        if kept is None:
            continue
        yield from _given(own.texts, kept, answered)
        for name, text, at in own.says:
            yield from _uses((name,), text, at, answered)


def _given(
    texts: Iterable[tuple[int, str, Range]], kept: Kept | None, answered: Mapping[str, frozenset[tuple[str, ...]]]
) -> Iterator[Use]:  # fmt: skip
    for place, text, at in texts if kept is not None else ():
        yield from _uses(kept.get(place, ()) if kept is not None else (), text, at, answered)


def _uses(
    names: Iterable[str], text: str, at: Range, answered: Mapping[str, frozenset[tuple[str, ...]]]
) -> Iterator[Use]:  # fmt: skip
    """A text where each property goes in which it is kept."""
    for name in names:
        for chain in answered.get(name, ()):
            yield Use("", (*chain, f"={text}"), (at,) * (len(chain) + 1), "write", chain[0])


def _kept(source: Source, name: str, snapshot: Snapshot, depth: int) -> Kept | None:
    """What the class of an error keeps of what it is given; None for a class that is none of errors."""
    own = next((c for c in source.shapes.error_classes if c.name == name), None)
    if own is None or depth > _DEEPEST:
        return None
    base = class_named(own.base, source, snapshot)
    outer = _kept(*base, snapshot, depth + 1) if base is not None else {} if own.base.endswith(_ROOTS) else None
    return _with_own(own, outer) if outer is not None else None


def _with_own(own: ErrorClass, outer: Kept) -> Kept:
    found: dict[int, frozenset[str]] = {}
    for name, place in own.keeps:
        found[place] = found.get(place, frozenset()) | {name}
    for there, here in own.hands:
        found[here] = found.get(here, frozenset()) | outer.get(there, frozenset())
    return found


def _answered(snapshot: Snapshot) -> Mapping[str, frozenset[tuple[str, ...]]]:
    """The properties of errors that handlers of a program answer, with the chains to where each goes."""
    return snapshot.once("answered of errors", lambda: _of_handlers(snapshot))


def _of_handlers(snapshot: Snapshot) -> Mapping[str, frozenset[tuple[str, ...]]]:
    found: dict[str, frozenset[tuple[str, ...]]] = {}
    for passed in snapshot.of_sources(_passed).values():
        for name, chain in passed:
            found[name] = found.get(name, frozenset()) | {chain}
    return found


def _passed(source: Source) -> tuple[tuple[str, tuple[str, ...]], ...]:
    handlers = (h for h in source.shapes.handlers if h.refuses)
    return tuple((p.callee.rpartition(".")[2], p.chain) for h in handlers for p in h.passes)
