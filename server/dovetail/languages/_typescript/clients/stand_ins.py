"""What tests answer in the place of a server with axios-mock-adapter and nock: `mock.onGet("/users").reply(200, [{ … }])`.

What such a stand-in waits for is what clients send: `mock.onPost("/users", { email: "" })`, `nock(url).get("/users").query({ page: 2 })`.
"""

import re

from tree_sitter import Node

from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import METHODS
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..schemas.json_schemas import members
from ..sending.sent import sending
from ..sending.urls import address
from ..servers.asked_methods import ANY
from ..servers.handlers import answered_with
from ..syntax.nodes import bare, given
from ..syntax.signatures import FUNCTIONS, given_back
from .intercepted import Intercepted, whole_answer

REPLIES = frozenset({"reply", "replyOnce"})
_ADAPTER, _NOCK = "ockAdapter", "nock"
_BODIED = frozenset({"post", "put", "patch"})
_MOST = 12  # calls between what is asked and the reply
# Parts of a pattern for paths that stand for one segment.
_SEGMENT = re.compile(r"\(?(?:\\w|\\d|\[[^\]]*\]|\.)[+*](?:\?)?\)?|\([^()/]*\)")


def replied(syntax: Syntax, call: Node) -> Intercepted | None:
    """What a call of `reply` answers, and to what; None for any other call."""
    if not syntax.has_any(_ADAPTER, _NOCK):
        return None
    here, sent = call, NOTHING
    for _ in range(_MOST):
        callee = ts.field(here, "function")
        inner = ts.field(callee, "object") if callee is not None and callee.type == "member_expression" else None
        owner = ts.field(inner, "function") if inner is not None and inner.type == "call_expression" else None
        name = ts.field(owner, "property") if owner is not None and owner.type == "member_expression" else None
        if inner is None or name is None:
            return None
        here, method = inner, syntax.str(name)
        if method in REPLIES:
            return None
        asked = method.removeprefix("on").lower() if method.startswith("on") else method
        if method == "query" and given(inner):
            sent += sending(syntax, given(inner)[0], "query")
        elif given(inner) and (asked in METHODS or method == "onAny"):
            return _read(syntax, call, inner, asked, sent)
    return None


def _read(syntax: Syntax, call: Node, asking: Node, method: str, sent: Sending) -> Intercepted | None:
    first, *rest = given(asking)
    path, at = _path(syntax, first)
    if path is None or at is None:
        return None
    of_adapter = syntax.has_any(_ADAPTER)
    body = rest[0] if rest and (method in _BODIED or not of_adapter) else None
    if body is not None:
        sent += sending(syntax, body, "request")
    elif rest:
        sent += sending(syntax, members(syntax, rest[0]).get("params"), "query")
    query = address(syntax, first) if first.type in ("string", "template_string") else None
    sent += query.query if query is not None else NOTHING
    return Intercepted(ANY if method == "any" else method.upper(), path, at, sent + _answered(syntax, call))


def _answered(syntax: Syntax, call: Node) -> Sending:
    """What `reply(200, { … })` answers, and `reply((config) => [200, { … }])`."""
    arguments = given(call)
    found = NOTHING
    if arguments and arguments[0].type in FUNCTIONS:
        tuples = [bare(n) for n in given_back(arguments[0])]
        pairs = [[c for c in t.named_children if c.type != "comment"] for t in tuples if t.type == "array"]
    else:
        pairs = [arguments]
    for pair in pairs:
        if len(pair) > 1 and pair[0].type == "number" and pair[1].type not in FUNCTIONS:
            found += answered_with(syntax, whole_answer(syntax, pair[1]), syntax.str(pair[0]))
    return found


def _path(syntax: Syntax, node: Node) -> tuple[str | None, Range | None]:
    """A path, as a text or as a pattern whose parts between slashes are words, or stand for one: `/\\/users\\/\\w+/`."""
    if node.type != "regex":
        found = address(syntax, node, relative=syntax.has_any(_ADAPTER))
        return (found.path, found.range) if found is not None else (None, None)
    text = syntax.str(node)
    body = text[1 : text.rfind("/")].removeprefix("^").removesuffix("$").replace("\\/", "/")
    segments = _SEGMENT.sub(":", body).split("/")[1:]
    if not body.startswith("/") or not all(re.fullmatch(r":|[\w.-]+", s.replace("\\", "")) for s in segments):
        return None, None
    path = "/" + "/".join(f":part{n}" if s == ":" else s.replace("\\", "") for n, s in enumerate(segments))
    return path, syntax.range(node)
