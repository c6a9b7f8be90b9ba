"""Components at their call sites, and what each is given."""

from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Element, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import parts

_MOUNTS = frozenset({"mount", "shallowMount", "render"})
_PROPS = frozenset({"props", "propsData"})
_OPTIONS = frozenset({"target", "anchor", "context", "intro", "recover"})  # of Svelte, beside props
_OF_SVELTE = "@testing-library/svelte"
OPENINGS = ("jsx_opening_element", "jsx_self_closing_element")


def element(syntax: Syntax, node: Node) -> Element | None:
    """The component that an opening tag calls; None for an element of HTML, and for a component that is not a plain name."""
    name = ts.field(node, "name")
    if name is None or name.type != "identifier" or not syntax.str(name)[:1].isupper():
        return None
    given: list[tuple[str, Range]] = []
    open = node.has_error
    for part in node.children:
        if part.type == "jsx_attribute" and part.children:
            given.append((syntax.str(part.children[0]), syntax.range(part.children[0])))
        elif part.type == "jsx_expression":
            open = True
    if node.type == "jsx_opening_element":
        given.extend(_children(syntax, node))
    return Element(syntax.str(name), syntax.range(name), syntax.range(node), tuple(given), open)


def mounted(syntax: Syntax, call: Node) -> Iterator[Use]:
    """The props that a test gives a component of Vue or Svelte, by their names."""
    for component, props in mounted_props(syntax, call):
        name = syntax.str(component)
        for prop in parts(props):
            key = ts.field(prop, "key") or prop
            if key.type in ("property_identifier", "shorthand_property_identifier"):
                yield Use(name, (syntax.str(key),), (syntax.range(key),), "write", f"<{name}>")


def mounted_props(syntax: Syntax, call: Node) -> Iterator[tuple[Node, Node]]:
    """The component and its props in `mount(UserCard, { props: { user } })`, `render(UserCard, { user })`; nothing for any other call."""
    function = ts.field(call, "function")
    arguments = parts(ts.field(call, "arguments")) if function is not None and syntax.str(function) in _MOUNTS else []
    if len(arguments) != 2:
        return
    component, options = arguments
    if component.type != "identifier" or not syntax.str(component)[:1].isupper() or options.type != "object":
        return
    props = next((v for p in parts(options) if _key(syntax, p) in _PROPS and (v := ts.field(p, "value"))), None)
    if props is None and syntax.has_any(_OF_SVELTE) and not any(_key(syntax, p) in _OPTIONS for p in parts(options)):
        props = options
    if props is not None and props.type == "object":
        yield component, props


def _key(syntax: Syntax, pair: Node) -> str:
    key = ts.field(pair, "key")
    return syntax.str(key) if key is not None else ""


def _children(syntax: Syntax, node: Node) -> list[tuple[str, Range]]:
    """What stands between the tags is given as `children`."""
    parent = node.parent
    inner = (
        [c for c in parent.children if c.type not in ("jsx_opening_element", "jsx_closing_element")] if parent else []
    )
    real = [c for c in inner if c.type != "jsx_text" or syntax.str(c).strip()]
    return [("children", syntax.range(real[0]))] if real else []
