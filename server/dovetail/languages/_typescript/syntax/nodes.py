"""Expressions of TypeScript, by what they are made of."""

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..._treesitter import Syntax

_NOTHING = frozenset({"null", "undefined"})
NAMES = 4096  # of functions, of which is remembered what they are: few are called again and again
# They throw, or give a promise that only ever fails: those of JavaScript, and those of Next.
_NEVER = frozenset(
    {b"Promise.reject", b"process.exit", b"notFound", b"redirect", b"permanentRedirect", b"forbidden", b"unauthorized"}
)


_CASTS = frozenset({"as_expression", "parenthesized_expression", "non_null_expression"})
_HOLDING = frozenset({b"of", b"Promise.resolve"})  # they give nothing where that is what they are given


def parts(node: Node | None) -> list[Node]:
    return [c for c in node.named_children if c.type != "comment"] if node is not None else []


def given(call: Node) -> list[Node]:
    """What is written between the parentheses of a call."""
    return parts(call.child_by_field_name("arguments"))


@dataclass(frozen=True, slots=True)
class ParameterNode:
    """A parameter, with its parts; in `x => …` it is its own pattern."""

    node: Node
    pattern: Node | None
    annotation: Node | None
    default: Node | None


def parameters(syntax: Syntax, function: Node) -> tuple[ParameterNode, ...]:
    """What is written in a function, or in the type of one, that it takes. Half a dozen readers ask for it."""
    return syntax.once_of(function, _parameters)


def taken(syntax: Syntax, function: Node) -> list[ParameterNode]:
    """The same without `this`, which only says where the function may be called."""
    return [p for p in parameters(syntax, function) if p.pattern is None or p.pattern.type != "this"]


def _parameters(syntax: Syntax, function: Node) -> tuple[ParameterNode, ...]:
    role = syntax.field
    alone = role(function, "parameter")
    if alone is not None:
        return (ParameterNode(alone, alone, None, None),)
    return tuple(
        ParameterNode(p, role(p, "pattern"), role(p, "type"), role(p, "value"))
        for p in parts(role(function, "parameters"))
    )


def declared(statement: Node) -> Node | None:
    """What a statement declares, behind `export` and `declare`."""
    inner: Node | None = statement
    if inner.type == "export_statement":
        inner = inner.child_by_field_name("declaration")
    if inner is not None and inner.type == "ambient_declaration":
        inner = next(iter(parts(inner)), None)
    return inner


def alternatives(node: Node) -> list[Node]:
    """The expressions of which one is the value."""
    if node.type == "ternary_expression":
        both = (ts.field(node, "consequence"), ts.field(node, "alternative"))
    elif ts.child(node, "??", "||") is not None:
        both = (ts.field(node, "left"), ts.field(node, "right"))
    else:
        both = (ts.field(node, "right") if ts.child(node, "&&") is not None else None,)
    return [n for n in both if n is not None]


def is_nothing(node: Node) -> bool:
    """True for `null`, `undefined`, `[]`, `{}` and calls that never give anything, which say nothing of a type."""
    if node.type in ("array", "object"):
        return not parts(node)
    function = ts.field(node, "function") if node.type == "call_expression" else None
    if function is not None and function.text in _HOLDING:
        return all(map(is_nothing, parts(ts.field(node, "arguments"))))
    refuses = function is not None and (function.text or b"").endswith(
        b"rejectWithValue"
    )  # of a thunk, which gives a refusal
    return node.type in _NOTHING or refuses or (function is not None and function.text in _NEVER)


def bare(node: Node) -> Node:
    """An expression without the parentheses around it."""
    while node.type == "parenthesized_expression" and (inner := parts(node)):
        node = inner[0]
    return node


def without_casts(node: Node) -> Node:
    """What code says to be something else: `[{ id: "1" }] as never`, `{ … } as unknown as User`."""
    while node.type in _CASTS and node.named_child_count:
        node = node.named_children[0]
    return node


def leaves(body: Node) -> bool:
    """True where nothing below a branch is reached from it."""
    last = next(reversed(parts(body)), body) if body.type == "statement_block" else body
    return last.type in ("return_statement", "throw_statement", "continue_statement", "break_statement")


def path_of(text: str) -> str:
    """A path of names, however it is reached."""
    return text.replace("?.", ".").replace("!", "")
