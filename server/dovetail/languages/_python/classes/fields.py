"""The fields that the body of a Python class declares."""

import re
from collections.abc import Mapping, Sequence

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.shapes import Enum, Field, Kind, Nullable, Presence
from dovetail.core.text import Range, Text
from dovetail.core.words import singular

from ... import _treesitter as ts
from ..._comments import Comment, read_comment
from ..._kinds import formatted
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.types import Annotated, Types
from .columns import column_kind, related_class
from .constructs import MIXIN, STRUCT
from .declared import declared_column
from .django import django_field, keywords
from .enums import nested_choices

_DESCRIBES = frozenset("Field field mapped_column column_property relationship Relationship attrib ib".split())
_MAKES_COLUMN = re.compile(r"(?:^|_)(?:col|column|fk|foreign_key)$")  # how functions are called that give one
_NULL: dict[str, Nullable] = {"True": "yes", "False": "no"}
_ANOTHER = re.compile(r"\b(?!Column\b)\w+[ \t]+as[ \t]+Column\b")


@dataclass
class ClassFields:
    """Reads the fields of one class. `partial`: its keys may all be left out; `above`: the enums of the file; `lenient`: what may
    be None is None by default."""

    types: Types
    construct: str
    partial: bool
    above: Sequence[Enum]
    lenient: bool = False

    def read(self, body: Node) -> list[Field]:
        """The fields, with what is said around each."""
        found: list[Field] = []
        children = body.children
        pending = ts.comments_before(children[0]) if children else []
        for i, statement in enumerate(children):
            if statement.type == "comment":
                trails = i > 0 and children[i - 1].end_point.row == statement.start_point.row
                pending = pending if trails else [*pending, statement]
                continue
            inner = statement.children[0] if statement.type == "expression_statement" and statement.children else None
            if inner is not None and inner.type in ("assignment", "identifier"):
                field = self._field(inner, _around(pending, children, i))
                found.extend([field] if field is not None else [])
            elif statement.type == "decorated_definition" and self.construct in ("table model", MIXIN):
                field = declared_column(self.types, statement)
                found.extend([field] if field is not None else [])
            pending = []
        return found

    def _field(self, node: Node, around: list[Node]) -> Field | None:
        syntax = self.types.syntax
        name = node if node.type == "identifier" else ts.field(node, "left")
        type, value = ts.field(node, "type"), ts.field(node, "right")
        if name is None or name.type != "identifier" or syntax.str(name).startswith("__"):
            return None
        places = [string_range(syntax, n) if n.type == "string" else syntax.range(n) for n in around]
        comment = read_comment(syntax.text.source, places)
        if type is None:
            if node.type != "identifier":
                if self.construct == "django model":
                    enums = {**self.types.enums, **nested_choices(syntax, node, self.above)}
                    return django_field(syntax, node, name, value, comment, enums)
                return _column(syntax, node, name, value, comment) if self.construct in ("table model", MIXIN) else None
            end = syntax.range(name).end
            self.types.holes.append(Range(end, end))
            annotated = Annotated(Kind("hole"), "unknown")
        else:
            annotated = self.types.annotation(type)
            if self.construct in ("table model", MIXIN) and (
                field := _typed_column(syntax, node, name, annotated, comment)
            ):
                return field
        private = type is not None and syntax.str(type).startswith("strawberry.Private[")
        if (
            private
            or "ClassVar" in annotated.wrappers
            or (self.construct == "pydantic model" and syntax.str(name).startswith("_"))
        ):
            return None
        calls = [c for c in (value, *annotated.metadata) if c is not None and c.type == "call"]
        given = {k: v for c in calls for k, v in keywords(syntax, c).items()}
        presence = _presence(syntax, value, given, annotated, self.partial)
        if self.lenient and value is None and annotated.nullable == "yes" and presence == "required":
            presence = "defaulted"
        of_graphql = any(syntax.str(c).startswith("strawberry.field(") for c in calls)
        names = ("name",) if self.construct == STRUCT or of_graphql else ("serialization_alias", "alias")
        wire = next((given[k] for k in names if k in given), None)
        is_table = self.construct in ("table model", MIXIN)
        column = _stored(syntax, value, given) if is_table else None
        nullable = given.get("nullable") or _inside_column(syntax, given, "nullable") if is_table else None
        said = syntax.str(nullable) if nullable is not None else ""
        key = given.get("primary_key") if is_table else None
        if key is not None and syntax.str(key) == "True":
            said, presence = "False", "required" if presence == "required" else "defaulted"
        null = "yes" if said == "True" else "no" if said == "False" else annotated.nullable
        if is_table and presence == "optional" and null == "no":
            presence = "defaulted"  # which is no way for a row to lack it
        range = syntax.range(node)
        starts = [range.start, *(p.start for p in places)]
        ends = [range.end, *(syntax.range(n).end for n in around)]
        described = given.get("description")
        doc = comment.doc or (string_value(syntax.str(described)) if described is not None else "")
        relation = value is not None and syntax.str(value).startswith(("relationship(", "Relationship("))
        return Field(
            name=syntax.str(name),
            name_range=syntax.range(name),
            kind=formatted(_listed(syntax, annotated.kind, value) if is_table else annotated.kind, comment.tags),
            presence=presence,
            nullable=null,
            range=Range(min(starts), max(ends)),
            type_range=syntax.range(type) if type is not None else None,
            list_depth=annotated.list_depth,
            wire=string_value(syntax.str(wire)) if wire is not None and is_plain_string(wire) else None,
            stored=column,
            doc=doc,
            tags=comment.tags,
            relation=relation,
        )


def _typed_column(syntax: Syntax, node: Node, name: Node, annotated: Annotated, comment: Comment) -> Field | None:
    """A column whose call says all, and its type what Python sees of it: `body: str = db.Column(db.Text, nullable=False)`."""
    value = ts.field(node, "right")
    function = ts.field(value, "function") if value is not None and value.type == "call" else None
    if function is None or syntax.str(function).rpartition(".")[2] != "Column" or _is_another(syntax):
        return None
    found = _column(syntax, node, name, value, comment)
    unsaid = found is not None and found.kind.name == "unknown"
    return (
        replace(found, kind=annotated.kind, list_depth=annotated.list_depth) if found is not None and unsaid else found
    )


def _is_another(syntax: Syntax) -> bool:
    """True where the file calls something else so: `from sqlmodel import Field as Column`."""
    return syntax.says(_ANOTHER, " as Column")


def _listed(syntax: Syntax, kind: Kind, value: Node | None) -> Kind:
    """A text of which the column lists all values is an enum: `Mapped[str] = mapped_column(Enum("open", "done"))`."""
    if kind.name != "string" or value is None or value.type != "call":
        return kind
    stored, _ = column_kind(syntax, value)
    return stored if stored.name == "enum" else kind


def _around(pending: list[Node], children: Sequence[Node], at: int) -> list[Node]:
    """The comments above a field, the one behind it, and the string below it."""
    found: list[Node] = []
    below = children[at].start_point.row
    for comment in reversed(pending):
        if below - comment.end_point.row > 1:
            break
        found.insert(0, comment)
        below = comment.start_point.row
    for node in children[at + 1 : at + 3]:
        trails = node.type == "comment" and node.start_point.row == children[at].end_point.row
        documents = node.type == "expression_statement" and node.children and node.children[0].type == "string"
        if trails or documents:
            found.append(node.children[0] if documents else node)
        if not trails:
            break
    return found


def _column(syntax: Syntax, node: Node, name: Node, value: Node | None, comment: Comment) -> Field | None:
    """`email = Column(String, nullable=False)`."""
    if value is None or value.type != "call":
        return None
    function = ts.field(value, "function")
    called = syntax.str(function).rsplit(".", 1)[-1] if function is not None else ""
    if function is not None and function.type == "identifier" and _MAKES_COLUMN.search(called) is not None:
        return _made_column(syntax, node, name, value, comment)
    if called not in ("Column", "mapped_column", "relationship"):
        return None
    given = keywords(syntax, value)
    kind, depth = column_kind(syntax, value) if called != "relationship" else _related(syntax, node, name, value, given)
    nullable = given.get("nullable")
    key = given.get("primary_key")
    required = (nullable is not None and syntax.str(nullable) == "False") or (
        key is not None and syntax.str(key) == "True"
    )
    default = given.get("default") or given.get("server_default")
    filled = (
        default is not None and nullable is None and syntax.str(default) != "None"
    )  # which null needs somebody to say
    return Field(
        name=syntax.str(name),
        name_range=syntax.range(name),
        kind=kind,
        presence="defaulted" if default is not None else "required",
        nullable="no" if required else "unknown" if filled else "yes",
        range=syntax.range(node),
        list_depth=depth,
        stored=_stored(syntax, value, given),
        doc=comment.doc,
        tags=comment.tags,
        relation=called == "relationship",
    )


def _made_column(syntax: Syntax, node: Node, name: Node, call: Node, comment: Comment) -> Field:
    """A column that a function of the program makes, as its name says: `author_id = reference_col("users")`."""
    said = keywords(syntax, call).get("nullable")
    null = _NULL.get(syntax.str(said), "unknown") if said is not None else "unknown"
    own, unread = syntax.str(name), Kind("unknown", text=syntax.str(call))
    return Field(
        own, syntax.range(name), unread, "required", null, syntax.range(node), doc=comment.doc, tags=comment.tags
    )


def _related(
    syntax: Syntax, node: Node, name: Node, value: Node, given: Mapping[str, Node]
) -> tuple[Kind, int]:  # fmt: skip
    """The class that a relation without a type leads to, and whether to many: as it says, or as the keys of its own class show."""
    unread = Kind("unknown", text=syntax.str(value))
    target, own = related_class(syntax, value), syntax.str(name)
    body = node.parent.parent if node.parent is not None else None
    written = syntax.str(body) if body is not None else ""
    if not target or ("lazy" in given and syntax.str(given["lazy"]).strip("\"'") in ("dynamic", "write_only")):
        return unread, 0
    if "uselist" in given:
        return Kind("ref", target), int(syntax.str(given["uselist"]) == "True")
    if re.search(rf"^\s*{re.escape(own)}_\w+\s*[:=].*ForeignKey", written, re.MULTILINE) is not None:
        return Kind("ref", target), 0
    many = "ForeignKey" not in written or singular(own) != own
    return (Kind("ref", target), 1) if many and not {"foreign_keys", "remote_side"} & given.keys() else (unread, 0)


def _presence(
    syntax: Syntax, value: Node | None, given: Mapping[str, Node], annotated: Annotated, partial: bool
) -> Presence:
    """Required without a default; None for a default is an absent value."""
    if "NotRequired" in annotated.wrappers or (partial and "Required" not in annotated.wrappers):
        return "optional"
    given_default = (
        given[k] for k in ("default", "default_factory", "factory", "server_default", "insert_default") if k in given
    )
    default = next(given_default, None)
    if default is None and "init" in given and syntax.str(given["init"]) == "False":
        return "defaulted"  # by the class itself
    if value is not None and value.type != "call":
        default = value
    elif value is not None:
        arguments = ts.field(value, "arguments")
        first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
        function = ts.field(value, "function")
        called = syntax.str(function).rsplit(".", 1)[-1] if function is not None else ""
        if called not in _DESCRIBES:
            default = value
        elif called == "Field" and first is not None and first.type != "keyword_argument":
            default = first
    if default is None or syntax.str(default) == "...":
        return "required"
    return "optional" if default.type == "none" else "defaulted"


def _stored(syntax: Syntax, value: Node | None, given: Mapping[str, Node]) -> str | None:
    """The column's name, where it is said: first, as `name=`, or inside SQLModel's `sa_column`."""
    inner = given.get("sa_column")
    if inner is not None:
        return _first_string(syntax, inner)
    text = syntax.str(value) if value is not None else ""
    if not text.partition("(")[0].endswith(("Column", "column")) or _is_another(syntax):
        return None
    named = given.get("name")
    return (
        string_value(syntax.str(named))
        if named is not None and is_plain_string(named)
        else _first_string(syntax, value)
    )


def _inside_column(syntax: Syntax, given: Mapping[str, Node], name: str) -> Node | None:
    """What the column that SQLModel is given, `sa_column=Column(DateTime, nullable=False)`, says under a name."""
    inner = given.get("sa_column")
    return keywords(syntax, inner).get(name) if inner is not None and inner.type == "call" else None


def _first_string(syntax: Syntax, value: Node | None) -> str | None:
    arguments = ts.field(value, "arguments") if value is not None and value.type == "call" else None
    first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
    return string_value(syntax.str(first)) if first is not None and is_plain_string(first) else None


def insertion(text: Text, fields: tuple[Field, ...], construct: str) -> int | None:
    """Where another field goes: behind the last; in a dataclass before the first that has a default, for the others may not follow it."""
    if not fields:
        return None
    defaulted = [f for f in fields if f.presence != "required"]
    before = defaulted[0] if construct in ("dataclass", "named tuple") and defaulted else None
    line = text.line_of(before.range.start) if before is not None else text.line_of(fields[-1].range.end) + 1
    if line >= len(text.line_starts):
        line = text.line_of(fields[-1].range.start)
    return text.line_starts[line]
