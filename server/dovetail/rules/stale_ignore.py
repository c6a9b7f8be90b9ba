"""A `dovetail-ignore` silences nothing: what it was written for is gone, or its rule has another name."""

import re
from collections.abc import Iterator

from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Ignore
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import nearest

from . import find_rule, rule, rules
from .asking.silences import Silences, silences
from .faults import Fault

_OPENING = re.compile(r"(\{?/\*+|//+|--+|#+|<!--)[ \t]*\Z")


@rule("format", "warning")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    """Every silence; the check of all rules keeps those that have silenced nothing."""
    for held in silences(snapshot):
        for silence in held.ignores:
            named = find_rule(silence.rule)
            if named is None or named.family != "evolution":  # those depend on what the tree is compared with
                yield _fault(held, silence)


def _fault(held: Silences, silence: Ignore) -> Fault:
    known = find_rule(silence.rule) is not None
    near = None if known else nearest(silence.rule, [r.id for r in rules()])
    if not silence.rule:
        message = "A silence names the rule that it silences: `dovetail-ignore RULE: reason`."
    elif known:
        message = f"Nothing here breaks `{silence.rule}` any more; remove the comment."
    else:
        message = f"There is no rule `{silence.rule}`; {f'did you mean `{near}`?' if near else '`dovetail explain` lists them all.'}"
    fix = _renamed(held, silence, near) if near else _removed(held, silence) if known else None
    return Fault(held.path, silence.range, message, fixes=(fix,) if fix is not None else (), tags=("unnecessary",))


def _renamed(held: Silences, silence: Ignore, near: str) -> Fix:
    start = held.text.source.index(silence.rule, silence.range.start + len("dovetail-ignore"))
    return Fix(f"Change to '{near}'", (Edit(held.path, Range(start, start + len(silence.rule)), near),))


def _removed(held: Silences, silence: Ignore) -> Fix | None:
    """Removes the comment where it holds nothing else, with its line where that holds nothing else either."""
    source = held.text.source
    line = held.text.line_range(held.text.line_of(silence.range.start))
    before, after = source[line.start : silence.range.start], source[silence.range.end : line.end]
    opening = _OPENING.search(before)
    if opening is None or after.strip() not in ("", "*/", "*/}", "-->"):
        return None
    code = before[: opening.start()].rstrip()
    whole = Range(line.start + len(code), line.end) if code else Range(line.start, min(line.end + 1, len(source)))
    return Fix("Remove the comment", (Edit(held.path, whole, ""),))
