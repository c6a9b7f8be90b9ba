"""How a contract's text has changed: which declarations say something else now, and where the others have gone."""

from collections.abc import Mapping, Sequence
from itertools import compress, count, islice
from operator import is_not

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.findings import Edit, Finding, Fix, Place
from dovetail.core.shapes import Block
from dovetail.core.snapshot import Source
from dovetail.core.text import Range


@dataclass(frozen=True, slots=True)
class Move:
    """Between two versions of a text all before `start` stands where it was, and all from `end` on has moved.

    It has moved `by` characters and `lines` lines.
    """

    start: int
    end: int
    by: int
    lines: int = 0

    def __call__(self, range: Range) -> Range | None:
        """Where a range is now; None where it reaches into what has changed."""
        if range.start >= self.end:
            return Range(range.start + self.by, range.end + self.by) if self.by else range
        return range if range.end < self.start or range.start < self.start >= range.end else None


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit did: the names of the declarations that may say something else now, and the move of the rest."""

    names: frozenset[str]
    move: Move


def changed(before: Source, after: Source) -> Change:
    """The change between two readings of a contract file."""
    old, new = before.shapes.blocks, after.shapes.blocks
    length, new_length = len(before.text.source), len(after.text.source)
    lines = len(after.text.line_starts) - len(before.text.line_starts)
    head = _same(old, new)
    tail = _same(old[head:][::-1], new[head:][::-1])
    middle = (*old[head : len(old) - tail], *new[head : len(new) - tail])
    start = before.shapes.starts[head] if head < len(old) else length
    end = before.shapes.starts[len(old) - tail] if tail else length
    names = frozenset(n for b in middle for n in b.names)
    aliases = frozenset(a for b in middle for a in b.aliases)
    return Change(_with_heirs(new, names, aliases), Move(start, end, new_length - length, lines))


def _same(old: Sequence[Block], new: Sequence[Block]) -> int:
    """How many say the same, from the first on."""
    at, most = 0, min(len(old), len(new))
    while True:
        # Nearly all are the very same objects: those are passed over without a step of ours.
        at += next(compress(count(), map(is_not, islice(old, at, None), islice(new, at, None))), most - at)
        if at >= most or old[at].content != new[at].content:
            return at
        at += 1


def _with_heirs(blocks: tuple[Block, ...], names: frozenset[str], aliases: frozenset[str]) -> frozenset[str]:
    """The names, and those of declarations of the same file that take over what these say."""
    while True:
        heirs = [
            b
            for b in blocks
            if (b.bases and not b.bases.isdisjoint(names)) or (aliases and not b.targets.isdisjoint(aliases))
        ]
        more = names.union(*(b.names for b in heirs))
        if more == names:
            return names
        names, aliases = more, aliases.union(*(b.aliases for b in heirs))


def shifted(finding: Finding, by: Mapping[str, int]) -> Finding:
    """A finding with its places in some files moved by so many characters."""

    def there(path: str, range: Range) -> Range:
        return range.shifted(by[path]) if path in by else range

    related = tuple(Place(p.path, there(p.path, p.range), p.message) for p in finding.related)
    fixes = tuple(
        Fix(f.title, tuple(Edit(e.path, there(e.path, e.range), e.new_text) for e in f.edits)) for f in finding.fixes
    )
    return replace(finding, range=there(finding.path, finding.range), related=related, fixes=fixes)


def moved(finding: Finding, path: str, move: Move) -> Finding | None:
    """A finding with its places in a file moved; None where one of them is in what has changed."""
    range = move(finding.range) if finding.path == path else finding.range
    related: list[Place] = []
    for place in finding.related:
        there = move(place.range) if place.path == path else place.range
        if there is None:
            return None
        related.append(place if there is place.range else replace(place, range=there))
    fixes: list[Fix] = []
    for fix in finding.fixes:
        edits: list[Edit] = []
        for edit in fix.edits:
            there = move(edit.range) if edit.path == path else edit.range
            if there is None:
                return None
            edits.append(edit if there is edit.range else replace(edit, range=there))
        fixes.append(
            fix if all(a is b for a, b in zip(edits, fix.edits, strict=True)) else Fix(fix.title, tuple(edits))
        )
    if range is None:
        return None
    same = all(a is b for a, b in zip(related, finding.related, strict=True)) and range is finding.range
    if same and all(a is b for a, b in zip(fixes, finding.fixes, strict=True)):
        return finding
    return replace(finding, range=range, related=tuple(related), fixes=tuple(fixes))
