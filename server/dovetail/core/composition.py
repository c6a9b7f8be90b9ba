"""What types that are made of others hold: through `extends`, `&`, utility types, type parameters and lookups, across files."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from .dataclass import dataclass, replace
from .findings import Place
from .parameters import Typed, bound, filled, filled_field, listed
from .shapes import Field, Kind, Record, Reference, Step

ALL, SOME, KEY_OF = "&", "~", "keyof"  # how a kind is made of others: `Kind.steps`
TYPE_OF, VALUES_OF, NAMES_OF, VALUE_AT = "typeof", "values", "names", "at"  # and of what a constant holds
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Promise:
    """A field that a contract promises, and the file that it stands in: a base may be in another."""

    path: str
    field: Field

    def place(self, contract: str) -> Place:
        """Where it stands, as a finding names it beside its own place; `contract` is the name of the contract that promises it."""
        return Place(self.path, self.field.name_range, f"`{self.field.name}` of contract {contract}")


Given = Mapping[str, Typed]  # what type parameters stand for
_NOTHING: Given = MappingProxyType({})
Named = Callable[[str], "tuple[str, Record] | None"]  # the file and the record that a name stands for


def promised(
    path: str, record: Record, named: Named, within: tuple[str, ...] = (), given: Given = _NOTHING
) -> tuple[tuple[Promise, ...], bool]:
    """All fields of a record of a file, those of its bases before its own, and whether all of them are known.

    `given` is what its type parameters stand for: one of them may be a base, as in `type Page<T> = { count: number } & T`.
    """
    if not record.open:  # the reader has put bases of the same file into the record
        return tuple(Promise(path, f) for f in record.fields), True
    found: dict[str, Promise] = {}
    complete = bool(record.bases) and "**" not in record.members
    for base in record.bases:
        kind = _base(base, given)
        other = named(kind.target) if kind.target not in (record.name, *within) and len(within) < _DEEPEST else None
        if kind.name == "record":
            inherited, arguments = tuple(Promise(path, f) for f in kind.members), {}
        elif kind.name == "ref" and other is not None:
            arguments = bound(other[1].generics, kind.options)
            inherited, whole = promised(*other, named, (*within, record.name), arguments)
            complete = complete and whole
        else:
            inherited, arguments = (), {}
            complete = False
        if any(s.how == "unknown" for s in base.steps):
            complete = False
            continue
        for promise in inherited:
            for field in transformed((filled_field(promise.field, arguments),), base.steps):
                found[field.name] = promise if field is promise.field else Promise(promise.path, field)
    for field in record.fields:
        if record.range.start <= field.range.start < record.range.end or field.name not in found:
            found[field.name] = Promise(path, field)
    return tuple(found.values()), complete


def _base(base: Reference, given: Given) -> Kind:
    """What a base stands for, where type parameters stand for something."""
    typed = given.get(base.name)
    if typed is not None:
        return typed.kind if not typed.list_depth else Kind("unknown")
    arguments = tuple(listed(filled(Typed(a), given)).kind for a in base.arguments) if given else base.arguments
    return Kind("ref", base.name, options=arguments)


def transformed(fields: tuple[Field, ...], steps: Iterable[Step]) -> tuple[Field, ...]:
    """Fields after the utility types around them, the innermost first."""
    for step in steps:
        match step.how:
            case "pick":
                fields = tuple(f for f in fields if f.name in step.names)
            case "omit":
                fields = tuple(f for f in fields if f.name not in step.names)
            case "partial":
                fields = tuple(replace(f, presence="optional") if _is_meant(f, step) else f for f in fields)
            case "required":
                fields = tuple(replace(f, presence="required") if _is_meant(f, step) else f for f in fields)
            case _:
                pass
    return fields


def _is_meant(field: Field, step: Step) -> bool:
    """True for a field that a step names, or where it names none: `.partial({ id: true })`, `Partial<User>`."""
    return not step.names or field.name in step.names


def step_of(kind: Kind) -> Step:
    """What a kind that holds some fields of another does to them."""
    if kind.steps[:1] != (SOME,) or len(kind.steps) < 2:
        return Step("unknown")
    return Step(kind.steps[1], frozenset(kind.steps[2:]))


CHOOSING = frozenset({"Exclude", "Extract"})


def chosen(kind: Kind, resolved: Callable[[Kind], Kind]) -> Kind | None:
    """A union of texts and lists of them, or what `Exclude` and `Extract` leave of one, as one enum; None where it is none."""
    if kind.name != "union" and not (kind.name == "ref" and kind.target in CHOOSING and len(kind.options) == 2):
        return None
    parts = [_texts(resolved(option)) for option in kind.options]
    if any(part is None for part in parts):
        return None
    values = [v for part in parts for v in part or ()]
    if kind.name == "ref":
        first, second = (part or () for part in parts)
        values = [v for v in first if (v in second) == (kind.target == "Extract")]
    return Kind("enum", values=tuple(dict.fromkeys(values)), text=kind.text) if values else None


def _texts(kind: Kind) -> tuple[str, ...] | None:
    is_text = kind.name == "enum" or (kind.name == "literal" and kind.text[:1] in ("'", '"', "`"))
    return kind.values if is_text else None


def targets_of(kind: Kind) -> tuple[str, ...]:
    """The names that a kind mentions, in order."""
    names: dict[str, None] = {}
    collect_targets(kind, names)
    return tuple(names)


def collect_targets(kind: Kind, names: dict[str, None]) -> None:
    """Adds the names that a kind mentions to others."""
    todo = [kind]  # iterative: a generated union can be deeper than the recursion limit
    while todo:
        current = todo.pop()
        if current.name == "ref":
            names[current.target] = None
        todo.extend(reversed(current.options))
        todo.extend(f.kind for f in reversed(current.members))
