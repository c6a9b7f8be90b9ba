"""A long YAML document read in pieces, so that only what has changed is read again.

A sprint is some keys at the top and a long list of packages. It is cut where a key of the top or an item of the list begins, and
each piece is read as YAML of its own, which it is unless something reaches over the cut: a text in quotes, say, that is not closed
yet, or an alias. Then the piece cannot be read alone, and the document is read from there on, or as a whole. What comes out is what
`yaml.parse` and `yaml.validated` give, which `tests/core/test_yaml_pieces.py` holds it to.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Literal, TypeVar

import pydantic
from ruamel.yaml.composer import ComposerError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from .dataclass import dataclass, replace
from .shapes import Problem
from .text import Range
from .yaml import (
    Document,
    Path,
    Places,
    Reader,
    compose,
    existing,
    parse,
    problem_of,
    syntax_problem,
    validated,
    without,
)

Model = TypeVar("Model", bound=pydantic.BaseModel)
Item = TypeVar("Item", bound=pydantic.BaseModel)
Which = Literal["keys", "values"]
Fit = tuple[pydantic.BaseModel | None, tuple[Problem, ...]]  # an item without what does not fit, and what that is

_QUIET = r"(?:[ ]*(?:#[^\n\r\x85\u2028\u2029]*)?\r?\n)*"  # lines that are empty or a comment
_START = re.compile(rf"{_QUIET}(?:---[ ]*\r?\n{_QUIET})?")
_KEY = re.compile(r"\n(?=[A-Za-z_][\w-]*:(?:[ \r\n]|\Z))")
_FIRST_ITEM = re.compile(rf"[\w-]+:[ ]*(?:#[^\n\r\x85\u2028\u2029]*)?\r?\n{_QUIET}( *)-(?=[ \r\n])")
# What YAML forbids (1.2.2, production 1).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OF_A_DOCUMENT = re.compile(r"^(?:---|\.\.\.|%)|\ufeff", re.MULTILINE)  # what may end one, or begin another


@dataclass(frozen=True)
class Piece:
    """A key of the top with its value, or an item of the list. Paths and ranges are from its own start.

    `open` are the paths of what ends where the next piece begins; a value that is left out stands there as a whole.
    """

    data: Any
    keys: Mapping[Path, Range]
    values: Mapping[Path, Range]
    problems: tuple[Problem, ...]
    start: int
    open: frozenset[Path]
    fits: "dict[tuple[type[pydantic.BaseModel], int], Fit]" = field(
        default_factory=dict[tuple[type[pydantic.BaseModel], int], "Fit"]
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece, where it begins, and how far behind its end the next thing begins."""

    piece: Piece
    offset: int
    gap: int = 0

    def range(self, which: Which, path: Path) -> Range:
        """Where something is in the document. Raises `KeyError` for a path that is not in the piece."""
        held = (self.piece.keys if which == "keys" else self.piece.values)[path]
        gap = self.gap if which == "values" and path in self.piece.open else 0
        start = held.start + (gap if held.start == held.end else 0)
        return Range(start + self.offset, held.end + self.offset + gap)


@dataclass(frozen=True)
class Pieces:
    """What a document was read in. `items` are those of the list under `key`, None where it was read as a whole."""

    key: str
    known: Mapping[str, Piece] = field(default_factory=dict[str, Piece])
    items: tuple[Placed, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Cut:
    """Where the pieces of a document begin and end: the keys of the top, the one with the list last but for what is `behind`."""

    before: tuple[tuple[int, int], ...]
    items: tuple[tuple[int, int], ...]
    behind: tuple[tuple[int, int], ...]
    indent: int


def parse_in_pieces(source: str, before: Pieces) -> tuple[Document, Pieces]:
    """Read one YAML document. What `before` holds of equal text is used again."""
    cut = _cut(source, before.key)
    if cut is None:
        return parse(source), replace(before, items=None)
    known: dict[str, Piece] = {}
    read: list[list[Placed]] = []
    broken: tuple[int, bool] | None = None
    for spans in (cut.before, cut.items, cut.behind):
        read.append([])
        for start, end in spans:
            text = source[start:end]
            piece = before.known.get(text) or (_piece(text) if broken is None else None)
            if piece is not None:
                known[text] = piece
                read[-1].append(Placed(piece, start, cut.indent if spans is cut.items else 0))
            elif broken is None:
                broken = (start, spans is cut.items)
    kept = Pieces(before.key, known)
    if broken is not None:
        return _broken(source, before.key, *broken) or parse(source), kept
    tops, items, last = read
    if items:
        items[-1] = replace(items[-1], gap=0)
    return _joined(source, tops, items, last, kept) or (parse(source), kept)


def validated_in_pieces(
    document: Document, pieces: Pieces, model: type[Model], item: type[pydantic.BaseModel]
) -> tuple[Model | None, tuple[Problem, ...]]:
    """What `yaml.validated` gives, where `item` is the model of what is listed: items that fitted before are not tried again."""
    if pieces.items is None:
        return validated(document, model)
    made, said = validated(replace(document, data={**document.data, pieces.key: []}, problems=()), model)
    tops = {document.keys[(name,)] for name in document.data}
    unknown = tuple(p for p in said if p.rule == "unknown-key" and p.range in tops)
    problems = [*document.problems, *(p for p in said if p not in unknown)]
    fits: list[pydantic.BaseModel] = []
    for placed in pieces.items:
        fit, faults = _fit(placed, pieces.key, model, item)
        if fit is not None:
            fits.append(fit)
        problems += [_there(p, placed) for p in faults]
    problems += unknown
    return made.model_copy(update={pieces.key: tuple(fits)}) if made is not None else None, tuple(problems)


def _cut(source: str, key: str) -> _Cut | None:
    """Where to cut; None for a document without such a list, or that begins in another way."""
    start = _START.match(source)
    assert start is not None, "it matches nothing too"
    # A cut is behind a line's end; the one that is put before the text makes its first line one like the others.
    tops = [m.end() - 1 for m in _KEY.finditer("\n" + source)]
    if not tops or tops[0] != start.end() or _FORBIDDEN.search(start[0]):
        return None
    spans = list(zip(tops, [*tops[1:], len(source)], strict=True))
    at = next((n for n, (s, _) in enumerate(spans) if source.startswith(f"{key}:", s)), None)
    first = _FIRST_ITEM.match(source, *spans[at]) if at is not None else None
    if at is None or first is None:
        return None
    begin, end, indent = first.start(1), spans[at][1], len(first[1])
    items = [begin, *(m.start() + 1 for m in re.finditer(rf"\n {{{indent}}}-(?=[ \r\n])", source[begin:end]))]
    items[1:] = [begin + i for i in items[1:]]
    return _Cut(
        (*spans[:at], (spans[at][0], begin)),
        tuple(zip(items, [*items[1:], end], strict=True)),
        tuple(spans[at + 1 :]),
        indent,
    )


def _piece(text: str) -> Piece | None:
    """A piece that is YAML of its own; None for one that is not."""
    if _OF_A_DOCUMENT.search(text):
        return None
    try:
        node: Node | None = compose(text)
    except (YAMLError, ValueError):
        return None
    if not isinstance(node, MappingNode | SequenceNode) or node.flow_style:
        return None
    reader = Reader(0)
    data = reader.read(node, ())
    depth = 0
    if isinstance(node, SequenceNode):  # an item: what is in it is found without the number that it has here
        if len(node.value) != 1:
            return None
        data, depth = data[0], 1
    return Piece(
        data,
        {p[depth:]: r for p, r in reader.keys.items()},
        {p[depth:]: r for p, r in reader.values.items() if p},
        tuple(reader.problems),
        node.start_mark.index,
        frozenset(p[depth:] for p in reader.values if p and _is_open(reader, p, len(text))),
    )


def _is_open(reader: Reader, path: Path, end: int) -> bool:
    """True for what ends where the next thing begins: what is in no brackets, and a value that is not there."""
    range = reader.values[path]
    return range.end == end and (path in reader.blocks or range.start == end)


def _broken(source: str, key: str, start: int, is_item: bool) -> Document | None:
    """A document that can be read up to a piece and cannot be read from there on; None where it turns out that it can."""
    above = f"{key}:\n" if is_item else ""
    try:
        compose(above + source[start:])
    except ComposerError:  # what an alias means may stand above
        return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if mark is None or mark.index < len(above):
            return None
        return Document(None, problems=(syntax_problem(source, 0, error, start - len(above)),))
    except (YAMLError, ValueError):
        return None
    return None


def _joined(
    source: str, tops: list[Placed], items: list[Placed], behind: list[Placed], kept: Pieces
) -> tuple[Document, Pieces] | None:
    """The document that the pieces are; None where they are not what was expected, or give a key twice."""
    data: dict[str, Any] = {}
    named: dict[str, Placed] = {}
    for placed in (*tops, *behind):
        held = placed.piece.data
        if not isinstance(held, dict) or not named.keys().isdisjoint(held):
            return None
        data |= held
        named |= dict.fromkeys(held, placed)
    if tops[-1].piece.data != {kept.key: None}:
        return None
    data[kept.key] = [i.piece.data for i in items]
    first, end = items[0], behind[0].offset if behind else len(source)
    own: dict[Path, Range] = {
        (): Range(tops[0].offset + tops[0].piece.start, len(source)),
        (kept.key,): Range(first.offset + first.piece.start, end),
    }
    keys, values = _Places("keys", kept.key, {}, named, items), _Places("values", kept.key, own, named, items)
    problems = tuple(_there(p, i) for i in (*tops, *items, *behind) for p in i.piece.problems)
    return Document(data, keys, values, problems), replace(kept, items=tuple(items))


class _Places(Places):
    """The ranges of keys or values by path, put together when they are asked for."""

    def __init__(
        self, which: Which, key: str, own: dict[Path, Range], named: dict[str, Placed], items: list[Placed]
    ) -> None:
        self._which: Which = which
        self._key = key
        self._own = own
        self._named = named
        self._items = items

    def __getitem__(self, path: Path) -> Range:
        if path in self._own:
            return self._own[path]
        if len(path) > 1 and path[0] == self._key:
            index = path[1]
            if not isinstance(index, int) or not 0 <= index < len(self._items):
                raise KeyError(path)
            return self._items[index].range(self._which, path[2:])
        placed = self._named.get(str(path[0])) if path else None
        if placed is None:
            raise KeyError(path)
        return placed.range(self._which, path)

    def __iter__(self) -> Iterator[Path]:
        if () in self._own:
            yield ()
        for placed in {id(p): p for p in self._named.values()}.values():
            yield from self._held(placed)
            if self._key in placed.piece.data:
                for index, item in enumerate(self._items):
                    yield from ((self._key, index, *path) for path in self._held(item))

    def near(self, offset: int) -> Iterator[tuple[Path, Range]]:
        yield from self._own.items()
        for placed in {id(p): p for p in self._named.values()}.values():
            for path in self._held(placed) if placed.offset <= offset else ():
                if path not in self._own:
                    yield path, self[path]
            if self._key in placed.piece.data:
                last = bisect_right(self._items, offset, key=lambda item: item.offset)
                for index in range(max(last - 2, 0), last):  # what one ends with may reach to where the next begins
                    yield from (((p := (self._key, index, *path)), self[p]) for path in self._held(self._items[index]))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _held(self, placed: Placed) -> Mapping[Path, Range]:
        return placed.piece.keys if self._which == "keys" else placed.piece.values


def _fit(placed: Placed, key: str, model: type[pydantic.BaseModel], item: type[pydantic.BaseModel]) -> Fit:
    """An item without its parts that do not fit, and what does not fit, with ranges in the piece."""
    fits, asked = placed.piece.fits, (item, placed.gap)
    if asked not in fits:
        fits[asked] = _tried(Placed(placed.piece, 0, placed.gap), key, model, item)
    return fits[asked]


def _tried(placed: Placed, key: str, model: type[pydantic.BaseModel], item: type[pydantic.BaseModel]) -> Fit:
    piece = placed.piece
    data, problems = piece.data, tuple[Problem, ...]()
    for _ in range(100):  # as `validated` does
        try:
            return item.model_validate(data), problems
        except pydantic.ValidationError as error:
            faults = error.errors(include_url=False, include_input=True)
            if data is piece.data:
                whole = _alone(placed, key)
                problems = tuple(problem_of(whole, model, {**f, "loc": (key, 0, *f["loc"])}) for f in faults)
            after = without(data, {existing(data, f["loc"]) for f in faults})
            if after is None or repr(after) == repr(data):
                return None, problems
            data = after
    return None, problems


def _alone(placed: Placed, key: str) -> Document:
    """A document whose list has one item."""
    above: Path = (key, 0)
    return Document(
        {key: [placed.piece.data]},
        {(*above, *p): placed.range("keys", p) for p in placed.piece.keys},
        {(*above, *p): placed.range("values", p) for p in placed.piece.values},
    )


def _there(problem: Problem, placed: Placed) -> Problem:
    return replace(problem, range=problem.range.shifted(placed.offset))
