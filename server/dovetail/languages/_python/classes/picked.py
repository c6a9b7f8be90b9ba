"""The names that rows of Django's queries have which are no objects: `values("id", "email")`, `aggregate(total=Sum("cents"))`."""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from dovetail.core.dataclass import replace

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.values import OF_COLUMN, Form, Value
from ..syntax.literals import is_plain_string, string_value
from ..syntax.locals import constant_value, local_value

_LISTS = ("list", "tuple")
_CHANGED = r"\b{}\s*(?:\.(?:append|extend|insert|remove|pop|clear)\(|\[[^\]\n]*\]\s*=[^=]|\+=)"  # a list that holds other names later
_NAMED = frozenset("Count Sum Avg Min Max StdDev Variance".split())  # what Django gives a name of its own


def rows_of(syntax: Syntax, query: Value, parts: Sequence[Node], form: Form) -> Value | None:
    """Rows of a query, or its one row, with the names that the arguments of its method pick or make; None where some are not seen."""
    names = names_of(syntax, parts)
    if not names or query.columns != (query.type_name,):
        return None
    made = tuple(f"{OF_COLUMN}{name}" for name in names)
    return Value(query.type_name, form=form, columns=(*made, f"{query.type_name}{OF_COLUMN}"))


def annotated(syntax: Syntax, rows: Value, parts: Sequence[Node]) -> Value | None:
    """The same rows with what `annotate(n=Count("id"))` adds to them."""
    names = names_of(syntax, parts)
    if not rows.columns:
        return rows
    return None if names is None else replace(rows, columns=(*(f"{OF_COLUMN}{name}" for name in names), *rows.columns))


def names_of(syntax: Syntax, parts: Sequence[Node]) -> tuple[str, ...] | None:
    """What rows are called by the arguments of a method: by strings, by keywords, by what is asked of a field, `Count("id")`."""
    found = [*_names(syntax, parts)]
    return tuple(found) if all(found) else None


def picked_strings(syntax: Syntax, parts: Sequence[Node]) -> Iterator[Node]:
    """The strings among arguments, those of a list that is spread into them too: `values(*COLUMNS)`."""
    for part in parts:
        if is_plain_string(part):
            yield part
        elif part.type == "list_splat":
            yield from (c for c in _listed(syntax, part) or () if is_plain_string(c))


def _names(syntax: Syntax, parts: Sequence[Node]) -> Iterator[str]:
    for part in parts:
        name = ts.field(part, "name") if part.type == "keyword_argument" else None
        if name is not None:
            yield "" if name.is_missing else syntax.str(name)
        elif is_plain_string(part):
            yield string_value(syntax.str(part))
        elif part.type == "list_splat":
            listed = _listed(syntax, part)
            yield from (string_value(syntax.str(c)) if is_plain_string(c) else "" for c in listed or ())
            if not listed:
                yield ""
        else:
            yield _of_expression(syntax, part)


def _of_expression(syntax: Syntax, call: Node) -> str:
    """`id__count` of `Count("id")`; empty for any other expression."""
    function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
    called = syntax.str(function).rpartition(".")[2] if function is not None else ""
    named = called in _NAMED and first is not None and is_plain_string(first)
    return f"{string_value(syntax.str(first))}__{called.lower()}" if named and first is not None else ""


def _listed(syntax: Syntax, splat: Node) -> list[Node] | None:
    """The items of a list that is spread, written where it is or under a name."""
    listed = splat.children[-1]
    if listed.type == "identifier":
        if re.search(_CHANGED.format(re.escape(syntax.str(listed))), syntax.text.source) is not None:
            return None
        listed = local_value(syntax, listed) or constant_value(syntax, listed) or listed
    if listed.type not in _LISTS:
        return None
    return [c for c in listed.children if c.is_named and c.type != "comment"]
