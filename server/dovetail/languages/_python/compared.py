"""What Python compares a value of a request or an answer with: `answer.json() == {"id": 1}`, `body["state"] in ("open", "done")`."""

from collections.abc import Callable
from typing import Final, Literal

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.text import Range

from .. import _treesitter as ts
from .._treesitter import MAX_DEPTH, Syntax
from .chosen import items_of
from .literals import is_plain_string, string_range, string_value
from .sent import ELEMENT
from .strings import strings

_ASSERTS_IN: Final = ".assertIn"
_ASSERTS = (".assertEqual", ".assertDictEqual", ".assertListEqual", ".assertCountEqual", _ASSERTS_IN)
_COMPARED = frozenset({"dictionary", "list", "string", "identifier", "conditional_expression"})


@dataclass(frozen=True, slots=True)
class Held:
    """A `request`, the `answer` to a call, or a `value` that is a part of one; `of` tells several calls apart."""

    what: Literal["request", "answer", "value"]
    chain: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()
    of: int = 0

    def step(self, name: str, at: Range) -> "Held":
        return replace(self, chain=(*self.chain, name), ranges=(*self.ranges, at))


@dataclass(frozen=True, slots=True)
class Compared:
    """Notes what stands beside values in comparisons and assertions. `value` says what a node stands for, `emit` takes what is asked."""

    syntax: Syntax
    value: Callable[[Node | None], Held | None]
    emit: Callable[[Held | None], None]

    def same(self, node: Node) -> None:
        """`answer.json() == {"id": 1}`: the keys are those of the value; and texts are its values, `body["state"] in ("open", "done")`."""
        self.emit(self._asked(node))
        parts = [c for c in node.children if c.is_named]
        if len(parts) != 2:
            return
        if node.children[1].type in ("==", "!="):
            self._alike(parts[0], parts[1])
            self._alike(parts[1], parts[0])
        elif node.children[1].type in ("in", "not in") and (held := self.value(parts[0])) is not None:
            for item in items_of(self.syntax, parts[1]):
                self.said(held, item)

    def _asked(self, node: Node) -> Held | None:
        """`"name" in body`. What an answer is said not to have (`assert "password" not in body`) need be no name of it."""
        parts = node.children
        if len(parts) != 3 or parts[1].type not in ("in", "not in") or not is_plain_string(parts[0]):
            return None
        held = self.value(parts[2])
        if held is None or held.what != "value" or (parts[1].type == "not in" and held.chain[0] == "response"):
            return None
        return held.step(string_value(self.syntax.str(parts[0])), string_range(self.syntax, parts[0]))

    def asserted(self, node: Node) -> None:
        """`self.assertEqual(answer.json(), {"id": 1})`, `self.assertIn("id", answer.json())`."""
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        if function is None or arguments is None or not self.syntax.str(function).endswith(_ASSERTS):
            return
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"]
        if len(parts) > 1 and self.syntax.str(function).endswith(_ASSERTS_IN):
            held = self.value(parts[1]) if is_plain_string(parts[0]) else None
            if held is not None and held.what == "value":
                self.emit(held.step(string_value(self.syntax.str(parts[0])), string_range(self.syntax, parts[0])))
        elif len(parts) > 1:
            self._alike(parts[0], parts[1])
            self._alike(parts[1], parts[0])

    def _alike(self, one: Node, other: Node) -> None:
        held = self.value(one) if other.type in _COMPARED else None
        if held is not None and held.what == "value":
            self._keys(held, other, 0)

    def _keys(self, held: Held, node: Node, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        self.said(held, node)
        if node.type == "list":
            for item in (c for c in node.children if c.type == "dictionary"):
                self._keys(held.step(ELEMENT, self.syntax.range(item)), item, depth + 1)
        for pair in (c for c in node.children if c.type == "pair") if node.type == "dictionary" else ():
            key, value = ts.field(pair, "key"), ts.field(pair, "value")
            if key is not None and is_plain_string(key):
                inner = held.step(string_value(self.syntax.str(key)), string_range(self.syntax, key))
                self.emit(inner)
                if value is not None:
                    self._keys(inner, value, depth + 1)

    def said(self, held: Held | None, node: Node) -> None:
        """A text stands where a value is, or beside it."""
        for string in strings(self.syntax, node) if held is not None and held.what == "value" else ():
            if held is not None and (text := string_value(self.syntax.str(string))):
                self.emit(held.step(f"={text}", string_range(self.syntax, string)))
