"""Pipelines of MongoDB: what their stages name of the documents of a collection, as far as these still have their own names.

`orders.aggregate([{ $match: { status: "paid" } }, { $group: { _id: "$userId", total: { $sum: "$totalCents" } } }])`
"""

import re
from collections.abc import Iterator
from dataclasses import field

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.local_names import local_value
from ..scoping.scopes import Value
from ..scoping.values import Uses
from ..syntax.made import CALL
from ..syntax.nodes import parts
from ..syntax.types import unquoted, unquoted_range
from .document_paths import ONE, follow_path

_FILTERS = frozenset({"$match"})
_GROUPS = frozenset({"$and", "$or", "$nor"})
_ADDS = frozenset({"$addFields", "$set"})
_KEEPS = frozenset({"$sort", "$limit", "$skip", "$sample", "$unwind", "$lookup", "$unset", *_FILTERS, *_ADDS})
_MAKES = frozenset({"$group", "$project", "$replaceRoot", "$replaceWith", "$bucket", "$sortByCount"})
# Expressions in which a name with a dollar sign is not a field's, or is one of something else.
_OTHERWISE = frozenset({"$literal", "$let", "$map", "$filter", "$reduce", "$function", "$accumulator", "$regexMatch"})
_VALUES = frozenset({"$eq", "$ne", "$in", "$nin"})
_PATH = re.compile(r"\$?(\w+(?:\.\w+)*)\Z")
_DEEPEST = 30


def note_pipeline(collection: Value, given: Node, syntax: Syntax, uses: Uses) -> None:
    """Notes what a pipeline names that a collection, or a model, is given."""
    at = Range(syntax.range(given).start, syntax.range(given).start)
    row = uses.property(uses.property(collection, ONE, at, ""), CALL, at, "")
    listed = local_value(syntax, given) if given.type == "identifier" else given
    if row is None or listed is None or listed.type != "array":
        return
    stages = _Stages(row, syntax, uses)
    for stage in parts(listed):
        if not stages.stage(stage):
            return


@dataclass
class _Stages:
    """Reads stages in their order. `added` are the names that stages have given the documents themselves."""

    row: Value
    syntax: Syntax
    uses: Uses
    added: set[str] = field(default_factory=set[str])

    def stage(self, stage: Node) -> bool:
        """Reads one stage; False where what comes behind it sees other documents, or may."""
        pairs = list(self._pairs(stage))
        if len(pairs) != 1 or stage.type != "object":
            return False
        key, value = pairs[0]
        name = unquoted(self.syntax.str(key))
        if name in _FILTERS:
            self._filter(value, 0)
        elif name == "$sort":
            for by, order in self._pairs(value):
                if order.type != "object":  # by how well a text fits
                    self._path(by)
        elif name == "$unset":
            for text in parts(value) if value.type == "array" else [value]:
                self._path(text)
        elif name == "$unwind":
            self._unwound(value)
        elif name == "$lookup":
            self._joined(value)
        elif name in _ADDS:
            self._expressions(value, 0)
            self.added.update(unquoted(self.syntax.str(k)).partition(".")[0] for k, _ in self._pairs(value))
        elif name == "$project":
            for own, chosen in self._pairs(value):
                if chosen.type in ("number", "true", "false"):
                    self._path(own)
            self._expressions(value, 0)
        elif name in _MAKES:
            self._expressions(value, 0)
        return name in _KEEPS

    def _filter(self, node: Node, depth: int) -> None:
        for key, value in self._pairs(node):
            name = unquoted(self.syntax.str(key))
            if name in _GROUPS and depth < _DEEPEST:
                for part in parts(value) if value.type == "array" else ():
                    self._filter(part, depth + 1)
            elif name == "$expr":
                self._expressions(value, depth + 1)
            elif not name.startswith("$"):
                named = self._path(key)
                for text in self._texts(value):
                    self.uses.quote(named, unquoted(self.syntax.str(text)), unquoted_range(self.syntax, text))

    def _texts(self, value: Node) -> Iterator[Node]:
        """The texts that a field is compared with."""
        if value.type == "string":
            yield value
        for key, inner in self._pairs(value):
            if unquoted(self.syntax.str(key)) in _VALUES:
                yield from (t for t in (parts(inner) if inner.type == "array" else [inner]) if t.type == "string")

    def _unwound(self, value: Node) -> None:
        if value.type == "string":
            self._path(value)
        for key, inner in self._pairs(value):
            if self.syntax.str(key) == "path" and inner.type == "string":
                self._path(inner)
            elif self.syntax.str(key) == "includeArrayIndex":
                self.added.add(unquoted(self.syntax.str(inner)))

    def _joined(self, value: Node) -> None:
        for key, inner in self._pairs(value):
            if self.syntax.str(key) == "localField" and inner.type == "string":
                self._path(inner)
            elif self.syntax.str(key) == "as":
                self.added.add(unquoted(self.syntax.str(inner)).partition(".")[0])

    def _expressions(self, node: Node, depth: int) -> None:
        """The names with a dollar sign in front, at any depth."""
        if depth > _DEEPEST:
            return
        if node.type == "string" and self.syntax.str(node)[1:2] == "$":
            self._path(node)
        elif node.type == "array":
            for part in parts(node):
                self._expressions(part, depth + 1)
        for key, value in self._pairs(node):
            if unquoted(self.syntax.str(key)) not in _OTHERWISE:
                self._expressions(value, depth + 1)

    def _path(self, name: Node) -> Value | None:
        """Notes the fields of a path, `lines.sku` or `$lines.sku`, and gives what it leads to."""
        written, at = unquoted(self.syntax.str(name)), unquoted_range(self.syntax, name)
        found = _PATH.match(written) if name.type in ("string", "property_identifier") else None
        if found is None or found[1].partition(".")[0] in self.added:
            return None
        return follow_path(self.row, found[1], at.start + found.start(1), self.uses)

    def _pairs(self, node: Node) -> Iterator[tuple[Node, Node]]:
        for pair in parts(node) if node.type == "object" else ():
            key, value = ts.field(pair, "key"), ts.field(pair, "value")
            if key is not None and value is not None and key.type in ("property_identifier", "string"):
                yield key, value
