"""What the parameters of a Python function are that say no type: by their place, by what a framework gives under their name."""

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import WRITES
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..classes.names import Names
from ..classes.signals import RECEIVED, sender
from ..scoping.fixtures import FIXTURE, takes_fixtures
from ..scoping.values import CALL, Scope, Value
from .schemas_used import loaded

_TAKE_FORMS = frozenset({"form_valid", "form_invalid"})
_INJECTS = ("Depends(", "Security(")


def untyped(
    names: Names, function: Node, part: Node, name: str, own: Value | None, model: Value | None, given: Value | None
) -> Value | None:
    """The value of a parameter. `own` is that of the class a method is in, `model` the one that class is for, `given` its default's."""
    syntax = names.types.syntax
    default = ts.field(part, "value")
    if default is not None:
        return given if syntax.str(default).startswith(_INJECTS) else None
    if model is not None and name in ("queryset", "obj", "instance"):
        return replace(model, form="query", columns=(model.type_name,)) if name == "queryset" else model
    if own is not None and name == "form" and _names_form(syntax, function):
        at = syntax.range(part)
        made = own.property("form_class", at)
        return made.property(CALL, at) if made is not None else None
    if own is not None and name in ("obj", "instance") and own.type_name.endswith("Serializer"):
        return own.property(WRITES, syntax.range(part))
    if own is not None and (
        name in ("validated_data", "attrs") or (name == "data" and _is_validated(syntax, function, own))
    ):
        return own.property("validated_data", syntax.range(part))
    if own is not None and name == "data" and _is_of_loaded(syntax, function):
        return of_schema(own.type_name, "load", CALL, syntax.range(part))
    if type := loaded(syntax, function).get(name):
        return of_schema(type, "load", CALL, syntax.range(part))
    if name == RECEIVED and (said := sender(syntax, function)) is not None:
        sent = names.class_name(said, Scope())
        return Value(sent) if sent else None
    return fixture(names, function, name)


def fixture(names: Names, function: Node, name: str) -> Value | None:
    """What the fixture gives that a parameter of a test names; None where it is no parameter of a test."""
    return names.whole(FIXTURE + name) if takes_fixtures(names.types.syntax, function, name) else None


def of_schema(type: str, method: str, step: str, at: Range) -> Value | None:
    """What a method of a schema gives, or takes in a place, or each of a list where it is one of many."""
    whole = Value(type.removesuffix("[]")).property(method, at)
    one = whole.property(step, at) if whole is not None else None
    return one.listed() if one is not None and type.endswith("[]") else one


def _names_form(syntax: Syntax, function: Node) -> bool:
    """True for the method of a view of Django that is given its form, in a class that says which one that is."""
    name, body = ts.field(function, "name"), function.parent
    return name is not None and syntax.str(name) in _TAKE_FORMS and b"form_class" in ((body and body.text) or b"")


def _is_of_loaded(syntax: Syntax, function: Node) -> bool:
    """True for a method of a schema of marshmallow that is given what was loaded."""
    outer = function.parent
    decorators = (c for c in (outer.children if outer is not None else ()) if c.type == "decorator")
    return any(syntax.str(d).startswith(("@post_load", "@validates_schema")) for d in decorators)


def _is_validated(syntax: Syntax, function: Node, own: Value) -> bool:
    """True for the method of a serializer that is given what its fields have loaded: `def validate(self, data)`."""
    name = ts.field(function, "name")
    return own.type_name.endswith("Serializer") and name is not None and syntax.str(name) == "validate"
