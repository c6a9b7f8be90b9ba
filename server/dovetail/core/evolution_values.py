"""What becomes of the values of an enum and of a constant, and what a comparison of two declarations says a change with."""

from collections.abc import Iterator

from .changes import Breaks, Change, ChangeKind, Spot, Way
from .contracts import Contract
from .evolution_matching import alike, counterparts, gaps
from .evolution_words import entry_name, said
from .relation import Relation
from .shapes import Constant, Entry, Enum, Member

Valued = tuple[Member, Spot]


class Values:
    """A declaration as it was (`a`) and as it is (`b`)."""

    def __init__(self, relation: Relation, before: Contract, after: Contract) -> None:
        self.relation, self.a, self.b = relation, before, after
        self.name = after.name
        self.here = Spot(after.path, after.name, after.declaration.name_range)

    def change(
        self, kind: ChangeKind, before: Spot | None, after: Spot | None, breaks: Breaks, says: str, subject: str = ""
    ) -> Change:
        """A change of this declaration, or of what of it `subject` names."""
        shown = after if after is not None else self.here
        return Change(kind, self.name, self.a.name, subject or self.name, before, after, shown, breaks, says)

    def members(self, old: Enum, new: Enum, way: Way) -> Iterator[Change]:
        """The changes of an enum: of its values, and of its own names for them."""
        own = tuple((m, Spot(self.a.path, f"{self.name}.{m.value}", m.range)) for m in old.members)
        other = tuple((m, Spot(self.b.path, f"{self.name}.{m.value}", m.range)) for m in new.members)
        yield from self.values(self.name, own, other, way, None)
        yield from self._names(own, other)

    def _names(self, before: tuple[Valued, ...], after: tuple[Valued, ...]) -> Iterator[Change]:
        """An enum's own names for values that it has in both trees. A value may have several: one that is gone leaves the others."""
        values = {m.value: (m, s) for m, s in reversed(after)}
        names, earlier = {m.name for m, _ in after}, {m.name: m for m, _ in before}
        values |= {m.value: (m, s) for m, s in reversed(after) if m.name not in earlier}
        for member, was in before:
            now = values.get(member.value)
            if now is not None and member.name not in names:
                says = f"`{self.name}.{member.name}` is now called `{now[0].name}`"
                yield self.change("enum-member-renamed", was, now[1], "both", says, now[1].name)
        kept = {m.value for m, _ in before} & set(values)
        places = {m.name: s for m, s in before}
        for member, spot in after:
            held = earlier.get(member.name)
            if held is not None and held.value != member.value and {held.value, member.value} <= kept:
                says = f"`{self.name}.{member.name}` is now `{member.value}` instead of `{held.value}`"
                yield self.change("enum-member-renamed", places[member.name], spot, "both", says, spot.name)

    def values(
        self,
        subject: str,
        before: tuple[Valued, ...],
        after: tuple[Valued, ...],
        way: Way,
        noun: ChangeKind | None,
    ) -> Iterator[Change]:
        """Values that come, go or are renamed. `noun` is `errors-changed` where they are ways to refuse."""
        old, new = {m.value: (m, s) for m, s in before}, {m.value: (m, s) for m, s in after}
        between, among = gaps(list(old), new), gaps(list(new), old)

        def score(was: str, now: str) -> int:
            a, b = old[was][0], new[now][0]
            named = a.name == b.name  # an enum's own name for it, which stayed
            return 4 * named + 2 * alike(was, now) + (between[was] == among[now])

        renamed = counterparts([v for v in old if v not in new], [v for v in new if v not in old], score)
        earlier = {b: a for a, b in renamed.items()}
        errors = noun == "errors-changed"
        for value, (member, spot) in new.items():
            if value in earlier:
                says = f"`{earlier[value]}` of `{subject}` is now `{value}`"
                was = old[earlier[value]][1]
                yield self.change("enum-member-renamed", was, spot, "both", says, f"{subject}.{value}")
            elif value not in old:
                kind: ChangeKind = "error-added" if errors else "enum-member-added"
                says = f"`{subject}` now has {said(member)}"
                yield self.change(kind, None, spot, way.breaks("widens"), says, f"{subject}.{value}")
        for value, (member, spot) in old.items():
            if value not in new and value not in renamed:
                kind = "error-removed" if errors else "enum-member-removed"
                says = f"`{subject}` no longer has {said(member)}"
                yield self.change(kind, spot, None, way.breaks("narrows"), says, f"{subject}.{value}")

    def entries(self, before: Constant, after: Constant) -> Iterator[Change]:
        """The changes of a constant, value by value."""
        old, new = {e.name: e for e in before.entries}, {e.name: e for e in after.entries}
        between, among = gaps(list(old), new), gaps(list(new), old)

        def score(was: str, now: str) -> int:
            same = old[was].value == new[now].value
            return 2 * alike(was, now) + (same and between[was] == among[now])

        renamed = counterparts([n for n in old if n not in new], [n for n in new if n not in old], score)
        earlier = {b: a for a, b in renamed.items()}
        for name, entry in new.items():
            subject, held = entry_name(self.name, name), old.get(earlier.get(name, name))
            spot = Spot(self.b.path, subject, entry.name_range)
            if held is None:
                says = f"`{subject}` ({entry.value}) is new"
                yield self.change("constant-added", None, spot, "nobody", says, subject)
                continue
            was = self._entry(held)
            if name in earlier:
                says = f"`{was.name}` is now called `{name}`"
                yield self.change("constant-renamed", was, spot, "both", says, subject)
            if held.value != entry.value:
                says = f"`{subject}` is now {entry.value} instead of {held.value}"
                yield self.change("constant-changed", was, spot, "both", says, subject)
        for name, entry in old.items():
            if name not in new and name not in renamed:
                was = self._entry(entry)
                yield self.change("constant-removed", was, None, "both", f"`{was.name}` is gone", was.name)

    def _entry(self, entry: Entry) -> Spot:
        return Spot(self.a.path, entry_name(self.name, entry.name), entry.name_range)
