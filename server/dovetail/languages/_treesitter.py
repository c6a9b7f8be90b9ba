"""A parsed text, with tree-sitter's byte offsets turned into ours at this door."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field as a_field
from functools import cache
from typing import Any, TypeVar

import tree_sitter_python
import tree_sitter_typescript
from tree_sitter import Language, Node, Parser

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range, Text

S = TypeVar("S")
T = TypeVar("T")
_NOT_ASKED: Any = object()
MAX_DEPTH = 100  # deeper nesting of types or expressions is read as unknown, so that no text can exhaust the stack


@cache
def _language(grammar: str) -> Language:
    match grammar:
        case "typescript":
            return Language(tree_sitter_typescript.language_typescript())
        case "tsx":
            return Language(tree_sitter_typescript.language_tsx())
        case "python":
            return Language(tree_sitter_python.language())
        case _:
            raise ValueError(f"There is no grammar named {grammar!r}.")


@cache
def _parser(grammar: str) -> Parser:
    return Parser(_language(grammar))


@cache
def _numbers(grammar: str, types: frozenset[str]) -> frozenset[int]:
    """The numbers that a grammar has for some types of nodes; a type may have several."""
    language = _language(grammar)
    return frozenset(n for n in range(language.node_kind_count) if language.node_kind_for_id(n) in types)


@cache
def _numbers_of_roles(grammar: str) -> defaultdict[str, int]:
    """The numbers that a grammar has for the roles of children; 0, which no child has, for a role that it does not know."""
    language = _language(grammar)
    return defaultdict(int, {language.field_name_for_id(n) or "": n for n in range(1, language.field_count + 1)})


@dataclass(frozen=True, slots=True)
class _Index:
    """All nodes of some types, in order, with the numbers of their types and where they start."""

    types: frozenset[str]
    nodes: list[Node]
    kinds: list[int]
    starts: list[int]

    def found(self, numbers: frozenset[int], within: Node | None) -> list[Node]:
        """Those of some of the types, and of what is in a node."""
        if within is None:
            return [node for node, kind in zip(self.nodes, self.kinds, strict=True) if kind in numbers]
        start, end, found = within.start_byte, within.end_byte, list[Node]()
        for n in range(bisect_left(self.starts, start), bisect_left(self.starts, end)):
            if self.kinds[n] in numbers:
                node = self.nodes[n]
                stop = node.end_byte
                if stop < end or (stop == end and (self.starts[n] > start or _is_in(node, within))):
                    found.append(node)
        return found


def _is_in(node: Node, outer: Node) -> bool:
    """True for a node, or what is in it, of two that have the same range."""
    here: Node | None = node
    while here is not None and here.start_byte == outer.start_byte and here.end_byte == outer.end_byte:
        if here == outer:
            return True
        here = here.parent
    return False


@dataclass(frozen=True)
class Syntax:
    """A text and its tree. `parsed` is the text as it was parsed: repaired, but with every character at its place."""

    text: Text
    parsed: Text
    root: Node
    grammar: str
    ascii: bool
    whole: bool  # nothing was added to the end of what was parsed
    _roles: Mapping[str, int] = a_field(compare=False, repr=False)
    _made: dict[Any, Any] = a_field(default_factory=dict[Any, Any], compare=False, repr=False)

    def once(self, make: "Callable[[Syntax], T]") -> "T":
        """What several readers ask of the same text, made once."""
        if make not in self._made:
            self._made[make] = make(self)
        return self._made[make]

    def once_of(self, node: Node, make: "Callable[[Syntax, Node], T]") -> "T":
        """What several readers ask of the same node, made once."""
        asked = (make, node.id)
        found = self._made.get(asked, _NOT_ASKED)
        if found is _NOT_ASKED:
            found = self._made[asked] = make(self, node)
        return found

    def once_as(self, node: Node, make: "Callable[[Syntax, Node, S], T]", way: S) -> "T":
        """What several readers ask of the same node in the same way, made once."""
        asked = (make, node.id, way)
        found = self._made.get(asked, _NOT_ASKED)
        if found is _NOT_ASKED:
            found = self._made[asked] = make(self, node, way)
        return found

    def says(self, pattern: re.Pattern[str], *words: str) -> bool:
        """True where a pattern is found anywhere in the text; looked for once, and only where one of `words` is, if any are given."""
        if pattern not in self._made:
            possible = not words or self.has_any(*words)
            self._made[pattern] = possible and pattern.search(self.text.source) is not None
        return self._made[pattern]

    def has_any(self, *words: str) -> bool:
        """True where one of some words is anywhere in the text: a tenth of what `says` takes for them."""
        found = self._made.get(words)
        if found is None:
            found, source = False, self.text.source
            for word in words:  # not `any`: a generator takes as long as the search
                if word in source:
                    found = True
                    break
            self._made[words] = found
        return found

    def field(self, node: Node, name: str) -> Node | None:
        """As `field` gives it, in half the time: a name is compared with one after another of those that the grammar has."""
        found = node.child_by_field_id(self._roles[name])
        if name == "function" and found is not None and found.type == "await_expression":
            return found.children[-1]
        return found

    def index(self, types: frozenset[str]) -> None:
        """Looks for all nodes of some types, so that `nodes` need not look again for those of any of them."""
        nodes = self._nodes(types, self.root)
        self._made[_Index] = _Index(types, nodes, [n.kind_id for n in nodes], [n.start_byte for n in nodes])

    def nodes(self, types: frozenset[str], within: Node | None = None) -> list[Node]:
        """All nodes of some types, each before those in it. Those of the whole text are looked for once."""
        index: _Index | None = self._made.get(_Index)
        if index is not None and types <= index.types:
            return index.found(_numbers(self.grammar, types), within)
        if within is not None:
            return self._nodes(types, within)
        asked = ("nodes", types)
        found: tuple[Node, ...] | None = self._made.get(asked)
        if found is None:
            found = self._made[asked] = tuple(self._nodes(types, self.root))
        return list(found)

    def _nodes(self, types: frozenset[str], within: Node) -> list[Node]:
        """Numbers are compared, for each type asked of a node is a new text."""
        numbers, cursor, found = _numbers(self.grammar, types), within.walk(), list[Node]()
        into, onward, out = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
        while True:
            here = cursor.node
            if here is not None and here.kind_id in numbers:
                found.append(here)
            if into() or onward():
                continue
            while out():
                if onward():
                    break
            else:
                return found

    def range(self, node: Node) -> Range:
        if self.ascii and self.whole:
            return Range(node.start_byte, node.end_byte)
        return self.span(node, node)

    def span(self, first: Node, last: Node) -> Range:
        """From the start of one node to the end of another."""
        return Range(self.offset(first.start_byte), self.offset(last.end_byte))

    def offset(self, byte: int) -> int:
        size = len(self.text.source)  # a repair may have added to the end of what was parsed
        return min(byte if self.ascii else self.parsed.from_byte(byte), size)

    def byte(self, offset: int) -> int:
        """What `offset` makes a place of, made back."""
        return offset if self.ascii else len(self.parsed.source[:offset].encode("utf-8", "surrogatepass"))

    def is_below(self, node: Node, first: Node) -> bool:
        """True where a node starts on a later line than one that starts before it."""
        if self.ascii:
            return self.parsed.source.find("\n", first.start_byte, node.start_byte) >= 0
        return node.start_point.row > first.start_point.row

    def at(self, offset: int) -> Node:
        """The smallest node at a place of the text."""
        byte = self.byte(offset)
        return self.root.descendant_for_byte_range(byte, byte + 1) or self.root

    def str(self, node: Node) -> str:
        """The source of a node."""
        if self.ascii:
            return self.text.source[node.start_byte : node.end_byte]
        return self.text[self.range(node)]


_ABSTRACT = re.compile(rb"(?<![\w$])abstract(?=\s*(?:\?\s*:|[:=(.;,)}\]]))")


def parse(grammar: str, text: Text, source: str | None = None) -> Syntax:
    """The tree of a text, or of a repaired `source` in which every character of the text has the same place."""
    parsed = text if source is None or source is text.source else Text(source)
    code = parsed.source.encode("utf-8", "surrogatepass")
    # The grammar takes `abstract` for the word before a class or a constructor wherever it stands, also where it is a name.
    named = b"abstract" in code and grammar in ("typescript", "tsx")
    root = _parser(grammar).parse(_ABSTRACT.sub(b"abstracT", code) if named else code).root_node
    ascii, whole = len(code) == len(parsed.source), len(parsed.source) <= len(text.source)
    return Syntax(text, parsed, root, grammar, ascii, whole, _numbers_of_roles(grammar))


def child(node: Node | None, *types: str) -> Node | None:
    """The first child of one of the types."""
    for found in node.children if node is not None else ():
        if found.type in types:
            return found
    return None


def field(node: Node, name: str) -> Node | None:
    """The child in a role. In `await get<User>(url)` the grammar takes `await get` for what is called; that is `get`."""
    found = node.child_by_field_name(name)
    if name == "function" and found is not None and found.type == "await_expression":
        return found.children[-1]
    return found


def walk(node: Node) -> Iterator[Node]:
    """Every node below and including one, parents first, without recursion."""
    cursor = node.walk()
    while True:
        here = cursor.node
        if here is not None:
            yield here
        if cursor.goto_first_child() or cursor.goto_next_sibling():
            continue
        while cursor.goto_parent():
            if cursor.goto_next_sibling():
                break
        else:
            return


def broken(syntax: Syntax) -> tuple[Range, ...]:
    """The places that the grammar could not make sense of: of one over several lines its first and its last line."""
    if not syntax.root.has_error:
        return ()
    found: list[Range] = []
    todo = [syntax.root]
    while todo:
        node = todo.pop()
        if node.is_error or node.is_missing:
            range = syntax.range(node)
            if "\n" in syntax.text[range]:
                found.append(Range(range.start, range.start))
                range = Range(range.end, range.end)
            found.append(range)
        todo.extend(c for c in node.children if c.has_error or c.is_missing)
    return tuple(found)


def comments_before(node: Node) -> list[Node]:
    """The comments in a row before a node; those that start a block in Python stand before the block itself."""
    found: list[Node] = []
    before = node.prev_sibling
    if before is None and node.parent is not None and node.parent.type == "block":
        before = node.parent.prev_sibling
    while before is not None and before.type == "comment":
        further = before.prev_sibling
        if further is not None and further.end_point.row == before.start_point.row:
            break  # it stands behind something else
        found.insert(0, before)
        before = further
    return found
