"""JSON Schema as kinds and fields: as OpenAPI 3.0 writes it, as 3.1 and JSON Schema do, and as Swagger 2 did."""

import re
from collections.abc import Collection, Iterator
from dataclasses import field
from urllib.parse import unquote

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Field, Kind, KindName, Nullable, Presence, Tag
from dovetail.core.text import Range, Text

from .._comments import NO_COMMENT, Comment, read_comment
from .._kinds import formatted
from .._treesitter import MAX_DEPTH
from .fragments import is_elsewhere
from .yaml_tree import Entry, Node

_STRINGS: dict[str, KindName] = {
    "date-time": "instant", "date": "date", "time": "time", "uuid": "uuid", "byte": "bytes", "binary": "bytes",
    "base64": "bytes", "decimal": "decimal", "int64": "bigint", "uint64": "bigint", "bigint": "bigint",
}  # fmt: skip
_INTEGER = re.compile(r"""\btype["']?[ \t]*:[ \t]*\[?[ \t]*["']?integer\b""")
_BUDGET = 50_000  # schemas read of one file; aliases can make a small file stand for endless ones
_OF_ROOT = ("$id", "title", "description", "type", "required", "properties", "additionalProperties")
_CHOICES = ("oneOf", "anyOf")
_VARIANTS = (*_CHOICES, "if", "patternProperties", "dependentSchemas", "not")
_SHAPES = (
    "$ref",
    "type",
    "properties",
    "allOf",
    "enum",
    "const",
    "items",
    *_CHOICES,
)  # what a part of a schema says of a value's shape
# Where a schema says that some values have more, or other, properties than those that it lists.
_BRANCHES = (*_CHOICES, "then", "else", "dependentSchemas")
# What a branch may say without giving a property.
_SAYS_NO_PROPERTY = frozenset(
    "required not title description $comment minProperties maxProperties dependentRequired".split()
)
_OF_NO_IDENTIFIER = re.compile(r"\^\(?(?:\\?[-.:/@#]|\w+\\?[-.:/@#])")  # `^x-`, `^\.`: names that are no identifier


@dataclass(frozen=True, slots=True)
class Typed:
    """What a schema says. `target` is the schema that a reference leads to."""

    kind: Kind
    nullable: Nullable = "no"
    list_depth: int = 0
    items_nullable: Nullable = "unknown"


@dataclass(frozen=True, slots=True)
class Members:
    """The properties of an object, those that must be there, and whether there may be others that are not seen.

    `bases` are references to schemas of other files that it is made of, too.
    """

    properties: tuple[Entry, ...]
    required: frozenset[str]
    open: bool
    bases: tuple[tuple[str, Range], ...] = ()


@dataclass
class Schemas:
    """Reads the schemas of one file. `named` are those that a reference can give by name."""

    text: Text
    root: Node
    holes: list[Range] = field(default_factory=list[Range])
    budget: int = _BUDGET
    _tells_integers: bool = False
    _resolved: dict[str, Node | None] = field(default_factory=dict[str, "Node | None"])

    def __post_init__(self) -> None:
        self._tells_integers = _INTEGER.search(self.text.source) is not None

    def resolve(self, reference: str) -> Node | None:
        """The schema that `#/components/schemas/User` leads to, if it is in this file."""
        if reference not in self._resolved:
            self._resolved[reference] = self._walk(reference)
        return self._resolved[reference]

    def _walk(self, reference: str) -> Node | None:
        if not reference.startswith("#"):
            return None
        here: Node | None = self.root
        for step in reference[1:].split("/")[1:]:
            step = unquote(step).replace("~1", "/").replace("~0", "~")
            if here is None:
                return None
            index = int(step) if step.isascii() and step.isdigit() else len(here.items)
            here = here.items[index] if index < len(here.items) else here.get(step)
        return here

    def is_enum(self, schema: Node) -> bool:
        values = self.values(schema)
        return bool(values) and not schema.get("properties") and not _contradicts(self._types(schema)[0], values)

    def is_object(self, schema: Node, depth: int = 0) -> bool:
        """True for a schema with properties of its own, or made of such."""
        if schema.get("properties") is not None:
            return True
        parts = schema.get("allOf")
        if parts is None or depth > MAX_DEPTH or self._spent():
            return schema.string("type") == "object" and not any(
                schema.get(k) for k in ("additionalProperties", *_CHOICES)
            )
        targets = ((p, self.resolve(p.string("$ref") or "")) for p in parts.items)
        return any(self.is_object(t or p, depth + 1) if t or not p.string("$ref") else True for p, t in targets)

    def values(self, schema: Node) -> tuple[Node, ...]:
        """The members of an enumeration: `enum`, or a choice of constants."""
        listed = schema.get("enum")
        if listed is not None:
            return tuple(v for v in listed.items if v.what == "scalar" and not v.is_null)
        for choice in _CHOICES:
            options = [o for o in (schema.get(choice) or schema).items if not _is_null_schema(o)]
            constants = [c for o in options if (c := o.get("const")) is not None and c.what == "scalar"]
            if constants and len(constants) == len(options):
                return tuple(constants)
        return ()

    def members(self, schema: Node, seen: frozenset[int] = frozenset()) -> Members:
        """The properties of an object with those of the schemas that it is made of."""
        if id(schema) in seen or len(seen) > MAX_DEPTH or self._spent():
            return Members((), frozenset(), True)
        properties = schema.get("properties")
        entries = {e.key.text: e for e in properties.entries} if properties is not None else {}
        required = {n.text for n in (schema.get("required") or schema).items if n.what == "scalar"}
        opened = _may_have_others(schema, entries) or (properties is not None and properties.what != "mapping")
        own = frozenset(entries)
        parts = schema.get("allOf")
        bases: list[tuple[str, Range]] = []
        for part in parts.items if parts is not None else ():
            reference = part.get("$ref")
            target = self.resolve(reference.text) if reference is not None else part
            if target is None and reference is not None and is_elsewhere(reference.text):
                bases.append((reference.text, reference.inner))
                continue
            if target is None:
                opened = True
                continue
            found = self.members(target, seen | {id(schema)})
            opened = opened or found.open
            required |= found.required
            bases.extend(found.bases)
            for entry in found.properties:  # what is written in place says more of what a base has
                if reference is None and entry.key.text not in own:
                    entries[entry.key.text] = entry
                else:
                    entries.setdefault(entry.key.text, entry)
        return Members(tuple(entries.values()), frozenset(required), opened, tuple(bases))

    def fields(self, members: Members, depth: int = 0) -> tuple[Field, ...]:
        return tuple(
            self.field(entry, entry.key.text in members.required, depth)
            for entry in members.properties
            if entry.key.what == "scalar"
        )

    def field(self, entry: Entry, required: bool, depth: int = 0) -> Field:
        schema = entry.value
        comment = self.comment(entry)
        typed = self.typed(schema, depth + 1)
        presence: Presence = "required" if required else "defaulted" if schema.get("default") else "optional"
        return Field(
            name=entry.key.text,
            name_range=entry.key.inner,
            kind=formatted(typed.kind, comment.tags),
            presence=presence,
            nullable=typed.nullable,
            range=self.whole(entry, comment),
            type_range=type_range(schema),
            list_depth=typed.list_depth,
            items_nullable=typed.items_nullable,
            doc=comment.doc,
            tags=comment.tags,
        )

    def typed(self, schema: Node, depth: int = 0) -> Typed:
        """What a schema says of a value."""
        if depth > MAX_DEPTH or self._spent():
            return Typed(Kind("unknown"), "unknown")
        if schema.is_empty or (schema.what == "scalar" and schema.plain and schema.is_null):
            self.holes.append(Range(schema.range.start, schema.range.end))
            return Typed(Kind("hole"), "unknown")
        if schema.what != "mapping":
            return Typed(Kind("any" if schema.is_true else "unknown", text=schema.text), "unknown")
        typed = self._typed(schema, depth)
        said = (schema.get("nullable"), schema.get("x-nullable"))
        if any(n is not None and n.is_true for n in said):
            return replace(typed, nullable="yes")
        return typed

    def _typed(self, schema: Node, depth: int) -> Typed:
        reference = schema.string("$ref")
        if reference is not None:
            return self._referred(reference, depth)
        types, nullable = self._types(schema)
        values = self.values(schema)
        if values and not _contradicts(types, values):
            listed = schema.get("enum")
            null = nullable or (listed is not None and any(v.is_null for v in listed.items)) or _offers_null(schema)
            text = " | ".join(v.text for v in values)
            return Typed(Kind("enum", values=tuple(v.text for v in values), text=text), "yes" if null else "no")
        constant = schema.get("const")
        if constant is not None and constant.what == "scalar":
            kind = Kind("null") if constant.is_null else Kind("literal", values=(constant.text,), text=constant.text)
            return Typed(kind, "yes" if constant.is_null else "no")
        for choice in _CHOICES:
            options = schema.get(choice)
            if options is not None and options.items and schema.get("properties") is None:
                return self._choice(options.items, nullable, depth)
        parts = schema.get("allOf")
        if parts is not None and schema.get("properties") is None:
            only = [p for p in parts.items if any(p.get(k) is not None for k in _SHAPES)]
            if len(only) == 1 and (only[0].string("$ref") is not None or not self.is_object(schema)):
                found = self.typed(only[0], depth + 1)
                return replace(found, nullable="yes") if nullable else found
        found = self._one(types, schema, depth)
        return replace(found, nullable="yes") if nullable else found

    def _types(self, schema: Node) -> tuple[list[str], bool]:
        """The names in `type` without null, and whether null is one."""
        type = schema.get("type")
        if type is None:
            return [], False
        names = [n.text for n in (type.items or (type,)) if n.what == "scalar" and not n.is_empty]
        return [n for n in names if n != "null"], "null" in names and len(names) > 1

    def _one(self, types: list[str], schema: Node, depth: int) -> Typed:
        """What `type` and its companions say."""
        if len(types) > 1:
            options = tuple(self._one([t], schema, depth + 1).kind for t in types)
            return Typed(Kind("union", options=options, text=" | ".join(types)))
        if self.is_object(schema):
            return Typed(self._object(schema, depth))
        match types[0] if types else "":
            case "string":
                return Typed(_formatted("string", schema))
            case "integer":
                return Typed(Kind("int", text="integer"))
            case "number":
                # Where whole numbers are said to be such, the others may have fractions.
                floating = schema.string("format") in ("float", "double") or self._tells_integers
                return Typed(Kind("float" if floating else "number", text="number"))
            case "boolean":
                return Typed(Kind("boolean", text="boolean"))
            case "null":
                return Typed(Kind("null", text="null"), "yes")
            case "array":
                return self._list(schema, depth)
            case "file":
                return Typed(Kind("bytes", text="file"))
            case "object":
                return self._map(schema, depth)
            case "":
                return self._untyped(schema, depth)
            case other:
                return Typed(Kind("unknown", text=other), "unknown")

    def _untyped(self, schema: Node, depth: int) -> Typed:
        if schema.get("type") is not None:
            end = schema.entry("type")
            place = end.range.end if end is not None else schema.range.end
            self.holes.append(Range(place, place))
            return Typed(Kind("hole"), "unknown")
        if schema.get("items") is not None:
            return self._list(schema, depth)
        if schema.get("additionalProperties") is not None:
            return self._map(schema, depth)
        if schema.string("format") is not None:
            return Typed(_formatted("unknown", schema), "unknown")
        return Typed(Kind("any", text=""), "unknown")

    def _list(self, schema: Node, depth: int) -> Typed:
        items = schema.get("items")
        first = schema.get("prefixItems") or items  # a list of schemas was called `items` before
        if first is not None and first.items:
            each = tuple(self.typed(i, depth + 1) for i in first.items)
            plain = all(not t.list_depth and t.nullable == "no" for t in each)
            options = tuple(t.kind for t in each) if plain and not _may_be_longer(schema, len(each)) else ()
            text = ", ".join(o.text or o.name for o in options)
            return Typed(Kind("unknown", options=options, text=f"[{text}]" if options else "array"), list_depth=1)
        if items is None or items.what != "mapping":
            return Typed(Kind("unknown", text="array"), list_depth=1)
        inner = self.typed(items, depth + 1)
        text = f"array of {inner.kind.text or inner.kind.name}"
        held = inner.items_nullable if inner.list_depth else inner.nullable
        return Typed(replace(inner.kind, text=text), "no", inner.list_depth + 1, held)

    def _map(self, schema: Node, depth: int) -> Typed:
        values = schema.get("additionalProperties")
        if values is None or values.is_false:
            return Typed(Kind("json", text="object"))
        options = (self.typed(values, depth + 1).kind,) if values.what == "mapping" else ()
        return Typed(Kind("map", options=options, text="object"))

    def _object(self, schema: Node, depth: int) -> Kind:
        members = self.members(schema)
        opened = members.open or bool(members.bases)
        if not members.properties:
            return Kind("unknown" if opened else "json", text="object")
        return Kind("unknown" if opened else "record", members=self.fields(members, depth + 1), text="object")

    def _choice(self, options: tuple[Node, ...], nullable: bool, depth: int) -> Typed:
        """One of several; null among them only says that the value may be null."""
        others = [o for o in options if not _is_null_schema(o)]
        null = nullable or len(others) < len(options)
        typed = [self.typed(o, depth + 1) for o in others]
        if len(typed) == 1:
            return replace(typed[0], nullable="yes") if null else typed[0]
        null = null or any(t.nullable == "yes" for t in typed)
        text = " | ".join(t.kind.text or t.kind.name for t in typed)
        return Typed(Kind("union", options=tuple(t.kind for t in typed), text=text), "yes" if null else "no")

    def _referred(self, reference: str, depth: int) -> Typed:
        name = referred_name(reference)
        target = self.resolve(reference)
        if target is None or target.what != "mapping":
            return Typed(Kind("ref", reference if is_elsewhere(reference) else name, text=name))
        if self.is_enum(target):
            typed = self._typed(target, depth + 1)
            return replace(typed, kind=Kind("enum", name, typed.kind.values, text=name))
        if self.is_object(target):
            null = self._types(target)[1] or any((n := target.get(k)) and n.is_true for k in ("nullable", "x-nullable"))
            return Typed(Kind("ref", name, text=name), "yes" if null else "no")
        if any(target.get(k) is not None for k in (*_VARIANTS, "additionalProperties")) and not self._is_nullable(
            target
        ):
            return Typed(
                Kind("ref", name, text=name), "unknown"
            )  # it is an alias, which others can follow where they need
        typed = self.typed(target, depth + 1)
        said = target.string("format") if typed.kind.name == "string" and not typed.list_depth else None
        return replace(typed, kind=replace(typed.kind, text=f"{name} ({said})" if said else name))

    def _is_nullable(self, schema: Node) -> bool:
        """True for a choice between null and one thing."""
        options = [o for c in _CHOICES for o in (schema.get(c) or schema).items]
        return len(options) == 2 and any(_is_null_schema(o) for o in options)

    def comment(self, entry: Entry) -> Comment:
        """What is said about an entry: comments above it, on its line and below its key, its description, and `x-contract`."""
        said = read_comment(self.text.source, self._comments(entry))
        own = words_of(self.text, entry.value)
        tags = (*said.tags, *own.tags)
        return Comment("\n".join(d for d in (said.doc, own.doc) if d), tags, said.start)

    def _comments(self, entry: Entry) -> Iterator[Range]:
        yield from self._above(entry.key.range.start)
        key_line = self.text.line_of(entry.key.range.end)
        if entry.value.entries and self.text.line_of(entry.value.range.start) > key_line:
            yield from self._trailing(entry.key.range.end)
            yield from self._above(entry.value.range.start, key_line)
        elif self.text.line_of(entry.value.range.end) == key_line:
            yield from self._trailing(max(entry.key.range.end, entry.value.range.end))

    def _above(self, at: int, below_line: int = -1) -> list[Range]:
        """The lines above a place that are comments."""
        found: list[Range] = []
        line = self.text.line_of(at) - 1
        while line > below_line:
            range = self.text.line_range(line)
            words = self.text[range].lstrip()
            if not words.startswith("#"):
                break
            found.append(Range(range.end - len(words), range.end))
            line -= 1
        return found[::-1]

    def _trailing(self, at: int) -> Iterator[Range]:
        """The comment behind a place, if it is all that follows on the line."""
        line = self.text.line_range(self.text.line_of(at))
        rest = self.text.source[at : line.end]
        mark = rest.find("#")
        if mark > 0 and not rest[:mark].strip(" \t:,{}[]|>-+"):
            yield Range(at + mark, line.end)

    def root_comment(self) -> Comment:
        """What is said about the whole document: above its first key, in its own words, and its contract above any key of a schema."""
        first = self.root.entries[0].key.range.start if self.root.entries else self.root.range.start
        later = (e.key.range.start for e in self.root.entries[1:] if e.key.text in _OF_ROOT)
        tagged = [c for at in later for c in self._above(at) if "@contract" in self.text[c]]
        said = read_comment(self.text.source, [*self._above(first), *tagged])
        own = words_of(self.text, self.root)
        return Comment("\n".join(d for d in (said.doc, own.doc) if d), (*said.tags, *own.tags), said.start)

    def whole(self, entry: Entry, comment: Comment) -> Range:
        """An entry with the comment above it, and with the comma that separates it from the next."""
        source = self.text.source
        start, end = entry.range.start, entry.range.end
        if 0 <= comment.start < start:
            start = comment.start
        comma = end
        while comma < len(source) and source[comma] in " \t":
            comma += 1
        return Range(start, comma + 1 if source[comma : comma + 1] == "," else end)

    def _spent(self) -> bool:
        self.budget -= 1
        return self.budget <= 0


def _may_be_longer(schema: Node, listed: int) -> bool:
    """True for a list that may hold more than those items which it lists one by one."""
    rest, most = schema.get("items"), schema.string("maxItems")
    more = schema.get("additionalItems")
    ended = any(n is not None and n.is_false for n in (rest, more)) or most == str(listed)
    return not ended and schema.string("minItems") != str(listed)


def _contradicts(types: list[str], values: tuple[Node, ...]) -> bool:
    """True where a type that is given takes none of the values that are listed."""
    numeric = (v.text.lstrip("-").replace(".", "", 1).isdecimal() for v in values)
    return types in (["integer"], ["number"]) and not any(numeric)


def _may_have_others(schema: Node, listed: Collection[str]) -> bool:
    """True where a variant of an object may have properties that it does not list itself.

    What only says which of them must be there, and patterns of names that no field of a contract can have, give none.
    """
    patterns = schema.get("patternProperties")
    if patterns is not None and not all(_OF_NO_IDENTIFIER.match(e.key.text) for e in patterns.entries):
        return True
    for name in _BRANCHES:
        held = schema.get(name)
        branches = (
            held.items or (tuple(e.value for e in held.entries) if name == "dependentSchemas" else (held,))
            if held
            else ()
        )
        if any(_gives_others(branch, listed) for branch in branches):
            return True
    return False


def _gives_others(branch: Node, listed: Collection[str]) -> bool:
    properties = branch.get("properties")
    if properties is not None and any(e.key.text not in listed for e in properties.entries):
        return True
    said = (e.key.text for e in branch.entries)
    return any(k not in _SAYS_NO_PROPERTY and k != "properties" for k in said) or branch.what != "mapping"


def words_of(text: Text, schema: Node) -> Comment:
    """What a schema says of itself: its description, the tags in it and in `$comment`, and the contract in `x-contract`."""
    if schema.what != "mapping":
        return NO_COMMENT
    doc, tags = "", list[Tag]()
    for name in ("description", "$comment"):
        node = schema.get(name)
        if node is not None and node.what == "scalar" and "\\" not in text[node.inner]:
            said = read_comment(text.source, [node.inner])
            doc = doc or said.doc
            tags.extend(said.tags)
        elif node is not None and name == "description":
            doc = doc or node.text
    bound = schema.get("x-contract")
    entry = schema.entry("x-contract")
    if bound is not None and entry is not None and bound.what == "scalar" and bound.text.split():
        value, _, prose = text[bound.inner].partition(" ")
        place = Range(bound.inner.start, bound.inner.start + len(value))
        tags.append(Tag("contract", value, prose.strip(), Range(entry.key.range.start, place.end), place))
    return Comment(doc, tuple(tags))


def referred_name(reference: str) -> str:
    """The name at the end of a reference, also where it is that of a file."""
    name = unquote(reference.rstrip("#/").rpartition("/")[2])
    return name.partition("#")[0].partition(".")[0] if "." in name else name


def _formatted(name: KindName, schema: Node) -> Kind:
    format = schema.string("format") or ""
    text = f"string ({format})" if format else name
    return Kind(_STRINGS.get(format, "string" if name == "string" else "unknown"), text=text)


def type_range(schema: Node, depth: int = 0) -> Range | None:
    """Where a schema says its type: of a list or a map what it holds, of an enumeration its values."""
    if schema.what != "mapping":
        return schema.range if not schema.is_empty else None
    held = schema.get("items") or (schema.get("additionalProperties") if schema.get("properties") is None else None)
    plain = schema.get("prefixItems") is None and held is not None and held.what == "mapping" and not held.is_empty
    if plain and held is not None and depth < MAX_DEPTH and (inner := type_range(held, depth + 1)) is not None:
        return inner
    for name in ("prefixItems", "enum", "type", "$ref", "const", "items", *_CHOICES, "allOf"):
        node = schema.get(name)
        if node is not None and not node.is_empty:
            return node.inner if node.what == "scalar" else node.range
    return schema.range


def _is_null_schema(schema: Node) -> bool:
    type, constant = schema.get("type"), schema.get("const")
    return (type is not None and type.what == "scalar" and type.text == "null") or (
        constant is not None and constant.is_null
    )


def _offers_null(schema: Node) -> bool:
    return any(_is_null_schema(o) for c in _CHOICES for o in (schema.get(c) or schema).items)
