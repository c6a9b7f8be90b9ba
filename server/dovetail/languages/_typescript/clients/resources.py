"""What sends all its requests to one path, which it is made with: `new Resource<Room>("/rooms")`, `createApi<Room>("/rooms")`.

The methods of such a thing put what it was made with before the rest of their paths. Of a name that stands for it, as `this.path` in a
class, the reference begins with `@`, before the place at which the maker takes it; what is written behind that follows a `+`: `@0+/:id`.
"""

import re

from tree_sitter import Node

from dovetail.core.arguments import step_made_with

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.nodes import parameters, parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range

_PATHS = re.compile(r"path|url|uri|route|endpoint|resource|base|prefix|collection", re.IGNORECASE)
_ASSIGNED = frozenset({"assignment_expression"})
_CRUD = re.compile(
    r"(?:get|list|all|index|find|fetch|load|one|show|read|search|query|create|add|insert|save|store|update|edit|change|replace|put|patch|"
    r"post|remove|delete|del|destroy)(?![a-z])"
)


def given_path(syntax: Syntax, made: Node) -> str | None:
    """The step that says with which path something is made; None where it is made with none."""
    for place, part in enumerate(parts(ts.field(made, "arguments"))):
        text = unquoted(syntax.str(part)) if part.type == "string" else ""
        if text.startswith("/") and len(text) > 1 and " " not in text:
            at = unquoted_range(syntax, part)
            return step_made_with(place, text.rstrip("/"), at)
    return None


def may_be_of_resource(method: str) -> bool:
    """True for a method's name that usually asks something of a resource."""
    return _CRUD.match(method) is not None


def bases(syntax: Syntax, function: Node) -> dict[str, str]:
    """The names by which a function has the path that the thing around it is made with."""
    if not syntax.has_any("this.", "=> ({", "return {"):
        return {}
    here = function.parent
    while here is not None and here.type != "class_body" and here.type not in FUNCTIONS:
        here = here.parent
    if here is None:
        return {}
    return syntax.once_of(here, _kept_by_class if here.type == "class_body" else _taken_by_maker)


def _kept_by_class(syntax: Syntax, body: Node) -> dict[str, str]:
    """What a class keeps of what its constructor is given: `constructor(private path: string)`, `this.path = path`."""
    own = next((m for m in body.children if m.type == "method_definition" and _name(syntax, m) == "constructor"), None)
    if own is None:
        return {}
    found: dict[str, str] = {}
    taken: dict[str, str] = {}
    for place, parameter in enumerate(parameters(syntax, own)):
        name = syntax.str(parameter.pattern) if parameter.pattern is not None else ""
        if not _PATHS.search(name):
            continue
        taken[name] = f"@{place}"
        if ts.child(parameter.node, "accessibility_modifier", "readonly") is not None:
            found[f"this.{name}"] = f"@{place}"
    for assigned in syntax.nodes(_ASSIGNED, own):
        left, right = syntax.field(assigned, "left"), syntax.field(assigned, "right")
        of = taken.get(syntax.str(right)) if right is not None else None
        if left is not None and of is not None and left.type == "member_expression":
            found[syntax.str(left)] = of
    return found


def _taken_by_maker(syntax: Syntax, maker: Node) -> dict[str, str]:
    """What a function takes that makes an object: `function createApi(path: string) { return { … } }`."""
    found: dict[str, str] = {}
    for place, parameter in enumerate(parameters(syntax, maker)):
        name = syntax.str(parameter.pattern) if parameter.pattern is not None else ""
        if name.isidentifier() and _PATHS.search(name):
            found[name] = f"@{place}"
    return found


def _name(syntax: Syntax, method: Node) -> str:
    name = ts.field(method, "name")
    return syntax.str(name) if name is not None else ""


def rest_of_path(syntax: Syntax, template: Node, behind: Node) -> str | None:
    """What a template has behind one of its parts, as a path with `:name` for each parameter; None where that stands elsewhere."""
    found: list[str] = []
    after = False
    for part in template.children:
        if part == behind:
            after = True
        elif not after:
            if part.type not in ("`",):
                return None
        elif part.type == "string_fragment":
            found.append(syntax.str(part))
        elif part.type == "template_substitution":
            inner = re.findall(r"[A-Za-z_]\w*", syntax.str(part))
            found.append(f":{inner[-1]}" if inner else ":value")
    return "".join(found).partition("?")[0].rstrip("/")
