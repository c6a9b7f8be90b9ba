"""The paths and prefixes that calls of Python are given: written there, behind a base, or under a name."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import ADDRESS, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import plain_path
from ..._statements import constant, statement
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import function_of, local_value
from .asking import filled_path

NAMED = "url:"  # before the name of a path, in the place of the path
_REVERSES = frozenset({"reverse", "reverse_lazy", "url_for", "url_path_for"})


def path_of(syntax: Syntax, first: Node | None) -> tuple[str | None, Range | None]:
    """The path that an argument is: a string, one behind a base, or a name for one of them."""
    if first is not None and first.type == "identifier":
        first = local_value(syntax, first) or constant(syntax, syntax.str(first))
    if first is not None and first.type == "attribute":
        first = _kept(syntax, first) or first
    if first is not None and (named := _named(syntax, first) or _behind_named(syntax, first)) is not None:
        return named
    if first is not None and (filled := filled_path(syntax, first)) is not None:
        return filled
    left = ts.field(first, "left") if first is not None and first.type == "binary_operator" else None
    if first is not None and left is not None:
        right, operator = ts.field(first, "right"), ts.field(first, "operator")
        added = operator is not None and operator.type == "+" and left.type in ("identifier", "attribute")
        first = right if added else None
    path, range = _written(syntax, first) if first is not None and first.type == "string" else (None, None)
    base = left or (_put_first(first) if first is not None and path is not None else None)
    return (_before(syntax, base) + path if path is not None and base is not None else path), range


def _put_first(text: Node) -> Node | None:
    """The name whose value a text begins with: `url` of `f"{url}/lines"`."""
    first = text.children[1] if len(text.children) > 1 and text.type == "string" else None
    if first is None or first.type != "interpolation" or len(text.children) < 3:
        return None
    inside = first.children[1]
    return inside if inside.type in ("identifier", "attribute") and inside.next_sibling == first.children[-1] else None


def _named(syntax: Syntax, node: Node) -> tuple[str, Range] | None:
    """The path that a framework knows by a name, with `url:` before that: `reverse("user-list")`, `url_for("users.show", id=1)`."""
    function = ts.field(node, "function") if node.type == "call" else None
    first = first_argument(node) if function is not None else None
    called = syntax.str(function).rpartition(".")[2] if function is not None else ""
    if called not in _REVERSES or first is None or not is_plain_string(first):
        return None
    return NAMED + string_value(syntax.str(first)), string_range(syntax, first)


def named_values(syntax: Syntax, path: Node) -> Iterator[Use]:
    """What Flask puts into a path that it knows by a name, or into the query behind it: `url_for("users.list", state="open")`."""
    made = local_value(syntax, path) if path.type == "identifier" else path
    function = ts.field(made, "function") if made is not None and made.type == "call" else None
    if made is None or function is None or syntax.str(function) not in ("url_for", "flask.url_for"):
        return
    arguments = ts.field(made, "arguments")
    for part in arguments.children if arguments is not None else ():
        name = ts.field(part, "name") if part.type == "keyword_argument" else None
        if name is not None and not syntax.str(name).startswith("_"):  # of which those are for Flask itself
            yield Use("", (ADDRESS, syntax.str(name)), (syntax.range(made), syntax.range(name)), "write", ADDRESS)


def _behind_named(syntax: Syntax, node: Node) -> tuple[str, Range] | None:
    """What stands behind such a path: `f"{self.url}{order.pk}/"`, `reverse("user-list") + "?state=open"`, of which the query is none."""
    left, right = ts.field(node, "left"), ts.field(node, "right")
    whole = node if node.type == "string" else right
    put = node.children[1] if node.type == "string" and len(node.children) > 2 else None
    base = put.children[1] if put is not None and put.type == "interpolation" else left
    if base is None or whole is None or whole.type != "string" or not syntax.has_any(*_REVERSES):
        return None
    if base.type == "identifier":
        base = local_value(syntax, base) or constant(syntax, syntax.str(base))
    elif base.type == "attribute":
        base = _kept(syntax, base)
    named = _named(syntax, base) if base is not None else None
    inner = string_range(syntax, whole)
    start = syntax.range(put).end if put is not None else inner.start
    rest = syntax.text.source[start : inner.end].partition("?")[0]
    if named is None or (rest and rest[0] not in "/{"):
        return None
    path = plain_path(f"/{rest.lstrip('/')}") if rest.strip("/") else ""
    return named[0] + path, Range(start, start + len(rest))


def _kept(syntax: Syntax, node: Node) -> Node | None:
    """What an object keeps under a name that is given once in its class: `self.url = reverse("user-list")`."""
    written, function = syntax.str(node), function_of(node)
    body = function.parent if function is not None and written.startswith("self.") else None
    body = body.parent if body is not None and body.type == "decorated_definition" else body
    if body is None or body.type != "block":
        return None
    wanted, own = written.encode(), written.removeprefix("self.").encode()
    found = [
        ts.field(n, "right")
        for n in ts.walk(body)
        if n.type == "assignment" and (left := ts.field(n, "left")) is not None
        if left.text == wanted or (left.text == own and function_of(left) == function_of(body))
    ]
    return found[0] if len(found) == 1 else None


def _before(syntax: Syntax, base: Node) -> str:
    """What stands before a path that is added to a name, where the file says it: `ITEM = "/orders/{id}"`, `ITEM + "/lines"`."""
    if base.type == "identifier":
        value = local_value(syntax, base) or constant(syntax, syntax.str(base))
    else:
        value = _kept(syntax, base) if base.type == "attribute" else None
    if value is None or value.type != "string":
        return ""
    written, _ = _written(syntax, value)
    before = _put_first(value)
    further = constant(syntax, syntax.str(before)) if before is not None and before.type == "identifier" else None
    if further is not None and is_plain_string(further) and written is not None:
        written = string_value(syntax.str(further)).rstrip("/") + written
    return written.rstrip("/") if written is not None and written[:1] == "/" else ""


def bare_path(syntax: Syntax, first: Node | None) -> tuple[str | None, Range | None]:
    """A path that begins without a slash."""
    if first is None or not is_plain_string(first):
        return None, None
    return plain_path(f"/{string_value(syntax.str(first))}"), string_range(syntax, first)


def prefix_of(syntax: Syntax, node: Node) -> tuple[str, bool]:
    """What a prefix says as far as it is seen, and whether more stands before that: `API + "/users"`, `f"{settings.API}/users"`."""
    before, hole, text = statement(syntax, node).text.rpartition("?")
    known = bool(before or hole or text) or is_plain_string(node)
    return (text, bool(hole)) if known and text[:1] in ("/", "") else ("", True)


def is_behind(path: Node | None) -> bool:
    """True for a path behind a base that is not seen: `BASE + "/users"`, `f"{BASE}/users"`."""
    if path is None:
        return False
    return path.type == "binary_operator" or (path.text or b"")[:3] in (b'f"{', b"f'{")


def first_argument(call: Node | None) -> Node | None:
    arguments = ts.field(call, "arguments") if call is not None else None
    return next((c for c in arguments.children if c.is_named), None) if arguments is not None else None


def _written(syntax: Syntax, first: Node) -> tuple[str | None, Range | None]:
    """A literal path; what an f-string puts in is a parameter."""
    inner, range = string_value(syntax.str(first)), string_range(syntax, first)
    start = 0
    if "://" in inner:
        start = inner.find("/", inner.index("://") + 3)
    elif inner.startswith("{") and "}/" in inner:
        start = inner.index("}/") + 1
    end = len(inner.split("?")[0])
    if start < 0 or inner[start : start + 1] not in ("/", "") or (not inner and start):
        return None, None
    return plain_path(inner[start:end]) or "/", Range(range.start + start, range.start + max(start, end))
