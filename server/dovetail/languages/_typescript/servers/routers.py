"""Routers that functions make: `makeUserRouter(pool)`, whose routes stand inside of the function, and chains that begin with a new one."""

import re

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.injected import DEFAULT
from ..scoping.member_names import member_name
from ..scoping.origins import MADE, class_name
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted

_NAMED = ("identifier", "member_expression")
_BASE_PATH = "basePath"
_NEW = ("call_expression", "new_expression")  # of a router that is made where something is mounted on it
_BASES = frozenset({"path", "basePath", "prefix"})
_READS_BASE = re.compile(r"\bthis\.(?:path|basePath|prefix)\b")
_DEEPEST = 60


def mounted_router(syntax: Syntax, given: Node) -> str:
    """The name of what is mounted: of a router, or of the function that makes it, `makeUserRouter()`; empty where it has none."""
    if given.type in _NAMED:
        return member_name(syntax, given)
    function = ts.field(given, "function") if given.type == "call_expression" else None
    return member_name(syntax, function) + MADE if function is not None and function.type in _NAMED else ""


def chain_root(receiver: Node) -> Node | None:
    """What a chain of calls begins with, as in `new Hono().get(…).post(…)`; None for what is no such chain."""
    here = receiver
    for _ in range(_DEEPEST):
        function = ts.field(here, "function") if here.type == "call_expression" else None
        target = ts.field(function, "object") if function is not None and function.type == "member_expression" else None
        if target is None:
            break
        here = target
    made = here.type == "new_expression" or (here.type == "call_expression" and here is not receiver)
    return here if made or (here.type == "identifier" and here is not receiver) else None


def hung_on(syntax: Syntax, call: Node, receiver: Node) -> tuple[str, str]:
    """What a chain mounts a router on, and the path that the chain puts before: `app.basePath("/api").route("/users", users)`.

    What a variable begins with says that of the variable.
    """
    root = chain_root(receiver) or (receiver if receiver.type in _NEW else None)
    if root is None:
        return syntax.str(receiver), ""
    on = syntax.str(root) if root.type == "identifier" else router_of(syntax, call, root)
    counts, before = root.type == "identifier" or not on or on.endswith(MADE), ""
    here = receiver
    while counts and here.id != root.id:
        function = syntax.field(here, "function")
        name, target = (
            (ts.field(function, role) for role in ("property", "object")) if function is not None else (None, None)
        )
        if target is None:
            break
        given = parts(ts.field(here, "arguments"))
        if name is not None and syntax.str(name) == _BASE_PATH and given and given[0].type == "string":
            before = f"/{unquoted(syntax.str(given[0])).strip('/')}{before}"
        here = target
    return on or syntax.str(receiver), before


def router_of(syntax: Syntax, call: Node, root: Node) -> str:
    """What routes hang on that are registered on a variable of a function, or on a router that is new; empty for any other.

    That is the function of the top level which they stand in, or the variable that is given the new one there.
    """
    if root.type == "member_expression":
        return member_name(syntax, root)
    name = syntax.str(root) if root.type == "identifier" else ""
    here: Node | None = call
    variable = ""
    function: Node | None = None
    while here is not None and here.type != "program":
        if here.type in FUNCTIONS and name and name in _parameters(syntax, here):
            return ""
        if here.type in FUNCTIONS:
            function, variable = here, ""
        if here.type == "variable_declarator":
            declared = ts.field(here, "name")
            variable = syntax.str(declared) if declared is not None and declared.type == "identifier" else ""
        here = here.parent
    if function is None:
        return variable if not name else ""
    if function.type == "method_definition":
        return _of_method(syntax, function, name)
    own = ts.field(function, "name")
    exported = function.parent is not None and function.parent.type == "export_statement"
    called = syntax.str(own) if own is not None else variable or (DEFAULT if exported else "")
    return called + MADE if called and (not name or _declares(syntax, function, name)) else ""


def is_parameter(syntax: Syntax, call: Node, name: str) -> bool:
    """True where a name at a call is what a function around it is given."""
    here: Node | None = call
    while here is not None and here.type != "program":
        if here.type in FUNCTIONS and name in _parameters(syntax, here):
            return True
        here = here.parent
    return False


def base_of_class(syntax: Syntax, call: Node) -> str:
    """The path that a class says all routes of its router stand behind, which whoever mounts it reads: `path = "/users"`.

    Empty where it says none, and where the class itself puts it before its paths.
    """
    here: Node | None = call
    while here is not None and here.type != "class_body":
        here = here.parent
    if here is None or _READS_BASE.search(syntax.str(here)):
        return ""
    for member in (m for m in here.children if m.type == "public_field_definition"):
        name, value = ts.field(member, "name"), ts.field(member, "value")
        if name is not None and value is not None and value.type == "string" and syntax.str(name) in _BASES:
            text = unquoted(syntax.str(value))
            return text.rstrip("/") if text.startswith("/") else ""
    return ""


def _of_method(syntax: Syntax, method: Node, name: str) -> str:
    """A router that a method makes: `Users.routes()`, or what a getter, or a constructor for its class, calls it."""
    of, own = class_name(syntax, method), ts.field(method, "name")
    if not of or own is None or not name or not _declares(syntax, method, name):
        return ""
    if syntax.str(own) == "constructor":
        kept = re.search(rf"\bthis\.([\w$]+)\s*=\s*{re.escape(name)}\b", syntax.str(method))
        return f"{of}.{kept[1]}" if kept is not None else ""
    made = "" if ts.child(method, "get") is not None else MADE
    return f"{of}.{syntax.str(own)}{made}"


def _parameters(syntax: Syntax, function: Node) -> list[str]:
    listed = parts(ts.field(function, "parameters"))
    return [syntax.str(ts.field(p, "pattern") or p) for p in listed]


def _declares(syntax: Syntax, function: Node, name: str) -> bool:
    """True where a variable of that name is declared in the body of a function."""
    body = ts.field(function, "body")
    for statement in body.children if body is not None else []:
        for declarator in (c for c in statement.children if c.type == "variable_declarator"):
            own = ts.field(declarator, "name")
            if own is not None and syntax.str(own) == name:
                return True
    return False


def is_handed_out(syntax: Syntax, router: str) -> bool:
    """True for a router that its file gives to others: `export default router`, `module.exports = router`."""
    given = rf"(?:\bexport\s+default|\bmodule\.exports\s*=|\bexport\s+(?:const|let)|\bexport\s*\{{[^}}]*)\s*\b{re.escape(router)}\b"
    return syntax.says(re.compile(given), "export")
