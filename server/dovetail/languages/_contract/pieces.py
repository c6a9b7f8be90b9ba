"""A contract file in pieces: its top-level declarations, each read by itself.

A piece is known by its text, so an edit costs the declarations that it touches: reading stays a function of the text
alone, and the shapes of what did not change are the very same objects.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal
from weakref import WeakValueDictionary

from tree_sitter import Node

from dovetail.core.cached import cached_property
from dovetail.core.composition import TYPE_OF, targets_of
from dovetail.core.dataclass import dataclass
from dovetail.core.modules import IMPORT
from dovetail.core.offsets import Offsets
from dovetail.core.recent import Recent
from dovetail.core.shapes import Alias, Block, Constant, Definition, Enum, Import, Kind, Problem, Record
from dovetail.core.text import Origin, Range, Text

from .. import _treesitter as ts
from .._comments import SILENCE
from .._shifting import shifted
from .._treesitter import Syntax, parse
from .._typescript.following.file import File, Statement, frozen_literals, readable
from .._typescript.syntax.declarations import Declarations, Draft
from .._typescript.syntax.declared_values import declared_type
from .._typescript.syntax.literals import value_of
from .._typescript.syntax.made import signed
from .._typescript.syntax.repair import chunks, mend, unclosed_comments
from .._typescript.syntax.types import Literals, Types
from .taken import taken

# Pieces that no file has any more: every keystroke leaves one, and undoing asks for the last ones. Together they have no more letters
# than that, each of which costs some 20 bytes: a text that does not parse may be one piece as a whole, so that their number says little.
REMEMBERED = 256
LETTERS = 64_000
_NONE = frozenset[str]()
_PLAIN = re.compile(r"[ -)+-.0-?A-~\t]*")  # no line break, and nothing of the marks of comments and decorators
_ASKS = re.compile(r"\btypeof\b|\bimport\(")
_NOUNS = {
    "function_declaration": "a function", "generator_function_declaration": "a function", "function_signature": "a function",
    "class_declaration": "a class", "abstract_class_declaration": "a class", "internal_module": "a namespace",
    "module": "a module", "variable_declaration": "a variable", "expression_statement": "an expression",
}  # fmt: skip
Frozen = tuple[tuple[str, Literals], ...]


Category = Literal["record", "enum", "constant", "alias"]
Declared = tuple[Category, int, str]  # of which sort, the how manieth of them in its piece, and its name


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Piece:
    """What a piece declares. `exported` are names in `export { … }`, `default` is what is exported without one; `broken` where it did not
    parse as it is.

    `declared` are its declarations in the order of the text; `asks` where it may be made of the file's `as const` values, and
    `silences` where it may silence a finding.
    """

    block: Block
    declared: tuple[Declared, ...]
    drafts: tuple[Draft, ...]
    enums: tuple[Enum, ...]
    constants: tuple[Constant, ...]
    aliases: tuple[Alias, ...]
    imports: tuple[Import, ...]
    definitions: tuple[Definition, ...]
    problems: tuple[Problem, ...]
    holes: tuple[Range, ...]
    exported: frozenset[str]
    default: str
    frozen: Frozen
    broken: bool
    asks: bool
    silences: bool

    @property
    def is_special(self) -> bool:
        """True for one of the few that hold more than declarations."""
        return bool(
            self.asks
            or self.silences
            or self.broken
            or self.problems
            or self.holes
            or self.imports
            or self.exported
            or self.default
        )


class Cut:
    """A file cut into pieces: where each starts, its text, what it declares by itself.

    Nothing in it is moved to where it stands before somebody asks for it, so that an edit costs nothing behind it.
    """

    def __init__(self, starts: Offsets, texts: list[str], alone: list[Piece]) -> None:
        self.starts = starts
        self.texts = texts
        self.alone = alone
        self._edited: tuple[tuple[Block, ...], int, int] = ((), 0, 0)

    @cached_property
    def special(self) -> list[int]:
        """Which pieces hold more than declarations."""
        return [at for at, piece in enumerate(self.alone) if piece.is_special]

    @property
    def is_silenced(self) -> bool:
        """True where a finding may be silenced in the file."""
        return any(self.alone[at].silences for at in self.special)

    @cached_property
    def frozen(self) -> Frozen:
        """The `as const` values of the file."""
        return tuple([f for p in self.alone if p.frozen for f in p.frozen])

    @cached_property
    def made(self) -> list[Piece]:
        """The pieces as their file makes them, where nothing is before them."""
        asking = [at for at in self.special if self.alone[at].asks]
        found = [*self.alone] if asking else self.alone
        for at in asking:
            found[at] = read_piece(self.texts[at], self.frozen)
        return found

    @cached_property
    def spots(self) -> list[tuple[int, Category, int]]:
        """In which piece each declaration stands, in the order of the text."""
        return [(at, sort, nth) for at, piece in enumerate(self.made) for sort, nth, _ in piece.declared]

    @cached_property
    def declared(self) -> tuple[str, ...]:
        """The name of each declaration."""
        return tuple([name for piece in self.made for _, _, name in piece.declared])

    @cached_property
    def drafts(self) -> Mapping[str, tuple[int, int]]:
        """In which piece the first record of each name stands, as the how manieth."""
        return self._firsts("record")

    @cached_property
    def aliases(self) -> Mapping[str, tuple[int, int]]:
        return self._firsts("alias")

    def _firsts(self, wanted: Category) -> Mapping[str, tuple[int, int]]:
        found = ((n, (at, nth)) for at, p in enumerate(self.made) for sort, nth, n in p.declared if sort == wanted)
        return dict(reversed(list(found)))

    @cached_property
    def _derived(self) -> list[int]:
        """Which pieces declare something that is made of others."""
        return [at for at, piece in enumerate(self.made) if piece.block.bases]

    @cached_property
    def _abroad(self) -> list[int]:
        """Which pieces ask other files for something."""
        return [at for at, piece in enumerate(self.made) if piece.block.abroad]

    def take_over(self, before: "Cut", first: int, rest: int, behind: int) -> None:
        """Use what was found of an earlier cut, whose pieces from `first` to `rest` are now those from there to `behind`."""

        def taken(known: list[int], own: Iterable[int]) -> list[int]:
            moved = known[bisect_left(known, rest) :]
            by = behind - rest
            return [*known[: bisect_left(known, first)], *own, *([at + by for at in moved] if by else moved)]

        there = range(first, behind)
        old, new = before.alone[first:rest], self.alone[first:behind]
        self.special = taken(before.special, (at for at in there if self.alone[at].is_special))
        if [p.frozen for p in old] != [p.frozen for p in new]:
            return
        self.frozen = before.frozen
        made = tuple([p.block for p in self.made[first:behind]])
        self.blocks = before.blocks[:first] + made + before.blocks[rest:]
        self._edited = (before.blocks, first, len(before.blocks) - rest)
        self._derived = taken(before._derived, (first + nth for nth, block in enumerate(made) if block.bases))
        self._abroad = taken(before._abroad, (first + nth for nth, block in enumerate(made) if block.abroad))
        if [p.declared for p in before.made[first:rest]] == [p.declared for p in self.made[first:behind]]:
            self.spots, self.declared = before.spots, before.declared
            self.drafts, self.aliases = before.drafts, before.aliases

    def placed(self, at: int) -> Piece:
        """A piece, moved to where it stands."""
        piece, start = self.made[at], self.starts[at]
        key = (self.texts[at], self.frozen if piece.asks else (), start)
        found = _PLACED.get(key) if start else piece
        if found is None:
            found = shifted(piece, start)
            _PLACED.keep(key, found, len(key[0]))
        return found

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple([piece.block for piece in self.made])

    @property
    def derived(self) -> list[Block]:
        """Those that declare something that is made of others."""
        return [self.blocks[at] for at in self._derived]

    @property
    def abroad(self) -> frozenset[str]:
        """The names that other files must be asked for."""
        return frozenset(name for at in self._abroad for name in self.blocks[at].abroad)

    def standing(self, blocks: Sequence[Block]) -> tuple[int, int]:
        """How many blocks at the head and at the tail are known to be those of an earlier reading."""
        before, head, tail = self._edited
        return (head, tail) if before is blocks else (0, 0)


_CUT = "contract pieces"


def pieces(text: Text) -> Cut:
    """A file, cut into its pieces."""
    held: Cut | None = text.memo.get(_CUT)
    if held is None:
        origin = text.origin
        before: Cut | None = origin.text.memo.get(_CUT) if origin is not None else None
        held = _cut_again(text.source, before, origin) if before is not None and origin is not None else None
        held = held or _cut(text.source)
        text.memo[_CUT] = held
        text.forget_origin()
    # Cut where no declaration starts, both sides are broken; then the whole may not be.
    broken = [at for at in held.special if held.alone[at].broken]
    in_doubt = any(b == a + 1 for a, b in pairwise(broken))
    if in_doubt and not parse("typescript", Text(text.source), readable(text.source)).root.has_error:
        return Cut(Offsets((0,)), [text.source], [read_piece(text.source, ())])
    return held


def _cut(source: str) -> Cut:
    ranges = chunks(source) if not unclosed_comments(source) else [Range(0, len(source))]
    texts = [source[r.start : r.end] for r in ranges]
    return Cut(Offsets(r.start for r in ranges), texts, [read_piece(t, ()) for t in texts])


def _cut_again(source: str, before: Cut, origin: Origin) -> Cut | None:
    """The cut of an edited text: only what is around the edit is looked at. None where a comment swallows what follows."""
    starts, count = before.starts, len(before.starts)
    by = origin.length - (origin.range.end - origin.range.start)
    if _is_within_line(source, origin):
        at = starts.until(origin.range.start) - 1
        end = starts[at + 1] + by if at + 1 < count else len(source)
        return _with_pieces(before, starts.edited(at + 1, at + 1, (), by), at, at + 1, [source[starts[at] : end]])
    # Whether a declaration starts in a line depends on that line and on the piece before it.
    first = max(0, starts.before(origin.range.start) - 2)
    behind, more = starts.until(origin.range.end), 1
    while first < count:
        begin, last = starts[first], behind + more
        end = starts[last] + by if last < count else len(source)
        if unclosed_comments(source[begin:end]):
            return None
        found = [begin + r.start for r in chunks(source[begin:end])]
        rest = last - 1 if last < count else count
        if rest < count:
            meets = starts[rest] + by
            if meets not in found:  # the edit has changed where the next declaration starts: look farther
                more *= 4
                continue
            found = found[: found.index(meets)]
        ends = [*found[1:], starts[rest] + by if rest < count else len(source)]
        texts = [source[a:b] for a, b in zip(found, ends, strict=True)] if found else []
        return _with_pieces(before, starts.edited(first, rest, found, by), first, rest, texts)
    return None


def _with_pieces(before: Cut, starts: Offsets, first: int, rest: int, texts: list[str]) -> Cut:
    """The cut with the pieces from the how manieth to the how manieth replaced."""
    every, alone = before.texts.copy(), before.alone.copy()
    every[first:rest], alone[first:rest] = texts, [read_piece(t, ()) for t in texts]
    made = Cut(starts, every, alone)
    made.take_over(before, first, rest, first + len(texts))
    return made


def _is_within_line(source: str, origin: Origin) -> bool:
    """True for an edit that cannot change where a declaration starts: within an indented line, and of no comment's marks."""
    start, end = origin.range.start, origin.range.start + origin.length
    if not _PLAIN.fullmatch(source, start, end) or not _PLAIN.fullmatch(origin.text[origin.range]):
        return False
    before = source[source.rfind("\n", 0, start) + 1 : start]
    if before[:1] not in (" ", "\t") or before[-1] in "/*" or source[end : end + 1] in ("/", "*"):
        return False
    written = before.lstrip(" \t")
    return bool(written) and written[0] not in "/@" and len(f"{before}.".splitlines()) == 1


def read_piece(source: str, frozen: Frozen) -> Piece:
    """What a text declares. `frozen` are the `as const` values of the file, for the types that are made of them.

    What a file has is found as long as it has it, however many pieces there are.
    """
    found = STANDING.get((source, frozen))
    if found is None:
        found = STANDING[source, frozen] = _read(source, frozen)
    LAST.keep((source, frozen), found, len(source))
    return found


STANDING: WeakValueDictionary[tuple[str, Frozen], Piece] = WeakValueDictionary()
LAST = Recent[tuple[str, Frozen], Piece](REMEMBERED, LETTERS)


def _read(source: str, frozen: Frozen) -> Piece:
    text = Text(source)
    syntax, repair = mend("typescript", parse("typescript", text, readable(source)), whole=True)
    own = frozen_literals(syntax)
    types = Types(syntax, dict(frozen) | own, maker=taken, signer=signed)
    declarations = Declarations(types, "contract")
    file = File(declarations)
    problems = list(repair.problems)

    def other(statement: Statement) -> None:
        problems.extend(_other(syntax, declarations, statement))

    file.read(other)
    if syntax.root.has_error:
        problems.extend(_errors(syntax))
    lost = (Alias(x.name, x.name_range, x.range, Kind("hole"), "unknown") for x in repair.lost)
    aliases = (*declarations.aliases, *lost)
    return Piece(
        block=_block(source, frozen, declarations, aliases),
        declared=_declared(declarations, aliases),
        drafts=tuple(declarations.drafts),
        enums=tuple(declarations.enums),
        constants=tuple(declarations.constants),
        aliases=aliases,
        imports=tuple(file.imports),
        definitions=tuple(file.definitions),
        problems=tuple(problems),
        holes=tuple({*types.holes, *repair.holes}),
        exported=_names(file.exported),
        default=_default(syntax) if "default" in source else "",
        frozen=tuple(own.items()),
        broken=bool(repair.problems) or syntax.root.has_error,
        asks="typeof" in source,
        silences=SILENCE in source,
    )


def _declared(declarations: Declarations, aliases: tuple[Alias, ...]) -> tuple[Declared, ...]:
    sorts: tuple[tuple[Category, Sequence[Record | Enum | Constant | Alias]], ...] = (
        ("record", [d.record for d in declarations.drafts]),
        ("enum", declarations.enums),
        ("constant", declarations.constants),
        ("alias", aliases),
    )
    found: list[tuple[int, Declared]] = [
        (one.range.start, (sort, nth, one.name)) for sort, all in sorts for nth, one in enumerate(all)
    ]
    return tuple(declared for _, declared in sorted(found, key=lambda one: one[0]))


def _block(source: str, frozen: Frozen, declarations: Declarations, aliases: tuple[Alias, ...]) -> Block:
    drafts = declarations.drafts
    named = (*(d.record for d in drafts), *declarations.enums, *declarations.constants, *aliases)
    within = [f for d in drafts for f in (*d.record.fields, *(f for b in d.bases for f in b.fields))]
    kinds = [*(f.kind for f in within), *(a.kind for a in aliases)]
    return Block(
        content=(source, frozen) if frozen else source,
        names=tuple(n.name for n in named),
        aliases=_names(a.name for a in aliases),
        bases=_names(b.name for d in drafts for b in d.bases),
        targets=_names(t for kind in kinds for t in targets_of(kind)),
        abroad=_names(_abroad(kinds, (b.name for d in drafts for b in d.bases))) if _ASKS.search(source) else _NONE,
    )


def _default(syntax: Syntax) -> str:
    """The name of what is exported without one: `export default interface Customer`, `export default Customer`."""
    for statement in syntax.root.children:
        if statement.type == "export_statement" and ts.child(statement, "default") is not None:
            what = ts.field(statement, "declaration") or ts.field(statement, "value")
            name = ts.field(what, "name") or what if what is not None else None
            return syntax.str(name) if name is not None and name.type.endswith("identifier") else ""
    return ""


def _abroad(kinds: Iterable[Kind], bases: Iterable[str]) -> Iterator[str]:
    """The names that other files must be asked for."""
    yield from (name for name in bases if name.startswith(IMPORT))
    todo = list(kinds)
    while todo:
        kind = todo.pop()
        if kind.steps[:1] == (TYPE_OF,) or kind.target.startswith(IMPORT):
            yield from (o.target for o in kind.options) if kind.steps else (kind.target,)
        todo.extend(kind.options)
        todo.extend(f.kind for f in (*kind.members, *kind.signature))


def _names(names: Iterable[str]) -> frozenset[str]:
    """A set of names. Those of most pieces are empty, and share one."""
    return frozenset(names) or _NONE


# By text and place: what one keystroke asks for, the next does again.
_PLACED = Recent[tuple[str, Frozen, int], Piece](REMEMBERED, LETTERS)


def _other(syntax: Syntax, declarations: Declarations, statement: Statement) -> list[Problem]:
    """Reads a constant; anything else does not belong in a contract."""
    node = statement.node
    if node.type == "ERROR" or (node.type == "identifier" and statement.exported):  # `export default Customer`
        return []
    if node.type == "lexical_declaration" and (node.children[0].type == "const"):
        found: list[Problem] = []
        for declarator in (c for c in node.children if c.type == "variable_declarator"):
            if not declarations.constant(declarator, statement.range, statement.comment) and not _is_brand(declarator):
                found.append(_not_constant(syntax, declarator))
        return found
    noun = _NOUNS.get(node.type, "this statement")
    range = syntax.range(node)
    line_end = syntax.text.source.find("\n", range.start, range.end)
    shown = Range(range.start, len(syntax.text.source[:line_end].rstrip()) if line_end >= 0 else range.end)
    message = f"A contract holds types, enums and constants only: move {noun} elsewhere."
    return [Problem("not-a-contract", shown, message)]


def _is_brand(declarator: Node) -> bool:
    """True for `declare const brand: unique symbol`, which only types name."""
    type = declared_type(declarator)
    return type is not None and type.type == "predefined_type" and (type.text or b"").startswith(b"unique")


def _not_constant(syntax: Syntax, declarator: Node) -> Problem:
    """A `const` that is not frozen, or computes something."""
    name, initial = ts.field(declarator, "name"), ts.field(declarator, "value")
    shown = syntax.range(name if name is not None else declarator)
    label = syntax.str(name) if name is not None else "it"
    if initial is not None and initial.type in ("object", "array") and not value_of(initial).frozen:
        range = syntax.range(initial)
        closing = Range(max(range.start, range.end - 1), range.end)
        message = f"`{label}` can change: end it with `as const`, so that its values are part of the contract."
        return Problem("not-a-contract", closing, message, syntax.text[closing] + " as const", "Add `as const`")
    return Problem("not-a-contract", shown, f"`{label}` is not a plain value: a contract computes nothing.")


def _errors(syntax: Syntax) -> list[Problem]:
    """One problem for each place that could not be mended."""
    found: list[Problem] = []
    for node in ts.walk(syntax.root):
        if (node.is_error or node.is_missing) and not any(_inside(syntax, node, p.range) for p in found):
            range = syntax.range(node)
            line_end = syntax.text.source.find("\n", range.start, range.end)
            range = Range(range.start, line_end if line_end >= 0 else range.end)
            what = f"`{node.type}` is missing here." if node.is_missing else "This cannot be read."
            found.append(Problem("syntax-error", range, what))
    return found


def _inside(syntax: Syntax, node: Node, range: Range) -> bool:
    own = syntax.range(node)
    return range.start <= own.start and own.end <= range.end
