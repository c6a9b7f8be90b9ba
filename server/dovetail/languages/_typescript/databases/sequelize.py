"""Models of Sequelize, as the tables that they are: `sequelize.define("Tool", { … })`, `Tool.init({ … }, { tableName: "tools" })`."""

import re

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Field, Kind, KindName, Nullable, Presence, Record
from dovetail.core.text import Range
from dovetail.core.words import in_casing

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.origins import declaration
from ..syntax.literals import Pair, field_of, list_members, pairs
from ..syntax.nodes import given, parts
from ..syntax.types import unquoted, unquoted_range
from .mongoose import pluralized

CONSTRUCT = "sequelize model"
ROW = "sequelize "  # before the name of a model, where one of its rows is meant
WORD = "equelize"  # what a file has that speaks of the library, also as `Sequelize`
_MAKES = frozenset({"define", "init"})
_TYPE = re.compile(r"^(?:[\w$]+\.)?(?:DataTypes?|Sequelize|DT|types?)\.([A-Z][A-Z0-9]*)")
_ALONE = re.compile(r"^([A-Z][A-Z0-9]+)(?:\(|\.|$)")  # `const { STRING } = DataTypes`
_NAMES: dict[KindName, str] = {
    "string": "STRING TEXT CHAR CITEXT", "int": "INTEGER SMALLINT MEDIUMINT TINYINT", "bigint": "BIGINT",
    "float": "FLOAT REAL DOUBLE", "decimal": "DECIMAL NUMERIC", "number": "NUMBER", "boolean": "BOOLEAN", "instant": "DATE",
    "date": "DATEONLY", "time": "TIME", "uuid": "UUID", "bytes": "BLOB", "json": "JSON JSONB",
}  # fmt: skip
_KINDS: dict[str, KindName] = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_STAMPS = ("createdAt", "updatedAt")
_FOREIGN = re.compile(r"""\bforeignKey\s*:\s*(?:\{\s*name\s*:\s*)?["'](\w+)["']""")
_NOWHERE = Range(0, 0)


def sequelize_model(syntax: Syntax, call: Node) -> Record | None:
    """The model that a call makes; None for any other call. Columns that nobody writes there, such as its stamps, have no place."""
    function = ts.field(call, "function")
    name = ts.field(function, "property") if function is not None and function.type == "member_expression" else None
    target = ts.field(function, "object") if name is not None and function is not None else None
    if name is None or target is None or syntax.str(name) not in _MAKES:
        return None
    arguments = given(call)
    if syntax.str(name) == "define":
        own = arguments.pop(0) if arguments and arguments[0].type == "string" else None
    else:
        own = target if target.type in ("identifier", "this") else None
    if own is None or not arguments or arguments[0].type != "object":
        return None
    called, at = _called(syntax, own)
    fields = [f for pair in pairs(syntax, arguments[0]) if (f := model_field(syntax, pair)) is not None]
    if not called or not any(f.kind.name != "unknown" for f in fields):
        return None
    options = arguments[1] if len(arguments) > 1 and arguments[1].type == "object" else None
    said = {syntax.str(p.key): p.value for p in pairs(syntax, options)} if options is not None else {}
    opened = any(c.type == "spread_element" for c in arguments[0].children)
    opened = opened or (len(arguments) > 1 and options is None)
    everything = (*fields, *_added(syntax, fields, said))
    return Record(
        called, at, syntax.range(call), everything, "db", CONSTRUCT, open=opened, table=_table(syntax, called, said)
    )


def model_value(syntax: Syntax, call: Node) -> Typed | None:
    """What a call gives that makes a model: that model, with its queries."""
    found = sequelize_model(syntax, call) if syntax.has_any(WORD) else None
    return Typed(model_kind(found.name)) if found is not None else None


def model_kind(name: str) -> Kind:
    """A model as the value that it is."""
    return Kind("ref", target="sequelize.ModelStatic", options=(Kind("ref", target=ROW + name),))


def initialized(syntax: Syntax, name: str, node: Node) -> bool:
    """True for a class that a file makes a model: `Tool.init({ … })`, `static init(sequelize) { super.init({ … }) }`."""
    if not name or not syntax.has_any(WORD):
        return False
    return re.search(rf"\b{re.escape(name)}\.init\(|\bsuper\.init\(", syntax.text.source) is not None


def model_field(syntax: Syntax, pair: Pair) -> Field | None:
    """An attribute of a model, or a column that a migration describes in the same way; None for one that is not stored."""
    said = {syntax.str(p.key): p.value for p in pairs(syntax, pair.value)} if pair.value.type == "object" else {}
    value = said.get("type", pair.value)
    if "VIRTUAL" in syntax.str(value)[:60]:
        return None
    kind, depth = _kind(syntax, value, said)
    allowed = syntax.str(said["allowNull"]) if "allowNull" in said else ""
    is_key = "primaryKey" in said and syntax.str(said["primaryKey"]) == "true"
    nullable: Nullable = "no" if allowed == "false" or is_key else "yes" if allowed == "true" else "unknown"
    filled = "defaultValue" in said or "autoIncrement" in said
    presence: Presence = "defaulted" if filled else "required" if nullable == "no" else "optional"
    stored = unquoted(syntax.str(said["field"])) if "field" in said and said["field"].type == "string" else None
    found = field_of(syntax, pair, Typed(kind, nullable, depth), presence, stored)
    return replace(found, type_range=syntax.range(value))


def _called(syntax: Syntax, own: Node) -> tuple[str, Range]:
    """The name of a model: a text, a class, or the class around `super.init`."""
    if own.type == "string":
        return unquoted(syntax.str(own)), unquoted_range(syntax, own)
    if own.type == "this":
        here: Node | None = own
        while here is not None and here.type not in ("class_declaration", "class"):
            here = here.parent
        found = ts.field(here, "name") if here is not None else None
        return (syntax.str(found), syntax.range(found)) if found is not None else ("", _NOWHERE)
    return syntax.str(own), syntax.range(own)


def _table(syntax: Syntax, name: str, said: dict[str, Node]) -> str:
    """The table of a model: as its options say, or else the plural of its name."""
    if "tableName" in said and said["tableName"].type == "string":
        return unquoted(syntax.str(said["tableName"]))
    if "freezeTableName" in said and syntax.str(said["freezeTableName"]) == "true":
        return name
    if "modelName" in said and said["modelName"].type == "string":
        name = unquoted(syntax.str(said["modelName"]))
    return pluralized(in_casing(name, "snake_case"))


def _added(syntax: Syntax, fields: list[Field], said: dict[str, Node]) -> list[Field]:
    """What Sequelize gives every model that does not say otherwise, and the keys of associations that the file shows."""
    names = {f.name for f in fields}
    own = [] if any(f.kind.name != "unknown" and f.name == "id" for f in fields) else ["id"]
    stamped = "timestamps" not in said or syntax.str(said["timestamps"]) != "false"
    for name in _STAMPS if stamped else ():
        value = said.get(name)
        if value is None or syntax.str(value) == "true":
            own.append(name)
        elif value.type == "string":
            own.append(unquoted(syntax.str(value)))
    if "paranoid" in said:
        own.append(unquoted(syntax.str(said["deletedAt"])) if "deletedAt" in said else "deletedAt")
    own.extend(_FOREIGN.findall(syntax.text.source))
    return [
        Field(name, _NOWHERE, Kind("instant" if name in _STAMPS else "unknown"), "defaulted", "unknown", _NOWHERE)
        for name in dict.fromkeys(own)
        if name not in names
    ]


def _kind(syntax: Syntax, value: Node, said: dict[str, Node]) -> tuple[Kind, int]:
    """The kind and list depth of `DataTypes.STRING(40)`, `DataTypes.ENUM("a", "b")`, `DataTypes.ARRAY(DataTypes.INTEGER)`."""
    text = syntax.str(value)
    found = _TYPE.match(text) or (_ALONE.match(text) if value.type != "string" else None)
    name = found[1] if found is not None else ""
    if name == "ENUM":
        values = _values(syntax, given(value) or ([said["values"]] if "values" in said else []))
        return (Kind("enum", values=values, text=text) if values else Kind("unknown", text=text)), 0
    if name == "ARRAY":
        inner = given(value)
        kind, depth = _kind(syntax, inner[0], {}) if inner else (Kind("unknown"), 0)
        return kind, depth + 1
    return Kind(_KINDS.get(name, "unknown"), text=text), 0


def _values(syntax: Syntax, listed: list[Node]) -> tuple[str, ...]:
    """The texts of an enum: written one by one, in a list, or spread from a list of the file; none where one is not seen."""
    found: list[str] = []
    for part in listed:
        inner = parts(part)[0] if part.type == "spread_element" and parts(part) else part
        if inner.type == "string":
            found.append(unquoted(syntax.str(inner)))
            continue
        if inner.type == "identifier":
            declared = declaration(syntax, inner)
            value = ts.field(declared, "value") if declared is not None else None
            inner = value if value is not None else inner
        members = list_members(syntax, inner) if inner.type == "array" else None
        if members is None:
            return ()
        found.extend(m.value for m in members)
    return tuple(found)
