"""Documents of GraphQL in the strings of a file: what they ask for, and the types that they declare."""

from collections.abc import Collection
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import FileShapes
from dovetail.core.text import Range

from ... import _treesitter as ts
from ... import graphql
from ..._graphql.strings import Embedded, declared, masked, may_have_documents, says_itself
from ..._shifting import shifted
from ..._treesitter import Syntax
from ..scoping.values import Uses

_TAGS = frozenset({"gql", "graphql", "graphql.gql", "apollo.gql", "buildSchema"})  # what such strings are given to
_NAMES = frozenset({"typeDefs", "typeDef"})  # what one is by custom called


@dataclass
class Documents:
    """The documents of a file, which are read as they are found."""

    syntax: Syntax
    possible: bool
    read: list[tuple[Range, FileShapes]] = field(default_factory=list[tuple[Range, FileShapes]])

    @staticmethod
    def of(syntax: Syntax) -> "Documents":
        return Documents(syntax, may_have_documents(syntax.text.source))

    def visit(self, string: Node, uses: Uses) -> None:
        """Reads a string, where it is a document."""
        if not self.possible or not self._is_document(string):
            return
        whole = self.syntax.range(string)
        inner = Range(whole.start + 1, whole.end - 1)
        shapes = graphql.read("", masked(self.syntax.text.source, inner))
        self.read.append((inner, shapes))
        for use in shapes.uses:
            uses.add(shifted(use, inner.start))

    def declared(self, taken: Collection[str]) -> Embedded:
        """The types of all documents, but for those whose names the code around them has taken."""
        return declared(self.syntax.text.source, self.read, taken)

    def _is_document(self, string: Node) -> bool:
        """True for gql`…`, graphql(`…`), buildSchema(`…`), `typeDefs = …`, `#graphql …`, or a string behind `/* GraphQL */`."""
        call = around = string.parent
        if call is not None and call.type == "arguments":
            call = call.parent
        function = ts.field(call, "function") if call is not None and call.type == "call_expression" else None
        before = string.prev_sibling
        marked = before is not None and before.type == "comment" and "GraphQL" in self.syntax.str(before)
        if marked or (function is not None and self.syntax.str(function) in _TAGS):
            return True
        name = ts.field(around, "name") or ts.field(around, "key") if around is not None else None
        called = name is not None and name != string and self.syntax.str(name) in _NAMES
        return called or says_itself(self.syntax.str(string)[1:40])
