"""Contracts as Python classes."""

import json
import re

from dovetail.core.shapes import Field

from .parts import Part
from .sheet import Form, Sheet, bare, empty, is_key, surrogate, without_duplicates

_OPTIONAL = re.compile(r"NotRequired\[(.*)\]")
_ANNOTATED = re.compile(r"(\w+): (.*?)( = .*)?")


class _Python(Form):
    """What all forms of Python share: enums are classes of strings, whose values cross the wire."""

    language = "python"
    suffixes = (".py",)

    def named(self, part: Part, sheet: Sheet) -> str:
        return sheet.called(part.name, "enums" if part.is_enum else "classes", "types")

    def enum(self, part: Part, sheet: Sheet) -> str:
        return _enum(part, sheet, "str, Enum")


class Pydantic(_Python):
    """A model, whose attributes have aliases where Python spells them otherwise."""

    name = "pydantic"
    title = "pydantic class"
    enum_title = "Python enum"
    apart = "all"
    store = False

    def record(self, part: Part, sheet: Sheet) -> str:
        lines = [_forward(f, line, sheet) for f, line in sheet.lines(part, empty("pydantic model", "api"), self)]
        config: list[str] = []
        if part.contract is not None and part.contract.closed:
            config.append('extra="forbid"')
        if any("alias=" in line for line in lines):
            config.append("populate_by_name=True")
        head = [f"model_config = ConfigDict({', '.join(config)})", ""] if config else []
        return _class(sheet.names[part.name], "BaseModel", [*head, *lines])


class TypedDicts(_Python):
    """A dictionary with the keys of the wire."""

    name = "typeddict"
    title = "TypedDict"
    enum_title = "Literal"
    apart = "all"
    store = False

    def record(self, part: Part, sheet: Sheet) -> str:
        lines = [_forward(f, line, sheet) for f, line in sheet.lines(part, empty("typed dict", "code"), self)]
        return _class(sheet.names[part.name], "TypedDict", lines)

    def enum(self, part: Part, sheet: Sheet) -> str:
        values = ", ".join(json.dumps(v, ensure_ascii=False) for v in part.values or ())
        return f"{sheet.names[part.name]} = Literal[{values}]\n"


class Dataclass(_Python):
    """A dataclass, whose fields without a default come first."""

    name = "dataclass"
    title = "dataclass"
    enum_title = "Python enum"
    apart = "all"
    store = False

    def record(self, part: Part, sheet: Sheet) -> str:
        written = [_forward(f, line, sheet) for f, line in sheet.lines(part, empty("dataclass", "code"), self)]
        lines = sorted(written, key=lambda line: line.endswith(" = None"))
        return "@dataclass\n" + _class(sheet.names[part.name], "", lines)


class SqlAlchemy(_Python):
    """A table of SQLAlchemy 2."""

    name = "sqlalchemy"
    title = "SQLAlchemy model"
    enum_title = "Python enum"
    apart = "none"
    store = True

    def record(self, part: Part, sheet: Sheet) -> str:
        lines = [_keyed(line) if is_key(f) else line for f, line in sheet.lines(part, empty("table model", "db"), self)]
        own = surrogate(part, sheet)
        if own is not None:
            lines.insert(0, f"{own}: Mapped[int] = mapped_column(primary_key=True)")
        table = f"__tablename__ = {json.dumps(sheet.table(part))}"
        return _class(sheet.names[part.name], "Base", [table, "", *lines])


class Django(_Python):
    """A model of Django."""

    name = "django"
    title = "Django model"
    enum_title = "Django choices"
    apart = "none"
    store = True

    def record(self, part: Part, sheet: Sheet) -> str:
        lines = [
            _django_key(line) if is_key(f) else line for f, line in sheet.lines(part, empty("django model", "db"), self)
        ]
        if surrogate(part, sheet) not in ("id", None):
            lines.insert(0, f"{surrogate(part, sheet)} = models.BigAutoField(primary_key=True)")
        meta = ["", "class Meta:", f"    db_table = {json.dumps(sheet.table(part))}"]
        return _class(sheet.names[part.name], "models.Model", [*lines, *meta] if lines else meta[1:])

    def enum(self, part: Part, sheet: Sheet) -> str:
        return _enum(part, sheet, "models.TextChoices")


def _class(name: str, base: str, lines: list[str]) -> str:
    head = f"class {name}({base}):\n" if base else f"class {name}:\n"
    return head + ("".join(f"    {line}\n" if line else "\n" for line in lines) or "    pass\n")


def _enum(part: Part, sheet: Sheet, bases: str) -> str:
    values = part.values or ()
    names = without_duplicates(_member(sheet.member(v, "UPPER_SNAKE_CASE")) for v in values)
    lines = [f"{n} = {json.dumps(v, ensure_ascii=False)}" for n, v in zip(names, values, strict=True)]
    return _class(sheet.names[part.name], bases, lines)


def _member(name: str) -> str:
    plain = bare(name)
    return f"{plain}_" if plain in ("None", "True", "False", "mro", "name", "value") else plain


def _forward(field: Field, line: str, sheet: Sheet) -> str:
    """The annotation in quotes, where it names a class that stands further down."""
    later = set(sheet.names) - sheet.declared
    if field.kind.name not in ("ref", "map") or not any(t in later for t in _targets(field)):
        return line
    found = _ANNOTATED.fullmatch(line)
    if found is None:
        return line
    optional = _OPTIONAL.fullmatch(found[2])  # what may be left out is known when the class is made
    type = f'NotRequired["{optional[1]}"]' if optional is not None else f'"{found[2]}"'
    return f"{found[1]}: {type}{found[3] or ''}"


def _targets(field: Field) -> list[str]:
    return [k.target for k in (field.kind, *field.kind.options) if k.name == "ref"]


def _keyed(line: str) -> str:
    if "mapped_column(" in line:
        return line[:-1] + ", primary_key=True)"
    return line + " = mapped_column(primary_key=True)"


def _django_key(line: str) -> str:
    line = line.replace("models.TextField(", "models.CharField(max_length=255, ").replace("255, )", "255)")
    return line[:-1] + (", " if not line.endswith("()") else "") + "primary_key=True)"
