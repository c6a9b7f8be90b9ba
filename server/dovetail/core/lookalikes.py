"""Files that are written as a sprint or as conventions are, and are not called so that anybody reads them as such."""

import re
from functools import lru_cache
from typing import Literal

from .paths import is_test
from .text import Range

Lookalike = Literal["sprint", "conventions"]

_SPRINT = re.compile(r"sprint.*\.ya?ml\Z|(?:\A|/)sprints?/[^/]+\.ya?ml\Z", re.IGNORECASE)
_CONVENTIONS = re.compile(r"(?:\A|/)(?:\w+[-_ .])?conventions?\.(?:md|mdx|markdown)\Z", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\r?\n(.*?)^---[ \t]*$", re.DOTALL | re.MULTILINE)
_BLOCK = re.compile(r"^---[ \t]*\r?\n((?:(?!---).*\n)*?)^---[ \t]*$", re.MULTILINE)
_RULES = re.compile(r"^(naming|proseBudget)[ \t]*:", re.MULTILINE)
_NAMED = re.compile(r"^sprint[ \t]*:[ \t]*\S", re.MULTILINE)
_PACKAGES = re.compile(r"^packages[ \t]*:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*[ \t]*-[ \t]", re.MULTILINE)


@lru_cache(maxsize=65536)
def likened(path: str) -> Lookalike | None:
    """What a file may be by its name; None for most, and for what is there for tests and examples."""
    found = "sprint" if _SPRINT.search(path) else "conventions" if _CONVENTIONS.search(path) else None
    return None if found is None or path.endswith(".sprint.yaml") or is_test(path) else found


def telling_key(what: Lookalike, text: str) -> Range | None:
    """The key that only a sprint, or only conventions, would have with what stands beside it; None in any other text."""
    if what == "sprint":
        named = _NAMED.search(text) if _PACKAGES.search(text) is not None else None
        return Range(named.start(), named.start() + len("sprint")) if named is not None else None
    matter = _FRONT_MATTER.match(text)
    found = _RULES.search(text, matter.start(1), matter.end(1)) if matter is not None else None
    return Range(found.start(1), found.end(1)) if found is not None else None


def rules_below(text: str) -> Range | None:
    """The key of rules that stand between two lines `---` which are not at the top of conventions, so that they are prose."""
    if _FRONT_MATTER.match(text) is not None:
        return None
    matter = _BLOCK.search(text)
    found = _RULES.search(text, matter.start(1), matter.end(1)) if matter is not None else None
    return Range(found.start(1), found.end(1)) if found is not None else None
