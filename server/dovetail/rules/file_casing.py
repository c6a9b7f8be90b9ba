"""A file's name is not in the casing that the conventions ask for."""

import re
from collections.abc import Iterator

from dovetail.core.conventions import Conventions, NameRule
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import has_casing, in_casing

from . import rule
from .faults import Fault
from .naming.casing import convention_place, where
from .naming.exports import LOOKED_FOR

# Names that tools give a meaning to: `[id].tsx`, `_app.tsx`, `+page.ts`, `.eslintrc`, `README.md`, `Makefile`.
_GIVEN = re.compile(r"[^A-Za-z0-9]|[A-Z0-9_]+(\.|\Z)|(Makefile|Dockerfile|Procfile|Gemfile|Rakefile)")


@rule("conventions", "warning")
def check(conventions: Conventions, snapshot: Snapshot) -> Iterator[Fault]:
    for path, stem, convention, entry in governed_files(conventions, snapshot):
        casing = convention.casing
        if casing is None or has_casing(stem, casing) or in_casing(stem, casing) == stem:
            continue
        name = path.rpartition("/")[2]
        wanted = _renamed(name, stem, convention)
        yield Fault(
            path,
            Range(0, 0),
            f"`{name}` is not {casing}, as files are in {where(entry)}; call it `{wanted}`.",
            (convention_place(snapshot, entry, "files"),),
        )


def wanted_path(path: str, snapshot: Snapshot) -> str | None:
    """What a file would be called in the casing that conventions ask for; None where they ask for none."""
    conventions = snapshot.conventions
    governed = governed_files(conventions, snapshot) if conventions is not None else ()
    found = next(((stem, rule) for p, stem, rule, _ in governed if p == path), None)
    if found is None or found[1].casing is None:
        return None
    folder, slash, name = path.rpartition("/")
    return folder + slash + _renamed(name, *found)


def _renamed(name: str, stem: str, rule: NameRule) -> str:
    return in_casing(stem, rule.casing) + name.removeprefix(stem) if rule.casing is not None else name


def governed_files(conventions: Conventions, snapshot: Snapshot) -> Iterator[tuple[str, str, NameRule, str]]:
    """The files whose names people choose and conventions govern: each with its name to the first dot, the rule and its entry."""
    if not any("files" in kinds for kinds in conventions.file.naming.values()):
        return
    for path in sorted(snapshot.paths):
        name = path.rpartition("/")[2]
        stem = name.partition(".")[0]
        governed = conventions.governs(path, "files") if not _GIVEN.match(name) and stem not in LOOKED_FOR else None
        if governed is not None and not snapshot.is_generated(path):
            yield path, stem, *governed
