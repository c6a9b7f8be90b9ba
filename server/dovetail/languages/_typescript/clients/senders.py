"""Functions of TypeScript that send what they are given as a request, and calls that may be calls of such functions.

`request<T>(method, path, { body })` sends what another file calls it with. What it makes of its arguments is kept as a member of the
function (`REQUEST`), so that it is found wherever the function is: `path=1` says that the path is what it takes as its second argument,
`method==GET` that the method is that text, `body=2.body` that the body is a property of the third. Of a function that calls another
such function it is said what it gives to that one: `0==POST`, `1=0`, `2.body=1`.
"""

import re
from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Argument, Call, Field, Kind, Modelled, Tag
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import METHODS
from ..._sending import NOTHING
from ..._treesitter import Syntax
from ..scoping.modelled import indirect, modelled, type_it_becomes, type_of_name
from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..sending.sent import sending
from ..sending.urls import address, written_path
from ..syntax.made import FUNCTION, REQUEST, TYPE_OF, member
from ..syntax.nodes import alternatives, bare, parameters, parts
from ..syntax.sender_names import name_argument, usual_method
from ..syntax.signatures import type_arguments
from ..syntax.types import unquoted, unquoted_range
from .fetches import FETCHES, REQUESTS, pairs_of
from .handed_fetch import fetches_given
from .made_options import made_options, sent_as_option
from .resources import bases, rest_of_path
from .whole_answers import WHOLE, gives_whole

CLIENT_TYPES = frozenset({"AxiosInstance", "AxiosStatic", "Axios", "KyInstance", "HttpClient"})
_PATH_NAMES = frozenset(
    "path pathname url uri endpoint route resource href target input config request req p u".split()
)
_PATHS = re.compile(r"path|url|uri|route|endpoint|api|href|link", re.IGNORECASE)
_CLIENTS = re.compile(r"(?:axios\w*|ky|got|https?|client|api|\$http|instance)$", re.IGNORECASE)
SENDERS = re.compile(r"^(?:get|post|put|patch|del|fetch|request|api|send|load|query|call)", re.IGNORECASE)
_QUERIES = re.compile(r"(?:^|\.)(?:query|queryParams|params|searchParams|search|qs|filters?)$")
_TRANSPARENT = frozenset(
    "parenthesized_expression non_null_expression await_expression as_expression satisfies_expression".split()
)
_WRITTEN = ("string", "template_string", "binary_expression")
_ASKING = re.compile(r"fetch|axios|ky|got|http|client|api|instance", re.IGNORECASE)
_URL_TEXT = re.compile(r"\.(?:toString\(\)|href)$")
_DECLARATORS = frozenset({"variable_declarator"})
_CONFIGS = re.compile(r"\w*(?:config|options|opts)", re.IGNORECASE)  # what says all of a request by its properties
_HOST = re.compile(r"^https?://[\w-]+(?::\d+)?(?![\w.:-])")  # of a test, or this very machine: no name of the net
_JOINED = ("call_expression", "template_string", "binary_expression")
_DEEPEST = 8
_MOST = 4  # calls in a function of which one may send the request


@dataclass
class Sender:
    """A function that is being read: what its parameters are called, and the calls in its body.

    `names` say which argument a name is (`1`, `2.body`), `locals` what else a name of its own stands for; `fetches` are parameters that
    are `fetch`.
    """

    syntax: Syntax
    names: dict[str, str]
    locals: dict[str, Node]
    calls: list[tuple[Node, Value | None]]
    fetches: frozenset[str] = frozenset()

    def is_fetch(self, call: Node) -> bool:
        """True for a call of a parameter that is `fetch`."""
        function = ts.field(call, "function")
        return bool(self.fetches) and function is not None and self.syntax.str(function) in self.fetches


def sender(syntax: Syntax, function: Node) -> Sender | None:
    """A function that may send what it is given; None where no parameter of it can be a path."""
    given = parameters(syntax, function)
    if syntax.field(function, "body") is None or not (given or bases(syntax, function)):
        return None
    names: dict[str, str] = {}
    may_be_path = False
    for i, parameter in enumerate(given):
        if parameter.pattern is None:
            continue
        annotation = parameter.annotation
        if parameter.pattern.type == "rest_pattern":  # `(...args) => fetch(...args)`
            names[syntax.str(parameter.pattern)], may_be_path = str(i), True
            continue
        said = syntax.str(annotation) if annotation is not None else ""
        may_be_path = may_be_path or said.endswith("string") or "RequestConfig" in said
        name_argument(syntax, parameter.pattern, str(i), names)
        usual = usual_method(syntax, parameter.default)
        if usual and parameter.pattern.type == "identifier":
            names[syntax.str(parameter.pattern)] += usual
    based = bases(syntax, function)
    names.update((name, of) for name, of in based.items() if name not in names)
    if not based and not may_be_path and not any(name.lower() in _PATH_NAMES for name in names):
        return None
    return Sender(syntax, names, {}, [], frozenset(fetches_given(syntax, given)))


def request_of(sender: Sender, body: Node) -> Field | None:
    """What a function makes of its arguments, as a member of it; None for one that sends nothing."""
    syntax = sender.syntax
    if not any(callee is not None or _may_ask(syntax, call) for call, callee in sender.calls):
        return None
    for node in syntax.nodes(_DECLARATORS, body):
        name, value = syntax.field(node, "name"), syntax.field(node, "value")
        if name is not None and value is not None and name.type == "identifier":
            sender.locals.setdefault(syntax.str(name), value)
        elif name is not None and value is not None and (of := _ref(sender, value, 0)) is not None:
            name_argument(syntax, name, of, sender.names)
    for call, callee in sender.calls:
        client = callee is not None and callee.kind.target in CLIENT_TYPES
        asks = callee is None or client or sender.is_fetch(call)
        found = _sent(sender, call, body, client) if asks else {}
        if found:
            whole = {"answer": f"={WHOLE}"} if gives_whole(syntax, body.parent, sender.locals) else {}
            return member(REQUEST, Typed(_request(found | whole)))
    others: list[Kind] = []
    for call, callee in sender.calls:
        found = _sent_on(sender, call) if callee is not None else {}
        if callee is not None and found:
            if gives_whole(syntax, body.parent, sender.locals, [call]):
                found["answer"] = f"={WHOLE}"
            typed = callee.typed.kind
            others.append(_request(found, typed.target or callee.kind.target, (*typed.steps, REQUEST)))
    first = others[0] if others else None
    return member(REQUEST, Typed(replace(first, options=tuple(others[1:_MOST])))) if first is not None else None


def _may_ask(syntax: Syntax, call: Node) -> bool:
    """False for a call that neither asks by itself nor is of a client."""
    function = ts.field(call, "function")
    return call.type == "new_expression" or (function is not None and _ASKING.search(syntax.str(function)) is not None)


def _request(made: dict[str, str], target: str = "", steps: tuple[str, ...] = ()) -> Kind:
    values = tuple(f"{key}={value}" for key, value in made.items())
    return Kind("unknown", target, values=values, steps=steps, text="request")


def sent_by(method: str, has_data: bool = True) -> Field:
    """What a method of axios makes of its arguments; `has_data` where its answer has the body as its `data`."""
    if method == "request":
        told = ("path=0.url", "method=0.method|GET", "body=0.data", "query=0.params")
        return member(REQUEST, Typed(Kind("unknown", values=(*told, *_data(has_data)), text="request")))
    options = "2" if method in ("post", "put", "patch") else "1"
    body = "body=1" if options == "2" else "body=1.data"
    values = ("path=0", f"method=={method.upper()}", body, f"query={options}.params", *_data(has_data))
    return member(REQUEST, Typed(Kind("unknown", values=values, text="request")))


def _data(has_data: bool) -> tuple[str, ...]:
    return ("answer==data",) if has_data else ()


def sent_by_ky(method: str) -> Field:
    """What a method of ky makes of its arguments."""
    values = ("path=0", f"method=={method.upper()}", "body=1.json", "query=1.searchParams")
    return member(REQUEST, Typed(Kind("unknown", values=values, text="request")))


def makes_request(syntax: Syntax, made: Node) -> bool:
    """True for `new Request(path, { … })`."""
    maker = ts.field(made, "constructor")
    return maker is not None and syntax.str(maker) in REQUESTS


# What `fetch` makes of its arguments, for files in which it is given a path that is written elsewhere.
FETCH = member(
    "fetch",
    Typed(
        Kind(
            "unknown",
            members=(
                member(
                    REQUEST,
                    Typed(Kind("unknown", values=("path=0", "method=1.method|GET", "body=1.body"), text="request")),
                ),
            ),
            text=FUNCTION,
        )
    ),
)
FETCHED = Value(Kind("ref", target=f"{TYPE_OF}fetch"), 0, "fetch")


def path_value(syntax: Syntax, node: Node) -> Value | None:
    """A path that is written out, as a value."""
    text, at = written_path(syntax, node)
    return Value(Kind("literal", values=(text,), text=f"@{at.start}-{at.end}"), 0, "path") if text and at else None


def behind_base(node: Node) -> Node:
    """What stands behind a base that is put in first: `${API}${orderUrl(id)}`, `API + orderUrl(id)`; any other expression itself."""
    pieces = parts(node)
    if len(pieces) != 2:
        return node
    if node.type == "template_string" and all(p.type == "template_substitution" and parts(p) for p in pieces):
        return parts(pieces[1])[0]
    summed = node.type == "binary_expression" and ts.child(node, "+") is not None
    return pieces[1] if summed and pieces[0].type in ("identifier", "member_expression") else node


def may_send(node: Node, syntax: Syntax, value: Value | None, relative: bool) -> bool:
    """True for an argument that is, or may be, a path; `relative` where it may have no slash at its start."""
    if node.type in _WRITTEN:
        return address(syntax, node, relative) is not None
    if node.type == "object" and _has_path(syntax, node):
        return True
    if value is not None and value.kind.name == "literal":
        return True
    if node.type == "identifier" and syntax.str(node).isupper() and address(syntax, node) is not None:
        return True
    named = value is not None and node.type in ("identifier", "member_expression", "call_expression")
    return named and _PATHS.search(syntax.str(node).partition("(")[0]) is not None


def call_of(
    syntax: Syntax,
    call: Node,
    callee: Value,
    given: Sequence[tuple[Node, Value | None]],
    tags: tuple[Tag, ...],
    uses: Uses,
) -> Call:
    """A call that may send a request."""
    function = ts.field(call, "function") or call
    name = ts.field(function, "property") or function
    led = uses.leading(callee, REQUEST, syntax.range(name))
    arguments = tuple(_argument(syntax, node, value, i, uses) for i, (node, value) in enumerate(given))
    type = next(iter(type_arguments(call)), None) or type_it_becomes(syntax, call)
    said = indirect(modelled(syntax, type, ("response",), syntax.range(name)))
    return Call(syntax.range(call), led, syntax.range(name), arguments, tags, said.models, said.carries)


def _argument(syntax: Syntax, node: Node, value: Value | None, index: int, uses: Uses) -> Argument:
    at = syntax.range(node)
    if node.type in _WRITTEN:
        method = unquoted(syntax.str(node)).lower() in METHODS
        found = address(syntax, node) or (address(syntax, node, relative=True) if index == 0 and not method else None)
        if found is not None:
            query = found.query
            return Argument(found.range, found.path, carries=query.carries, sent=query.sent, behind=found.behind)
        return (
            Argument(unquoted_range(syntax, node), unquoted(syntax.str(node)))
            if node.type == "string"
            else Argument(at)
        )
    if value is not None and value.kind.name == "literal":
        return Argument(at, value.kind.values[0])
    if node.type == "identifier" and syntax.str(node).isupper() and (held := address(syntax, node)) is not None:
        return Argument(held.range, held.path)
    use = uses.leading(value, "", at) if value is not None and value.kind.name == "ref" and not value.is_list else None
    found = sending(syntax, node, str(index))
    made = made_options(syntax, node)
    pairs = made or pairs_of(syntax, node)
    found += sum((sent_as_option(syntax, key, inner, str(index)) for key, inner in made), NOTHING)
    texts = tuple((key, *text) for key, inner in pairs if (text := _written(syntax, inner)) is not None)
    sent = list(found.sent)
    models = list(_models(syntax, node, (str(index),)))
    for key, inner in pairs:
        sent.extend(sending(syntax, inner, f"{index}.{key}").sent)
        models.extend(_models(syntax, inner, (str(index), key)))
        for name, within in pairs_of(syntax, inner):  # `{ options: { body } }`
            sent.extend(sending(syntax, within, f"{index}.{key}.{name}").sent)
            models.extend(_models(syntax, within, (str(index), key, name)))
    return Argument(at, None, use, texts, found.carries, tuple(sent), tuple(models))


def _models(syntax: Syntax, node: Node, chain: tuple[str, ...]) -> tuple[Modelled, ...]:
    """The type of a name that is given, or of one that is given as the text of it."""
    given = parts(ts.field(node, "arguments")) if node.type == "call_expression" else []
    function = ts.field(node, "function")
    if given and function is not None and syntax.str(function) == "JSON.stringify":
        node = given[0]
    if node.type not in ("identifier", "shorthand_property_identifier"):
        return ()
    return modelled(syntax, type_of_name(syntax, node), chain, syntax.range(node)).models


def _has_path(syntax: Syntax, options: Node) -> bool:
    """True for `{ url: "/users", … }`."""
    said = (_written(syntax, value) for key, value in pairs_of(syntax, options) if key.lower() in _PATH_NAMES)
    return any(text is not None and text[0].startswith("/") for text in said)


def _written(syntax: Syntax, node: Node) -> tuple[str, Range] | None:
    """A text that is written out, or a path with `:name` for each parameter, and where it stands."""
    if node.type == "string":
        return unquoted(syntax.str(node)), unquoted_range(syntax, node)
    found = address(syntax, node) if node.type in ("template_string", "binary_expression") else None
    return (found.path, found.range) if found is not None else None


def _sent(sender: Sender, call: Node, body: Node, client: bool) -> dict[str, str]:
    """What a call of `fetch`, or of a client, sends of the arguments."""
    syntax, function = sender.syntax, ts.field(call, "function") or ts.field(call, "constructor")
    given = parts(syntax.field(call, "arguments"))
    if function is None or not given:
        return {}
    name = "fetch" if call.type == "new_expression" or sender.is_fetch(call) else syntax.str(function)
    found: dict[str, str] = {}
    all_of = sender.names.get(syntax.str(given[0])) if given[0].type == "spread_element" and name in FETCHES else None
    if all_of is not None:
        options = int(all_of) + 1
        return {"path": all_of, "method": f"{options}.method|GET", "body": f"{options}.body"}
    if given[0].type == "object" and (client or name in FETCHES or named_like_client(name)):
        return _configured(sender, given[0])
    whole = _ref(sender, given[0], 0) if client or named_like_client(name) else None
    if whole is not None and (name.endswith(".request") or _CONFIGS.fullmatch(syntax.str(given[0]))):
        return _of_config(whole)
    path = _path(sender, given[0], 0)
    if path is None:
        return {}
    if name in FETCHES:
        found = {"method": "=GET", **_options(sender, given[1] if len(given) > 1 else None, 0)}
    elif function.type == "member_expression":
        method, receiver = ts.field(function, "property"), ts.field(function, "object")
        verb = syntax.str(method) if method is not None else ""
        if receiver is None or verb not in METHODS or not (client or named_like_client(syntax.str(receiver))):
            return {}
        found = {"method": f"={verb.upper()}"}
        bodied = verb in ("post", "put", "patch")
        if bodied and len(given) > 1 and (of := _ref(sender, given[1], 0)) is not None:
            found["body"] = of
        for key, value in pairs_of(syntax, given[2 if bodied else 1] if len(given) > (2 if bodied else 1) else None):
            of = _ref(sender, value, 0)
            if of is not None and key in ("params", "searchParams", "data", "json"):
                found["query" if key in ("params", "searchParams") else "body"] = of
    elif named_like_client(name) and len(given) > 1:  # `ky(path, options)`
        found = _told(sender, given[1])
    else:
        return {}
    query = _query(sender, body)
    return {**({"query": query} if query else {}), **found, "path": path}


def _told(sender: Sender, options: Node) -> dict[str, str]:
    """What a client is told that is called like `fetch` and takes objects: `ky(path, { method, json, searchParams })`."""
    whole = _ref(sender, options, 0)
    if whole is not None:
        return {"method": f"{whole}.method|GET", "body": f"{whole}.json", "query": f"{whole}.searchParams"}
    found: dict[str, str] = {"method": "=GET"}
    for key, value in pairs_of(sender.syntax, options):
        part = {"method": "method", "json": "body", "searchParams": "query"}.get(key)
        of = _text(sender, value) if part == "method" else _ref(sender, value, 0)
        if part is not None:
            found[part] = of or ""
    return {key: of for key, of in found.items() if of}


def named_like_client(name: str) -> bool:
    """True for a name that clients usually have: `api`, `this.http`."""
    return _CLIENTS.search(name.removesuffix(".request")) is not None


def _of_config(config: str) -> dict[str, str]:
    """What `axios.request(config)` sends of an argument that is given as a whole."""
    parts_of = {"path": "url", "method": "method|GET", "body": "data", "query": "params"}
    return {part: f"{config}.{key}" for part, key in parts_of.items()}


def _configured(sender: Sender, config: Node) -> dict[str, str]:
    """`axios.request({ url, method, data })`, also with what an argument has: `axios({ ...config, signal })`."""
    found: dict[str, str] = {"method": "=GET"}
    for part in parts(config):
        spread = _ref(sender, part.children[-1], 0) if part.type == "spread_element" else None
        found.update(_of_config(spread) if spread is not None else {})
    for key, value in pairs_of(sender.syntax, config):
        part = {"url": "path", "method": "method", "data": "body", "body": "body", "params": "query"}.get(key)
        of = (
            _path(sender, value, 0)
            if part == "path"
            else _text(sender, value)
            if part == "method"
            else _ref(sender, value, 0)
        )
        if part is not None and of is not None:
            found[part] = of
    return found if "path" in found else {}


def _options(sender: Sender, options: Node | None, depth: int) -> dict[str, str]:
    """What `fetch` is told of the method and the body; an empty method where that cannot be told."""
    if options is None or depth > _DEEPEST:
        return {}
    syntax = sender.syntax
    while options.type in _TRANSPARENT and parts(options):
        options = parts(options)[0]
    whole = _ref(sender, options, 0)
    if whole is not None:
        return {"method": f"{whole}.method|GET", "body": f"{whole}.body"}
    if options.type == "identifier":
        return _options(sender, sender.locals.get(syntax.str(options)), depth + 1)
    if options.type != "object":
        return {"method": ""}
    found: dict[str, str] = {}
    for part in parts(options):
        if part.type == "spread_element":
            found.update(_options(sender, part.children[-1], depth + 1))
    for key, value in pairs_of(syntax, options):
        of = _text(sender, value) if key == "method" else _ref(sender, value, 0) if key == "body" else None
        if key == "method" and of and of[0] != "=" and "|" not in of:
            of += "|GET"  # which `fetch` takes where it is told none
        if key in ("method", "body"):
            found[key] = of or ""
    return {key: of for key, of in found.items() if of}


def _sent_on(sender: Sender, call: Node) -> dict[str, str]:
    """What another function is given of the arguments."""
    found: dict[str, str] = {}
    for i, part in enumerate(parts(ts.field(call, "arguments"))):
        if part.type == "object":
            for inner in parts(part):
                of = _ref(sender, inner.children[-1], 0) if inner.type == "spread_element" else None
                if of is not None:
                    found[f"{i}.*"] = of
            perhaps = (o for c in parts(part) if c.type == "spread_element" for o in alternatives(bare(c.children[-1])))
            for key, value in (pair for own in (part, *perhaps) for pair in pairs_of(sender.syntax, own)):
                of = _text(sender, value) or _path(sender, value, 0)
                if of is not None:
                    found[f"{i}.{key}"] = of
            continue
        of = _text(sender, part) or _path(sender, part, 0)
        if of is not None:
            found[str(i)] = of
            behind = (
                _query(sender, part) if part.type in _JOINED and "." not in of else None
            )  # `withQuery(path, params)`
            if of[:1] == "@" and "?" in sender.syntax.str(part):
                behind = next((o for n, o in sender.names.items() if _QUERIES.search(n) and o[:1] != "@"), behind)
            found.update({"query": behind} if behind is not None and behind != of else {})
    return found if any(not of.startswith("=") for of in found.values()) else {}


def _text(sender: Sender, node: Node) -> str | None:
    """A text, an argument, or an argument that may be left out (`2.method|GET`)."""
    if node.type == "string":
        return f"={unquoted(sender.syntax.str(node))}"
    if node.type == "binary_expression" and ts.child(node, "??", "||") is not None:
        left, right = ts.field(node, "left"), ts.field(node, "right")
        of = _ref(sender, left, 0) if left is not None else None
        if of is not None and right is not None and right.type == "string":
            return f"{of}|{unquoted(sender.syntax.str(right))}"
        return None
    if node.type == "call_expression":  # `method.toUpperCase()`
        function = ts.field(node, "function")
        target = ts.field(function, "object") if function is not None else None
        return _text(sender, target) if target is not None and not parts(ts.field(node, "arguments")) else None
    return _ref(sender, node, 0)


def _path(sender: Sender, node: Node, depth: int) -> str | None:
    """The argument that an address is made of; what is written before it and begins with a slash goes along."""
    own = _ref(sender, node, 0)
    if own is not None or depth > _DEEPEST:
        return own
    syntax = sender.syntax
    if node.type == "identifier" and (value := sender.locals.get(syntax.str(node))) is not None:
        return _path(sender, value, depth + 1)
    if node.type == "template_string":
        return _in_template(sender, node, depth)
    if node.type == "binary_expression" and ts.child(node, "+") is not None:
        left, right = ts.field(node, "left"), ts.field(node, "right")
        found = _path(sender, left, depth + 1) if left is not None else None
        if found is not None and found[:1] == "@" and right is not None:
            return _behind_based(sender, found, right, depth)
        return found or (_path(sender, right, depth + 1) if right is not None else None)
    if node.type in ("call_expression", "member_expression") and _URL_TEXT.search(syntax.str(node)[-12:]):
        function = ts.field(node, "function") or node
        target = ts.field(function, "object")
        return _path(sender, target, depth + 1) if target is not None else None
    if node.type in ("call_expression", "new_expression"):
        given = (_path(sender, part, depth + 1) for part in parts(ts.field(node, "arguments")))
        return next((found for found in given if found is not None), None)
    if node.type in _TRANSPARENT or node.type == "ternary_expression":
        inner = (_path(sender, part, depth + 1) for part in parts(node))
        return next((found for found in inner if found is not None), None)
    return None


def _behind_based(sender: Sender, before: str, right: Node, depth: int) -> str:
    """What is added to a path with which something was made: the rest of it, or else the whole path, where that is only a base for it."""
    if right.type == "string":
        return f"{before}{'' if '+' in before else '+'}{unquoted(sender.syntax.str(right)).partition('?')[0]}".rstrip(
            "/"
        )
    own = _path(sender, right, depth + 1)
    if "+" not in before and own is not None:
        return own
    name = re.findall(r"[A-Za-z_]\w*", sender.syntax.str(right))
    return f"{before}/:{name[-1]}" if name and "+" in before and "?" not in before else before


def _in_template(sender: Sender, node: Node, depth: int) -> str | None:
    for part in node.children:
        if part.type == "template_substitution":
            inner = next((c for c in part.children if c.is_named), None)
            found = _path(sender, inner, depth + 1) if inner is not None else None
            if found is not None and found[:1] == "@":
                behind = part.next_sibling
                direct = behind is not None and behind.type == "template_substitution"
                inner = next(iter(parts(behind)), None) if direct else None
                own = _path(sender, inner, depth + 1) if inner is not None else None
                if own is not None:
                    return own  # a base that stands before all paths: `${this.baseUrl}${path}`
                rest = rest_of_path(sender.syntax, node, part)
                return f"{found}+{rest}" if rest is not None else None
            if found is not None:
                before = sender.syntax.text.source[
                    sender.syntax.range(node).start + 1 : sender.syntax.range(part).start
                ]
                before = _HOST.sub("", before.rpartition("}")[2])
                return (
                    None
                    if before.endswith("/") or not (before == "" or before.startswith("/"))
                    else f"{found}^{before}"
                )
    return None


def _query(sender: Sender, body: Node) -> str | None:
    """The argument that is put behind the path: it is called like a query, and given to what makes one."""
    for node in ts.walk(body):
        if node.type in ("call_expression", "new_expression"):
            for part in parts(ts.field(node, "arguments")):
                of = _ref(sender, part, 0)
                if of is not None and _QUERIES.search(_last_name(sender.syntax, part)):
                    return of
    return None


def _last_name(syntax: Syntax, node: Node) -> str:
    return syntax.str(node).partition(" ")[0].replace("?.", ".").rpartition(".")[2]


def _ref(sender: Sender, node: Node, depth: int) -> str | None:
    """Which argument an expression is: `1`, `2.body`; what it is turned into on the way does not count."""
    if depth > _DEEPEST:
        return None
    syntax = sender.syntax
    match node.type:
        case "identifier" | "shorthand_property_identifier":
            name = syntax.str(node)
            if name in sender.names:
                return sender.names[name]
            value = sender.locals.get(name)
            return _ref(sender, value, depth + 1) if value is not None and value.type != "identifier" else None
        case "member_expression" if (based := sender.names.get(syntax.str(node))) is not None:
            return based  # `this.path`
        case "member_expression":
            target, name = ts.field(node, "object"), ts.field(node, "property")
            of = _ref(sender, target, depth + 1) if target is not None else None
            return f"{of}.{syntax.str(name)}" if of is not None and name is not None and of.count(".") < 2 else None
        case "call_expression":
            function, given = syntax.field(node, "function"), parts(syntax.field(node, "arguments"))
            plain = function is not None and syntax.str(function) in ("JSON.stringify", "String", "encodeURI")
            return _ref(sender, given[0], depth + 1) if plain and given else None
        case "ternary_expression" | "binary_expression":
            if node.type == "binary_expression" and ts.child(node, "??", "||", "&&") is None:
                return None
            branches = [ts.field(node, r) for r in ("consequence", "alternative", "right", "left")]
            found = (_ref(sender, b, depth + 1) for b in branches if b is not None)
            return next((of for of in found if of is not None), None)
        case kind if kind in _TRANSPARENT:
            inner = next(iter(parts(node)), None)
            return _ref(sender, inner, depth + 1) if inner is not None else None
        case _:
            return None
