"""What Python compares a value of a request or an answer with: `answer.json() == {"id": 1}`, `body["state"] in ("open", "done")`."""

import re
from collections.abc import Callable
from typing import Final, Literal

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import OF_KIND
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._statements import constant
from ..._treesitter import MAX_DEPTH, Syntax
from ..scoping.chosen import items_of
from ..scoping.given_kinds import shown_kind
from ..syntax.literals import is_plain_string, string_range, string_value
from ..values.sent import ELEMENT
from ..values.strings import strings

_ASSERTS_IN: Final = ".assertIn"
_ASSERTS = (".assertEqual", ".assertDictEqual", ".assertListEqual", ".assertCountEqual", _ASSERTS_IN)
_DECLARED_AND_READ = 2  # places that a name has which one place reads alone
_COMPARES = (b"issubset", b"issuperset", b"count", b"index")
_OF_SETS = frozenset({"==", "<=", ">=", "<", ">"})
_OF_KEYS = frozenset({"value", "keys", "all"})
_LISTS = frozenset({"list", "tuple", "set"})
_PLAIN = frozenset({"none", "integer", "float", "true", "false"})
_NAMES = frozenset({"string", "identifier"})
_COMPARED = frozenset({"dictionary", "list", "string", "identifier", "conditional_expression"})


@dataclass(frozen=True, slots=True)
class Held:
    """A `request`, the `answer` to a call, or a `value` that is a part of one; `of` tells several calls apart.

    What is made of a value is a list of `each` that a chain leads to, a dictionary `by` that, its `keys`, or `all` that it holds, be that
    keys or items.
    """

    what: Literal["request", "answer", "value", "each", "by", "keys", "all"]
    chain: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()
    of: int = 0

    def as_value(self) -> "Held":
        """The value of which it is made."""
        return replace(self, what="value")

    def item(self, at: Range) -> "Held | None":
        """One of what it holds; None where it is no list."""
        if self.what == "each":
            return self.as_value()
        return self.as_value().step(ELEMENT, at) if self.what in ("value", "all") else None

    def step(self, name: str, at: Range) -> "Held":
        return replace(self, chain=(*self.chain, name), ranges=(*self.ranges, at))


@dataclass(frozen=True, slots=True)
class Compared:
    """Notes what stands beside values in comparisons and assertions. `value` says what a node stands for, `emit` takes what is asked,
    and `whole` what a value is said to have all in all, by the names and the place of that."""

    syntax: Syntax
    value: Callable[[Node | None], Held | None]
    emit: Callable[[Held | None], None]
    whole: Callable[[Held, tuple[str, ...], Range], None]

    def same(self, node: Node) -> None:
        """`answer.json() == {"id": 1}`: the keys are those of the value; and texts are its values, `body["state"] in ("open", "done")`."""
        self._asked(node)
        parts = [c for c in node.children if c.is_named]
        if len(parts) != 2:
            return
        sign = node.children[1].type
        if sign in ("==", "is") and node.parent is not None and node.parent.type == "assert_statement":
            self._is_one(parts[0], parts[1])
        if sign in ("==", "!="):
            self._alike(parts[0], parts[1], are_equal=sign == "==")
            self._alike(parts[1], parts[0], are_equal=sign == "==")
        if sign in _OF_SETS:
            self._gathered(parts[0], parts[1])
            self._gathered(parts[1], parts[0])
        elif node.children[1].type in ("in", "not in") and (held := self.value(parts[0])) is not None:
            for item in items_of(self.syntax, parts[1]):
                self.said(held, item)

    def _asked(self, node: Node) -> None:
        """`"name" in body`. What an answer is said not to have (`assert "password" not in body`) need be no name of it."""
        parts = node.children
        if len(parts) != 3 or parts[1].type not in ("in", "not in") or parts[0].type not in _NAMES:
            return
        held = self.value(parts[2])
        for name in strings(self.syntax, parts[0]) if held is not None else ():
            if held is not None and held.what in ("each", "by"):
                self.said(held.as_value(), name)
            elif (
                held is not None
                and held.what in _OF_KEYS
                and not (parts[1].type == "not in" and held.chain[0] == "response")
            ):
                self.key(held, name)

    def asserted(self, node: Node) -> None:
        """`self.assertEqual(answer.json(), {"id": 1})`, `self.assertIn("id", answer.json())`."""
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        if function is None or arguments is None:
            return
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"]
        method, owner = ts.field(function, "attribute"), ts.field(function, "object")
        if method is not None and owner is not None and len(parts) == 1 and method.text in _COMPARES:
            self._gathered(owner, parts[0])
            self._gathered(parts[0], owner)
        if method is not None and method.text == b"assertIsNone" and len(parts) == 1:
            held = self.value(parts[0])
            if held is not None and held.what == "value" and len(held.chain) > 1:
                self.emit(held.step(f"{OF_KIND}null", self.syntax.range(method)))
        if not self.syntax.str(function).endswith(_ASSERTS):
            return
        if len(parts) > 1 and self.syntax.str(function).endswith(_ASSERTS_IN):
            held = self.value(parts[1]) if is_plain_string(parts[0]) else None
            if held is not None and held.what == "value":
                self.emit(held.step(string_value(self.syntax.str(parts[0])), string_range(self.syntax, parts[0])))
        elif len(parts) > 1:
            self._is_one(parts[0], parts[1])
            for one, other in ((parts[0], parts[1]), (parts[1], parts[0])):
                self._alike(one, other, are_equal=True)
                self._gathered(one, other)

    def _gathered(self, one: Node, other: Node) -> None:
        """What a list or a set of keys or values is compared with: `set(body) == {"id"}`, `{r["state"] for r in rows} <= {"open"}`."""
        listed = (
            other.type in _LISTS or other.type == "string" or (other.type == "call" and items_of(self.syntax, other))
        )
        held = self.value(one) if listed else None
        if held is None or held.what in ("request", "answer", "value", "by"):
            return
        for item in items_of(self.syntax, other) or [other]:
            if held.what == "each":
                self._keys(held.as_value(), item, 0)
            else:
                for string in strings(self.syntax, item):
                    self.key(held, string)
                    if held.what == "all":
                        self.said(held.item(self.syntax.range(string)), string)

    def key(self, held: Held, name: Node) -> None:
        """A text is a name that a value is asked for."""
        self.emit(held.as_value().step(string_value(self.syntax.str(name)), string_range(self.syntax, name)))

    def _is_one(self, node: Node, other: Node) -> None:
        """A test says that a part of an answer is such a value: `assert body["note"] is None`."""
        held = self.value(node) if other.type in _PLAIN else None
        if held is not None and held.what == "value" and len(held.chain) > 1:
            self._kind(held, other)

    def _alike(self, one: Node, other: Node, *, are_equal: bool) -> None:
        held = self.value(one) if other.type in _COMPARED else None
        if held is not None and held.what == "value":
            self._keys(held, other, 0, are_equal=are_equal)

    def _keys(self, held: Held, node: Node, depth: int, *, are_equal: bool = False) -> None:
        """What a literal says of a value; `are_equal` where the value has no other names than those."""
        if depth > MAX_DEPTH:
            return
        self.said(held, node)
        if node.type == "list":
            for item in (c for c in node.children if c.type in ("dictionary", "string")):
                self._keys(held.step(ELEMENT, self.syntax.range(item)), item, depth + 1, are_equal=are_equal)
        pairs = [c for c in node.children if c.type == "pair"] if node.type == "dictionary" else []
        named = [(key, pair) for pair in pairs if (key := ts.field(pair, "key")) is not None and is_plain_string(key)]
        for key, pair in named:
            value, name = ts.field(pair, "value"), string_value(self.syntax.str(key))
            inner = held.step(name, string_range(self.syntax, key))
            self.emit(inner)
            if value is not None:
                self._keys(inner, value, depth + 1, are_equal=are_equal)
                self._kind(inner, value)
        if are_equal and named and len(named) == sum(c.is_named and c.type != "comment" for c in node.children):
            self.whole(held, tuple(string_value(self.syntax.str(key)) for key, _ in named), self.syntax.range(node))

    def _kind(self, held: Held, node: Node) -> None:
        """What a value is that shows it by itself, but for a text, which is told as such."""
        kind = shown_kind(self.syntax, node) if not is_plain_string(node) else None
        if kind is not None or node.type == "none":
            self.emit(held.step(f"{OF_KIND}{kind or 'null'}", self.syntax.range(node)))

    def said(self, held: Held | None, node: Node) -> None:
        """A text stands where a value is, or beside it."""
        for string in strings(self.syntax, node) if held is not None and held.what == "value" else ():
            if held is not None and (text := string_value(self.syntax.str(string))):
                self.emit(held.step(f"={text}", string_range(self.syntax, string)))

    def matched(self, node: Node) -> None:
        """What the cases of a `match` ask of a value: `case {"state": "open", "note": str(note)}`."""
        held, body = self.value(ts.field(node, "subject")), ts.field(node, "body")
        if held is None or body is None or held.what != "value":
            return
        for case in body.children:
            for pattern in (c for c in case.children if c.type == "case_pattern"):
                self._pattern(held, pattern, 0)

    def _pattern(self, held: Held, node: Node, depth: int) -> None:
        if depth > MAX_DEPTH:
            return
        if node.type in ("case_pattern", "union_pattern", "as_pattern"):
            for part in (c for c in node.children if c.is_named):
                self._pattern(held, part, depth + 1)
        elif is_plain_string(node):
            self.said(held, node)
        elif node.type == "dict_pattern":
            values = iter(node.children_by_field_name("value"))
            for key in node.children_by_field_name("key"):
                value = next(values, None)
                if is_plain_string(key):
                    inner = held.step(string_value(self.syntax.str(key)), string_range(self.syntax, key))
                    self.emit(inner)
                    if value is not None:
                        self._pattern(inner, value, depth + 1)

    def looked_up(self, node: Node) -> None:
        """What `ICONS[alert["severity"]]` says of the severity, and `body[key]` of the body where a loop goes through the keys.

        The keys of a dictionary at the top of the file that nothing else there reads are values of what it is asked for.
        """
        function, arguments = ts.field(node, "function"), ts.field(node, "arguments")
        table, index = ts.field(node, "value"), ts.field(node, "subscript")
        if function is not None and arguments is not None and (function.text or b"").endswith(b".get"):
            table, index = ts.field(function, "object"), next((c for c in arguments.children if c.is_named), None)
        if table is None or index is None or index.type not in ("subscript", "identifier"):
            return
        names = list(strings(self.syntax, index)) if index.type == "identifier" else []
        owner = self.value(table) if names or table.type == "identifier" else None
        for name in names if owner is not None and owner.what == "value" else ():
            if owner is not None:
                self.key(owner, name)
        if table.type == "identifier" and owner is None:
            self._of_table(self.syntax.str(table), index)

    def _of_table(self, name: str, index: Node) -> None:
        places = re.findall(rf"\b{re.escape(name)}\b", self.syntax.text.source)
        table = constant(self.syntax, name) if len(places) == _DECLARED_AND_READ else None
        held = self.value(index) if table is not None and table.type == "dictionary" else None
        for pair in table.children if table is not None and held is not None and held.what == "value" else ():
            key = ts.field(pair, "key") if pair.type == "pair" else None
            if key is not None and is_plain_string(key):
                self.said(held, key)
