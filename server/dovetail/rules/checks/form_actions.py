"""Fields of forms that the function of another file, to which the form goes, does not take, while it takes others in vain.

Nothing is said where either may have more than is seen, or where only one of the two has a name that the other has not: what a form
need not have may be taken, too, and not all that a page asks for has to be.
"""

from collections.abc import Iterator, Sequence

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.shapes import SCHEMA_OBJECTS, Form, Quoted, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..edits.suggestions import hint, rename_fix
from ..faults import Fault
from ..files.imported import handed_on, handed_on_member
from ..routes.typescript_models import TYPE_OF, typed
from ..typescript.things import CALL


@dataclass(frozen=True, slots=True)
class Taken:
    """What a function takes of a form: its own names, those that schemas of it have, and those of them that must be there."""

    own: tuple[tuple[str, Range], ...]
    of_schemas: frozenset[str]
    needed: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        return self.of_schemas | {name for name, _ in self.own}


def mistaken_fields(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """The names of forms, and of functions that take them, that are not one another's."""
    for form in source.shapes.forms:
        found = (source, form) if form.takes else _function(form.action, source, snapshot)
        if found is None or found[1].open or (not form.takes and found[0].path == source.path):
            continue
        at, function = found
        taken = _taken(at, function, snapshot)
        forms = _forms_of(function.action, at, snapshot)
        if taken is None or not forms or any(f.open for _, f in forms):
            continue
        given = {name for _, f in forms for name, _ in f.fields}
        vain = sorted(taken.names - given)
        spare = [name for _, f in forms for name, _ in f.fields if name not in taken.names]
        sure = any(name in taken.needed or name not in taken.of_schemas for name in vain)
        if not vain or not spare or not (sure or len(vain) == len(spare)):
            continue
        if form.takes:
            yield from _in_function(source, form, given, spare, forms)
        else:
            yield from _in_form(source, form, taken, vain, at, function)


def offered(source: Source, snapshot: Snapshot) -> Iterator[tuple[Quoted, Source]]:
    """The texts that fields of forms let choose from, where a schema checks them, or a cast says of which type they are, each with the
    file that it is asked in.
    """
    for form in source.shapes.forms:
        found = _function(form.action, source, snapshot) if form.texts and not form.takes else None
        if found is None:
            continue
        for name, text, at in form.texts:
            for schema in found[1].schemas:
                use = Use(f"{TYPE_OF}{schema}", ("parse", CALL, name), (at,) * 3, "read", "")
                yield Quoted(use, text, at), found[0]
            for field, type, member in found[1].casts:
                if field == name:
                    parsed = ("parse", CALL) if type.startswith(TYPE_OF) else ()
                    chain = (*parsed, member) if member else ()
                    yield Quoted(Use(type, chain, (at,) * len(chain), "read", ""), text, at), found[0]


def _in_form(
    source: Source, form: Form, taken: Taken, vain: Sequence[str], at: Source, function: Form
) -> Iterator[Fault]:
    place = _place(at, function)
    for name, where in form.fields:
        if name not in taken.names:
            message = f"`{name}` is no field that `{function.action}` takes of its form{hint(name, vain)}"
            yield Fault(source.path, where, message, place, rename_fix(source, name, where, vain))


def _in_function(
    source: Source, function: Form, given: set[str], spare: Sequence[str], forms: Sequence[tuple[Source, Form]]
) -> Iterator[Fault]:
    other, form = forms[0]
    places = tuple(Place(other.path, at, name) for name, at in form.fields[:1])
    for name, where in function.fields:
        if name not in given:
            message = f"`{name}` is no field of the form that `{function.action}` takes{hint(name, spare)}"
            yield Fault(source.path, where, message, places, rename_fix(source, name, where, spare))


def _place(at: Source, function: Form) -> tuple[Place, ...]:
    own = next((d.range for d in at.shapes.definitions if d.name == function.action), None)
    return (Place(at.path, own, function.action),) if own is not None else ()


def _function(name: str, source: Source, snapshot: Snapshot) -> tuple[Source, Form] | None:
    """The function that a file calls so and that takes the data of a form, with the file that has it."""
    found = handed_on_member(name, source, snapshot) if "." in name else handed_on(name, source, snapshot)
    if found is None:
        return None
    other, own = found
    takes = [f for f in other.shapes.forms if f.takes and f.action == own]
    return (other, takes[0]) if len(takes) == 1 else None


def _forms_of(action: str, at: Source, snapshot: Snapshot) -> Sequence[tuple[Source, Form]]:
    """All forms that go to a function of a file."""
    asked = ("forms of", at.path, action)
    return snapshot.once(asked, lambda: tuple(_going_to(action, at, snapshot)))


def _going_to(action: str, at: Source, snapshot: Snapshot) -> Iterator[tuple[Source, Form]]:
    for path in snapshot.of_sources(_shown):
        source = snapshot.sources.get(path)
        for form in source.shapes.forms if source is not None else ():
            found = _function(form.action, source, snapshot) if source is not None and not form.takes else None
            if source is not None and found is not None and (found[0].path, found[1].action) == (at.path, action):
                yield source, form


def _shown(source: Source) -> bool:
    return any(not form.takes for form in source.shapes.forms)


def _taken(source: Source, function: Form, snapshot: Snapshot) -> Taken | None:
    """What a function takes; None where a schema is not wholly known."""
    of_schemas: set[str] = set()
    needed: set[str] = set()
    for name in function.schemas:
        held = typed(TYPE_OF + name, source, snapshot)
        own = [r for r in held.source.shapes.records if r.name == held.name] if held is not None else []
        if len(own) != 1 or own[0].construct not in SCHEMA_OBJECTS or own[0].open or own[0].bases:
            return None
        of_schemas |= {f.name for f in own[0].fields}
        needed |= {f.name for f in own[0].fields if f.presence == "required"}
    return Taken(function.fields, frozenset(of_schemas), frozenset(needed))
