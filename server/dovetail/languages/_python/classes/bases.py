"""What stands behind the name of a Python class, and in its body as plain assignments."""

import re

from tree_sitter import Node

from dovetail.core.words import Casing

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string, string_items, string_value
from .marshmallow import renames_all
from .members import assignments

_RENAMES: dict[str, Casing] = {"camel": "camelCase", "pascal": "PascalCase", "kebab": "kebab-case"}
_RENAMED = re.compile(r"\brename\s*=\s*[\"'](\w+)[\"']")
_RENAMED_BY = re.compile(r"\brename\s*=\s*[\w.]+\s*(?:,|\))")
_GENERATES = re.compile(r"alias_generator[\"']?\s*[=:]\s*(\w*AliasGenerator\([^)]*|[^,\n]*)")
# The casing that the name of a generator says it makes: the last of those that are in it.
_GENERATED = re.compile(r"upper_?camel|pascal|camel|snake|kebab", re.IGNORECASE)
_GENERATORS: dict[str, Casing] = {
    "uppercamel": "PascalCase",
    "pascal": "PascalCase",
    "camel": "camelCase",
    "snake": "snake_case",
    "kebab": "kebab-case",
}
GENERATED = "alias_generator"  # the member of a class whose names on the wire are made in a way that is not seen


def base_names(syntax: Syntax, node: Node) -> list[tuple[str, Node]]:
    """The names of a class's bases, those that are parametrised without their parameters."""
    given = ts.field(node, "superclasses")
    found: list[tuple[str, Node]] = []
    for base in given.children if given is not None else []:
        inner = ts.field(base, "value") if base.type == "subscript" else base
        if inner is not None and inner.type in ("identifier", "attribute"):
            found.append((syntax.str(inner), inner))
        elif base.is_named and base.type not in ("keyword_argument", "comment"):
            found.append((syntax.str(base), base))
    return found


def arguments(syntax: Syntax, node: Node) -> str:
    """What stands behind the name of a class: its bases, and what they are told."""
    given = ts.field(node, "superclasses")
    return syntax.str(given) if given is not None else ""


def says_total(syntax: Syntax, node: Node | None) -> bool:
    """True for a class that says whether all its keys must be there, as typed dictionaries alone do."""
    return node is not None and "total=" in arguments(syntax, node).replace(" ", "")


def is_partial(syntax: Syntax, node: Node) -> bool:
    """True for a typed dictionary whose keys may all be left out."""
    return "total=False" in arguments(syntax, node).replace(" ", "")


FLASK_MODEL = "db.Model"  # of Flask-SQLAlchemy, which names tables by their classes
_HUMP = re.compile(r"((?<=[a-z0-9])[A-Z]|(?!^)[A-Z](?=[a-z]))")


def table_name(syntax: Syntax, node: Node, body: Node) -> str | None:
    """The table that a class says it is; None where it says none."""
    for left, right in assignments(body):
        if syntax.str(left) == "__tablename__" and right is not None and is_plain_string(right):
            return string_value(syntax.str(right))
    name = ts.field(node, "name")
    if name is not None and "table=True" in arguments(syntax, node).replace(" ", ""):
        return syntax.str(name).lower()  # SQLModel names the table so
    if name is not None and any(b == FLASK_MODEL for b, _ in base_names(syntax, node)):
        written = syntax.str(body)
        made = "Column(" in written or "mapped_column(" in written
        return _HUMP.sub(r"_\1", syntax.str(name)).lower() if made and "__abstract__" not in written else None
    return None


def wire_casing(syntax: Syntax, body: Node, bases: str) -> Casing | None:
    """What an alias generator of pydantic makes of names, or `rename="camel"` of msgspec."""
    if "rename" in bases and (renamed := _RENAMED.search(bases)) is not None:
        return _RENAMES.get(renamed[1])
    made = _generator(syntax, body)
    if made is not None:
        named = _GENERATED.findall(made)
        return _GENERATORS[named[-1].lower().replace("_", "")] if named else None
    return "camelCase" if renames_all(syntax, body) else None


def wire_names(syntax: Syntax, node: Node) -> dict[str, str]:
    """What a class of msgspec calls single fields on the wire: `class User(Struct, rename={"full_name": "fullName"})`."""
    given = ts.field(node, "superclasses")
    for part in given.children if given is not None and b"rename" in (given.text or b"") else ():
        name, value = (ts.field(part, n) if part.type == "keyword_argument" else None for n in ("name", "value"))
        if name is not None and value is not None and syntax.str(name) == "rename":
            pairs = string_items(syntax, value) if value.type == "dictionary" else ()
            return {key: string_value(syntax.str(v)) for key, v in pairs if v is not None and is_plain_string(v)}
    return {}


def is_generated(syntax: Syntax, body: Node) -> bool:
    """True where an alias generator of pydantic, or a function given as `rename` of msgspec, makes names that are not seen."""
    made = _generator(syntax, body)
    outer = ts.field(body.parent, "superclasses") if body.parent is not None else None
    if outer is not None and _RENAMED_BY.search(syntax.str(outer)) is not None:
        return True
    return made is not None and made.strip() != "None" and _GENERATED.search(made) is None


def _generator(syntax: Syntax, body: Node) -> str | None:
    """What the configuration of a class gives as its alias generator, as it is written."""
    for statement in body.children:
        text = syntax.str(statement)
        if GENERATED in text and ("model_config" in text or statement.type == "class_definition"):
            found = _GENERATES.search(text)
            return found[1] if found is not None else None
    return None
