"""Functions of a program by which its handlers answer, and read their requests: `reply(user)`, `await read(request, NewUser)`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Signature

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..classes.errors import parameter_names
from ..syntax.given import first_argument
from ..syntax.locals import function_of, local_value
from ..syntax.markers import keyword

_MAY_REPLY = re.compile(r"\breturn (?:\w+\.)*(?:\w*Response|json_response|jsonify|make_response|json)\(")
_RESPONSE = re.compile(r"(?:\w+\.)*(?:\w*Response|json_response|jsonify|make_response|json)")
_MAY_READ = re.compile(r"\b_?req(?:uest)?\.(?:body|json|get_json|data|get_data|media|read|content|stream|text)\b")
_GIVES_BODY = re.compile(r"\brequest\.(?:get_json\(|json\b)")
_BODY = re.compile(r"(?:await )?request\.(?:get_json\([^()]*\)|json(?:\(\))?)(?:\s+or\s+(?:\{\}|dict\(\)))?")
_NOTHING = ("None", "{}", "dict()")
_TAKES_REQUEST = re.compile(r"\brequest\s*:\s*(?:\w+\.)*Request\b")
_REQUEST = re.compile(r"_?req(?:uest)?")
_CONTENTS = ("content", "data", "body", "text", "media")
_WRITES = re.compile(r"(?:\w+\.)*(?:asdict|dumps|encode|to_builtins|unstructure|jsonable_encoder|dump_json|jsonify)")
_DUMPS = frozenset({"model_dump", "model_dump_json", "dict", "json", "to_json", "encode"})
_DEEPEST = 4
# What makes a value of the class that a parameter is.
_OF_CLASS = (
    r"\btype\s*=\s*{0}\b|\b(?:decode|convert|structure|loads|parse_obj_as|from_dict)\([^\n]*,\s*{0}\b|"
    r"\b{0}\.(?:model_validate\w*|parse_obj|parse_raw|from_json|from_dict|validate\w*|Schema|schema)\b|\b{0}\(\*\*|TypeAdapter\(\s*{0}\b"
)


def helpers(syntax: Syntax) -> Iterator[Signature]:
    """The functions at the top of a file that answer with what they are given, or read a request as what they are given, with its place."""
    text = syntax.text.source
    replies, reads = _MAY_REPLY.search(text) is not None, _MAY_READ.search(text) is not None
    for statement in syntax.root.children if replies or reads else ():
        name = ts.field(statement, "name") if statement.type == "function_definition" else None
        if name is None:
            continue
        takes = tuple(parameter_names(syntax, statement))
        if replies and (place := _replies(syntax, statement, takes)) is not None:
            yield Signature(syntax.str(name), "replies", str(place))
        elif reads and (place := _reads(syntax, statement, takes)) is not None:
            yield Signature(syntax.str(name), "reads", str(place))


def repliers(syntax: Syntax) -> frozenset[str]:
    """The functions of a file that answer with what they are given in the first place."""
    return frozenset(s.name for s in helpers(syntax) if s.how == "replies" and s.gives == "0")


def body_givers(syntax: Syntax) -> frozenset[str]:
    """The functions at the top of a file that give the body of the request: `def body(): return request.get_json() or {}`, and of one
    that they are given, `async def body(request: Request): return await request.json()`."""
    if _GIVES_BODY.search(syntax.text.source) is None:
        return frozenset()
    functions = (c for c in syntax.root.children if c.type == "function_definition")
    names = ((ts.field(f, "name"), f) for f in functions if _GIVES_BODY.search(syntax.str(f)) is not None)
    return frozenset(syntax.str(name) for name, f in names if name is not None and _gives_body(syntax, f))


def _gives_body(syntax: Syntax, function: Node) -> bool:
    taken = ts.field(function, "parameters")
    own = taken is not None and _TAKES_REQUEST.search(syntax.str(taken)) is not None
    if not own and any(name == "request" for name in parameter_names(syntax, function)):
        return False
    found = [n for n in ts.walk(function) if n.type == "return_statement" and function_of(n) == function]
    values = [next((c for c in n.children if c.is_named), None) for n in found]
    made = [local_value(syntax, v) if v is not None and v.type == "identifier" else v for v in values]
    texts = [syntax.str(m) if m is not None else "" for m in made]
    gives = [_BODY.fullmatch(t) is not None for t in texts]
    return any(gives) and all(g or t in _NOTHING for g, t in zip(gives, texts, strict=True))


def _replies(syntax: Syntax, function: Node, takes: tuple[str, ...]) -> int | None:
    """The place of the parameter that is the whole content of each answer; None where there is none."""
    found: set[str] = set()
    for statement in ts.walk(function):
        if statement.type != "return_statement" or function_of(statement) != function:
            continue
        value = next((c for c in statement.children if c.is_named), None)
        value = value.named_children[0] if value is not None and value.type == "expression_list" else value
        called = ts.field(value, "function") if value is not None and value.type == "call" else None
        if value is None or called is None or _RESPONSE.fullmatch(syntax.str(called)) is None:
            return None
        content = next((v for n in _CONTENTS if (v := keyword(syntax, value, n)) is not None), None) or first_argument(
            value
        )
        found.add(_written(syntax, content, 0))
    return takes.index(found.pop()) if len(found) == 1 and found <= set(takes) else None


def _written(syntax: Syntax, node: Node | None, depth: int) -> str:
    """The name of what is written as JSON: `user` of `encoder.encode(user)`, `user.model_dump()`."""
    if node is None or depth > _DEEPEST:
        return ""
    if node.type == "identifier":
        made = local_value(syntax, node)
        return _written(syntax, made, depth + 1) if made is not None else syntax.str(node)
    called = ts.field(node, "function") if node.type == "call" else None
    if called is None:
        return ""
    owner, name = (ts.field(called, n) if called.type == "attribute" else None for n in ("object", "attribute"))
    if _WRITES.fullmatch(syntax.str(called)) is not None and (first := first_argument(node)) is not None:
        return _written(syntax, first, depth + 1)
    dumps = name is not None and syntax.str(name) in _DUMPS and owner is not None and owner.type == "identifier"
    return _written(syntax, owner, depth + 1) if dumps else ""


def _reads(syntax: Syntax, function: Node, takes: tuple[str, ...]) -> int | None:
    """The place of the parameter that is the class as which a function reads a request; None where there is none."""
    written = syntax.str(function)
    if len(takes) < 2 or _REQUEST.fullmatch(takes[0]) is None or _MAY_READ.search(written) is None:
        return None
    found = [i for i, name in enumerate(takes) if i and re.search(_OF_CLASS.format(re.escape(name)), written)]
    return found[0] if len(found) == 1 else None
