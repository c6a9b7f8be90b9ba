"""What errors of a program carry and its handler of errors answers: `new HttpProblem(409, "SOLD_OUT")`, where `code: err.code` is sent."""

from collections.abc import Iterable, Iterator, Mapping

from dovetail.core.shapes import Enum, ErrorClass, Handler, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..files.python_names import defined, module_file
from ..typescript.wiring import class_named

_DEEPEST = 6
_OF_REST = "APIException"  # of Django's REST framework, whose one handler is for all errors
_ROOTS = ("Error", "Exception")

# What is kept of what a constructor is given: the names of its properties, by the places.
Kept = Mapping[int, frozenset[str]]


# The chains to where a property of errors is answered, each with the class of errors of which it is, where a handler is for one alone.
Answered = Mapping[str, frozenset[tuple[tuple[str, ...], tuple[str, str] | None]]]


def raised(source: Source, snapshot: Snapshot) -> Handler | None:
    """The texts that a file gives errors and that are answered, as if it answered them itself; None where there are none."""
    shapes = source.shapes
    listed = shapes.enums and shapes.language == "python"
    answered = _answered(snapshot) if shapes.raised or shapes.error_classes or listed else {}
    carries = tuple(_carried(source, answered, snapshot)) if answered else ()
    return Handler("", carries[0].ranges[0], carries, refuses=True) if carries else None


def _carried(source: Source, answered: Answered, snapshot: Snapshot) -> Iterator[Use]:
    for each in source.shapes.raised:
        found = _class(each.name, source, snapshot)
        kept = _kept(*found, snapshot, 0) if found is not None else None
        if found is None or kept is None:
            continue
        takes, family = _taken(*found, snapshot, 0), _family(found, snapshot)
        named = [(takes.index(name), text, at) for name, text, at in each.named if name in takes]
        yield from _given((*each.texts, *named), kept, answered, family)
    for own in source.shapes.error_classes:
        base = _class(own.base, source, snapshot)
        kept = _kept(*base, snapshot, 0) if base is not None else {} if own.base.endswith(_ROOTS) else None
        if kept is None:
            continue
        family = _family((source, own.name), snapshot)
        yield from _given(own.texts, kept, answered, family)
        for name, text, at in own.says:
            if not _is_replaced(name, own, snapshot):
                yield from _uses((name,), text, at, answered, family)
    for enum in source.shapes.enums if source.shapes.language == "python" else ():
        if not any(t.name == "contract" for t in enum.tags):
            yield from _listed(enum, source, answered, snapshot)


def is_answered(name: str, source: Source, snapshot: Snapshot) -> bool:
    """True for a class of errors of a file to which a handler of the program answers."""
    if _kept(source, name, snapshot, 0) is None:
        return False
    handled = {of for places in _answered(snapshot).values() for _, of in places}
    return None in handled or not handled.isdisjoint(_family((source, name), snapshot))


def _listed(enum: Enum, source: Source, answered: Answered, snapshot: Snapshot) -> Iterator[Use]:
    """The values of an enum of Python that is the type of what an error is given: `code: RefusalCode`."""
    for path, found in snapshot.sources_with(_typed, enum.name):
        there = snapshot.sources[path]
        for own, place in found:
            kept = _kept(there, own, snapshot, 0)
            if kept is not None and place in kept and _is_of(enum, source, there, snapshot):
                texts = ((place, member.value, member.range) for member in enum.members)
                yield from _given(texts, kept, answered, _family((there, own), snapshot))


def _is_of(enum: Enum, source: Source, there: Source, snapshot: Snapshot) -> bool:
    """True where a file means an enum of another by its name."""
    if there is source:
        return True
    known = next((i for i in there.shapes.imports if i.name == enum.name), None)
    path = module_file(known.module, there.path, snapshot) if known is not None else None
    return known is not None and known.original == enum.name and path == source.path


def _typed(source: Source) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """The classes of errors of a file, with the place of a parameter each, by the names of the types of these."""
    found: dict[str, tuple[tuple[str, int], ...]] = {}
    for own in source.shapes.error_classes if source.shapes.language == "python" else ():
        for name, place in own.types:
            found[name] = (*found.get(name, ()), (own.name, place))
    return found


def _is_replaced(name: str, own: ErrorClass, snapshot: Snapshot) -> bool:
    """True for a property of a class that is there to be extended: nothing raises it, and all that extend it say the property anew."""
    classes = [c for _, found in snapshot.sources_with(extending, own.name) for c in found]
    is_raised = any(True for _ in snapshot.sources_with(_raising, own.name))
    return bool(classes) and not is_raised and all(any(n == name for n, _, _ in c.says) for c in classes)


def extending(source: Source) -> Mapping[str, tuple[ErrorClass, ...]]:
    """The classes of errors of a file by the names of what they extend."""
    found: dict[str, tuple[ErrorClass, ...]] = {}
    for each in source.shapes.error_classes:
        found[each.base] = (*found.get(each.base, ()), each)
    return found


def _raising(source: Source) -> Mapping[str, bool]:
    """The names of the errors that a file raises with texts."""
    return dict.fromkeys((r.name for r in source.shapes.raised), True)


def _given(
    texts: Iterable[tuple[int, str, Range]], kept: Kept, answered: Answered, family: frozenset[tuple[str, str]]
) -> Iterator[Use]:
    for place, text, at in texts:
        yield from _uses(kept.get(place, ()), text, at, answered, family)


def _uses(
    names: Iterable[str], text: str, at: Range, answered: Answered, family: frozenset[tuple[str, str]]
) -> Iterator[Use]:
    """A text where each property goes in which it is kept."""
    for name in names:
        for chain, of in answered.get(name, ()):
            if of is None or of in family:
                yield Use("", (*chain, f"={text}"), (at,) * (len(chain) + 1), "write", chain[0])


def _family(found: tuple[Source, str], snapshot: Snapshot) -> frozenset[tuple[str, str]]:
    """A class and those that it is derived from, by their files and names."""
    family: set[tuple[str, str]] = set()
    here: tuple[Source, str] | None = found
    while here is not None and (here[0].path, here[1]) not in family:
        source, name = here
        family.add((source.path, name))
        own = next((c for c in source.shapes.error_classes if c.name == name), None)
        here = _class(own.base, source, snapshot) if own is not None else None
    return frozenset(family)


def _class(name: str, source: Source, snapshot: Snapshot) -> tuple[Source, str] | None:
    """The file that declares a class which a file names, and its name there."""
    return (
        defined(name, source, snapshot) if source.shapes.language == "python" else class_named(name, source, snapshot)
    )


def _taken(source: Source, name: str, snapshot: Snapshot, depth: int) -> tuple[str, ...]:
    """The names of what the constructor of a class takes, which may be that of its base."""
    own = next((c for c in source.shapes.error_classes if c.name == name), None)
    base = _class(own.base, source, snapshot) if own is not None and not own.takes and depth < _DEEPEST else None
    return _taken(*base, snapshot, depth + 1) if base is not None else own.takes if own is not None else ()


def _kept(source: Source, name: str, snapshot: Snapshot, depth: int) -> Kept | None:
    """What the class of an error keeps of what it is given; None for a class that is none of errors."""
    own = next((c for c in source.shapes.error_classes if c.name == name), None)
    if own is None or depth > _DEEPEST:
        return None
    base = _class(own.base, source, snapshot)
    outer = _kept(*base, snapshot, depth + 1) if base is not None else {} if own.base.endswith(_ROOTS) else None
    if outer is None or (source.shapes.language == "python" and not own.takes):
        return outer  # whatever it is given, the constructor of its base takes
    return _with_own(own, outer)


def _with_own(own: ErrorClass, outer: Kept) -> Kept:
    found: dict[int, frozenset[str]] = {}
    for name, place in own.keeps:
        found[place] = found.get(place, frozenset()) | {name}
    for there, here in own.hands:
        found[here] = found.get(here, frozenset()) | outer.get(there, frozenset())
    return found


def kept_of(source: Source, name: str, snapshot: Snapshot) -> Kept | None:
    """What the class of an error keeps of what it is given, by the places; None for a class that is none of errors."""
    return _kept(source, name, snapshot, 0)


def taken_by(source: Source, name: str, snapshot: Snapshot) -> tuple[str, ...]:
    """The names of what the constructor of the class of an error takes."""
    return _taken(source, name, snapshot, 0)


def _answered(snapshot: Snapshot) -> Answered:
    """The properties of errors that handlers of a program answer, with the chains to where each goes."""
    return snapshot.once("answered of errors", lambda: _of_handlers(snapshot))


def _of_handlers(snapshot: Snapshot) -> Answered:
    found: dict[str, frozenset[tuple[tuple[str, ...], tuple[str, str] | None]]] = {}
    for path, passed in snapshot.of_sources(_passed).items():
        source = snapshot.sources[path]
        for of, name, chain in passed:
            place: tuple[str, str] | None = None
            if source.shapes.language == "python" and of != _OF_REST:  # whose handlers are each for a class of errors
                known = defined(of, source, snapshot)
                if known is None:
                    continue
                place = known[0].path, known[1]
            found[name] = found.get(name, frozenset()) | {(chain, place)}
    return found


def _passed(source: Source) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    handlers = (h for h in source.shapes.handlers if h.refuses)
    parts = ((p.callee.rpartition("."), p.chain) for h in handlers for p in h.passes)
    return tuple((of, name, chain) for (of, _, name), chain in parts)
