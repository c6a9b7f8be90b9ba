"""What is seen at once of what is written where a type is asked for: plain values, all names of an object, paths of names."""

import re
from collections.abc import Callable
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import COPY, Kind
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..databases.drizzle_rows import ALL_CHOSEN
from ..scoping.begun_states import begun_with
from ..scoping.kept_objects import is_taken_out
from ..scoping.origins import initializer
from ..scoping.scopes import Scope, Value, is_tuple
from ..scoping.values import UNNAMED, Uses
from ..sending.form_fields import mistaken_fields
from ..syntax.made import CALL, TYPE_OF
from ..syntax.nodes import parts
from ..syntax.plain_values import plain_of
from ..syntax.types import Types, unquoted

_FORM = "a form"
_NAMES = ("identifier", "shorthand_property_identifier")
# By which a variable is made; a literal is told where it is written.
_MAKING = ("call_expression", "binary_expression", "unary_expression", "template_string")
_STEPS = re.compile(r"(?:\$\{[^{}]*\}|[^.\[\]$]|\$)+")  # of a path of names in a string


@dataclass
class Noter:
    """Notes it in the uses of a file."""

    types: Types
    uses: Uses
    _text: Callable[[Node], str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._text = self.types.syntax.str

    def _note_fields(self, node: Node, value: Value) -> None:
        """What an object is taken from, a form that the file shows, has the names of its type where the two do not fit."""
        for name, at in mistaken_fields(self.types.syntax, node):
            self.uses.emit(self.uses.property(replace(value, via=_FORM), name, at, _FORM), "write")

    def _note_plain(self, node: Node, value: Value | None) -> None:
        """Notes a value that shows by itself what it is, such as a number."""
        syntax = self.types.syntax
        made = initializer(syntax, node) if node.type in _NAMES and value is not None else None
        if made is not None and made.type in _MAKING and ts.child(_statement(made), "const") is not None:
            plain = plain_of(syntax, made)
            plain = plain if plain in ("text", "number", "boolean") else None
        else:
            plain = plain_of(syntax, node)
        if plain == "object" and self._text(node)[1:].lstrip()[:1] == "$":
            return  # operators of MongoDB
        if plain is not None and value is not None and not is_tuple(value):
            self.uses.give(value, plain, self._at(node))

    def _note_taken(self, name: Node, value: Value, known: Value | None) -> None:
        """Notes a name that took what it stands for out of something, and is never given another value: `const { total } = order`."""
        own = self._text(name)
        if known is None or known.is_list or not known.chain or known.chain[-1].startswith(UNNAMED):
            return
        if known.ranges[-1].end and is_taken_out(self.types.syntax, own):
            self.uses.give(value, "held", self._at(name), known.ranges[-1])

    def _note_whole(self, node: Node, value: Value, scope: Scope) -> None:
        """Notes an object literal all whose names are seen; of a partial value that is spread into it none need be there."""
        names: dict[str, str] = {}
        spread: list[Value] = []
        at = self._at(node)
        for part in parts(node):
            key = self.types.syntax.field(part, "key") or self.types.syntax.field(part, "name") or part
            begun = begun_with(self.types.syntax, part.children[-1]) if part.type == "spread_element" else None
            if begun is not None:
                names.update(dict.fromkeys(begun.keys(self.types.syntax), ""))
                value, at = replace(value, via=COPY), self._at(begun.literal)
            elif part.type == "spread_element":
                held = self._spread(part.children[-1], scope)
                if held is not None and held.kind.text == ALL_CHOSEN and not (held.is_list or held.chain):
                    names.update((m.name, "") for m in held.kind.members)
                    continue
                if held is None or held.kind.name != "ref" or held.is_list:
                    return
                spread.extend(
                    [held] if not held.partial else []
                )  # of `Omit<User, "id">` it is not known here what it leaves
            elif key.type in ("property_identifier", "shorthand_property_identifier", "string") and not key.is_missing:
                text = self.types.syntax.field(part, "value")
                names[unquoted(self._text(key))] = unquoted(self._text(text)) if text and text.type == "string" else ""
            elif key.type == "computed_property_name" and value.kind.name == "map" and _is_member(key.children[1]):
                names[self._text(key)] = ""
            else:
                return
        if not node.has_error:
            self.uses.write(value, names, spread, at)

    def _spread(self, inner: Node, scope: Scope) -> Value | None:
        """What is spread into an object: a variable of a known type, or what a function gives."""
        if inner.type == "identifier":
            return scope.look_up(self._text(inner))
        function = ts.field(inner, "function") if inner.type == "call_expression" else None
        if function is None or function.type != "identifier" or ts.field(inner, "type_arguments") is not None:
            return None
        held = scope.look_up(self._text(function)) or self._named(self._text(function))
        return self.uses.property(held, CALL, self._at(inner), "")

    def _key(self, node: Node, value: Value | None) -> None:
        """A path of names in a string: `register("address.city")`, also a template: `guests.${i}.name`, `guests[${i}].name`.

        An error may also be that of the whole: `root`.
        """
        at = Range(self._at(node).start + 1, self._at(node).end - 1)
        for step in _STEPS.finditer(self.types.syntax.text[at]):
            place = Range(at.start + step.start(), at.start + step.end())
            name = step.group()
            if value is None or "$" in name[1:] or (name == "root" and place.start == at.start):
                return
            placed = name[:1] == "$" or name.isdecimal()
            value = self.uses.element(value, place) if placed else self.uses.property(value, name, place, "")
            self.uses.emit(value)

    def _named(self, name: str) -> Value:
        return Value(Kind("ref", target=f"{TYPE_OF}{name}"), 0, name)

    def _at(self, node: Node | None) -> Range:
        return self.types.syntax.range(node) if node is not None else Range(0, 0)


def _statement(made: Node) -> Node | None:
    """The statement of what a variable is given."""
    return made.parent.parent if made.parent is not None else None


def _is_member(node: Node) -> bool:
    """True for a member of something that has a name: `State.Open`."""
    own = ts.field(node, "object") if node.type == "member_expression" else None
    return own is not None and own.type == "identifier"
