"""Calls of the Prisma client: the model's fields that they name, and what they give.

A use of the model `User` has `prisma.user` for its type. Only what is written as an object literal is read, be it
in a variable before the call.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import RECKONED, Given, Kind, Plain, Quoted, Use, Written
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._prisma.types import CLIENT, MODEL
from ..._treesitter import Syntax
from ..scoping.kept_texts import kept_texts
from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..sending.earlier import earlier
from ..syntax.made import EACH, ELEMENT, inside
from ..syntax.nodes import alternatives, bare, parts
from ..syntax.tests import whole_expected
from ..syntax.types import unquoted, unquoted_range

_CLIENT = re.compile(
    r"(?:^|\.|_)(?:\w*[pP]risma(?:Client)?(?:\.(?:client|\$?rw|reader|writer|read|write))?|db|database|tx|trx)(?:\(\))?$"
)
METHODS_OF_ROWS = frozenset(
    "findUnique findUniqueOrThrow findFirst findFirstOrThrow create update upsert delete".split()
)
METHODS_OF_LISTS = frozenset("findMany createManyAndReturn updateManyAndReturn groupBy".split())
_GIVES = METHODS_OF_ROWS | METHODS_OF_LISTS
_METHODS = _GIVES.union("createMany updateMany deleteMany count aggregate".split())
_FILTERS = frozenset(
    "equals in notIn lt lte gt gte not contains startsWith endsWith mode search has hasSome hasEvery isEmpty isSet path increment "
    "decrement multiply divide set push string_contains string_starts_with string_ends_with array_contains "
    "array_starts_with array_ends_with".split()
)
_VALUES = frozenset("equals in notIn not has hasSome hasEvery set push".split())  # the words around values
_OF_LISTS = frozenset({"has", "hasSome", "hasEvery", "push"})  # the words around values of a list
_LITERALS: Mapping[str, Plain] = {"number": "number", "true": "boolean", "false": "boolean", "null": "null"}
_GROUPS = frozenset({"AND", "OR", "NOT"})
_RELATION_FILTERS = frozenset({"is", "isNot", "some", "every", "none"})
_DEEPEST = 12
_COUNTS = "_count"  # what a query has of how many rows a relation leads to
_CHOICES = ("ternary_expression", "binary_expression")
_WRITTEN = ("pair", "shorthand_property_identifier")
CREATES = "create"  # the part of a call that makes a row

Steps = tuple[tuple[str, Range], ...]


def given_by_prisma(method: str, call: Node, syntax: Syntax) -> Typed | None:
    """The row, or rows, that a call gives, or what is reckoned of them."""
    model = _model(call, syntax) if method in _GIVES or method == "aggregate" else None
    if model is None:
        return None
    if method == "aggregate":
        return inside(**{name: Typed(Kind("unknown", f"{CLIENT}{model}", steps=(name,))) for name in RECKONED})
    return Typed(Kind("ref", target=f"{CLIENT}{model}"), list_depth=1 if method in METHODS_OF_LISTS else 0)


def prisma_keys(method: str, call: Node, syntax: Syntax, uses: Uses) -> None:
    """Notes the fields that a call names in `where`, `select`, `data` and the like."""
    model = _model(call, syntax) if method in _METHODS else None
    if model is None:
        return
    if syntax.has_any("prisma"):
        at = _model_range(call, syntax)
        if at is not None:
            uses.add(Use(MODEL, (model,), (at,), "read", MODEL))
    arguments = ts.field(call, "arguments")
    first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
    if first is None:
        return
    asked_of_model(first, model, method, syntax, uses)
    for made in _created(first, method, syntax):
        names = tuple(unquoted(syntax.str(ts.field(p, "key") or p)) for p in parts(made))
        use = Use(f"{CLIENT}{model}", (), (), "write", f"{CLIENT}{model}.{CREATES}")
        written = Written(use, names, syntax.range(made))
        uses.literals.setdefault((written.range, use), written)


def asked_of_model(query: Node, model: str, method: str, syntax: Syntax, uses: Uses) -> None:
    """Notes the fields of a model that a query names, and the texts that they are given or compared with."""
    _note(_query(query, (), syntax, 0), f"{CLIENT}{model}", method, uses)


def is_method(name: str) -> bool:
    """True for what the client does with a model."""
    return name in _METHODS


def is_client(called: str) -> bool:
    """True for what code calls the client, and a transaction of it."""
    return _CLIENT.search(called) is not None


def _created(argument: Node, method: str, syntax: Syntax) -> Iterator[Node]:
    """The objects that a call makes rows of, which are written there with all their names."""
    wanted = {"create": "data", "createMany": "data", "createManyAndReturn": "data", "upsert": "create"}.get(method)
    for pair in parts(argument) if argument.type == "object" and wanted is not None else []:
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        if key is None or value is None or syntax.str(key) != wanted:
            continue
        for made in parts(value) if value.type == "array" else [value]:
            if made.type == "object" and all(p.type in _WRITTEN and not _is_computed(p) for p in parts(made)):
                yield made


def _is_computed(pair: Node) -> bool:
    key = ts.field(pair, "key")
    return key is not None and key.type == "computed_property_name"


def prisma_part(node: Node, value: Value, syntax: Syntax, uses: Uses) -> bool:
    """True for a part of a call that is written by itself: `const where: Prisma.UserWhereInput = { … }`, whose fields are noted.

    So is what is put into one later: `where.OR = [{ … }]`.
    """
    part = value.kind.text
    read = _PARTS.get(part)
    inside = any(step not in _GROUPS and step != ELEMENT for step in value.chain)
    if read is None or not value.kind.target.startswith(CLIENT) or inside or value.through:
        return False
    _note(read(node, (), syntax, 0), value.kind.target, part, uses)
    return True


def _note(found: Iterator[Steps], model: str, part: str, uses: Uses) -> None:
    for steps in found:
        chain, ranges = tuple(s[0] for s in steps), tuple(s[1] for s in steps)
        if chain[-1][:1] == "=":
            use = _each(Use(model, chain[:-1], ranges[:-1], "read", f"{model}.{part}"))
            uses.texts.setdefault((ranges[-1], use), Quoted(use, chain[-1][1:], ranges[-1]))
        elif chain[-1][:1] == ":":
            use = _each(Use(model, chain[:-1], ranges[:-1], "read", f"{model}.{part}"))
            plain = _LITERALS[chain[-1][1:]]
            uses.plain.setdefault((ranges[-1], use), Given(use, plain, ranges[-1]))
        else:
            uses.add(Use(model, chain, ranges, "read", f"{model}.{part}"))


def _each(use: Use) -> Use:
    """A use behind relations, which lead to one row or to several."""
    steps = zip(use.chain, use.ranges, strict=True)
    each = [step for name, at in steps for step in ([(name, at), (EACH, at)] if name != EACH else [])]
    each = each if use.chain[-1] == EACH else each[:-1]
    return replace(use, chain=tuple(name for name, _ in each), ranges=tuple(at for _, at in each))


def _model_range(call: Node, syntax: Syntax) -> Range | None:
    """Where a call names its model."""
    function = ts.field(call, "function")
    model = ts.field(function, "object") if function is not None else None
    name = ts.field(model, "property") if model is not None else None
    return syntax.range(name) if name is not None else None


def _model(call: Node, syntax: Syntax) -> str | None:
    """The model in `prisma.user.findMany(…)`; None where that is nothing of the client."""
    function = ts.field(call, "function")
    model = ts.field(function, "object") if function is not None else None
    if model is None or model.type != "member_expression":
        return None
    client, name = ts.field(model, "object"), ts.field(model, "property")
    if client is None or name is None:
        return None
    called = syntax.str(client)
    # What `const { client } = prisma` gives is the client in a file that speaks of Prisma.
    named = is_client(called) or (called == "client" and syntax.has_any("prisma"))
    return syntax.str(name) if named else None


def _query(node: Node, prefix: Steps, syntax: Syntax, depth: int) -> Iterator[Steps]:
    """The arguments of a call, or of a relation inside `select`."""
    for name, _, value in _pairs(node, syntax, depth):
        if name in ("where", "cursor", "having"):
            yield from _where(value, prefix, syntax, depth + 1)
        elif name in ("select", "include", "omit"):
            yield from _select(value, prefix, syntax, depth + 1)
        elif name in ("data", "create", "update"):
            yield from _data(value, prefix, syntax, depth + 1)
        elif name == "orderBy":
            yield from _order(value, prefix, syntax, depth + 1)
        elif name in ("by", "distinct"):
            made = earlier(syntax, value)
            listed = made.first if made is not None else value
            for string in listed.children if listed.type == "array" else [listed]:
                if string.type == "string":
                    yield (*prefix, (unquoted(syntax.str(string)), unquoted_range(syntax, string)))
        elif name in RECKONED:
            yield from _select(value, prefix, syntax, depth + 1)


def _where(node: Node, prefix: Steps, syntax: Syntax, depth: int) -> Iterator[Steps]:
    for name, at, value in _pairs(node, syntax, depth):
        if name in _GROUPS or (name in _RELATION_FILTERS and prefix):
            yield from _where(value, prefix, syntax, depth + 1)
        elif value.type != "object" or any(n in _FILTERS for n, _, _ in _pairs(value, syntax, depth)):
            yield (*prefix, (name, at))
            yield from _texts(value, (*prefix, (name, at)), syntax, depth + 1)
        else:  # a relation, or a compound unique
            yield (*prefix, (name, at))
            yield from _where(value, (*prefix, (name, at)), syntax, depth + 1)


def _select(node: Node, prefix: Steps, syntax: Syntax, depth: int) -> Iterator[Steps]:
    for pair in parts(node) if node.type == "object" and syntax.has_any(_COUNTS) else ():
        key, value = ts.field(pair, "key"), ts.field(pair, "value")
        if (
            key is not None and value is not None and syntax.str(key) == _COUNTS
        ):  # `_count: { select: { orders: { where } } }`
            yield from _query(value, prefix, syntax, depth + 1)
    for name, at, value in _pairs(node, syntax, depth):
        step = (*prefix, (name, at))
        yield step
        yield from _query(value, step, syntax, depth + 1)


def _data(node: Node, prefix: Steps, syntax: Syntax, depth: int) -> Iterator[Steps]:
    for name, at, value in _pairs(node, syntax, depth):
        step = (*prefix, (name, at))
        yield step
        yield from _texts(value, step, syntax, depth + 1)
        for inner, _, nested in _pairs(value, syntax, depth) if value.type == "object" else ():
            if inner == "update" and not any(n == "data" for n, _, _ in _pairs(nested, syntax, depth)):
                yield from _data(nested, step, syntax, depth + 1)
            elif inner in _RELATED:
                yield from _RELATED[inner](nested, step, syntax, depth + 1)


def _texts(node: Node, field: Steps, syntax: Syntax, depth: int) -> Iterator[Steps]:
    """The texts that a field is given or compared with, each as a last step `=text`, and other literals as `:null`."""
    if depth > _DEEPEST:
        return
    match node.type:
        case "string" if node.named_child_count:
            yield (*field, (f"={unquoted(syntax.str(node))}", unquoted_range(syntax, node)))
        case kind if kind in _LITERALS:
            yield (*field, (f":{kind}", syntax.range(node)))
        case "array":
            for item in node.children:
                yield from _texts(item, field, syntax, depth + 1)
        case "object":
            for name, _, value in _pairs(node, syntax, depth):
                if name in _VALUES:
                    of_list = name in _OF_LISTS and field[-1][0] != EACH
                    yield from _texts(value, (*field, (EACH, field[-1][1])) if of_list else field, syntax, depth + 1)
        case kind if kind in _CHOICES:
            for part in alternatives(node):
                yield from _texts(part, field, syntax, depth + 1)
        case "identifier" | "shorthand_property_identifier":
            for text in kept_texts(syntax, node):
                yield from _texts(text, field, syntax, depth + 1)
        case _:
            return


def _order(node: Node, prefix: Steps, syntax: Syntax, depth: int) -> Iterator[Steps]:
    for name, at, value in _pairs(node, syntax, depth):
        step = (*prefix, (name, at))
        yield step
        yield from (s for s in _order(value, step, syntax, depth + 1) if s[-1][0] not in ("sort", "nulls"))


def _pairs(node: Node, syntax: Syntax, depth: int) -> Iterator[tuple[str, Range, Node]]:
    """The keys of an object literal, or of those in a list, with their values. Names with an underscore in front are Prisma's own."""
    if depth > _DEEPEST:
        return
    if node.type in _CHOICES:
        for part in alternatives(node):
            yield from _pairs(bare(part), syntax, depth + 1)
        return
    node = whole_expected(syntax, node)
    found = earlier(syntax, node)
    if found is not None:
        yield from _pairs(found.first, syntax, depth + 1)
        for key, value in found.later:
            yield syntax.str(key), syntax.range(key), value
        return
    for part in node.children if node.type == "array" else [node]:
        for pair in part.children if part.type == "object" else ():
            if pair.type == "spread_element":  # `...(from && { createdAt: { gte: from } })`
                spread = bare(pair.children[-1])
                for inner in alternatives(spread) if spread.type in _CHOICES else [spread]:
                    yield from _pairs(bare(inner), syntax, depth + 1)
                continue
            key = ts.field(pair, "key") if pair.type == "pair" else pair
            value = ts.field(pair, "value") if pair.type == "pair" else pair
            plain = key is not None and key.type in ("property_identifier", "string", "shorthand_property_identifier")
            if key is None or value is None or not plain or key.is_missing:
                continue
            at = unquoted_range(syntax, key)
            name = unquoted(syntax.str(key))
            own = name.startswith("_") and name not in RECKONED
            if not own and syntax.text[at] == name:
                yield name, at, value


# How the parts of a call are read that have a type of their own.
_PARTS: Mapping[str, Callable[[Node, Steps, Syntax, int], Iterator[Steps]]] = {
    "where": _where,
    "select": _select,
    "data": _data,
    "orderBy": _order,
}

# How what is done to the rows of a relation is read.
_RELATED: Mapping[str, Callable[[Node, Steps, Syntax, int], Iterator[Steps]]] = {
    "create": _data,
    **dict.fromkeys(("connect", "disconnect", "delete", "deleteMany", "set"), _where),
    **dict.fromkeys(("connectOrCreate", "createMany", "update", "updateMany", "upsert"), _query),
}
