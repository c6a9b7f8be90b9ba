"""What the writers of all languages share: the name that a contract's field gets on their side."""

from dovetail.core.bindings import named_column
from dovetail.core.conventions import Conventions, NameKind
from dovetail.core.dataclass import replace
from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range
from dovetail.core.words import CASINGS, Casing, has_casing, in_casing, words

_COUNTED = frozenset("cent cents pence penny minor micros count quantity".split())


def cased_name(
    name: str, kind: NameKind, record: Record, conventions: Conventions | None, path: str, default: Casing
) -> str:
    """A name as conventions ask for it, else as the record's own names are written, else in the language's casing."""
    governed = conventions.governs(path, kind) if conventions is not None else None
    if governed is not None:
        return governed[0].apply(name)
    own = [f.stored or f.name for f in record.fields if len(words(f.stored or f.name)) > 1]
    for casing in CASINGS:
        if own and all(has_casing(n, casing) for n in own):
            return in_casing(name, casing)
    return in_casing(name, default)


def column_name(field: Field, record: Record, conventions: Conventions | None, path: str) -> str | None:
    """The column that stores a contract's field: what `@db` says, else its name in the casing of columns. None if it is not stored."""
    named = named_column(field)
    if named or named is None:
        return named
    return cased_name(field.name, "columns", record, conventions, path, "snake_case")


def replaced(source: Source, range: Range, text: str) -> tuple[Edit, ...]:
    """The edit of a range; none where it says so already."""
    return (Edit(source.path, range, text),) if source.text[range] != text else ()


def counted(field: Field) -> Kind:
    """The kind of a field; a number that counts the smallest units of a currency, or things, has no fractions."""
    tag = field.tag("unit")
    counts = {*words(field.name)[-1:], tag.value.lower() if tag is not None else ""}
    return replace(field.kind, name="int") if field.kind.name == "number" and counts & _COUNTED else field.kind


def may_be_absent(field: Field) -> bool:
    """True where a store needs room for no value."""
    return field.presence == "optional" or field.nullable == "yes"
