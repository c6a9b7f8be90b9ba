"""Prisma schemas: models, views, composite types and enums."""

from collections.abc import Mapping

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Definition, Enum, Field, FileShapes, Kind, KindName, Member, Presence, Record
from dovetail.core.text import Range, Text

from ._comments import Comment, bindings, ignores, read_comment
from ._kinds import formatted
from ._prisma.blocks import Block, Line, blocks
from ._prisma.names import named_fields
from ._prisma.writer import PrismaWriter

NAME = "prisma"
SUFFIXES = (".prisma",)
WRITER = PrismaWriter()

_KINDS: dict[str, KindName] = {
    "String": "string", "Int": "int", "BigInt": "bigint", "Float": "float", "Decimal": "decimal", "Boolean": "boolean",
    "DateTime": "instant", "Bytes": "bytes", "Json": "json", "Unsupported": "unknown",
}  # fmt: skip
_NATIVE: dict[str, KindName] = {
    "db.Uuid": "uuid", "db.UniqueIdentifier": "uuid", "db.Date": "date", "db.Time": "time", "db.Timetz": "time",
}  # fmt: skip


def read(path: str, text: Text) -> FileShapes:
    """The models and enums of a schema. A line that is being typed costs no other."""
    found = blocks(text.source)
    enums = {b.name.text: tuple(_member(line)[1] for line in b.lines if line.name) for b in found if b.what == "enum"}
    models = frozenset(b.name.text for b in found if b.what in ("model", "view"))
    reader = _Models(text, enums, models)
    declared = [b for b in found if b.what in ("model", "view", "type", "enum")]
    return FileShapes(
        language=NAME,
        records=tuple(reader.record(b) for b in declared if b.what != "enum"),
        enums=tuple(_enum(text, b) for b in declared if b.what == "enum"),
        uses=tuple(u for b in declared if b.what != "enum" for u in named_fields(b)),
        definitions=tuple(Definition(b.name.text, b.name.range, b.what, True) for b in declared),
        ignores=ignores(text),
        bindings=bindings(text),
        holes=tuple(_holes(declared)),
    )


@dataclass(frozen=True, slots=True)
class _Models:
    text: Text
    enums: Mapping[str, tuple[str, ...]]
    models: frozenset[str]

    def record(self, block: Block) -> Record:
        comment = _comment(self.text, block.comments)
        table = next((a.string for line in block.lines for a in line.attributes if a.block and a.name == "map"), None)
        return Record(
            name=block.name.text,
            name_range=block.name.range,
            range=block.range,
            fields=tuple(self.field(line) for line in block.lines if line.name is not None),
            layer="db",
            construct=block.what,
            doc=comment.doc,
            tags=comment.tags,
            insert_at=_insert_at(self.text, block),
            table=table,
        )

    def field(self, line: Line) -> Field:
        assert line.name is not None, "the caller leaves block attributes out"
        comment = _comment(self.text, line.comments)
        mapped, default = line.attribute("map"), line.attribute("default", "updatedAt")
        presence: Presence = "defaulted" if default is not None else "required"
        return Field(
            name=line.name.text,
            name_range=line.name.range,
            kind=formatted(self.kind(line), comment.tags),
            presence=presence,
            nullable="unknown" if not line.type else "yes" if line.optional else "no",
            range=line.range,
            type_range=line.type_range,
            list_depth=line.depth,
            stored=mapped.string if mapped is not None else None,
            doc=comment.doc,
            tags=comment.tags,
            relation=line.type in self.models or line.attribute("relation") is not None,
        )

    def kind(self, line: Line) -> Kind:
        text = self.text[line.type_range] if line.type_range is not None else ""
        if not line.type:
            return Kind("hole")
        if line.type in self.enums:
            return Kind("enum", line.type, self.enums[line.type], text=text)
        native: KindName | None = next((_NATIVE[a.name] for a in line.attributes if a.name in _NATIVE), None)
        default = line.attribute("default")
        if native is None and line.type == "String" and default is not None and default.arguments:
            native = "uuid" if default.arguments[0].text == "uuid" else None
        if native is not None:
            return Kind(native, text=text)
        digits = next((a.range for a in line.attributes if a.name == "db.Decimal"), None)
        if line.type == "Decimal" and digits is not None:
            text = f"{text} {self.text[digits]}"  # which say whether there is a fraction
        return Kind(_KINDS[line.type], text=text) if line.type in _KINDS else Kind("ref", line.type, text=text)


def _enum(text: Text, block: Block) -> Enum:
    comment = _comment(text, block.comments)
    members = tuple(Member(*_member(line), line.name.range) for line in block.lines if line.name is not None)
    return Enum(
        block.name.text, block.name.range, block.range, members, "db", "enum", comment.doc, comment.tags
    )  # fmt: skip


def _member(line: Line) -> tuple[str, str]:
    """A member's name, and its value: the name that it is mapped to, if any."""
    mapped = line.attribute("map")
    name = line.name.text if line.name is not None else ""
    return name, (mapped.string if mapped is not None else None) or name


def _comment(text: Text, ranges: tuple[Range, ...]) -> Comment:
    """Only three slashes document; two are for whoever reads the file, unless they say which contract it is."""
    said = (r for r in ranges if text.source.startswith("///", r.start) or "@contract" in text[r])
    return read_comment(text.source, list(said))


def _insert_at(text: Text, block: Block) -> int | None:
    """The line behind the last field, or the closing brace's own."""
    fields = [line for line in block.lines if line.name is not None]
    if block.closing is None:
        return None
    before = fields[-1].range.end if fields else block.name.range.end
    line = text.line_of(before) + 1
    return text.line_starts[line] if line <= text.line_of(block.closing) else None


def _holes(found: list[Block]) -> list[Range]:
    """The names that have no type yet."""
    lines = (line for b in found if b.what != "enum" for line in b.lines)
    return [Range(x.name.range.end, x.name.range.end) for x in lines if x.name is not None and not x.type]
