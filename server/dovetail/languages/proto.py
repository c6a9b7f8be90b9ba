"""Protocol Buffers: messages and enums as their JSON has them, and the routes that `google.api.http` gives their services.

Where that says nothing, a method is called by gRPC's own path, which is Connect's, too: `POST /package.Service/Method`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from dovetail.core.dataclass import dataclass, replace
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
    Route,
    Signature,
    Use,
)
from dovetail.core.text import Range, Text
from dovetail.core.words import shared_start, words

from ._comments import bindings, ignores, read_comment
from ._files import FILE
from ._kinds import formatted
from ._proto.operations import asked, message_part, parts_of, queried
from ._proto.syntax import SIDES, Binding, Block, FieldLine, MemberLine, ProtoFile, Rpc, parse, unquoted
from ._proto.writer import Message, ProtoWriter
from ._scanning import Token

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
GENERATED = ("Stub", "Servicer")  # how the classes end that are made for Python of a service
MESSAGE = "message "  # before the name of a message, in a use
_PARAMETER = re.compile(r"\{\s*([\w.]+)\s*(?:=[^}]*)?\}")


def read(path: str, text: Text) -> FileShapes:
    """The messages, enums and HTTP bindings of a file. A field that is being typed costs no other."""
    found = parse(text)
    names = _Names(found.blocks)
    enums = {id(b): _members(b) for b in found.blocks if b.what == "enum"}
    reader = _Messages(text, found, names, enums)
    return FileShapes(
        language=NAME,
        records=tuple(reader.record(b) for b in found.blocks if b.what == "message"),
        aliases=tuple(a for b in found.blocks for a in reader.unions(b)),
        enums=tuple(_enum(text, b, enums[id(b)]) for b in found.blocks if b.what == "enum"),
        routes=(*(_route(text, b, reader) for b in found.bindings), *(_called(r) for r in found.rpcs)),
        uses=(
            *(u for b in found.bindings for u in (*_in_path(b), *_in_bodies(b))),
            *(_imported(i) for i in found.imports),
        ),
        definitions=(
            *(Definition(b.name.text, b.name.range, b.what, True) for b in found.blocks if not b.outer),
            *(Definition(s.text, s.range, "service", True) for s in found.services),
        ),
        signatures=tuple(s for r in found.rpcs for s in _generated(r)),
        ignores=ignores(text),
        bindings=bindings(text),
        holes=tuple(found.holes),
    )


class _Names:
    """The types of a file by the messages around them: one name may be that of several."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks: dict[tuple[str, ...], Block] = {(*b.outer, b.name.text): b for b in blocks}
        self._counts = Counter(b.name.text for b in self._blocks.values())

    def is_plain(self, name: str, block: Block | None) -> bool:
        """True where a name says enough of which type is meant: one of the file, or one of another file."""
        return self._counts[name] == (block is not None)

    def found(self, written: str, scope: tuple[str, ...]) -> Block | None:
        """The type of the file that a name stands for inside of some messages: the nearest."""
        parts = tuple(written.lstrip(".").split("."))
        for depth in range(len(scope), -1, -1):
            found = self._blocks.get((*scope[:depth], *parts))
            if found is not None:
                return found
        behind = (
            parts[at:] for at in range(1, len(parts)) if not any(p[:1].isupper() for p in parts[:at])
        )  # the package
        return next((b for p in behind if (b := self._blocks.get(p)) is not None), None)


@dataclass(frozen=True, slots=True)
class _Messages:
    text: Text
    file: ProtoFile
    names: _Names
    enums: Mapping[int, tuple[Member, ...]]

    def record(self, block: Block) -> Record:
        comment = read_comment(self.text.source, block.comments)
        return Message(
            name=block.name.text,
            name_range=block.name.range,
            range=block.range,
            fields=tuple(self.field(line, (*block.outer, block.name.text)) for line in block.fields),
            layer="api",
            construct="message",
            doc=comment.doc,
            tags=comment.tags,
            insert_at=block.insert_at,
            next_number=block.taken + 1,
        )

    def unions(self, block: Block) -> Iterator[Alias]:
        """The choices of a message that say which contract they are; one that is all of a message is what that says it is."""
        scope = (*block.outer, block.name.text)
        for choice in block.choices:
            comment, name = read_comment(self.text.source, choice.comments), choice.name
            if len(choice.fields) == len(block.fields) and not comment.tag("contract"):
                comment, name = read_comment(self.text.source, block.comments), block.name
            if comment.tag("contract"):
                options = tuple(self.kind(line, scope)[0] for line in choice.fields)
                kind = Kind("union", options=options, text=" | ".join(o.text for o in options))
                yield Alias(choice.name.text, name.range, choice.range, kind, doc=comment.doc, tags=comment.tags)

    def field(self, line: FieldLine, scope: tuple[str, ...]) -> Field:
        comment = read_comment(self.text.source, line.comments)
        kind, nullable = self.kind(line, scope)
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

    def kind(self, line: FieldLine, scope: tuple[str, ...]) -> tuple[Kind, Nullable]:
        """What the value is on the wire, and whether it may be null there, which for JSON is the same as not being there.

        `scope` are the names of the messages that the field is in.
        """
        text = self.text[line.type_range]
        if not line.type:
            return Kind("hole"), "unknown"
        if line.key:
            value = self.kind(replace(line, key=""), scope)[0]
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
        block = self.names.found(line.type, scope)
        plain = self.names.is_plain(name, block)
        if block is not None and block.what == "enum":
            values = tuple(m.value for m in self.enums[id(block)])
            return Kind("enum", name if plain else "", values, text=text), said
        return Kind("ref", name, text=text) if plain else Kind("unknown", text=text), message

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
    meant = [line for line in block.members if not _is_unspecified(line)]
    prefix = _prefix([line.name.text for line in meant], own)
    return tuple(_member(line, prefix) for line in meant)


def _is_unspecified(line: MemberLine) -> bool:
    """True for a zero called `ROLE_UNSPECIFIED`, or just so."""
    return not line.number and words(line.name.text)[-1] == "unspecified"


def _member(line: MemberLine, prefix: str) -> Member:
    value = line.name.text.removeprefix(prefix)
    return Member(line.name.text, value, Range(line.name.range.end - len(value), line.name.range.end))


def _prefix(names: list[str], own: set[str]) -> str:
    """The words that all members start with, where they are words of the enum's own name or of the messages around it."""
    common = shared_start(names)
    while common:
        if set(words(common)) <= own and all(len(n) > len(common) for n in names):
            return common
        common = common[: common.rstrip("_").rfind("_") + 1]
    return ""


def _in_path(binding: Binding) -> Iterator[Use]:
    """The fields that a path names of the message that its rpc takes."""
    raw = unquoted(binding.path)
    message = binding.takes.text if binding.takes is not None else "."
    for found in _PARAMETER.finditer(raw) if "." not in message else ():
        if "." not in found[1]:
            start = binding.path.range.start + 1 + found.start(1)
            yield Use(MESSAGE + message, (found[1],), (Range(start, start + len(found[1])),), "read", "path")


def _in_bodies(binding: Binding) -> Iterator[Use]:
    """The fields that are said to be the bodies, of the messages that an rpc takes and gives."""
    for side, field in ((binding.takes, binding.body), (binding.gives, binding.response_body)):
        place = next((b for b in binding.bodies if unquoted(b) == field), None)
        if side is not None and place is not None and "." not in side.text and field.isidentifier():
            start = place.range.start + 1
            yield Use(MESSAGE + side.text, (field,), (Range(start, start + len(field)),), "read", "body")


def _imported(path: Token) -> Use:
    name = unquoted(path)
    start = path.range.start + 1
    return Use(FILE, (name,), (Range(start, start + len(name)),), "read", "an import")


def _called(rpc: Rpc) -> Route:
    """A method as gRPC calls it. It has no place of its own for a path, so both its ranges are those of its name."""
    at = rpc.name.range
    takes, gives = (message_part(s, m, at, rpc.streams) for s, m in zip(SIDES, (rpc.takes, rpc.gives), strict=True))
    return Route("POST", rpc.path, rpc.range, at, at, "described", parts=(takes, gives))


def _generated(rpc: Rpc) -> Iterator[Signature]:
    """The methods that what is made for Python has for an rpc: of the client, `PricingStub.Price`, and of the base of servers."""
    service = rpc.path.split("/")[-2].rpartition(".")[2]
    takes, gives = (t.text.rpartition(".")[2] if t is not None else "" for t in (rpc.takes, rpc.gives))
    many = dict.fromkeys(rpc.streams, "[]")
    for kind in GENERATED:
        own = f"{service}{kind}.{rpc.name.text}"
        yield Signature(own, "call", gives + many.get("response", ""), (("request", takes + many.get("request", "")),))


def _route(text: Text, binding: Binding, messages: _Messages) -> Route:
    """The route of a binding, with what its messages hold."""

    def found(name: str) -> Block | None:
        return messages.names.found(name, ())

    def fields(block: Block) -> tuple[Field, ...]:
        return messages.record(block).fields

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
        carries=queried(asked(binding, found, fields)),
        parts=parts_of(binding, found, fields),
    )
