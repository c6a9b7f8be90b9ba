"""What a test or a pattern says of the class of a value: `isinstance(event, Shipped)`, `case Shipped(quantity=n)`."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass

from ... import _treesitter as ts
from ..classes.named import NAMED
from ..classes.names import Names
from ..scoping.values import NARROWED, Scope, Uses, Value
from ..syntax.literals import is_plain_string, string_range, string_value


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A name, and what it stands for where a test says yes, and where it says no; None where that says nothing of it."""

    name: str
    yes: Value | None
    no: Value | None


def guarded(names: Names, condition: Node | None, scope: Scope) -> Narrowed | None:
    """What a condition says of a name, where it says no more than that."""
    if condition is None:
        return None
    if condition.type == "comparison_operator":
        return _told_apart(names, condition, scope)
    if condition.type == "not_operator":
        inner = guarded(names, ts.field(condition, "argument"), scope)
        return Narrowed(inner.name, inner.no, inner.yes) if inner is not None else None
    function, arguments = (
        ts.field(condition, n) if condition.type == "call" else None for n in ("function", "arguments")
    )
    if function is None or arguments is None or names.types.syntax.str(function) != "isinstance":
        return None
    parts = [c for c in arguments.children if c.is_named and c.type != "comment"]
    if len(parts) != 2 or parts[0].type != "identifier":
        return None
    found, own = names.class_name(parts[1], scope), names.types.syntax.str(parts[0])
    if not found:
        return None
    before = scope.look_up(own)
    no = before.property(f"{NARROWED}not={found}", names.types.syntax.range(condition)) if before is not None else None
    return Narrowed(own, Value(found), no)


def _told_apart(names: Names, condition: Node, scope: Scope) -> Narrowed | None:
    """`event["kind"] == "card"`: a text in a field by which several classes are told apart."""
    parts = [c for c in condition.children if c.is_named and c.type != "comment"]
    operator = condition.children[1].type if condition.child_count == 3 else ""
    if len(parts) != 2 or operator not in ("==", "!=") or not is_plain_string(parts[1]):
        return None
    text = string_value(names.types.syntax.str(parts[1]))
    yes, no = (said(names, parts[0], mark + text, scope) for mark in ("=", "!"))
    if yes is None or no is None:
        return None
    return Narrowed(yes[0], yes[1], no[1]) if operator == "==" else Narrowed(yes[0], no[1], yes[1])


def said(names: Names, node: Node, words: str, scope: Scope) -> tuple[str, Value] | None:
    """The name whose field a node is, `event["kind"]` or `event.kind`, and its value of which something is said of that field."""
    syntax = names.types.syntax
    target = ts.field(node, "value" if node.type == "subscript" else "object")
    field = ts.field(node, "subscript" if node.type == "subscript" else "attribute")
    if target is None or field is None or target.type != "identifier" or node.type not in ("subscript", "attribute"):
        return None
    if node.type == "subscript" and not is_plain_string(field):
        return None
    own, before = string_value(syntax.str(field)), scope.look_up(syntax.str(target))
    found = before.property(f"{NARROWED}{own}{words}", syntax.range(node)) if before is not None else None
    return (syntax.str(target), found) if found is not None else None


def matched_class(names: Names, uses: Uses, pattern: Node, scope: Scope) -> Value | None:
    """The class that a whole pattern asks for; the attributes that it names are uses of that class."""
    inner = pattern.children[0] if pattern.child_count == 1 else None
    if inner is not None and inner.type == "as_pattern" and inner.children and inner.children[0].child_count == 1:
        inner = inner.children[0].children[0]
    dotted = inner.children[0] if inner is not None and inner.type == "class_pattern" and inner.children else None
    name = _class_of(names, dotted, scope) if dotted is not None else ""
    if not name or inner is None:
        return None
    for part in (c for c in inner.children if c.type == "case_pattern" and c.child_count):
        keyword = part.children[0]
        attribute = keyword.children[0] if keyword.type == "keyword_pattern" and keyword.children else None
        if attribute is not None and attribute.type == "identifier":
            syntax = names.types.syntax
            asked = Value(name).property(syntax.str(attribute), syntax.range(attribute))
            uses.emit(asked, "read", NAMED)
            for text in _texts(keyword) if asked is not None else ():
                uses.quote(asked, string_value(syntax.str(text)), string_range(syntax, text))
    return Value(name)


def _texts(keyword: Node) -> Iterator[Node]:
    """The texts that a pattern asks an attribute for: `state="open"`, `state="open" | "held"`."""
    for part in keyword.children:
        parts = part.children if part.type == "union_pattern" else [part]
        yield from (p for p in parts if is_plain_string(p))


def matched_members(names: Names, uses: Uses, pattern: Node, scope: Scope) -> None:
    """The attributes of classes that a pattern compares with: `case Status.PAID | Status.SENT:`."""
    for part in pattern.children:
        parts = part.children if part.type == "dotted_name" and pattern.type != "class_pattern" else []
        if len(parts) == 3 and names.is_class(parts[0], scope):
            syntax = names.types.syntax
            uses.emit(Value(syntax.str(parts[0])).property(syntax.str(parts[2]), syntax.range(parts[2])))
        elif part.is_named:
            matched_members(names, uses, part, scope)


def _class_of(names: Names, dotted: Node, scope: Scope) -> str:
    """The class that a pattern names, also one in an imported module (`case events.Shipped():`)."""
    parts = [c for c in dotted.children if c.type == "identifier"]
    if len(parts) == 1:
        return names.class_name(parts[0], scope)
    module, *_, last = (names.types.syntax.str(p) for p in parts)
    known = (module in names.imported or module in names.modules) and not scope.declares(module)
    return names.types.syntax.str(dotted) if known and last[:1].isupper() else ""
