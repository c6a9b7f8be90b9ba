"""Properties that a handler of errors answers and that their class never sets, and names that its constructor does not take.

`jsonify({"code": error.reason})` in a handler for `Refused`, which keeps a `code`. Only of classes that are known as a whole, with all that
they derive from, and whose handler answers what a contract says of errors.
"""

import re
from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.shapes import ErrorClass
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..files.python_names import defined
from ..routes.endpoints import endpoints, member
from ..routes.raised import extending

_DEEPEST = 6
_PLAIN = frozenset({"Exception", "ValueError", "RuntimeError", "TypeError", "LookupError", "AssertionError"})
_OF_ALL = ("args", "with_traceback", "add_note")


@dataclass(frozen=True, slots=True)
class Unset:
    """A name that a class of errors does not have, or that its constructor does not take."""

    name: str
    range: Range
    of: str
    place: Place
    known: tuple[str, ...]
    is_parameter: bool = False


def unset_of_errors(source: Source, snapshot: Snapshot) -> Iterator[Unset]:
    """What a file asks of errors of the program that these never have, or gives them under names that they do not take."""
    if source.shapes.language != "python":
        return
    for handler in source.shapes.handlers:
        for passed in handler.passes if handler.refuses else ():
            of, _, name = passed.callee.rpartition(".")
            written = source.text.source[passed.range.start : passed.range.end]
            if written.endswith(f".{name}") and _is_answered(passed.chain, snapshot):
                yield from _unset(name, of, passed.range, source, snapshot)
    for each in source.shapes.raised:
        named = [n for n in each.named if n[0]]
        found = defined(each.name, source, snapshot) if named else None
        own = _constructed(*found, snapshot, 0) if found is not None else None
        if own is None or found is None or not own[1].alone or not _is_handled(found, snapshot):
            continue
        for name, _, at in named:
            if name not in own[1].takes:
                yield Unset(name, _before(name, at, source), each.name, _place(*own), own[1].takes, True)


def _unset(name: str, of: str, at: Range, source: Source, snapshot: Snapshot) -> Iterator[Unset]:
    found = defined(of, source, snapshot)
    known = _names(*found, snapshot, 0) if found is not None else None
    if found is None or known is None or name in known or name.startswith("__"):
        return
    own = _class_of(*found)
    if own is None or _is_set_elsewhere(name, of, found[1], snapshot) or _may_have(name, found[1], snapshot, 0):
        return
    place, start = _place(found[0], own), at.end - len(name)
    shown = tuple(k for k in known if k not in _OF_ALL and not k.startswith("_"))
    yield Unset(name, Range(start, at.end), own.name, place, shown)


def _names(source: Source, name: str, snapshot: Snapshot, depth: int) -> tuple[str, ...] | None:
    """All that errors of a class have; None where that is not wholly known."""
    own = _class_of(source, name)
    if own is None or own.has is None or depth > _DEEPEST:
        return None
    base = defined(own.base, source, snapshot)
    outer = _names(*base, snapshot, depth + 1) if base is not None else _OF_ALL if own.base in _PLAIN else None
    return (*own.has, *outer) if outer is not None else None


def _constructed(source: Source, name: str, snapshot: Snapshot, depth: int) -> tuple[Source, ErrorClass] | None:
    """The class that has the constructor of a class of errors, with its file; None where that is not seen."""
    own = _class_of(source, name)
    if own is None or own.has is None or depth > _DEEPEST:
        return None
    if own.takes or own.alone:
        return source, own
    base = defined(own.base, source, snapshot) if "__init__" not in own.has else None
    return _constructed(*base, snapshot, depth + 1) if base is not None else None


def _class_of(source: Source, name: str) -> ErrorClass | None:
    found = [c for c in source.shapes.error_classes if c.name == name]
    return found[0] if len(found) == 1 else None


def _place(source: Source, own: ErrorClass) -> Place:
    at = next((d.range for d in source.shapes.definitions if d.name == own.name), Range(0, 0))
    return Place(source.path, at, f"Error {own.name}")


def _before(name: str, value: Range, source: Source) -> Range:
    """Where the name of an argument stands, in front of its value."""
    start = source.text.source.rfind(name, 0, value.start)
    return Range(start, start + len(name))


def _may_have(name: str, of: str, snapshot: Snapshot, depth: int) -> bool:
    """True where a class that extends another has a property, or may have it: the handler may ask for it there."""
    below = [c for _, found in snapshot.sources_with(extending, of) for c in found]
    return depth > _DEEPEST or any(
        c.has is None or name in c.has or _may_have(name, c.name, snapshot, depth + 1) for c in below
    )


def _is_set_elsewhere(name: str, called: str, own: str, snapshot: Snapshot) -> bool:
    """True where a file that speaks of a class gives something a property of that name, or asks whether it is there."""
    sets = re.compile(rf"""(?<!\bself)\.{name}\s*(?::[^=\n]+)?=(?!=)|\b[sh](?:et|as)attr\([^()]*["']{name}["']""")
    return any(
        (own in s.text.source or called in s.text.source) and sets.search(s.text.source) is not None
        for s in snapshot.implementations
        if s.shapes.language == "python"
    )


def _is_handled(found: tuple[Source, str], snapshot: Snapshot) -> bool:
    """True for a class of errors whose handler, or that of one which it derives from, answers what a contract says of errors."""
    handled = snapshot.once("handled errors", lambda: frozenset(_handled(snapshot)))
    here: tuple[Source, str] | None = found
    for _ in range(_DEEPEST):
        if here is None or (here[0].path, here[1]) in handled:
            break
        own = _class_of(*here)
        here = defined(own.base, here[0], snapshot) if own is not None else None
    return here is not None and (here[0].path, here[1]) in handled


def _handled(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    for path, passed in snapshot.of_sources(_answers).items():
        for of, chain in passed:
            known = defined(of, snapshot.sources[path], snapshot) if _is_answered(chain, snapshot) else None
            if known is not None:
                yield known[0].path, known[1]


def _answers(source: Source) -> tuple[tuple[str, tuple[str, ...]], ...]:
    handlers = (h for h in source.shapes.handlers if h.refuses) if source.shapes.language == "python" else ()
    return tuple((p.callee.rpartition(".")[0], p.chain) for h in handlers for p in h.passes)


def _is_answered(chain: tuple[str, ...], snapshot: Snapshot) -> bool:
    """True for the first name of an answer that a contract says of the errors of an endpoint."""
    promised = snapshot.once("names of errors", lambda: frozenset(_promised(snapshot)))
    return len(chain) > 1 and chain[1] in promised


def _promised(snapshot: Snapshot) -> Iterator[str]:
    for endpoint in endpoints(snapshot):
        yield from (f.name for f in member(endpoint.contract, "errors", snapshot) or ())
