"""The columns that calls make in Python, given another type or null: `models.CharField(null=True)`, `Column(String)`."""

import re
from collections.abc import Mapping

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Edit
from dovetail.core.shapes import Field, KindName, Record
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from ..._parts import Parts, parts_of
from ..._writing import counted, may_be_absent
from .imports import import_edits

_CALL = re.compile(r"\w+\s*(?::[^=\n]*)?=\s*(?P<prefix>(?:\w+\.)*)(?P<name>\w+)\(")
_KEYWORD = re.compile(r"(\w+)\s*=(?!=)\s*", re.ASCII)
_NAMED = re.compile(r"((?:\w+\.)*)([A-Z]\w*)(?:\(.*\))?\Z", re.DOTALL)
# Other columns (decimals, JSON, enums) need to be told more.
_DJANGO: Mapping[KindName, str] = {
    "string": "TextField", "int": "IntegerField", "float": "FloatField", "number": "FloatField", "bigint": "BigIntegerField",
    "boolean": "BooleanField", "instant": "DateTimeField", "date": "DateField", "time": "TimeField", "uuid": "UUIDField",
}  # fmt: skip
_SQLALCHEMY: Mapping[KindName, str] = {
    "string": "String", "int": "Integer", "float": "Float", "number": "Float", "bigint": "BigInteger", "boolean": "Boolean",
    "instant": "DateTime(timezone=True)", "date": "Date", "time": "Time", "uuid": "Uuid",
}  # fmt: skip
_PLAIN = frozenset(
    {*_DJANGO.values(), "CharField", "SmallIntegerField", "PositiveIntegerField", "PositiveSmallIntegerField"}
)
_KEPT = frozenset("null blank db_index unique db_column verbose_name help_text editable".split())
_DROPPED = frozenset({"max_length"})  # says nothing of another type
_ALWAYS = frozenset({"auto_now", "auto_now_add"})  # of dates and moments
_TYPES = frozenset(
    "String Text Unicode UnicodeText VARCHAR TEXT CHAR Integer INTEGER SmallInteger BigInteger BIGINT Float Boolean BOOLEAN "
    "DateTime DATETIME TIMESTAMP Date DATE Time Uuid UUID".split()
)
# Fields of serializers and schemas, which check what is sent, and how each says that a value may be left out.
_SERIALIZED: Mapping[str, Mapping[KindName, str]] = {
    "serializer": {**_DJANGO, "string": "CharField", "bigint": "IntegerField"},
    "marshmallow schema": {
        "string": "String", "int": "Integer", "float": "Float", "number": "Float", "boolean": "Boolean", "instant": "DateTime",
        "date": "Date", "time": "Time", "uuid": "UUID",
    },
}  # fmt: skip
_CHECKED = frozenset(
    {*(n for names in _SERIALIZED.values() for n in names.values()), "Str", "Int", "Bool", "EmailField", "Email"}
)
_KEPT_CHECKS = frozenset(
    "source required allow_null allow_none data_key attribute read_only write_only dump_only load_only label help_text metadata".split()
)
_DROPPED_CHECKS = frozenset({"max_length", "min_length", "allow_blank", "trim_whitespace"})
_CALLED = frozenset({"Column", "mapped_column"})
_GIVEN = frozenset("default server_default onupdate server_onupdate insert_default default_factory".split())


@dataclass(frozen=True, slots=True)
class Column:
    """A call that makes a column: what stands before its name, the name, and its parts."""

    prefix: str
    name: str
    named: Range
    parts: Parts

    @property
    def words(self) -> dict[str, tuple[int, str]]:
        """The parts that are given by a name, with their places among all."""
        found = ((i, text, _KEYWORD.match(text)) for i, text in enumerate(self.parts.texts))
        return {word[1]: (i, text[word.end() :]) for i, text, word in found if word is not None}

    @property
    def type(self) -> int | None:
        """Which part of a column of SQLAlchemy is its type."""
        own = [i for i, text in enumerate(self.parts.texts) if (n := _NAMED.match(text)) is not None and n[2] in _TYPES]
        return own[0] if len(own) == 1 else None


def column_of(field: Field, record: Record, source: Source) -> Column | None:
    """The call that makes a column; None where a field has none that can be read."""
    if record.construct not in ("django model", "table model", *_SERIALIZED):
        return None
    call = _CALL.match(source.text.source, field.range.start, field.range.end)
    parts = parts_of(source.text.source, call.end() - 1, field.range.end) if call is not None else None
    if call is None or parts is None or (record.construct == "table model" and call["name"] not in _CALLED):
        return None
    return Column(call["prefix"], call["name"], Range(*call.span("name")), parts)


def retyped_column(
    column: Column, given: Field, wanted: Field, record: Record, source: Source
) -> tuple[Edit, ...] | None:
    """The edits that give a column another type, or null; None where nobody can be sure of them."""
    if wanted.list_depth != given.list_depth or "primary_key" in column.words:
        return None
    if record.construct in _SERIALIZED:
        return _serialized(column, given, wanted, record.construct, source)
    if record.construct == "django model":
        return _django(column, given, wanted, source)
    return _sqlalchemy(column, given, wanted, source)


def _django(column: Column, given: Field, wanted: Field, source: Source) -> tuple[Edit, ...] | None:
    words, changed, edits = column.words, dict[int, str](), list[Edit]()
    if wanted.kind != given.kind:
        name = _DJANGO.get(counted(wanted).name)
        dated = {"date", "instant"} >= {wanted.kind.name, given.kind.name}
        allowed = _KEPT | _DROPPED | (_ALWAYS if dated else frozenset())
        if name is None or not column.prefix or column.name not in _PLAIN:
            return None
        if len(words) < len(column.parts.ranges) or not allowed.issuperset(words):
            return None
        edits += [Edit(source.path, column.named, name)] if name != column.name else []
        changed |= {i: "" for word, (i, _) in words.items() if word in _DROPPED and name != "CharField"}
    added = _null(words, changed, "null", wanted) if may_be_absent(wanted) != may_be_absent(given) else []
    if added is None or (not may_be_absent(wanted) and any("SET_NULL" in text for text in column.parts.texts)):
        return None
    rewritten = column.parts.rewritten(source.path, changed, added)
    return (*edits, *([rewritten] if rewritten is not None else [])) or None


def _serialized(column: Column, given: Field, wanted: Field, construct: str, source: Source) -> tuple[Edit, ...] | None:
    words, changed, added, edits = column.words, dict[int, str](), list[str](), list[Edit]()
    if wanted.nullable != given.nullable or len(words) < len(column.parts.ranges):
        return None
    if wanted.kind != given.kind:
        name = _SERIALIZED[construct].get(counted(wanted).name)
        allowed = _KEPT_CHECKS | _DROPPED_CHECKS
        if name is None or not column.prefix or column.name not in _CHECKED or not allowed.issuperset(words):
            return None
        edits += [Edit(source.path, column.named, name)] if name != column.name else []
        changed |= {i: "" for word, (i, _) in words.items() if word in _DROPPED_CHECKS}
    if wanted.presence != given.presence:
        asked, usual = wanted.presence == "required", construct == "serializer"
        if "required" in words:
            changed[words["required"][0]] = "" if asked == usual else f"required={asked}"
        elif asked != usual:
            added.append(f"required={asked}")
    rewritten = column.parts.rewritten(source.path, changed, added)
    return (*edits, *([rewritten] if rewritten is not None else [])) or None


def _sqlalchemy(column: Column, given: Field, wanted: Field, source: Source) -> tuple[Edit, ...] | None:
    words, changed, imports = column.words, dict[int, str](), tuple[Edit, ...]()
    typed = column.name == "mapped_column"  # whose annotation says whether it may be null, where nothing else does
    if wanted.kind != given.kind and (not typed or any(_named_type(text) for text in column.parts.texts)):
        type = _SQLALCHEMY.get(counted(wanted).name)
        own = _NAMED.match(column.parts.texts[column.type]) if column.type is not None else None
        if type is None or column.type is None or own is None or not _GIVEN.isdisjoint(words):
            return None
        if any("ForeignKey" in text for text in column.parts.texts):
            return None
        changed[column.type] = own[1] + type
        imports = import_edits(type, source) if not own[1] else ()
    elif wanted.kind != given.kind and not _GIVEN.isdisjoint(words):
        return None
    added: list[str] | None = []
    if may_be_absent(wanted) != may_be_absent(given):
        if typed:
            changed |= {i: "" for word, (i, _) in words.items() if word == "nullable"}
        else:
            added = _null(words, changed, "nullable", wanted)
    if added is None:
        return None
    rewritten = column.parts.rewritten(source.path, changed, added)
    return (*imports, *([rewritten] if rewritten is not None else []))


def _named_type(text: str) -> bool:
    """True for a type of SQLAlchemy, `String(80)`, and for any other thing with a name that may be one."""
    named = _NAMED.match(text)
    return named is not None and named[2] not in ("ForeignKey", "Identity", "Sequence", "Computed", "CheckConstraint")


def _null(words: Mapping[str, tuple[int, str]], changed: dict[int, str], word: str, wanted: Field) -> list[str] | None:
    """What is added so that a column may be null or may not, beside the parts that change; None where a default is null."""
    absent, usual = may_be_absent(wanted), word == "nullable"  # of SQLAlchemy a column may, of Django it may not
    if not absent and words.get("default", (0, ""))[1] == "None":
        return None
    if word in words:
        changed[words[word][0]] = "" if absent == usual else f"{word}={absent}"
        return []
    return [] if absent == usual else [f"{word}={absent}"]
