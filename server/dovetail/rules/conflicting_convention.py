"""Two conventions ask different things of the same file, and only their order decides."""

from collections.abc import Iterator
from itertools import combinations

from dovetail.core.conventions import CONTRACTS, Conventions, NameKind, NameRule
from dovetail.core.findings import Place
from dovetail.core.globs import expand_braces, matches, normal, overlap
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault

FRESH = "\ue000"  # a character of the private use area, which no glob spells out


@rule("conventions", "warning")
def check(conventions: Conventions, _: Snapshot) -> Iterator[Fault]:
    for earlier, later in combinations(conventions.file.naming, 2):
        a, b = ("**/*.contract.ts" if e == CONTRACTS else e for e in (earlier, later))
        if not overlap(a, b) or (_within(b, a) and not _within(a, b)):
            continue  # the later entry narrows the earlier one, as it should
        for kind, one in conventions.file.naming[earlier].items():
            other = conventions.file.naming[later].get(kind)
            if other is not None and (difference := _difference(one, other)):
                yield _fault(conventions, earlier, later, kind, difference, dead=_within(a, b))


def _within(inner: str, outer: str) -> bool:
    """True where all that one glob matches is matched by the other too: it matches the first with fresh names for its wildcards."""
    return all(matches(outer, sample) for sample in _samples(inner))


def _samples(glob: str) -> Iterator[str]:
    for plain in expand_braces(normal(glob)):
        for depth in range(3):
            segments: list[str] = []
            for segment in plain.split("/"):
                if segment == "**":
                    segments.extend([FRESH] * depth)
                else:
                    segments.append(segment.replace("*", FRESH * 2).replace("?", FRESH))
            if plain.endswith("**") and depth == 0:
                continue
            yield "/".join(segments)


def _difference(a: NameRule, b: NameRule) -> str:
    """What one asks and the other contradicts; empty where both can be kept."""
    for mine, theirs in ((a.casing, b.casing), (a.prefix, b.prefix), (a.suffix, b.suffix)):
        if mine and theirs and mine != theirs:
            return f"`{mine}` and `{theirs}`"
    return ""


def _fault(conventions: Conventions, earlier: str, later: str, kind: NameKind, difference: str, dead: bool) -> Fault:
    places = [conventions.document.key_place(("naming", entry, kind)) for entry in (earlier, later)]
    if dead:
        message = (
            f"`{later}` below matches all that `{earlier}` matches and asks {difference.split('`')[3]} of {kind}, so this never applies; "
            f"put the narrower entry last."
        )
        return Fault(
            conventions.path,
            places[0],
            message,
            (Place(conventions.path, places[1], f"`{later}` comes later and wins"),),
        )
    message = f"`{earlier}` and `{later}` match the same files and ask {difference} of {kind}; make one of them narrower than the other."
    return Fault(
        conventions.path, places[1], message, (Place(conventions.path, places[0], f"`{earlier}` asks otherwise"),)
    )
