"""GraphQL operations in the strings of other languages."""

import re
from collections.abc import Iterator

from dovetail.core.shapes import Use
from dovetail.core.text import Range, Text

from .._shifting import shifted
from .operations import asked
from .syntax import parse

TAGS = frozenset({"gql", "graphql", "graphql.gql", "apollo.gql"})  # what such strings are given to
_MARKS = ("gql", "graphql", "GraphQL")
_PUT_IN = re.compile(r"\$\{[^{}]*\}")


def may_have_operations(source: str) -> bool:
    """False where nothing in a file's text marks a string as a document."""
    return any(mark in source for mark in _MARKS)


def operations(source: str, range: Range) -> Iterator[Use]:
    """What the operations in the text at a range ask for. What a template puts in is left out: fragments, as a rule."""
    text = _PUT_IN.sub(lambda m: " " * len(m[0]), source[range.start : range.end])
    for operation in parse(Text(text)).operations:
        for use in asked(operation):
            yield shifted(use, range.start)
