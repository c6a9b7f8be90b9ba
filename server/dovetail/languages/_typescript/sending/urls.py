"""The path that a client calls, and the query that it puts behind it."""

import itertools
import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._routes import plain_path
from ..._sending import NOTHING, Sending
from ..._treesitter import MAX_DEPTH, Syntax
from ..scoping.functions import function_named
from ..scoping.local_names import local_value
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range
from .forms import form_data
from .sent import sending

_GLUED_QUERY = re.compile(r"(?<=[\w}])\$\{[^{}]*(?:quer|search|param|filter|\bqs\b)[^{}]*\}\Z", re.IGNORECASE)
_CALLS = frozenset({"call_expression"})
_PUTS = frozenset({"set", "append"})
_BAGS = ("URLSearchParams", "FormData", "HttpParams")
_BASE = re.compile(r"\$\{[^}]*\}(?=/)")
# A base that ends with a slash: `environment.apiUrl + "users"`, `${API_BASE}users`.
_BASE_NAME = re.compile(r"[\w.$#]*(?:url|uri|api|base|host|server|root|origin|endpoint|backend)", re.IGNORECASE)
_MAKES_URL = re.compile(r"[\w.$]*(?:url|uri|endpoint|withBase|withApi)", re.IGNORECASE)
_IMPORTED = re.compile(r"[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*")
_GLUED_BASE = re.compile(r"\$\{([\w.$#]+)\}(?=[A-Za-z])")
_HOST = re.compile(r"https?://(?:\$\{[^}]*\}|[^/$])*")
_GIVEN_QUERY = re.compile(
    r"(?<=[\w}/])\$\{\s*\w*(?:quer|search|param|filter|qs)\w*\((?:[^{}]|\{[^{}]*\})*\)\s*\}\Z", re.IGNORECASE
)
_PAIRS = re.compile(r"[?&]([A-Za-z_][\w.-]*)=([A-Za-z][\w-]*(?=[&#]|\Z))?")  # a name, and its text where that is a word
_ASKS = re.compile(r"""["'`]\?""")
_MAKES_QUERY = re.compile(r"\w*(?:quer|search|param|filter|qs)\w*", re.IGNORECASE)
_PUT_IN = re.compile(r"\$\{(?:[^{}]|\{[^{}]*\})*\}")
_NAMED = re.compile(r"\$\{(\w+(?:\.#?\w+)*)\}(?=[/?$]|\Z)")
_MADE = re.compile(r"\$\{(\w+)\((?:[^{}()]|\([^{}()]*\))*\)\}(?=[/?$]|\Z)")
_MEMBER = re.compile(r"\w+(?:\.#?\w+)+")
_PREFIX = re.compile(r"(?:.*/)?(?:api|rest|v\d+|backend|services?)/?\Z", re.IGNORECASE)  # of all paths alike
_LOCAL = re.compile(
    r"https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0)\b"
)  # where a server is that has no other paths before its own
_OTHERS = re.compile(
    r"[\"'`]https?://(?!127\.|0\.0\.)[\w-]+(?:\.[\w-]+)*\.(?!test\b|local\b|internal\b|localhost\b)[a-z]+(?::\d+)?\Z"
)
_BEHIND_PREFIX = re.compile(r"/(?:api|rest|v\d+|backend)/")
# A path behind the base that a client is made with: `users/login`, and not `cache-key: 1` or `https://…`.
_RELATIVE = re.compile(r"[A-Za-z][\w.-]*(?:/|\?|#|\Z)")
_LONGEST = 100  # characters of a host
_ASKED = re.compile(r"`\$\{[\w.$]+\}(?=\?)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an address: text, or an expression that is put in."""

    text: str
    start: int
    end: int
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """What a client calls: the path with `:name` for each parameter, where it stands, and what its query holds.

    `based` is true where something that is not seen stands before the path: a variable, or the base of the client. `behind` is the name of
    that, where the file imports it.
    """

    path: str
    range: Range
    query: Sending
    based: bool = False
    behind: str = ""


def asks_others(syntax: Syntax, called: Address) -> bool:
    """True for an address with a host of the net written before its path, which is another's: `https://api.weather.example/now`.

    What stands under a name is the program's own to choose.
    """
    start = called.range.start
    before = syntax.text.source[max(0, start - _LONGEST) : start]
    return "://" in before and _OTHERS.search(before) is not None


def written_path(syntax: Syntax, node: Node, relative: bool = False) -> tuple[str | None, Range | None]:
    """A literal path with `:name` for each parameter, and where it stands inside its quotes.

    `relative` allows one without a slash at its start, which a client puts behind its base.
    """
    if node.type not in ("string", "template_string"):
        return None, None
    text, range = syntax.str(node), syntax.range(node)
    inner, start, before = text[1:-1], range.start + 1, ""
    named = _NAMED.match(inner) if node.type == "template_string" else None
    made = _MADE.match(inner) if node.type == "template_string" and named is None else None
    if named is not None and (before := _own_path(syntax, named[1], node)):
        inner, start = inner[named.end() :], start + named.end()
    elif made is not None and (before := _made_path(syntax, made[1])):
        inner, start = inner[made.end() :], start + made.end()
    elif node.type == "template_string" and (base := _BASE.match(inner)):
        inner, start = inner[base.end() :], start + base.end()
    elif node.type == "template_string" and (base := _GLUED_BASE.match(inner)) and _BASE_NAME.fullmatch(base[1]):
        inner, start, relative = inner[base.end() :], start + base.end(), True
    if host := _HOST.match(inner):
        inner, start = inner[host.end() :], start + host.end()
    if inner.startswith("*/"):  # on any host, as msw writes it
        inner, start = inner[1:], start + 1
    if not before and not inner.startswith("/") and not (relative and _RELATIVE.match(inner)):
        return None, None
    end = _path_end(inner)
    whole = before + inner[:end]
    if query := _GLUED_QUERY.search(whole) or _GIVEN_QUERY.search(whole):
        end = max(query.start() - len(before), 0)
    else:
        end = min(end, _glued(syntax, node) - start)
    if before:
        return plain_path(before + inner[:end]), Range(start, start + end) if end else Range(range.start + 1, start)
    return plain_path(("" if inner.startswith("/") else "/") + inner[:end]), Range(start, start + end)


def _path_end(inner: str) -> int:
    """Where the path of a text ends: before a `?` or `#` that is not part of what is put in, as in `${order?.id}`."""
    masked = _PUT_IN.sub(lambda m: "_" * len(m[0]), inner) if "${" in inner else inner
    return len(masked.split("?")[0].split("#")[0])


def _glued(syntax: Syntax, node: Node) -> int:
    """Where a query is put in right behind a path: `/users${page ? `?page=${page}` : ""}`; the end where none is."""
    pieces = parts(node)
    for before, part in itertools.pairwise(pieces):
        if (
            part.type == "template_substitution"
            and before.type == "string_fragment"
            and _begins_query(syntax, parts(part)[:1])
        ):
            return syntax.range(part).start
    return syntax.range(node).end


def _begins_query(syntax: Syntax, put_in: list[Node]) -> bool:
    """True for an expression that has a text with a question mark at its start, or a name for one."""
    value = local_value(syntax, put_in[0]) if put_in and put_in[0].type == "identifier" else next(iter(put_in), None)
    return value is not None and _ASKS.search(syntax.str(value)) is not None


def _own_path(syntax: Syntax, name: str, at: Node) -> str:
    """The path that a name of this file holds; empty where it is just what stands before all of them: `/api/v1`."""
    value = _held(syntax, name, at)
    if value is not None and value.type in ("template_string", "binary_expression"):
        made = written_path(syntax, value) if value.type == "template_string" else _sum(syntax, value)
        return made[0] or ""
    text = unquoted(syntax.str(value)) if value is not None and value.type == "string" else ""
    if (host := _HOST.match(text)) and (_LOCAL.match(text) or _BEHIND_PREFIX.match(text[host.end() :])):
        text = text[host.end() :]
    return text if text.startswith("/") and text != "/" and not _PREFIX.match(text) else ""


def _made_path(syntax: Syntax, name: str) -> str:
    """The path that a function of this file makes, where that is all it does: `${orderPath(id)}/lines`; empty for any other."""
    function = function_named(syntax, name)
    body = ts.field(function, "body") if function is not None else None
    statements = parts(body) if body is not None and body.type == "statement_block" else []
    alone = statements[0] if len(statements) == 1 and statements[0].type == "return_statement" else None
    value = next(iter(parts(alone)), None) if alone is not None else body
    if value is None or value.type not in ("string", "template_string") or _MADE.match(syntax.str(value)[1:]):
        return ""
    path = written_path(syntax, value)[0] or ""
    return "" if _PREFIX.match(path) else path


def _held(syntax: Syntax, name: str, at: Node) -> Node | None:
    """What a constant of this file holds, a member of one (`PATHS.users`), or a field of the class around a place (`this.path`)."""
    own, *keys = name.replace("?.", ".").split(".")
    value = _field(syntax, keys.pop(0), at) if own == "this" and keys else constant(syntax, own)
    for key in keys:
        value = _member(syntax, value, key) if value is not None else None
    return value


def _field(syntax: Syntax, name: str, at: Node) -> Node | None:
    """What a class gives one of its fields."""
    body: Node | None = at
    while body is not None and body.type != "class_body":
        body = body.parent
    fields = (f for f in parts(body) if f.type == "public_field_definition")
    return next((ts.field(f, "value") for f in fields if (n := ts.field(f, "name")) and syntax.str(n) == name), None)


def _member(syntax: Syntax, value: Node, name: str) -> Node | None:
    """What an object that is written out has under a name: `{ users: "/users" } as const`."""
    while value.type in ("as_expression", "satisfies_expression"):
        value = value.children[0]
    return next((ts.field(p, "value") for p in parts(value) if syntax.str(ts.field(p, "key") or p) == name), None)


def constant(syntax: Syntax, name: str) -> Node | None:
    """What a name stands for that the file declares at its top."""
    for statement in syntax.root.children:
        declared = ts.field(statement, "declaration") or statement
        for node in declared.children if declared.type == "lexical_declaration" else ():
            own = ts.field(node, "name") if node.type == "variable_declarator" else None
            if own is not None and syntax.str(own) == name:
                return ts.field(node, "value")
    return None


def written_branches(syntax: Syntax, node: Node) -> list[Node]:
    """The two texts of ``site ? `/plots?site=${site}` : "/plots"``, which differ in their query alone; none of any other expression."""
    if node.type != "ternary_expression":
        return []
    branches = [b for role in ("consequence", "alternative") if (b := ts.field(node, role)) is not None]
    if not all(b.type in ("string", "template_string") for b in branches):
        return []
    paths = {syntax.str(b)[1:-1].partition("?")[0] for b in branches}
    return branches if len(branches) == 2 and len(paths) == 1 else []


def address(syntax: Syntax, node: Node, relative: bool = False, whole: bool = False) -> Address | None:
    """The address that an expression is: a string, a template, a sum of both, a `URL`, or a name for one of them.

    `whole` allows one of which all stands under a name of another file.
    """
    return syntax.once_as(node, _address, (relative, whole))


def _address(syntax: Syntax, node: Node, allowed: tuple[bool, bool]) -> Address | None:
    relative, whole = allowed
    node = _made_text(syntax, node)
    named = node.type == "identifier"
    name = syntax.str(node)
    found = local_value(syntax, node) or constant(syntax, name) if named else node
    if node.type == "member_expression" and _MEMBER.fullmatch(name):
        found = _held(syntax, name, node)
    imported = _imported_base(syntax, found if found is not None else node)
    if imported is not None and imported[1] and whole:
        return Address("", syntax.range(node), NOTHING, True, imported[0])
    if found is None:
        return None
    made = ts.field(found, "constructor") if found.type == "new_expression" else None
    if made is not None:
        first = _first(found)
        if syntax.str(made) != "URL" or first is None:
            return None
        found = first
    elif (written := _given_to_base(syntax, found)) is not None:
        found, relative = written, True
    if found.type == "binary_expression" or _concatenated(syntax, found) is not None:
        path, range = _sum(syntax, found, relative)
    else:
        path, range = written_path(syntax, found, relative)
    if path is None and imported is not None and (asked := _ASKED.match(syntax.str(found))) is not None:
        end = syntax.range(found).start + asked.end()  # `${ORDERS_URL}?page=1`, whose path is all in the other file
        path, range = "", Range(end, end)
    if path is None or range is None:
        return None
    query = _alone(_query_behind(syntax, found, range.end))
    if named and made is not None:
        query += Sending(tuple(_put_in(syntax, node, f"{name}.searchParams")))
    based = relative or syntax.text.source[range.start - 1 : range.start] not in ('"', "'", "`")
    return Address(path, range, query, based, imported[0] if imported is not None else "")


def _imported_base(syntax: Syntax, node: Node) -> tuple[str, bool] | None:
    """The name of another file that an address may begin with, and whether nothing is behind it."""
    pieces = list(_pieces(syntax, node, 0))
    first = pieces[0].node if pieces else None
    if first is None or first.type not in ("identifier", "member_expression"):
        return None
    name = syntax.str(first)
    own = name.partition(".")[0]
    if not _IMPORTED.fullmatch(name) or constant(syntax, own) is not None:
        return None
    if first.type == "identifier" and local_value(syntax, first) is not None:
        return None
    return name, len(pieces) == 1


def _given_to_base(syntax: Syntax, node: Node) -> Node | None:
    """The path that is given to a function which puts it behind a base: `url("api/users")`, `apiUrl(`/users/${id}`)`."""
    called, first = (ts.field(node, "function"), _first(node)) if node.type == "call_expression" else (None, None)
    if called is None or first is None or called.type not in ("identifier", "member_expression"):
        return None
    alone = len(parts(ts.field(node, "arguments"))) == 1
    text = first.type in ("string", "template_string", "binary_expression")
    return first if alone and text and _MAKES_URL.fullmatch(syntax.str(called)) else None


def _made_text(syntax: Syntax, node: Node) -> Node:
    """The name in `url.toString()` and `url.href`."""
    called = ts.field(node, "function") if node.type == "call_expression" and _first(node) is None else node
    name = ts.field(called, "property") if called is not None and called.type == "member_expression" else None
    text = name is not None and syntax.str(name) in ("toString", "href")
    of = ts.field(called, "object") if called is not None and text else None
    return of if of is not None and of.type == "identifier" else node


def bag(syntax: Syntax, node: Node, part: str) -> Sending:
    """What is put into a `URLSearchParams` or `FormData`, made here or under a name of the function at hand."""
    found, name = node, ""
    if node.type == "call_expression":  # `query.toString()`
        function = ts.field(node, "function")
        target = ts.field(function, "object") if function is not None and function.type == "member_expression" else None
        called = ts.field(function, "property") if function is not None else None
        given = _first(node)
        if (
            function is not None
            and given is not None
            and given.type == "object"
            and _MAKES_QUERY.fullmatch(syntax.str(function))
        ):
            return sending(syntax, given, part)
        if target is None or called is None or syntax.str(called) not in ("toString", *_PUTS):
            return NOTHING
        found = target if syntax.str(called) == "toString" else node
    added = NOTHING
    if found.type in ("identifier", "shorthand_property_identifier"):
        name = syntax.str(found)
        value = local_value(syntax, found, _PUTS)
        if value is None:
            return NOTHING
        added = Sending(tuple(_put_in(syntax, found, name, part)))
        found = value
    while (chained := _chained(syntax, found)) is not None:
        added += Sending(tuple(_put(syntax, found, part)))
        found = chained
    made = ts.field(found, "constructor") if found.type == "new_expression" else None
    if made is None or syntax.str(made) not in _BAGS:
        return NOTHING
    first = _first(found)
    if first is None:
        return added
    inner = ts.field(first, "constructor") if first.type == "new_expression" else None
    if syntax.str(made) == "FormData" or (inner is not None and syntax.str(inner) == "FormData"):
        return form_data(syntax, found, part) + added
    if syntax.str(made) == "HttpParams":
        first = _member(syntax, first, "fromObject") or first
    inner = Sending(tuple(_paired(syntax, first, part))) if first.type == "array" else sending(syntax, first, part)
    return Sending((*inner.carries, *added.carries), inner.sent if added is NOTHING and not name else ())


def _paired(syntax: Syntax, pairs: Node, part: str) -> Iterator[Use]:
    """The names in `[["limit", "20"], …]`."""
    for pair in parts(pairs):
        name = next(iter(parts(pair)), None)
        if name is not None and name.type == "string":
            yield Use(
                "",
                (part, unquoted(syntax.str(name))),
                (syntax.range(pair), unquoted_range(syntax, name)),
                "write",
                part,
            )


def _put_in(syntax: Syntax, within: Node, target: str, part: str = "query") -> Iterator[Use]:
    """The names in `query.set("limit", …)`, and in what follows on it."""
    here: Node | None = within
    while here is not None and here.type not in FUNCTIONS:
        here = here.parent
    for call in syntax.once_of(here, _puts).get(target, ()) if here is not None else ():
        yield from _put(syntax, call, part)


def _puts(syntax: Syntax, function: Node) -> dict[str, list[Node]]:
    """The calls in a function that put something in, by what they put it into."""
    found: dict[str, list[Node]] = {}
    for call in syntax.nodes(_CALLS, function):
        of = _chained(syntax, call)
        while of is not None and (inner := _chained(syntax, of)) is not None:
            of = inner
        if of is not None:
            found.setdefault(syntax.str(of), []).append(call)
    return found


def _chained(syntax: Syntax, node: Node) -> Node | None:
    """What something is put into, in `query.set("limit", …)`; None for any other expression."""
    function = ts.field(node, "function") if node.type == "call_expression" else None
    name = ts.field(function, "property") if function is not None and function.type == "member_expression" else None
    return (
        ts.field(function, "object")
        if function is not None and name is not None and syntax.str(name) in _PUTS
        else None
    )


def _put(syntax: Syntax, call: Node, part: str) -> Iterator[Use]:
    """The name under which a call puts something in."""
    first = _first(call)
    if first is not None and first.type == "string":
        ranges = (syntax.range(call), unquoted_range(syntax, first))
        yield Use("", (part, unquoted(syntax.str(first))), ranges, "write", part)


def _first(node: Node) -> Node | None:
    arguments = ts.field(node, "arguments")
    return next((c for c in arguments.children if c.is_named), None) if arguments is not None else None


def _query_behind(syntax: Syntax, node: Node, end: int, depth: int = 0) -> Sending:
    """What stands behind a path that ends at `end`: in `/users?page=1`, `/users?${query}`, and in what is added to the address."""
    if depth > MAX_DEPTH or node.type in FUNCTIONS:
        return NOTHING
    found = NOTHING
    match node.type:
        case "string_fragment":
            return Sending(tuple(_written_query(syntax, node)))
        case "identifier" if syntax.range(node).start >= end:
            value = local_value(syntax, node)
            found = bag(syntax, node, "query")
            written = value is not None and value.type not in ("new_expression", "identifier")
            return found + _query_behind(syntax, value, 0, depth + 1) if value is not None and written else found
        case "call_expression" | "new_expression" if syntax.range(node).start >= end:
            return bag(syntax, node, "query")
        case "member_expression":
            return NOTHING
        case _:
            for part in node.children:
                found += _query_behind(syntax, part, end, depth + 1)
            return found


def _alone(query: Sending) -> Sending:
    """A query of which an object is not the whole, where names stand beside it as well."""
    names = {use.chain[1] for use in query.carries}
    return query if len(query.sent) == 1 and names <= set(query.sent[0].names) else replace(query, sent=())


def _written_query(syntax: Syntax, fragment: Node) -> Iterator[Use]:
    """The names, and the texts, in `/users?role=owner&page=${page}`."""
    text, start = syntax.str(fragment), syntax.offset(fragment.start_byte)
    for pair in _PAIRS.finditer(text):
        at = Range(start + pair.start(1), start + pair.end(1))
        yield Use("", ("query", pair[1]), (at, at), "write", "query")
        ends = fragment.next_sibling is None or fragment.next_sibling.type in ("`", '"', "'")
        if pair[2] and (pair.end() < len(text) or ends):
            said = Range(start + pair.start(2), start + pair.end(2))
            yield Use("", ("query", pair[1], f"={pair[2]}"), (at, at, said), "write", "query")


def _sum(syntax: Syntax, node: Node, relative: bool = False) -> tuple[str | None, Range | None]:
    """The path in `"/users/" + id + "/posts"`; `relative` allows one without a slash at its start."""
    pieces = list(_pieces(syntax, node, 0))
    text, start, end = "", -1, 0
    if pieces and pieces[0].node is not None and len(pieces) > 1 and pieces[1].text.startswith("/"):
        text = _own_path(syntax, pieces[0].text, node)  # empty where that is a host
        pieces = pieces[1:]
    elif len(pieces) > 1 and pieces[0].node is not None:
        own = _own_path(syntax, pieces[0].text, node)
        if own.endswith("/"):  # `API_URL + id`
            text, start, end = own, pieces[0].start, pieces[0].end
            pieces = pieces[1:]
        elif not own and _is_behind_base(pieces):
            text = "/"
            pieces = pieces[1:]
    elif relative and pieces and pieces[0].node is None and _RELATIVE.match(pieces[0].text):
        text = "/"
    for piece in pieces:
        if piece.node is not None and start >= 0 and _begins_query(syntax, [piece.node]):
            break
        if piece.node is not None:
            text += "${" + piece.text.replace("}", "") + "}"
            end = piece.end
            continue
        plain = piece.text
        if start < 0:
            host = _HOST.match(plain)
            plain = plain[host.end() :] if host is not None else plain
            start = piece.start + len(piece.text) - len(plain)
        before = plain.split("?")[0].split("#")[0]
        text += before
        end = piece.start + len(piece.text) - len(plain) + len(before)
        if before != plain:
            break
    if start < 0 or not text.startswith("/"):
        return None, None
    return plain_path(text), Range(start, end)


def _is_behind_base(pieces: list[Piece]) -> bool:
    """True for a path without a slash at its start, behind a base that has one at its end."""
    return _BASE_NAME.fullmatch(pieces[0].text) is not None and _RELATIVE.match(pieces[1].text) is not None


def _concatenated(syntax: Syntax, node: Node) -> tuple[Node, Node] | None:
    """The two texts in `base.concat(path)`."""
    called = ts.field(node, "function") if node.type == "call_expression" else None
    name, of = (ts.field(called, r) if called is not None else None for r in ("property", "object"))
    given = parts(ts.field(node, "arguments")) if name is not None and syntax.str(name) == "concat" else []
    return (of, given[0]) if of is not None and len(given) == 1 else None


def _pieces(syntax: Syntax, node: Node, depth: int) -> Iterator[Piece]:
    left, right = syntax.field(node, "left"), syntax.field(node, "right")
    operator = ts.field(node, "operator")
    at = syntax.range(node)
    if (
        node.type == "binary_expression"
        and left
        and right
        and operator
        and syntax.str(operator) == "+"
        and depth < MAX_DEPTH
    ):
        yield from _pieces(syntax, left, depth + 1)
        yield from _pieces(syntax, right, depth + 1)
    elif (both := _concatenated(syntax, node)) is not None and depth < MAX_DEPTH:
        for part in both:
            yield from _pieces(syntax, part, depth + 1)
    elif node.type == "string":
        yield Piece(syntax.str(node)[1:-1], at.start + 1, at.end - 1)
    elif node.type == "template_string":
        for part in parts(node):
            inner, own = parts(part)[0] if parts(part) else None, syntax.range(part)
            yield Piece(syntax.str(inner) if inner is not None else syntax.str(part), own.start, own.end, inner)
    else:
        yield Piece(syntax.str(node), at.start, at.end, node)
