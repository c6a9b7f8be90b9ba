"""What can stand for a value that only a person knows, so that an object is whole: as TypeScript's own fix writes it."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contracts
from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Element, Enum, Field, Kind
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

_QUOTE = re.compile("[\"']")
_DEEPEST = 4  # a type that needs one of its own kind has no shortest value
_IN_BRACES = (".tsx", ".jsx", ".svelte")  # where a prop's value stands in braces
_NOTHING = re.compile(r"\([^()]*\)\s*=>\s*(?:void|undefined|unknown)\s*\Z")  # what is called for what it does
_LONGEST = 30  # of a value that the title of a fix repeats


def with_property(field: Field, source: Source, literal: Range, contracts: Contracts) -> Iterator[Fix]:
    """The fix that writes a property into an object literal, before all others so that what is spread into it still wins.

    None where there is no such literal, or nothing short has the property's type.
    """
    text = source.text.source
    inside = text[literal.start + 1 : literal.end - 1]
    writer = _PYTHON if source.shapes.language == "python" else _TYPESCRIPT
    quote = _quote(inside) or _quote(text) or '"'
    value = _Placeholders(contracts, writer, quote).of(field, 0)
    if value is None or text[literal.start : literal.start + 1] != "{":
        return
    rest = inside.lstrip()
    before = inside[: len(inside) - len(rest)] or ("" if writer.quoted else " ")
    after = "," if rest else "" if writer.quoted else " "
    name = _named(field.name, writer, quote)
    at = Range(literal.start + 1, literal.start + 1)
    short = len(value) <= _LONGEST
    title = f"Add `{field.name}: {value}`" if short else f"Add `{field.name}` with empty values"
    yield Fix(title, (Edit(source.path, at, f"{before}{name}: {value}{after}"),))


def with_texts(names: list[str], source: Source, literal: Range) -> Iterator[Fix]:
    """The fix that gives an object of TypeScript, which holds texts, those that are still to be written under some names."""
    inside = source.text.source[literal.start + 1 : literal.end - 1]
    quote = _quote(inside) or '"'
    before = inside[: len(inside) - len(inside.lstrip())]
    written = ",".join(f"{before}{_named(name, _TYPESCRIPT, quote)}: {quote * 2}" for name in names)
    at = Range(literal.start + 1, literal.start + 1)
    called = " and ".join(f"`{name}`" for name in names)
    yield Fix(
        f"Add {called} with {'an empty text' if len(names) == 1 else 'empty texts'}",
        (Edit(source.path, at, f"{written},"),),
    )


def with_prop(field: Field, source: Source, element: Element, contracts: Contracts) -> Iterator[Fix]:
    """The fix that gives a component a prop, before all others so that they still win; none where nothing short has its type."""
    behind = source.text.source[element.name_range.end : element.name_range.end + 1]
    value = _Placeholders(contracts, _TYPESCRIPT, '"').of(field, 0)
    if value is None or behind == "<" or not field.name.isidentifier() or not source.path.endswith(_IN_BRACES):
        return
    written = f"{field.name}={value}" if value.startswith('"') else f"{field.name}={{{value}}}"
    short = len(value) <= _LONGEST
    title = f"Add `{written}`" if short else f"Add `{field.name}` with empty values"
    at = Range(element.name_range.end, element.name_range.end)
    yield Fix(title, (Edit(source.path, at, f" {written}"),))


@dataclass(frozen=True, slots=True)
class _Writer:
    """How a language writes empty values, and whether the names of an object are in quotes."""

    null: str
    false: str
    quoted: bool


_TYPESCRIPT = _Writer("null", "false", quoted=False)
_PYTHON = _Writer("None", "False", quoted=True)


@dataclass(frozen=True, slots=True)
class _Placeholders:
    contracts: Contracts
    writer: _Writer
    quote: str

    def of(self, field: Field, depth: int) -> str | None:
        if field.nullable == "yes":
            return self.writer.null
        if field.list_depth:
            return "[]"
        return self._of_kind(field.kind, depth)

    def _of_kind(self, kind: Kind, depth: int) -> str | None:
        resolved = self.contracts.resolved(kind)
        match resolved.name:
            case "enum" | "literal" if resolved.values:
                return self._of_values(resolved)
            case "map":
                return "{}"
            case "union":
                values = (self._of_kind(o, depth + 1) for o in resolved.options if depth < _DEEPEST)
                return next((v for v in values if v is not None), None)
            case _:
                empty = {"string": self.quote * 2, "number": "0", "boolean": self.writer.false}.get(resolved.text)
                if self.writer is _TYPESCRIPT and _NOTHING.match(resolved.text):
                    return "() => {}"
                return empty or self._of_object(resolved, depth)

    def _of_values(self, kind: Kind) -> str | None:
        declared = self.contracts.get(kind.target) if kind.target else None
        if declared is not None and isinstance(declared.declaration, Enum) and declared.declaration.construct == "enum":
            return None  # its members have names, which would have to be imported
        first = kind.text.partition("|")[0].strip()
        plain = first[:1].isdigit() or first in ("true", "false")
        return first if plain and self.writer is _TYPESCRIPT else f"{self.quote}{kind.values[0]}{self.quote}"

    def _of_object(self, kind: Kind, depth: int) -> str | None:
        promises = self.contracts.fields_of(kind) if depth < _DEEPEST else None
        if promises is None:
            return None
        needed = [p.field for p in promises if p.field.presence == "required"]
        values = [self.of(f, depth + 1) for f in needed]
        if any(v is None for v in values):
            return None
        parts = ", ".join(
            f"{_named(f.name, self.writer, self.quote)}: {v}" for f, v in zip(needed, values, strict=True)
        )
        if not parts:
            return "{}"
        return f"{{{parts}}}" if self.writer.quoted else f"{{ {parts} }}"


def _named(name: str, writer: _Writer, quote: str) -> str:
    return f"{quote}{name}{quote}" if writer.quoted or not name.isidentifier() else name


def _quote(text: str) -> str:
    """The quotes that a text uses first, if any."""
    found = _QUOTE.search(text)
    return found[0] if found is not None else ""
