"""What classes of django-filter take from the query of a list: their filters, and the fields that their `Meta` compares as they are."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Maker, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string, string_range, string_value
from .members import assignments

_EXACT = re.compile(r"[\"']exact[\"']")


def filter_set(syntax: Syntax, class_: Node) -> Iterator[Maker]:
    """What such a class takes, under its name and `(query)`; nothing for any other class."""
    name, body, bases = (ts.field(class_, n) for n in ("name", "body", "superclasses"))
    if name is None or body is None or bases is None or "FilterSet" not in syntax.str(bases):
        return
    named = [(syntax.str(left), syntax.range(left)) for left, right in assignments(body) if _is_filter(syntax, right)]
    at = syntax.range(name)
    carries = (
        Use("", ("(query)", own), (at, place), "read", "query") for own, place in (*named, *_listed(syntax, body))
    )
    yield Maker(f"{syntax.str(name)}(query)", at, tuple(carries))


def _listed(syntax: Syntax, body: Node) -> Iterator[tuple[str, Range]]:
    """`fields = ["state"]`, and `fields = {"state": ["exact"]}`."""
    metas = (m for m in body.children if m.type == "class_definition")
    inner = next(
        (b for m in metas if (n := ts.field(m, "name")) and n.text == b"Meta" and (b := ts.field(m, "body"))), None
    )
    given = next((r for left, r in assignments(inner) if left.text == b"fields"), None) if inner is not None else None
    for part in given.children if given is not None and given.type in ("list", "tuple", "dictionary") else ():
        key, lookups = (ts.field(part, n) if part.type == "pair" else None for n in ("key", "value"))
        exact = lookups is not None and _EXACT.search(syntax.str(lookups)) is not None
        own = key if exact else part
        if own is not None and is_plain_string(own):
            yield string_value(syntax.str(own)), string_range(syntax, own)


def _is_filter(syntax: Syntax, value: Node | None) -> bool:
    called = ts.field(value, "function") if value is not None and value.type == "call" else None
    return called is not None and syntax.str(called).endswith("Filter")
