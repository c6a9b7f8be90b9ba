"""What an operation of a description takes and gives: the parts of an endpoint, as fields."""

from collections.abc import Iterator

from dovetail.core.shapes import Field, Kind, Presence
from dovetail.core.text import Range

from .fragments import is_elsewhere
from .schemas import Schemas, referred_name, type_range
from .yaml_tree import Entry, Node

_PARTS = {"query": "query", "path": "params", "header": "headers"}
_REFUSED = ("4", "5")
_OTHERWISE = "default"
_DEEPEST = 8
ELSEWHERE = "parameters"  # what is called so among the parts of an operation refers to one that stands in another file


def parts_of(operation: Entry, item: Node, schemas: Schemas) -> tuple[Field, ...]:
    """The parts of an operation that stands in a path's item. What is not in this file, or not JSON, is left out."""
    parameters, elsewhere = _parameters(operation.value, item, schemas)
    bodies = [_request(operation.value, parameters, schemas), _response(operation.value, schemas)]
    found = [*(f for f in bodies if f is not None), *_refusals(operation.value, schemas)]
    carried = (*parameters, *_keys(schemas))
    found += [_carried(part, operation.key.inner, carried, place, schemas) for place, part in _PARTS.items()]
    return (*found, *(_part(ELSEWHERE, at, Kind("ref", reference)) for reference, at in elsewhere))


def parameter_part(parameter: Node, schemas: Schemas) -> Field | None:
    """The part of an endpoint that one parameter alone is, which stands in no operation; None for what is no parameter."""
    name, part = parameter.get("name"), _PARTS.get(parameter.string("in") or "")
    if part is None or name is None or name.what != "scalar" or name.is_empty:
        return None
    return _carried(part, name.inner, (parameter,), parameter.string("in") or "", schemas)


def unseen_parts(at: Range) -> tuple[Field, ...]:
    """The parts of an operation that stands in another file."""
    return _part("request", at, Kind("any")), _part("response", at, Kind("any"))


def _parameters(
    operation: Node, item: Node, schemas: Schemas
) -> tuple[tuple[Node, ...], tuple[tuple[str, Range], ...]]:
    """The parameters of an operation with those of its path, which it may give again, and the references to those of other files."""
    found: dict[tuple[str, str], Node] = {}
    elsewhere: dict[str, Range] = {}
    for holder in (item, operation):
        listed = holder.get("parameters")
        for entry in listed.items if listed is not None else ():
            reference = _reference_out(entry, schemas)
            node = _followed(entry, schemas)
            if reference is not None:
                elsewhere.setdefault(reference.text, reference.inner)
                continue
            name = node.get("name") if node is not None else None
            if node is not None and name is not None and name.what == "scalar" and not name.is_empty:
                found[node.string("in") or "", name.text] = node
    return tuple(found.values()), tuple(elsewhere.items())


def _keys(schemas: Schemas) -> Iterator[Node]:
    """The keys that `securitySchemes` have sent in headers, which no operation lists: each says its name as a parameter does."""
    components = schemas.root.get("components")
    known = components.get("securitySchemes") if components is not None else None
    for entry in known.entries if known is not None else ():
        name = entry.value.get("name")
        if entry.value.string("in") == "header" and name is not None and name.what == "scalar" and not name.is_empty:
            yield entry.value


def _followed(node: Node, schemas: Schemas) -> Node | None:
    """What stands in place of a reference; None where that is in another file."""
    reference = node.string("$ref")
    return node if reference is None else schemas.resolve(reference)


def _reference_out(node: Node, schemas: Schemas) -> Node | None:
    """The reference that leads to another file, or to nothing, in place of a node or of what it refers to in this file."""
    for _ in range(_DEEPEST):
        reference = node.get("$ref")
        target = schemas.resolve(reference.text) if reference is not None else None
        if reference is None or target is None:
            return reference
        node = target
    return None


def _carried(part: str, at: Range, parameters: tuple[Node, ...], place: str, schemas: Schemas) -> Field:
    of_part = [(p, name) for p in parameters if p.string("in") == place and (name := p.get("name"))]
    members = tuple(_parameter(p, name, schemas) for p, name in of_part)
    return _part(part, at, Kind("record", members=members, text="object"))


def _parameter(parameter: Node, name: Node, schemas: Schemas) -> Field:
    schema = parameter.get("schema") or json_of(parameter) or parameter
    typed = schemas.typed(schema)
    required = parameter.get("required")
    presence: Presence = "required" if required is not None and required.is_true else "optional"
    if presence == "optional" and schema.get("default") is not None:
        presence = "defaulted"
    # A parameter has no null: a query says it by leaving the parameter out.
    return Field(
        name.text, name.inner, typed.kind, presence, "unknown", parameter.range, type_range(schema), typed.list_depth
    )  # fmt: skip


def _request(operation: Node, parameters: tuple[Node, ...], schemas: Schemas) -> Field | None:
    entry = operation.entry("requestBody")
    if entry is not None:
        if (other := _elsewhere("request", entry.key.inner, entry.value)) is not None:
            return other
        body = _followed(entry.value, schemas)
        return _body("request", entry.key.inner, json_of(body) if body is not None else None, schemas)
    for parameter in parameters:  # as Swagger 2 writes it
        name = parameter.get("name")
        if parameter.string("in") in ("body", "formData") and name is not None:
            return _body("request", name.inner, parameter.get("schema"), schemas)
    return None


def _response(operation: Node, schemas: Schemas) -> Field | None:
    """The answer to a call that succeeds; None where the description has no such answer."""
    entry = operation.entry("responses")
    answers = entry.value.entries if entry is not None else ()
    for answer in answers:
        if answer.key.text.startswith("2"):
            if (other := _elsewhere("response", answer.key.inner, answer.value)) is not None:
                return other
            node = _followed(answer.value, schemas)
            schema = (node.get("schema") or json_of(node)) if node is not None else None
            return _body("response", answer.key.inner, schema, schemas)
    if not answers or not all(a.key.text.startswith(_REFUSED) for a in answers):
        return _part("response", operation.range, Kind("any"))
    return None


def _refusals(operation: Node, schemas: Schemas) -> Iterator[Field]:
    """What each answer holds that refuses, as far as it is a schema with a name."""
    entry = operation.entry("responses")
    seen: set[Range] = set()
    for answer in entry.value.entries if entry is not None else ():
        if not answer.key.text.startswith((*_REFUSED, _OTHERWISE)):
            continue
        if (other := _elsewhere("errors", answer.key.inner, answer.value)) is not None:
            yield other
            continue
        node = _followed(answer.value, schemas)
        schema = (node.get("schema") or json_of(node)) if node is not None else None
        if schema is not None and schema.string("$ref") is not None and schema.range not in seen:
            seen.add(schema.range)
            yield _body("errors", answer.key.inner, schema, schemas)


def _elsewhere(part: str, place: Range, holder: Node) -> Field | None:
    """A part that stands in another file, by the reference to it."""
    reference = holder.get("$ref")
    if reference is None or reference.what != "scalar" or not is_elsewhere(reference.text):
        return None
    kind = Kind("ref", reference.text, text=referred_name(reference.text))
    return _part(part, place, kind, reference.inner)


def json_of(holder: Node) -> Node | None:
    """The schema of what is carried as JSON."""
    content = holder.get("content")
    media = next((e.value for e in content.entries if "json" in e.key.text), None) if content is not None else None
    return media.get("schema") if media is not None else None


def _body(part: str, place: Range, schema: Node | None, schemas: Schemas) -> Field:
    if schema is None:
        return _part(part, place, Kind("any"))
    typed = schemas.typed(schema)
    return _part(part, place, typed.kind, type_range(schema), typed.list_depth)


def _part(name: str, place: Range, kind: Kind, type_range: Range | None = None, list_depth: int = 0) -> Field:
    return Field(name, place, kind, "required", "unknown", place, type_range, list_depth)
