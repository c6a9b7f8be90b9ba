"""CommonJS as modules of today: `require` and `module.exports` as imports and exports."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tree_sitter import Node

from dovetail.core.contracts import SUFFIX
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._translation import Insertion, Piece
from ..._treesitter import Syntax
from .nodes import parts
from .types import unquoted

_CONTRACT = SUFFIX.rpartition(".")[0]
_EXPORTS = ("module.exports", "exports")
_RESERVED = frozenset(
    "break case catch class const continue debugger default delete do else enum export extends false finally for function if import in "
    "instanceof new null return static super switch this throw true try typeof var void while with yield await let".split()
)


@dataclass
class Modules:
    """Collects what the modules that a file takes and gives look like as imports and exports."""

    syntax: Syntax
    insertions: list[Insertion] = field(default_factory=list)
    head: list[Piece] = field(default_factory=list)
    declared: set[str] = field(default_factory=set[str])  # what the file exports where it is declared
    taken: list[Range] = field(default_factory=list)  # the calls of `require` that are declarations

    def run(self) -> None:
        for statement in self.syntax.root.children:
            match statement.type:
                case "lexical_declaration" | "variable_declaration":
                    self._required(statement)
                case "expression_statement":
                    self._exported(statement)
                case _:
                    pass
        for node in ts.walk(self.syntax.root):
            if node.type == "call_expression" and self.syntax.range(node) not in self.taken:
                self._in_place(node)
            elif node.type == "member_expression" and self.declared:
                self._of_itself(node)

    def _required(self, statement: Node) -> None:
        declarators = [c for c in statement.children if c.type == "variable_declarator"]
        lines: list[Piece] = []
        calls: list[Range] = []
        for declarator in declarators:
            name, value = ts.field(declarator, "name"), ts.field(declarator, "value")
            line = self._import(name, value, calls) if name is not None and value is not None else None
            if line is None:
                return
            lines += [*line, Piece(" ")]
        if lines:
            self.taken += calls
            self.insertions.append(Insertion(self.syntax.range(statement), tuple(lines[:-1])))

    def _import(self, name: Node, value: Node, calls: list[Range]) -> list[Piece] | None:
        member: Node | None = None
        if value.type == "member_expression":
            member, value = ts.field(value, "property"), ts.field(value, "object") or value
        module = self._module(value)
        if module is None:
            return None
        calls.append(self.syntax.range(value))
        behind = [Piece(" from "), self._piece(module), Piece(";")]
        if name.type == "identifier":
            own = self._piece(name)
            if member is not None and self.syntax.str(member) != "default":
                return [Piece("import { "), self._piece(member), Piece(" as "), own, Piece(" }"), *behind]
            whole = member is None and self._is_whole(self.syntax.str(name), unquoted(self.syntax.str(module)))
            return [Piece("import * as " if whole else "import "), own, *behind]
        if name.type != "object_pattern" or member is not None:
            return None
        inner: list[Piece] = []
        for part in (c for c in name.children if c.is_named and c.type != "comment"):
            key, local = (
                (ts.field(part, "key"), ts.field(part, "value")) if part.type == "pair_pattern" else (part, None)
            )
            if key is None or key.type not in ("shorthand_property_identifier_pattern", "property_identifier"):
                return None
            if local is not None and local.type != "identifier":
                return None
            inner += [
                self._piece(key),
                *([Piece(" as "), self._piece(local)] if local is not None else []),
                Piece(", "),
            ]
        return [Piece("import { "), *inner, Piece("}"), *behind]

    def _is_whole(self, name: str, module: str) -> bool:
        """True where a name stands for a module, rather than for the one thing that it exports."""
        if _CONTRACT in module:
            return True
        if not module.startswith("."):
            return False
        return self._used[name] > 0 and self._used[name] == self._members[name]

    @property
    def _used(self) -> Counter[str]:
        return self._counts[0]

    @property
    def _members(self) -> Counter[str]:
        return self._counts[1]

    @property
    def _counts(self) -> tuple[Counter[str], Counter[str]]:
        """How often each name is used, and how often only to take something out of it."""
        if not self._counted:
            used: Counter[str] = Counter()
            members: Counter[str] = Counter()
            for node in ts.walk(self.syntax.root):
                if node.type not in ("identifier", "shorthand_property_identifier") or node.parent is None:
                    continue
                if node.parent.type == "variable_declarator" and ts.field(node.parent, "name") == node:
                    continue
                name = self.syntax.str(node)
                used[name] += 1
                members[name] += node.parent.type == "member_expression"
            self._counted.append((used, members))
        return self._counted[0]

    _counted: list[tuple[Counter[str], Counter[str]]] = field(
        default_factory=list[tuple[Counter[str], Counter[str]]], init=False
    )

    def _in_place(self, call: Node) -> None:
        """`app.use("/users", require("./users"))` and `require("./user")(sequelize)` take a module where it is used."""
        module = self._module(call)
        if module is None or not unquoted(self.syntax.str(module)).startswith("."):
            return
        if call.parent is None or call.parent.type not in ("arguments", "call_expression"):
            return
        name = f"required{len(self.head)}"
        self.head += [Piece(f"import {name} from "), self._piece(module), Piece(";\n")]
        self.insertions.append(Insertion(self.syntax.range(call), (Piece(name, self.syntax.range(call)),)))

    def _module(self, call: Node) -> Node | None:
        """The string in `require("…")`."""
        function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
        if call.type != "call_expression" or function is None or arguments is None:
            return None
        given = [c for c in arguments.children if c.is_named]
        is_plain = self.syntax.str(function) == "require" and len(given) == 1 and given[0].type == "string"
        return given[0] if is_plain else None

    def _exported(self, statement: Node) -> None:
        assignment = next((c for c in statement.children if c.is_named), None)
        if assignment is None or assignment.type != "assignment_expression":
            return
        left, right = ts.field(assignment, "left"), ts.field(assignment, "right")
        if left is None or right is None or left.type != "member_expression":
            return
        head = Range(self.syntax.range(statement).start, self.syntax.range(right).start)
        target = self.syntax.str(left)
        if target == "module.exports":
            place = Range(head.start, self.syntax.range(right).end)
            pieces = self._each(right, place) if right.type == "object" and parts(right) else None
            if pieces:
                self.insertions.extend(pieces)
            elif right.type != "object" or parts(right):
                self.insertions.append(Insertion(head, (Piece("export default "),)))
            return
        object, name = ts.field(left, "object"), ts.field(left, "property")
        if object is None or name is None or self.syntax.str(object) not in _EXPORTS:
            return
        if name.type != "property_identifier":
            return
        own = self._piece(name)
        if (module := self._module(right)) is not None:
            place = Range(head.start, self.syntax.range(right).end)
            self.insertions.append(Insertion(place, self._handed_on(own, module)))
        elif right.type == "identifier":
            same = self.syntax.str(right) == self.syntax.str(name)
            inner = [self._piece(right), *([] if same else [Piece(" as "), own])]
            place = Range(head.start, self.syntax.range(right).end)
            self.insertions.append(Insertion(place, (Piece("export { "), *inner, Piece(" }"))))
        else:
            self.declared.add(own.text)
            self.insertions.append(Insertion(head, (Piece("export const "), own, Piece(" = "))))

    def _of_itself(self, member: Node) -> None:
        """`exports.save(user)` in the file that exports it means what it declares, where nothing else is called so."""
        object, name, outer = ts.field(member, "object"), ts.field(member, "property"), member.parent
        if object is None or name is None or self.syntax.str(object) not in _EXPORTS:
            return
        is_put = outer is not None and ts.field(outer, "left") == member
        own = self.syntax.str(name)
        if own in self.declared and not is_put and self._used[own] == 0:
            self.insertions.append(Insertion(self.syntax.range(member), (self._piece(name),)))

    def _handed_on(self, name: Piece, module: Node) -> tuple[Piece, ...]:
        """What another module exports, under a name of this one."""
        return Piece("export { default as "), name, Piece(" } from "), self._piece(module)

    def _each(self, object: Node, place: Range) -> list[Insertion] | None:
        """What an object that is exported has, each under its name; None where it has what cannot be one.

        Names stand in one list; a function that is written there, or another value, is declared where it stands.
        """
        members = parts(object)
        named = list(self._names(object))
        if None not in named:
            inner = [p for name in named if name is not None for p in name]
            return [Insertion(place, (Piece("export { "), *inner, Piece("}")))]
        declared = {self.syntax.str(n) for s in self.syntax.root.children if (n := _name_of(s)) is not None}
        found: list[Insertion] = []
        here = place.start
        for member, name in zip(members, named, strict=True):
            at = self.syntax.range(member)
            head = self._head(member, declared) if name is None else ((Piece("export { "), *name[:-1], Piece(" }")), at)
            if head is None:
                return None
            comment = self._comment_before(object, member)
            found.append(
                Insertion(Range(here, comment if comment is not None else at.start), (Piece(";\n" if found else ""),))
            )
            found.append(Insertion(head[1], head[0]))
            here = at.end
        return [*found, Insertion(Range(here, place.end), ())]

    def _comment_before(self, object: Node, member: Node) -> int | None:
        """Where the comments begin that stand right above a member."""
        first: int | None = None
        for child in object.children:
            if child.id == member.id:
                return first
            if child.type == "comment":
                first = self.syntax.range(child).start if first is None else first
            elif child.is_named:
                first = None
        return None

    def _head(self, member: Node, declared: set[str]) -> tuple[tuple[Piece, ...], Range] | None:
        """What stands in place of the beginning of a member, and how far that goes; None for one that cannot be declared by its name."""
        key = ts.field(member, "key") or ts.field(member, "name")
        if key is None or key.type != "property_identifier" or self.syntax.str(key) in (declared | _RESERVED):
            return None
        own, start = self._piece(key), self.syntax.range(member).start
        value = ts.field(member, "value")
        if member.type == "pair" and value is not None:
            if (module := self._module(value)) is not None:
                return self._handed_on(own, module), self.syntax.range(member)
            return (Piece("export const "), own, Piece(" = ")), Range(start, self.syntax.range(value).start)
        if member.type == "method_definition" and ts.child(member, "get", "set", "*") is None:
            is_async = Piece("async ") if ts.child(member, "async") is not None else Piece("")
            head = (Piece("export "), is_async, Piece("function "), own)
            return head, Range(start, self.syntax.range(key).end)
        return None

    def _names(self, object: Node) -> Iterator[list[Piece] | None]:
        """The names that an object gives, as an export has them; None for what is not a name."""
        for part in (c for c in object.children if c.is_named and c.type != "comment"):
            if part.type == "shorthand_property_identifier":
                yield [self._piece(part), Piece(", ")]
                continue
            key, value = ts.field(part, "key"), ts.field(part, "value")
            plain = part.type == "pair" and key is not None and value is not None
            if plain and key is not None and value is not None and value.type == "identifier":
                yield [self._piece(value), Piece(" as "), self._piece(key), Piece(", ")]
            else:
                yield None

    def _piece(self, node: Node) -> Piece:
        return Piece(self.syntax.str(node), self.syntax.range(node))


def _name_of(statement: Node) -> Node | None:
    """What a statement of the top level declares: the name of a function, of a class, or of one variable."""
    declarator = next((c for c in statement.children if c.type == "variable_declarator"), statement)
    return ts.field(declarator, "name")
