"""Contracts as types of GraphQL, schemas of OpenAPI and messages of Protocol Buffers."""

import re

from dovetail.core.shapes import Record
from dovetail.core.words import in_casing, key
from dovetail.languages._openapi.writer import Schema, scalar
from dovetail.languages._proto.writer import Message

from .parts import NoStubError, Part, with_names
from .sheet import Form, Sheet, empty, no_field, without_duplicates

_NUMBERED = re.compile(r"\s[A-Za-z_]\w* = \d+", re.ASCII)  # a field of a message that has a name
_NAME = re.compile(r"[A-Za-z_]\w*\Z")


class GraphQL(Form):
    """A type, or an input where only requests carry it."""

    name = "graphql"
    title = "GraphQL type"
    enum_title = "GraphQL enum"
    language = "graphql"
    suffixes = (".graphql", ".gql", ".graphqls")
    apart = "all"
    store = False

    def named(self, part: Part, sheet: Sheet) -> str:
        return sheet.called(part.name, "enums" if part.is_enum else "classes", "types")

    def record(self, part: Part, sheet: Sheet) -> str:
        contracts = sheet.snapshot.contracts
        carried = [n for n in sheet.names if contracts.get(n) is not None and contracts.record(n) is not None]
        asked = bool(carried) and all(n in contracts.asked and n not in contracts.answered for n in carried)
        members = list(sheet.lines(part, empty("GraphQL type", "api"), self))
        nameless = next((f for f, _ in members if not _NAME.match(f.name)), None)
        if nameless is not None:
            raise no_field(part, nameless, self)
        lines = "".join(f"  {line}\n" for _, line in members)
        return f"{'input' if asked else 'type'} {sheet.names[part.name]} {{\n{lines}}}\n"

    def enum(self, part: Part, sheet: Sheet) -> str:
        members = [sheet.member(v) for v in part.values or ()]
        for value, member in zip(part.values or (), members, strict=True):
            if not _NAME.match(member):
                raise NoStubError(
                    f"GraphQL has no name for `{value}` of {part.name}; say under `naming` how `members` are written there."
                )
        return f"enum {sheet.names[part.name]} {{\n" + "".join(f"  {m}\n" for m in members) + "}\n"


class OpenApi(Form):
    """A schema among the components of a description."""

    name = "openapi"
    title = "OpenAPI schema"
    language = "openapi"
    suffixes = (".yaml", ".yml")
    apart = "named"
    store = False

    def named(self, part: Part, sheet: Sheet) -> str:
        return sheet.called(part.name, "enums" if part.is_enum else "classes", "types")

    def record(self, part: Part, sheet: Sheet) -> str:
        references = tuple(f"#/components/schemas/{n}" for n in sheet.names.values())
        null_key = "nullable" if re.search(r"^openapi:\s*[\"']?3\.0", sheet.source.text.source, re.M) else ""
        base: Record = empty("schema", "api")
        own = Schema(
            base.name, base.name_range, base.range, (), "api", "schema", null_key=null_key, references=references
        )
        lines: list[str] = []
        for field in part.fields:
            named = with_names(field, lambda name: sheet.names.get(name, name))
            written = sheet.written(named, own)
            if written is None:
                raise no_field(part, field, self)
            lines.append(f"    {written}\n")
        required = [f.wire or f.name for f in part.fields if f.presence != "optional"]
        listed = f"  required: [{', '.join(scalar(n) for n in required)}]\n" if required else ""
        body = f"  properties:\n{''.join(lines)}" if lines else "  properties: {}\n"
        closed = part.contract is not None and part.contract.closed
        more = "  additionalProperties: false\n" if closed else ""
        return f"{sheet.names[part.name]}:\n  type: object\n{listed}{more}{body}"

    def enum(self, part: Part, sheet: Sheet) -> str:
        values = ", ".join(scalar(v) for v in part.values or ())
        return f"{sheet.names[part.name]}:\n  type: string\n  enum: [{values}]\n"


class Proto(Form):
    """A message, whose fields are numbered in the contract's order."""

    name = "proto"
    title = "protobuf message"
    enum_title = "protobuf enum"
    language = "proto"
    suffixes = (".proto",)
    apart = "all"
    store = False

    def named(self, part: Part, sheet: Sheet) -> str:
        return sheet.called(part.name, "enums" if part.is_enum else "classes", "types")

    def record(self, part: Part, sheet: Sheet) -> str:
        base = empty("message", "api")
        lines = ""
        for number, field in enumerate(part.fields, 1):
            own = Message("", base.name_range, base.range, (), "api", "message", next_number=number)
            written = sheet.written(with_names(field, lambda name: sheet.names.get(name, name)), own)
            if written is None or not _NUMBERED.search(written):
                raise no_field(part, field, self)
            lines += f"  {written}\n"
        return f"message {sheet.names[part.name]} {{\n{lines}}}\n"

    def enum(self, part: Part, sheet: Sheet) -> str:
        name = sheet.names[part.name]
        prefix = in_casing(name, "UPPER_SNAKE_CASE")
        members: list[str] = []
        for value in part.values or ():
            member = in_casing(value, "UPPER_SNAKE_CASE")
            if not re.fullmatch(r"\w+", member, re.ASCII) or key(member) != key(value):
                raise NoStubError(f"Protocol Buffers have no name for `{value}` of {part.name}; call it otherwise.")
            members.append(f"{prefix}_{member}")
        lines = [f"  {m} = {n};\n" for n, m in enumerate([f"{prefix}_UNSPECIFIED", *without_duplicates(members)])]
        return f"enum {name} {{\n{''.join(lines)}}}\n"
