"""Contracts as types, props, Zod schemas and Drizzle tables of TypeScript."""

import json
import re
from dataclasses import replace

from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.words import in_casing
from dovetail.languages._typescript.schemas.writer import key, schema

from .parts import NoStubError, Part
from .sheet import Form, Sheet, empty, is_key, no_field, surrogate

_SUFFIXES = (".ts", ".tsx", ".mts", ".cts")


class _TypeScript(Form):
    language = "typescript"
    suffixes = _SUFFIXES

    def named(self, part: Part, sheet: Sheet) -> str:
        return sheet.called(part.name, "enums" if part.is_enum else "classes", "types")

    def enum(self, part: Part, sheet: Sheet) -> str:
        values = " | ".join(json.dumps(v, ensure_ascii=False) for v in part.values or ())
        return f"export type {sheet.names[part.name]} = {values};\n"


class Interface(_TypeScript):
    """An interface, which takes the types that it names from the contract."""

    name = "interface"
    title = "interface"
    enum_title = "union type"
    apart = "as written"
    store = False

    def record(self, part: Part, sheet: Sheet) -> str:
        own = empty("interface", "ui")
        lines = "".join(f"  {sheet.written(f, own) or f'{key(f.name)}?: unknown;'}\n" for f in part.fields)
        return f"export interface {sheet.names[part.name]}{_generics(part)} {{\n{lines}}}\n"


class Props(Interface):
    """The props of a component."""

    name = "props"
    title = "React props"
    suffixes = (".tsx", ".ts")

    def named(self, part: Part, sheet: Sheet) -> str:
        name = sheet.called(part.name, "classes", "types")
        return name if name.endswith("Props") else f"{name}Props"

    def enum(self, part: Part, sheet: Sheet) -> str:
        raise NoStubError(f"{part.name} is an enum, which is no component's props; generate an interface instead.")


class Zod(_TypeScript):
    """A schema of Zod."""

    name = "zod"
    title = "zod schema"
    apart = "named"
    store = False

    def named(self, part: Part, sheet: Sheet) -> str:
        return f"{part.name}Schema"

    def record(self, part: Part, sheet: Sheet) -> str:
        closed = part.contract is not None and part.contract.closed
        made = "z.strictObject" if closed else "z.object"
        lines = "".join(f"  {key(f.name)}: {_zod(f, part, sheet)},\n" for f in part.fields)
        typed = f": z.ZodType<{part.name}>" if any(_is_circular(f.kind, sheet) for f in part.fields) else ""
        return f"export const {sheet.names[part.name]}{typed} = {made}({{\n{lines}}});\n"

    def enum(self, part: Part, sheet: Sheet) -> str:
        values = ", ".join(json.dumps(v, ensure_ascii=False) for v in part.values or ())
        return f"export const {sheet.names[part.name]} = z.enum([{values}]);\n"


class Drizzle(_TypeScript):
    """A table of Drizzle, for PostgreSQL."""

    name = "drizzle"
    title = "Drizzle table"
    apart = "none"
    store = True

    def named(self, part: Part, sheet: Sheet) -> str:
        return in_casing(sheet.table(part), "camelCase")

    def record(self, part: Part, sheet: Sheet) -> str:
        lines = [
            _keyed(line) if is_key(f) else line for f, line in sheet.lines(part, empty("drizzle table", "db"), self)
        ]
        own = surrogate(part, sheet)
        if own is not None:
            lines.insert(0, f"{own}: serial({json.dumps(own)}).primaryKey(),")
        body = "".join(f"  {line}\n" for line in lines)
        return f"export const {sheet.names[part.name]} = pgTable({json.dumps(sheet.table(part))}, {{\n{body}}});\n"

    def enum(self, part: Part, sheet: Sheet) -> str:
        raise NoStubError(f"{part.name} is an enum; a Drizzle table checks its values in its column.")


def _generics(part: Part) -> str:
    """The type parameters of the contract, as they stand behind its name."""
    declaration = part.contract.declaration if part.contract is not None else None
    names = declaration.generics if isinstance(declaration, Record) else ()
    return f"<{', '.join(names)}>" if names else ""


def _keyed(line: str) -> str:
    return line.replace(".notNull(),", ".primaryKey(),")


def _is_circular(kind: Kind, sheet: Sheet) -> bool:
    later = set(sheet.names) - sheet.declared
    return any(k.target in later for k in _within(kind))


def _within(kind: Kind) -> list[Kind]:
    inner = [n for part in (*kind.options, *(m.kind for m in kind.members)) for n in _within(part)]
    return [k for k in (kind, *inner) if k.name in ("ref", "enum") and k.target]


_TOKEN = "__ref_{}__"


def _zod(field: Field, part: Part, sheet: Sheet) -> str:
    """The schema of a field, in which other parts stand by their own schemas."""
    written = schema(_marked(field))
    if written is None:
        raise no_field(part, field, Zod())
    later = set(sheet.names) - sheet.declared

    def named(found: re.Match[str]) -> str:
        name = sheet.names.get(found[1], found[1])
        return f"z.lazy(() => {name})" if found[1] in later else name

    return re.sub(r'z\.literal\("__ref_(\w+)__"\)', named, written)


def _marked(field: Field) -> Field:
    return replace(field, kind=_marked_kind(field.kind))


def _marked_kind(kind: Kind) -> Kind:
    if kind.name in ("ref", "enum") and kind.target:
        return Kind("literal", values=(_TOKEN.format(kind.target),))
    members = tuple(_marked(m) for m in kind.members)
    return replace(kind, members=members, options=tuple(_marked_kind(o) for o in kind.options))
