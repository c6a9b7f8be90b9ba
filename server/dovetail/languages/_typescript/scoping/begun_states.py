"""States that begin with an object which a component writes, and say no type: `const [form, setForm] = useState({ title: "" })`.

They have the names of that object, whatever is put under them later.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Use

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import bare, parts
from ..syntax.signatures import FUNCTIONS, type_arguments
from ..syntax.types import unquoted, unquoted_range
from .angular_forms import FORMS, form_values
from .literal_types import is_plain, keys_of, type_of_literal
from .origins import declaration
from .values import Uses

MAKERS = ("useState", "reactive", "$state")
_MAKES = re.compile(r"(?:React\.)?useState|reactive|\$state")
_MEMBERS = frozenset({"member_expression"})
_CALLS = frozenset({"call_expression"})
_MOST_STEPS = 4


@dataclass(frozen=True, slots=True)
class Begun:
    """The object that a state begins with, and the names that a pattern has taken out of it."""

    literal: Node
    taken: frozenset[str] = frozenset()

    def keys(self, syntax: Syntax) -> dict[str, Node]:
        """The names that are left, with their places."""
        found = {unquoted(syntax.str(key)): key for key in keys_of(self.literal)}
        return {name: key for name, key in found.items() if name not in self.taken}


def begun_with(syntax: Syntax, name: Node, steps: int = 0) -> Begun | None:
    """What a name begins with that stands for such a state, or for what is left of one; None for any other name."""
    if not syntax.has_any(*MAKERS, FORMS) or steps > _MOST_STEPS:
        return None
    declared = declaration(syntax, name, in_part=True)
    if declared is None or declared.type != "variable_declarator":
        return None
    pattern, value = ts.field(declared, "name"), ts.field(declared, "value")
    form = form_values(syntax, value) if value is not None else None
    is_form = form is not None and pattern is not None and pattern.type == "identifier"
    if is_form and form is not None:
        return Begun(form, _beside(syntax, name))
    of_name = value is not None and (value.type == "identifier" or form is not None)
    if pattern is not None and pattern.type == "object_pattern" and value is not None and of_name:
        rest = next((p for p in parts(pattern) if p.type == "rest_pattern"), None)
        whole = Begun(form) if form is not None else begun_with(syntax, value, steps + 1) if rest is not None else None
        if whole is None or rest is None or syntax.str(rest.children[-1]) != syntax.str(name):
            return None
        taken = {syntax.str(ts.field(p, "key") or ts.field(p, "left") or p) for p in parts(pattern) if p != rest}
        return replace(whole, taken=whole.taken | taken | _beside(syntax, name))
    state = _state(declared)
    literal = _begins(syntax, declared) if state is not None and syntax.str(state) == syntax.str(name) else None
    return Begun(literal, _beside(syntax, name)) if literal is not None else None


def begun_object(syntax: Syntax, name: Node) -> Node | None:
    """The object that such a state begins with, where all of it is meant."""
    begun = begun_with(syntax, name)
    return begun.literal if begun is not None and not begun.taken else None


def note_strays(syntax: Syntax, declared: Node, uses: Uses) -> None:
    """Notes the names that code asks of such a state, or writes into it, which it does not begin with: its type gets a name of its own."""
    state = _state(declared)
    literal = _begins(syntax, declared) if state is not None else None
    if state is None or literal is None:
        return
    strays = list(_strays(syntax, declared, state, literal))
    if not strays:
        return
    typed, own = type_of_literal(syntax, literal)
    uses.in_place[own.name] = own
    for name in strays:
        at = unquoted_range(syntax, name)
        uses.add(Use(typed.kind.target, (unquoted(syntax.str(name)),), (at,), "read", syntax.str(state)))


def _strays(syntax: Syntax, declared: Node, state: Node, literal: Node) -> Iterator[Node]:
    component: Node | None = declared.parent
    while component is not None and component.type not in (*FUNCTIONS, "program"):
        component = component.parent
    if component is None:
        return
    own, begun = syntax.str(state), Begun(literal).keys(syntax)
    for read in syntax.nodes(_MEMBERS, component):
        of, name = syntax.field(read, "object"), syntax.field(read, "property")
        if of is None or name is None or name.is_missing or of.type != "identifier" or syntax.str(of) != own:
            continue
        if syntax.str(name) not in begun and declaration(syntax, of, in_part=True) == declared:
            yield name
    for written in _written(syntax, declared, component):
        yield from (key for key in keys_of(written) if unquoted(syntax.str(key)) not in begun)


def _beside(syntax: Syntax, name: Node) -> frozenset[str]:
    """The names that an object says itself into which something is spread."""
    spread = name.parent
    around = spread.parent if spread is not None and spread.type == "spread_element" else None
    if around is None or around.type != "object":
        return frozenset()
    return frozenset(unquoted(syntax.str(key)) for key in keys_of(around))


def _written(syntax: Syntax, declared: Node, component: Node) -> Iterator[Node]:
    """The copies of a state with something more that its setter is given: `setForm({ ...form, title })`."""
    pattern = ts.field(declared, "name")
    names = parts(pattern) if pattern is not None and pattern.type == "array_pattern" else []
    setter = syntax.str(names[1]) if len(names) > 1 else ""
    for call in syntax.nodes(_CALLS, component) if setter else ():
        function, given = syntax.field(call, "function"), parts(syntax.field(call, "arguments"))
        if function is None or syntax.str(function) != setter or len(given) != 1:
            continue
        before, made = syntax.str(names[0]), bare(given[0])
        if made.type == "arrow_function":
            taken = ts.field(made, "parameter") or next(iter(parts(ts.field(made, "parameters"))), None)
            before = syntax.str(ts.field(taken, "pattern") or taken) if taken is not None else ""
            body = ts.field(made, "body")
            made = bare(body) if body is not None else made
        spread = [p for p in parts(made) if p.type == "spread_element"] if made.type == "object" else []
        if [syntax.str(p.children[-1]) for p in spread] == [before]:
            yield made


def _state(declared: Node) -> Node | None:
    """The name of the state that a declaration makes, where it says no type."""
    pattern, made = ts.field(declared, "name"), ts.field(declared, "value")
    function = ts.field(made, "function") if made is not None and made.type == "call_expression" else None
    if pattern is None or made is None or function is None or type_arguments(made) or ts.field(declared, "type"):
        return None
    if _MAKES.fullmatch((function.text or b"").decode()) is None:
        return None
    names = parts(pattern) if pattern.type == "array_pattern" else [pattern]
    return names[0] if names and names[0].type == "identifier" else None


def _begins(syntax: Syntax, declared: Node) -> Node | None:
    """The object that a state begins with, all of whose names are seen: written there, or a `const` of this file without a type."""
    first = next(iter(parts(ts.field(ts.field(declared, "value") or declared, "arguments"))), None)
    if first is not None and first.type == "arrow_function":
        first = ts.field(first, "body")
    first = bare(first) if first is not None else None
    if first is not None and first.type == "identifier":
        named = declaration(syntax, first)
        plain = named is not None and named.type == "variable_declarator" and ts.field(named, "type") is None
        first = ts.field(named, "value") if plain and named is not None else None
    return first if first is not None and first.type == "object" and is_plain(first) else None
