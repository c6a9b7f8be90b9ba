"""Functions of a Python file that send the requests which others ask them for: `self._request("GET", "/users", params=…)`."""

import re
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import OTHERS

from ... import _treesitter as ts
from ..._routes import METHODS
from ..._treesitter import Syntax
from ..scoping.filtered import filtered
from ..syntax.literals import is_plain_string, string_value
from ..syntax.locals import function_of, local_value
from ..syntax.markers import keyword
from .handed_answers import given_values, handed_back

_CLIENT = re.compile(r"(?:^|_)(?:requests|httpx|client|session|http|api|testapp)_?$", re.IGNORECASE)
# What is said to be a client of a known library, whatever its name: `texts: httpx.Client`, `self.mail = requests.Session()`.
_SAID = re.compile(
    r"\b([A-Za-z_]\w*)\s*(?::\s*|=\s*)"
    r"(?:httpx\.(?:Async)?Client|requests\.Session|"
    r"(?:aiohttp\.)?ClientSession|AsyncClient|TestClient|FlaskClient|APIClient)\b"
)
_ASKS = re.compile(
    r"(?:requests|httpx|client|session|http|api)_?\.(?:get|post|put|patch|delete|request)\(", re.IGNORECASE
)
_SENDS = re.compile(rb"\.(?:get|post|put|patch|delete|\w*request|\w*call|\w*send|\w*fetch)\(")
_PARTS = ("params", "json", "data")  # what a client is given besides the path
_SENDS_BODY = frozenset({"post", "put", "patch"})
_NAMED = frozenset({"keyword_argument", "list_splat", "dictionary_splat"})
_FOREIGN = re.compile(r"_?(?:\w*(?:request|call|send|fetch)\w*)")
_PATH = re.compile(r"path|url|uri|route|endpoint|resource|suffix|method", re.IGNORECASE)
_VERBS = re.compile(r"(?:GET|POST|PUT|PATCH|DELETE)")
_DEEPEST = 5
_ROUNDS = 2  # of functions that ask others of their kind


@dataclass(frozen=True, slots=True)
class Wrapper:
    """What a function makes of its parameters, which `roles` names by the part of the request that each is.

    `method` is one that it always has, `before` stands before each path, and `rest` says that it hands on what it is given by other
    names. `gives` is the answer, or the value in it; None where that is something else. `through` is what it sends with: `self._http`.
    """

    parameters: tuple[str, ...]
    roles: Mapping[str, str]
    method: str = ""
    before: str = ""
    rest: bool = False
    gives: str | None = None
    through: str = ""

    def others(self, syntax: Syntax, call: Node) -> Iterator[Node]:
        """What a call gives by names that are not those of parameters."""
        arguments = ts.field(call, "arguments")
        for part in arguments.children if arguments is not None else ():
            name = ts.field(part, "name") if part.type == "keyword_argument" else None
            if name is not None and syntax.str(name) not in self.parameters:
                yield part

    def given(self, syntax: Syntax, call: Node, role: str) -> Node | None:
        """What a call gives for a part of the request, which is called as clients call it: `path`, `method`, `json`, `params`."""
        name = self.roles.get(role)
        if name is None:
            return keyword(syntax, call, role) if self.rest else None
        arguments = ts.field(call, "arguments")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        place = self.parameters.index(name) if name in self.parameters else len(parts)
        if name == OTHERS:
            return None
        plain = parts[: next((i for i, p in enumerate(parts) if p.type in _NAMED), len(parts))]
        return keyword(syntax, call, name) or (plain[place] if place < len(plain) else None)


def is_client(syntax: Syntax, receiver: str) -> bool:
    """True for the last name of what sends requests: one that clients have, or that is said to be one."""
    return _CLIENT.search(receiver) is not None or receiver in syntax.once(_said_clients)


def _said_clients(syntax: Syntax) -> frozenset[str]:
    """The names in a file that are said to be clients, by a type or by what they are made of."""
    return frozenset(_SAID.findall(syntax.text.source)) if syntax.has_any("Client", "Session") else frozenset()


def wrappers(syntax: Syntax) -> dict[str, Wrapper]:
    """The functions and methods of a file that send what they are asked to, by name; none of a name that several have."""
    functions: dict[str, Node | None] = {}
    if _ASKS.search(syntax.text.source) is None and not syntax.once(_said_clients):
        return {}
    for node in syntax.nodes(frozenset({"function_definition"})):
        name = ts.field(node, "name")
        if name is not None and _SENDS.search(node.text or b"") is not None:
            own = syntax.str(name)
            functions[own] = None if own in functions else node
    found: dict[str, Wrapper] = {}
    for _ in range(_ROUNDS):
        for own, node in functions.items():
            wrapper = _wrapper(syntax, node, found) if node is not None and own not in found else None
            if wrapper is not None:
                found[own] = wrapper
    return found


def foreign_wrapper(syntax: Syntax, call: Node, name: str) -> Wrapper | None:
    """What a function of another file most likely makes of `self._request("GET", "/users", json=…)`. What it gives is not seen."""
    if _FOREIGN.fullmatch(name) is None:
        return None
    arguments = ts.field(call, "arguments")
    parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
    verb = string_value(syntax.str(parts[0])) if len(parts) > 1 and is_plain_string(parts[0]) else ""
    if _VERBS.fullmatch(verb) is None or parts[1].type != "string":
        return None
    return Wrapper(("method", "path"), {"method": "method", "path": "path"}, rest=True)


def _wrapper(syntax: Syntax, function: Node, known: Mapping[str, Wrapper]) -> Wrapper | None:
    parameters = tuple(parameters_of(syntax, function))
    for call in ts.walk(function):
        if call.type == "call" and function_of(call) == function:
            asked = _asked(syntax, call, known)
            found = _made(syntax, function, call, asked, parameters) if asked is not None else None
            if found is not None:
                return found
    return None


def parameters_of(syntax: Syntax, function: Node) -> Iterator[str]:
    """The names of the parameters without `self`, with `**` before one that takes all others."""
    listed = ts.field(function, "parameters")
    for i, node in enumerate(c for c in (listed.children if listed is not None else ()) if c.is_named):
        name = ts.field(node, "name") or (
            node.children[0] if node.type == "typed_parameter" and node.children else node
        )
        written = syntax.str(name)
        if not (i == 0 and written in ("self", "cls")):
            yield written


def _asked(syntax: Syntax, call: Node, known: Mapping[str, Wrapper]) -> Wrapper | None:
    """How a call is told its method and path: a method of a client, or another function of this kind."""
    function = ts.field(call, "function")
    name = ts.field(function, "attribute") if function is not None and function.type == "attribute" else function
    owner = ts.field(function, "object") if function is not None and function.type == "attribute" else None
    own = syntax.str(name) if name is not None else ""
    if own in known and (owner is None or syntax.str(owner) in ("self", "cls")):
        return known[own]
    if owner is None or not is_client(syntax, syntax.str(owner).rpartition(".")[2]):
        return None
    parts = dict(zip(_PARTS, _PARTS, strict=True))
    roles, through = {"path": "url", **parts}, syntax.str(owner)
    if own == "request":
        return Wrapper(("method", "url"), {"method": "method", **roles}, rest=True, gives="answer", through=through)
    second = "data" if own in _SENDS_BODY else "params"  # of requests and of Django's clients
    return Wrapper(("url", second), roles, own, rest=True, gives="answer", through=through) if own in METHODS else None


def _made(syntax: Syntax, function: Node, call: Node, asked: Wrapper, parameters: tuple[str, ...]) -> Wrapper | None:
    """What the function makes, where the path that it asks for is one that it is given."""
    path = asked.given(syntax, call, "path")
    read = _path(syntax, path, parameters) if path is not None else None
    if read is None:
        return None
    before, own_path = read
    roles, method = {"path": own_path}, asked.method
    if not method:
        node = asked.given(syntax, call, "method")
        written = syntax.str(node) if node is not None else ""
        name = re.sub(r"\.(?:upper|lower)\(\)$", "", written)
        if node is not None and is_plain_string(node):
            method = string_value(written).lower()
        elif name in parameters:
            roles["method"] = name
        else:
            return None
    for role in _PARTS:
        node = _handed_on(syntax, asked.given(syntax, call, role), parameters)
        written = syntax.str(node) if node is not None else ""
        if written in parameters:
            roles[role] = written
        elif f"**{written}" in parameters:
            roles[role] = OTHERS
    arguments = ts.field(call, "arguments")
    spread = (c for c in (arguments.children if arguments is not None else ()) if c.type == "dictionary_splat")
    rest = asked.rest and any(syntax.str(s) in parameters for s in spread)
    plain = tuple(p for p in parameters if not p.startswith("*"))
    given = _gives(syntax, function, call)
    if asked.gives != "answer":  # the call gives a value, which is nothing to read a value of
        given = asked.gives if given == "answer" else None
    return Wrapper(plain, roles, method, asked.before + before, rest, given, asked.through)


def _handed_on(syntax: Syntax, node: Node | None, parameters: tuple[str, ...]) -> Node | None:
    """What is handed on for a part of a request, be it without what is None in it or under a name of its own: `params or None`."""
    for _ in range(_DEEPEST):
        if node is None:
            return None
        inner: Node | None = None
        if node.type == "identifier" and not {syntax.str(node), f"**{syntax.str(node)}"} & {*parameters}:
            inner = local_value(syntax, node)
        elif node.type == "boolean_operator" and (right := ts.field(node, "right")) is not None:
            inner = ts.field(node, "left") if syntax.str(right) in ("None", "{}") else None
        elif node.type in ("dictionary_comprehension", "call"):
            inner = _written(syntax, node) or filtered(syntax, node)
        if inner is None:
            return node
        node = inner
    return node


def _written(syntax: Syntax, call: Node) -> Node | None:
    """What is written as JSON: `json.dumps(body)`."""
    function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    dumps = function is not None and syntax.str(function) in ("json.dumps", "dumps")
    return next((c for c in arguments.children if c.is_named), None) if dumps and arguments is not None else None


def _path(syntax: Syntax, node: Node, parameters: tuple[str, ...]) -> tuple[str, str] | None:
    """What stands before the path that is given, and the parameter that it is: `f"{self.base}/v1{path}"`, `BASE + path`."""
    if node.type == "identifier" and syntax.str(node) not in parameters:
        node = local_value(syntax, node) or node
    if node.type == "identifier":
        own = syntax.str(node)
        return ("", own) if own in parameters else None
    if node.type == "binary_operator":
        right = ts.field(node, "right")
        return ("", syntax.str(right)) if right is not None and syntax.str(right) in parameters else None
    if node.type == "call":  # `urljoin(self.base, path)`
        arguments = ts.field(node, "arguments")
        parts = [c for c in arguments.children if c.is_named] if arguments is not None else []
        last = syntax.str(parts[-1]) if parts else ""
        return ("", last) if last in parameters else None
    if node.type != "string":
        return None
    inner = string_value(syntax.str(node))
    read = re.fullmatch(r"(?:[a-z]+://[^{}/]*|\{[^{}]+\})?((?:/[\w./-]*)?)\{(\w+)(?:\.lstrip\([^{}]*\))?\}", inner)
    if read is None or read[2] not in parameters:
        return None
    # A last part of a path, `f"/users/{user_id}"`, is no path that callers write.
    return None if read[1].endswith("/") and _PATH.search(read[2]) is None else (read[1], read[2])


def _gives(syntax: Syntax, function: Node, call: Node) -> str | None:
    """Whether a function gives the answer to a call, or the value in it, and nothing else."""
    found = {_kind(syntax, value, call, 0) for value in given_values(function)}
    return found.pop() if len(found) == 1 else None


def _kind(syntax: Syntax, node: Node | None, call: Node, depth: int) -> str | None:
    if node is None or depth > _DEEPEST:
        return None
    if node == call:
        return "answer"
    match node.type:
        case "await" | "parenthesized_expression" | "conditional_expression":
            return _kind(syntax, next((c for c in node.children if c.is_named), None), call, depth + 1)
        case "identifier":
            return _kind(syntax, local_value(syntax, node) or _opened(syntax, node), call, depth + 1)
        case "call":
            function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
            written = syntax.str(function) if function is not None else ""
            if written.rpartition(".")[2] == "cast" and arguments is not None:
                parts = [c for c in arguments.children if c.is_named]
                return _kind(syntax, parts[-1] if parts else None, call, depth + 1)
            if function is not None and written.endswith(".json"):
                owner = _kind(syntax, ts.field(function, "object"), call, depth + 1)
                return "value" if owner == "answer" else None
            return _read(syntax, node, call, depth) if function is not None else None
        case _:
            return None


def _read(syntax: Syntax, node: Node, call: Node, depth: int) -> str | None:
    """What another function of the file gives of an answer that it is handed: `return self._read(answer)`."""
    called, arguments = ts.field(node, "function"), ts.field(node, "arguments")
    parts = [c for c in arguments.children if c.is_named] if arguments is not None else []
    place = next((i for i, p in enumerate(parts) if _kind(syntax, p, call, depth + 1) == "answer"), None)
    return handed_back(syntax, called, place) if called is not None and place is not None else None


def _opened(syntax: Syntax, name: Node) -> Node | None:
    """What `with session.get(url) as answer:` gives a name."""
    function, own = function_of(name), syntax.str(name)
    for node in ts.walk(function) if function is not None else ():
        target = ts.field(node, "alias") if node.type == "as_pattern" else None
        if target is not None and syntax.str(target) == own:
            return node.children[0]
    return None
