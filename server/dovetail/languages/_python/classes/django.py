"""The fields of Django's models, which have no annotations."""

from collections.abc import Mapping, Sequence
from typing import Final

from tree_sitter import Node

from dovetail.core.shapes import Field, Kind, KindName
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._comments import Comment
from ..._treesitter import Syntax
from ..syntax.literals import is_plain_string, literal, string_value
from .members import assignments

MODEL_OF: Final = "get_model."  # before a model by its app and its name, as a step of a migration asks for it
_BY_KIND: dict[KindName, str] = {
    "string": "CharField TextField EmailField SlugField URLField FilePathField GenericIPAddressField FileField ImageField",
    "int": "IntegerField SmallIntegerField PositiveIntegerField PositiveSmallIntegerField AutoField SmallAutoField",
    "bigint": "BigIntegerField PositiveBigIntegerField BigAutoField",
    "float": "FloatField",
    "boolean": "BooleanField NullBooleanField",
    "decimal": "DecimalField",
    "instant": "DateTimeField",
    "date": "DateField",
    "time": "TimeField",
    "uuid": "UUIDField",
    "json": "JSONField",
    "bytes": "BinaryField",
}
FIELD_KINDS: dict[str, KindName] = {name: kind for kind, names in _BY_KIND.items() for name in names.split()}
_MANY = frozenset({"ManyToManyField", "GenericRelation", "GenericForeignKey", "TaggableManager"})
_ONE = frozenset({"ForeignKey", "OneToOneField", "TreeForeignKey", "ParentalKey", "ChainedForeignKey"})


def django_field(
    syntax: Syntax,
    node: Node,
    name: Node,
    value: Node | None,
    comment: Comment,
    enums: Mapping[str, tuple[str, ...]],
) -> Field | None:
    """`email = models.EmailField(null=True)`; a foreign key is kept in the column of its name with `_id`."""
    function = ts.field(value, "function") if value is not None and value.type == "call" else None
    if value is None or function is None:
        return None
    called, written = syntax.str(function).rsplit(".", 1)[-1], syntax.str(name)
    if not called.endswith("Field") and called not in _ONE | _MANY:
        return None
    given = keywords(syntax, value)
    column = given.get("db_column")
    stored = string_value(syntax.str(column)) if column is not None and is_plain_string(column) else None
    timed = any(syntax.str(given[k]) == "True" for k in ("auto_now", "auto_now_add") if k in given)
    return Field(
        name=written,
        name_range=syntax.range(name),
        kind=chosen(syntax, given["choices"], called, enums)
        if "choices" in given
        else Kind(
            FIELD_KINDS.get(called, "unknown"),
            django_target(syntax, value, given) if called in _ONE else "",
            text=_with_places(syntax, called, given),
        ),
        presence="defaulted"
        if timed or "default" in given or "db_default" in given or "Auto" in called
        else "required",
        nullable="yes" if "null" in given and syntax.str(given["null"]) == "True" else "no",
        range=syntax.range(node),
        stored=stored or (f"{written}_id" if called in _ONE else None),
        doc=comment.doc,
        tags=comment.tags,
        relation=called in _MANY,
    )


def _with_places(syntax: Syntax, called: str, given: Mapping[str, Node]) -> str:
    """A field as a message shows it, with the digits that it has behind the point."""
    places = given.get("decimal_places")
    return f"{called}(decimal_places={syntax.str(places)})" if places is not None else called


def django_target(syntax: Syntax, call: Node, given: Mapping[str, Node]) -> str:
    """The model that a foreign key leads to: a name, or the last part of `"shop.Book"`; empty where that is not written."""
    arguments = ts.field(call, "arguments")
    first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
    to = given.get("to") or (first if first is not None and first.type != "keyword_argument" else None)
    if to is not None and syntax.str(to).endswith("AUTH_USER_MODEL"):
        return "AUTH_USER_MODEL"
    if to is not None and to.type == "attribute" and is_classy(syntax.str(to).rpartition(".")[2]):
        return syntax.str(to)
    if to is None or not (to.type == "identifier" or is_plain_string(to)):
        return ""
    name = string_value(syntax.str(to)).rpartition(".")[2]
    return name if name.isidentifier() and name != "self" else ""


def is_classy(name: str) -> bool:
    """True for a name that is written as those of classes are."""
    return name[:1].isupper() and not name.isupper()


def chosen(syntax: Syntax, choices: Node, called: str, enums: Mapping[str, tuple[str, ...]]) -> Kind:
    """The kind of a field that takes a few values: those of an enum of the file (`Level.choices`), or pairs in place."""
    written = syntax.str(choices)
    if choices.type == "identifier" and is_classy(written):
        written = f"{written}.choices"  # as Django 5 may be told
    owner, _, member = written.rpartition(".")
    if member == "choices" and owner.isidentifier():
        known = enums.get(owner)
        return Kind("enum", owner, known, text=called) if known is not None else Kind("ref", owner, text=called)
    values = _values(syntax, _named(syntax, choices))
    return Kind("enum", values=values, text=called) if values else Kind("unknown", text=called)


def _values(syntax: Syntax, choices: Node | None) -> tuple[str, ...]:
    """The values of a list of pairs, or of a dictionary; nothing where one of them is not seen."""
    if choices is None or choices.type not in ("list", "tuple", "dictionary"):
        return ()
    pairs = [c for c in choices.children if c.is_named and c.type != "comment"]
    firsts = [next((c for c in p.children if c.is_named), None) for p in pairs if p.type in ("tuple", "list", "pair")]
    strings = [_named(syntax, first) for first in firsts if first is not None]
    values = [string_value(syntax.str(s)) for s in strings if s is not None and is_plain_string(s)]
    return tuple(values) if len(values) == len(pairs) else ()


def _named(syntax: Syntax, node: Node) -> Node | None:
    """What a name stands for that the class around it, or the top of the file, gives one value; any other expression is itself."""
    if node.type != "identifier":
        return node
    name, here = syntax.str(node), node.parent
    while here is not None:
        if here.type in ("block", "module") and (here.type == "module" or _is_of_class(here)):
            given = [right for left, right in assignments(here) if syntax.str(left) == name]
            if given:
                return given[0] if len(given) == 1 else None
        here = here.parent
    return None


def _is_of_class(block: Node) -> bool:
    return block.parent is not None and block.parent.type == "class_definition"


def related(syntax: Syntax, call: Node) -> tuple[str, str, str] | None:
    """A field that leads to another model: its sort, that model, and the name by which it leads back, which may be empty."""
    function = ts.field(call, "function")
    called = syntax.str(function).rsplit(".", 1)[-1] if function is not None else ""
    if called not in _ONE and called != "ManyToManyField":
        return None
    given = keywords(syntax, call)
    target = django_target(syntax, call, given)
    back = given.get("related_name")
    name = string_value(syntax.str(back)) if back is not None and is_plain_string(back) else ""
    return (called, target, name) if target else None


def implicit_id(syntax: Syntax, name: Node) -> Field:
    """The key that Django gives a model that declares none."""
    end = syntax.range(name).end
    return Field("id", Range(end, end), Kind("unknown"), "defaulted", "no", Range(end, end))


def is_implicit(field: Field) -> bool:
    """True for a key that Django gives, where no base declares one."""
    return not field.range.end > field.range.start


def has_key(syntax: Syntax, body: Node) -> bool:
    return "primary_key" in syntax.str(body)


def django_table(syntax: Syntax, body: Node) -> str | None:
    """`db_table` of a model's `Meta`."""
    for inner in body.children:
        name = ts.field(inner, "name")
        below = ts.field(inner, "body") if inner.type == "class_definition" else None
        if name is None or below is None or syntax.str(name) != "Meta":
            continue
        for node in ts.walk(below):
            left, right = ts.field(node, "left"), ts.field(node, "right")
            if node.type == "assignment" and left is not None and right is not None and syntax.str(left) == "db_table":
                return string_value(syntax.str(right)) if literal(syntax, right) is not None else None
    return None


def keywords(syntax: Syntax, call: Node) -> dict[str, Node]:
    """What a call is given by name."""
    arguments = ts.field(call, "arguments")
    found: dict[str, Node] = {}
    for argument in arguments.children if arguments is not None else []:
        name, value = ts.field(argument, "name"), ts.field(argument, "value")
        if argument.type == "keyword_argument" and name is not None and value is not None:
            found[syntax.str(name)] = value
    return found


def historical(syntax: Syntax, parts: Sequence[Node]) -> str:
    """The model that a step of a migration asks for, `apps.get_model("shop", "Order")`, behind a mark; empty where it is not written."""
    said = [string_value(syntax.str(p)) for p in parts if is_plain_string(p)]
    name = ".".join(said)
    return (
        f"{MODEL_OF}{name}"
        if len(said) == len(parts) and name.count(".") == 1 and name.replace(".", "").isidentifier()
        else ""
    )
