"""A `dovetail-ignore` silences nothing: what it was written for is gone, or its rule has another name."""

import re
from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Ignore
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import nearest

from . import find_rule, rule, rules
from .faults import Fault

_OPENING = re.compile(r"(\{?/\*+|//+|--+|#+|<!--)[ \t]*\Z")


@rule("format", "warning")
def check(source: Source, _: Snapshot) -> Iterator[Fault]:
    """Every silence of a file; the check of all rules keeps those that have silenced nothing."""
    for silence in source.shapes.ignores:
        known = find_rule(silence.rule) is not None
        near = None if known else nearest(silence.rule, [r.id for r in rules()])
        if not silence.rule:
            message = "A silence names the rule that it silences: `dovetail-ignore RULE: reason`."
        elif known:
            message = f"Nothing here breaks `{silence.rule}` any more; remove the comment."
        else:
            message = f"There is no rule `{silence.rule}`; {f'did you mean `{near}`?' if near else '`dovetail explain` lists them all.'}"
        fixes = [_renamed(source, silence, near)] if near else [_removed(source, silence)] if known else []
        yield Fault(
            source.path, silence.range, message, fixes=tuple(f for f in fixes if f is not None), tags=("unnecessary",)
        )


def _renamed(source: Source, silence: Ignore, near: str) -> Fix:
    start = source.text.source.index(silence.rule, silence.range.start + len("dovetail-ignore"))
    return Fix(f"Change to '{near}'", (Edit(source.path, Range(start, start + len(silence.rule)), near),))


def _removed(source: Source, silence: Ignore) -> Fix | None:
    """Removes the comment where it holds nothing else, with its line where that holds nothing else either."""
    line = source.text.line_range(source.text.line_of(silence.range.start))
    before, after = (
        source.text.source[line.start : silence.range.start],
        source.text.source[silence.range.end : line.end],
    )
    opening = _OPENING.search(before)
    if opening is None or after.strip() not in ("", "*/", "*/}", "-->"):
        return None
    if before[: opening.start()].strip():
        return Fix(
            "Remove the comment",
            (Edit(source.path, Range(line.start + len(before[: opening.start()].rstrip()), line.end), ""),),
        )
    return Fix(
        "Remove the comment", (Edit(source.path, Range(line.start, min(line.end + 1, len(source.text.source))), ""),)
    )
