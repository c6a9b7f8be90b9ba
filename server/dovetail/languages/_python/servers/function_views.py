"""Views of Django that are functions: the routes that each has behind the path that it is given, one for each method that it takes."""

import re
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from dovetail.core.shapes import Route

from ... import _treesitter as ts
from ..._sending import Sending
from ..._treesitter import Syntax
from .by_method import asked_methods, of_others, only_of
from .handlers import answers
from .requests import Flow
from .viewsets import Serializers

_FRAMEWORK = re.compile(r"^\s*from\s+(?:django|rest_framework)\b", re.MULTILINE)
_LISTED = re.compile(r"@(?:\w+\.)*(?:api_view|require_http_methods)\(([^)]*)\)")
_SAID: Mapping[str, tuple[str, ...]] = {"require_GET": ("GET",), "require_safe": ("GET",), "require_POST": ("POST",)}
_REFUSES = re.compile(r"request\.method\s*(?:!=|not\s+in)")  # all methods but some
_REQUEST = re.compile(r"\(\s*request\b")


def function_view_routes(syntax: Syntax, function: Node) -> Iterator[Route]:
    """The routes of a function that takes a request; none where it does not say which methods it takes."""
    name, listed, body = (ts.field(function, n) for n in ("name", "parameters", "body"))
    if name is None or listed is None or body is None or _REQUEST.match(syntax.str(listed)) is None:
        return
    if _FRAMEWORK.search(syntax.text.source) is None:
        return
    own, at = syntax.str(name), syntax.range(name)
    verbs = _verbs(syntax, function, body)
    flow = Flow(syntax)
    flow.function(function)
    taken, given = flow.of(0), answers(syntax, function, "response")
    passes = (*flow.passed.get(0, ()), *given.passes)
    serializers = Serializers(syntax, body, {}) if "erializer" in syntax.str(function) else None
    for verb in verbs:
        others = of_others(syntax, body, verb) if len(verbs) > 1 else ()
        own_models = serializers.of_function(function, others) if serializers is not None else ()
        found = only_of(Sending((*taken, *given.carries), given.sent, passes, given.models), others)
        yield Route(
            verb, "/", syntax.range(function), at, at, "server", (), True, found.carries, found.sent, router=own,
            passes=found.passes, models=(*own_models, *found.models),
        )  # fmt: skip


def _verbs(syntax: Syntax, function: Node, body: Node) -> tuple[str, ...]:
    outer = function.parent
    decorators = [c for c in outer.children if c.type == "decorator"] if outer is not None else []
    for written in map(syntax.str, decorators):
        found = _LISTED.match(written)
        if found is not None:
            return tuple(v.upper() for v in re.findall(r"[\"'](\w+)[\"']", found[1])) or ("GET",)
        said = _SAID.get(written.rpartition(".")[2].lstrip("@"))
        if said is not None:
            return said
    asked = asked_methods(syntax, body)
    others = () if _REFUSES.search(syntax.str(body)) is not None else ("GET",)
    return tuple(dict.fromkeys((*asked, *others))) if asked else ()
