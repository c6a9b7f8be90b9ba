"""Schemas of marshmallow: the fields that they declare, under the names that they have on the wire."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from tree_sitter import Node

from dovetail.core.shapes import Field, Kind, KindName
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._statements import constant
from ..._treesitter import Syntax
from ..syntax.given import inside
from ..syntax.literals import is_plain_string, string_range, string_value
from .django import keywords

SCHEMA: Final = "marshmallow schema"
_LIBRARIES = ("marshmallow", "flask_marshmallow", "apiflask", "webargs", "flask_smorest")
_BASES = frozenset({"Schema", "ma.Schema", "marshmallow.Schema", "mm.Schema"})
_FIELD = re.compile(r"=\s*(?:fields|ma|mf)\.[A-Z]\w*\(")
_MAKES = ("Function", "Method", "Constant", "Pluck")  # fields that no attribute is read for, or one of another kind
HOOKS: Final = ("pre_load", "post_dump")
_CHANGES = re.compile(r"\[[^\]\n]+\]\s*=[^=]|\.(?:pop|update|setdefault)\(|\bdel\s")
_KINDS: dict[str, KindName] = {
    "Str": "string", "String": "string", "Email": "string", "Url": "string", "URL": "string", "FormattedString": "string",
    "Fixed": "decimal", "Int": "int", "Integer": "int",
    "Float": "float", "Number": "float", "Decimal": "decimal", "Bool": "boolean", "Boolean": "boolean", "DateTime": "instant",
    "AwareDateTime": "instant", "NaiveDateTime": "instant", "Date": "date", "Time": "time", "UUID": "uuid",
}  # fmt: skip


def is_schema(bases: set[str], body: str, imported: Mapping[str, str]) -> bool:
    """True for a class whose base is marshmallow's own, or that has fields of it under a base which another file declares."""
    if any(b in _BASES and _is_of_library(imported.get(b.partition(".")[0], "")) for b in bases):
        return True
    return _FIELD.search(body) is not None and _is_of_library(imported.get("fields", "") or imported.get("ma", ""))


def is_own_base(base: str) -> bool:
    """True for the bases that the library gives."""
    return base in _BASES


def _is_of_library(module: str) -> bool:
    return module.partition(".")[0] in _LIBRARIES or module.rpartition(".")[2] in ("ma", "extensions")


def schema_fields(syntax: Syntax, body: Node) -> Iterator[Field]:
    """The fields of a schema."""
    for member in body.children:
        assigned = ts.child(member, "assignment")
        left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
        if left is None or right is None or left.type != "identifier" or right.type != "call":
            continue
        if _called(syntax, right)[:1].isupper():
            yield schema_field(syntax, syntax.str(left), syntax.range(left), right, syntax.range(member))


def schema_field(syntax: Syntax, name: str, at: Range, call: Node, range: Range) -> Field:
    """The field that a call declares: `fields.String(required=True)`, as marshmallow and Flask-RESTX have them."""
    given = keywords(syntax, call)
    wire, source = given.get("data_key"), given.get("attribute")
    kind, depth = _kind(syntax, call, given)
    return Field(
        name=name,
        name_range=at,
        kind=kind,
        presence="required" if _is(syntax, given, "required") else "defaulted",
        nullable="yes" if _is(syntax, given, "allow_none") or _is(syntax, given, "allow_null") else "unknown",
        range=range,
        list_depth=depth,
        wire=string_value(syntax.str(wire)) if wire is not None and is_plain_string(wire) else None,
        stored=string_value(syntax.str(source)) if source is not None and is_plain_string(source) else None,
    )


def sources(syntax: Syntax, body: Node) -> Iterator[tuple[tuple[str, Range], ...]]:
    """The attributes that the fields of a schema are read from where it writes an object, each with its steps: `attribute="item.sku"`."""
    for member in body.children:
        assigned = ts.child(member, "assignment")
        left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
        known = left is not None and right is not None and left.type == "identifier" and right.type == "call"
        if (
            left is None
            or right is None
            or not known
            or _called(syntax, right) in (*_MAKES, "")
            or not _called(syntax, right)[0].isupper()
        ):
            continue
        given = keywords(syntax, right)
        said = given.get("attribute")
        if (
            _is(syntax, given, "load_only")
            or "dump_default" in given
            or (said is not None and not is_plain_string(said))
        ):
            continue
        at = string_range(syntax, said) if said is not None else syntax.range(left)
        yield tuple(_steps(syntax.text[at], at.start))


def _steps(written: str, start: int) -> Iterator[tuple[str, Range]]:
    for step in written.split("."):
        yield step, Range(start, start + len(step))
        start += len(step) + 1


def renames_all(syntax: Syntax, body: Node) -> bool:
    """True for a class that makes the names on the wire by a method, in camelCase: `on_bind_field`."""
    written = syntax.str(body)
    return "on_bind_field" in written and "data_key" in written and "camel" in written.lower()


def remakes(syntax: Syntax, body: Node) -> bool:
    """True where a method makes something else of what was loaded than a dictionary with the keys of the schema."""
    for member in body.children:
        if member.type != "decorated_definition" or "post_load" not in syntax.str(member).partition("def ")[0]:
            continue
        for node in ts.walk(member):
            value = next((c for c in node.children if c.is_named), None) if node.type == "return_statement" else None
            if value is not None and value.type != "identifier":
                return True
    return "INCLUDE" in syntax.str(body)


def hooked(syntax: Syntax, body: Node) -> tuple[str, ...]:
    """The sorts of hooks by which a schema takes or gives something else than its fields: an envelope around them, say."""
    found: set[str] = set()
    for member in body.children:
        written = syntax.str(member) if member.type == "decorated_definition" else ""
        sort = next((word for word in HOOKS if word in written.partition("def ")[0]), "")
        returned = [n for n in ts.walk(member) if n.type == "return_statement"] if sort else []
        values = [next((c for c in n.children if c.is_named), None) for n in returned]
        same = all(v is None or v.type == "identifier" for v in values) and _CHANGES.search(written) is None
        found.update(() if same or not sort else (sort,))
    return tuple(sorted(found))


def _kind(syntax: Syntax, call: Node, given: Mapping[str, Node], depth: int = 0) -> tuple[Kind, int]:
    called = _called(syntax, call)
    first = next((c for c in _parts(call) if c.type != "keyword_argument"), None)
    many = int(_is(syntax, given, "many") or _is(syntax, given, "as_list"))
    if called == "Nested" and first is not None:
        target = string_value(syntax.str(first)) if is_plain_string(first) else syntax.str(first).partition("(")[0]
        return (Kind("ref", target, text=called), many) if target.replace(".", "").isidentifier() else (_UNKNOWN, many)
    if called == "List" and first is not None and first.type in ("call", "attribute") and depth < 3:
        kind, inner = _kind(syntax, first, keywords(syntax, first), depth + 1)
        return kind, inner + 1
    if called == "Enum" and first is not None and _is(syntax, given, "by_value"):
        return Kind("ref", syntax.str(first), text=called), 0
    listed = given.get("enum")
    values = tuple(_texts(syntax, listed)) if listed is not None else tuple(_chosen(syntax, given.get("validate")))
    if values and _KINDS.get(called) == "string":
        return Kind("enum", values=values, text=called), 0
    if _is_chosen(syntax, given.get("validate")) or listed is not None:
        return _UNKNOWN, 0  # of a list that is not seen here
    return Kind(_KINDS.get(called, "unknown"), text=called), 0


def _is_chosen(syntax: Syntax, validate: Node | None) -> bool:
    """True where a field takes a few values, or what a function of the program lets through."""
    called = (n for n in ts.walk(validate) if n.type == "call") if validate is not None else ()
    own = validate is not None and validate.type in ("identifier", "attribute", "lambda")
    return own or any(_called(syntax, n) in ("OneOf", "ContainsOnly") for n in called)


def _chosen(syntax: Syntax, validate: Node | None) -> Iterator[str]:
    """The texts of `OneOf(["a", "b"])`, also by the name of a list at the top of the file; none where not all are seen."""
    call = (
        next((n for n in ts.walk(validate) if n.type == "call" and _called(syntax, n) == "OneOf"), None)
        if validate is not None
        else None
    )
    listed = next(iter(_parts(call)), None) if call is not None else None
    yield from _texts(syntax, listed)


def _texts(syntax: Syntax, listed: Node | None) -> Iterator[str]:
    """The texts of a list, also by its name at the top of the file; none where not all are seen."""
    if listed is not None and listed.type == "identifier":
        listed = constant(syntax, syntax.str(listed))
    parts = inside(listed) if listed is not None and listed.type in ("list", "tuple", "set") else []
    if all(is_plain_string(p) for p in parts):
        yield from (string_value(syntax.str(p)) for p in parts)


_UNKNOWN = Kind("unknown")


def _is(syntax: Syntax, given: Mapping[str, Node], name: str) -> bool:
    return name in given and syntax.str(given[name]) == "True"


def _called(syntax: Syntax, call: Node) -> str:
    function = ts.field(call, "function") if call.type == "call" else call  # `fields.String` alone
    return syntax.str(function).rsplit(".", 1)[-1] if function is not None else ""


def _parts(call: Node) -> list[Node]:
    return inside(ts.field(call, "arguments"))
