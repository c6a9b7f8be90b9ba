"""Reactive forms of Angular that say no type: `form = this.builder.group({ title: ["", Validators.required] })`.

Their values have the names of that object, in `this.form.value` and `this.form.getRawValue()`; so have their controls.
"""

from collections.abc import Iterator, Mapping

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import bare, parts, without_casts
from ..syntax.signatures import type_arguments
from .literal_types import is_plain, type_of_literal

FORMS = "@angular/forms"
_GROWS = ("addControl(", "setControl(", "registerControl(")
_MADE = frozenset({"call_expression", "new_expression"})
_KEPT = frozenset({"public_field_definition", "variable_declarator", "assignment_expression"})
_VALUES = frozenset({"value", "getRawValue"})
_CONTROLS = ("FormControl", "UntypedFormControl")


def grouped(syntax: Syntax, made: Node) -> Node | None:
    """The object that a form is made of, all of whose names are seen; None for anything else, and for a form that says its type."""
    if not syntax.has_any(FORMS) or syntax.has_any(*_GROWS) or made.type not in _MADE or type_arguments(made):
        return None
    callee = ts.field(made, "function") or ts.field(made, "constructor")
    name = ts.field(callee, "property") if callee is not None and made.type == "call_expression" else callee
    first = next(iter(parts(ts.field(made, "arguments"))), None)
    first = first.named_children[0] if first is not None and first.type == "satisfies_expression" else first
    if name is None or syntax.str(name) not in ("group", "FormGroup") or first is None or first.type != "object":
        return None
    return first if is_plain(first) else None


def group_type(syntax: Syntax, made: Node) -> tuple[Typed, Field] | None:
    """The type of the values of such a form, with what stands for it in its file."""
    literal = grouped(syntax, made)
    return type_of_literal(syntax, literal) if literal is not None else None


def form_values(syntax: Syntax, node: Node) -> Node | None:
    """The object that a form is made of whose values an expression is: `this.form.getRawValue()`, `form.value`."""
    if not syntax.has_any(FORMS):
        return None
    node = without_casts(bare(node))
    read = ts.field(node, "function") if node.type == "call_expression" else node
    form, name = (ts.field(read, role) if read is not None else None for role in ("object", "property"))
    if form is None or name is None or syntax.str(name) not in _VALUES:
        return None
    return syntax.once(_forms).get(syntax.str(form).removeprefix("this."))


def begins(syntax: Syntax, control: Node) -> Node:
    """What a control of a form begins with: `["", Validators.required]`, `new FormControl("")`, `this.builder.control("")`."""
    callee = ts.field(control, "constructor") or ts.field(control, "function")
    made = syntax.str(callee) if callee is not None else ""
    if control.type == "array":
        return next(iter(parts(control)), control)
    if made in _CONTROLS or made.endswith(".control"):
        return next(iter(parts(ts.field(control, "arguments"))), control)
    return grouped(syntax, control) or control


def _forms(syntax: Syntax) -> Mapping[str, Node]:
    """The forms of a file by their names; none that is made twice."""
    found: dict[str, Node] = {}
    twice: set[str] = set()
    for name, literal in _named(syntax):
        twice.update({name} if name in found else ())
        found[name] = literal
    return {name: literal for name, literal in found.items() if name not in twice}


def _named(syntax: Syntax) -> Iterator[tuple[str, Node]]:
    for kept in syntax.nodes(_KEPT):
        name = ts.field(kept, "name") or ts.field(kept, "left")
        value = ts.field(kept, "value") or ts.field(kept, "right")
        literal = grouped(syntax, value) if value is not None else None
        if name is not None and literal is not None:
            yield syntax.str(name).removeprefix("this."), literal
