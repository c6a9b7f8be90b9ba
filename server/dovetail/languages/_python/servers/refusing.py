"""Functions that make the answer to what is refused: `def failure(code, detail, status=409): return JSONResponse({"error": code}, status)`.

They are read as classes of errors with a handler of their own: what a call gives them is kept under the names of their parameters.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import ErrorClass, Handler, Raised

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..classes.errors import answered_dictionary, parameter_names, texts_given
from ..syntax.given import plain_arguments
from ..syntax.locals import function_of
from ..syntax.markers import keyword
from .handlers import answers
from .replied import second_argument

_MAY_REFUSE = re.compile(
    r"\breturn (?:\w+\.)?(?:JSONResponse|ORJSONResponse|JsonResponse|json_response|jsonify|make_response|Response)\("
)
_RESPONSES = re.compile(r"(?:\w+\.)*(?:\w*JSONResponse|JsonResponse|json_response|jsonify|make_response|Response)")
_OF_ERRORS = re.compile(
    r"err(?:or)?|fail|problem|refus|abort|bad|invalid|denied|deny|forbid|conflict|not_?found|reject", re.IGNORECASE
)
_REFUSED = re.compile(r"(?:\w+\.)*(?:HTTP_)?[45]\d\d\w*")
_GIVES = re.compile(r"\breturn\s+(?:\w+\.)?[a-z_]\w*\(\s*(?:\w+\s*=\s*)?[\"']")
_FRAMEWORKS = (
    "flask",
    "fastapi",
    "starlette",
    "django",
    "rest_framework",
    "aiohttp",
    "quart",
    "sanic",
    "litestar",
    "falcon",
)
_CONTENTS = ("content", "data", "body")
_ERRORS = "errors"


def refusing(syntax: Syntax) -> Iterator[tuple[Handler, ErrorClass]]:
    """The functions of a file, each as a handler of errors and as the class of those errors."""
    if _MAY_REFUSE.search(syntax.text.source) is None:
        return
    for function in (c for c in syntax.root.children if c.type == "function_definition"):
        name, takes = ts.field(function, "name"), tuple(parameter_names(syntax, function))
        said = list(_refused(syntax, function, takes)) if name is not None else []
        if name is None or not said or not all(dictionary is not None for dictionary in said):
            continue
        own, found = syntax.str(name), answers(syntax, function, _ERRORS)
        passes = tuple(
            p for d in said if d is not None for p in answered_dictionary(syntax, d, dict.fromkeys(takes, own))
        )
        if found.carries:
            handler = Handler(own, syntax.range(name), found.carries, found.sent, passes=passes, refuses=True)
            keeps = tuple((parameter, i) for i, parameter in enumerate(takes))
            yield handler, ErrorClass(own, "Exception", keeps, (), (), (), takes)


def refusals_given(syntax: Syntax) -> Iterator[Raised]:
    """The calls whose results functions return, with the texts that they are given."""
    text = syntax.text.source
    if not any(word in text for word in _FRAMEWORKS) or _GIVES.search(text) is None:
        return
    for statement in syntax.nodes(frozenset({"return_statement"})):
        call = next((c for c in statement.children if c.type == "call"), None)
        name = ts.field(call, "function") if call is not None else None
        if call is None or name is None or name.type not in ("identifier", "attribute"):
            continue
        texts, named = texts_given(syntax, call)
        if texts or named:
            yield Raised(syntax.str(name), texts, named)


def _refused(syntax: Syntax, function: Node, takes: tuple[str, ...]) -> Iterator[Node | None]:
    """The dictionary of each answer of a function; None for one that is none, or none of what is refused."""
    for statement in ts.walk(function):
        if statement.type != "return_statement" or function_of(statement) != function:
            continue
        value = next((c for c in statement.children if c.is_named), None)
        status: Node | None = None
        if value is not None and value.type in ("expression_list", "tuple") and len(value.named_children) > 1:
            value, status = value.named_children[0], value.named_children[1]
        called = ts.field(value, "function") if value is not None and value.type == "call" else None
        if value is None or called is None or _RESPONSES.fullmatch(syntax.str(called)) is None:
            yield None
            continue
        said = keyword(syntax, value, "status_code") or keyword(syntax, value, "status") or second_argument(value)
        content = next((v for n in _CONTENTS if (v := keyword(syntax, value, n)) is not None), None)
        content = content or next(iter(plain_arguments(value)), None)
        is_refused = _is_refused(syntax, function, status or said, takes)
        yield content if is_refused and content is not None and content.type == "dictionary" else None


def _is_refused(syntax: Syntax, function: Node, status: Node | None, takes: tuple[str, ...]) -> bool:
    """True for the status of a refusal: written, or given by a parameter whose default or whose function's name says so."""
    written = syntax.str(status) if status is not None else ""
    if _REFUSED.fullmatch(written) is not None:
        return True
    if written not in takes:
        return False
    listed, name = ts.field(function, "parameters"), ts.field(function, "name")
    for node in listed.named_children if listed is not None else ():
        own, default = ts.field(node, "name"), ts.field(node, "value")
        if own is not None and syntax.str(own) == written and default is not None:
            return _REFUSED.fullmatch(syntax.str(default)) is not None
    return name is not None and _OF_ERRORS.search(syntax.str(name)) is not None
