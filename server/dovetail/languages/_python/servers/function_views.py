"""Views of Django that are functions: the routes that each has behind the path that it is given, one for each method that it takes.

What stands under `if request.method == "POST":` is of that method alone, and what is behind it of the others where it returns.
"""

import re
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from dovetail.core.shapes import Route
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from .handlers import answers
from .requests import Flow
from .viewsets import Serializers

_FRAMEWORK = re.compile(r"^\s*from\s+(?:django|rest_framework)\b", re.MULTILINE)
_LISTED = re.compile(r"@(?:\w+\.)*(?:api_view|require_http_methods)\(([^)]*)\)")
_SAID: Mapping[str, tuple[str, ...]] = {"require_GET": ("GET",), "require_safe": ("GET",), "require_POST": ("POST",)}
_ASKS = re.compile(r"request\.method\s*==\s*[\"'](\w+)[\"']")
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
    serializers = Serializers(syntax, body, {}) if "erializer" in syntax.str(function) else None
    for verb in verbs:
        others = list(_of_others(syntax, body, verb)) if len(verbs) > 1 else []
        carries = tuple(u for u in (*taken, *given.carries) if not _within(u.ranges[-1], others))
        sent = tuple(s for s in given.sent if not _within(s.range, others))
        passes = tuple(p for p in (*flow.passed.get(0, ()), *given.passes) if not _within(p.range, others))
        models = tuple(serializers.of_function(function, others)) if serializers is not None else ()
        models = (*models, *(m for m in given.models if not _within(m.range, others)))
        yield Route(
            verb, "/", syntax.range(function), at, at, "server", (), True, carries, sent, router=own, passes=passes,
            models=models,
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
    asked = tuple(dict.fromkeys(v.upper() for v in _ASKS.findall(syntax.str(body))))
    return tuple(dict.fromkeys((*asked, "GET"))) if asked else ()


def _of_others(syntax: Syntax, body: Node, verb: str) -> Iterator[Range]:
    """The parts of a body that are not reached by a request of one method."""
    statements = [c for c in body.children if c.is_named]
    for i, statement in enumerate(statements):
        if statement.type != "if_statement":
            continue
        reached = False
        for part in (statement, *statement.children_by_field_name("alternative")):
            condition, then = ts.field(part, "condition"), ts.field(part, "consequence") or ts.field(part, "body")
            asked = _ASKS.fullmatch(syntax.str(condition)) if condition is not None else None
            if condition is not None and asked is None:
                break
            if then is not None and (reached or (asked is not None and asked[1].upper() != verb)):
                yield syntax.range(then)
            elif then is not None:
                reached = True
                if i + 1 < len(statements) and _ends(then):
                    yield Range(syntax.range(statement).end, syntax.range(body).end)


def _ends(block: Node) -> bool:
    last = next((c for c in reversed(block.children) if c.is_named and c.type != "comment"), None)
    return last is not None and last.type in ("return_statement", "raise_statement")


def _within(at: Range, parts: list[Range]) -> bool:
    return any(p.start <= at.start < p.end for p in parts)
