"""What the handler of a route takes from its request, by its parameters and in its body, and what it answers."""

import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Handler, Tag, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..classes.errors import answered_of_error, rest_codes, written_by_itself
from ..scoping.passed import PARTS, depends, passes
from ..syntax.given import first_argument, number_of, plain_arguments
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import function_of, is_dict
from ..syntax.markers import MARKERS, has, is_plain, is_required, keyword, marker, marker_name
from ..values.sent import sending
from .by_method import of_others, only_of
from .compared import Held
from .helpers import repliers
from .modelled import BODILESS, modelled
from .raised import aborted, raised, refused_with
from .replied import OF_ERRORS, replied, second_argument
from .requests import Flow
from .schemas_used import dumped, listed_fields

_ALIASES = ("alias", "validation_alias", "query")  # the last of Litestar's `Parameter`
_PARAMETER = re.compile(r":(\w+)")
_IMPORTS_FASTAPI = re.compile(r"^\s*(?:from|import)\s+(?:fastapi|litestar)\b", re.MULTILINE)
_REFUSES = re.compile(r"\.(?:app_)?(?:errorhandler|exception_handler)\(")
_DICTIONARY = re.compile(r"(?:typing\.)?(?:dict|Dict|Mapping)(?:\[.*\])?", re.DOTALL)
_OF_REST = re.compile(r"\(\s*exc\w*\b[^,]*,\s*context\b")  # what Django's REST framework gives its `EXCEPTION_HANDLER`
# What a handler of errors is given by FastAPI, Starlette and Litestar; another file may register it.
_TAKES_ERROR = re.compile(
    r"\(\s*(?:_?\w*request\b[^,]*|_+\s*:\s*(?:\w+\.)*Request\b(?:\[[^\]]*\])?\s*),"
    r"\s*(?:_?(?:exc\w*|e|err|error)\b\s*(?:[,:)]|$)|\w+\s*:\s*(?:\w+\.)*\w*(?:Error|Exception|Problem|Refusal|Refused|Fault|Failure)\b)"
)
_OPEN = re.compile(  # what is said of no model
    r"(?:(?:typing\.)?(?:list|List|Sequence|Iterable|Optional)\[\s*)*(?:typing\.)?(?:dict|Dict|Mapping|Any|object)\b|\w*Response\b|None$"
)
# What FastAPI gives by its type alone, whatever its default.
_GIVEN = re.compile(r"\b(?:Request|Response|WebSocket|HTTPConnection|BackgroundTasks|SecurityScopes)\b")
_WHOLE = frozenset({"self", "request", "req", "_request", "_req", "_"})  # what takes the whole request, or nothing
_ERROR = re.compile(r"[45]\d\d$")
# What a function may return that shows what is in it.
_WRITTEN = frozenset("dictionary list identifier list_comprehension call await binary_operator".split())
_RESPONSES = frozenset({"JSONResponse", "JsonResponse", "ORJSONResponse", "Response", "json_response"})
_CONTENTS = ("content", "data", "body", "text")  # under which names a response takes what it sends
_WRITES = ("json.dumps", "jsonable_encoder")
_SANIC = re.compile(r"^\s*(?:from|import)\s+sanic\b", re.MULTILINE)
_FINE = re.compile(r"[23]\d\d$")


@dataclass(frozen=True, slots=True)
class Taken:
    """A parameter of a handler: its name for the caller, where that stands, and the part of the request that it is in."""

    name: str
    range: Range
    part: str  # "" where its type says nothing
    required: bool
    type: Node | None = None
    default: Node | None = None


def handled(syntax: Syntax, function: Node, method: str, path: str, decorator: Node | None) -> Sending:
    """All that a handler carries, for the method and the whole path of its route."""
    own = _PARAMETER.findall(path)
    fast = _IMPORTS_FASTAPI.search(syntax.text.source) is not None
    alone = len(_decorators(function)) == 1 or decorator is None
    taken = [t for t in parameters(syntax, function, fast) if fast or t.name in own or t.name not in _WHOLE]
    taken = taken if fast or alone or _goes_through(taken, own) else []
    classes = modelled(syntax, function, decorator, method)
    flow = Flow(syntax)
    if method not in BODILESS and not any(m.chain == ("request",) for m in classes):
        flow.given = _bodies(taken)
    flow.function(function)
    carries = [*flow.of(0), *_carried(taken, own, fast, method), *listed_fields(syntax, function, method)]
    models = (*flow.models.get(0, ()), *classes)
    handed = tuple(p for part in PARTS for p in depends(syntax, function, part, part)) if fast else ()
    handed = (*handed, *flow.passed.get(0, ()))
    found = Sending(tuple(carries), (), handed, models) + _answered(syntax, function, decorator, fast)
    return only_of(found, of_others(syntax, ts.field(function, "body"), method))


def _goes_through(taken: list[Taken], own: list[str]) -> bool:
    """True where other decorators hand on the parameters of a path as they are, as all but one of them show."""
    names = [t.name for t in taken if t.required]
    return len(names) == len(own) == len(taken) and len(set(names) & set(own)) == len(own) - 1 > 0


def _bodies(taken: list[Taken]) -> dict[str, Held]:
    """The parameter that is the whole body as a dictionary, where it is the only body."""
    found = [t for t in taken if t.part in ("dictionary", "body", "request")]
    return {
        t.name: Held("value", ("request",), (t.range,)) for t in found if len(found) == 1 and t.part == "dictionary"
    }


def views(syntax: Syntax, node: Node, tags_of: Callable[[Node], tuple[Tag, ...]]) -> Iterator[Handler]:
    """The functions that say which endpoint they are and are given to routes elsewhere: views of Django, methods of its viewsets,
    and classes of which all methods are for one endpoint."""
    inner = ts.field(node, "definition") if node.type == "decorated_definition" else node
    name, body = (ts.field(inner, n) if inner is not None else None for n in ("name", "body"))
    if inner is None or name is None or body is None:
        return
    tags = tags_of(inner) if inner.type == "function_definition" else tags_of(node)
    if any(t.name == "contract" for t in tags):
        functions = [inner] if inner.type == "function_definition" else list(_methods(inner))
        found, carries = NOTHING, list[Use]()
        for function in functions:
            flow = Flow(syntax)
            flow.function(function)
            carries.extend(flow.of(0))
            found += answers(syntax, function, "response")
        if carries or found.carries:
            yield Handler(syntax.str(name), syntax.range(name), (*carries, *found.carries), found.sent, tags)
    elif inner.type == "class_definition":
        for member in body.children:
            if member.type in ("decorated_definition", "function_definition"):
                yield from views(syntax, member, tags_of)


def refusals(syntax: Syntax, node: Node) -> Iterator[Handler]:
    """The functions that answer whatever was refused: `@app.errorhandler(ApiError)`, `app.add_exception_handler(ApiError, handle)`."""
    inner = ts.field(node, "definition") if node.type == "decorated_definition" else node
    name = ts.field(inner, "name") if inner is not None and inner.type == "function_definition" else None
    if inner is None or name is None:
        return
    decorators = "".join(syntax.str(d) for d in _decorators(inner))
    given = rf"(?:add_exception_handler|register_error_handler)\([^()]*\b{re.escape(syntax.str(name))}\s*\)"
    listed = ts.field(inner, "parameters")
    of_rest = (
        listed is not None and _OF_REST.match(syntax.str(listed)) is not None and "rest_framework" in syntax.text.source
    )
    known = _REFUSES.search(decorators) is not None or re.search(given, syntax.text.source) is not None or of_rest
    if not known and (listed is None or _TAKES_ERROR.match(syntax.str(listed)) is None):
        return
    found = answers(syntax, inner, "errors")
    found += sum((sending(syntax, value, "errors") for value in _put(inner) if of_rest), NOTHING)
    found += sum(
        (sending(syntax, d, "errors") for v in _calls(inner) for d, _ in written_by_itself(syntax, inner, v)), NOTHING
    )
    passes = (*answered_of_error(syntax, inner, syntax.once(repliers)), *(rest_codes(syntax, inner) if of_rest else ()))
    models = tuple(replace(m, chain=("errors",)) for m in replied(syntax, inner) if m.chain[0] != "request")
    if found.carries or models:
        yield Handler(
            syntax.str(name), syntax.range(name), found.carries, found.sent, passes=passes, refuses=True, models=models
        )


def _calls(function: Node) -> Iterator[Node]:
    return (n for n in ts.walk(function) if n.type == "call")


def _put(function: Node) -> Iterator[Node]:
    """The dictionaries that a function answers by what the framework has answered: `response.data = {"code": …}`."""
    for node in ts.walk(function):
        left, right = (ts.field(node, n) if node.type == "assignment" else None for n in ("left", "right"))
        name = ts.field(left, "attribute") if left is not None and left.type == "attribute" else None
        if right is not None and right.type == "dictionary" and name is not None and name.text == b"data":
            yield right


def raising(syntax: Syntax, served: frozenset[Range]) -> Iterator[Handler]:
    """The functions that raise errors with what is answered, but for handlers, which are `served` and whose routes tell of that."""
    for function in syntax.nodes(frozenset({"function_definition"})):
        name, at = ts.field(function, "name"), syntax.range(function)
        found = raised(syntax, function) if name is not None and at not in served else NOTHING
        if name is not None and found.carries:
            yield Handler(syntax.str(name), syntax.range(name), found.carries, found.sent, refuses=True)


def _methods(node: Node) -> Iterator[Node]:
    body = ts.field(node, "body")
    for member in body.children if body is not None else ():
        inner = ts.field(member, "definition") if member.type == "decorated_definition" else member
        if inner is not None and inner.type == "function_definition":
            yield inner


def _carried(taken: list[Taken], own: list[str], fast: bool, method: str) -> Iterator[Use]:
    for each, part in placed(taken, own, fast, method):
        yield Use("", (part, each.name), (Range(each.range.start, each.range.start), each.range), "read", part)


def placed(taken: list[Taken], own: list[str], fast: bool, method: str) -> Iterator[tuple[Taken, str]]:
    """The parameters that are none of the path's `own`, each with the part of the request that it is in."""
    names = {t.name for t in taken}
    untaken = [p for p in own if p not in names]
    open = any(t.name == "**" for t in taken)
    bodies = [t for t in taken if t.part == "body"]
    for each in taken:
        if each.name in own or each.name.startswith("*") or each.part in ("other", "dictionary"):
            continue
        part = each.part
        if part == "choice":
            if method not in BODILESS:
                continue  # perhaps a body
            part = "plain"
        if part == "body":  # the whole body, where it is the only one of its kind
            part = "request" if len(bodies) > 1 else ""
        if part in ("", "plain") and untaken and not open and each.required and (part == "plain" or not fast):
            part = "params"
        elif part == "plain":
            part = "query" if fast else ""
        if part:
            yield each, part


def parameters(syntax: Syntax, function: Node, fast: bool) -> Iterator[Taken]:
    """What the parameters of a function take from a request; `fast` where FastAPI gives them by their types."""
    listed = ts.field(function, "parameters")
    for node in (c for c in (listed.children if listed is not None else []) if c.is_named and c.type != "comment"):
        name = ts.field(node, "name") or (
            node if node.type == "identifier" else node.children[0] if node.children else node
        )
        type, default = ts.field(node, "type"), ts.field(node, "value")
        if name.type in ("list_splat_pattern", "dictionary_splat_pattern") or node.type in (
            "list_splat_pattern",
            "dictionary_splat_pattern",
        ):
            yield Taken("**", syntax.range(node), "other", False)
            continue
        if name.type != "identifier" or node.type in ("keyword_separator", "positional_separator"):
            continue
        yield replace(_taken(syntax, name, type, default, fast), type=type, default=default)


def attributes_taken(syntax: Syntax, class_: Node) -> Iterator[Taken]:
    """The same of the fields of a dataclass, which are the parameters of its constructor."""
    body = ts.field(class_, "body")
    for member in body.children if body is not None else ():
        node = ts.child(member, "assignment") if member.type == "expression_statement" else None
        name, type, default = (ts.field(node, n) if node is not None else None for n in ("left", "type", "right"))
        if name is not None and type is not None and name.type == "identifier":
            yield replace(_taken(syntax, name, type, default, True), type=type, default=default)


def _taken(syntax: Syntax, name: Node, type: Node | None, default: Node | None, fast: bool) -> Taken:
    own, at = syntax.str(name), syntax.range(name)
    if not fast:
        return Taken(own, at, "", default is None)
    mark = marker(syntax, type) or marker(syntax, default)
    if mark is None:
        written = syntax.str(type) if type is not None else ""
        part = "plain" if is_plain(written) else "choice" if _is_choice(default) else "other"
        part = "other" if _GIVEN.search(written) is not None else part
        part = "dictionary" if _DICTIONARY.fullmatch(written) is not None else part
        return Taken(own, at, part, default is None)
    called = marker_name(syntax, mark)
    part = MARKERS.get(called, "other")
    if called == "Body" and not has(syntax, mark, "embed", "True"):
        part = "body"
    required = default is None or (default.id == mark.id and is_required(syntax, mark))
    for alias in _ALIASES:
        value = keyword(syntax, mark, alias)
        if value is not None and not is_plain_string(value):
            return Taken(own, at, "other", required)
        if value is not None:
            return Taken(string_value(syntax.str(value)), string_range(syntax, value), part, required)
    classy = type is not None and marker(syntax, type) is not None and not is_plain(syntax.str(type))
    if classy and not _is_choice(default):
        part = "other"  # perhaps a model, whose fields are the parameters
    return Taken(own, at, part, required)


def _is_choice(default: Node | None) -> bool:
    """True for a default of an enum's parameter: a member, or none. A model in a query, and what is injected, has none of these."""
    return default is not None and default.type in ("none", "attribute")


def named_by(syntax: Syntax, mark: Node) -> tuple[str, Range, str] | None:
    """The name that `Query(alias="pageSize")` gives what it takes, where that stands, and the part of the request."""
    value = next((v for a in _ALIASES if (v := keyword(syntax, mark, a)) is not None), None)
    part = MARKERS.get(marker_name(syntax, mark))
    if value is None or part is None or not is_plain_string(value):
        return None
    return string_value(syntax.str(value)), string_range(syntax, value), part


def _decorators(function: Node) -> list[Node]:
    outer = function.parent
    return [c for c in outer.children if c.type == "decorator"] if outer is not None else []


def _answered(syntax: Syntax, function: Node, decorator: Node | None, fast: bool) -> Sending:
    """What is returned as a dictionary, in Flask's `jsonify`, or in a `JSONResponse`; a model writes its own names."""
    call = ts.child(decorator, "call") if decorator is not None else None
    said = keyword(syntax, call, "response_model") if call is not None else None
    said = said or ts.field(function, "return_type")
    modelled = said is not None and _OPEN.match(syntax.str(said)) is None
    return answers(syntax, function, "response", fast and modelled) + (raised if fast else aborted)(syntax, function)


def answers(syntax: Syntax, function: Node, part: str, modelled: bool = False) -> Sending:
    """What a function returns as a part of an endpoint; dictionaries alone where what is `modelled` is written by a model."""
    found, modelled = NOTHING, modelled or bool(dumped(syntax, function))
    for node in ts.walk(function):
        if node.type == "return_statement" and function_of(node) == function:
            value = next((c for c in node.children if c.is_named), None)
            found += returned(syntax, value, part, modelled)
    return found


def returned(syntax: Syntax, value: Node | None, part: str, modelled: bool) -> Sending:
    """What is returned as a part of an endpoint; that of an error where the status says so."""
    status, code = "", None
    parts = [c for c in value.children if c.is_named] if value is not None else []
    if value is not None and value.type in ("expression_list", "tuple") and parts:
        value, code = parts[0], parts[1] if len(parts) > 1 else None
        status = syntax.str(code) if code is not None else ""
    function = ts.field(value, "function") if value is not None and value.type == "call" else None
    called = syntax.str(function).rsplit(".", 1)[-1] if function is not None else ""
    if value is None:
        return NOTHING
    if (
        called in _RESPONSES
        or called in syntax.once(repliers)
        or (called == "json" and _SANIC.search(syntax.text.source) is not None)
    ):
        said = keyword(syntax, value, "status_code") or keyword(syntax, value, "status") or second_argument(value)
        code = said or code
        status = number_of(syntax.str(said)) if said is not None else status
        value = next((v for n in _CONTENTS if (v := keyword(syntax, value, n)) is not None), None) or first_argument(
            value
        )
        value = written_out(syntax, value) if value is not None else None
    elif called == "jsonify":
        value = first_argument(value) or value
    elif value.type not in _WRITTEN or modelled:
        return NOTHING
    elif function is not None and (said := status_given(syntax, value)) is not None:
        code = said
    if part == "response" and status and not _FINE.match(status) and not _ERROR.match(status):
        return NOTHING  # what a function makes for routes may have the status that it is given
    if value is None:
        return NOTHING
    refused = refused_with(syntax, code) if part == "response" and code is not None else NOTHING
    part = "errors" if part == "response" and _ERROR.match(status) else part
    written = value.type not in ("call", "await") or called == "jsonify" or is_dict(syntax, value)
    sent = sending(syntax, value, part) if written else NOTHING
    return sent + refused + Sending(passes=tuple(passes(syntax, value, (part,))))


def status_given(syntax: Syntax, call: Node) -> Node | None:
    """The status that a function of the program is given which makes a refusal: `problem("gone", status=404)`, `failure(404, "gone")`."""
    said = keyword(syntax, call, "status_code") or keyword(syntax, call, "status")
    function = ts.field(call, "function")
    if said is not None or function is None or OF_ERRORS.search(syntax.str(function).rpartition(".")[2]) is None:
        return said
    return next((a for a in plain_arguments(call) if _ERROR.match(syntax.str(a))), None)


def written_out(syntax: Syntax, node: Node) -> Node:
    """What is written as JSON, `json.dumps(user)`, `jsonable_encoder(user)`; any other expression is itself."""
    function = ts.field(node, "function") if node.type == "call" else None
    return (first_argument(node) or node) if function is not None and syntax.str(function).endswith(_WRITES) else node
