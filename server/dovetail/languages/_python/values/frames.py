"""Frames of pandas that a statement of SQL or a table fills: their columns are asked for by name."""

import re
from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace

from ... import _treesitter as ts
from ..._sql.uses import TABLE
from ..scoping.rows import rows
from ..scoping.values import Value
from ..syntax.literals import is_plain_string, string_value
from .sinks import Sinks

_READS = frozenset({"read_sql", "read_sql_query"})
_READS_TABLE = "read_sql_table"
# What gives a frame of the same columns, or groups of one.
_SAME = frozenset(
    "head tail copy sort_values dropna fillna drop_duplicates query sample nlargest nsmallest groupby ffill bfill sort_index "
    "set_index loc iloc".split()
)
_NAMING = frozenset("sort_values dropna drop_duplicates groupby set_index nlargest nsmallest".split())
_AGGREGATES = frozenset({"agg", "aggregate"})
_CHANGES = frozenset({"insert", "pop", "update"})
_NAMED = frozenset({"by", "subset", "keys", "columns"})
WHOLE_TABLE = "sql"  # how a use comes about that asks for a column of a table by its name alone


def changes(name: str, arguments: bytes) -> bool:
    """True for a method that may give a frame other columns than it had."""
    return name in _CHANGES or b"inplace" in arguments


@dataclass(frozen=True, slots=True)
class Frames:
    """Follows frames, and notes the columns that they are asked for. What is given to one may make it another, which nobody follows."""

    sinks: Sinks

    def read(self, written: str, parts: Sequence[Node]) -> Value | None:
        """The frame that `pd.read_sql(statement, engine)` or `pd.read_sql_table("orders", engine)` gives."""
        owner, _, called = written.rpartition(".")
        if owner not in ("pd", "pandas", "") or not parts:
            return None
        if called in _READS:
            made = rows(self.sinks.syntax, "execute", parts)
            return Value(made.type_name, form="frame") if made is not None else None
        if called == _READS_TABLE and is_plain_string(parts[0]):
            table = string_value(self.sinks.syntax.str(parts[0]))
            return Value(f"{TABLE}{table}", form="frame") if table.isidentifier() else None
        return None

    def method(self, frame: Value, name: str, parts: Sequence[Node]) -> Value | None:
        """What a method of a frame gives; nothing where it may have other columns."""
        if any(self.sinks.keyword_name(p) == "inplace" for p in parts):
            return None
        for i, part in enumerate(parts if name in _NAMING else ()):
            named = self.sinks.keyword_name(part)
            first = i == (1 if name.startswith("n") else 0)
            if named in _NAMED or (not named and first):
                self.asked(frame, ts.field(part, "value") or part)
        for part in parts if name in _AGGREGATES else ():
            self._aggregated(frame, ts.field(part, "value") or part)
        return frame if name in _SAME and name != "set_index" else None

    def _aggregated(self, frame: Value, given: Node) -> None:
        """The columns in `agg({"cents": "sum"})` and `agg(total=("cents", "sum"))`."""
        keys = (ts.field(p, "key") for p in given.children if p.type == "pair") if given.type == "dictionary" else ()
        first = next((c for c in given.children if c.is_named), None) if given.type == "tuple" else None
        for name in (*keys, first):
            if name is not None:
                self.asked(frame, name)

    def item(self, frame: Value, index: Node) -> Value | None:
        """`frame["state"]` is a column; what is asked by a list of names or a condition is a frame."""
        self.asked(frame, index)
        if is_plain_string(index):
            return None
        if index.type == "list":
            return frame
        function = ts.field(index, "function")
        asks = index.type in ("comparison_operator", "binary_operator", "unary_operator") or (
            index.type == "call" and function is not None and function.type == "attribute"
        )
        return frame if asks else None

    def asked(self, frame: Value, names: Node) -> None:
        """The columns that a string or a list of strings names."""
        row, text = replace(frame, form=""), self.sinks.syntax.text.source
        for part in names.children if names.type in ("list", "tuple") else (names,):
            added = rf"{re.escape(self.sinks.syntax.str(part))}\] =(?!=)"
            if is_plain_string(part) and re.search(added, text) is None:
                whole = " as " not in frame.type_name and " only " not in frame.type_name
                self.sinks.uses.emit(self.sinks.key(row, part), "read", WHOLE_TABLE if whole else "")
