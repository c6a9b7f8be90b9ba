"""Which values of a contract a file means by its members, told without comparing each with each: lists have hundreds of them."""

from collections.abc import Iterable, Mapping

from dovetail.core.shapes import Enum, Member
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import key, shared_start


class SpelledValues:
    """The values of a contract as they may be spelled in one file: as they are, or in the casing that conventions ask of members there."""

    def __init__(self, values: Iterable[str], path: str, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._language = snapshot.sources[path].shapes.language
        self._places: dict[str, int] = {}
        for value in values:
            self._places.setdefault(value, len(self._places))
        governed = snapshot.conventions.governs(path, "members") if snapshot.conventions is not None else None
        self._otherwise: dict[str, list[str]] = {}
        for value in self._places:
            if self._language == "proto":  # its members are upper case whatever they mean
                self._otherwise.setdefault(key(value), []).append(value)
            elif governed is not None:
                self._otherwise.setdefault(governed[0].apply(value), []).append(value)

    def meant_by(self, given: str) -> list[str]:
        """The values that a text is, in their order."""
        return self._in_order(self._of_text(given))

    def meant_by_members(self, enum: Enum) -> list[list[str]]:
        """The same for each member of an enum, which may be known by its name as well."""
        # What all names begin with says nothing, be it of the enum's own name or not.
        shared = shared_start([m.name for m in enum.members]) if self._language == "proto" else ""
        return [self._in_order(self._of_member(member, shared)) for member in enum.members]

    def _of_member(self, member: Member, shared: str) -> set[str]:
        found = self._of_text(member.value)
        if self._language == "prisma" and member.name in self._places:
            found.add(member.name)  # the client has this name, whatever is stored
        for name in (member.name, member.name.removeprefix(shared)) if self._language == "proto" else ():
            found.update(self._otherwise.get(key(name), ()))
        return found

    def _of_text(self, given: str) -> set[str]:
        if self._language == "proto":
            return {*self._otherwise.get(key(given), ())}
        found = {given} & self._places.keys()
        if self._language == "sql":
            stored = self._snapshot.sources_with(_stored_names, given)
            found |= {name for _, names in stored for name in names} & self._places.keys()
        return found.union(self._otherwise.get(given, ()))

    def _in_order(self, found: set[str]) -> list[str]:
        return sorted(found, key=self._places.__getitem__) if len(found) > 1 else [*found]


def _stored_names(source: Source) -> Mapping[str, frozenset[str]]:
    """The names that a schema of Prisma gives to values which are stored otherwise, by these: `pickedUp @map("picked_up")`."""
    if source.shapes.language != "prisma":
        return {}
    found: dict[str, set[str]] = {}
    for member in (m for e in source.shapes.enums for m in e.members if m.name != m.value):
        found.setdefault(member.value, set()).add(member.name)
    return {value: frozenset(names) for value, names in found.items()}
