"""Parts of a description in files of their own: a schema, schemas by name, the operations of a path, or paths.

Such a file says nowhere what it is; it is known by its form. References lead to it from others, or to others from it.
"""

import re
from typing import Literal

from .yaml_tree import Node

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
Part = Literal["schema", "schemas", "path", "operation", "operations", "answer", "parameter", "parameters", ""]

_WORDS = re.compile(
    r"""\b(?:(?:properties|enum|allOf|oneOf|anyOf|responses|format)["']?[ \t]*:|in["']?[ \t]*:[ \t]*["']?(?:path|query|header|cookie)\b)"""
    r"""|\bapplication/[\w.+-]*json["']?[ \t]*:|^["']?type["']?[ \t]*:[ \t]*["']?(?:string|integer|number|boolean|array)\b""",
    re.MULTILINE,
)
_STATUS = re.compile(r"[1-5](?:\d\d|XX)|default")
_TYPES = frozenset({"object", "string", "integer", "number", "boolean", "array", "null"})
_PLACES = ("path", "query", "header", "cookie")
_FILE = (".yaml", ".yml", ".json")


def may_be_part(source: str) -> bool:
    """True where a text has a word of schemas or operations; told before anything is read."""
    return ("type" in source or "$ref" in source or "responses" in source) and _WORDS.search(source) is not None


def part_of(root: Node) -> Part:
    """What a file holds that is part of a description: by its form, all of it. An answer may be what a request holds, too."""
    if is_parameter(root):
        return "parameter"
    if is_schema(root):
        return "schema"
    if _has_operations(root):
        return "path"
    responses, content = root.get("responses"), root.get("content")
    if responses is not None and responses.entries and all(_STATUS.fullmatch(e.key.text) for e in responses.entries):
        return "operation"
    if content is not None and any(e.value.get("schema") is not None for e in content.entries):
        return "answer"
    values = [e.value for e in root.entries]
    if not values or any(v.what != "mapping" for v in values):
        return ""
    if all(e.key.text.startswith("/") for e in root.entries):
        return "operations" if all(_has_operations(v) or v.get("$ref") is not None for v in values) else ""
    if all(_has_operations(v) for v in values):
        return "operations"
    named = [v for v in values if v.string("$ref") is None]
    if named and all(is_parameter(v) for v in named):
        return "parameters"
    return "schemas" if named and all(is_schema(v) for v in named) else ""


def is_parameter(node: Node) -> bool:
    """True for a mapping that says what is sent in a path, a query or a header."""
    said = node.get("schema") is not None or node.get("content") is not None or node.get("type") is not None
    return said and node.string("in") in _PLACES and node.string("name") is not None


def is_schema(node: Node) -> bool:
    """True for a mapping that says what a value is."""
    type, properties, listed = node.get("type"), node.get("properties"), node.get("enum")
    if properties is not None:
        return properties.what == "mapping" and (type is None or type.text in _TYPES or bool(type.items))
    if listed is not None:
        return bool(listed.items)
    if any((c := node.get(k)) is not None and c.items for k in ("allOf", "oneOf", "anyOf")):
        return True
    types = [n.text for n in (type.items or (type,))] if type is not None else []
    return bool(types) and all(t in _TYPES for t in types) and node.get("in") is None


def is_elsewhere(reference: str) -> bool:
    """True for a reference that leads to another file."""
    place, mark, _ = reference.partition("#")
    return bool(place) and (bool(mark) or place.endswith(_FILE))


def _has_operations(node: Node) -> bool:
    return any(e.key.text in METHODS and e.value.get("responses") is not None for e in node.entries)
