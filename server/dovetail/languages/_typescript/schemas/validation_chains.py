"""Schemas of yup and Joi, as records. They are chained as zod's are, but what is not `.required()` may be left out."""

import re

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind, KindName, Nullable, Presence

from ... import _treesitter as ts
from ..scoping.origins import initializer
from ..syntax.literals import field_of, pairs, value_of
from ..syntax.nodes import given
from ..syntax.types import Types, unquoted
from .zod import Chain

YUP = re.compile(r"""["']yup["']""")
JOI = re.compile(r"""["'](?:joi|@hapi/joi|celebrate)["']""")
_ROOTS = {"yup": "yup", "Yup": "yup", "Joi": "joi", "joi": "joi"}
_KINDS: dict[str, KindName] = {
    "string": "string", "number": "number", "boolean": "boolean", "bool": "boolean", "date": "instant", "mixed": "any", "any": "any",
    "binary": "bytes",
}  # fmt: skip
_NARROWED: dict[str, KindName] = {
    "uuid": "uuid",
    "guid": "uuid",
    "integer": "int",
    "datetime": "instant",
}
_REQUIRES = frozenset("required exist defined nonNullable".split())
_LISTS = frozenset("valid equal oneOf".split())
_EXTENDS = frozenset("shape keys append concat".split())
_DECIDES = frozenset(
    "when fork alter rename forbidden strip unknown pattern cast external lazy".split()
)  # what cannot be told
_METHODS = {"shape": "yup", "keys": "joi", "append": "joi"}  # what objects alone have that have more fields
_LONGEST = 40
_DEEPEST = 20

Fields = dict[str, Field]


def chained_object(types: Types, node: Node, depth: int = 0) -> tuple[Fields, bool, Node] | None:
    """The fields of `yup.object({…})` with what is chained behind it, whether there may be others, and the literal; else None."""
    library, chain = library_chain(types, node)
    if not library or chain[0][0] != "object" or depth > _DEEPEST:
        return None
    fields: Fields = {}
    opened, literal = False, None
    for i, (name, call) in enumerate(chain):
        argument = next(iter(given(call)), None)
        if (i == 0 or name in _EXTENDS) and argument is not None:
            added = _added(types, argument, depth)
            literal = argument if literal is None and argument.type == "object" else literal
            fields, opened = (fields | added[0], opened or added[1]) if added is not None else (fields, True)
        elif name in ("pick", "omit") and argument is not None:
            names = [unquoted(types.syntax.str(n)) for n in argument.children if n.type == "string"]
            fields = {n: f for n, f in fields.items() if (n in names) == (name == "pick")}
        elif name in ("partial", "deepPartial"):
            fields = {n: replace(f, presence="optional") for n, f in fields.items()}
        elif name in _DECIDES or (name in ("options", "prefs") and "presence" in types.syntax.str(call)):
            opened = True
    return (fields, opened, literal) if literal is not None else None


def extended_object(types: Types, node: Node) -> tuple[str, Fields, Node] | None:
    """What `base.shape({ … })` and `base.keys({ … })` add to a schema that another file declares, with the library."""
    function = ts.field(node, "function") if node.type == "call_expression" else None
    base, name = (ts.field(function, r) if function is not None else None for r in ("object", "property"))
    if base is None or name is None or base.type != "identifier" or initializer(types.syntax, base) is not None:
        return None
    library = _METHODS.get(types.syntax.str(name), "")
    literal = next(iter(given(node)), None)
    says = library and types.syntax.says(YUP if library == "yup" else JOI)
    found = _added(types, literal, 0) if says and literal is not None and literal.type == "object" else None
    return (library, found[0], literal) if found is not None and literal is not None else None


def chained_values(types: Types, node: Node) -> list[Node] | None:
    """The strings in `Joi.string().valid("a", "b")` and `yup.string().oneOf(["a", "b"])`."""
    library, chain = library_chain(types, node)
    if not library or chain[0][0] not in ("string", "mixed", "any"):
        return None
    for name, call in chain[1:]:
        listed = [n for argument in given(call) for n in _listed(types, argument)] if name in _LISTS else []
        texts = [n for n in listed if n.type == "string" and unquoted(types.syntax.str(n))]
        if texts and all(n.type in ("string", "null", "undefined") for n in listed):
            return texts
    return None


def library_chain(types: Types, node: Node) -> tuple[str, Chain]:
    """The library that a chain of calls begins with, and each call with its name; nothing for any other chain."""
    calls: Chain = []
    for _ in range(_LONGEST):
        if node.type in ("identifier", "shorthand_property_identifier"):
            value = initializer(types.syntax, node)
            node = value_of(value).node if value is not None else node
        function = ts.field(node, "function") if node.type == "call_expression" else None
        if function is None:
            break
        if function.type == "identifier":  # import { object, string } from "yup"
            return ("yup", [(types.syntax.str(function), node), *calls[::-1]]) if types.syntax.says(YUP) else ("", [])
        target, name = ts.field(function, "object"), ts.field(function, "property")
        if target is None or name is None:
            break
        calls.append((types.syntax.str(name), node))
        library = _ROOTS.get(types.syntax.str(target), "") if target.type == "identifier" else ""
        if library:
            return (library, calls[::-1]) if types.syntax.says(YUP if library == "yup" else JOI) else ("", [])
        node = target
    return "", []


def _added(types: Types, node: Node, depth: int) -> tuple[Fields, bool] | None:
    """What a literal, or another schema, adds to an object."""
    if node.type != "object":
        found = chained_object(types, node, depth + 1)
        return (found[0], found[1]) if found is not None else None
    fields: Fields = {}
    for pair in pairs(types.syntax, node):
        kind, presence, nullable, lists = _schema(types, pair.value, depth)
        own = field_of(types.syntax, pair, Typed(kind, nullable, lists), presence)
        fields[own.name] = own
    return fields, ts.child(node, "spread_element") is not None


def _schema(types: Types, node: Node, depth: int) -> tuple[Kind, Presence, Nullable, int]:
    """Kind, presence, nullability and list depth of a schema."""
    text = types.syntax.str(node)
    kind, lists = Kind("unknown", text=text), 0
    library, chain = library_chain(types, node)
    if not library or depth > _DEEPEST:
        return kind, "required", "unknown", 0
    root = chain[0][0]
    texts = chained_values(types, node)
    if texts is not None:
        kind = Kind("enum", values=tuple(unquoted(types.syntax.str(t)) for t in texts), text=text)
    elif root == "object":
        made = chained_object(types, node, depth + 1)
        kind = Kind("record", members=tuple(made[0].values()), text=text) if made is not None and not made[1] else kind
    elif root == "array":
        inner = _items(chain)
        kind, _, _, lists = _schema(types, inner, depth + 1) if inner is not None else (kind, "", "", 0)
        lists += 1
    elif root in _KINDS:
        kind = Kind(_KINDS[root], text=text)
    presence: Presence = "optional"
    nullable: Nullable = "no"
    for name, call in chain[1:]:
        said = types.syntax.str(ts.field(call, "arguments") or call)
        if name in _REQUIRES:
            presence = "required"
        elif name == "default":
            presence = "defaulted"
        elif (name == "nullable" and "false" not in said) or (name in ("allow", *_LISTS) and "null" in said):
            nullable = "yes"
        elif name in ("notRequired", *_DECIDES):
            nullable = "unknown"
        elif name in _NARROWED and kind.name == ("number" if name == "integer" else "string"):
            kind = replace(kind, name=_NARROWED[name])
    if any(name in _DECIDES for name, _ in chain):
        return Kind("unknown", text=text), "optional", "unknown", 0
    return replace(kind, text=text), presence, nullable, lists


def _items(chain: Chain) -> Node | None:
    """The schema of a list's items; None where there are several, or none is said."""
    for i, (name, call) in enumerate(chain):
        items = given(call) if i == 0 or name in ("of", "items") else []
        if items:
            return items[0] if len(items) == 1 else None
    return None


def _listed(types: Types, node: Node) -> list[Node]:
    """What stands in a list, also one under a name of this file; a text alone stands for itself."""
    if node.type == "spread_element" and node.children[-1].type in ("identifier", "array"):
        node = node.children[-1]
    value = initializer(types.syntax, node) if node.type == "identifier" else None
    inner = value_of(value if value is not None else node).node
    return [c for c in inner.children if c.is_named and c.type != "comment"] if inner.type == "array" else [inner]
