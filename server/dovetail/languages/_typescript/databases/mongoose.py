"""Schemas of Mongoose, as the collections that their models are: `model("Order", new Schema({ status: { type: String } }))`."""

import re
from collections.abc import Container, Iterable

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind, KindName, Nullable, Presence
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..scoping.origins import declaration, initializer
from ..syntax.literals import Pair, field_of, pairs, value_of
from ..syntax.nodes import parts
from ..syntax.signatures import type_arguments
from ..syntax.types import Types, unquoted

MONGOOSE = re.compile(r"""["']mongoose["']""")
CONSTRUCT = "mongoose schema"
_SCHEMA = re.compile(r"^(?:\w+\.)?Schema$")
_MODEL = re.compile(r"^(?:\w+\.)?model$")
_KINDS: dict[str, KindName] = {
    "String": "string", "Number": "number", "Boolean": "boolean", "Date": "instant", "Buffer": "bytes", "BigInt": "bigint",
    "Decimal128": "decimal", "UUID": "uuid", "Map": "map", "Mixed": "any", "Int32": "int", "Double": "float",
}  # fmt: skip
_PLAIN = frozenset({"string", "number", "boolean", "instant", "int", "float", "enum"})
# What gives documents more than is stored of them, and what may store more.
_GIVES_MORE = re.compile(r"\.virtual\(|\.methods?\b|\bmethods\s*:|\bvirtuals\s*:|\.plugin\(")
_STORES_NOTHING = r"\.plugin\(\s*(?:\w*[vV]alidator|toJSON|\w*[pP]aginate(?:V2)?|\w*[aA]utopopulate)\b"
_STORES_MORE = re.compile(rf"(?!{_STORES_NOTHING})\.plugin\(|\.add\(|\.discriminator\(|\.loadClass\(")
# What says by its name what documents have more, or is known to give them nothing.
_METHODS = re.compile(r"""\.methods\.(\w+)\s*=|\.method\(\s*["'`](\w+)["'`]""")
_SAID = re.compile(
    rf"""{_METHODS.pattern}|\.virtual\(\s*["'`]\w+["'`]|\bvirtuals\s*:\s*(?:true|false)|{_STORES_NOTHING}"""
)
_VIRTUAL = re.compile(r"""\.virtual\(\s*["'`](\w+)["'`]""")
# How Mongoose makes a plural, the first that fits.
_PLURALS = tuple(
    (re.compile(f"{end}$"), plural)
    for end, plural in (
        (r"human", "humans"), (r"man", "men"), (r"person", "people"), (r"child", "children"), (r"(ax|test)is", r"\1es"),
        (r"(octop|vir)us", r"\1i"), (r"(alias|status)", r"\1es"), (r"bus", "buses"), (r"(buffal|tomat|potat)o", r"\1oes"),
        (r"([ti])um", r"\1a"),
        (r"sis", "ses"), (r"([^f])fe", r"\1ves"), (r"([lr])f", r"\1ves"), (r"([^aeiouy]|qu)y", r"\1ies"), (r"(x|ch|ss|sh)", r"\1es"),
        (r"([ml])ouse", r"\1ice"), (r"quiz", "quizzes"), (r"([^a-rt-z])", r"\1"),
    )
)  # fmt: skip
_UNCOUNTABLE = frozenset(
    "advice energy health justice machinery equipment information pollution paper money species series rice fish sheep moose deer "
    "news expertise status media".split()
)
_DEEPEST = 8
_WITHOUT_ID = re.compile(r"\b_id\s*:\s*false")
_DOES = (
    "toObject",
    "toJSON",
    "deleteOne",
    "parent",
    "ownerDocument",
    "isModified",
    "populate",
)  # any document within another
_NOWHERE = Range(0, 0)


def gives_more(types: Types) -> bool:
    """True for a file whose documents may have more than is stored of them, and than the names of their methods and virtuals."""
    return types.syntax.says(_GIVES_MORE) and _GIVES_MORE.search(_SAID.sub("", types.syntax.text.source)) is not None


def mongoose_schema(types: Types, node: Node) -> "tuple[tuple[Field, ...], bool, Node] | None":
    """The fields of `new Schema({ … })`, also without `new`, whether there may be others, and the literal; None if it is no such thing.

    What is computed is there as well, of no kind.
    """
    literal, options = _literals(types, node)
    if literal is None or not types.syntax.says(MONGOOSE, "mongoose"):
        return None
    fields = _with_requirements(_fields(types, literal, 0))
    said = types.syntax.str(options) if options is not None else ""
    named = {f.name for f in fields}
    own = () if _WITHOUT_ID.search(said) is not None else ("_id", "id")
    stamps = ("createdAt", "updatedAt") if re.search(r"\btimestamps\s*:(?!\s*false)", said) is not None else ()
    methods = (name for found in _METHODS.findall(types.syntax.text.source) for name in found if name)
    own = (*own, *_VIRTUAL.findall(types.syntax.text.source), *methods)
    added = of_documents(stamps, named, own)
    opened = (
        ts.child(literal, "spread_element") is not None or _STORES_MORE.search(types.syntax.text.source) is not None
    )
    return (*fields, *added), opened, literal


def of_documents(stamps: Iterable[str], named: Container[str], own: Iterable[str] = ("_id", "id")) -> tuple[Field, ...]:
    """What documents have besides the fields of their schema: ids and what is computed, of no kind, and when they were stored."""
    return (
        *(_added(n, "unknown") for n in own if n not in named),
        *(_added(n, "instant") for n in stamps if n not in named),
    )


def collection(types: Types, schema: str, node: Node) -> str:
    """The collection of a schema: as its options say, or as the file makes a model of it; empty where neither is so."""
    options = _literals(types, node)[1]
    said = (
        re.search(r"""\bcollection\s*:\s*["']([\w.-]+)["']""", types.syntax.str(options))
        if options is not None
        else None
    )
    if said is not None:
        return said[1]
    made = re.search(
        rf"""\bmodel(?:<[^()]*>)?\(\s*["'](\w+)["']\s*,\s*{re.escape(schema)}\s*(?:,\s*["'](\w+)["'])?""",
        types.syntax.text.source,
    )
    return (made[2] or pluralized(made[1])) if made is not None else ""


def pluralized(name: str) -> str:
    """What Mongoose calls the collection of a model: `Order` has `orders`, `Category` has `categories`, `Tasks` has `tasks`."""
    low = name.lower()
    if low in _UNCOUNTABLE:
        return low
    return next((end.sub(plural, low) for end, plural in _PLURALS if end.search(low)), f"{low}s")


def mongoose_model(types: Types, call: Node, name: str, generics: frozenset[str]) -> Typed | None:
    """What `model<Order>("Order", orderSchema)` gives: documents of what it says, or else of what the schema has."""
    if not _MODEL.match(name) or not types.syntax.says(MONGOOSE, "mongoose"):
        return None
    said, given = type_arguments(call), parts(ts.field(call, "arguments"))
    if said:
        kind = types.typed(said[0], generics).kind
    elif len(given) > 1 and given[1].type == "identifier":
        kind = _schema_kind(types, given[1], generics)
    else:
        return None
    return Typed(Kind("ref", target="mongoose.Model", options=(kind,)))


def _schema_kind(types: Types, schema: Node, generics: frozenset[str]) -> Kind:
    """What documents of a schema have: what its type argument says, or else what it is made of."""
    found = declaration(types.syntax, schema)
    made = ts.field(found, "value") if found is not None else None
    said = type_arguments(made) if made is not None and made.type in ("new_expression", "call_expression") else []
    name = types.syntax.str(schema)
    return types.typed(said[0], generics).kind if said else Kind("ref", target=name, text=name)


def _literals(types: Types, node: Node) -> tuple[Node | None, Node | None]:
    """The fields and the options in `new Schema({ … }, { … })`."""
    maker = ts.field(node, "constructor" if node.type == "new_expression" else "function")
    if maker is None or not (_SCHEMA.match(types.syntax.str(maker)) or _stands_for_schema(types, maker)):
        return None, None
    given = [p for p in parts(ts.field(node, "arguments")) if p.type == "object"]
    return (given[0] if given else None), (given[1] if len(given) > 1 else None)


def _stands_for_schema(types: Types, maker: Node) -> bool:
    """True for a name of the file's own, `const schema = mongoose.Schema`."""
    if maker.type != "identifier" or not types.syntax.has_any("mongoose.Schema"):
        return False
    return (
        re.search(rf"\b{types.syntax.str(maker)}\s*=\s*mongoose\.Schema\b(?!\()", types.syntax.text.source) is not None
    )


def _fields(types: Types, literal: Node, depth: int) -> list[Field]:
    return [_field(types, pair, depth) for pair in pairs(types.syntax, literal)]


def _with_requirements(fields: list[Field]) -> list[Field]:
    """The fields of a schema that says of some of them that they are required: plain ones of which it does not may be missing."""
    if not any(f.presence == "required" for f in fields):
        return fields
    return [replace(f, nullable="yes") if _may_be_missing(f) else f for f in fields]


def _may_be_missing(field: Field) -> bool:
    return field.presence == "optional" and not field.list_depth and field.kind.name in _PLAIN


def _field(types: Types, pair: Pair, depth: int) -> Field:
    value, presence, nullable = pair.value, "optional", "unknown"
    said = _said(types, value)
    if "type" in said:
        needed = types.syntax.str(said["required"]) if "required" in said else "false"
        presence: Presence = "defaulted" if "default" in said else "required" if needed != "false" else "optional"
        left_out = (
            needed == "false" and "required" in said and presence == "optional"
        )  # which is said, and not only left open
        nullable: Nullable = "no" if presence == "required" else "yes" if left_out else "unknown"
        value = said["type"]
    kind, lists = _kind(types, value, depth)
    listed = _listed(types, said["enum"]) if "enum" in said else None
    values = tuple(unquoted(types.syntax.str(v)) for v in parts(listed) if v.type == "string")
    written = value
    if listed is not None and values and kind.name == "string" and len(values) == len(parts(listed)):
        kind, written = Kind("enum", values=values, text=kind.text), said["enum"]
    field = field_of(types.syntax, pair, Typed(kind, nullable, lists), presence)
    below = "type" in said and written.start_point[0] > pair.value.start_point[0]  # options on lines of their own
    return replace(field, type_range=types.syntax.range(written)) if below else field


def _listed(types: Types, node: Node) -> Node | None:
    """The list that an enum is said by: written in place, in the options `{ values: [ … ] }`, or under a name of the file."""
    if node.type == "object":
        said = {types.syntax.str(p.key): p.value for p in pairs(types.syntax, node)}
        return _listed(types, said["values"]) if "values" in said else None
    if node.type == "identifier":
        found = initializer(types.syntax, node)
        node = value_of(found).node if found is not None else node
    return node if node.type == "array" else None


def _kind(types: Types, value: Node, depth: int) -> tuple[Kind, int]:
    """The kind and list depth of `String`, `[String]`, `Schema.Types.Mixed`, `{ … }` or a schema of the file."""
    text = types.syntax.str(value)
    if value.type == "array":
        inner = parts(value)
        said = _said(types, inner[0]) if inner else {}
        kind, lists = _kind(types, said.get("type", inner[0]), depth) if inner else (Kind("any", text=text), 0)
        return _subdocument(kind) if inner and inner[0].type == "object" and not said else kind, lists + 1
    if value.type == "object":
        return (
            (Kind("record", members=tuple(_fields(types, value, depth + 1)), text=text), 0)
            if depth < _DEEPEST
            else (Kind("any"), 0)
        )
    if value.type == "identifier" and text not in _KINDS:
        found = declaration(types.syntax, value)
        made = ts.field(found, "value") if found is not None else None
        literal, options = _literals(types, made) if made is not None else (None, None)
        if literal is not None and depth < _DEEPEST:
            own = Kind("record", members=tuple(_fields(types, literal, depth + 1)), text=text)
            return _subdocument(own, types.syntax.str(options) if options is not None else ""), 0
    return Kind(_KINDS.get(text.rpartition(".")[2], "unknown"), text=text), 0


def _subdocument(kind: Kind, options: str = "") -> Kind:
    """A document within another one, which has an id of its own unless its options say otherwise, and can do what documents do."""
    own = () if _WITHOUT_ID.search(options) else ("_id", "id")
    named = {m.name for m in kind.members}
    added = (_added(name, "unknown") for name in (*own, *_DOES) if name not in named)
    return replace(kind, members=(*kind.members, *added)) if kind.name == "record" else kind


def _said(types: Types, value: Node) -> dict[str, Node]:
    """The options of a field: `{ type: String, required: true }`. An object without `type` is a record of its own."""
    if value.type != "object":
        return {}
    found = {unquoted(types.syntax.str(pair.key)): pair.value for pair in pairs(types.syntax, value)}
    inner = found.get("type")
    return found if inner is not None and not (inner.type == "object" and "type" in _said(types, inner)) else {}


def _added(name: str, kind: KindName) -> Field:
    """A field that Mongoose gives every document."""
    return Field(name, _NOWHERE, Kind(kind), "defaulted", "no", _NOWHERE)
