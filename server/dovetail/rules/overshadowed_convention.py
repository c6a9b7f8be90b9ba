"""A convention never applies, because a later entry speaks of the same names in all of its files."""

from collections.abc import Iterator
from itertools import combinations

from dovetail.core.conventions import Conventions, NameKind
from dovetail.core.findings import Fix, Place
from dovetail.core.snapshot import Snapshot

from . import rule
from .conflicting_convention import difference
from .edits.yaml_edits import removed
from .faults import Fault
from .naming.entries import glob_of, within


@rule("conventions", "warning")
def check(conventions: Conventions, _: Snapshot) -> Iterator[Fault]:
    told: set[tuple[str, NameKind]] = set()
    for earlier, later in combinations(conventions.file.naming, 2):
        if not within(glob_of(earlier), glob_of(later)):
            continue
        for kind, one in conventions.file.naming[earlier].items():
            other = conventions.file.naming[later].get(kind)
            if other is None or difference(one, other) or (earlier, kind) in told:
                continue
            told.add((earlier, kind))
            yield _fault(conventions, earlier, later, kind, same=one == other)


def _fault(conventions: Conventions, earlier: str, later: str, kind: NameKind, same: bool) -> Fault:
    path, document = ("naming", earlier, kind), conventions.document
    whole = path[:2] if len(conventions.file.naming[earlier]) == 1 else path
    edit = removed(conventions.path, conventions.text, document, whole) if same else None
    what = "asks the same" if same else "asks less" if conventions.file.naming[later][kind].casing else "asks otherwise"
    advice = "remove it" if same else "put the narrower entry last, or remove it"
    message = (
        f"`{later}` below matches all that `{earlier}` matches and {what} of {kind}, so this never applies; {advice}."
    )
    place = Place(conventions.path, document.key_place(("naming", later, kind)), f"`{later}` comes later and wins")
    fixes = (Fix(f"Remove {kind} of `{earlier}`", (edit,)),) if edit is not None else ()
    return Fault(conventions.path, document.key_place(path), message, (place,), fixes, tags=("unnecessary",))
