"""The page of a rule as somebody wants to read it who has met one finding of it."""

import re
from collections.abc import Iterator, Sequence

from dovetail.rules import Rule

_SHORT = 200  # lines of a page that is shown as a whole
_FIRST = ("Why", "Example", "Use instead")  # what says all of a rule that holds everywhere
_FENCE = re.compile(r"`{3,}")


def explained(rule: Rule) -> tuple[str, tuple[str, ...]]:
    """A rule's page in Markdown, and the titles of the sections that it leaves out: those of a long page that show the rule in one more
    language, library or style of code. The whole is `rule.page`."""
    if rule.page.count("\n") <= _SHORT:
        return rule.page, ()
    kept, left = list[str](), list[str]()
    for title, text in _sections(rule.page.splitlines(keepends=True)):
        if not title or title in _FIRST:
            kept.append(text)
        else:
            left.append(title)
    return "".join(kept).rstrip() + "\n", tuple(left)


def _sections(lines: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The sections of a page by their titles; what stands before the first has none. Headings in fenced code begin none."""
    title, text, fence = "", list[str](), ""
    for line in lines:
        mark = _FENCE.match(line)
        if mark is not None and fence in ("", mark[0]):
            fence = "" if fence else mark[0]
        elif not fence and line.startswith("## "):
            yield title, "".join(text)
            title, text = line[3:].strip(), []
        text.append(line)
    yield title, "".join(text)
