"""A file's name is not in the casing that the conventions ask for."""

import re
from collections.abc import Iterator

from dovetail.core.conventions import Conventions
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import has_casing, in_casing

from . import rule
from .casing import convention_place, where
from .faults import Fault

# Names that tools give a meaning to: `[id].tsx`, `_app.tsx`, `+page.ts`, `.eslintrc`, `README.md`, `Makefile`.
_GIVEN = re.compile(r"[^A-Za-z0-9]|[A-Z0-9_]+(\.|\Z)|(Makefile|Dockerfile|Procfile|Gemfile|Rakefile)")


@rule("conventions", "warning")
def check(conventions: Conventions, snapshot: Snapshot) -> Iterator[Fault]:
    if not any("files" in kinds for kinds in conventions.file.naming.values()):
        return
    for path in sorted(snapshot.paths):
        name = path.rpartition("/")[2]
        governed = conventions.governs(path, "files") if not _GIVEN.match(name) else None
        casing = governed[0].casing if governed is not None else None
        stem, dot, rest = name.partition(".")
        if governed is None or casing is None or has_casing(stem, casing):
            continue
        yield Fault(
            path,
            Range(0, 0),
            f"`{name}` is not {casing}, as files are in {where(governed[1])}; call it `{in_casing(stem, casing)}{dot}{rest}`.",
            (convention_place(snapshot, governed[1], "files"),),
        )
