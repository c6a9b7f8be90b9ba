"""Types of ArkType, as records: `type({ id: "string.uuid", "note?": "string | null" })`. What one computes is unknown."""

import re

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind, KindName, Nullable, Presence

from ... import _treesitter as ts
from ..scoping.origins import meant
from ..syntax.literals import field_of, pairs
from ..syntax.nodes import given, parts
from ..syntax.types import Types, unquoted

ARKTYPE = re.compile(r"""["']arktype["']""")
_SAME = frozenset(
    "narrow describe brand configure onUndeclaredKey onDeepUndeclaredKey readonly filter satisfying".split()
)
_KINDS: dict[str, KindName] = {
    "string": "string", "number": "number", "number.integer": "int", "number.safe": "number", "boolean": "boolean",
    "bigint": "bigint", "Date": "instant", "unknown": "any", "any": "any", "null": "null", "string.uuid": "uuid",
}  # fmt: skip
_TEXTS = re.compile(r"string\.(?:alpha|alphanumeric|base64|capitalize|creditCard|date|digits|email|hex|host|ip|json|lower|numeric|"
                    r"regex|semver|trim|upper|url|uuid|integer|normalize)(?:\.(?!parse\b)\w+)*")  # fmt: skip
_WORD = re.compile(r"[A-Za-z][\w.]*")
_LITERAL = re.compile(r"""'([^']*)'|"([^"]*)\"""")
_PARTS = re.compile(r"""'[^']*'|"[^"]*"|\|""")
_BOUND = re.compile(r"""[<>]=?\s*-?[\d.]+|-?[\d.]+\s*[<>]=?|==\s*-?\d+|%\s*\d+""")
_DEFAULT = re.compile(r"""\s=\s*(?:'[^']*'|"[^"]*"|[\w.-]+)\s*$""")
_LIST = re.compile(r"\[\]")
_RECORD = re.compile(r"Record<.*>")
_DEEPEST = 20

Fields = dict[str, Field]


@dataclass(frozen=True, slots=True)
class _Said:
    """What a definition says of a value."""

    kind: Kind
    presence: Presence = "required"
    nullable: Nullable = "no"
    lists: int = 0


def ark_object(types: Types, node: Node, depth: int = 0) -> tuple[Fields, bool, Node] | None:
    """The fields of a type of objects, whether there may be others, and the literal that they stand in; None for anything else."""
    node = meant(types.syntax, node)
    method, target, arguments = _called(types, node)
    if depth > _DEEPEST or not method:
        return None
    if method == "type" and target is None:
        literal = arguments[0] if arguments and arguments[0].type == "object" else None
        return _members(types, literal, depth) if literal is not None else None
    found = ark_object(types, target, depth + 1) if target is not None else None
    if found is None or method in _SAME:
        return found
    fields, opened, literal = found
    match method:
        case "and" | "merge":
            added = _members(types, arguments[0], depth) if arguments and arguments[0].type == "object" else None
            added = added or (ark_object(types, arguments[0], depth + 1) if arguments else None)
            return ({**fields, **added[0]}, opened or added[1], added[2]) if added else (fields, True, literal)
        case "pick" | "omit":
            names = {unquoted(types.syntax.str(a)) for a in arguments}
            return {n: f for n, f in fields.items() if (n in names) == (method == "pick")}, opened, literal
        case "partial" | "required":
            presence: Presence = "optional" if method == "partial" else "required"
            return {n: replace(f, presence=presence) for n, f in fields.items()}, opened, literal
        case "array" | "or" | "optional" | "default":
            return None
        case _:
            return fields, True, literal


def ark_values(types: Types, node: Node) -> list[Node]:
    """The texts of `type.enumerated("a", "b")`."""
    node = meant(types.syntax, node)
    method, target, arguments = _called(types, node)
    texts = [a for a in arguments if a.type == "string"]
    of_type = method == "enumerated" and target is not None and types.syntax.str(target) == "type"
    return texts if of_type and len(texts) == len(arguments) else []


def is_ark(types: Types, node: Node) -> bool:
    """True for a type that ArkType makes."""
    for _ in range(_DEEPEST):
        method, target, _ = _called(types, meant(types.syntax, node))
        if target is None or types.syntax.str(target) == "type":
            return method == "type" or target is not None
        node = target
    return False


def _members(types: Types, literal: Node, depth: int) -> tuple[Fields, bool, Node]:
    fields: Fields = {}
    opened = ts.child(literal, "spread_element") is not None
    for pair in pairs(types.syntax, literal):
        key = unquoted(types.syntax.str(pair.key))
        if key == "...":
            base = ark_object(types, pair.value, depth + 1)
            fields, opened = ({**base[0], **fields}, opened or base[1]) if base is not None else (fields, True)
        elif key[:1] in ("[", "+"):
            opened = opened or key[:1] == "["
        else:
            said = _said(types, pair.value, depth + 1)
            presence = "optional" if key.endswith("?") else said.presence
            field = field_of(types.syntax, pair, Typed(said.kind, said.nullable, said.lists), presence)
            place = replace(field.name_range, end=field.name_range.end - key.endswith("?"))
            name = key.removesuffix("?")
            fields[name] = replace(field, name=name, name_range=place)
    return fields, opened, literal


def _called(types: Types, node: Node) -> tuple[str, Node | None, list[Node]]:
    """The function or method that is called, what it is one of, and what it is given."""
    function = ts.field(node, "function") if node.type == "call_expression" else None
    if function is None:
        return "", None, []
    if function.type == "identifier":
        return types.syntax.str(function), None, given(node)
    name = ts.field(function, "property") if function.type == "member_expression" else None
    return (types.syntax.str(name), ts.field(function, "object"), given(node)) if name is not None else ("", None, [])


def _said(types: Types, node: Node, depth: int) -> _Said:
    text = types.syntax.str(node)
    unknown = _Said(Kind("unknown", text=text), nullable="unknown")
    if depth > _DEEPEST:
        return unknown
    if node.type == "string":
        return _written(unquoted(text), text)
    if node.type == "object":
        fields, opened, _ = _members(types, node, depth)
        return _Said(Kind("record", members=tuple(fields.values()), text=text)) if not opened else unknown
    if node.type == "array":
        return _expression(types, parts(node), unknown, depth)
    definition = meant(types.syntax, node)
    if texts := ark_values(types, definition):
        return _Said(Kind("enum", values=tuple(unquoted(types.syntax.str(t)) for t in texts), text=text))
    method, target, arguments = _called(types, definition)
    if method == "type" and target is None and len(arguments) == 1:
        return _said(types, arguments[0], depth + 1)
    inner = _said(types, target, depth + 1) if target is not None else unknown
    null = method == "or" and [types.syntax.str(a)[1:-1] for a in arguments] == ["null"]
    match method:
        case "array":
            return _Said(inner.kind, lists=inner.lists + 1)
        case "or" if null:
            return replace(inner, nullable="yes")
        case "optional":
            return replace(inner, presence="optional")
        case "default":
            return replace(inner, presence="defaulted")
        case _ if method in _SAME:
            return inner
        case _:
            found = ark_object(types, definition, depth + 1)
            whole = found is not None and not found[1]
            return _Said(Kind("record", members=tuple(found[0].values()), text=text)) if found and whole else unknown


def _expression(types: Types, listed: list[Node], unknown: _Said, depth: int) -> _Said:
    """What stands in a list: `["string", "[]"]`, `[Stop, "|", "null"]`, `["string", "=", "x"]`; a tuple is a list of anything."""
    mark = unquoted(types.syntax.str(listed[1])) if len(listed) > 1 and listed[1].type == "string" else ""
    first = _said(types, listed[0], depth + 1) if listed else unknown
    match mark:
        case "[]":
            return _Said(first.kind, lists=first.lists + 1)
        case "=" | "?":
            return replace(first, presence="defaulted" if mark == "=" else "optional")
        case "|" if len(listed) == 3 and types.syntax.str(listed[2])[1:-1] == "null":
            return replace(first, nullable="yes")
        case "|" | "&" | ":" | "=>" | "|>" | "@":
            return unknown
        case _:
            return replace(unknown, lists=1, nullable="no")


def _written(said: str, text: str) -> _Said:
    """What a definition in a string says: `string | null`, `'a' | 'b'`, `number.integer >= 1`, `string[]`."""
    presence: Presence = "required"
    default = _DEFAULT.search(said)
    if default is not None and not said[: default.start()].rstrip().endswith(("<", ">")):
        said, presence = said[: default.start()], "defaulted"
    if said.endswith("?"):
        said, presence = said[:-1], "optional"
    cuts = [m.start() for m in _PARTS.finditer(said) if m[0] == "|"]
    options = [said[a:b].strip() for a, b in zip([0, *(c + 1 for c in cuts)], [*cuts, len(said)], strict=True)]
    nullable: Nullable = "yes" if "null" in options else "no"
    if "undefined" in options:
        presence = "optional"
    others = [o for o in options if o not in ("null", "undefined")]
    literals = [m for o in others if (m := _LITERAL.fullmatch(o)) is not None]
    if others and len(literals) == len(others):
        values = tuple(m[1] if m[1] is not None else m[2] for m in literals)
        return _Said(Kind("enum" if len(values) > 1 else "literal", values=values, text=text), presence, nullable)
    if len(others) != 1:
        return _Said(Kind("unknown", text=text), presence, nullable if nullable == "yes" else "unknown")
    name, lists = _atom(others[0])
    kind = Kind(name or "unknown", text=text)
    return _Said(kind, presence, nullable if name else "unknown", lists)


def _atom(said: str) -> tuple[KindName | None, int]:
    """The kind that one definition is of, and in how many lists."""
    lists = len(_LIST.findall(said))
    bare = _BOUND.sub("", _LIST.sub("", said)).strip(" ()")
    if _RECORD.fullmatch(bare):
        return "map", lists
    if bare[:1] == "/" and bare[-1:] == "/":
        return "string", lists
    known = _KINDS.get(bare) if _WORD.fullmatch(bare) else None
    if known is None and bare.startswith("string.uuid."):
        known = "uuid"
    return known or ("string" if _TEXTS.fullmatch(bare) else None), lists
