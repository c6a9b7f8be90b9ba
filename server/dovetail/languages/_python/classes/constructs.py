"""What a Python class is: a model, a table, a typed dictionary, or nothing that holds data."""

import re
from collections.abc import Container, Mapping, Sequence

from tree_sitter import Node

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Layer, Record

from ... import _treesitter as ts
from ..._comments import Comment
from ..._treesitter import Syntax
from .bases import says_total
from .marshmallow import SCHEMA, is_schema
from .serializers import SERIALIZER, is_serializer

PYDANTIC = frozenset({"BaseModel", "RootModel", "BaseSettings", "GenericModel"})
TABLES = frozenset({"Base", "DeclarativeBase", "Model", "SQLModel", "MappedAsDataclass"})
ROOTS = frozenset({"DeclarativeBase", "SQLModel", "MappedAsDataclass", "AsyncAttrs", "DeclarativeBaseNoMeta"})
HARMLESS = frozenset(
    {
        "total_ordering",
        "functools.total_ordering",
        "final",
        "typing.final",
        "dataclass_transform",
        "python_2_unicode_compatible",
    }
)
EXCEPTIONS = frozenset("Exception ValueError RuntimeError LookupError KeyError TypeError PermissionError".split())
NEUTRAL = EXCEPTIONS | {"object", "Generic", "Protocol", "ABC", "str", "int", "SQLModel"}
# Which modules give the bases that are known by their names: `app.models.BaseModel` may be anything.
_LIBRARIES = re.compile(r"(?:\w+\.)*\w*(?:pydantic|sqlmodel|sqlalchemy|alchemy|typing|django|ninja|msgspec|abc)")
_COLUMNS = re.compile(r"(?:^|[=:\s.])(?:Column\(|mapped_column\(|Mapped\[)")
_DJANGO_FIELD = re.compile(r"=\s*models\.(?:\w+Field|ForeignKey)\(")
# What makes dataclasses that Strawberry writes in camelCase, as GraphQL has it.
STRAWBERRY = frozenset(
    {
        "strawberry.type",
        "strawberry.input",
        "strawberry.interface",
        "strawberry.federation.type",
        "strawberry.federation.input",
    }
)
DATACLASSES = STRAWBERRY | frozenset(
    {
        "dataclass",
        "dataclasses.dataclass",
        "pydantic.dataclasses.dataclass",
        "define",
        "attrs.define",
        "attr.s",
        "frozen",
        "attrs.frozen",
        "attrs.mutable",
        "attr.define",
        "attr.frozen",
        "attr.mutable",
        "attr.attrs",
        "mutable",
    }
)
# Bases of libraries that write dataclasses as dictionaries and texts, and give them no fields, with what they give instead.
CONVERTS = frozenset(
    "DataClassJsonMixin JSONWizard JSONPyWizard JSONListWizard JSONFileWizard YAMLWizard TOMLWizard EnvWizard DataClassDictMixin "
    "DataClassJSONMixin DataClassORJSONMixin DataClassYAMLMixin DataClassMessagePackMixin DataClassTOMLMixin".split()
)
CONVERSIONS = tuple(
    "to_dict from_dict to_json from_json to_jsonb from_jsonb from_list list_to_json to_json_file from_json_file to_yaml from_yaml "
    "to_yaml_file from_yaml_file to_toml from_toml to_toml_file from_toml_file to_msgpack from_msgpack schema Meta Config".split()
)
# What names a field otherwise than its class does, where such a library reads or writes it.
RENAMES = re.compile(
    r"\b(?:Alias|AliasPath|KeyPath|json_key|json_field|field_options|config|path_field|skip_if_field)\(|\baliases\s*=|\bletter_case\b"
)
STRUCT = "msgspec struct"
_STRUCTS = frozenset({"Struct", "msgspec.Struct"})
MIXIN = "mixin"  # what gives columns to tables, and is none
STORED = ("django model", "table model", MIXIN)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a file knows of the classes that its own derive from: what it imports and from where, the records above, and
    the classes above that hold no data."""

    imported: Mapping[str, str]
    records: Mapping[str, Record]
    plain: Container[str]


def construct_of(
    syntax: Syntax,
    bases: Sequence[tuple[str, Node]],
    decorators: Sequence[str],
    table: str | None,
    comment: Comment,
    body: Node,
    around: Surroundings,
) -> tuple[str, Layer]:
    """What a class is, and in which layer; an empty name for one that holds no data."""
    names = {n.rsplit(".", 1)[-1] for n, _ in bases}
    if any(n == "models.Model" for n, _ in bases):
        return "django model", "db"
    if any(is_serializer(n) or (n.endswith("Serializer") and n in around.imported) for n, _ in bases):
        return SERIALIZER, "api"
    if is_schema({n for n, _ in bases}, syntax.str(body), around.imported):
        return SCHEMA, "api"
    inherited = next((around.records[n] for n in names if n in around.records), None)
    if table is not None:
        return "table model", "db"
    stored = _COLUMNS.search(syntax.str(body)) or _DJANGO_FIELD.search(syntax.str(body))
    own = of_the_program(around.imported) if stored else frozenset[str]()
    other = inherited is not None and inherited.construct in STORED  # a `BaseModel` of the program's own
    if ((names & PYDANTIC) - own and not other) or any(around.imported.get(n) == "ninja" for n in names & {"Schema"}):
        return "pydantic model", "api"
    if any(n in _STRUCTS for n, _ in bases):
        return STRUCT, "api"
    if any(d in DATACLASSES for d in decorators):
        return "dataclass", "code"
    if "TypedDict" in names or says_total(syntax, body.parent):
        return "typed dict", "code"
    if "NamedTuple" in names:
        return "named tuple", "code"
    if inherited is not None and inherited.construct not in ("dataclass", MIXIN):
        return inherited.construct, inherited.layer
    if "SQLModel" in names:
        return "pydantic model", "api"
    written = syntax.str(body)
    if _DJANGO_FIELD.search(written):
        return "django model", "db"
    if _COLUMNS.search(written):
        mixins = {n for n in names if n in around.records and around.records[n].construct == MIXIN}
        abstract = names <= NEUTRAL | ROOTS | mixins or "__abstract__" in written
        return (MIXIN, "code") if abstract else ("table model", "db")
    elsewhere = any(n.split(".")[0] in around.imported or n in around.plain for n, _ in bases)
    holds = comment.tag("contract") is not None or (elsewhere and _is_annotated(body))
    return ("class", "code") if holds else ("", "code")  # the base may be a model, which this file does not show


def of_the_program(imported: Mapping[str, str]) -> frozenset[str]:
    """The names of libraries' bases that a file takes from a module of the program, where a class of its own may stand under one."""
    known = (n for n in PYDANTIC | TABLES | NEUTRAL if n in imported)
    return frozenset(n for n in known if n == "Base" or not _LIBRARIES.match(imported[n]))


def _is_annotated(body: Node) -> bool:
    """True for a class that declares fields by their types alone."""
    inner = (s.children[0] for s in body.children if s.type == "expression_statement" and s.children)
    return any(i.type == "assignment" and ts.field(i, "type") is not None for i in inner)
