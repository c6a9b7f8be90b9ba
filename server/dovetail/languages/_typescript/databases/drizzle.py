"""Drizzle tables: `pgTable("users", { email: text("email").notNull() })`, as records of the database."""

import re

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind, KindName, Nullable, Presence, Reference

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.literals import field_of, pairs
from ..syntax.nodes import parts
from ..syntax.types import Types, unquoted

_TABLE = re.compile(r"(?:^|\.)(?:pg|mysql|sqlite|singlestore)Table$")
_ENUMS = re.compile(r"(?:^|\.)pgEnum$")
_SCHEMA = re.compile(r"(?:^|\.)(?:pg|mysql|singlestore)Schema$")
_CREATOR = re.compile(r"(?:^|\.)(?:pg|mysql|sqlite|singlestore)TableCreator$")
_KINDS: dict[str, KindName] = {
    "text": "string", "varchar": "string", "char": "string", "citext": "string", "tinytext": "string",
    "mediumtext": "string", "longtext": "string", "integer": "int", "int": "int", "smallint": "int", "tinyint": "int",
    "mediumint": "int", "serial": "int", "smallserial": "int", "boolean": "boolean", "timestamp": "instant",
    "datetime": "instant", "date": "date", "time": "time", "numeric": "decimal", "decimal": "decimal", "real": "float",
    "double": "float", "doublePrecision": "float", "float": "float", "uuid": "uuid", "json": "json", "jsonb": "json",
    "bigint": "bigint", "bigserial": "bigint", "blob": "bytes", "bytea": "bytes",
}  # fmt: skip
_MODES: dict[str, KindName] = {
    "timestamp": "instant", "timestamp_ms": "instant", "boolean": "boolean", "number": "int", "bigint": "bigint", "json": "json",
}  # fmt: skip
_DEFAULTS = frozenset(
    "default defaultNow defaultRandom $default $defaultFn $onUpdate $onUpdateFn generatedAlwaysAs".split()
)
_TYPED = frozenset({"text", "varchar", "char", "json", "jsonb"})  # what holds whatever its program puts there
_SAID = frozenset({"ref", "enum", "literal", "union", "record"})
_MODE = re.compile(r"""\bmode:\s*["'](\w+)["']""")
_ENUM = re.compile(r"\benum:")
_SELECTS = frozenset({"select", "selectDistinct", "selectDistinctOn"})
COMPARES = frozenset({"eq", "ne", "inArray", "notInArray"})
SPREAD = "spread"  # how a table comes to columns of another file
_LONGEST = 30
_DEEPEST = 5


def selected(syntax: Syntax, query: Node) -> Node | None:
    """The names of the rows in `db.select({ id: users.id }).from(users)`, whatever is chained to it."""
    behind = ""
    while query.type == "call_expression":
        function = ts.field(query, "function")
        name, target = (ts.field(function, role) if function is not None else None for role in ("property", "object"))
        if name is None or target is None:
            return None
        given = parts(ts.field(query, "arguments"))
        if syntax.str(name) in _SELECTS and behind == "from":
            return given[-1] if given and given[-1].type == "object" else None
        behind, query = syntax.str(name), target
    return None


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table; `shared` are the names of what other files spread into it, and `opened` says that there may be others."""

    fields: tuple[Field, ...]
    opened: bool = False
    shared: tuple[Reference, ...] = ()


def drizzle_table(types: Types, call: Node) -> "tuple[str, Columns] | None":
    """The table's name and its columns; None if the call makes no table."""
    function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    if function is None or arguments is None or not _makes(types, function, _TABLE, "table"):
        return None
    given = [c for c in arguments.children if c.is_named and c.type != "comment"]
    if len(given) < 2 or given[0].type != "string" or given[1].type != "object":
        return None
    return unquoted(types.syntax.str(given[0])), _all_columns(types, given[1], 0)


def shared_columns(types: Types, literal: Node) -> Columns | None:
    """The columns in an object that is no table, for tables to have them: `export const timestamps = { createdAt: timestamp() … }`."""
    found = _all_columns(types, literal, 0)
    known = all(f.kind.name != "unknown" for f in found.fields)
    return found if found.fields and known and not found.opened else None


def _all_columns(types: Types, literal: Node, depth: int) -> Columns:
    """The columns of a literal with those of what is spread into it."""
    found = _columns(types, literal)
    opened = False
    elsewhere: list[Reference] = []
    for part in literal.children:
        if part.type == "spread_element":
            name = types.syntax.str(part.children[-1])
            plain = depth < _DEEPEST and name.isidentifier()
            shared = _literal(types, name) if plain else None
            if shared is None and plain and _value(types, name) is None:
                elsewhere.append(Reference(name, types.syntax.range(part.children[-1]), SPREAD))
                continue
            more = _all_columns(types, shared, depth + 1) if shared is not None else Columns((), True)
            found, opened, elsewhere = [*found, *more.fields], opened or more.opened, [*elsewhere, *more.shared]
        elif part.is_named and part.type not in ("pair", "comment"):
            opened = True
    return Columns(tuple(found), opened, tuple(elsewhere))


def _makes(types: Types, function: Node, known: re.Pattern[str], method: str) -> bool:
    """True for a function of Drizzle, for the method of a schema of the file, and for one that names tables in a way of its own."""
    written = types.syntax.str(function)
    if known.search(written):
        return True
    holder, _, name = written.rpartition(".")
    if name != method and (holder or method != "table"):
        return False
    value = _value(types, holder or written) if (holder or written).isidentifier() else None
    maker = ts.field(value, "function") if value is not None and value.type == "call_expression" else None
    return maker is not None and (_SCHEMA if holder else _CREATOR).search(types.syntax.str(maker)) is not None


def _literal(types: Types, name: str) -> Node | None:
    """The object that a top-level constant of the file is."""
    value = _value(types, name)
    return value if value is not None and value.type == "object" else None


def _value(types: Types, name: str) -> Node | None:
    """What a top-level constant of the file is."""
    for node in types.syntax.root.children:
        declaration = ts.field(node, "declaration") if node.type == "export_statement" else node
        for declarator in declaration.children if declaration is not None else ():
            own, value = ts.field(declarator, "name"), ts.field(declarator, "value")
            if declarator.type == "variable_declarator" and own is not None and types.syntax.str(own) == name:
                return value
    return None


def is_table(name: str) -> bool:
    """True for a function that makes a table."""
    return _TABLE.search(name) is not None


def drizzle_enum(types: Types, call: Node) -> list[Node]:
    """The strings in `pgEnum("role", ["admin", "member"])`."""
    function, arguments = ts.field(call, "function"), ts.field(call, "arguments")
    if function is None or arguments is None or not _makes(types, function, _ENUMS, "enum"):
        return []
    lists = [c for c in arguments.children if c.type == "array"]
    return [c for c in lists[0].children if c.type == "string"] if lists else []


def _columns(types: Types, literal: Node) -> list[Field]:
    found: list[Field] = []
    for pair in pairs(types.syntax, literal):
        kind, stored, presence, nullable, depth = _column(types, pair.value)
        found.append(field_of(types.syntax, pair, Typed(kind, nullable, depth), presence, stored))
    return found


def _column(
    types: Types, value: Node, named: str | None = None, done: frozenset[str] = frozenset(), depth: int = 0
) -> tuple[Kind, str | None, Presence, Nullable, int]:
    """The kind, name, presence and nullability of a column. What a helper of another file makes is unknown, and so is its null.

    Inside of a helper of the file `named` is the name that it is given, and `done` what is chained to it.
    """
    syntax = types.syntax
    text = syntax.str(value)
    chained: set[str] = set(done)
    said: Typed | None = None
    here = value
    for _ in range(_LONGEST):
        function = ts.field(here, "function") if here.type == "call_expression" else None
        inner = ts.field(function, "object") if function is not None and function.type == "member_expression" else None
        name = ts.field(function, "property") if function is not None and inner is not None else None
        if inner is None or name is None or inner.type != "call_expression":
            break
        chained.add(syntax.str(name))
        said = _said(types, here) if syntax.str(name) == "$type" else said
        here = inner
    function, arguments = ts.field(here, "function"), ts.field(here, "arguments")
    made = syntax.str(function).rpartition(".")[2] if function is not None else ""
    given = [c for c in arguments.children if c.is_named] if arguments is not None else []
    stored = unquoted(syntax.str(given[0])) if given and given[0].type == "string" else named
    body = _helper(types, made) if made not in _KINDS and depth < _DEEPEST else None
    if body is not None:
        return _column(types, body, stored, frozenset(chained), depth + 1)
    values = _values(types, made, given)
    if values:
        kind_of = Kind("enum", values=values, text=text)
        filled = bool(chained & _DEFAULTS)
        never = "notNull" in chained or "primaryKey" in chained
        depth = 1 if "array" in chained else 0
        return kind_of, stored, "defaulted" if filled else "required", "no" if never else "yes", depth
    if made not in _KINDS or _value(types, made) is not None:  # a type of its own, by `customType`
        presence: Presence = "defaulted" if chained & _DEFAULTS else "required"
        return Kind("unknown", text=text), stored, presence, "no" if "notNull" in chained else "unknown", 0
    options = " ".join(syntax.str(g) for g in given if g.type == "object")
    mode = _MODE.search(options)
    kind: KindName = "unknown" if "$type" in chained or _ENUM.search(options) else _KINDS[made]
    if mode is not None and made in ("integer", "int", "bigint", "bigserial", "text", "blob", "numeric", "decimal"):
        kind = _MODES.get(mode[1], "unknown")
    filled = chained & _DEFAULTS or made.endswith("serial")
    never_null = bool(chained & {"notNull", "primaryKey"}) or made.endswith("serial")
    lists = 1 if "array" in chained else 0
    of_kind = Kind(kind, text=text)
    if said is not None and made in _TYPED and said.kind.name in _SAID:
        of_kind, lists = replace(said.kind, text=text), lists + said.list_depth
    return of_kind, stored, "defaulted" if filled else "required", "no" if never_null else "yes", lists


def _said(types: Types, call: Node) -> Typed | None:
    """What `text("tier").$type<Tier>()` says that a column holds."""
    given = ts.field(call, "type_arguments")
    said = next((c for c in given.children if c.is_named and c.type != "comment"), None) if given is not None else None
    return types.typed(said, frozenset()) if said is not None else None


def _helper(types: Types, name: str) -> Node | None:
    """What a function of the file gives that makes columns: `const timestamptz = (name: string) => timestamp(name, { … })`."""
    value = _value(types, name) if name.isidentifier() else None
    body = ts.field(value, "body") if value is not None and value.type == "arrow_function" else None
    return body if body is not None and body.type == "call_expression" else None


def _values(types: Types, made: str, given: list[Node]) -> tuple[str, ...]:
    """The values that a column lists itself, or that an enum of the file does: `text("role", { enum: ["a"] })`."""
    lists = [c for c in given if c.type == "array"] if made == "mysqlEnum" else []
    for options in (g for g in given if g.type == "object"):
        pairs = ((ts.field(p, "key"), ts.field(p, "value")) for p in options.children if p.type == "pair")
        lists += [v for k, v in pairs if k is not None and v is not None and types.syntax.str(k) == "enum"]
    if lists and lists[0].type == "array":
        return tuple(unquoted(types.syntax.str(c)) for c in lists[0].children if c.type == "string")
    return _enums(types).get(made, ()) if made not in _KINDS else ()


def _enums(types: Types) -> dict[str, tuple[str, ...]]:
    """The enums of a file, by the names of what makes their columns."""
    found: dict[str, tuple[str, ...]] = {}
    for statement in types.syntax.root.children:
        inner = ts.field(statement, "declaration") if statement.type == "export_statement" else statement
        declarator = ts.child(inner, "variable_declarator")
        name, value = (ts.field(declarator, "name"), ts.field(declarator, "value")) if declarator else (None, None)
        if name is not None and value is not None and value.type == "call_expression":
            members = drizzle_enum(types, value)
            if members:
                found[types.syntax.str(name)] = tuple(unquoted(types.syntax.str(m)) for m in members)
    return found
