"""What chains of names in TypeScript lead to: through declarations, functions and imports, to contracts and what implements them."""

from dovetail.core.arguments import alternative
from dovetail.core.composition import KEY_OF
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import parameter
from dovetail.core.shapes import COLUMN, Field, Quoted, Use
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from ..contracts.asked import Of
from ..contracts.chains import BUILT_IN
from .expansion import TYPE_OF, Expansion
from .things import CALL, ELEMENT, Absent, Both, Owner, Thing, Type, parts_of

_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Unreached:
    """The first name of a chain that a contract, or a record that implements one, does not have.

    `loose` where it may be a name of its own, as the key of a column of buttons is. `where` is what was told before of which of several
    types it is asked: the name that tells them apart, and the texts that it may have.
    """

    of: Of
    name: str
    range: Range
    known: tuple[str, ...]
    loose: bool = False
    where: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """A name of a chain, and a field that it means in the file that declares it."""

    range: Range
    path: str
    field: Field


@dataclass(frozen=True, slots=True)
class Trail:
    """Where a chain of names leads: the fields that are met, each with its place in the chain and the path of the file that declares it;
    the place of the first name that is not there, with what it is asked of and what that has; and what the whole chain means. `listed` is
    the place of a name that a list is asked for, and what that holds.
    """

    fields: tuple[tuple[int, str, Field], ...]
    absent: tuple[int, Of, tuple[str, ...]] | None = None
    ends: tuple[Thing, ...] = ()
    listed: tuple[int, tuple[Thing, ...]] | None = None


@dataclass
class Reach(Expansion):
    """Follows the chains of a snapshot."""

    def unreached(self, use: Use, source: Source) -> Unreached | None:
        """The first name of a chain that is not there, where all that it may be asked of is known."""
        absent = self._trail(use, source).absent
        if absent is None:
            return None
        at, of, known = absent
        where = alternative(use.chain[at - 1]) if at else None
        return Unreached(of, use.chain[at], use.ranges[at], known, where=where)

    def unnamed(self, quoted: Quoted, source: Source) -> Unreached | None:
        """A text that should be the name of a field (`keyof User`), and is not."""
        for thing in (t for end in self.ends(quoted.use, source) for t in self.looked_up(end)):
            if not isinstance(thing, Type) or thing.depth or thing.kind.steps != (KEY_OF,):
                return None
            found = self._not_on_path(replace(thing, kind=thing.kind.options[0], field=None), quoted, source)
            return replace(found, loose=thing.kind.text == COLUMN) if found is not None else None
        return None

    def _not_on_path(self, holder: Thing, quoted: Quoted, source: Source) -> Unreached | None:
        """The first name of a path in a text, `address.city`, that is not there. `root` is what forms call the whole."""
        things, start = [holder], quoted.range.start
        for at, name in enumerate(quoted.text.split(".")):
            answer = self.step(things, (ELEMENT if name.isdecimal() else name,), source)
            if isinstance(answer, Absent) and at == 0 and any("." in k for k in answer.known):  # names with dots
                own = None if quoted.text in answer.known else answer.of
                return Unreached(own, quoted.text, quoted.range, answer.known) if own is not None else None
            if isinstance(answer, Absent) and answer.of is not None and not (at == 0 and name == "root"):
                return Unreached(answer.of, name, Range(start, start + len(name)), answer.known)
            if answer is None or isinstance(answer, Absent):
                return None
            things, start = answer[0], start + len(name) + 1
        return None

    def ends(self, use: Use, source: Source) -> list[Thing]:
        """What a whole chain leads to; nothing where that is not known."""
        return [*self._trail(use, source).ends]

    def holders(self, use: Use, source: Source) -> list[tuple[Owner, ...]]:
        """The alternatives that a whole chain leads to, each by its parts; nothing where one is not wholly known."""
        found: list[tuple[Owner, ...]] = []
        for thing in self.ends(use, source):
            for one in self.expanded(thing, 0) or (None,):
                parts = parts_of(one) if isinstance(one, Owner | Both) else ()
                if not parts or any(p.loose or not p.closed for p in parts):
                    return []
                found.append(parts)
        return found

    def looked_up(self, thing: Thing, depth: int = 0) -> list[Thing]:
        """What `User["state"]`, or a type parameter, turns out to be; anything else is itself."""
        if not isinstance(thing, Type) or thing.depth or thing.kind.name != "unknown" or depth > _DEEPEST:
            return [thing]
        kind = thing.kind
        if kind.target and kind.steps and not thing.source.path.endswith(SUFFIX):
            found = self.walked(
                self.root(kind.target, thing.source, thing.given), kind.steps, thing.source, thing.given
            )
            return [t for f in found for t in self.looked_up(f, depth + 1)] or [thing]
        stands = (thing.given or {}).get(parameter(kind) or "")
        return self.looked_up(stands, depth + 1) if stands is not None else [thing]

    def reached(self, use: Use, source: Source) -> list[Reached]:
        """What the names of a chain mean, up to the first that is not there or where not all is known."""
        return [Reached(use.ranges[at], path, field) for at, path, field in self._trail(use, source).fields]

    def asked_of_list(self, use: Use, source: Source) -> tuple[str, Range, str] | None:
        """A name that a list is asked for, with its place, and the contract whose things all of the list are; None for any other chain."""
        listed = self._trail(use, source).listed
        if listed is None:
            return None
        found = [self.expanded(t, 0) for t in listed[1]]
        parts = [p for things in found for t in things or () for p in parts_of(t)]
        names = {p.of.name for p in parts if isinstance(p.of, Contract)}
        whole = all(found) and all(isinstance(p.of, Contract) for p in parts)
        return (use.chain[listed[0]], use.ranges[listed[0]], names.pop()) if whole and len(names) == 1 else None

    def _trail(self, use: Use, source: Source) -> Trail:
        """Where a chain leads, which is followed once for all places of a file that it is written at, and all rules that ask."""
        asked = ("typescript chain", source.path, use.type_name, use.list_depth, use.chain)
        return self.snapshot.once(asked, lambda: self._trail_of(use, source))

    def _trail_of(self, use: Use, source: Source) -> Trail:
        things, chain, sources = self.named(use.type_name, source), use.chain, self.snapshot.sources
        fields: list[tuple[int, str, Field]] = []
        at, depth = 0, use.list_depth
        while things and at < len(chain):
            name = chain[at]
            if name == ELEMENT and depth:
                depth -= 1
                at += 1
                continue
            if depth or (name in BUILT_IN and chain[at + 1 : at + 2] != (CALL,)):
                of_list = depth == 1 and name.isidentifier()
                return Trail(tuple(fields), listed=(at, tuple(things)) if of_list else None)
            answer = self.step(things, chain[at:] if at else chain, source)
            if isinstance(answer, Absent) and answer.of is not None and name[:1] not in ("(", "[", "#"):
                return Trail(tuple(fields), (at, answer.of, answer.known))
            if answer is None or isinstance(answer, Absent):
                listed = answer is None and name.isidentifier() and all(isinstance(t, Type) and t.depth for t in things)
                items = tuple(replace(t, depth=0, field=None) for t in things if isinstance(t, Type) and t.depth == 1)
                return Trail(tuple(fields), listed=(at, items) if listed and len(items) == len(things) else None)
            things, taken = answer
            for thing in things:
                if (
                    isinstance(thing, Type)
                    and thing.field is not None
                    and thing.field.name_range.end
                    and thing.source.path in sources  # and not in a library
                ):
                    fields.append((at, thing.source.path, thing.field))
            at += taken
        return Trail(tuple(fields), ends=() if depth else tuple(things))


def is_prop(use: Use) -> bool:
    """True for a prop that a component is given which is not declared in the same file with a type of its own."""
    if len(use.chain) != 1 or use.via[:1] != "<":
        return False
    return use.via == f"<{use.type_name}>" or use.type_name.startswith(f"{TYPE_OF}{use.via[1:-1].partition('.')[0]} ")
