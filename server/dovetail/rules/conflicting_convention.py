"""Two conventions ask different things of the same file, and only their order decides."""

from collections.abc import Iterator
from itertools import combinations

from dovetail.core.conventions import CONTRACTS, Conventions, NameKind, NameRule
from dovetail.core.findings import Place
from dovetail.core.globs import matches, overlap
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .naming.entries import glob_of, within


@rule("conventions", "warning")
def check(conventions: Conventions, snapshot: Snapshot) -> Iterator[Fault]:
    for earlier, later in combinations(conventions.file.naming, 2):
        a, b = glob_of(earlier), glob_of(later)
        if CONTRACTS in (earlier, later) and not any(matches(a, p) and matches(b, p) for p in snapshot.paths):
            continue  # contracts might stand there, and do not
        if not overlap(a, b) or (within(b, a) and not within(a, b)):
            continue  # the later entry narrows the earlier one, as it should
        for kind, one in conventions.file.naming[earlier].items():
            other = conventions.file.naming[later].get(kind)
            if other is not None and (asked := difference(one, other)):
                yield _fault(conventions, earlier, later, kind, asked, dead=within(a, b))


def difference(a: NameRule, b: NameRule) -> str:
    """What one asks and the other contradicts; empty where both can be kept."""
    for mine, theirs in ((a.casing, b.casing), (a.prefix, b.prefix), (a.suffix, b.suffix)):
        if mine and theirs and mine != theirs:
            return f"`{mine}` and `{theirs}`"
    return ""


def _fault(conventions: Conventions, earlier: str, later: str, kind: NameKind, asked: str, dead: bool) -> Fault:
    places = [conventions.document.key_place(("naming", entry, kind)) for entry in (earlier, later)]
    if dead:
        message = (
            f"`{later}` below matches all that `{earlier}` matches and asks {asked.split('`')[3]} of {kind}, so this never applies; "
            f"put the narrower entry last."
        )
        return Fault(
            conventions.path,
            places[0],
            message,
            (Place(conventions.path, places[1], f"`{later}` comes later and wins"),),
        )
    message = f"`{earlier}` and `{later}` match the same files and ask {asked} of {kind}; make one of them narrower than the other."
    return Fault(
        conventions.path, places[1], message, (Place(conventions.path, places[0], f"`{earlier}` asks otherwise"),)
    )
