"""Forms whose `action` is a function, `<form action={bookSeats}>`, and functions that take the data of one, wherever each stands.

What a form has beyond its written fields, and what a function does with the data beyond taking names of it, makes it open.
"""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.shapes import Form
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..scoping.functions import named_functions
from ..scoping.origins import declaration
from ..syntax.made import TYPE_OF
from ..syntax.nodes import bare, given, parameters, parts
from ..syntax.signatures import FUNCTIONS
from ..syntax.types import unquoted, unquoted_range
from .forms import OF_FRAMEWORKS

_ACTIONS = ("action", "formAction")
_HOOKS = re.compile(r"(?:^|\.)use(?:ActionState|FormState)$")
_NATIVE = frozenset({"input", "select", "textarea", "button"})
_NO_FIELD = frozenset({"submit", "button", "reset", "image"})  # types of what gives nothing that anybody fills in
# Components that are no fields, by how they are mostly called.
_SHOWS = re.compile(
    r"(?:Label|Button|Icon|Link|Card\w*|Form|FormItem|Item|Trigger|Content|Value|Option|Errors?|Message|Alert|Spinner|Loader\w*|Title|"
    r"Description|Header|Footer|Text|Heading|Stack|Box|Flex|Grid|Row|Col|Container|Separator|Fragment|Image|Badge)$"
)
_OF_ONE_TEXT = ("radio", "hidden")
_NAMES = frozenset({"identifier", "shorthand_property_identifier"})
_CALLS = frozenset({"call_expression"})
_AS_IT_IS = frozenset({"binary_expression", "as_expression", "parenthesized_expression", "non_null_expression"})
_OPENINGS = ("jsx_opening_element", "jsx_self_closing_element")
_PUT_IN = re.compile(r"\{\s*(?:[\w.]*children|[\w.]*\brender\w*\([^)]*\))\s*\}")
_DEEPEST = 4
_FIRST = r"((?:\s*[\w.]+\s*,)*)\s*"  # other arguments, which are names
_CAST = re.compile(r"""\s+as\s+(?!string\b|const\b)(\w+)(?:\[["'](\w+)["']\])?(?!\s*[\w.<|])""")
_CHECKS = r"\.(?:safeParse|parse)(?:Async)?\(\s*"


def forms_with_actions(syntax: Syntax) -> tuple[Form, ...]:
    """The forms of a file whose action is a function by name, and the functions of it that take the data of a form."""
    shown = syntax.has_any("action={", "formAction={")
    takes = syntax.has_any(": FormData")
    found = (*(_shown(syntax) if shown else ()), *(_taking(syntax) if takes else ()))
    return tuple(found)


def _shown(syntax: Syntax) -> Iterator[Form]:
    for element in syntax.nodes(frozenset({"jsx_element"})):
        opening = ts.child(element, "jsx_opening_element")
        name = ts.field(opening, "name") if opening is not None else None
        if opening is None or name is None or syntax.str(name) not in ("form", "Form"):
            continue
        actions = [a for node in ts.walk(element) for a in _actions(syntax, node)]
        functions = {f for a in actions for f in _functions(syntax, a, 0)}
        if not functions:
            continue
        fields, texts, is_open = _fields(syntax, element)
        for function in sorted(functions):
            yield Form(function, fields, open=is_open or "" in functions, texts=texts)


def _actions(syntax: Syntax, opening: Node) -> Iterator[Node]:
    """What stands in braces behind `action=` and `formAction=`."""
    for attribute in opening.children if opening.type in _OPENINGS else ():
        own = [c for c in attribute.children if c.is_named] if attribute.type == "jsx_attribute" else []
        if len(own) == 2 and own[1].type == "jsx_expression" and syntax.str(own[0]) in _ACTIONS:
            yield from parts(own[1])[:1]


def _functions(syntax: Syntax, node: Node, depth: int) -> Iterator[str]:
    """The functions of other files that are given the data of a form, as they are called here; an empty name for what is not known."""
    node = bare(node)
    if depth > _DEEPEST:
        yield ""
    elif node.type == "identifier":
        own = declaration(syntax, node)
        own = own if own is not None else syntax.once(_of_states).get(syntax.str(node))
        value = ts.field(own, "value") if own is not None and own.type == "variable_declarator" else own
        if own is None:
            yield syntax.str(node)
        elif value is None or value.type in ("identifier", "required_parameter"):
            yield ""
        else:
            yield from _functions(syntax, value, depth + 1)
    elif node.type == "member_expression":
        yield syntax.str(node)
    elif node.type == "call_expression":
        function = ts.field(node, "function")
        named = syntax.str(function) if function is not None else ""
        held = ts.field(function, "object") if function is not None and named.endswith(".bind") else None
        inner = held if held is not None else next(iter(given(node)), None) if _HOOKS.search(named) else None
        yield from _functions(syntax, inner, depth + 1) if inner is not None else ("",)
    elif node.type in FUNCTIONS or node.type == "function_declaration":
        yield from _called_with_data(syntax, node)
    else:
        yield ""


def _of_states(syntax: Syntax) -> dict[str, Node]:
    """The variables that are actions of states: `action` of `const [state, action] = useActionState(…)`."""
    found: dict[str, Node] = {}
    for declarator in syntax.nodes(frozenset({"variable_declarator"})):
        pattern = ts.field(declarator, "name")
        if pattern is not None and pattern.type == "array_pattern":
            found.update((syntax.str(name), declarator) for name in parts(pattern)[1:2])
    return found


def _called_with_data(syntax: Syntax, function: Node) -> Iterator[str]:
    """What a function of this file hands the data on to that it is given first; an empty name where it does anything else with it."""
    taken = parameters(syntax, function)
    named = {syntax.str(p.pattern) for p in taken if p.pattern is not None and p.pattern.type == "identifier"}
    calls = [c for c in syntax.nodes(frozenset({"call_expression"}), function) if _is_given(syntax, c, named)]
    for call in calls:
        callee = ts.field(call, "function")
        if callee is not None and callee.type in ("identifier", "member_expression"):
            yield from _functions(syntax, callee, _DEEPEST)
    if len(calls) != 1 or any(f"{name}." in syntax.str(function) for name in named):
        yield ""


def _is_given(syntax: Syntax, call: Node, names: set[str]) -> bool:
    return any(p.type == "identifier" and syntax.str(p) in names for p in given(call))


def _fields(
    syntax: Syntax, form: Node
) -> tuple[tuple[tuple[str, Range], ...], tuple[tuple[str, str, Range], ...], bool]:
    """The names of a form's fields, the texts that they let choose from, and whether there may be others."""
    found: list[tuple[str, Range]] = []
    texts: list[tuple[str, str, Range]] = []
    is_open = _PUT_IN.search(syntax.str(form)) is not None
    for node in ts.walk(form):
        named = ts.field(node, "name") if node.type in _OPENINGS else None
        tag = syntax.str(named) if named is not None else ""
        if not tag or tag in ("form", "Form"):
            continue
        written, spread = _attributes(syntax, node)
        called, kind = written.get("name"), written.get("type")
        is_native = tag in _NATIVE
        if called is not None and called.type == "string":
            own = unquoted(syntax.str(called))
            if (kind is None or unquoted(syntax.str(kind)) not in _NO_FIELD) and not OF_FRAMEWORKS.search(own):
                found.append((own, unquoted_range(syntax, called)))
            texts.extend(_choices(syntax, node, own, written))
        elif (
            called is not None
            or (spread and (is_native or tag[:1].isupper()))
            or (not is_native and tag[:1].isupper() and not _SHOWS.search(tag))
        ):
            is_open = True
    return tuple(found), tuple(texts), is_open


def _choices(syntax: Syntax, opening: Node, name: str, written: dict[str, Node]) -> Iterator[tuple[str, str, Range]]:
    """The texts of the options of a field, or of the one that a radio button is, and the text that a field begins with or always has."""
    kind, around = written.get("type"), opening.parent
    said = [written.get("defaultValue")]
    if kind is not None:
        said += [written.get("value")] if unquoted(syntax.str(kind)) in _OF_ONE_TEXT else []
    elif around is not None and opening.type == _OPENINGS[0]:
        said += [_attributes(syntax, n)[0].get("value") for n in ts.walk(around) if _is_option(syntax, n)]
    for value in said:
        text = unquoted(syntax.str(value)) if value is not None and value.type == "string" else ""
        if text and value is not None:
            yield name, text, unquoted_range(syntax, value)


def _is_option(syntax: Syntax, node: Node) -> bool:
    named = ts.field(node, "name") if node.type in _OPENINGS else None
    return named is not None and syntax.str(named) == "option"


def _attributes(syntax: Syntax, opening: Node) -> tuple[dict[str, Node], bool]:
    """The attributes of an element with their values, and whether others are spread into it."""
    found: dict[str, Node] = {}
    for attribute in (c for c in opening.children if c.type == "jsx_attribute"):
        own = [c for c in attribute.children if c.is_named]
        if own:
            found[syntax.str(own[0])] = own[-1]
    return found, any(c.type == "jsx_expression" for c in opening.children)


def _taking(syntax: Syntax) -> Iterator[Form]:
    """The functions of a file's top level with a parameter that is the data of a form."""
    for action, (function, places) in syntax.once(_readers).items():
        for place in places:
            yield _taken(syntax, action, function, place, frozenset({action}))


def _readers(syntax: Syntax) -> dict[str, tuple[Node, tuple[int, ...]]]:
    """The functions of a file's top level that are given the data of forms, by their names, with the places of it."""
    found: dict[str, tuple[Node, tuple[int, ...]]] = {}
    for owner, name, function in named_functions(syntax):
        listed = parameters(syntax, function) if not owner and function.type in FUNCTIONS else ()
        said = [syntax.str(p.annotation).lstrip(": ") if p.annotation is not None else "" for p in listed]
        places = tuple(n for n, p in enumerate(listed) if said[n] == "FormData" and p.pattern is not None)
        if places:
            found[syntax.str(name)] = function, places
    return found


def _taken(syntax: Syntax, action: str, function: Node, place: int, within: frozenset[str]) -> Form:
    """What a function takes of the data of a form that it is given in a place, by itself and by functions of the file that it hands the
    data on to; `within` are those that are followed already."""
    pattern = parameters(syntax, function)[place].pattern
    body = ts.field(function, "body") or function
    start, text = syntax.range(body).start, syntax.str(body)
    own = re.escape(syntax.str(pattern) if pattern is not None else "")
    named = list(re.finditer(rf"(?<![\w.]){own}\.(?:get|getAll|has)\(\s*([\"'])([\w.-]+)\1\s*\)", text))
    entries = rf"Object\.fromEntries\(\s*{own}(?:\.entries\(\))?\s*\)"
    kept = list(re.finditer(rf"\b(?:const|let)\s+(\w+)\s*=\s*{entries}", text))
    wholes = "|".join((entries, own, *(rf"{m[1]}\b" for m in kept)))
    checked = list(re.finditer(rf"\b([\w.]+){_CHECKS}(?:{wholes})\s*[,)]", text))
    names = {syntax.str(pattern) if pattern is not None else "", *(m[1] for m in kept)}
    mentions = sum(syntax.str(n) in names for n in syntax.nodes(_NAMES, body)) - len(kept)
    handed = [
        f for c in re.finditer(rf"(?<![\w.])(\w+)\({_FIRST}{own}\s*[,)]", text) for f in _handed(syntax, c, within)
    ]
    seen = len(named) + len(kept) + len(checked) + len(handed)
    fields = [(m[2], Range(start + m.start(2), start + m.end(2))) for m in named]
    fields += [field for form in handed for field in form.fields]
    said = [(m[2], c[1], c[2] or "") for m in named if (c := _CAST.match(text, m.end())) is not None]
    said += [*_checked_parts(syntax, body, own), *(cast for form in handed for cast in form.casts)]
    schemas = dict.fromkeys((*(m[1] for m in checked), *(s for form in handed for s in form.schemas)))
    is_open = mentions != seen or any(form.open for form in handed)
    return Form(action, tuple(fields), takes=True, open=is_open, schemas=tuple(schemas), casts=tuple(said))


def _checked_parts(syntax: Syntax, body: Node, data: str) -> Iterator[tuple[str, str, str]]:
    """The names that are taken of a form's data into an object which a schema checks, by itself or by the name of a local, each with
    the schema as a value and the key: `schema.parse({ reason: form.get("reason") })`."""
    gets = re.compile(rf"{data}\.get\(\s*[\"']([\w.-]+)[\"']\s*\)")
    for call in syntax.nodes(_CALLS, body) if syntax.has_any("arse(", "arseAsync(") else ():
        taken = gets.fullmatch(syntax.str(call))
        pair = call.parent
        while taken is not None and pair is not None and pair.type in _AS_IT_IS:
            pair = pair.parent
        key = ts.field(pair, "key") if taken is not None and pair is not None and pair.type == "pair" else None
        literal = pair.parent if key is not None and pair is not None else None
        outer = literal.parent if literal is not None else None
        if taken is None or key is None or literal is None or outer is None:
            continue
        name = ts.field(outer, "name") if outer.type == "variable_declarator" else None
        given = literal if name is None else name
        for schema in re.findall(rf"\b([\w.]+){_CHECKS}{re.escape(syntax.str(given))}\s*[,)]", syntax.str(body)):
            yield taken[1], f"{TYPE_OF}{schema}", unquoted(syntax.str(key))


def _handed(syntax: Syntax, call: re.Match[str], within: frozenset[str]) -> Iterator[Form]:
    """What the function of the file takes to which the data of a form is handed on."""
    name, place = call[1], call[2].count(",")
    function, places = syntax.once(_readers).get(name, (None, ()))
    if function is not None and place in places and name not in within:
        yield _taken(syntax, name, function, place, within | {name})
