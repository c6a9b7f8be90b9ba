"""The file that a stub is written into, and what all forms ask of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from dovetail.core.bindings import named_column
from dovetail.core.conventions import Conventions, NameKind
from dovetail.core.shapes import Enum, Field, Layer, Record
from dovetail.core.snapshot import Snapshot, Source, Writer
from dovetail.core.text import Range
from dovetail.core.words import Casing, in_casing, key

from .parts import Apart, NoStubError, Part, with_names

Dialect = Literal["postgresql", "mysql", "sqlite"]


class Form(ABC):
    """One form of code that a contract can take. `store` is true for tables; `apart` says what is declared for itself.

    `title` is what a record becomes, and `enum_title` what an enum does, where that is called otherwise.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    enum_title: ClassVar[str] = ""
    language: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    apart: ClassVar[Apart]
    store: ClassVar[bool]

    def title_of(self, declaration: object) -> str:
        """What a contract's declaration becomes, in the words of its language."""
        return self.enum_title if self.enum_title and isinstance(declaration, Enum) else self.title

    @abstractmethod
    def named(self, part: Part, sheet: "Sheet") -> str:
        """What a part is called in this form."""

    @abstractmethod
    def record(self, part: Part, sheet: "Sheet") -> str:
        """The declaration of a record, without a comment above it and with a line break behind it."""

    @abstractmethod
    def enum(self, part: Part, sheet: "Sheet") -> str:
        """The declaration of an enum; raises `NoStubError` where the form has none."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file, new or as it is in the snapshot. `names` are what the parts are called there, `declared` those that stand above."""

    snapshot: Snapshot
    path: str
    source: Source
    writer: Writer
    dialect: Dialect
    names: Mapping[str, str]
    declared: frozenset[str] = frozenset()

    @property
    def conventions(self) -> Conventions | None:
        return self.snapshot.conventions

    def called(self, name: str, *kinds: NameKind, default: Casing | None = None) -> str:
        """A name as conventions want one of these kinds, the most telling first."""
        for kind in kinds:
            governed = self.conventions.governs(self.path, kind) if self.conventions is not None else None
            if governed is not None:
                return governed[0].apply(name)
        return in_casing(name, default) if default is not None else name

    def table(self, part: Part) -> str:
        """The table that stores a contract: as `@db` says, else the plural of its name."""
        named = part.contract.table if part.contract is not None else ""
        return named or self.called(plural(part.name), "tables", default="snake_case")

    def member(self, value: str, default: Casing | None = None) -> str:
        """The name of an enum's member."""
        return self.called(value, "members", default=default)

    def lines(self, part: Part, own: Record, form: Form) -> Iterable[tuple[Field, str]]:
        """Each field of a part as the language writes it; what is not stored is left out of a store."""
        for field in part.fields:
            if form.store and not is_stored(field):
                continue
            line = self.written(with_names(field, lambda name: self.names.get(name, name)), own)
            if line is None:
                raise no_field(part, field, form)
            yield field, line

    def written(self, field: Field, record: Record) -> str | None:
        return self.writer.field(field, record, self.conventions, self.path)


def empty(construct: str, layer: Layer) -> Record:
    """A record that is still to be written."""
    return Record("", Range(0, 0), Range(0, 0), (), layer, construct)


def no_field(part: Part, field: Field, form: Form) -> NoStubError:
    return NoStubError(
        f"{part.name}.{field.name} cannot be written as part of a {form.title}; choose another form, or say it in another way."
    )


def is_stored(field: Field) -> bool:
    """True for a column: another record has a table of its own."""
    return named_column(field) is not None and field.kind.name not in ("ref", "record")


def is_key(field: Field) -> bool:
    """True for the field that tells one row from another."""
    named = named_column(field) or field.name
    plain = field.kind.name in ("string", "uuid", "int", "number", "bigint") and not field.list_depth
    return key(named) == "id" and plain and field.presence == "required" and field.nullable == "no"


def surrogate(part: Part, sheet: Sheet) -> str | None:
    """What a key is called that only the table has; None where a column is called `id`, whether it can be the key or not."""
    columns = [key(named_column(f) or f.name) for f in part.fields if is_stored(f)]
    if "id" in columns:
        return None
    taken = any(f.key == "id" for f in part.fields)  # the contract's own, which is not stored
    return sheet.called("row_id", "columns", default="snake_case") if taken else sheet.called("id", "columns")


def plural(name: str) -> str:
    """The plural of a name: `category` gives `categories`."""
    if name.endswith("y") and name[-2:-1] not in ("a", "e", "i", "o", "u"):
        return name[:-1] + "ies"
    if name.endswith(("s", "x", "z", "ch", "sh")):
        return name if name.endswith("s") and not name.endswith("ss") else name + "es"
    return name + "s"


def bare(text: str) -> str:
    """A name of letters, digits and underscores."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c == "_") else "_" for c in text)
    return plain if plain[:1].isalpha() else f"n{plain}"


def without_duplicates(names: Iterable[str]) -> list[str]:
    """The names, with a number behind those that come again."""
    taken: set[str] = set()
    found: list[str] = []
    for name in names:
        own, n = name, 2
        while own in taken:
            own, n = f"{name}_{n}", n + 1
        taken.add(own)
        found.append(own)
    return found
