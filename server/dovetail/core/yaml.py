"""YAML as plain data, with the range of every key and value, and problems instead of exceptions.

`validated` turns the data into a pydantic model; a part that does not fit is a problem at its own place, and the rest stands.
"""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any, TypeVar, cast

import pydantic
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from .dataclass import dataclass
from .shapes import Problem
from .text import Range
from .words import nearest

Path = tuple[str | int, ...]
Model = TypeVar("Model", bound=pydantic.BaseModel)


class Places(Mapping[Path, Range]):
    """The ranges of a document that knows which of them are near an offset."""

    @abstractmethod
    def near(self, offset: int) -> Iterator[tuple[Path, Range]]:
        """All that are around an offset, and perhaps some others, in their order."""
        ...


def around(places: Mapping[Path, Range], offset: int) -> Iterator[tuple[Path, Range]]:
    """The paths and ranges around an offset, in their order."""
    near = places.near(offset) if isinstance(places, Places) else places.items()
    return ((path, range) for path, range in near if offset in range)


@dataclass(frozen=True, slots=True)
class Document:
    """`keys` and `values` give the range of the key and of the value at a path such as `("packages", 0, "owns")`."""

    data: Any
    keys: Mapping[Path, Range] = field(default_factory=dict[Path, Range])
    values: Mapping[Path, Range] = field(default_factory=dict[Path, Range])
    problems: tuple[Problem, ...] = ()

    def place(self, path: Path) -> Range:
        """The range of the value at a path, or of the nearest thing above it that exists."""
        while path:
            if path in self.values:
                return self.values[path]
            if path in self.keys:
                return self.keys[path]
            path = path[:-1]
        return self.values.get((), Range(0, 0))

    def key_place(self, path: Path) -> Range:
        """The range of the key at a path, or of its value or owner where it has none."""
        return self.keys.get(path) or self.place(path)


def parse(source: str, offset: int = 0) -> Document:
    """Read one YAML document. `offset` is where the source starts in the file that the ranges are for."""
    try:
        node = compose(source)
    except MarkedYAMLError as error:
        return Document(None, problems=(syntax_problem(source, offset, error),))
    except (YAMLError, ValueError) as error:
        first = str(error).splitlines()[0]
        return Document(
            None, problems=(Problem("syntax-error", Range(offset, offset + len(source)), f"Not YAML: {first}."),)
        )
    reader = Reader(offset)
    data = reader.read(node, ()) if node is not None else None
    return Document(data, reader.keys, reader.values, tuple(reader.problems))


def compose(source: str) -> Node | None:
    """The tree of one YAML document. Raises `YAMLError` for what is none."""
    reader = YAML(typ="safe", pure=True)
    try:
        # The reader forbids control characters that an editor may well hold; it says so with a position.
        return reader.compose(source)
    finally:
        # Its parts refer to one another, and would be there until a collection, with the text and all tokens.
        for part in [p for p in vars(reader).values() if getattr(p, "loader", None) is reader]:
            vars(part).clear()
        vars(reader).clear()


def syntax_problem(source: str, offset: int, error: MarkedYAMLError, behind: int = 0) -> Problem:
    """What an error says. `behind` is how much of the source stands before what was read when it was raised."""
    mark = error.problem_mark or error.context_mark
    at = min(mark.index + behind, max(len(source) - 1, 0)) if mark is not None else 0
    range = Range(offset + at, offset + min(at + 1, len(source)))
    if source[at : at + 1] == "\t" or "'\\t'" in str(error.problem):
        tab = at if source[at : at + 1] == "\t" else source.find("\t", at)
        tab = tab if tab >= 0 else at
        end = tab + len(source[tab:]) - len(source[tab:].lstrip("\t"))
        return Problem(
            "syntax-error",
            Range(offset + tab, offset + max(end, tab + 1)),
            "YAML does not allow a tab for indentation; use spaces.",
            replacement=_spaces_for_tabs(source, tab),
            fix_title="Replace the tab by spaces",
        )
    what = str(error.problem or error.context or "this cannot be read").strip()
    return Problem("syntax-error", range, f"Not valid YAML: {what}.")


def _spaces_for_tabs(source: str, tab: int) -> str:
    """The indentation that a line is likely to be meant to have: that of the keys above it, or one step below them."""
    above = next((line for line in reversed(source[:tab].split("\n")[:-1]) if line.strip()), "")
    keys = above.lstrip().removeprefix("- ").lstrip()
    deeper = 2 if keys.rstrip().endswith(":") else 0
    return " " * (len(above.rstrip()) - len(keys.rstrip()) + deeper)


class Reader:
    """Takes plain data out of a tree, and notes where everything is; `blocks` are the collections that are not in brackets."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        self.keys: dict[Path, Range] = {}
        self.values: dict[Path, Range] = {}
        self.problems: list[Problem] = []
        self.blocks: set[Path] = set()

    def _range(self, node: Node) -> Range:
        return Range(self.offset + node.start_mark.index, self.offset + node.end_mark.index)

    def read(self, node: Node, path: Path) -> Any:
        """The data of a node that is at a path."""
        self.values[path] = self._range(node)
        if isinstance(node, MappingNode | SequenceNode) and not node.flow_style:
            self.blocks.add(path)
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.read(child, (*path, i)) for i, child in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return _scalar(node)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            name = key_node.value if isinstance(key_node, ScalarNode) else ""
            if name in data:
                self.problems.append(
                    Problem(
                        "duplicate-key",
                        self._range(key_node),
                        f"'{name}' is already given above; the two values contradict.",
                    )
                )
                continue
            here = (*path, name)
            self.keys[here] = self._range(key_node)
            data[name] = self.read(value_node, here)
        return data


def _scalar(node: ScalarNode) -> Any:
    value: str = node.value
    tag = str(node.tag).rpartition(":")[2]
    try:
        if tag == "int":
            return int(value.replace("_", ""), 0)
        if tag == "float":
            return float(value.replace("_", ""))
    except ValueError:
        return value
    if tag == "bool":
        return value.lower() in ("true", "yes", "on")
    return None if tag == "null" else value


def validated(document: Document, model: type[Model]) -> tuple[Model | None, tuple[Problem, ...]]:
    """The document as a model, without the parts that do not fit it, and what does not fit."""
    problems: list[Problem] = list(document.problems)
    data = document.data
    if data is None and any(p.rule == "syntax-error" for p in problems):
        return None, tuple(problems)
    if not isinstance(data, dict):
        found = "nothing" if data is None else _yaml_type(data)
        message = f"Expected keys and values here, such as '{next(iter(model.model_fields))}: …', and found {found}."
        return None, (*problems, Problem("wrong-type", document.place(()), message))
    for _ in range(100):  # each round removes at least one part, and few files have a hundred faults
        try:
            return model.model_validate(data), tuple(problems)
        except pydantic.ValidationError as error:
            faults = error.errors(include_url=False, include_input=True)
            if data is document.data:
                # The first round names every fault; later ones only see what removing a part has left behind.
                keys = {existing(data, f["loc"]) for f in faults if f["loc"][-1:] == ("[key]",)}
                told = (f for f in faults if f["loc"][-1:] == ("[key]",) or existing(data, f["loc"]) not in keys)
                problems.extend(
                    problem_of(document, model, fault) for fault in told
                )  # of an unknown key, not its value
            before = repr(data)
            data = without(data, {existing(data, fault["loc"]) for fault in faults} - {()})
            if repr(data) == before:
                return None, tuple(problems)
    return None, tuple(problems)


def _removal_order(path: Path) -> tuple[int, tuple[str, ...]]:
    return (len(path), tuple(f"{p:09}" if isinstance(p, int) else p for p in path))


def without(data: Any, paths: Iterable[Path]) -> Any:
    """The data without the parts at some paths; None where all of it is one."""
    for path in sorted(paths, key=_removal_order, reverse=True):
        if not path:
            return None
        data = _without(data, path)
    return data


def existing(data: Any, location: tuple[int | str, ...]) -> Path:
    """The part of pydantic's location that is in the data; a missing key takes its owner with it."""
    path: list[str | int] = []
    for step in location:
        if not isinstance(data, dict | list):
            break
        try:
            data = cast(Any, data)[step]
        except (KeyError, IndexError, TypeError):
            break
        path.append(step)
    return tuple(path)


def _without(data: Any, path: Path) -> Any:
    if not path:
        return data
    head, rest = path[0], path[1:]
    if isinstance(data, dict):
        if not rest:
            return {k: v for k, v in data.items() if k != head}
        return {k: _without(v, rest) if k == head else v for k, v in data.items()}
    if isinstance(data, list) and isinstance(head, int):
        if not rest:
            return [v for i, v in enumerate(data) if i != head]
        return [_without(v, rest) if i == head else v for i, v in enumerate(data)]
    return data


_EXPECTED = {
    "string_type": "text", "int_type": "a whole number", "int_parsing": "a whole number", "float_type": "a number",
    "float_parsing": "a number", "bool_type": "true or false", "bool_parsing": "true or false", "list_type": "a list, such as [a, b]",
    "tuple_type": "a list, such as [a, b]", "dict_type": "keys and values", "model_type": "keys and values",
}  # fmt: skip


def problem_of(document: Document, model: type[pydantic.BaseModel], fault: Any) -> Problem:
    """What pydantic's error says, at its place."""
    path: Path = existing(document.data, fault["loc"])
    name = str(fault["loc"][-1]) if fault["loc"] else ""
    kind: str = fault["type"]
    if kind == "extra_forbidden":
        known = _known_keys(model, path[:-1])
        near = nearest(name, known)
        hint = f"; did you mean '{near}'?" if near else f"; known are {', '.join(known)}."
        place = document.key_place(path)
        return Problem("unknown-key", place, f"Unknown key '{name}'{hint}", near, f"Change to '{near}'" if near else "")
    if kind == "missing":
        return Problem(
            "missing-key",
            document.key_place(path) if path else Range(document.place(()).start, document.place(()).start + 1),
            f"'{name}' is missing here.",
        )
    if kind == "literal_error":
        values = [v.strip(" '") for v in str(fault["ctx"]["expected"]).replace(" or ", ", ").split(",")]
        given = str(fault["input"])
        near = nearest(given, values)
        if name == "[key]":
            hint = f"; did you mean '{near}'?" if near else f"; known are {', '.join(values)}."
            place = document.key_place(path)
            return Problem(
                "unknown-key", place, f"Unknown key '{given}'{hint}", near, f"Change to '{near}'" if near else ""
            )
        message = f"'{given}' is no value of `{_label(path)}`; it is one of {', '.join(values)}."
        return Problem("wrong-type", document.place(path), message, near, f"Change to '{near}'" if near else "")
    expected = _EXPECTED.get(kind)
    if expected is None:
        message = f"{_label(path)}: {fault['msg'][0].lower()}{fault['msg'][1:]}.".removeprefix(": ").replace(
            "value error, ", ""
        )
        return Problem("wrong-type", document.place(path), message)
    return Problem(
        "wrong-type",
        document.place(path),
        f"'{_label(path)}' must be {expected}, and this is {_yaml_type(fault['input'])}.",
    )


def _label(path: Path) -> str:
    """The last key by name, with the item's number where the place is in a list."""
    names = [p for p in path if isinstance(p, str)]
    return names[-1] if names else "value"


def _yaml_type(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return f"{str(value).lower()}"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text '{value if len(value) < 30 else value[:29] + '…'}'"
        case list():
            return "a list"
        case _:
            return "a group of keys"


def _known_keys(model: type[pydantic.BaseModel], path: Path) -> list[str]:
    """The keys that the model knows at a path."""
    current: Any = model
    for step in path:
        if isinstance(current, type) and issubclass(current, pydantic.BaseModel) and isinstance(step, str):
            info = next((f for n, f in current.model_fields.items() if step in (n, f.alias)), None)
            current = info.annotation if info else None
        current = _model_in(current)
    if isinstance(current, type) and issubclass(current, pydantic.BaseModel):
        return [f.alias or n for n, f in current.model_fields.items()]
    return []


def _model_in(annotation: Any) -> Any:
    """The model class within `Model | None`, `list[Model]`, `dict[str, Model]` …"""
    if isinstance(annotation, type) and issubclass(annotation, pydantic.BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None
