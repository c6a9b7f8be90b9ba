"""Bases of clients: `axios.create({ baseURL: "/tasks" })` puts a path before whatever that client asks for."""

import re

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import OF_CLIENT
from dovetail.core.text import Range

from ..._routes import plain_path
from ..._sending import NOTHING
from ..._treesitter import Syntax
from ..sending.urls import Address, address, constant
from ..syntax.nodes import given
from .fetches import pairs_of

_SAYS_BASE = re.compile(r"\b(?:baseURL|prefixUrl)\b")
_KEYS = ("baseURL", "prefixUrl")
_PARAMETER_FIRST = re.compile(r"\$\{((?:[a-z]\w*\.)*[a-z]\w*)\}(?:/[^?#]*)?\Z")
_A_BASE = re.compile(r"\w*(?:ur[il]|api|base|host|server|root|origin|endpoint|backend|path|prefix)", re.IGNORECASE)


def asked_of_client(syntax: Syntax, node: Node, name: str, made: str, relative: bool) -> Address | None:
    """The address that the client of a name is asked for, behind the path that its own base has, where the file makes it with one.

    `made` is the expression that makes the client. An address with a host of its own has no base.
    """
    base = _base(syntax, name, made) if _SAYS_BASE.search(made) else ""
    called = (_behind_parameter(syntax, node) if base else None) or address(syntax, node, relative)
    if not base or called is None or called.behind or "://" in syntax.str(node):
        return called
    return replace(called, behind=OF_CLIENT + base)


def _base(syntax: Syntax, name: str, made: str) -> str:
    """The path that a client's base has; empty where it has none, or it is not seen."""
    maker = constant(syntax, name)
    arguments = given(maker) if maker is not None and maker.type == "call_expression" else []
    said = dict(pairs_of(syntax, arguments[0])) if arguments else {}
    written = next((said[k] for k in _KEYS if k in said), None)
    found = address(syntax, written) if written is not None else None
    return found.path.rstrip("/") if found is not None else ""


def _behind_parameter(syntax: Syntax, node: Node) -> Address | None:
    """An address that begins with a parameter, as in `tasks.put(`${id}/done`)`; None where that may be a base."""
    inner = syntax.str(node)[1:-1] if node.type == "template_string" else ""
    first = _PARAMETER_FIRST.match(inner)
    own = first[1].partition(".")[0] if first is not None else ""
    if first is None or _A_BASE.fullmatch(first[1].rpartition(".")[2]) or constant(syntax, own) is not None:
        return None
    if re.search(rf"\bimport\b[^;'\"]*\b{re.escape(own)}\b[^;'\"]*\bfrom\b", syntax.text.source):
        return None
    at = syntax.range(node)
    return Address(plain_path(f"/{inner}"), Range(at.start + 1, at.end - 1), NOTHING, True)
