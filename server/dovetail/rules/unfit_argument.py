"""An operation of GraphQL gives a field what it does not take, or leaves out what it needs."""

from collections.abc import Collection, Iterator, Mapping

from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Field, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import nearest

from . import rule
from .checks.graphql_inputs import KEY, KEYS, fits, is_written, misfits, written
from .checks.graphql_operations import ARGUMENT, TYPE, VALUE, VARIABLE, Called, called_field
from .edits.suggestions import choice, hint, rename_fix
from .faults import Fault

_RESOLVED = "resolver"
UNKNOWN = "($$"  # how a step begins that is a variable which the operation does not have


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    uses = [u for u in source.shapes.uses if u.type_name.startswith(TYPE)]
    given: dict[tuple[Range, ...], set[str]] = {}
    for use in uses:
        if _is_name(use.chain[-1]):
            given.setdefault(use.ranges[:-1], set()).add(use.chain[-1][1:-1])
    seen: set[Range] = set()  # an operation may use a variable twice
    for use in uses:
        if use.chain[-1].startswith(UNKNOWN):
            yield from _undefined(use, source) if use.ranges[-1] not in seen else ()
            seen.add(use.ranges[-1])
            continue
        if is_written(use.chain[-1]) or (use.chain[-1].startswith((VALUE, VARIABLE)) and use.chain[-2].startswith(KEY)):
            for fault in misfits(use, source, snapshot):
                if fault.range not in seen or use.chain[-1].startswith(KEYS):
                    seen.add(fault.range)
                    yield fault
            continue
        called = called_field(use, snapshot) if use.ranges[-1] not in seen else None
        if called is None or (use.chain[-1].startswith(ARGUMENT) and is_written(use.chain[-2])):
            continue
        if _is_name(use.chain[-1]):
            found = _unknown(use, called, given.get(use.ranges[:-1], set()), source)
        elif use.chain[-1].startswith(ARGUMENT):
            found = _unfit(use, called, source)
        else:
            found = _left_out(use, called, given, source) if use.via != _RESOLVED else iter(())
        for fault in found:
            seen.add(use.ranges[-1])
            yield fault


def _is_name(step: str) -> bool:
    return step.startswith(ARGUMENT) and not step.startswith((VARIABLE, VALUE)) and not is_written(step)


def _unknown(use: Use, called: Called, given: Collection[str], source: Source) -> Iterator[Fault]:
    name, known = use.chain[-1][1:-1], [f.name for f in called.takes]
    if name in known:
        return
    said = hint(name, known) if known else ", which takes none."
    message = f"`{name}` is no argument of `{called.field.name}`{said}"
    fixes = rename_fix(source, name, use.ranges[-1], known)
    needed = [f.name for f in called.takes if f.presence == "required" and f.nullable == "no" and f.name not in given]
    if not fixes and use.via != _RESOLVED and len(needed) == 1 and len([g for g in given if g not in known]) == 1:
        fixes = choice(source, name, use.ranges[-1], needed)  # the one that is needed, and is not given
    yield Fault(source.path, use.ranges[-1], message, (_place(called, called.field),), fixes)


def _undefined(use: Use, source: Source) -> Iterator[Fault]:
    """A variable that its operation does not have, by all but the name of one that it has."""
    name, *known = use.chain[-1].removeprefix(UNKNOWN).split(" ")
    if nearest(name, known, 2) is not None:
        message = f"The operation has no variable `${name}`{hint(name, known)}"
        yield Fault(source.path, use.ranges[-1], message, (), rename_fix(source, name, use.ranges[-1], known))


def _left_out(use: Use, called: Called, given: Mapping[tuple[Range, ...], set[str]], source: Source) -> Iterator[Fault]:
    needs = [f for f in called.takes if f.presence == "required" and f.nullable == "no"]
    missing = [f for f in needs if f.name not in given.get(use.ranges, set())]
    # Where one is given under another name, that is said there.
    foreign = given.get(use.ranges, set()) - {f.name for f in called.takes}
    for field in missing if not foreign else ():
        message = f"`{use.chain[-1]}` needs the argument `{field.name}`, which is not given."
        yield Fault(source.path, use.ranges[-1], message, (_place(called, field),))


def _unfit(use: Use, called: Called, source: Source) -> Iterator[Fault]:
    name, step = use.chain[-2][1:-1], use.chain[-1]
    wanted = next((f for f in called.takes if f.name == name), None)
    if wanted is None:
        return
    place = (_place(called, wanted),)
    if step.startswith(VALUE):
        values = wanted.kind.values if wanted.kind.name == "enum" else ()
        given = step.removeprefix(VALUE)
        if values and given not in values:
            message = f"`{given}` is no value of `{name}`{hint(given, values)}"
            yield Fault(source.path, use.ranges[-1], message, place, choice(source, given, use.ranges[-1], values))
        return
    type, _, default = step.removeprefix(VARIABLE).partition(" ")
    if not fits(type, bool(default), wanted):
        message = f"The variable is `{type}` here, and `{name}` of `{called.field.name}` is `{written(wanted)}`."
        declared = source.text[use.ranges[-1]] == type
        fix = Fix(f"Make it `{written(wanted)}`", (Edit(source.path, use.ranges[-1], written(wanted)),))
        yield Fault(source.path, use.ranges[-1], message, place, (fix,) if declared else ())


def _place(called: Called, field: Field) -> Place:
    return Place(called.path, field.name_range, field.name)
