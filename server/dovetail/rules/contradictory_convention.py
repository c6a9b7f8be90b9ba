"""A convention cannot be kept, because what it asks for contradicts itself or another one."""

import re
from collections.abc import Iterator

from dovetail.core.conventions import Conventions, NameKind, NameRule
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import Casing, in_casing, words

from . import rule
from .faults import Fault
from .naming.casing import IN_CODE, End, fits, where

_NAME = re.compile(r"[\w$@.-]+\Z")
_IDENTIFIER = re.compile(r"[\w$]*\Z")


@rule("conventions", "warning")
def check(conventions: Conventions, _: Snapshot) -> Iterator[Fault]:
    for entry, kinds in conventions.file.naming.items():
        for kind, asked in kinds.items():
            if kind in IN_CODE and asked.casing == "kebab-case":
                at = conventions.document.place(("naming", entry, kind, "casing"))
                message = f"A dash cannot stand in a name in code, so no {kind} in {where(entry)} can be kebab-case."
                yield Fault(conventions.path, at, message)
            yield from _end(conventions, entry, kind, asked, "prefix", asked.prefix)
            yield from _end(conventions, entry, kind, asked, "suffix", asked.suffix)
    for n, name in enumerate(conventions.file.forbidden):
        if not _NAME.match(name):
            message = f"No name is `{name}`, so nothing is forbidden by it; list whole names."
            yield Fault(conventions.path, conventions.document.place(("forbidden", n)), message, tags=("unnecessary",))


def _end(
    conventions: Conventions, entry: str, kind: NameKind, asked: NameRule, end: End, part: str | None
) -> Iterator[Fault]:
    if not part:
        return
    at = conventions.document.place(("naming", entry, kind, end))
    begins = "begins" if end == "prefix" else "ends"
    if kind in IN_CODE and not _IDENTIFIER.match(part):
        yield Fault(
            conventions.path, at, f"No name in code {begins} with `{part}`, so no {kind} in {where(entry)} can."
        )
    elif asked.casing is not None and not fits(part, end, asked.casing):
        better = _better(part, end, asked.casing)
        advice = (
            f"write it as `{better}`, or ask for another casing" if better else "ask for another casing, or drop it"
        )
        written = conventions.text[at]
        fixes = (
            (Fix(f"Write the {end} as `{better}`", (Edit(conventions.path, at, written.replace(part, better)),)),)
            if better is not None and part in written
            else ()
        )
        message = f"No name that {begins} with `{part}` is {asked.casing}, so {kind} in {where(entry)} cannot be both; {advice}."
        yield Fault(conventions.path, at, message, fixes=fixes)
    for n, name in enumerate(conventions.file.forbidden):
        if words(name) == words(part) and part.strip("_-"):
            place = Place(conventions.path, conventions.document.place(("forbidden", n)), f"`{name}` is forbidden here")
            message = f"`{name}` is forbidden as a name that says nothing, and {kind} in {where(entry)} must {begins[:-1]} with `{part}`."
            yield Fault(conventions.path, at, message, (place,), severity="info")


def _better(part: str, end: End, casing: Casing) -> str | None:
    """The same words, as they can begin or end a name in the casing."""
    joint = {"snake_case": "_", "UPPER_SNAKE_CASE": "_", "kebab-case": "-"}.get(casing, "")
    bare = in_casing(part, casing)
    made = [f"{bare}{joint}" if end == "prefix" else f"{joint}{bare}"]
    if end == "suffix":
        made.insert(0, in_casing(part, "PascalCase"))
    return next((m for m in made if fits(m, end, casing)), None)
