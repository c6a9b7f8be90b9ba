"""What Flask-RESTX and Flask-RESTful write answers and document requests by: models that a call makes of a dictionary of fields,
`item = api.model("Item", {"id": fields.Integer})`, dictionaries of such fields alone, and parsers of arguments.
"""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from dovetail.core.shapes import Field, Record, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import Comment
from ..._statements import constant
from ..._treesitter import Syntax
from ..classes.django import keywords
from ..classes.marshmallow import SCHEMA, schema_field
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import local_value

_LIBRARIES = re.compile(r"^\s*(?:from|import)\s+(?:flask_restx|flask_restful|flask_restplus)\b", re.MULTILINE)
_MAKES = frozenset({"model", "inherit", "clone", "extend"})
_EXTENDS = frozenset({"inherit", "clone", "extend"})  # by what stands between the name and the fields
_ANY = "*"  # the field that stands for names that nobody knows
_PLACES = {"args": "query", "values": "query", "json": "request", "form": "request"}
_PARSED = re.compile(r"\b(\w+)\.parse_args\(")
_LOCATED = re.compile(r"\blocation\s*=\s*[\"'](\w+)[\"']")
_PARSER = re.compile(r"RequestParser\(|\.parser\(")
_ASKS = frozenset({"GET", "HEAD", "DELETE"})  # whose arguments stand in the query, where their place is not said


def uses_restx(syntax: Syntax) -> bool:
    """True for a file that imports one of these libraries."""
    return syntax.once(_has_library)


def _has_library(syntax: Syntax) -> bool:
    return _LIBRARIES.search(syntax.text.source) is not None


def model_of(
    name: Node, value: Node, comment: Comment, range: Range, syntax: Syntax, above: Sequence[Record]
) -> Record | None:
    """The model that a name of a file stands for; None where it is none. One is open where not all of its fields are seen, which may
    be those of the models `above` it.
    """
    if value.type not in ("call", "dictionary") or not uses_restx(syntax):
        return None
    listed, bases = (value, ()) if value.type == "dictionary" else _made(syntax, value)
    if listed is None:
        return None
    pairs = [c for c in listed.children if c.is_named and c.type != "comment"]
    fields = [f for p in pairs if (f := _field(syntax, p)) is not None]
    if value.type == "dictionary" and (not fields or len(fields) < len(pairs)):
        return None  # any dictionary
    known = {r.name: r for r in above}
    whole = len(fields) == len(pairs) and all(b in known and not known[b].open for b in bases)
    own = {f.name for f in fields}
    inherited = (f for b in bases if b in known for f in known[b].fields if f.name not in own)
    return Record(
        name=syntax.str(name),
        name_range=syntax.range(name),
        range=range,
        fields=(*inherited, *(f for f in fields if f.name != _ANY)),
        layer="api",
        construct=SCHEMA,
        open=not whole or _ANY in own,
        doc=comment.doc,
        tags=comment.tags,
    )


def _made(syntax: Syntax, call: Node) -> tuple[Node | None, tuple[str, ...]]:
    """The dictionary of a model's fields, and the models that it has the fields of: `api.inherit("Detail", item, {…})`."""
    function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    method = ts.field(function, "attribute") if function is not None and function.type == "attribute" else None
    called = syntax.str(method or function) if function is not None else ""
    parts = (
        [c for c in arguments.children if c.is_named and c.type not in ("comment", "keyword_argument")]
        if arguments is not None
        else []
    )
    if (
        called not in _MAKES | {"Model"}
        or len(parts) < 2
        or not is_plain_string(parts[0])
        or parts[-1].type != "dictionary"
    ):
        return None, ()
    between = parts[1:-1] if called in _EXTENDS else []
    return parts[-1], tuple(syntax.str(p) for p in between)


def _field(syntax: Syntax, pair: Node) -> Field | None:
    """The field that a pair declares, `"id": fields.Integer` or `"id": fields.Integer(required=True)`."""
    key, value = (ts.field(pair, n) if pair.type == "pair" else None for n in ("key", "value"))
    if key is None or value is None or not is_plain_string(key):
        return None
    function = ts.field(value, "function") if value.type == "call" else value
    if function is None or function.type not in ("attribute", "identifier"):
        return None
    owner, _, called = syntax.str(function).rpartition(".")
    if owner.rpartition(".")[2] != "fields" and not (called[:1].isupper() and owner == ""):
        return None
    return schema_field(syntax, string_value(syntax.str(key)), string_range(syntax, key), value, syntax.range(pair))


def enveloped(syntax: Syntax, function: Node) -> Iterator[Use]:
    """The name under which a decorator puts the whole answer: `@ns.marshal_with(item, envelope="items")`."""
    outer = function.parent if uses_restx(syntax) else None
    for decorator in outer.children if outer is not None and outer.type == "decorated_definition" else ():
        call = ts.child(decorator, "call") if decorator.type == "decorator" else None
        said = keywords(syntax, call).get("envelope") if call is not None else None
        if call is not None and said is not None and is_plain_string(said):
            at = string_range(syntax, said)
            yield Use("", ("response", string_value(syntax.str(said))), (syntax.range(call), at), "write", "response")


def parsed(syntax: Syntax, function: Node, verb: str) -> Iterator[Use]:
    """What the parser takes that one method alone asks for its arguments: `parser.add_argument("state", location="args")`."""
    if not uses_restx(syntax) or b".parse_args(" not in (function.text or b""):
        return
    for name in set(_PARSED.findall(syntax.str(function))):
        source = syntax.text.source
        if len(re.findall(rf"\b{name}\.parse_args\(", source)) > 1 or re.search(rf"\b{name}\.copy\(", source):
            continue  # of what one method takes, another need not know
        for call in _arguments(syntax, name):
            first = next((c for c in call.children if is_plain_string(c)), None)
            if first is None:
                continue
            given = keywords(syntax, call.parent) if call.parent is not None else {}
            place = given.get("location")
            usual = "query" if verb in _ASKS else ""
            part = _PLACES.get(string_value(syntax.str(place)), "") if place is not None else usual
            if part:
                whole = syntax.range(call)
                at, own = string_range(syntax, first), string_value(syntax.str(first))
                yield Use("", (part, own), (whole, at), "read", part)
                listed = given.get("choices")
                for choice in (c for c in (listed.children if listed is not None else ()) if is_plain_string(c)):
                    here = string_range(syntax, choice)
                    yield Use("", (part, own, f"={string_value(syntax.str(choice))}"), (whole, at, here), "read", part)


def parsed_part(syntax: Syntax) -> str:
    """The part of a request that the parsers of a file take their arguments of; empty where they take them of several, or say none."""
    said = (
        {_PLACES.get(place, "") for place in _LOCATED.findall(syntax.text.source)} if uses_restx(syntax) else set[str]()
    )
    every = len(_LOCATED.findall(syntax.text.source)) == syntax.text.source.count(".add_argument(")
    return said.pop() if len(said) == 1 and every else ""


def _arguments(syntax: Syntax, name: str) -> Iterator[Node]:
    """The arguments of each `add_argument` of a parser that the file makes once."""
    made = constant(syntax, name)
    if made is not None and _PARSER.search(syntax.str(made)) is None:
        return
    for call in syntax.nodes(frozenset({"call"})):
        function, listed = ts.field(call, "function"), ts.field(call, "arguments")
        if function is not None and listed is not None and syntax.str(function) == f"{name}.add_argument":
            yield listed


def model_name(syntax: Syntax, node: Node) -> str:
    """The model that a decorator names, as a type: `item`, `[item]`, `models.item`; empty for anything else."""
    if node.type == "list":
        parts = [c for c in node.children if c.is_named and c.type != "comment"]
        inner = model_name(syntax, parts[0]) if len(parts) == 1 else ""
        return f"{inner}[]" if inner else ""
    written = syntax.str(node)
    if node.type not in ("identifier", "attribute") or not written.replace(".", "").isidentifier():
        return ""
    made = (local_value(syntax, node) or constant(syntax, written)) if node.type == "identifier" else None
    return "" if made is not None and _PARSER.search(syntax.str(made)) is not None else written
