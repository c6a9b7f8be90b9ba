"""Errors of a program's own, as far as what they carry is answered: `raise Refused("sold_out", "No seats are left", 409)`."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from tree_sitter import Node

from dovetail.core.shapes import ErrorClass, Passed, Raised
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.given import number_of, plain_arguments
from ..syntax.literals import is_plain_string, string_items, string_range, string_value
from ..syntax.locals import is_dict, local_value
from .bases import base_names
from .constructs import DATACLASSES
from .members import assignments

OF_ERRORS: Final = re.compile(r"\bclass\s+\w+\([^()]*(?:Error|Exception|Refus\w*|Problem)\b|\braise\s+\w")
OF_REST: Final = "APIException"  # of Django's REST framework, from which errors with a `default_code` derive
_DUMPS = frozenset({"model_dump", "dict", "to_dict"})
_ENCODES = frozenset({"jsonable_encoder", "asdict", "dataclasses.asdict", "msgspec.to_builtins"})
_CODES = re.compile(r"\w+\.(?:get_codes\(\)|default_code|detail\.code)")
_DEEPEST = 6
_RESPONSES = frozenset({"JSONResponse", "JsonResponse", "ORJSONResponse", "json_response", "jsonify", "Response"})
_CONTENTS = ("content", "data")
_NO_ERRORS = frozenset({"Request", "HttpRequest", "WebSocket", "Exception"})
_OWN = re.compile(r"\bself\.(\w+)")
_STATED = re.compile(r"(?:(?:async\s+)?def\s+|class\s+)?(\w+)\s*[(:=]")
_STATING = frozenset({"assignment", "function_definition", "class_definition"})
_SILENT = frozenset({"comment", "string", "pass_statement", "ellipsis"})
# By which a class may have properties that are not seen.
_OF_OTHERS = re.compile(r"__getattr|__dict__|\bsetattr\b|__setattr__|__new__|\bvars\(|\bdef __init__\((?!\s*self\b)")
_NAMED_TYPE = re.compile(r"([A-Za-z_]\w*)(?:\s*\|\s*None)?")
_STATUSES = frozenset({"status", "status_code", "http_status", "http_code"})
_REFUSED = re.compile(r"4\d\d")
_OF_MEMBER = "value"  # of a member of an enum
_DECORATED = re.compile(r"(?:errorhandler|exception_handler)\(\s*(\w+)\s*\)")

Text = tuple[int, str, Range]


def raised_errors(syntax: Syntax) -> Iterator[Raised]:
    """The errors that a file raises, or makes for whoever raises them, with the texts that they are given."""
    for statement in syntax.nodes(frozenset({"raise_statement", "return_statement"})):
        call = next((c for c in statement.children if c.type == "call"), None)
        name = ts.field(call, "function") if call is not None else None
        if call is None or name is None or name.type != "identifier":
            continue
        if statement.type == "return_statement" and not syntax.str(name)[:1].isupper():
            continue
        texts, named = texts_given(syntax, call)
        if texts or named:
            yield Raised(syntax.str(name), texts, named)


def texts_given(syntax: Syntax, call: Node) -> tuple[tuple[Text, ...], tuple[tuple[str, str, Range], ...]]:
    """The texts that a call is given, by their places and by the names of keywords."""
    named = ((syntax.str(k), _value(syntax, v), string_range(syntax, v)) for k, v in _named(call) if _is_text(v))
    return _texts(syntax, plain_arguments(call)), tuple(named)


def error_classes(syntax: Syntax) -> Iterator[ErrorClass]:
    """The classes of a file that extend another, with what they keep of what they are given."""
    for node in syntax.nodes(frozenset({"class_definition"})):
        name, body, bases = ts.field(node, "name"), ts.field(node, "body"), base_names(syntax, node)
        if (
            name is not None
            and body is not None
            and len(bases) == 1
            and bases[0][1].type in ("identifier", "attribute")
        ):
            yield _error_class(syntax, syntax.str(name), bases[0][0], body)


def _error_class(syntax: Syntax, name: str, base: str, body: Node) -> ErrorClass:
    says = [
        (syntax.str(left), _value(syntax, right), string_range(syntax, right))
        for left, right in assignments(body)
        if right is not None and left.type == "identifier" and _is_text(right)
    ]
    keeps: list[tuple[str, int]] = []
    hands: list[tuple[int, int]] = []
    texts: tuple[Text, ...] = ()
    takes: tuple[str, ...] = ()
    types: tuple[tuple[str, int], ...] = ()
    alone = False
    constructor = next(
        (m for m in body.children if m.type == "function_definition" and _is_constructor(syntax, m)), None
    )
    inside = ts.field(constructor, "body") if constructor is not None else None
    if constructor is not None:
        takes = tuple(parameter_names(syntax, constructor))
        types = tuple(_types(syntax, constructor, takes))
        alone = _is_closed(syntax, constructor)
    elif _is_of_fields(syntax, body):
        fields = list(_fields(syntax, body))
        takes = tuple(name for name, _ in fields)
        keeps = [(name, place) for place, name in enumerate(takes)]
        types = tuple((m[1], place) for place, (_, type) in enumerate(fields) if (m := _NAMED_TYPE.fullmatch(type)))
    for statement in inside.children if inside is not None else ():
        inner = statement.children[0] if statement.type == "expression_statement" and statement.children else None
        if inner is not None and inner.type == "call" and syntax.str(inner).startswith("super().__init__("):
            arguments = plain_arguments(inner)
            texts = _texts(syntax, arguments)
            hands.extend((i, takes.index(syntax.str(a))) for i, a in enumerate(arguments) if syntax.str(a) in takes)
        left, right = (ts.field(inner, n) for n in ("left", "right")) if inner is not None else (None, None)
        if left is None or right is None or left.type != "attribute" or not syntax.str(left).startswith("self."):
            continue
        own = syntax.str(left).removeprefix("self.")
        if syntax.str(right) in takes:
            keeps.append((own, takes.index(syntax.str(right))))
        elif _is_text(right):
            says.append((own, _value(syntax, right), string_range(syntax, right)))
    return ErrorClass(
        name, base, tuple(keeps), tuple(says), tuple(hands), texts, takes, types, _has(syntax, body), alone,
        _status(syntax, body),
    )  # fmt: skip


def _status(syntax: Syntax, body: Node) -> tuple[str, Range] | None:
    """The status that the class of an error says to be that of the answer to it: `status_code = 409`."""
    for left, right in assignments(body):
        if right is not None and syntax.str(left) in _STATUSES:
            number = number_of(syntax.str(right))
            return (number, syntax.range(right)) if _REFUSED.fullmatch(number) is not None else None
    return None


def _is_of_fields(syntax: Syntax, body: Node) -> bool:
    """True for a class of which a decorator makes the constructor: `@dataclass`, `@attrs.define`."""
    decorated = body.parent.parent if body.parent is not None else None
    listed = decorated.children if decorated is not None and decorated.type == "decorated_definition" else []
    names = (syntax.str(d).lstrip("@").partition("(")[0].strip() for d in listed if d.type == "decorator")
    return any(name in DATACLASSES for name in names)


def _fields(syntax: Syntax, body: Node) -> Iterator[tuple[str, str]]:
    """The fields of such a class that its constructor takes, each with its type."""
    for statement in body.named_children:
        inner = statement.children[0] if statement.type == "expression_statement" and statement.children else None
        left, type = (ts.field(inner, n) if inner is not None else None for n in ("left", "type"))
        right = ts.field(inner, "right") if inner is not None else None
        made = right is not None and "init=False" in syntax.str(right)
        if left is not None and type is not None and not made and not syntax.str(type).startswith("ClassVar"):
            yield syntax.str(left), syntax.str(type)


def _has(syntax: Syntax, body: Node) -> tuple[str, ...] | None:
    """All properties that a class states in its body or names behind `self`; None where it may have others."""
    written, class_ = syntax.str(body), body.parent
    decorated = class_ is not None and class_.parent is not None and class_.parent.type == "decorated_definition"
    if decorated or _OF_OTHERS.search(written) is not None:
        return None
    found = dict.fromkeys(_OWN.findall(written))
    for statement in body.named_children:
        inner = ts.field(statement, "definition") if statement.type == "decorated_definition" else statement
        first = inner.children[0] if inner is not None and inner.type == "expression_statement" else inner
        stated = _STATED.match(syntax.str(first)) if first is not None and first.type in _STATING else None
        if stated is not None:
            found[stated[1]] = None
        elif first is None or first.type not in _SILENT:
            return None
    return tuple(found)


def _is_closed(syntax: Syntax, constructor: Node) -> bool:
    """True for a constructor that takes what it names alone."""
    listed = ts.field(constructor, "parameters")
    return listed is not None and "*" not in syntax.str(listed).replace("*,", "")


def _types(syntax: Syntax, constructor: Node, takes: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """The types of a constructor's parameters that are names, `code: RefusalCode | None = None`, by the places of these."""
    listed = ts.field(constructor, "parameters")
    for node in listed.named_children if listed is not None else ():
        type, own = ts.field(node, "type"), ts.field(node, "name") or next(iter(node.children), None)
        named = _NAMED_TYPE.fullmatch(syntax.str(type)) if type is not None else None
        if named is not None and own is not None and syntax.str(own) in takes:
            yield named[1], takes.index(syntax.str(own))


def answered_of_error(
    syntax: Syntax, function: Node, repliers: frozenset[str] = frozenset(), taken: Mapping[str, str] | None = None
) -> Iterator[Passed]:
    """The properties of an error that its handler answers: `{"error": {"code": error.code}}`, with the chain to where each goes.

    Each is called by the class that the handler is for, `Refused.code`. `repliers` are functions of the file that make answers, too.
    `taken` are the errors by the names that they have, where those are no parameters: `except Refused as error`.
    """
    if taken is None:
        taken = {name: _handled(syntax, function, name) for name in parameter_names(syntax, function)}
    for node in ts.walk(function):
        value: Node | None = None
        if node.type == "return_statement":
            value = next((c for c in node.children if c.is_named), None)
            value = value.named_children[0] if value is not None and value.type == "expression_list" else value
        elif node.type == "call":
            value = _content(syntax, node, repliers)
        if value is not None and value.type == "identifier":
            value = local_value(syntax, value, grown=True)
        if value is not None and is_dict(syntax, value):
            yield from _answered(syntax, value, taken, ("errors",), 0)
        for written, of in written_by_itself(syntax, function, value) if value is not None else ():
            yield from _answered(syntax, written, {"self": of}, ("errors",), 0)
        for name, given in _of_model(syntax, value) if value is not None and value.type == "call" else ():
            owner, attribute = ts.field(given, "object"), ts.field(given, "attribute")
            if owner is not None and attribute is not None and (of := taken.get(syntax.str(owner))):
                yield Passed(("errors", name), f"{of}.{syntax.str(attribute)}", syntax.range(given))


def _content(syntax: Syntax, call: Node, repliers: frozenset[str] = frozenset()) -> Node | None:
    """What the call of a response is given to send: `JSONResponse(content={…})`, all of `jsonify(code=error.code)`."""
    called = ts.field(call, "function")
    name = syntax.str(called).rpartition(".")[2] if called is not None else ""
    if name not in _RESPONSES and name not in repliers:
        return None
    if is_dict(syntax, call):
        return call
    named = next((v for k, v in _named(call) if syntax.str(k) in _CONTENTS), None)
    return named or next(iter(plain_arguments(call)), None)


def written_by_itself(syntax: Syntax, function: Node, value: Node) -> Iterator[tuple[Node, str]]:
    """The dictionary that an error of the same file makes of itself where its handler answers that, and its class.

    It makes that dictionary, `error.to_dict()`, or all that is answered, `error.to_response()`.
    """
    called = ts.field(value, "function") if value.type == "call" else None
    owner, method = (ts.field(called, n) if called is not None else None for n in ("object", "attribute"))
    if owner is None or method is None or owner.type != "identifier":
        return
    of = _handled(syntax, function, syntax.str(owner))
    for class_ in (c for c in syntax.nodes(frozenset({"class_definition"})) if of and syntax.str(c.children[1]) == of):
        body = ts.field(class_, "body")
        for own in body.children if body is not None else ():
            name = ts.field(own, "name") if own.type == "function_definition" else None
            if name is not None and name.text == method.text:
                returned = [n for n in ts.walk(own) if n.type == "return_statement"]
                values = [next((c for c in n.children if c.is_named), None) for n in returned]
                made = values[0] if len(values) == 1 else None
                made = made.named_children[0] if made is not None and made.type == "expression_list" else made
                made = _content(syntax, made) or made if made is not None and made.type == "call" else made
                made = local_value(syntax, made) if made is not None and made.type == "identifier" else made
                if made is not None and is_dict(syntax, made):
                    yield made, of


def _of_model(syntax: Syntax, call: Node) -> Iterator[tuple[str, Node]]:
    """What the model is given by name that is answered: `Problem(code=error.code).model_dump()`."""
    here: Node | None = call
    while here is not None and here.type in ("call", "identifier"):
        if here.type == "identifier":  # `problem = Problem(code=error.code)`
            here = local_value(syntax, here)
            continue
        called = ts.field(here, "function")
        owner, name = (ts.field(called, n) if called is not None else None for n in ("object", "attribute"))
        if called is not None and syntax.str(called).rpartition(".")[2][:1].isupper():
            yield from ((syntax.str(k), v) for k, v in _named(here))
            return
        dumps = name is not None and syntax.str(name) in _DUMPS
        here = (
            owner
            if dumps
            else next(iter(plain_arguments(here)), None)
            if called is not None and syntax.str(called) in _ENCODES
            else None
        )


def rest_codes(syntax: Syntax, function: Node) -> Iterator[Passed]:
    """Where Django's REST framework answers the codes of errors, which their classes say: `{"code": exc.get_codes()}`."""
    for pair in (n for n in ts.walk(function) if n.type == "pair"):
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        if key is not None and value is not None and is_plain_string(key) and _gives_codes(syntax, value, 0):
            chain = ("errors", string_value(syntax.str(key)))
            yield Passed(chain, f"{OF_REST}.default_code", syntax.range(value))


def _gives_codes(syntax: Syntax, value: Node, depth: int) -> bool:
    """True for the codes of an error, also where something else is given in other cases: `code if isinstance(code, str) else "invalid"`."""
    if value.type == "identifier" and depth < _DEEPEST:
        made = local_value(syntax, value)
        return made is not None and _gives_codes(syntax, made, depth + 1)
    if value.type == "conditional_expression":
        return any(_gives_codes(syntax, c, depth + 1) for c in [c for c in value.children if c.is_named][::2])
    return _CODES.fullmatch(syntax.str(value)) is not None


def answered_dictionary(syntax: Syntax, value: Node, taken: Mapping[str, str]) -> Iterator[Passed]:
    """What a dictionary that is answered has of parameters, each with what it is called by: `{"code": code}`, `{"code": error.code}`."""
    yield from _answered(syntax, value, taken, ("errors",), 0)


def _answered(
    syntax: Syntax, value: Node, taken: Mapping[str, str], chain: tuple[str, ...], depth: int
) -> Iterator[Passed]:  # fmt: skip
    for key, inner in _members(syntax, value) if depth < _DEEPEST else ():
        here = (*chain, key)
        owner, name = ts.field(inner, "object"), ts.field(inner, "attribute")
        if owner is not None and name is not None and owner.type == "attribute" and syntax.str(name) == _OF_MEMBER:
            inner = owner  # `{"code": error.code.value}`
            owner, name = ts.field(inner, "object"), ts.field(inner, "attribute")
        if is_dict(syntax, inner):
            yield from _answered(syntax, inner, taken, here, depth + 1)
        elif owner is not None and name is not None and (of := taken.get(syntax.str(owner))):
            yield Passed(here, f"{of}.{syntax.str(name)}", syntax.range(inner))
        elif inner.type == "identifier" and (of := taken.get(syntax.str(inner))):
            yield Passed(here, f"{of}.{syntax.str(inner)}", syntax.range(inner))


def _members(syntax: Syntax, value: Node) -> Iterator[tuple[str, Node]]:
    """The values of a dictionary by its keys, or of a call that makes one by the names of what it is given."""
    if value.type == "call":
        yield from ((syntax.str(k), v) for k, v in _named(value))
    else:
        yield from ((key, held) for key, held in string_items(syntax, value) if held is not None)


def _handled(syntax: Syntax, function: Node, parameter: str) -> str:
    """The class of errors that a handler's parameter is of: by its annotation, or by how the handler is registered; empty for none."""
    listed, name = ts.field(function, "parameters"), ts.field(function, "name")
    for node in listed.named_children if listed is not None else ():
        type = ts.field(node, "type")
        if type is not None and node.children and syntax.str(node.children[0]) == parameter:
            return syntax.str(type) if syntax.str(type) not in _NO_ERRORS else ""
    outer = function.parent
    head = syntax.str(outer).partition("def ")[0] if outer is not None and outer.type == "decorated_definition" else ""
    own = re.escape(syntax.str(name)) if name is not None else ""
    found = _DECORATED.search(head) or re.search(rf"_handler\(\s*(\w+)\s*,\s*{own}\s*\)", syntax.text.source)
    return found[1] if found is not None else ""


def _is_constructor(syntax: Syntax, function: Node) -> bool:
    name = ts.field(function, "name")
    return name is not None and syntax.str(name) == "__init__"


def parameter_names(syntax: Syntax, function: Node) -> Iterator[str]:
    """The names of what a function takes, without `self`."""
    listed = ts.field(function, "parameters")
    for node in listed.named_children if listed is not None else ():
        own = ts.field(node, "name") or (node.children[0] if node.type == "typed_parameter" else node)
        if own.type == "identifier" and syntax.str(own) != "self":
            yield syntax.str(own)


def _named(call: Node) -> Iterator[tuple[Node, Node]]:
    arguments = ts.field(call, "arguments")
    for argument in arguments.named_children if arguments is not None else ():
        key, value = ts.field(argument, "name"), ts.field(argument, "value")
        if argument.type == "keyword_argument" and key is not None and value is not None:
            yield key, value


def _texts(syntax: Syntax, arguments: list[Node]) -> tuple[Text, ...]:
    return tuple((i, _value(syntax, a), string_range(syntax, a)) for i, a in enumerate(arguments) if _is_text(a))


def _is_text(node: Node) -> bool:
    return node.type == "string" and is_plain_string(node)


def _value(syntax: Syntax, node: Node) -> str:
    return string_value(syntax.str(node))
