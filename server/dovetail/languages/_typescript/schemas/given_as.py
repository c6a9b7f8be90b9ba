"""What a schema of an object is given as, where no other sign says which type it checks for.

`return newOrder.parse(body)` in a function that gives a `NewOrder`, `const order: NewOrder = checked.data` behind
`const checked = newOrder.safeParse(body)`, `useForm<NewOrder>({ resolver: zodResolver(newOrder) })`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.modelled import bare_type, type_it_becomes
from ..syntax.nodes import parts
from ..syntax.signatures import function_around, type_arguments

_PARSES = frozenset("parse parseAsync validateSync validate".split())
_CHECKS = frozenset("safeParse safeParseAsync".split())
_ADAPTS = re.compile(r"^(?:(?:zod|valibot|arktype|typebox|ioTs|standardSchema)Resolver|toTypedSchema)$")
_FORMS = re.compile(r"^use\w*Form$")
_OPTION, _TYPED = "validationSchema", "toTypedSchema("  # of vee-validate, which else takes schemas of any type
_KEYS = frozenset({_OPTION, "resolver"})  # what is checked by the compiler, where `validate` may check a part
_OPTIONS = frozenset({"pair", "shorthand_property_identifier"})
_CALLS = frozenset({"call_expression"})
_MEMBERS = frozenset({"member_expression"})
_WITHIN = frozenset({"pair", "object", "arguments"})
_AROUND = frozenset("await_expression parenthesized_expression non_null_expression".split())


def given_as(syntax: Syntax, name: str) -> Node | None:
    """The one type that is asked for wherever what the schema of this name gives goes at once; None where there is none, or are several."""
    if not re.search(rf"(?<![\w$.]){re.escape(name)}\s*(?:\.(?:parse|safeParse|validate)|[),}}])", syntax.text.source):
        return None
    found = [bare_type(syntax, type) for type in _asked(syntax, name)]
    if not found or len({syntax.str(type) for type, _ in found}) > 1 or any(lists for _, lists in found):
        return None
    type = found[0][0]
    return type if type.type in ("type_identifier", "lookup_type") else None


def _asked(syntax: Syntax, name: str) -> Iterator[Node]:
    for call in syntax.nodes(_CALLS):
        function, given = syntax.field(call, "function"), parts(syntax.field(call, "arguments"))
        if function is None:
            continue
        called = syntax.str(function)
        if function.type == "member_expression" and called.startswith(f"{name}."):
            method = called.removeprefix(f"{name}.")
            if method in _PARSES:
                yield from _becomes(syntax, call)
            elif method in _CHECKS:
                yield from _checked(syntax, call)
        elif len(given) == 1 and syntax.str(given[0]) == name and _ADAPTS.match(called):
            yield from _of_form(syntax, call)
    for option in syntax.nodes(_OPTIONS) if syntax.has_any(_TYPED) else ():
        value = ts.field(option, "value") or option
        key = ts.field(option, "key") or option
        if syntax.str(key) == _OPTION and syntax.str(value) == name:
            yield from _of_form(syntax, option)


def _becomes(syntax: Syntax, value: Node) -> Iterator[Node]:
    """The type that is said of a value, unless that is asserted."""
    outer = value.parent
    while outer is not None and outer.type in _AROUND:
        outer = outer.parent
    type = type_it_becomes(syntax, value) if outer is not None and outer.type != "as_expression" else None
    if type is not None:
        yield type


def _checked(syntax: Syntax, call: Node) -> Iterator[Node]:
    """The types of what a checked value holds as its `data`, in the function that checks it."""
    outer = call.parent
    while outer is not None and outer.type in _AROUND:
        outer = outer.parent
    name = ts.field(outer, "name") if outer is not None and outer.type == "variable_declarator" else None
    around = function_around(call)
    if name is None or around is None or name.type != "identifier":
        return
    for member in syntax.nodes(_MEMBERS, around):
        if "".join(syntax.str(member).split()) == f"{syntax.str(name)}.data":
            yield from _becomes(syntax, member)


def _of_form(syntax: Syntax, given: Node) -> Iterator[Node]:
    """The type of the form whose options hold a schema."""
    option = given if given.type in _OPTIONS else given.parent
    key = ts.field(option, "key") or option if option is not None else None
    if key is None or syntax.str(key) not in _KEYS:
        return
    holder = given.parent
    while holder is not None and holder.type in _WITHIN:
        holder = holder.parent
    called = ts.field(holder, "function") if holder is not None and holder.type == "call_expression" else None
    if holder is not None and called is not None and _FORMS.match(syntax.str(called)):
        yield from type_arguments(holder)[:1]
