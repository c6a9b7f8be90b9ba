"""What a record takes from others: `extends`, `&`, `Pick`, `Omit`, `Partial`, `Required`."""

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Protocol

from tree_sitter import Node

from dovetail.core.composition import SOME, Given, step_of, transformed
from dovetail.core.dataclass import dataclass
from dovetail.core.parameters import Typed, filled, filled_field, unlisted
from dovetail.core.shapes import Field, Kind, Record, Step
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import MAX_DEPTH
from .types import PICKERS, SAME, Types, flat, picked

_NOTHING: Given = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Base:
    """A named base and what is done to its fields, or (without a name) fields that are written in place.

    `given` is what its type parameters stand for.
    """

    name: str
    range: Range
    steps: tuple[Step, ...] = ()
    fields: tuple[Field, ...] = ()
    known: bool = True
    given: tuple[Typed, ...] = ()


class HasRecord(Protocol):
    """A draft, as far as resolving needs it."""

    @property
    def record(self) -> Record: ...
    @property
    def bases(self) -> tuple[Base, ...]: ...


@dataclass(frozen=True, slots=True)
class BaseReader:
    """Reads the types that a record is composed of."""

    types: Types
    generics: frozenset[str]

    def composed(self, node: Node) -> tuple[Base, ...] | None:
        """The parts of a type that composes records; None where it does something else."""
        composes = node.type == "intersection_type" or (
            node.type == "generic_type" and self._generic_name(node) in PICKERS | {"Readonly"}
        )
        if not composes or any(p.type == "predefined_type" for p in flat(node, "intersection_type")):
            return None  # a branded string is a string
        parts = [self.base(p) for p in flat(node, "intersection_type")]
        return tuple(p for p in parts if p is not None)

    def base(self, node: Node) -> Base | None:
        """A base, through the utility types around it."""
        steps: list[Step] = []
        for _ in range(MAX_DEPTH):
            if node.type == "parenthesized_type":
                inner = next((c for c in node.children if c.is_named and c.type != "comment"), None)
            elif node.type == "generic_type" and (name := self._generic_name(node)) in PICKERS | SAME:
                arguments = ts.field(node, "type_arguments")
                nodes = [c for c in arguments.children if c.is_named and c.type != "comment"] if arguments else []
                inner = nodes[0] if nodes else None
                if name in PICKERS:
                    steps.append(_step(picked(self.types.syntax, name, nodes)))
            else:
                break
            if inner is None:
                return None
            node = inner
        place = self.types.syntax.range(node)
        if node.type == "object_type":
            return self._written(node, place, tuple(reversed(steps)))
        maker = self.types.maker if node.type in ("generic_type", "lookup_type") else None
        made = maker(self.types, node, self.generics, 0) if maker is not None else None
        if made is not None:  # `User["team"]`, `ComponentProps<typeof Card>`
            return Base(self.types.syntax.str(node), place, tuple(reversed(steps)), known=False, given=(made,))
        if node.type in ("type_identifier", "nested_type_identifier", "identifier", "generic_type"):
            name = self._generic_name(node) if node.type == "generic_type" else self.types.syntax.str(node)
            arguments = ts.field(node, "type_arguments") if node.type == "generic_type" else None
            written = arguments.children if arguments is not None else ()
            given = tuple(self.types.typed(a, self.generics) for a in written if a.is_named and a.type != "comment")
            return Base(self.types.outer_name(node, name), place, tuple(reversed(steps)), given=given)
        if node.type in (",", "comment"):
            return None
        taken = (self.types.typed(node, self.generics),) if node.type == "lookup_type" else ()
        return Base(self.types.syntax.str(node), place, tuple(reversed(steps)), known=False, given=taken)

    def _written(self, node: Node, place: Range, steps: tuple[Step, ...]) -> Base:
        """An object type that is written in place. One that maps the fields of another to what they hold there is that other."""
        fields = transformed(self.types.fields(node, self.generics), steps)
        index = ts.child(node, "index_signature")
        if index is None:
            return Base("", place, fields=fields)
        kind = self.types.typed(node, self.generics).kind
        same = (kind.options[0].text, step_of(kind)) if kind.steps[:1] == (SOME,) and not fields else None
        if same is None or same[1].how == "unknown":
            return Base(self.types.syntax.str(node), place, steps, fields, known=False)
        return Base(same[0], place, (same[1], *steps))

    def _generic_name(self, node: Node) -> str:
        name = self.types.syntax.field(node, "name")
        return self.types.syntax.str(name) if name is not None else ""


def _step(how: tuple[str, ...]) -> Step:
    return Step(how[0], frozenset(how[1:])) if how else Step("unknown")


@dataclass
class Resolver:
    """Merges the fields of bases into records, each record once."""

    drafts: Mapping[str, HasRecord]
    done: dict[str, tuple[tuple[Field, ...], bool]] = field(default_factory=dict)

    def fields(
        self, draft: HasRecord, seen: tuple[str, ...] = (), given: Given = _NOTHING
    ) -> tuple[tuple[Field, ...], bool]:
        """A record's fields, those of its bases before its own, and whether all bases were found.

        `given` is what its type parameters stand for: one of them may be a base, as in `type Entity<T> = T & { id: string }`.
        """
        name = draft.record.name
        named = draft is self.drafts.get(name) and not given
        if named and name in self.done:
            return self.done[name]
        found: dict[str, Field] = {}
        complete = not draft.record.open
        for base in draft.bases:
            if any(s.how == "unknown" for s in base.steps):
                complete = False
                continue
            fields, whole = self._inherited(base, (*seen, name), given)
            complete = complete and whole
            found.update((f.name, f) for f in transformed(fields, base.steps))
        found.update((f.name, f) for f in draft.record.fields)
        result = tuple(found.values()), complete
        if named:
            self.done[name] = result
        return result

    def _inherited(self, base: Base, seen: tuple[str, ...], given: Given) -> tuple[tuple[Field, ...], bool]:
        """The fields of a base, and whether they are all that it has."""
        stands_for = given.get(base.name)
        if stands_for is not None and not stands_for.list_depth and stands_for.kind.name == "record":
            return stands_for.kind.members, True
        name, arguments = base.name, tuple(filled(t, given) for t in base.given)
        if stands_for is not None:
            name = stands_for.kind.target if not stands_for.list_depth else ""
            arguments = tuple(unlisted(o) for o in stands_for.kind.options)
        other = self.drafts.get(name)
        if not base.known or other is None or name in seen or len(seen) > MAX_DEPTH:
            return (), False
        if not other.record.generics:
            return self.fields(other, seen)
        own = dict.fromkeys(other.record.generics, Typed(Kind("unknown"), "unknown"))
        own.update(zip(other.record.generics, arguments, strict=False))
        fields, whole = self.fields(other, seen, own)
        return tuple(filled_field(f, own) for f in fields), whole
