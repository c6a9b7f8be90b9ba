"""What a function puts together before it runs: conditions in a list, `where.join(" AND ")`, and what is added to a text, `sql += "…"`.

For strings of TypeScript and of Python. A value that is not written out is None, and stands for anything.
"""

import re
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from . import _treesitter as ts
from ._treesitter import Syntax

STRINGS = frozenset({"string", "template_string", "concatenated_string"})
PUT_IN = frozenset({"interpolation", "template_substitution"})
_SUMS = frozenset({"binary_expression", "binary_operator"})
_FUNCTIONS = frozenset(
    "function_declaration function_expression arrow_function method_definition function_definition program module".split()
)
_ASSIGNS = frozenset("variable_declarator assignment assignment_expression".split())
_ADDS = frozenset({"augmented_assignment", "augmented_assignment_expression"})
_CALLS = frozenset({"call", "call_expression"})
_DOES = _ASSIGNS | _ADDS | _CALLS
_LISTS = frozenset({"array", "list"})
_CHOICES = frozenset({"ternary_expression", "conditional_expression"})
_PUSHES = frozenset({"push", "append"})
_KEEPS = frozenset({"filter"})  # methods of a list that leave its items as they are
_SEVERAL = re.compile(r"\S\s+\S")  # several words: a part of a statement, and not the name of a table
_MOST = 40

Part = Node | str | None


def is_sum(syntax: Syntax, node: Node) -> bool:
    operator = ts.field(node, "operator") if node.type in _SUMS else None
    return operator is not None and syntax.str(operator) == "+"


def terms(syntax: Syntax, node: Node) -> list[Node]:
    """What a sum adds, from left to right."""
    found: list[Node] = []
    here: Node | None = node
    while here is not None and is_sum(syntax, here):
        right = ts.field(here, "right")
        found.extend([right] if right is not None else [])
        here = ts.field(here, "left")
    return [*([here] if here is not None else []), *reversed(found)]


def put_in(syntax: Syntax, node: Node) -> list[Part] | None:
    """The parts of what is put into a text, in their order; None where nothing is known of it."""
    if node.type in PUT_IN:
        inner = [c for c in node.named_children if c.type != "comment"]
        return put_in(syntax, inner[0]) if len(inner) == 1 else None
    if node.type == "parenthesized_expression" and node.named_child_count == 1:
        return put_in(syntax, node.named_children[0])
    if node.type in _CHOICES:
        return _chosen(syntax, _branches(node))
    if node.type in _CALLS:
        return _joined(syntax, node)
    if node.type == "identifier":
        return _held(syntax, node)
    return None


def added(syntax: Syntax, whole: Node) -> list[Part]:
    """What is added later to a variable that is first given a text: `sql += " LIMIT 1"`, `sql = sql + " LIMIT 1"`."""
    first = whole.parent
    name = _target(first) if first is not None and first.type in _ASSIGNS and _value(first) == whole else None
    if first is None or name is None or name.type != "identifier":
        return []
    own = syntax.str(name)
    found: list[Part] = []
    for node in _about(syntax, name):
        if node.start_byte <= first.start_byte:
            continue
        value = _value(node)
        if node.type in _ADDS:
            found.append(value)
        elif value is not None and is_sum(syntax, value):
            begins, *more = terms(syntax, value)
            if syntax.str(begins) != own:
                return found
            found.extend(more)
        else:
            return found  # another text from here on
    return found[:_MOST]


def _joined(syntax: Syntax, call: Node) -> list[Part] | None:
    """The items of a list with what stands between them: `where.join(" AND ")`, `" AND ".join(where)`."""
    callee, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    name = (ts.field(callee, "property") or ts.field(callee, "attribute")) if callee is not None else None
    owner = ts.field(callee, "object") if callee is not None else None
    given = [c for c in arguments.named_children if c.type != "comment"] if arguments is not None else []
    if owner is None or name is None or len(given) != 1 or syntax.str(name) != "join":
        return None
    separator, listed = (owner, given[0]) if call.type == "call" else (given[0], owner)
    if separator.type != "string":
        return None
    between = "".join(
        syntax.str(c) for c in separator.named_children if c.type in ("string_fragment", "string_content")
    )
    items = _items(syntax, listed)
    if not items:
        return None
    found: list[Part] = []
    for item in items[:_MOST]:
        found.extend((between, item) if found else (item,))
    return found


def _items(syntax: Syntax, listed: Node) -> list[Node | None] | None:
    """What is in a list: as it is written, and as a function fills it. None where that is not seen."""
    if listed.type in _LISTS:
        return [item for c in listed.named_children if c.type != "comment" for item in _item(syntax, c)]
    if listed.type in _CALLS:
        callee = ts.field(listed, "function")
        name = ts.field(callee, "property") if callee is not None else None
        owner = ts.field(callee, "object") if callee is not None else None
        return _items(syntax, owner) if owner is not None and name is not None and syntax.str(name) in _KEEPS else None
    found: list[Node | None] = []
    made = False
    for node in _about(syntax, listed) if listed.type == "identifier" else ():
        value = _value(node)
        if node.type in _CALLS:
            arguments = ts.field(node, "arguments")
            pushed = arguments.named_children if arguments is not None else []
            found.extend(item for c in pushed if c.type != "comment" for item in _item(syntax, c))
        elif value is not None and value.type in _LISTS:
            made = True
            found.extend(_items(syntax, value) or ())
        else:
            return None
    return found if made else None


def _item(syntax: Syntax, node: Node) -> Iterator[Node | None]:
    """What one item of a list may be: `state && "state = $1"`, `...(state ? ["state = $1"] : [])`."""
    if node.type == "spread_element" and node.named_child_count == 1:
        inner = node.named_children[0]
        inner = (
            inner.named_children[0] if inner.type == "parenthesized_expression" and inner.named_child_count else inner
        )
        for branch in _branches(inner) if inner.type in _CHOICES else [inner]:
            yield from _items(syntax, branch) or () if branch.type in _LISTS else (None,)
    elif node.type in _CHOICES:
        yield from (b for b in _branches(node) if b.type in STRINGS)
    elif node.type == "binary_expression" and not is_sum(syntax, node):
        right = ts.field(node, "right")
        yield right if right is not None and right.type in STRINGS else None
    else:
        yield node if node.type in STRINGS or is_sum(syntax, node) else None


def _held(syntax: Syntax, name: Node) -> list[Part] | None:
    """What a variable of a function holds that is given texts alone."""
    values: list[Node] = []
    own = syntax.str(name)
    for node in _about(syntax, name):
        value = _value(node)
        if value is None:
            return None
        if node.type in _ASSIGNS and is_sum(syntax, value) and syntax.str(terms(syntax, value)[0]) == own:
            values.extend(terms(syntax, value)[1:])
        else:
            values.append(value)
    if len(values) == 1:
        only = values[0]
        return [only] if only.type in STRINGS or is_sum(syntax, only) else put_in(syntax, only)
    return _chosen(syntax, values[:_MOST])


def _chosen(syntax: Syntax, values: list[Node]) -> list[Part] | None:
    """The texts of several that are parts of a statement, one behind the other; None where one is but a word, for which others stand."""
    found: list[Part] = []
    for value in values:
        if value.type in _CHOICES:
            inner = _chosen(syntax, _branches(value))
            if inner is None:
                return None
            found.extend(inner)
        elif value.type not in STRINGS and not is_sum(syntax, value):
            return None
        elif _SEVERAL.search(syntax.str(value)):
            found.extend((value, " "))
        elif len(syntax.str(value).strip("\"'` ")):
            return None
    return found


def _branches(choice: Node) -> list[Node]:
    """What a choice is between: `a ? b : c`, `b if a else c`."""
    inner = [c for c in choice.named_children if c.type != "comment"]
    if len(inner) != 3:
        return []
    return inner[1:] if choice.type == "ternary_expression" else [inner[0], inner[2]]


def _about(syntax: Syntax, name: Node) -> list[Node]:
    """What the nearest function that has a variable does with it, in the order of the text: gives it a value, adds or pushes to it."""
    own = syntax.str(name)
    known = syntax.once(_of_variables).get(own, ())
    body = name.parent if known else None
    while body is not None:
        taken = ts.field(body, "parameters") or ts.field(body, "parameter") if body.type in _FUNCTIONS else None
        if taken is not None and re.search(rf"(?<![\w$]){re.escape(own)}(?![\w$])", syntax.str(taken)):
            return []
        if body.type in _FUNCTIONS:
            found = [n for n in known if body.start_byte <= n.start_byte and n.end_byte <= body.end_byte]
            if found:
                return found
        body = body.parent
    return []


def _of_variables(syntax: Syntax) -> Mapping[str, list[Node]]:
    """What a file does with its variables, by their names."""
    found: dict[str, list[Node]] = {}
    for node in syntax.nodes(_DOES):
        if node.type in _CALLS:
            callee = ts.field(node, "function")
            name = (ts.field(callee, "property") or ts.field(callee, "attribute")) if callee is not None else None
            pushes = name is not None and syntax.str(name) in _PUSHES
            target = ts.field(callee, "object") if pushes and callee is not None else None
        else:
            target = _target(node)
        if target is not None and target.type == "identifier":
            found.setdefault(syntax.str(target), []).append(node)
    return found


def _target(node: Node) -> Node | None:
    return ts.field(node, "name") or ts.field(node, "left")


def _value(node: Node) -> Node | None:
    return ts.field(node, "value") or ts.field(node, "right")
