"""The entries of a conventions document, as the paths that they speak of."""

from collections.abc import Iterator

from dovetail.core.conventions import CONTRACTS
from dovetail.core.globs import expand_braces, matches, normal

FRESH = "\ue000"  # a character of the private use area, which no glob spells out


def glob_of(entry: str) -> str:
    """The files that an entry of `naming` speaks of."""
    return "**/*.contract.ts" if entry == CONTRACTS else entry


def within(inner: str, outer: str) -> bool:
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
