"""Schemas that routes hold what they take to: `zValidator("json", newUser)`, `validateBody(newUser)`, `{ schema: { body: newUser } }`.

A schema of zod is a function that takes what it is given, as far as its names go, and so it is found as other functions are: `newUser(0)`.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import SCHEMA_OBJECTS, Field, Maker, Passed, Record, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..schemas.json_schemas import NAMES, is_json_schema, members, schema_names
from ..schemas.request_schemas import PARTS, is_of_parts
from ..scoping.local_names import local_value
from ..scoping.member_names import member_name
from ..scoping.origins import declaration
from ..syntax.made import ELEMENT
from ..syntax.nodes import parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range
from .elysia import ELYSIA
from .express_validators import validator_lists, validators_of
from .statuses import numbered

PARSES = frozenset({"parse", "parseAsync", "safeParse", "safeParseAsync"})
_CHECKS = frozenset({"validate", "validateSync", "validateAsync", "cast"})
_HOLDS = frozenset("zValidator sValidator vValidator tbValidator zodValidator".split())
_TARGETS = {"json": "request", "form": "request", "query": "query", "param": "params"}
_NAMED = {"body": "request", "query": "query", "querystring": "query", "params": "params"}
_OBJECTS = frozenset(
    "z.object z.strictObject z.looseObject Type.Object t.Object v.object Joi.object yup.object".split()
)
_ARRAYS = frozenset("z.array Type.Array t.Array v.array".split())
_MIDDLEWARE = ("body", "query", "params", "schema", "parse", "check", "require")
_TAKING = frozenset({"post", "put", "patch"})
_DEEPEST = 20
_PLACE = "(0)"
_VALIDATES = re.compile(r"valid|check|parse", re.IGNORECASE)
_PARSES_BY_NAME = re.compile(r"pars|valid|body|json|query|param", re.IGNORECASE)
_NAMES = (*NAMES, "member_expression")


def held_to(syntax: Syntax, call: Node) -> Iterator[Passed | Use]:
    """The schemas that a route is registered with, by the parts that they are for, or the names of one that is written there."""
    for argument in parts(ts.field(call, "arguments")):
        yield from validators_of(syntax, argument)
        function = ts.field(argument, "function") if argument.type == "call_expression" else None
        given = parts(ts.field(argument, "arguments")) if function is not None else []
        name = syntax.str(function) if function is not None else ""
        if name in _HOLDS and len(given) > 1:
            yield from passed(syntax, _TARGETS.get(unquoted(syntax.str(given[0])), ""), given[1])
        elif given and _is_middleware(syntax, name.lower().rpartition(".")[2], given[0]):
            yield from _validated(syntax, call, name, given)
        if argument.type in ("object", "identifier"):
            yield from _described(syntax, members(syntax, argument).get("schema"))
        if argument.type == "object" and syntax.says(ELYSIA):
            yield from _described(syntax, argument)


def _is_middleware(syntax: Syntax, name: str, given: Node) -> bool:
    """True for a function of the program's own that holds a request to a schema: `validate(…)`, or `body(newUserSchema)`."""
    if "valid" in name:
        return True
    named = given.type in _NAMES and any(word in name for word in _MIDDLEWARE)
    return named and is_schema_name(syntax, given, imported=name.endswith(("body", "query", "params")))


def parses_by(method: str, schema: str) -> bool:
    """True for what a schema does with what it is given, also by the names of yup and Joi: `orderSchema.validate(body)`."""
    return method in PARSES or (method in _CHECKS and "schema" in schema.lower())


def checks_by(method: str) -> bool:
    """True for what yup and Joi call it that a schema checks something, as others may call something else."""
    return method in _CHECKS


def is_schema_name(syntax: Syntax, name: Node, imported: bool) -> bool:
    """True for the name of a schema: of one of this file, as such names are written, or of something `imported`."""
    found = declaration(syntax, name)
    if "schema" in syntax.str(name).lower() or (imported and found is None):
        return True
    value = ts.field(found, "value") if found is not None and found.type == "variable_declarator" else None
    return value is not None and syntax.str(value).startswith("z.")


def hooks(syntax: Syntax, call: Node) -> Iterator[Node]:
    """The functions that are told what a validator of Hono found, and then given the context."""
    for argument in parts(ts.field(call, "arguments")):
        function = ts.field(argument, "function") if argument.type == "call_expression" else None
        given = parts(ts.field(argument, "arguments")) if function is not None else []
        if function is not None and syntax.str(function) in _HOLDS and len(given) == 3 and given[2].type in FUNCTIONS:
            yield given[2]


def takers(syntax: Syntax, records: Iterator[Record]) -> Iterator[Maker]:
    """Lists of validators, and schemas that do not say themselves which contract they are, with the names that they take."""
    yield from validator_lists(syntax)
    for record in records:
        said = record.conforms or any(t.name == "contract" for t in record.tags)
        if record.construct in SCHEMA_OBJECTS and not said and not is_of_parts(record):
            carries = tuple(_names(record.fields, (_PLACE,), (record.name_range,)))
            yield Maker(f"{record.name}{_PLACE}", record.name_range, carries, unknown=True)


def _validated(syntax: Syntax, route: Node, name: str, given: list[Node]) -> Iterator[Passed | Use]:
    """What middleware of the program's own is given: `validateBody(newUser)`, `validate(newUser, "body")`, `validate(users.create)`.

    One schema is that of the part which the name or a text says, or else of what a route is there to take. It may have the parts itself.
    """
    said = [PARTS[text] for g in given if g.type == "string" and (text := unquoted(syntax.str(g))) in PARTS]
    part = next((of for word, of in _NAMED.items() if name.lower().endswith(word)), "") or next(iter(said), "")
    schemas = [g for g in given if g.type != "string"]
    if len(schemas) != 1 and not said:
        return
    schema = schemas[0] if schemas else given[0]
    yield from _described(syntax, schema)
    if schema.type in _NAMES:
        whole = member_name(syntax, schema)
        for key, of in PARTS.items():
            yield Passed((of,), f"{whole}.{key}{_PLACE}", syntax.range(schema))
    function = ts.field(route, "function")
    method = ts.field(function, "property") if function is not None else None
    takes = method is not None and syntax.str(method) in _TAKING
    yield from passed(syntax, part or ("request" if takes and schema.type in _NAMES else ""), schema)


def _described(syntax: Syntax, options: Node | None) -> Iterator[Passed | Use]:
    """The schemas in `{ body: newUser, query: page }`, and those of answers by their status."""
    said = members(syntax, options)
    for name, value in said.items():
        yield from passed(syntax, _NAMED.get(name, ""), value)
    for written, value in members(syntax, said.get("response")).items():
        status = numbered(written.strip("[]"))
        part = "response" if status[:1] == "2" else "errors" if status[:1] in "45" else ""
        if part:
            yield from passed(syntax, part, value)


def schemas_beside(
    syntax: Syntax, chain: tuple[str, ...], given: list[Node], at: int, function: str
) -> Iterator[Passed | Use]:
    """The schemas that a function is given beside a part of a request, `bodyOf(context, newUser)`, or beside all of it (its body).

    One that the function at hand makes itself, `const schema = Joi.object({ … })`, by its names.
    """
    for i, part in enumerate(given):
        if i == at or part.type != "identifier":
            continue
        made = local_value(syntax, part) if _VALIDATES.search(function) and len(chain) < 2 else None
        if made is not None and made.type == "call_expression":
            own = chain or ("request",)
            yield from _written(syntax, made, own, (syntax.range(part),), 0)
        if chain and is_schema_name(syntax, part, _PARSES_BY_NAME.search(function) is not None):
            yield Passed(chain, f"{member_name(syntax, part)}{_PLACE}", syntax.range(part))


def passed(syntax: Syntax, part: str, schema: Node) -> Iterator[Passed | Use]:
    """What a schema says of a part of an endpoint: its name, or the names in it where it is written in place."""
    if part and is_json_schema(syntax, schema):
        yield from schema_names(syntax, schema, ((part,), (syntax.range(schema),)))
    elif part and schema.type in _NAMES:
        yield Passed((part,), f"{member_name(syntax, schema)}{_PLACE}", syntax.range(schema))
    elif part:
        yield from _written(syntax, schema, (part,), (syntax.range(schema),), 0)


def _written(
    syntax: Syntax, schema: Node, chain: tuple[str, ...], ranges: tuple[Range, ...], depth: int
) -> Iterator[Passed | Use]:
    """The names, and the listed texts, of a schema that is written in place; `.optional()` and the like say nothing of them."""
    if schema.type in _NAMES and depth:
        yield Passed(chain, f"{member_name(syntax, schema)}{_PLACE}", syntax.range(schema))
    function = ts.field(schema, "function") if schema.type == "call_expression" else None
    target = ts.field(function, "object") if function is not None and function.type == "member_expression" else None
    if function is None or target is None or depth > _DEEPEST:
        return
    name, given = syntax.str(function), parts(ts.field(schema, "arguments"))
    keys = local_value(syntax, given[0]) if name in _OBJECTS and given and given[0].type == "identifier" else None
    keys = keys if keys is not None else next(iter(given), None)
    if name in _OBJECTS and keys is not None and keys.type == "object":
        for pair in (p for p in parts(keys) if p.type == "pair"):
            key, value = ts.field(pair, "key"), ts.field(pair, "value")
            if key is not None and value is not None and key.type in ("property_identifier", "string"):
                own = (*chain, unquoted(syntax.str(key)))
                at = (*ranges, unquoted_range(syntax, key))
                yield Use("", own, at, "read", chain[0])
                yield from _written(syntax, value, own, at, depth + 1)
    elif name in _ARRAYS and given:
        at = (*ranges, syntax.range(given[0]))
        yield from _written(syntax, given[0], (*chain, ELEMENT), at, depth + 1)
    elif name == "z.enum" and given and given[0].type == "array":
        for text in (t for t in parts(given[0]) if t.type == "string"):
            own = f"={unquoted(syntax.str(text))}"
            yield Use("", (*chain, own), (*ranges, unquoted_range(syntax, text)), "read", chain[0])
    elif target.type == "call_expression":
        yield from _written(syntax, target, chain, ranges, depth + 1)


def _names(fields: tuple[Field, ...], chain: tuple[str, ...], ranges: tuple[Range, ...]) -> Iterator[Use]:
    for field in fields:
        own, at = (*chain, field.name), (*ranges, field.name_range)
        yield Use("", own, at, "read", chain[0])
        for text in field.kind.values:
            yield Use("", (*own, f"={text}"), (*at, field.type_range or field.name_range), "read", chain[0])
        if field.kind.members:
            inner, within = (ELEMENT,) * field.list_depth, (field.name_range,) * field.list_depth
            yield from _names(field.kind.members, (*own, *inner), (*at, *within))
