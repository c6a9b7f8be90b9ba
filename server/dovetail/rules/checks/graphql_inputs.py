"""What operations of GraphQL write in place for an argument: inputs with their fields, lists, texts and numbers."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.shapes import Field, Record, Use
from dovetail.core.snapshot import Snapshot, Source

from ..edits.suggestions import hint, rename_fix
from ..faults import Fault
from ..records.bases import completed, graphql_types
from .graphql_operations import ARGUMENT, VALUE, VARIABLE, called_field, only_type

KEY, KEYS, LITERAL = "({", "({}", "(:"
# What GraphQL takes in the place of each of its own scalars.
_TAKES: Mapping[str, frozenset[str]] = {
    "Int": frozenset({"int"}),
    "Float": frozenset({"int", "float"}),
    "String": frozenset({"string"}),
    "Boolean": frozenset({"boolean"}),
    "ID": frozenset({"string", "int"}),
}
_NAME = re.compile(r"\w+")
_MARKS = str.maketrans("", "", "[]! \t\n")


@dataclass(frozen=True, slots=True)
class Asked:
    """The argument, or the field of an input, that something is given to, and the schema that says so."""

    field: Field
    path: str

    @property
    def type(self) -> str:
        return self.field.kind.text.translate(_MARKS)

    @property
    def place(self) -> Place:
        return Place(self.path, self.field.name_range, self.field.name)


def is_written(step: str) -> bool:
    """True for a step of a chain that is more than the name of an argument."""
    return step.startswith((KEY, LITERAL))


def misfits(use: Use, source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """What the last step of a chain gives that the argument, or the input around it, does not take."""
    first = next((i for i, s in enumerate(use.chain) if s.startswith(ARGUMENT)), len(use.chain))
    called = called_field(use, snapshot)
    if called is None or first >= len(use.chain) - 1:
        return
    name = use.chain[first][1:-1]
    wanted = next((f for f in called.takes if f.name == name), None)
    here = Asked(wanted, called.path) if wanted is not None else None
    for step in use.chain[first + 1 : -1]:
        here = _field(here, step.removeprefix(KEY), snapshot) if here is not None else None
    last, at = use.chain[-1], use.ranges[-1]
    if here is None:
        return
    if last.startswith(KEYS):
        yield from _left_out(here, last, use, source, snapshot)
    elif last.startswith(KEY):
        yield from _unknown(here, last.removeprefix(KEY), use, source, snapshot)
    elif last.startswith(LITERAL) and (said := _is_another(here, last.removeprefix(LITERAL), snapshot)):
        yield Fault(
            source.path,
            at,
            f"`{here.field.name}` is {said} here and `{here.field.kind.text}` in the schema.",
            (here.place,),
        )
    elif last.startswith(VARIABLE):
        type, _, default = last.removeprefix(VARIABLE).partition(" ")
        if not fits(type, bool(default), here.field):
            message = f"The variable is `{type}` here, and `{here.field.name}` of the input is `{written(here.field)}`."
            yield Fault(source.path, at, message, (here.place,))
    elif last.startswith(VALUE) and here.field.kind.name == "enum":
        given, values = last.removeprefix(VALUE), here.field.kind.values
        if values and given not in values:
            fixes = rename_fix(source, given, at, values)
            yield Fault(
                source.path,
                at,
                f"`{given}` is no value of `{here.field.name}`{hint(given, values)}",
                (here.place,),
                fixes,
            )


def fits(type: str, default: bool, wanted: Field) -> bool:
    """True where a variable of a type may be given, as GraphQL says: of the same name and lists, null only where that may be."""
    said = written(wanted)
    if _NAME.findall(type) != _NAME.findall(said) or type.count("[") != said.count("["):
        return False
    may_be_null = not said.endswith("!") or wanted.presence == "defaulted" or default
    return may_be_null or type.endswith("!")


def written(field: Field) -> str:
    """A field's type as it is written, without spaces."""
    return re.sub(r"\s", "", field.kind.text)


def _input(asked: Asked, snapshot: Snapshot) -> tuple[Source, Record] | None:
    """The input that is to be given, with what extends it."""
    found = only_type(asked.type, snapshot)
    if found is None or found[1].construct != "GraphQL input":
        return None
    source, record = found
    whole = completed(record, source, snapshot)
    return (source, whole) if not whole.open else None


def _field(asked: Asked, name: str, snapshot: Snapshot) -> Asked | None:
    found = _input(asked, snapshot)
    field = next((f for f in found[1].fields if f.name == name), None) if found is not None else None
    if found is None or field is None:
        return None
    parts = graphql_types(snapshot).get(found[1].name, ())
    path = next((s.path for s, r in parts if any(f.name_range == field.name_range for f in r.fields)), found[0].path)
    return Asked(field, path)


def _unknown(asked: Asked, name: str, use: Use, source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    found = _input(asked, snapshot)
    if found is None or any(f.name == name for f in found[1].fields):
        return
    known = [f.name for f in found[1].fields]
    place = Place(found[0].path, found[1].name_range, found[1].name)
    at = use.ranges[-1]
    message = f"`{name}` is no field of input `{found[1].name}`{hint(name, known)}"
    yield Fault(source.path, at, message, (place,), rename_fix(source, name, at, known))


def _left_out(asked: Asked, step: str, use: Use, source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    found = _input(asked, snapshot)
    if asked.type in _TAKES:
        said = f"`{asked.field.name}` is an input here and `{asked.field.kind.text}` in the schema."
        yield Fault(source.path, use.ranges[-1], said, (asked.place,))
    given = set(step.removeprefix(KEYS).split(","))
    if found is None or given - {f.name for f in found[1].fields} - {""}:
        return  # where one is given under another name, that is said there
    for field in found[1].fields:
        if field.presence == "required" and field.nullable == "no" and field.name not in given:
            place = Place(found[0].path, field.name_range, field.name)
            yield Fault(
                source.path,
                use.ranges[-1],
                f"The input `{found[1].name}` needs `{field.name}`, which is not given.",
                (place,),
            )


def _is_another(asked: Asked, given: str, snapshot: Snapshot) -> str:
    """What is written, where a scalar of GraphQL, an enum or an input takes nothing of that kind; empty where it may."""
    if given == "list":
        plain = asked.field.list_depth == 0 and (asked.type in _TAKES or _input(asked, snapshot) is not None)
        return "a list" if plain else ""
    article = "an" if given == "int" else "a"
    said = f"{article} {given}"
    if asked.type in _TAKES:
        return said if given not in _TAKES[asked.type] else ""
    return said if asked.field.kind.name == "enum" or _input(asked, snapshot) is not None else ""
