"""The types of SQLAlchemy's columns, and the tables that a call makes: `users = Table("users", metadata, Column("id", Integer))`."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Kind, KindName, Record
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import Comment
from ..._statements import constant
from ..._treesitter import Syntax
from ..syntax.given import arguments_of, called_name
from ..syntax.literals import is_plain_string, string_range, string_value

TABLE = "core table"
_BY_KIND: dict[KindName, str] = {
    "string": "String Text Unicode UnicodeText VARCHAR CHAR NVARCHAR TEXT CITEXT",
    "int": "Integer SmallInteger INTEGER SMALLINT",
    "bigint": "BigInteger BIGINT",
    "float": "Float Double FLOAT REAL DOUBLE DOUBLE_PRECISION",
    "decimal": "Numeric NUMERIC DECIMAL",
    "boolean": "Boolean BOOLEAN",
    "instant": "DateTime DATETIME TIMESTAMP",
    "date": "Date DATE",
    "time": "Time TIME",
    "uuid": "UUID Uuid",
    "bytes": "LargeBinary BYTEA BLOB",
    "json": "JSON JSONB",
}
_ENUM = re.compile(r"(?:SA|Sa|sa_|SQL|Sql|SQLAlchemy|DB|Db|PG|Pg)?_?(?:Enum|ENUM)")  # also as it is often imported
_CLASS = re.compile(r"\b[A-Z]\w*\b")
_AROUND = frozenset("Mapped WriteOnlyMapped DynamicMapped Optional List Set Sequence Collection Union None".split())
_KINDS: dict[str, KindName] = {name: kind for kind, names in _BY_KIND.items() for name in names.split()}


def column_kind(syntax: Syntax, call: Node) -> tuple[Kind, int]:
    """The kind of a `Column(…)` and the lists around it, as far as its type is written in the call."""
    for part in _parts(call):
        found = _kind(syntax, part, 0)
        if found is not None:
            return replace(found[0], text=syntax.str(part)), found[1]
    return Kind("unknown", text=syntax.str(call)), 0


def named_kind(syntax: Syntax, type: Node) -> tuple[Kind, int] | None:
    """The kind that a type of SQLAlchemy names, `sa.String(80)`, and the lists around it; None where it is another thing."""
    found = _kind(syntax, type, 0)
    return (replace(found[0], text=syntax.str(type)), found[1]) if found is not None else None


def core_table(name: Node, value: Node, comment: Comment, range: Range, syntax: Syntax) -> Record | None:
    """The record of an assignment; None where its value is no such call. What is reflected or spread leaves it open."""
    if value.type != "call" or called_name(syntax, value) != "Table":
        return None
    parts = _parts(value)
    columns = [p for p in parts if p.type == "call" and called_name(syntax, p) == "Column"]
    if not columns or not is_plain_string(parts[0]):
        return None
    fields = [f for c in columns if (f := column_field(syntax, c)) is not None]
    more = any(p.type == "list_splat" or syntax.str(p).startswith("autoload") for p in parts)
    return Record(
        name=syntax.str(name),
        name_range=syntax.range(name),
        range=range,
        fields=tuple(fields),
        layer="db",
        construct=TABLE,
        open=more or len(fields) < len(columns),
        doc=comment.doc,
        tags=comment.tags,
        table=string_value(syntax.str(parts[0])),
    )


def column_field(syntax: Syntax, call: Node) -> Field | None:
    """A column of a table: `Column("email", String, nullable=False)`; None for any other call."""
    if called_name(syntax, call) != "Column":
        return None
    parts = _parts(call)
    if not parts or not is_plain_string(parts[0]):
        return None
    given = dict(_keywords(syntax, call))
    kind, depth = column_kind(syntax, call)
    return Field(
        name=string_value(syntax.str(parts[0])),
        name_range=string_range(syntax, parts[0]),
        kind=kind,
        presence="defaulted" if "default" in given or "server_default" in given else "required",
        nullable="no" if given.get("nullable") == "False" or given.get("primary_key") == "True" else "yes",
        range=syntax.range(call),
        list_depth=depth,
    )


def _kind(syntax: Syntax, part: Node, depth: int) -> tuple[Kind, int] | None:
    name = called_name(syntax, part) if part.type == "call" else syntax.str(part).rsplit(".", 1)[-1]
    if part.type not in ("call", "identifier", "attribute") or depth > 3:
        return None
    if part.type == "identifier" and name[:1].islower():  # a type that has a name: `state = Enum("open", "done")`
        made = constant(syntax, name)
        return _kind(syntax, made, depth + 1) if made is not None and made.type == "call" else None
    inner = _parts(part) if part.type == "call" else []
    if name == "ARRAY" and inner:
        found = _kind(syntax, inner[0], depth + 1)
        return (found[0], found[1] + 1) if found is not None else None
    if _ENUM.fullmatch(name) is not None:
        inner = [p for part in inner for p in _spread(syntax, part)]
        values = [string_value(syntax.str(p)) for p in inner if is_plain_string(p)]
        plain = all(is_plain_string(p) or p.type == "keyword_argument" for p in inner)
        return (Kind("enum", values=tuple(values)), 0) if values and plain else None
    if name in ("Numeric", "NUMERIC") and any("asdecimal=False" in syntax.str(p) for p in arguments_of(part)):
        return Kind("float"), 0
    known = _KINDS.get(name)
    return (Kind(known), 0) if known is not None else None


def _spread(syntax: Syntax, part: Node) -> list[Node]:
    """The elements of a list at the top of the file that stand in the place of arguments, `*STATES`; any other argument is itself."""
    name = part.children[-1] if part.type == "list_splat" else None
    listed = constant(syntax, syntax.str(name)) if name is not None and name.type == "identifier" else None
    return listed.named_children if listed is not None and listed.type in ("list", "tuple") else [part]


def _parts(call: Node) -> list[Node]:
    """The arguments without a name, and those that are spread; keywords of `Table` that reflect are kept."""
    return [p for p in arguments_of(call) if p.type != "keyword_argument" or (p.text or b"").startswith(b"autoload")]


def _keywords(syntax: Syntax, call: Node) -> Iterator[tuple[str, str]]:
    for part in arguments_of(call):
        name, value = ts.field(part, "name"), ts.field(part, "value")
        if part.type == "keyword_argument" and name is not None and value is not None:
            yield syntax.str(name), syntax.str(value)


def related_class(syntax: Syntax, call: Node) -> str:
    """The class that a relation leads to, as `relationship("Post")` or the type of its attribute says; empty where that is not seen."""
    first = next((p for p in _parts(call) if p.type != "keyword_argument"), None)
    statement = call.parent if call.parent is not None and call.parent.type == "assignment" else None
    type = ts.field(statement, "type") if statement is not None else None
    said = first or type
    named = {n for n in _CLASS.findall(syntax.str(said)) if n not in _AROUND} if said is not None else set[str]()
    return named.pop() if len(named) == 1 else ""
