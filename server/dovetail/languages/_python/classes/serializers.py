"""Serializers of Django's REST framework: the fields that they declare, and those that their `Meta` takes from a model."""

import re
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from dovetail.core.shapes import OF_MODEL, Field, Kind, Reference, Step
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.given_kinds import returned_kind
from ..syntax.literals import is_plain_string, string_range, string_value
from .bases import base_names
from .django import FIELD_KINDS, chosen, keywords

SERIALIZER = "serializer"
_BASES = frozenset({"Serializer", "ModelSerializer", "HyperlinkedModelSerializer"})
_OF_META = re.compile(r"\(\s*[\w.]+\.Meta\s*\)")
TYPES = Step("types")  # how a serializer refers to the model of which it only lists fields: those have its kinds
_ADDS = re.compile(r"\breturn\s*(?:dict\(|\{)|\{\s*\*\*|\]\s*=[^=]|\.(?:update|setdefault)\(")

_VALIDATES = ("validate", "to_internal_value", "run_validation")


def is_serializer(base: str) -> bool:
    """True for the bases that the framework itself gives."""
    return base.rsplit(".", 1)[-1] in _BASES


def is_alone(syntax: Syntax, node: Node) -> bool:
    """True within a serializer that has no bases but the framework's."""
    while node.parent is not None and node.type != "class_definition":
        node = node.parent
    return node.type == "class_definition" and all(is_serializer(written) for written, _ in base_names(syntax, node))


def lists(syntax: Syntax, body: Node) -> bool:
    """True for a serializer whose `Meta` lists all fields that it has."""
    return _listed(syntax, body) is not None


def modelled_on(syntax: Syntax, body: Node) -> Reference | None:
    """The model whose fields a serializer has, all of them or all but some, or whose fields it lists; None where its `Meta` names none."""
    given = dict(_meta_of(syntax, body))
    model, all_of, but = (given.get(n) for n in ("model", "fields", "exclude"))
    if model is None or model.type not in ("identifier", "attribute"):
        return None
    if _listed(syntax, body) is not None or _added(syntax, body) is not None:
        return Reference(syntax.str(model), syntax.range(model), OF_MODEL, (TYPES,))
    if all_of is not None and is_plain_string(all_of) and string_value(syntax.str(all_of)) == "__all__":
        return Reference(syntax.str(model), syntax.range(model), OF_MODEL)
    listed = [c for c in but.children if c.is_named and c.type != "comment"] if but is not None else []
    if but is None or but.type not in ("list", "tuple") or not all(map(is_plain_string, listed)):
        return None
    names = frozenset(string_value(syntax.str(c)) for c in listed)
    return Reference(syntax.str(model), syntax.range(model), OF_MODEL, (Step("omit", names),))


def serializer_fields(
    syntax: Syntax, body: Node, enums: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[Field, ...], bool]:
    """The fields of a serializer, and whether it has more than are seen."""
    declared = {f.name: f for f in _declared(syntax, body, enums)}
    listed = _listed(syntax, body)
    if listed is None and (added := _added(syntax, body)) is not None:
        declared.update({n: _named(n, at) for n, at in added if n not in declared})
        return tuple(declared.values()), False
    if listed is None:
        return tuple(declared.values()), _takes_more(syntax, body)
    named = ((string_value(syntax.str(n)), string_range(syntax, n)) for n in listed if is_plain_string(n))
    others = sourced(syntax, _meta(syntax, body))
    found = {name: declared.get(name) or _named(name, at, others.get(name)) for name, at in named}
    return tuple(found.values()), len(found) < len(listed)


def _made(body: Node) -> Iterator[tuple[Node, Node, Node, Node]]:
    """The statements of a class body that give a name what a call makes, each with the name, the call and the function that is called."""
    for member in body.children:
        assigned = ts.child(member, "assignment")
        left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
        function = ts.field(right, "function") if right is not None and right.type == "call" else None
        if left is not None and right is not None and function is not None and left.type == "identifier":
            yield member, left, right, function


def _declared(syntax: Syntax, body: Node, enums: Mapping[str, tuple[str, ...]]) -> Iterator[Field]:
    for member, left, right, function in _made(body):
        called = syntax.str(function).rsplit(".", 1)[-1]
        if not called.endswith(("Field", "Serializer")):
            continue
        given = keywords(syntax, right)
        source = given.get("source")
        dotted = string_value(syntax.str(source)) if source is not None and is_plain_string(source) else None
        nested = called.endswith("Serializer")
        many = "many" in given and syntax.str(given["many"]) == "True"
        if called == "SerializerMethodField":
            yield _computed(syntax, body, left, member, given)
            continue
        yield Field(
            name=syntax.str(left),
            name_range=syntax.range(left),
            kind=_listed_values(syntax, given["choices"], called) or chosen(syntax, given["choices"], called, enums)
            if "choices" in given
            else Kind("ref", called, text=called)
            if nested
            else Kind(FIELD_KINDS.get(called, "unknown"), _model(syntax, given), text=called),
            presence="required",
            nullable="yes" if "allow_null" in given and syntax.str(given["allow_null"]) == "True" else "unknown",
            range=syntax.range(member),
            list_depth=int(many),
            stored=dotted if dotted is not None and dotted.isidentifier() else None,
        )


def _computed(syntax: Syntax, body: Node, name: Node, member: Node, given: Mapping[str, Node]) -> Field:
    """A field that a method gives: `get_total` for `total = SerializerMethodField()`."""
    said = given.get("method_name")
    method = string_value(syntax.str(said)) if said is not None and is_plain_string(said) else f"get_{syntax.str(name)}"
    found = (ts.field(m, "definition") if m.type == "decorated_definition" else m for m in body.children)
    functions = [f for f in found if f is not None and f.type == "function_definition"]
    own = next((f for f in functions if syntax.str(ts.field(f, "name") or f) == method), None)
    kind, nullable = returned_kind(syntax, own) if own is not None else (None, False)
    annotation = ts.field(own, "return_type") if own is not None else None
    return Field(
        name=syntax.str(name),
        name_range=syntax.range(name),
        kind=Kind(kind or "unknown", text="SerializerMethodField"),
        presence="required",
        nullable="yes" if nullable and kind is not None else "unknown",
        range=syntax.range(member),
        type_range=syntax.range(annotation) if annotation is not None else None,
    )


def _listed_values(syntax: Syntax, choices: Node, called: str) -> Kind | None:
    """The values of `ChoiceField(choices=["open", "closed"])`, where there are no labels beside them."""
    values = [c for c in choices.children if c.is_named and c.type != "comment"]
    if choices.type not in ("list", "tuple") or not values or not all(is_plain_string(v) for v in values):
        return None
    return Kind("enum", values=tuple(string_value(syntax.str(v)) for v in values), text=called)


def _model(syntax: Syntax, given: Mapping[str, Node]) -> str:
    """The model whose objects a related field gives: `queryset=User.objects.all()`."""
    written = syntax.str(given["queryset"]) if "queryset" in given else ""
    name = written.partition(".")[0]
    return name if name[:1].isupper() and name.isidentifier() and ".objects" in written else ""


def _meta(syntax: Syntax, body: Node) -> Node | None:
    for member in body.children:
        name = ts.field(member, "name") if member.type == "class_definition" else None
        if name is not None and syntax.str(name) == "Meta":
            return member
    return None


def _takes_more(syntax: Syntax, body: Node) -> bool:
    """True for a serializer whose `Meta` may say of fields that it does not list; one that only inherits says what its base does."""
    meta = _meta(syntax, body)
    if meta is None:
        return False
    said, above = dict(_meta_of(syntax, body)), ts.field(meta, "superclasses")
    inherits = above is not None and _OF_META.fullmatch(syntax.str(above)) is not None
    return "fields" in said or "exclude" in said or (not inherits and (above is not None or "model" in said))


def _added(syntax: Syntax, body: Node) -> list[tuple[str, Range]] | None:
    """What `fields` of its `Meta` lists besides what a base does: `fields = Base.Meta.fields + ["total"]`; None for anything else."""
    given = dict(_meta_of(syntax, body)).get("fields")
    parts = _summed(given) if given is not None else []
    bases = [p for p in parts if p.type == "attribute" and syntax.str(p).endswith(".Meta.fields")]
    others = [p for p in parts if p not in bases and p.type != "comment"]
    names = [c for p in others for c in (p.children if p.type in ("list", "tuple") else (p,)) if c.is_named]
    if len(bases) != 1 or not all(is_plain_string(n) for n in names):
        return None
    return [(string_value(syntax.str(n)), string_range(syntax, n)) for n in names]


def _summed(node: Node) -> list[Node]:
    """The parts of a sum, also of one that is written as a list: `(*Base.Meta.fields, "total")`."""
    if node.type == "parenthesized_expression":
        return [p for c in node.children if c.is_named for p in _summed(c)]
    if node.type == "binary_operator":
        sides = (ts.field(node, side) for side in ("left", "right"))
        return [p for s in sides if s is not None for p in _summed(s)]
    spread = [c for c in node.children if c.type == "list_splat"] if node.type in ("list", "tuple") else []
    if len(spread) == 1 and spread[0].children[-1].type == "attribute":
        return [spread[0].children[-1], *(c for c in node.children if c.is_named and c != spread[0])]
    return [node]


def _listed(syntax: Syntax, body: Node) -> list[Node] | None:
    """What `fields` of its `Meta` lists; None where it does not list them."""
    listed = dict(_meta_of(syntax, body)).get("fields")
    if listed is None or listed.type not in ("list", "tuple") or any(c.type == "list_splat" for c in listed.children):
        return None
    return [c for c in listed.children if c.is_named and c.type != "comment"]


def _meta_of(syntax: Syntax, body: Node) -> Iterator[tuple[str, Node]]:
    """What the `Meta` of a class says, by its names."""
    meta = _meta(syntax, body)
    below = ts.field(meta, "body") if meta is not None else None
    for statement in below.children if below is not None else ():
        assigned = ts.child(statement, "assignment")
        left, right = (ts.field(assigned, n) if assigned is not None else None for n in ("left", "right"))
        if left is not None and right is not None:
            yield syntax.str(left), right


def _named(name: str, at: Range, source: str | None = None) -> Field:
    stored = source if source is not None and source.isidentifier() else None
    return Field(name, at, Kind("unknown"), "required", "unknown", at, stored=stored)


def sourced(syntax: Syntax, meta: Node | None) -> Mapping[str, str]:
    """The fields that a `Meta` says the source of, with that: `extra_kwargs = {"riderEmail": {"source": "rider_email"}}`."""
    below = ts.field(meta, "body") if meta is not None and b"extra_kwargs" in (meta.text or b"") else None
    assigned = [a for m in below.children if (a := ts.child(m, "assignment")) is not None] if below is not None else []
    said = next((ts.field(a, "right") for a in assigned if syntax.str(a).startswith("extra_kwargs")), None)
    found: dict[str, str] = {}
    for name, options in _pairs(syntax, said):
        source = next((v for key, v in _pairs(syntax, options) if key == "source"), None)
        if source is not None and is_plain_string(source):
            found[name] = string_value(syntax.str(source))
    return found


def _pairs(syntax: Syntax, node: Node | None) -> Iterator[tuple[str, Node]]:
    """The values of a dictionary that is written out, by its keys."""
    for pair in node.children if node is not None and node.type == "dictionary" else ():
        key, value = (ts.field(pair, n) if pair.type == "pair" else None for n in ("key", "value"))
        if key is not None and value is not None and is_plain_string(key):
            yield string_value(syntax.str(key)), value


def nested(syntax: Syntax, body: Node) -> Iterator[Node]:
    """The names of the fields by which a serializer writes what an object leads to: `lines = LineSerializer(many=True)`."""
    if b"to_representation" in (body.text or b""):
        return
    for _, left, right, function in _made(body):
        given = keywords(syntax, right)
        if syntax.str(function).endswith("Serializer") and not {"source", "write_only"} & given.keys():
            yield left


def adds(syntax: Syntax, body: Node) -> bool:
    """True for a serializer whose validated data has more than its fields, as what it validates is given more."""
    functions = (n for n in body.children if n.type == "function_definition")
    named = ((n, ts.field(n, "name")) for n in functions)
    return any(
        name is not None and syntax.str(name) in _VALIDATES and _ADDS.search(syntax.str(node)) is not None
        for node, name in named
    )


def begins(syntax: Syntax, body: Node) -> Iterator[str]:
    """The names under which a serializer has what its fields lead to from there: `station` of `source="station.label"`; `**` of all."""
    if b"source" not in (body.text or b""):
        return
    given = (keywords(syntax, right).get("source") for _, _, right, _ in _made(body))
    written = (string_value(syntax.str(g)) if is_plain_string(g) else "" for g in given if g is not None)
    for path in (*written, *sourced(syntax, _meta(syntax, body)).values()):
        if path in ("", "*"):
            yield "**"
        elif "." in path:
            yield path.partition(".")[0]
