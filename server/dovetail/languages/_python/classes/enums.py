"""Enums that Python's classes are."""

from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.shapes import Enum, Member
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import Comment
from ..._treesitter import Syntax
from ..syntax.literals import literal, string_value
from .bases import base_names
from .members import assignments

_ENUMS = frozenset({"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag", "TextChoices", "IntegerChoices", "ReprEnum"})
_CHOICES = frozenset({"TextChoices", "IntegerChoices"})


def enum_class(syntax: Syntax, node: Node, comment: Comment, range: Range, above: Sequence[Enum]) -> Enum | None:
    """The enum that a class is, of whose values some may be those of enums above; None where the class is no enum."""
    names = base_names(syntax, node)
    body, name = ts.field(node, "body"), ts.field(node, "name")
    kinds = {n.rsplit(".", 1)[-1] for n, _ in names}
    if body is None or name is None or not (kinds & _ENUMS or _is_enum_of_ours(kinds, above)):
        return None
    members = _members(syntax, body, kinds, above)
    own = syntax.range(name)
    seen = tuple(m for m in members if m is not None)
    open = len(seen) < len(members)
    return Enum(syntax.str(name), own, range, seen, "code", "enum", comment.doc, comment.tags, open)


def _is_enum_of_ours(kinds: set[str], above: Sequence[Enum]) -> bool:
    """True where a base is an enum that a program has for all of its own: one above, or one that is called so."""
    return any(k.endswith("Enum") for k in kinds) or any(e.name in kinds and not e.members for e in above)


def _members(syntax: Syntax, body: Node, kinds: set[str], above: Sequence[Enum]) -> list[Member | None]:
    """The members of an enum; None for one whose value is not seen."""
    members: list[Member | None] = []
    for left, right in assignments(body):
        written = syntax.str(left)
        if left.type != "identifier" or right is None or written.startswith("_"):
            continue
        if kinds & _CHOICES and right.type in ("expression_list", "tuple"):  # the value, and how it is shown
            right = next((c for c in right.children if c.is_named), right)
        value = literal(syntax, right)
        if value is None and kinds & _ENUMS and syntax.str(right).endswith("auto()"):
            value = written.lower() if "StrEnum" in kinds else str(len(members) + 1)
        shown = string_value(value) if value is not None else _value_of(syntax.str(right), members, above)
        members.append(Member(written, shown, syntax.range(left)) if shown is not None else None)
    return members


def _value_of(expression: str, own: Sequence[Member | None], above: Sequence[Enum]) -> str | None:
    """The value of a member above, or of an enum above: `State.OPEN.value`; None for anything else."""
    enum, _, name = expression.removesuffix(".value").rpartition(".")
    known = own if not enum else next((e.members for e in above if e.name == enum), ())
    return next((m.value for m in known if m is not None and m.name == name), None)


def nested_choices(syntax: Syntax, field: Node, above: Sequence[Enum]) -> dict[str, tuple[str, ...]]:
    """The enums that the class of a field has within it: `class Policy(models.TextChoices)`."""
    statement = field.parent
    body = statement.parent if statement is not None else None
    found: dict[str, tuple[str, ...]] = {}
    for node in body.children if body is not None else []:
        name, inner = ts.field(node, "name"), ts.field(node, "body")
        if node.type != "class_definition" or name is None or inner is None:
            continue
        kinds = {n.rsplit(".", 1)[-1] for n, _ in base_names(syntax, node)}
        members = _members(syntax, inner, kinds, above) if kinds & _CHOICES else []
        seen = tuple(m.value for m in members if m is not None)
        if seen and len(seen) == len(members):
            found[syntax.str(name)] = seen
    return found
