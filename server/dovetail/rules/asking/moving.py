"""How a contract's text has changed: which declarations say something else now, and where the others have gone."""

from collections.abc import Iterable, Iterator, Sequence

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.findings import Edit, Finding, Fix, Place
from dovetail.core.shapes import Block, FileShapes
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

AT_ONCE = (64, 8)  # parts


@dataclass(frozen=True, slots=True)
class Move:
    """Of the parts of a contract's text, how many at its head stand where they stood, and how many at its tail have moved.

    Those have moved `by` characters and `lines` lines. What was between them is gone, and what is there now is new.
    """

    head: int
    tail: int
    by: int
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit did: the names of the declarations that may say something else now, and the move of the rest."""

    names: frozenset[str]
    move: Move


def changed(before: Source, after: Source) -> Change:
    """The change between two readings of a contract file."""
    old, new = before.shapes.blocks, after.shapes.blocks
    by = len(after.text.source) - len(before.text.source)
    lines = len(after.text.line_starts) - len(before.text.line_starts)
    most = min(len(old), len(new))
    head, tail = after.shapes.standing(old)
    head = _same(old, new, most, head)
    tail = _same(old, new, most - head, min(tail, most - head), from_end=True)
    middle = (*old[head : len(old) - tail], *new[head : len(new) - tail])
    while tail and not _is_at_line_start(after, -tail):  # an edit in front, on the same line, changes columns
        tail -= 1
    names = frozenset(n for b in middle for n in b.names)
    aliases = frozenset(a for b in middle for a in b.aliases)
    return Change(with_heirs(after.shapes, names, aliases), Move(head, tail, by, lines))


def _same(old: Sequence[Block], new: Sequence[Block], most: int, at: int, *, from_end: bool = False) -> int:
    """How many say the same, from the first or from the last on; so many are known to do so."""
    for step in AT_ONCE:  # nearly all are the very same objects, which is seen of many at once
        while at < most:
            end = min(at + step, most)
            if from_end:
                some, others = old[len(old) - end : len(old) - at], new[len(new) - end : len(new) - at]
            else:
                some, others = old[at:end], new[at:end]
            if some != others:
                break
            at = end
    while at < most:
        nth = -1 - at if from_end else at
        if old[nth] is not new[nth] and old[nth].content != new[nth].content:
            break
        at += 1
    return at


def with_heirs(shapes: FileShapes, names: frozenset[str], aliases: frozenset[str]) -> frozenset[str]:
    """The names, and those of declarations of the same file that take over what these say."""
    derived = shapes.derived
    while True:
        heirs = [b for b in derived if not b.bases.isdisjoint(names)]
        if aliases:
            heirs += [b for b in shapes.blocks if not b.targets.isdisjoint(aliases)]
        more = names.union(*(b.names for b in heirs))
        if more == names:
            return names
        names, aliases = more, aliases.union(*(b.aliases for b in heirs))


def _is_at_line_start(source: Source, nth: int) -> bool:
    start, text = source.shapes.starts[nth], source.text.source
    return start == 0 or text[start - 1] in "\n\r"


def places_of(finding: Finding) -> Iterator[tuple[str, Range]]:
    """Every place that a finding speaks of, its own first."""
    yield finding.path, finding.range
    yield from ((p.path, p.range) for p in finding.related)
    yield from ((e.path, e.range) for fix in finding.fixes for e in fix.edits)


def shifted(finding: Finding, by: Iterable[int]) -> Finding:
    """A finding with its places, in the order of `places_of`, each moved by so many characters."""
    steps = iter(by)

    def there(range: Range) -> Range:
        step = next(steps)
        return range.shifted(step) if step else range

    return replace(
        finding,
        range=there(finding.range),
        related=tuple([Place(p.path, there(p.range), p.message) for p in finding.related]),
        fixes=tuple(
            [Fix(f.title, tuple([Edit(e.path, there(e.range), e.new_text) for e in f.edits])) for f in finding.fixes]
        ),
    )
