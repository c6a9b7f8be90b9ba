"""Contracts as Prisma models and as SQL tables."""

from dovetail.languages._sql.writer import Dialect, Table, quoted

from .parts import NoStubError, Part
from .sheet import Form, Sheet, bare, empty, is_key, is_stored, surrogate, without_duplicates

_IDENTITY: dict[Dialect, str] = {
    "postgresql": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    "mysql": "BIGINT AUTO_INCREMENT PRIMARY KEY",
    "sqlite": "INTEGER PRIMARY KEY",
}


class Prisma(Form):
    """A model, with the columns mapped to what conventions and `@db` call them."""

    name = "prisma"
    title = "Prisma model"
    enum_title = "Prisma enum"
    language = "prisma"
    suffixes = (".prisma",)
    apart = "enums"
    store = True

    def named(self, part: Part, sheet: Sheet) -> str:
        return sheet.called(part.name, *(("enums", "types") if part.is_enum else ("models",)))

    def record(self, part: Part, sheet: Sheet) -> str:
        name = sheet.names[part.name]
        lines = [line + (" @id" if is_key(f) else "") for f, line in sheet.lines(part, empty("model", "db"), self)]
        own = surrogate(part, sheet)
        if own is not None:
            lines.insert(0, f"{own} Int @id @default(autoincrement())")
        table = sheet.table(part)
        mapped = f'\n  @@map("{table}")\n' if table != name else ""
        return f"model {name} {{\n" + "".join(f"  {line}\n" for line in lines) + mapped + "}\n"

    def enum(self, part: Part, sheet: Sheet) -> str:
        values = part.values or ()
        names = without_duplicates(bare(sheet.member(v)) for v in values)
        lines = [n if n == v else f'{n} @map("{_escaped(v)}")' for n, v in zip(names, values, strict=True)]
        return f"enum {sheet.names[part.name]} {{\n" + "".join(f"  {line}\n" for line in lines) + "}\n"


class Sql(Form):
    """A CREATE TABLE statement in the dialect of the sheet."""

    name = "sql"
    title = "SQL table"
    enum_title = "SQL type"
    language = "sql"
    suffixes = (".sql",)
    apart = "none"
    store = True

    def named(self, part: Part, sheet: Sheet) -> str:
        return sheet.called(part.name, "enums", "types", default="snake_case") if part.is_enum else sheet.table(part)

    def record(self, part: Part, sheet: Sheet) -> str:
        base = empty("table", "db")
        own = Table("", base.name_range, base.range, (), "db", "table", dialect=sheet.dialect)
        lines: list[str] = []
        for field in part.fields:
            written = sheet.written(field, own) if is_stored(field) else None
            if written is None:
                continue
            lines.append(written.replace(" NOT NULL", " PRIMARY KEY", 1) if is_key(field) else written)
        extra = surrogate(part, sheet)
        if extra is not None:
            lines.insert(0, f"{quoted(extra, sheet.dialect)} {_IDENTITY[sheet.dialect]},")
        lines[-1] = lines[-1].removesuffix(",")
        name = quoted(sheet.names[part.name], sheet.dialect)
        return f"CREATE TABLE {name} (\n" + "".join(f"  {line}\n" for line in lines) + ");\n"

    def enum(self, part: Part, sheet: Sheet) -> str:
        if sheet.dialect != "postgresql":
            raise NoStubError(
                f"{part.name} is an enum, and {sheet.dialect} has no type for it; a table checks its values."
            )
        members = (sheet.member(v) for v in part.values or ())
        values = ", ".join("'" + m.replace("'", "''") + "'" for m in members)
        return f"CREATE TYPE {quoted(sheet.names[part.name])} AS ENUM ({values});\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
