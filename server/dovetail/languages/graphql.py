"""GraphQL: the types, inputs, interfaces and enums of schemas, and what operations ask of them."""

from collections.abc import Iterable, Iterator, Mapping

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import (
    Alias,
    Definition,
    Enum,
    Field,
    FileShapes,
    Kind,
    KindName,
    Member,
    Nullable,
    Presence,
    Record,
    Reference,
)
from dovetail.core.text import Text

from ._comments import bindings, ignores, read_comment
from ._graphql.operations import asked
from ._graphql.syntax import Block, FieldLine, Schema, TypeRef, parse
from ._graphql.writer import GraphQLWriter
from ._kinds import formatted

NAME = "graphql"
SUFFIXES = (".graphql", ".gql", ".graphqls")
WRITER = GraphQLWriter()

_RECORDS = ("type", "input", "interface")
_BUILT_IN: dict[str, KindName] = {
    "ID": "string", "String": "string", "Int": "int", "Float": "float", "Boolean": "boolean",
}  # fmt: skip
# What scalars of these names mean wherever they are used; any other scalar may be anything.
_SCALARS: dict[KindName, str] = {
    "instant": "DateTime DateTimeISO ISODateTime ISO8601DateTime OffsetDateTime ZonedDateTime Timestamp Instant",
    "date": "Date LocalDate ISO8601Date",
    "time": "Time LocalTime",
    "uuid": "UUID GUID",
    "bigint": "BigInt Int64 UInt64",
    "decimal": "Decimal BigDecimal",
    "bytes": "Bytes Byte Base64 Buffer ByteArray",
    "json": "JSON JSONObject Json JsonObject",
    "int": "PositiveInt NonNegativeInt NegativeInt NonPositiveInt UnsignedInt Int32",
    "float": "PositiveFloat NonNegativeFloat UnsignedFloat Double",
    "string": "URL URI Email EmailAddress PhoneNumber HTML Markdown NonEmptyString CountryCode CurrencyCode Locale TimeZone",
}
_CUSTOM: dict[str, KindName] = {name: kind for kind, names in _SCALARS.items() for name in names.split()}


def read(path: str, text: Text) -> FileShapes:
    """The types of a schema. A field that is being typed costs no other."""
    found = parse(text)
    reader = _Types(text, found, {b.name.text: b.what for b in found.blocks if not b.extends})
    return FileShapes(
        language=NAME,
        records=tuple(reader.records()),
        enums=tuple(reader.enums()),
        aliases=tuple(reader.aliases()),
        uses=tuple(u for operation in found.operations for u in asked(operation)),
        definitions=tuple(Definition(b.name.text, b.name.range, b.what, True) for b in found.blocks if not b.extends),
        ignores=ignores(text),
        bindings=bindings(text),
        holes=tuple(found.holes),
    )


@dataclass(frozen=True, slots=True)
class _Types:
    text: Text
    schema: Schema
    defined: Mapping[str, str]

    def records(self) -> Iterator[Record]:
        for block in self._without_merged(_RECORDS):
            comment = read_comment(self.text.source, block.words)
            extensions = self._extensions(block)
            yield Record(
                name=block.name.text,
                name_range=block.name.range,
                range=block.range,
                fields=tuple(self.field(line, block.what) for b in (block, *extensions) for line in b.fields),
                layer="api",
                construct=f"GraphQL {block.what}",
                open=block.extends,  # what it extends is in another file
                doc=comment.doc,
                tags=comment.tags,
                bases=tuple(Reference(n.text, n.range, "implements") for n in block.names),
                methods=tuple(
                    self.arguments(line) for b in (block, *extensions) for line in b.fields if line.arguments
                ),
                insert_at=block.insert_at,
            )

    def enums(self) -> Iterator[Enum]:
        for block in self._without_merged(("enum",)):
            comment = read_comment(self.text.source, block.words)
            own = block.name.range
            yield Enum(
                block.name.text,
                own,
                block.range,
                self._members(block),
                "api",
                "GraphQL enum",
                comment.doc,
                comment.tags,
            )

    def aliases(self) -> Iterator[Alias]:
        for block in self.schema.blocks:
            if block.what not in ("union", "scalar") or block.extends:
                continue
            comment = read_comment(self.text.source, block.words)
            name = block.name.text
            options = tuple(Kind("ref", n.text, text=n.text) for n in block.names)
            kind = (
                Kind("union", options=options, text=" | ".join(o.target for o in options))
                if block.what == "union"
                else Kind(_CUSTOM.get(name, "unknown"), text=name)
            )
            yield Alias(name, block.name.range, block.range, kind, doc=comment.doc, tags=comment.tags)

    def field(self, line: FieldLine, what: str) -> Field:
        comment = read_comment(self.text.source, line.words)
        type = line.type
        return Field(
            name=line.name.text,
            name_range=line.name.range,
            kind=formatted(self.kind(type), comment.tags) if type is not None else Kind("hole"),
            presence=_presence(line, what),
            nullable=_nullable(type),
            range=line.range,
            type_range=type.range if type is not None else None,
            list_depth=type.depth if type is not None else 0,
            items_nullable="unknown" if type is None or not type.depth else "yes" if type.items_nullable else "no",
            doc=comment.doc,
            tags=comment.tags,
        )

    def arguments(self, line: FieldLine) -> Field:
        """The arguments of a field, as the fields of what it takes."""
        members = tuple(self.field(a, "input") for a in line.arguments or ())
        return Field(line.name.text, line.name.range, Kind("record", members=members), "required", "no", line.range)

    def kind(self, type: TypeRef) -> Kind:
        name, text = type.name, self.text[type.range]
        what = self.defined.get(name, "")
        if name in _BUILT_IN:
            return Kind(_BUILT_IN[name], text=text)
        if what == "enum":
            enums = (b for b in self.schema.blocks if b.what == "enum" and b.name.text == name and not b.extends)
            members = self._members(next(enums))
            return Kind("enum", name, tuple(m.value for m in members), text=text)
        if what == "scalar" or (not what and name in _CUSTOM):
            return Kind(_CUSTOM.get(name, "unknown"), text=text)
        return Kind("ref", name, text=text)

    def _without_merged(self, whats: Iterable[str]) -> Iterator[Block]:
        """The blocks of some kinds, without the extensions of what is in the same file."""
        for block in self.schema.blocks:
            if block.what in whats and not (block.extends and block.name.text in self.defined):
                yield block

    def _extensions(self, block: Block) -> list[Block]:
        if block.extends:
            return []
        return [b for b in self.schema.blocks if b.extends and (b.what, b.name.text) == (block.what, block.name.text)]

    def _members(self, block: Block) -> tuple[Member, ...]:
        lines = (line for b in (block, *self._extensions(block)) for line in b.members)
        return tuple(Member(line.name.text, line.name.text, line.name.range) for line in lines)


def _presence(line: FieldLine, what: str) -> Presence:
    """An answer has every field that was asked for; an input may leave out what may be null or has a default."""
    if what != "input" or line.type is None:
        return "required"
    return "defaulted" if line.default else "optional" if line.type.nullable else "required"


def _nullable(type: TypeRef | None) -> Nullable:
    if type is None:
        return "unknown"
    return "yes" if type.nullable else "no"
