"""What is alike where texts of code are looked at in any language of programs."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from tree_sitter import Node

from dovetail.core.text import Range, Text

from . import _treesitter as ts
from ._text_clues import Clue, Written


class CodeTexts(ABC):
    """Reads one file."""

    _content: ClassVar[str]  # the node between the quotes of a text

    def __init__(self, grammar: str, text: Text) -> None:
        self.syntax = ts.parse(grammar, text)

    @abstractmethod
    def written(self, wanted: Callable[[str], bool]) -> Iterator[Written]:
        """The wanted texts of the file, and the members of that name, each with what tells its meaning."""

    @abstractmethod
    def taken(self, function: str, argument: int | str) -> Iterator[Clue]:
        """What a function of the file takes as an argument, by its place or its name."""

    @abstractmethod
    def _on_the_way(self, here: Node, parent: Node) -> Iterable[Clue] | None:
        """What is learnt where a parent only passes a value on; None where it does more than that."""

    @abstractmethod
    def _given(self, here: Node, parent: Node) -> Iterator[Clue]:
        """What tells of a value that a parent does something with."""

    @abstractmethod
    def _bindings(self, scope: Node) -> Iterator[Node]:
        """What declares a name in a scope; nothing of a node that is none."""

    @abstractmethod
    def _binds(self, declaration: Node, name: str) -> bool:
        """True where a declaration is one of that name."""

    @abstractmethod
    def _types(self, node: Node) -> Iterator[Clue]:
        """The names in a type that its values may be of."""

    @abstractmethod
    def _key_types(self, type: Node) -> Iterator[Clue]:
        """The names in a type that the keys of its values may be of."""

    def _around(self, node: Node) -> Iterator[Clue]:
        """What a value is given to, compared with or declared as, through what only passes it on."""
        here = node
        while here.parent is not None:
            learnt = self._on_the_way(here, here.parent)
            if learnt is None:
                yield from self._given(here, here.parent)
                return
            yield from learnt
            here = here.parent

    def _keys_of(self, owner: Node) -> Iterator[Clue]:
        """What the keys of a variable are, which the file declares as a record or a map of them."""
        for declared in self._declarations(owner) if owner.type == "identifier" else ():
            type = ts.field(declared, "type")
            yield from self._key_types(type) if type is not None else ()

    def _declarations(self, name: Node) -> Iterator[Node]:
        """The nearest declaration of a name: a parameter's or a variable's."""
        text = self._str(name)
        scope = name.parent
        while scope is not None:
            found = next((n for n in self._bindings(scope) if self._binds(n, text)), None)
            if found is not None:
                yield found
                return
            scope = scope.parent

    def _annotated(self, node: Node) -> Iterator[Clue]:
        type = ts.field(node, "type")
        yield from self._types(type) if type is not None else ()

    def _returned(self, node: Node, functions: frozenset[str]) -> Node | None:
        """The type that the function around a place says it gives."""
        here: Node | None = node
        while here is not None and here.type not in functions:
            here = here.parent
        return ts.field(here, "return_type") if here is not None else None

    def _text_clue(self, string: Node) -> Clue:
        inner = next((n for n in string.named_children if n.type == self._content), string)
        return Clue(self._range(inner))

    def _range(self, node: Node) -> Range:
        return self.syntax.range(node)

    def _str(self, node: Node) -> str:
        return self.syntax.str(node)
