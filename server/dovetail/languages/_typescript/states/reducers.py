"""Reducers that tell actions apart by their type: `switch (action.type) { case LOADED: return { ...state, order: action.payload }; }`.

An action is what is dispatched under its type, anywhere in the program, so in its case it has a type by that name. What a reducer puts
under the names of its state is what the state holds, and in the reducer itself the state is known by a name of its own.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed, listed
from dovetail.core.shapes import Field, Kind, Props

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..components.handed import HANDED
from ..scoping.held_states import STATE, Held, marked
from ..scoping.scopes import Value
from ..syntax.made import TYPE_OF, is_known, member
from ..syntax.nodes import bare, parameters, parts
from ..syntax.types import unquoted

_ACTION = "action "  # before the type of an action, in the name of the type that it has
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]*[A-Z0-9]")
_DISPATCHES = re.compile(r"(?:^|\.)(?:dispatch|put)$")
_SELECTOR = re.compile(r"select[A-Z_]\w*|mapStateToProps|\w+Selector|getVisible\w*")
_SWITCHES = frozenset({"switch_statement"})
_OBJECTS = frozenset({"object"})
_LONGEST = 20_000  # bytes of a reducer
_OR, _STEP = " | ", " > "
_MOST = 4  # things that are put under one name


@dataclass(frozen=True, slots=True)
class Reducer:
    """A function that makes the next `state`: the names by which its action is known, under which part of it each.

    `makes` where it makes objects of its own besides the next state, `begun` is what the state begins with, where that is written.
    """

    state: str
    names: tuple[tuple[str, str], ...]
    makes: bool
    begun: Node | None
    switch: Node


def reducer(syntax: Syntax, function: Node) -> Reducer | None:
    """How a function reduces; None for one that does not."""
    if not syntax.has_any("case ") or function.end_byte - function.start_byte > _LONGEST:
        return None
    taken, body = parameters(syntax, function), ts.field(function, "body")
    if len(taken) != 2 or body is None or taken[0].pattern is None or taken[1].pattern is None:
        return None
    if taken[0].pattern.type != "identifier" or any(p.annotation is not None for p in taken):
        return None
    names = tuple(_names(syntax, taken[1].pattern))
    asked = next((name for name, part in names if part == "type"), f"{names[0][0]}.type" if len(names) == 1 else "")
    for switch in syntax.nodes(_SWITCHES, body):
        value = ts.field(switch, "value")
        if value is not None and asked and syntax.str(bare(value)) == asked:
            state = syntax.str(taken[0].pattern)
            makes = any(_adds(literal) for literal in syntax.nodes(_OBJECTS, body))
            return Reducer(state, names, makes, taken[0].default, switch)
    return None


def selected_from(syntax: Syntax, function: Node, pattern: Node) -> Value | None:
    """The state that a selector is given which says no type of it: `const selectOrders = (state) => state.orders.items`."""
    name = ts.field(function, "name")
    if name is None and function.parent is not None and function.parent.type == "variable_declarator":
        name = ts.field(function.parent, "name")
    if name is None or not _SELECTOR.fullmatch(syntax.str(name)) or syntax.str(pattern) != "state":
        return None
    return Value(Kind("ref", target=STATE), 0, "state")


def cases(syntax: Syntax, reducer: Reducer) -> Iterator[tuple[Node, tuple[tuple[str, Value], ...]]]:
    """The cases of a reducer, each with what the names of its action stand for there."""
    body = ts.field(reducer.switch, "body")
    labels: list[str] = []
    for case in parts(body):
        asked = ts.field(case, "value")
        labels.append(label(syntax, asked) if asked is not None else "")
        if not any(c.is_named and c != asked for c in case.children):
            continue  # it goes on with the next one
        whole = Value(Kind("ref", target=f"{HANDED}{_ACTION}{','.join(labels)}"), 0, "action") if all(labels) else None
        yield case, tuple((name, _part(whole, part, asked or case, syntax)) for name, part in reducer.names if whole)
        labels = []


def label(syntax: Syntax, node: Node) -> str:
    """What an action is called: its constant's name, or the text that is written; empty for anything else."""
    node = bare(node)
    if node.type == "member_expression":
        node = ts.field(node, "property") or node
    text = syntax.str(node)
    if node.type == "string":
        return unquoted(text)
    return text if _CONSTANT.fullmatch(text) else ""


def action(syntax: Syntax, literal: Node, members: dict[str, Field]) -> Props | None:
    """An action that an object literal is, by its type, with what it carries; None for any other object."""
    if "type" not in members or len(members) < 2:
        return None
    said = next((v for p in parts(literal) if _key(syntax, p) == "type" and (v := ts.field(p, "value"))), None)
    own = label(syntax, said) if said is not None else ""
    if said is None or not own or (said.type == "string" and not _is_dispatched(syntax, literal)):
        return None
    return Props(f"{_ACTION}{own}", tuple(f for name, f in members.items() if name != "type"))


def held(number: int, begun: Value | None) -> tuple[Held, Value]:
    """The state of a reducer as it is filled, and as its parameter has it: what is not known yet of its names is said by its own name."""
    later: list[Field] = []
    for own in begun.kind.members if begun is not None and not begun.chain else ():
        kind = own.kind if is_known(own.kind) else Kind("unknown", f"{TYPE_OF}{name_of(number)}", steps=(own.name,))
        later.append(member(own.name, Typed(kind, "unknown", own.list_depth if is_known(own.kind) else 0)))
    value = Value(Kind("unknown", members=tuple(later)), 0, "state")
    return Held(number, begun), marked(number, value)


def name_of(number: int) -> str:
    """The name of the state of a reducer among the values of its file."""
    return f"(reduced {number})"


def reduced(state: Held, number: int) -> Typed | None:
    """What the state of a reducer turns out to hold."""
    begun = [m.name for m in state.begun.kind.members] if state.begun is not None and not state.begun.chain else []
    members = dict.fromkeys(begun, Kind("unknown"))
    for name, values in state.under.items():
        found = [_without(listed(v.typed).kind, f"{TYPE_OF}{name_of(number)}") for v in values]
        kinds = [*dict.fromkeys(k for k in found if is_known(k))][: _MOST + 1]
        if not 0 < len(kinds) <= _MOST:
            continue
        members[name] = kinds[0] if len(kinds) == 1 else Kind("union", options=tuple(kinds))
    known = tuple(member(name, Typed(kind, "unknown")) for name, kind in members.items())
    return Typed(Kind("unknown", members=known)) if any(is_known(m.kind) for m in known) else None


def _without(kind: Kind, own: str) -> Kind:
    """What is put under a name, without what stood there before."""
    if kind.target == own:
        return Kind("unknown")
    if own in kind.target:
        others = [_named(t) for t in kind.target.split(_OR) if not t.startswith(own)]
        return (
            Kind("unknown") if not others else others[0] if len(others) == 1 else Kind("union", options=tuple(others))
        )
    left = (
        tuple(k for o in kind.options if is_known(k := _without(o, own)))
        if kind.name in ("union", "unknown")
        else kind.options
    )
    if left == kind.options:
        return kind
    if kind.name == "union":
        return left[0] if len(left) == 1 else replace(kind, options=left) if left else Kind("unknown")
    return replace(kind, options=left) if left else Kind("unknown")


def _named(name: str) -> Kind:
    """What a name with steps behind it stands for."""
    root, *steps = name.split(_STEP)
    return Kind("unknown", root, steps=tuple(steps)) if steps else Kind("ref", root)


def _part(whole: Value, part: str, at: Node, syntax: Syntax) -> Value:
    return replace(whole, chain=(part,), ranges=(syntax.range(at),)) if part else whole


def _names(syntax: Syntax, pattern: Node) -> Iterator[tuple[str, str]]:
    """The names of an action, each with the part of it that it is: `action`, `{ type, payload }`."""
    if pattern.type == "identifier":
        yield syntax.str(pattern), ""
    for part in parts(pattern) if pattern.type == "object_pattern" else ():
        key, value = ts.field(part, "key") or part, ts.field(part, "value") or part
        if value.type in ("identifier", "shorthand_property_identifier_pattern"):
            yield syntax.str(value), syntax.str(key)


def _adds(literal: Node) -> bool:
    """True for an object with names of its own that a reducer makes besides its next state: `{ ...item, selected: true }`."""
    keys = [ts.field(p, "key") or p for p in parts(literal)]
    if not any(k.type in ("property_identifier", "string", "shorthand_property_identifier") for k in keys):
        return False
    outer = literal.parent
    while outer is not None and outer.type in ("parenthesized_expression", "ternary_expression"):
        outer = outer.parent
    if outer is not None and outer.type == "arguments" and outer.parent is not None:
        called = ts.field(outer.parent, "function")
        return called is None or called.text != b"Object.assign"
    return outer is None or outer.type not in ("return_statement", "arrow_function")


def _key(syntax: Syntax, part: Node) -> str:
    key = ts.field(part, "key")
    return unquoted(syntax.str(key)) if key is not None else ""


def _is_dispatched(syntax: Syntax, literal: Node) -> bool:
    """True for an object that is given to `dispatch`, or that a function gives."""
    outer = literal.parent
    while outer is not None and outer.type == "parenthesized_expression":
        outer = outer.parent
    if outer is None or outer.type != "arguments" or outer.parent is None:
        return outer is not None and outer.type in ("arrow_function", "return_statement")
    called = ts.field(outer.parent, "function")
    return called is not None and _DISPATCHES.search(syntax.str(called)) is not None
