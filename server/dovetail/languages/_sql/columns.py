"""Columns of SQL tables: their types, and what is said behind the type."""

import re
from collections.abc import Sequence

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Kind, KindName

from .tokens import Token, inside, name_of

_BEHIND_TYPE = frozenset(
    "NOT NULL DEFAULT PRIMARY UNIQUE CHECK REFERENCES CONSTRAINT GENERATED COLLATE AUTO_INCREMENT AUTOINCREMENT COMMENT ON "
    "IDENTITY AS STORED VIRTUAL CHARSET KEY INVISIBLE VISIBLE DEFERRABLE INITIALLY FIRST AFTER USING STORAGE COMPRESSION".split()
)
_NAMES: dict[KindName, str] = {
    "string": "TEXT VARCHAR CHAR CHARACTER NATIONAL LONG CITEXT NVARCHAR NCHAR CLOB TINYTEXT MEDIUMTEXT LONGTEXT BPCHAR STRING VARCHAR2",
    "int": "INT INTEGER SMALLINT MEDIUMINT TINYINT INT2 INT4 SERIAL SMALLSERIAL SERIAL4 SERIAL2 YEAR",
    "bigint": "BIGINT INT8 BIGSERIAL SERIAL8",
    "float": "REAL FLOAT FLOAT4 FLOAT8 DOUBLE",
    "decimal": "NUMERIC DECIMAL DEC MONEY NUMBER",
    "boolean": "BOOL BOOLEAN",
    "instant": "TIMESTAMP TIMESTAMPTZ DATETIME DATETIME2 SMALLDATETIME",
    "date": "DATE",
    "time": "TIME TIMETZ",
    "uuid": "UUID UNIQUEIDENTIFIER",
    "bytes": "BYTEA BLOB BINARY VARBINARY TINYBLOB MEDIUMBLOB LONGBLOB",
    "json": "JSON JSONB",
    "map": "HSTORE",
    "unknown": "INTERVAL INET CIDR MACADDR XML VECTOR GEOMETRY GEOGRAPHY POINT TSVECTOR BIT VARBIT OID TSRANGE INT4RANGE",
}
KINDS: dict[str, KindName] = {name: kind for kind, names in _NAMES.items() for name in names.split()}
_INDEX = frozenset("CONSTRAINT PRIMARY UNIQUE FOREIGN CHECK EXCLUDE KEY INDEX FULLTEXT SPATIAL LIKE PERIOD".split())


@dataclass(frozen=True, slots=True)
class Column:
    """A column's definition. `type` are the tokens of its type."""

    name: Token
    type: tuple[Token, ...]
    not_null: bool
    defaulted: bool
    values: tuple[str, ...]
    last: Token
    comment: Token | None = None
    computed: bool = False  # of an expression, which may be null or not


def is_constraint(item: Sequence[Token]) -> bool:
    """True where an item of a table is a constraint or an index, and no column."""
    first = item[0]
    if first.kind != "word" or first.text not in _INDEX:
        return False
    if first.text in ("KEY", "INDEX", "PERIOD"):  # which PostgreSQL also takes for names
        opening = next((i for i, t in enumerate(item) if t.said("(")), None)
        return opening is not None and opening <= 2 and opening + 1 < len(item) and item[opening + 1].is_name
    return not (first.text == "LIKE" and len(item) > 1 and item[1].text in KINDS)


def read_column(item: Sequence[Token]) -> Column | None:
    """A column from its definition; None where it has no name."""
    if not item or not item[0].is_name:
        return None
    type, at = _type(item)
    not_null = defaulted = computed = False
    values: tuple[str, ...] = ()
    comment: Token | None = None
    while at < len(item):
        token = item[at]
        following = item[at + 1].text if at + 1 < len(item) else ""
        if token.said("NOT") and following == "NULL":
            not_null = True
            at += 1
        elif token.said("PRIMARY"):
            not_null = True
        elif token.said("DEFAULT"):
            defaulted = following != "NULL"
            at += 1  # so that the NULL in DEFAULT NULL is none of the column's
        elif token.said("GENERATED", "IDENTITY", "AUTO_INCREMENT", "AUTOINCREMENT"):
            defaulted = True
            not_null = not_null or token.said("IDENTITY")
        elif token.said("AS") and following == "(":
            computed = True
        elif token.said("COMMENT") and at + 1 < len(item) and item[at + 1].kind == "string":
            comment = item[at + 1]
        elif token.said("CHECK") and following == "(":
            body, at = inside(item, at + 1)
            values = values or checked(body).get(item[0].text.upper(), ())
            continue
        if at < len(item) and item[at].said("("):
            _, at = inside(item, at)
            continue
        at += 1
    base = type[0].text if type else ""
    defaulted = defaulted or base in ("SERIAL", "BIGSERIAL", "SMALLSERIAL", "SERIAL2", "SERIAL4", "SERIAL8")
    return Column(item[0], type, not_null or base.endswith("SERIAL"), defaulted, values, item[-1], comment, computed)


def kind_of(source: str, column: Column) -> tuple[Kind, int]:
    """The kind of a column, and its list depth. A type of the file's own is a reference, until all statements are read."""
    type = column.type
    if not type:
        return Kind("unknown"), 0
    text = source[type[0].range.start : type[-1].range.end]
    depth = sum(1 for t in type if t.said("[")) or (1 if type[-1].said("ARRAY") else 0)
    names = [t for i, t in enumerate(type) if t.is_name and (i == 0 or type[i - 1].said("."))]
    base = names[-1] if names else type[0]
    name = name_of(source, base)
    if column.values:
        return Kind("enum", values=column.values, text=text), depth
    if base.said("ENUM", "SET") and len(type) > 1:
        values = tuple(t.text for t in type if t.kind == "string")
        return Kind("enum", values=values, text=text), depth + (base.text == "SET")
    if base.kind == "word" and base.text == "TINYINT" and len(type) > 2 and type[2].text == "1":
        return Kind("boolean", text=text), depth
    known = KINDS.get(name.upper())
    if known == "unknown" and base.kind == "name":
        known = None  # in quotes it is a type of the file's own: `"interval"`
    return (Kind(known, text=text) if known is not None else Kind("ref", name, text=text)), depth


def checked(tokens: Sequence[Token]) -> dict[str, tuple[str, ...]]:
    """The columns that a check limits to a list of strings: `x IN ('a', 'b')`, `x = ANY (ARRAY['a', 'b'])`."""
    found: dict[str, tuple[str, ...]] = {}
    for i, token in enumerate(tokens[:-1]):
        if not token.said("IN", "ANY") or i == 0 or not tokens[i + 1].said("("):
            continue
        names = [t for t in tokens[:i] if t.is_name and not t.said("OR", "AND", "NOT", "TEXT", "VARCHAR", "IS", "NULL")]
        if any(t.said("NOT") for t in tokens[:i]) or len({n.text.upper() for n in names}) != 1:
            continue
        listed, _ = inside(tokens, i + 1)
        values = tuple(t.text for t in listed if t.kind == "string")
        array = re.fullmatch(r"\{([\w\s,\"-]*)\}", values[0]) if len(values) == 1 and token.said("ANY") else None
        if array is not None:  # '{a,b}', as PostgreSQL writes a list in a string
            values = tuple(v.strip().strip('"') for v in array[1].split(","))
        if values:
            found[names[0].text.upper()] = values
    return found or _one_by_one(tokens)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a check says of the values of a column, in the terms of JSON Schema; the number is written in one or two tokens."""

    column: Token
    name: str
    number: tuple[Token, ...]


def bounds(tokens: Sequence[Token]) -> list[Bound]:
    """The bounds in a check that is nothing but such: `grade BETWEEN 1 AND 5`, `x IS NULL OR x >= 0`, `char_length(name) <= 40`."""
    said = [t for t in tokens if not t.said("(", ")")]
    if len(said) > 4 and said[1].said("IS") and said[2].said("NULL") and said[3].said("OR"):
        said = said[4:]
    found: list[Bound] = []
    at = 0
    while at < len(said):
        term = _bounded(said, at)
        if term is None or (term[1] < len(said) and not said[term[1]].said("AND")):
            return []
        found += term[0]
        at = term[1] + 1
    return found


def _bounded(said: Sequence[Token], at: int) -> tuple[list[Bound], int] | None:
    """The bounds that one comparison says, and the place behind it."""
    of_length = said[at].said("LENGTH", "CHAR_LENGTH", "CHARACTER_LENGTH")
    at += of_length
    column = said[at] if at < len(said) and said[at].is_name else None
    if column is None:
        return None
    low, high = ("minLength", "maxLength") if of_length else ("minimum", "maximum")
    if at + 1 < len(said) and said[at + 1].said("BETWEEN"):
        least, at = _number(said, at + 2)
        most, at = _number(said, at + 1) if at < len(said) and said[at].said("AND") else ((), at)
        return ([Bound(column, low, least), Bound(column, high, most)], at) if least and most else None
    signs, at = "", at + 1
    while at < len(said) and said[at].said("<", ">", "="):
        signs, at = signs + said[at].text, at + 1
    number, at = _number(said, at)
    name = {">=": low, "<=": high, ">": f"exclusive {low}", "<": f"exclusive {high}"}.get(signs)
    return ([Bound(column, name, number)], at) if name is not None and number else None


def _number(said: Sequence[Token], at: int) -> tuple[tuple[Token, ...], int]:
    """A number with its sign, and the place behind it and behind a type that it is made."""
    start = at
    at += at < len(said) and said[at].said("-")
    if at >= len(said) or said[at].kind != "number":
        return (), start
    number = tuple(said[start : at + 1])
    typed = at + 2 < len(said) and said[at + 1].said("::")
    return number, at + (3 if typed else 1)


def _one_by_one(tokens: Sequence[Token]) -> dict[str, tuple[str, ...]]:
    """`x = 'a' OR x = 'b'`, and nothing else."""
    told = [t for t in tokens if not t.said("(", ")")]
    pairs = [told[i : i + 3] for i in range(0, len(told), 4)]
    joined = len(pairs) > 1 and all(t.said("OR") for t in told[3::4])
    if not joined or not all(len(p) == 3 and p[1].said("=") and p[2].kind == "string" for p in pairs):
        return {}
    names = {p[0].text.upper() for p in pairs if p[0].is_name}
    return {names.pop(): tuple(p[2].text for p in pairs)} if len(names) == 1 else {}


def _type(item: Sequence[Token]) -> tuple[tuple[Token, ...], int]:
    """The tokens of the type behind a column's name, and the place behind them."""
    at = 1
    found: list[Token] = []
    while at < len(item):
        token = item[at]
        sets = token.said("CHARACTER") and at + 1 < len(item) and item[at + 1].said("SET")
        if (
            token.kind == "word" and (token.text in _BEHIND_TYPE or sets) and not _qualified(found)
        ) or token.kind == "string":
            break
        if token.said("("):
            body, end = inside(item, at)
            found.extend(item[at:end])
            at = end
            del body
            continue
        if token.kind == "mark" and token.text not in "[].":
            break
        found.append(token)
        at += 1
    return tuple(found), at


def _qualified(found: list[Token]) -> bool:
    return bool(found) and found[-1].said(".")
