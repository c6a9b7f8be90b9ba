"""Places that take named values: the keywords of a call, and the keys of a dictionary where a type is asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Final

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Handed

from ... import _treesitter as ts
from ..._sql.uses import TABLE
from ..._treesitter import MAX_DEPTH, Syntax
from ..scoping.given_kinds import shown_plain
from ..scoping.only_values import only_values
from ..scoping.rows import row_names
from ..scoping.spreads import spread
from ..scoping.values import TYPE_OF, Uses, Value, written_of
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.locals import appended, constant_value, function_of, is_dict, local_value
from ..syntax.plain import argument_names, is_attribute, is_refused, key_names, plain
from ..syntax.written import STEP
from .strings import strings

COLUMN: Final = "column"  # how a use comes about that only a column can be
OWN_CALL: Final = "cls"  # how a use comes about where a method makes what its own class makes, which may be another one
_OWN_CLASS = ("cls", "self.__class__", "type(self)")
_GIVES = frozenset({"call", "await"})
_GROWS = frozenset({"list", "object"})  # what a variable holds that may be made another thing of
NO_VALUES: Final[Mapping[int, Value | None]] = {}
_MOST_ROWS = 4  # that one function is followed with


@dataclass(frozen=True, slots=True)
class Sinks:
    """Notes what is written to values of a known type."""

    syntax: Syntax
    uses: Uses
    forwards: dict[int, list[Value]] = field(
        default_factory=dict[int, list[Value]]
    )  # what functions make of their `**`, by ids
    handed: dict[str, dict[int | str, list[Value]]] = field(
        default_factory=dict[str, dict["int | str", list[Value]]]
    )  # the rows that functions of this file are given, by their names and the places or names of parameters
    arguments: dict[str, dict[int | str, list[Value | None]]] = field(
        default_factory=dict[str, dict["int | str", list["Value | None"]]]
    )  # all else that they are given, in the same way

    calls: dict[int, Value] = field(
        default_factory=dict[int, Value]
    )  # the functions that are called, by the calls' ids
    asked: list[tuple[int, Value]] = field(
        default_factory=list[tuple[int, Value]]
    )  # what is asked of what a call gives
    given: dict[tuple[str, tuple[tuple[str, str], ...]], None] = field(
        default_factory=dict[tuple[str, tuple[tuple[str, str], ...]], None]
    )  # what functions are given by calls, in order

    def keywords(self, value: Value, parts: Sequence[Node], *, asks: bool = False, via: str = "keyword") -> None:
        """What a call gives by names to a value, or `asks` of one."""
        for part in parts:
            if part.type == "dictionary_splat":
                self.spread(value, part.children[-1])
            name = ts.field(part, "name") if part.type == "keyword_argument" else None
            if name is None or name.is_missing or self.syntax.str(name).startswith("_"):
                continue
            found = value.property(self.syntax.str(name), self.syntax.range(name))
            self.uses.emit(found, "read" if asks else "write", via)
            inner = ts.field(part, "value")
            if asks and inner is not None:
                self.quote(inner, found)
            else:
                self.expect(inner, found)

    def make(
        self, value: Value, call: Node, parts: Sequence[Node], values: Mapping[int, Value | None] = NO_VALUES
    ) -> None:
        """What a call gives that makes a whole value, be it of a row's columns: `User(**row)`. `values` are those of the arguments."""
        function = ts.field(call, "function")
        of_itself = function is not None and self.syntax.str(function) in _OWN_CLASS
        self.keywords(value, parts, via=OWN_CALL if of_itself else "keyword")
        refused = is_refused(call)
        for place, part in enumerate(parts):
            if part.type == "list_splat" or refused:
                break
            if part.type != "keyword_argument" and (plain(part) is not None or is_plain_string(part)):
                self.expect(part, value.property(f"({place})", self.syntax.range(part)))
        rows = [row_names(v) for p in parts if p.type == "dictionary_splat" and (v := values.get(p.id)) is not None]
        whole = rows and len(rows) == sum(p.type == "dictionary_splat" for p in parts) and all(rows)
        others = [p for p in parts if not whole or p.type != "dictionary_splat"]
        names = argument_names(self.syntax, others)
        if names is not None and whole:
            names = [*names, *(n for row in rows for n in row)]
        if names is not None and not call.has_error and not refused:
            self.uses.write(value, names, self.syntax.range(call))

    def spread(self, value: Value, node: Node) -> None:
        """What `**` puts into a call that makes a value: keys are names of it, and what a function takes by `**` goes on into it."""
        found = spread(self.syntax, node)
        for key in found.keys:
            text = is_plain_string(key)
            at = self.syntax.range(key)
            met = self.key(value, key) if text else value.property(self.syntax.str(key), at)
            self.uses.emit(met, "write", "key" if text else "keyword")
            given = key.parent if key.parent is not None and key.parent.type in ("pair", "keyword_argument") else None
            if given is not None:
                self.expect(ts.field(given, "value"), met)
        function = function_of(node)
        if found.forwarded and function is not None:
            self.forwards.setdefault(function.id, []).append(value)

    def hand(self, function: Value, place: int | str, value: Value | None) -> None:
        """Notes what a function is given: a row of a statement of SQL, or anything else."""
        own = function.type_name.removeprefix(TYPE_OF)
        if len(function.chain) <= 1 and "." not in own:
            name = ".".join((own, *function.chain))
            self.arguments.setdefault(name, {}).setdefault(place, []).append(value)
        if value is not None and value.type_name.startswith(TABLE) and not value.chain and not value.depth:
            name = ".".join((function.type_name.removeprefix(TYPE_OF), *function.chain))
            held = self.handed.setdefault(name, {}).setdefault(place, [])
            if value not in held and len(held) < _MOST_ROWS:
                held.append(value)

    def handed_over(self, function: Value, given: Sequence[tuple[str, Value | None]]) -> None:
        """Notes of what types the arguments of a call are, by the names or places of parameters."""
        takes = tuple((place, type) for place, value in given if (type := written_of(value)))
        if takes and not function.form and not function.depth:
            self.given.setdefault((STEP.join((function.type_name, *function.chain)), takes))

    def handed_to(self) -> tuple[Handed, ...]:
        """What functions are given by the calls of the file, and what is asked of what those give."""
        for call, value in self.asked:
            if (function := self.calls.get(call)) is not None:
                self.handed_over(function, (("return", value),))
        return tuple(Handed(callee, takes) for callee, takes in self.given)

    def expect(self, node: Node | None, value: Value | None, depth: int = 0, *, part: bool = False) -> None:
        """What stands where a value of a type is asked for: a text, a number, a dictionary with its keys, or a `part` of them."""
        if node is None or value is None or depth > MAX_DEPTH:
            return
        self.quote(node, value)
        self.give(node, value)
        if node.type == "dictionary" and not (value.depth and not value.chain):
            names = key_names(self.syntax, node) if not part else None
            if names is not None and not is_refused(node):
                self.uses.write(value, names, self.syntax.range(node))
            for pair in (c for c in node.children if c.type == "pair"):
                key = ts.field(pair, "key")
                found = self.key(value, key) if key is not None and is_plain_string(key) else None
                self.uses.emit(found, "write", "key")
                self.expect(ts.field(pair, "value"), found, depth + 1)
        elif is_dict(self.syntax, node) and not (value.depth and not value.chain):
            self._called(node, value, depth, part=part)
        elif node.type == "list":
            for item in (c for c in node.children if is_dict(self.syntax, c)):
                self.expect(item, value.element(self.syntax.range(item)), depth + 1)
        elif node.type == "list_comprehension":
            body = ts.field(node, "body")
            if body is not None and (is_dict(self.syntax, body) or body.type in _GIVES):
                self.expect(body, value.element(self.syntax.range(body)), depth + 1)
        elif node.type == "conditional_expression":
            for way in [c for c in node.children if c.is_named][::2]:
                self.expect(way, value, depth + 1)
        elif node.type in ("await", "parenthesized_expression"):
            self.expect(next((c for c in node.children if c.is_named), None), value, depth + 1)
        elif node.type == "call":
            self.asked.append((node.id, value))
        elif node.type == "identifier" and function_of(node) is not None:
            self._named(node, value, depth)

    def _named(self, node: Node, value: Value, depth: int) -> None:
        """What a variable of a function holds: a dictionary, a list that is filled item by item, or what a call gives."""
        made = local_value(self.syntax, node)
        if made is not None and made.type in _GIVES and self._is_one_of_several(node):
            return
        if made is not None and (is_dict(self.syntax, made) or made.type == "list_comprehension"):
            self.expect(made, value, depth + 1)
        elif (
            made is not None and made.type in _GIVES
        ):  # which of its kinds it is, is told where that is all it stands for
            call = made if made.type == "call" else next((c for c in made.children if c.is_named), made)
            self.asked.append((call.id, value))
        for item in appended(self.syntax, node) if made is not None else ():
            self.expect(item, value.element(self.syntax.range(item)), depth + 1)

    def _is_one_of_several(self, name: Node) -> bool:
        """True for a variable of which its function asks what it is: `if isinstance(answer, Failure): return answer`."""
        function = function_of(name)
        return function is not None and f"isinstance({self.syntax.str(name)}," in self.syntax.str(function)

    def _called(self, node: Node, value: Value, depth: int, *, part: bool) -> None:
        """A dictionary that a call makes: `dict(id=1)`."""
        arguments = ts.field(node, "arguments")
        parts = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments is not None else []
        names = argument_names(self.syntax, parts) if not part else None
        if names is not None and not is_refused(node):
            self.uses.write(value, names, self.syntax.range(node))
        for given in parts:
            name = ts.field(given, "name") if given.type == "keyword_argument" else None
            if name is not None and not name.is_missing:
                found = value.property(self.syntax.str(name), self.syntax.range(name))
                self.uses.emit(found, "write", "key")
                self.expect(ts.field(given, "value"), found, depth + 1)

    def hold(self, node: Node | None, value: Value | None) -> None:
        """What a dictionary holds that a comment says is a contract; its own keys are those of a record."""
        for row in node.children if node is not None and node.type == "list" else (node,):
            for pair in row.children if row is not None and row.type == "dictionary" and value is not None else ():
                key = ts.field(pair, "key") if pair.type == "pair" else None
                if value is not None and key is not None and is_plain_string(key):
                    self.expect(ts.field(pair, "value"), self.key(value, key))

    def columns(self, node: Node | None, value: Value | None) -> None:
        """The names of columns in a list that is a contract: `["id", "name"]`, `csv.DictWriter(file, fieldnames=["id", "name"])`."""
        arguments = ts.field(node, "arguments") if node is not None and node.type == "call" else None
        for part in arguments.children if arguments is not None and value is not None else ():
            if value is not None and self.keyword_name(part) == "fieldnames":
                self.listed(ts.field(part, "value"), value)
        if node is not None and node.type == "list" and value is not None:
            self.listed(node, value)

    def give(self, node: Node, value: Value | None) -> None:
        """A value that shows what it is stands where a field is asked for."""
        if is_refused(node):
            return
        known = (
            plain(node) or shown_plain(self.syntax, node) or ("held" if is_attribute(self.syntax.str(node)) else None)
        )
        if known is not None:
            self.uses.give(value, known, self.syntax.range(node))
        for given in only_values(self.syntax, node) if node.type == "identifier" and function_of(node) else ():
            made = plain(given) or shown_plain(self.syntax, given)
            if made is not None and made not in _GROWS:
                self.uses.give(value, made, self.syntax.range(given))

    def alike(self, node: Node, value: Value | None, depth: int = 0) -> None:
        """A dictionary that a value is compared with, `to_json(order) == {"state": "paid"}`: its keys are asked of the value."""
        if value is None or node.type not in ("dictionary", "list") or depth > MAX_DEPTH:
            return
        for part in node.children:
            if node.type == "list":
                self.alike(part, value.element(self.syntax.range(part)) if part.is_named else None, depth + 1)
                continue
            key, inner = (ts.field(part, n) if part.type == "pair" else None for n in ("key", "value"))
            found = self.key(value, key) if key is not None and is_plain_string(key) else None
            self.uses.emit(found)
            if found is not None and inner is not None:
                self.quote(inner, found)
                self.alike(inner, found, depth + 1)

    def quote(self, node: Node, value: Value | None, via: str = "") -> None:
        """A text stands where a field is asked for, or beside one that it is compared with; or several, in a list."""
        if value is None:
            return
        several = node.type in ("list", "tuple", "set")
        if several and value.depth == 1 and not value.chain:
            value = replace(value, depth=0)  # each of them is one of what the list holds
        for part in node.children if several else (node,):
            for string in strings(self.syntax, part):
                self.uses.quote(value, string_value(self.syntax.str(string)), string_range(self.syntax, string), via)

    def rows(self, node: Node | None, value: Value) -> None:
        """A dictionary of one row's values, or a list of such, written where they are given or in a variable."""
        if node is not None and node.type == "identifier":
            node = local_value(self.syntax, node) or constant_value(self.syntax, node)
        if node is not None and node.type in ("list_comprehension", "generator_expression"):
            node = ts.field(node, "body")
        for row in node.children if node is not None and node.type == "list" else (node,):
            if row is not None and row.type == "dictionary":
                for pair in (c for c in row.children if c.type == "pair"):
                    key = ts.field(pair, "key")
                    if key is not None and is_plain_string(key):
                        self.uses.emit(self.key(value, key), "write", COLUMN)
                self.expect(row, value, part=True)

    def listed(self, node: Node | None, value: Value, via: str = "") -> None:
        """The names that a set or a dictionary gives of a value: `include={"id"}`."""
        for part in node.children if node is not None and node.type in ("set", "dictionary", "list", "tuple") else ():
            key = ts.field(part, "key") if part.type == "pair" else part
            if key is not None and is_plain_string(key):
                self.uses.emit(self.key(value, key), "read", via)

    def key(self, value: Value, key: Node) -> Value | None:
        name, at = string_value(self.syntax.str(key)), string_range(self.syntax, key)
        return value.property(name, at) if name.isidentifier() and self.syntax.text[at] == name else None

    def keyword_name(self, part: Node) -> str:
        name = ts.field(part, "name") if part.type == "keyword_argument" else None
        return self.syntax.str(name) if name is not None else ""
