"""Columns as builders of schemas describe them: Knex's `table.string("email").notNullable()`, Kysely's `addColumn("id", "uuid", …)`,
TypeORM's `{ name: "id", type: "uuid", isNullable: true }`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Field, Kind, KindName, Nullable, Presence
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sql.columns import KINDS
from ..._treesitter import Syntax
from ..syntax.literals import pairs
from ..syntax.nodes import given, parts
from ..syntax.types import unquoted, unquoted_range

_LONGEST = 20
_KNEX: dict[KindName, str] = {
    "string": "string text", "int": "integer tinyint smallint mediumint increments", "bigint": "bigint bigInteger bigIncrements",
    "float": "float double", "decimal": "decimal", "boolean": "boolean", "instant": "datetime dateTime timestamp", "date": "date",
    "time": "time", "uuid": "uuid", "bytes": "binary", "json": "json jsonb", "enum": "enum enu", "unknown": "specificType geometry point",
}  # fmt: skip
_BY_METHOD: dict[str, KindName] = {name: kind for kind, names in _KNEX.items() for name in names.split()}
_COUNTED = frozenset({"increments", "bigIncrements"})
_FILLED = frozenset({"defaultTo", "default", "generatedAlwaysAsIdentity", "autoIncrement"})
_NEVER_NULL = frozenset({"notNullable", "notNull", "primary", "primaryKey"})
_CHECKED = re.compile(r"""\.checkIn\(\s*\[((?:\s*(?:"[^"]*"|'[^']*')\s*,?)+)\]""")
_TEXT = re.compile(r"""["']([^"']*)["']""")
_BASE = re.compile(r"\s*([A-Za-z]\w*)")


@dataclass(frozen=True, slots=True)
class Chain:
    """A call with what is chained behind it: the first call of `table.string("email").notNullable()`, its method, the later ones, and
    all of it.
    """

    call: Node
    method: str
    later: tuple[str, ...]
    whole: Node


def chain_on(syntax: Syntax, expression: Node, name: str) -> Chain | None:
    """What an expression calls on something of a name; None for anything else."""
    here = expression
    later: list[str] = []
    for _ in range(_LONGEST):
        function = ts.field(here, "function") if here.type == "call_expression" else None
        method = (
            ts.field(function, "property") if function is not None and function.type == "member_expression" else None
        )
        target = ts.field(function, "object") if method is not None and function is not None else None
        if method is None or target is None:
            return None
        if target.type == "identifier" and syntax.str(target) == name:
            return Chain(here, syntax.str(method), tuple(later), expression)
        later.append(syntax.str(method))
        here = target
    return None


def knex_columns(syntax: Syntax, chain: Chain) -> Iterator[Field]:
    """The columns that one statement of Knex gives a table."""
    arguments, nothing = given(chain.call), Kind("unknown")
    if chain.method == "timestamps":
        at = syntax.range(chain.call)
        for name in ("created_at", "updated_at"):
            yield Field(
                name, Range(at.start, at.start), Kind("instant"), "defaulted", "unknown", Range(at.start, at.start)
            )
        return
    kind = _BY_METHOD.get(chain.method)
    if kind is None:
        return
    if not arguments and chain.method in _COUNTED:
        at = syntax.range(chain.call)
        yield Field("id", Range(at.start, at.start), Kind("int"), "defaulted", "no", Range(at.start, at.start))
    if not arguments or arguments[0].type != "string":
        return
    text = syntax.str(chain.call).partition(".")[2]
    told = Kind(kind, text=text) if kind != "enum" else nothing
    if kind == "enum" and len(arguments) > 1:
        told = enum_of(syntax, arguments[1], text)
    if "checkIn" in chain.later and (listed := _CHECKED.search(syntax.str(chain.whole))) is not None:
        told = Kind("enum", values=tuple(_TEXT.findall(listed[1])), text=text)
    never = bool(_NEVER_NULL & set(chain.later)) or chain.method in _COUNTED
    filled = bool(_FILLED & set(chain.later)) or chain.method in _COUNTED
    yield field_at(syntax, arguments[0], told, "no" if never else "yes", filled)


def kysely_column(syntax: Syntax, arguments: list[Node]) -> Field | None:
    """The column of `addColumn("email", "varchar(255)", (column) => column.notNull())`."""
    if len(arguments) < 2 or arguments[0].type != "string":
        return None
    said = frozenset(re.findall(r"\.(\w+)\(", syntax.str(arguments[2]))) if len(arguments) > 2 else frozenset[str]()
    kind = sql_kind(unquoted(syntax.str(arguments[1]))) if arguments[1].type == "string" else Kind("unknown")
    if "check" in said:
        kind = checked(kind, unquoted(syntax.str(arguments[0])), syntax.str(arguments[2]))
    return field_at(
        syntax,
        arguments[0],
        kind,
        "no" if _NEVER_NULL & said else "yes",
        bool(_FILLED & said) or kind.text.endswith("serial"),
    )


def checked(kind: Kind, name: str, condition: str) -> Kind:
    """The kind of a column that a condition in SQL lets have some texts alone: `status in ('open', 'closed')`."""
    found = re.search(rf"""(?i:[`'"(\s]"?{re.escape(name)}"?\s+in)\s*\(((?:\s*'[^']*'\s*,?)+)\)""", condition)
    values = tuple(_TEXT.findall(found[1])) if found is not None else ()
    alone = not re.search(r"(?i)\bor\b", condition)  # else another part may let in more
    return Kind("enum", values=values, text=kind.text) if values and alone and kind.name == "string" else kind


def described_column(syntax: Syntax, described: Node) -> Field | None:
    """The column of TypeORM's `{ name: "email", type: "varchar", isNullable: true }`, also inside of `new TableColumn(…)`."""
    if described.type == "new_expression":
        described = next(iter(given(described)), described)
    said = {syntax.str(p.key): p.value for p in pairs(syntax, described)} if described.type == "object" else {}
    name, type = said.get("name"), said.get("type")
    if name is None or name.type != "string":
        return None
    listed = said.get("enum")
    kind = sql_kind(unquoted(syntax.str(type))) if type is not None and type.type == "string" else Kind("unknown")
    if kind.text in ("enum", "simple-enum"):
        kind = enum_of(syntax, listed, kind.text) if listed is not None else Kind("unknown", text=kind.text)
    null = "isNullable" in said and syntax.str(said["isNullable"])
    nullable: Nullable = "yes" if null == "true" else "no" if null in (False, "false") else "unknown"
    depth = 1 if "isArray" in said and syntax.str(said["isArray"]) == "true" else 0
    filled = "default" in said or "isGenerated" in said or "generationStrategy" in said
    return field_at(syntax, name, kind, nullable, filled, depth)


def field_at(
    syntax: Syntax, name: Node, kind: Kind, nullable: Nullable, filled: bool, depth: int = 0
) -> Field:  # fmt: skip
    """A column whose name is a text."""
    presence: Presence = "defaulted" if filled else "required" if nullable == "no" else "optional"
    whole = syntax.range(name)
    return Field(
        unquoted(syntax.str(name)), unquoted_range(syntax, name), kind, presence, nullable, whole, list_depth=depth
    )


def enum_of(syntax: Syntax, listed: Node, text: str) -> Kind:
    """An enum of the texts of a list; of no known kind where one is not written out."""
    values = [unquoted(syntax.str(p)) for p in parts(listed) if p.type == "string"] if listed.type == "array" else []
    whole = bool(values) and len(values) == len(parts(listed))
    return Kind("enum", values=tuple(values), text=text) if whole else Kind("unknown", text=text)


def sql_kind(type: str) -> Kind:
    """The kind of a type of SQL: `varchar(255)`."""
    base = _BASE.match(type)
    return Kind(KINDS.get(base[1].upper(), "unknown") if base is not None else "unknown", text=type)
