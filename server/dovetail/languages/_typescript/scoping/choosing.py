"""What a value is where a test says which of several it is, by the name that tells them apart: `switch (event.type)`."""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from dovetail.core.arguments import step_to_alternative
from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import bare, leaves, parts
from ..syntax.types import unquoted
from .scopes import Value
from .values import Uses

_PLAIN = re.compile(r"[\w.:/-]+")
_EQUAL, _UNEQUAL = ("===", "=="), ("!==", "!=")


@dataclass(frozen=True, slots=True)
class Choice:
    """A test that says which of several types a name is of: its property `by` is one of some texts."""

    name: str
    by: str
    texts: tuple[str, ...]
    at: Range


def choice(syntax: Syntax, test: Node, *, equal: bool = True) -> Choice | None:
    """What `event.type === "added"` says where it is true; what `event.type !== "added"` says where it is not, if not `equal`."""
    if test.type != "binary_expression" or ts.child(test, *(_EQUAL if equal else _UNEQUAL)) is None:
        return None
    left, right = syntax.field(test, "left"), syntax.field(test, "right")
    return _choice(syntax, left, [right]) if left is not None and right is not None else None


def choices(syntax: Syntax, switch: Node) -> Iterator[tuple[Node, Choice | None]]:
    """The cases of a `switch` that tells alternatives apart, each with what it says; nothing for any other `switch`."""
    asked = ts.field(switch, "value")
    asked = bare(asked) if asked is not None else None
    if asked is None or asked.type != "member_expression":
        return
    texts: list[Node] = []
    runs_on = False
    for case in parts(ts.field(switch, "body")):
        text = ts.field(case, "value")
        body = [c for c in parts(case) if c != text]
        texts = [*(texts if runs_on else []), *([text] if text is not None else [])]
        open_end = text is None or (runs_on and not texts)
        yield case, None if open_end else _choice(syntax, asked, texts)
        runs_on = not body or not leaves(body[-1])


def chosen(value: Value | None, said: Choice, uses: Uses) -> Value | None:
    """The alternative of a value that a test says it is; the value itself where it is no choice of several."""
    if value is None or value.is_list or value.some or value.admitted:
        return value
    kind = value.kind
    if kind.name == "union" and not value.chain and not value.through:
        left = [option for option in kind.options if _may_be(option, said, uses)]
        if len(left) == 1:
            return uses.value(Typed(left[0]), value.via)
        return replace(value, kind=replace(kind, options=tuple(left), target="")) if left else None
    if kind.name != "ref" or kind.target[:1] == "<" or (not value.chain and kind.target in uses.records):
        return value
    step = step_to_alternative(said.by, said.texts)
    return replace(value, chain=(*value.chain, step), ranges=(*value.ranges, said.at))


def _may_be(option: Kind, said: Choice, uses: Uses) -> bool:
    """False for a type that has another text under the name."""
    record = uses.records.get(option.target) if option.name == "ref" else None
    fields = record.fields if record is not None else option.members
    told = next((f.kind for f in fields if f.name == said.by), None)
    return told is None or not told.values or bool(set(told.values) & set(said.texts))


def _choice(syntax: Syntax, asked: Node, texts: Sequence[Node]) -> Choice | None:
    owner, name = ts.field(bare(asked), "object"), ts.field(bare(asked), "property")
    if asked.type != "member_expression" or owner is None or name is None or owner.type != "identifier":
        return None
    if _is_made_again(syntax, syntax.str(owner)):
        return None
    said = tuple(unquoted(syntax.str(t)) for t in texts)
    if not said or any(t.type != "string" for t in texts) or not all(_PLAIN.fullmatch(t) for t in said):
        return None
    return Choice(syntax.str(owner), syntax.str(name), said, syntax.range(name))


def _is_made_again(syntax: Syntax, name: str) -> bool:
    """True for a name that a file gives another value somewhere."""
    again = rf"(?<![\w$.])(?<!const )(?<!let )(?<!var ){re.escape(name)}\s+=\s"
    return re.search(again, syntax.text.source) is not None
