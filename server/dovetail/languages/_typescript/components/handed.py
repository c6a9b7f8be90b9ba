"""Props of components that say no type: they are what the component is given wherever it is used.

A component without a type takes a type by its own name, `props of UserCard`, of which those know more who see all files; and what it is
given in a place is kept beside that. So does a function that makes one thing of another, and says no type of that: `toOrder(row)`.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind, Props

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.lists import FIRST
from ..scoping.scopes import Value
from ..syntax.made import inside, is_known, member
from ..syntax.nodes import bare, is_nothing, parameters
from ..syntax.nodes import parts as parts_of
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted

HANDED = "props of "  # before the name of a component whose props say no type
SPREAD = "..."
CONTEXT = "(context)"  # the step to what a context of React holds
_PROVIDER = "Provider"
_IN_TEMPLATE = "templateGiven"
_NAME = re.compile(r"[A-Z][\w$]*[a-z][\w$]*")
# What functions are called that make one thing of another; those of Redux are told by it what they are given.
_MAPPER = re.compile(
    r"(?:to|from|map(?!(?:State|Dispatch)ToProps)|serialize|format|present|hydrate|normalize|convert|transform|decode|row|record|doc"
    r"|sanitize|strip)[A-Z][\w$]*"
    r"|[a-z][\w$]*(?:FromRow|ToDto|ToJson|ToApi|Mapper|Serializer|Presenter|Transformer|Formatter)"
)
_LOOSE = re.compile(r":\s*(?:any|unknown|object|RowDataPacket|QueryResultRow|Record<string,\s*(?:any|unknown)>)\Z")
_FIRST = "(0)"  # the name under which a function is given its first argument
_WRAPPERS = re.compile(r"(?:^|\.)(?:memo|forwardRef|observer)$")
_CLASS = re.compile(r"(?:React\.)?(?:Pure)?Component\Z")
_UNKNOWN = Typed(Kind("unknown"), "unknown")
# What has no names of its own.
_PLAIN = frozenset(
    "string number true false template_string regex jsx_element jsx_self_closing_element jsx_fragment".split()
)


def untyped_props(syntax: Syntax, function: Node) -> Value | None:
    """What a component of the top level takes first that says no type of it; None for any other function."""
    name = _of_top(syntax, function, _NAME) if syntax.has_any("/>", "</") else ""
    return Value(Kind("ref", target=HANDED + name, text="props"), 0, "props") if name else None


def handed_to(component: str) -> Typed:
    """What a component is given of which nobody says the type, by its name."""
    return Typed(Kind("ref", target=HANDED + component, text="props"))


def made_of(syntax: Syntax, function: Node) -> Value | None:
    """What a function of the top level makes something of, where it is called like that and says no type of it; None for any other.

    Nor is it known of one that goes by another name, too.
    """
    taken = parameters(syntax, function)
    if not taken or taken[0].pattern is None or taken[0].pattern.type not in ("identifier", "object_pattern"):
        return None
    if taken[0].annotation is not None and not is_loose(syntax, taken[0].annotation):
        return None
    name = _of_top(syntax, function, _MAPPER)
    if not name or re.search(rf"[:=]\s*{re.escape(name)}\b(?!\s*\()", syntax.text.source):
        return None
    return Value(Kind("ref", target=HANDED + name), 0, "given", through=(_FIRST,))


def is_loose(syntax: Syntax, annotation: Node) -> bool:
    """True for a type that says nothing: `row: any`."""
    return _LOOSE.match(syntax.str(annotation)) is not None


def mappers(names: Iterable[str]) -> frozenset[str]:
    """Those of the names of a file that are called as what makes one thing of another; none in most files."""
    return frozenset(n for n in names if n[:1].islower() and _MAPPER.fullmatch(n))


def given_to_mappers(
    syntax: Syntax, mappers: frozenset[str], function: Node, arguments: list[Node], given: list[Value | None]
) -> Iterator[Props]:
    """What a call gives to functions that make one thing of another: to itself, and something that is not known to those that it is given.

    What a list gives to the first, as in `rows.map(toOrder)`, is not among them.
    """
    called = _called(syntax, function, mappers)
    if called and arguments:
        yield Props(called, (member(_FIRST, _typed(given[0])),))
    property = ts.field(function, "property") if function.type == "member_expression" else None
    of_list = property is not None and syntax.str(property) in FIRST
    for argument in arguments[1 if of_list else 0 :]:
        yield from given_to_mapper(syntax, mappers, argument, None)


def given_to_mapper(syntax: Syntax, mappers: frozenset[str], function: Node, value: Value | None) -> Iterator[Props]:
    """What a function that makes one thing of another is given by whoever calls it."""
    if called := _called(syntax, function, mappers):
        yield Props(called, (member(_FIRST, _typed(value)),))


def _called(syntax: Syntax, node: Node, mappers: frozenset[str]) -> str:
    """The name of a function that makes one thing of another; empty for any other expression."""
    name = syntax.str(node) if node.type == "identifier" else ""
    return name if name in mappers else ""


def untyped_context(syntax: Syntax, call: Node, begun: Value | None) -> Value | None:
    """What `createContext(null)` gives: a context that says no type is what its provider is given, wherever that is used.

    `begun` is what it has where nobody provides it.
    """
    name = ts.field(call.parent, "name") if call.parent is not None else None
    plain = begun is None or (
        not begun.chain and not begun.kind.target and not any(map(_is_followed, begun.kind.members))
    )
    if name is None or name.type != "identifier" or not plain:
        return None
    given = Kind("unknown", f"{HANDED}{syntax.str(name)}.{_PROVIDER}", steps=("value",))
    return Value(inside(**{CONTEXT: Typed(given)}).kind, 0, "context")


def _is_followed(field: Field) -> bool:
    return bool(field.kind.target or field.kind.steps)


def class_props(syntax: Syntax, node: Node, base: str) -> Field | None:
    """What `this.props` is in a component that is a class and says no type of it."""
    name = ts.field(node, "name")
    if name is None or not _CLASS.match(base) or not syntax.has_any("/>", "</"):
        return None
    return member("props", Typed(Kind("ref", target=HANDED + syntax.str(name), text="props")))


def may_be_given(component: Node | None, syntax: Syntax) -> bool:
    """True for a component that may have been declared without a type, by how it is called where it is used."""
    name = syntax.str(component).removesuffix(f".{_PROVIDER}") if component is not None else ""
    return _NAME.fullmatch(name) is not None


def is_plain(expression: Node) -> bool:
    """True for what gives a prop nothing that has names: a text, a function, an element, nothing at all."""
    expression = bare(expression)
    return expression.type in _PLAIN or expression.type in FUNCTIONS or is_nothing(expression)


def vue_props(name: str, said: bool, syntax: Syntax) -> Value | None:
    """What `defineProps(["user"])` gives in a component of Vue, which says no types; None for any other call."""
    if name != "defineProps" or said or syntax.has_any("PropType"):
        return None
    return Value(Kind("ref", target=f"{HANDED}default", text="props"), 0, "props")


def props_in_template(
    called: str, parts: list[Node], infer: Callable[[Node], Value | None], syntax: Syntax
) -> Props | None:
    """What the template of Vue gives a component, as the reader of templates writes it: a call with the component's name and its props."""
    if called != _IN_TEMPLATE or len(parts) != 2 or parts[1].type != "object":
        return None
    given: dict[str, Value | None] = {}
    spread: list[Value | None] = []
    for part in parts_of(parts[1]):
        key, value = ts.field(part, "key"), ts.field(part, "value")
        if part.type == "spread_element":
            spread.append(infer(part.children[-1]))
        elif key is not None and value is not None:
            found = infer(value)
            given.update({} if is_plain(value) else {syntax.str(key): found})
    return props(unquoted(syntax.str(parts[0])), given, spread)


def props(component: str, given: dict[str, Value | None], spread: list[Value | None]) -> Props | None:
    """What a component is given in a place; None where that has no names."""
    found = [member(name, _typed(value)) for name, value in given.items()]
    found += [member(SPREAD, _typed(value)) for value in spread]
    return Props(component, tuple(found)) if found else None


def _typed(value: Value | None) -> Typed:
    """The type of a prop; what its owner puts into such objects itself goes along."""
    if value is None or value.kind.target[:1] == "<" or value.kind.text in ("setter", "held"):
        return _UNKNOWN
    typed = value.typed
    if not value.admitted or not is_known(typed.kind):
        return typed
    own = Kind("record", members=tuple(member(name, _UNKNOWN) for name in sorted(value.admitted)))
    return replace(typed, kind=Kind("unknown", options=(own, typed.kind), steps=("&",)))


def _of_top(syntax: Syntax, function: Node, names: re.Pattern[str]) -> str:
    """The name of a function of the top level that is called so, in `memo` or `forwardRef` too; empty for any other function."""
    name, outer = ts.field(function, "name"), function.parent
    while outer is not None and outer.type in ("arguments", "call_expression", "parenthesized_expression"):
        called = ts.field(outer, "function") if outer.type == "call_expression" else None
        if called is not None and not _WRAPPERS.search(syntax.str(called)):
            return ""
        outer = outer.parent
    if outer is not None and outer.type == "variable_declarator":
        name, outer = ts.field(outer, "name"), outer.parent and outer.parent.parent
    if outer is not None and outer.type == "export_statement":
        if name is None:
            return "default" if names is _NAME else ""
        outer = outer.parent
    own = syntax.str(name) if name is not None else ""
    return own if outer is not None and outer.type == "program" and names.fullmatch(own) else ""


def spreads(element: Node) -> Iterator[Node]:
    """What is spread into the props of a component."""
    for part in (e for c in element.children if c.type == "jsx_expression" for e in parts_of(c)):
        if part.type == "spread_element":
            yield bare(part.children[-1])
