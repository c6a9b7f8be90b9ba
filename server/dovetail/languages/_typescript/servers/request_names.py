"""What the names of a function stand for that are taken from a request, or from the answer to it, and what is noted of them."""

from abc import abstractmethod
from collections import ChainMap
from collections.abc import Mapping
from dataclasses import field
from typing import Literal

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Passed, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sending import NOTHING, Sending
from ..._treesitter import Syntax
from ..scoping.modelled import modelled
from ..scoping.untyped_states import is_put_in
from ..syntax.held import Held
from ..syntax.made import ELEMENT
from ..syntax.nodes import parts
from ..syntax.types import unquoted, unquoted_range

Names = ChainMap[str, Held | None]

MAX_DEPTH = 150


@dataclass
class RequestNames:
    """Gives names what they stand for. `answers` are the calls that give one, by the ids of their nodes.

    `hands` is what of it other functions are given whole, and `said` of which types the code says that parts of answers are.
    """

    syntax: Syntax
    answers: Mapping[int, Held] = field(default_factory=dict)
    uses: dict[tuple[int, tuple[Range, ...], str], Use] = field(default_factory=dict)
    returned: list[Held | None] = field(default_factory=list)
    hands: list[Passed] = field(default_factory=list[Passed])
    said: dict[int, Sending] = field(default_factory=dict[int, Sending])

    @abstractmethod
    def function(
        self, node: Node, given: tuple[Held | None, ...], names: Names | None = None, depth: int = 0
    ) -> Held | None:
        """Visits a function whose first parameters are given, and says what it returns."""

    @abstractmethod
    def visit(self, node: Node, names: Names, depth: int) -> None:
        """Visits a node of any kind."""

    @abstractmethod
    def infer(self, node: Node | None, names: Names, depth: int) -> Held | None:
        """What an expression stands for; all in it is visited."""

    def of(self, id: int) -> tuple[Use, ...]:
        """The uses of one answer."""
        return tuple(use for (of, _, _), use in self.uses.items() if of == id)

    def bind(self, pattern: Node, held: Held | None, names: Names, depth: int) -> None:
        """Gives the names of a pattern what they stand for."""
        if depth > MAX_DEPTH:
            return
        match pattern.type:
            case "identifier" | "shorthand_property_identifier_pattern":
                names[self._text(pattern)] = held
            case "object_pattern":
                for part in (c for c in pattern.children if c.is_named):
                    self._bind_property(part, held, names, depth)
            case "object_assignment_pattern" | "assignment_pattern":
                left, right = ts.field(pattern, "left"), ts.field(pattern, "right")
                if right is not None:
                    self.visit(right, names, depth + 1)
                if left is not None:
                    self.bind(left, held, names, depth + 1)
            case "array_pattern":
                for part in (c for c in pattern.children if c.is_named):
                    at = self.syntax.range(part)
                    element = held.step(ELEMENT, at) if held is not None and held.what == "value" else None
                    self.bind(part, element, names, depth + 1)
            case _:
                for part in (c for c in pattern.children if c.is_named):
                    self.bind(part, None, names, depth + 1)

    def _bind_property(self, part: Node, held: Held | None, names: Names, depth: int) -> None:
        key, target = part, part
        if part.type == "pair_pattern":
            key, target = ts.field(part, "key") or part, ts.field(part, "value") or part
        elif part.type == "object_assignment_pattern":
            key = ts.field(part, "left") or part
        taken: Held | None = None
        if held is not None and key.type in ("property_identifier", "shorthand_property_identifier_pattern", "string"):
            taken = held.property(unquoted(self._text(key)), unquoted_range(self.syntax, key))
            inner = ts.field(target, "left") if target.type == "assignment_pattern" else target
            if inner is None or inner.type != "object_pattern":
                self.emitted(taken)
        self.bind(target, taken, names, depth + 1)

    def emitted(self, held: Held | None, access: Literal["read", "write"] = "read") -> None:
        """Notes the names that were taken."""
        if held is None or held.what not in ("value", "bag"):
            return
        chain, ranges = held.chain, held.ranges
        while chain and chain[-1] == ELEMENT:
            chain, ranges = chain[:-1], ranges[:-1]
        if len(chain) > 1 and not (held.of and is_put_in(self.syntax.text.source, chain[-1])):
            self.uses.setdefault((held.of, ranges, access), Use("", chain, ranges, access, chain[0]))

    def _typed(self, held: Held | None, type: Node | None, at: Node | None = None) -> None:
        """Notes of which type code says that a part of an answer is: at once, or where it is put (`at`) into what takes that type."""
        if held is not None and held.of and held.what == "value" and type is not None:
            said = modelled(self.syntax, type, held.chain, held.ranges[-1])
            if at is not None and f"isArray({self._text(at)}" in self.syntax.text.source:
                return  # where the file looks what it is
            if at is not None:
                models = (replace(m, range=self.syntax.range(at)) for m in said.models if m.chain == held.chain)
                said = Sending(models=tuple(models))
            self.said[held.of] = self.said.get(held.of, NOTHING) + said
        elif held is not None and held.what == "value" and held.chain[:1] == ("request",) and type is not None:
            self._said_in_place(held, type, 0)

    def _said_in_place(self, held: Held, type: Node, depth: int) -> None:
        """The names of a type that is written where a request is said to be of it: `(await request.json()) as { email: string }`."""
        if type.type == "array_type" and depth < MAX_DEPTH:
            self._said_in_place(held.step(ELEMENT, self.syntax.range(type)), type.children[0], depth + 1)
        for part in type.children if type.type == "object_type" and depth < MAX_DEPTH else ():
            name = ts.field(part, "name") if part.type == "property_signature" else None
            if name is None or name.type not in ("property_identifier", "string"):
                continue
            taken = held.property(unquoted(self._text(name)), unquoted_range(self.syntax, name))
            self.emitted(taken)
            inner = next(iter(parts(ts.field(part, "type"))), None)
            if taken is not None and inner is not None:
                self._said_in_place(taken, inner, depth + 1)

    def _text(self, node: Node) -> str:
        return self.syntax.str(node)
