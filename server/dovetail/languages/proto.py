"""Protocol Buffers: messages and enums as their JSON has them, and the routes that `google.api.http` gives them."""

import re
from collections.abc import Mapping

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import (
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
    Route,
)
from dovetail.core.text import Range, Text
from dovetail.core.words import words

from ._comments import ignores, read_comment
from ._kinds import formatted
from ._proto_syntax import Binding, Block, FieldLine, MemberLine, ProtoFile, parse, unquoted
from ._proto_writer import Message, ProtoWriter

NAME = "proto"
SUFFIXES = (".proto",)
WRITER = ProtoWriter()

_KINDS: dict[str, KindName] = {
    "double": "float", "float": "float", "int32": "int", "uint32": "int", "sint32": "int", "fixed32": "int", "sfixed32": "int",
    "int64": "bigint", "uint64": "bigint", "sint64": "bigint", "fixed64": "bigint", "sfixed64": "bigint",
    "bool": "boolean", "string": "string", "bytes": "bytes",
}  # fmt: skip
# The types of Google that JSON has a form of its own for.
_KNOWN: dict[str, KindName] = {
    "Timestamp": "instant", "Duration": "string", "FieldMask": "string", "Struct": "map", "Value": "json", "ListValue": "json",
    "Any": "json", "Empty": "json",
}  # fmt: skip
_WRAPPERS: dict[str, KindName] = {
    "DoubleValue": "float", "FloatValue": "float", "Int32Value": "int", "UInt32Value": "int", "Int64Value": "bigint",
    "UInt64Value": "bigint", "BoolValue": "boolean", "StringValue": "string", "BytesValue": "bytes",
}  # fmt: skip
_PARAMETER = re.compile(r"\{\s*([\w.]+)\s*(?:=[^}]*)?\}")


def read(path: str, text: Text) -> FileShapes:
    """The messages, enums and HTTP bindings of a file. A field that is being typed costs no other."""
    found = parse(text)
    enums = {b.name.text: _members(b) for b in found.blocks if b.what == "enum"}
    reader = _Messages(text, found, enums)
    return FileShapes(
        language=NAME,
        records=tuple(reader.record(b) for b in found.blocks if b.what == "message"),
        enums=tuple(_enum(text, b, enums[b.name.text]) for b in found.blocks if b.what == "enum"),
        routes=tuple(_route(text, b) for b in found.bindings),
        definitions=(
            *(Definition(b.name.text, b.name.range, b.what, True) for b in found.blocks if not b.outer),
            *(Definition(s.text, s.range, "service", True) for s in found.services),
        ),
        ignores=ignores(text),
        holes=tuple(found.holes),
    )


@dataclass(frozen=True, slots=True)
class _Messages:
    text: Text
    file: ProtoFile
    enums: Mapping[str, tuple[Member, ...]]

    def record(self, block: Block) -> Record:
        comment = read_comment(self.text.source, block.comments)
        return Message(
            name=block.name.text,
            name_range=block.name.range,
            range=block.range,
            fields=tuple(self.field(line) for line in block.fields),
            layer="api",
            construct="message",
            doc=comment.doc,
            tags=comment.tags,
            insert_at=block.insert_at,
            next_number=block.taken + 1,
        )

    def field(self, line: FieldLine) -> Field:
        comment = read_comment(self.text.source, line.comments)
        kind, nullable = self.kind(line)
        json_name = line.option("json_name")
        named = unquoted(json_name) if json_name is not None and json_name.kind == "string" else ""
        wire = named or lower_camel(line.name.text)
        return Field(
            name=line.name.text,
            name_range=line.name.range,
            kind=formatted(kind, comment.tags),
            presence=self.presence(line, kind),
            nullable=nullable,
            range=line.range,
            type_range=line.type_range,
            list_depth=1 if line.label == "repeated" else 0,
            wire=wire if wire != line.name.text else None,
            doc=comment.doc,
            tags=comment.tags,
        )

    def kind(self, line: FieldLine) -> tuple[Kind, Nullable]:
        """What the value is on the wire, and whether it may be null there, which for JSON is the same as not being there."""
        text = self.text[line.type_range]
        if not line.type:
            return Kind("hole"), "unknown"
        if line.key:
            value = self.kind(replace(line, key=""))[0]
            return Kind("map", options=(value,), text=text), "no"
        absent = self.presence(line, Kind("string"))
        said: Nullable = (
            "yes" if line.label == "optional" or line.oneof else "unknown" if absent == "defaulted" else "no"
        )
        said = "no" if line.label == "repeated" else said
        # Nothing can forbid that a message is left out, so that the field's type does not say whether it may be.
        message: Nullable = "yes" if said == "yes" else "no" if line.label in ("repeated", "required") else "unknown"
        package, _, name = line.type.lstrip(".").rpartition(".")
        if not package and name in _KINDS:
            return Kind(_KINDS[name], text=text), said
        if package == "google.protobuf" and name in _WRAPPERS:
            return Kind(_WRAPPERS[name], text=text), "no" if line.label == "repeated" else "yes"
        if package == "google.protobuf" and name in _KNOWN:
            return Kind(_KNOWN[name], text=text), message
        if package.startswith("google."):
            return Kind("unknown", text=text), message
        if name in self.enums:
            return Kind("enum", name, tuple(m.value for m in self.enums[name]), text=text), said
        return Kind("ref", name, text=text), message

    def presence(self, line: FieldLine, kind: Kind) -> Presence:
        """Whether the field may be left out, as far as Protocol Buffers can say it.

        A plain scalar always has a value. A list, a map and a message may be left out, and nothing can forbid or demand it.
        """
        default = line.option("default")
        if line.label == "required":
            return "required"
        if default is not None:
            return "defaulted"
        if line.label == "optional" or line.oneof:
            return "optional"
        if line.label == "repeated" or kind.name in ("map", "ref", "json", "unknown", "instant"):
            return "defaulted"
        if line.type.startswith("google.protobuf."):
            return "defaulted"
        if self.file.syntax in ("proto2", "proto3"):
            return "required"
        # In an edition any field may be left out, unless a feature says otherwise.
        feature = line.option("features.field_presence")
        return (
            "defaulted" if (feature.text if feature is not None else self.file.presence) == "EXPLICIT" else "required"
        )


def lower_camel(name: str) -> str:
    """The name that JSON has for a field: each underscore goes, and the letter behind it is a capital."""
    first, *rest = name.split("_")
    return first + "".join(p[:1].upper() + p[1:] for p in rest)


def _enum(text: Text, block: Block, members: tuple[Member, ...]) -> Enum:
    comment = read_comment(text.source, block.comments)
    return Enum(
        block.name.text, block.name.range, block.range, members, "api", "proto enum", comment.doc, comment.tags
    )  # fmt: skip


def _members(block: Block) -> tuple[Member, ...]:
    """The members without their common prefix, and without the zero that stands for no value at all."""
    own = {w for name in (*block.outer, block.name.text) for w in words(name)}
    meant = [line for line in block.members if not _is_unspecified(line, own)]
    prefix = _prefix([line.name.text for line in meant], own)
    return tuple(_member(line, prefix) for line in meant)


def _is_unspecified(line: MemberLine, own: set[str]) -> bool:
    """True for a zero called `ROLE_UNSPECIFIED`, or just so."""
    parts = words(line.name.text)
    return not line.number and parts[-1] == "unspecified" and set(parts[:-1]) <= own


def _member(line: MemberLine, prefix: str) -> Member:
    name = line.name.text.removeprefix(prefix)
    return Member(name, name, Range(line.name.range.end - len(name), line.name.range.end))


def _prefix(names: list[str], own: set[str]) -> str:
    """The words that all members start with, where they are words of the enum's own name or of the messages around it."""
    common = _common(names)
    while common:
        if set(words(common)) <= own and all(len(n) > len(common) for n in names):
            return common
        common = common[: common.rstrip("_").rfind("_") + 1]
    return ""


def _common(names: list[str]) -> str:
    """The longest start that ends in an underscore and is shared by all."""
    if not names:
        return ""
    first, last = min(names), max(names)
    length = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[: first.rfind("_", 0, length) + 1]


def _route(text: Text, binding: Binding) -> Route:
    raw = unquoted(binding.path)
    inner = Range(binding.path.range.start + 1, binding.path.range.start + 1 + len(raw))
    method = binding.method.text.rpartition(".")[2]
    end = binding.method.range.end
    return Route(
        method.upper(),
        _PARAMETER.sub(lambda m: ":" + m[1].rpartition(".")[2], raw),
        binding.range,
        Range(end - len(method), end),
        inner,
        "described",
        read_comment(text.source, binding.comments).tags,
    )
