"""The conventions' prose costs more tokens than its budget, and every agent pays for it."""

from collections.abc import Iterator

from dovetail.core.conventions import Conventions
from dovetail.core.snapshot import Snapshot, whole_line
from dovetail.core.text import Range
from dovetail.core.tokens import estimate_tokens

from . import rule
from .faults import Fault


@rule("conventions", "warning")
def check(conventions: Conventions, _: Snapshot) -> Iterator[Fault]:
    tokens, budget = conventions.prose_tokens, conventions.file.proseBudget
    if tokens > budget:
        yield Fault(
            conventions.path,
            _where_it_goes_over(conventions, budget),
            f"The prose is about {tokens:,} tokens and its budget {budget:,}; from here on it is too long for every agent to read.",
        )


def _where_it_goes_over(conventions: Conventions, budget: int) -> Range:
    """The first line with which the prose is over its budget."""
    text, start = conventions.text, conventions.prose_range.start
    first, last = text.line_of(start), text.line_of(conventions.prose_range.end)
    for line in range(first, last + 1):
        if estimate_tokens(text.source[start : text.line_range(line).end]) > budget:
            return whole_line(text, line)
    return whole_line(text, first)
