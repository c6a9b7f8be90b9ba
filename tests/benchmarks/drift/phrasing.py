"""The same expressions and statements written in another way: what people do when they tidy up a function.

Only what surely does the same is touched, and where two places overlap, only the outer one.
"""

import re
from collections.abc import Callable, Iterator

from tree_sitter import Node

from dovetail.core.findings import Edit, apply_edits
from dovetail.core.snapshot import Source
from dovetail.core.text import Range
from dovetail.languages import _treesitter as ts
from dovetail.languages._treesitter import Syntax

_Edits = Iterator[tuple[Range, str]]
_SIMPLE = re.compile(r"[a-z]\w*\Z")
_FUNCTIONS = (
    "arrow_function",
    "function_declaration",
    "function_expression",
    "method_definition",
    "function_definition",
)
_QUOTED = re.compile(r"\"[^\"'\\\n`$]*\"\Z")
_NO_READS = ("update_expression", "augmented_assignment_expression", "new_expression", "decorator", "import_attribute")


def phrasings(source: Source) -> Iterator[tuple[str, str]]:
    """The text of a file with all that one way of writing applies to written in that way, by the name of the way."""
    language, text = source.shapes.language, source.text
    if language not in ("typescript", "python") or source.path.endswith((".vue", ".svelte", ".d.ts")):
        return
    grammar = "python" if language == "python" else "typescript" if source.path.endswith("ts") else "tsx"
    syntax = ts.parse(grammar, text)
    for name, way in (_PYTHON if language == "python" else _TYPESCRIPT).items():
        edits: list[Edit] = []
        for at, new in sorted(way(syntax), key=lambda e: (e[0].start, -e[0].end)):
            if not edits or at.start >= edits[-1].range.end:
                edits.append(Edit(source.path, at, new))
        if edits:
            yield name, apply_edits(text.source, edits)


def _nodes(syntax: Syntax, *types: str) -> Iterator[Node]:
    return (n for n in ts.walk(syntax.root) if n.type in types)


def _function(node: Node) -> Node | None:
    here = node.parent
    while here is not None and here.type not in _FUNCTIONS:
        here = here.parent
    return here


def _optional_chains(syntax: Syntax) -> _Edits:
    """`order.total` as `order?.total`, where it is read."""
    for node in _nodes(syntax, "member_expression"):
        object, parent = ts.field(node, "object"), node.parent
        written = parent is not None and ts.field(parent, "left") == node and "assignment" in parent.type
        if object is None or parent is None or written or parent.type in _NO_READS or ts.child(node, "optional_chain"):
            continue
        dot = next((c for c in node.children if c.type == "."), None)
        if object.type == "identifier" and _SIMPLE.match(syntax.str(object)) and dot is not None and not _calls(node):
            yield syntax.range(dot), "?."


def _calls(node: Node) -> bool:
    """True for what is called, or part of something that is: libraries are not touched."""
    here = node
    while here.parent is not None and here.type == "member_expression":
        if here.parent.type in ("call_expression", "new_expression") and ts.field(here.parent, "function") == here:
            return True
        if (
            here.parent.type == "await_expression"
            and here.parent.parent is not None
            and here.parent.parent.type == "call_expression"
        ):
            return True  # `await client.get<Order>(…)`
        if here.parent.type in ("assignment_expression", "template_string", "unary_expression", *_NO_READS):
            return True
        here = here.parent
    return here.parent is None


def _blocks(syntax: Syntax) -> _Edits:
    """`(x) => f(x)` as `(x) => { return f(x); }`."""
    for node in _nodes(syntax, "arrow_function"):
        body = ts.field(node, "body")
        if body is not None and body.type != "statement_block":
            yield syntax.range(body), f"{{ return {syntax.str(body)}; }}"


def _named_results(syntax: Syntax) -> _Edits:
    """`return f(x);` as `const result = f(x); return result;`."""
    for node in _nodes(syntax, "return_statement"):
        value = next((c for c in node.children if c.is_named), None)
        inside = node.parent is not None and node.parent.type == "statement_block"
        if value is not None and inside and value.type not in ("identifier", "jsx_element", "comment"):
            yield syntax.range(node), f"const outcome = {syntax.str(value)};\nreturn outcome;"


def _early_returns(syntax: Syntax) -> _Edits:
    """`return a ? b : c;` as `if (a) { return b; } return c;`."""
    for node in _nodes(syntax, "return_statement"):
        value = next((c for c in node.children if c.is_named), None)
        while value is not None and value.type == "parenthesized_expression":
            value = next((c for c in value.children if c.is_named), None)
        if (
            value is None
            or value.type != "ternary_expression"
            or node.parent is None
            or node.parent.type != "statement_block"
        ):
            continue
        test, then, other = (ts.field(value, n) for n in ("condition", "consequence", "alternative"))
        if test is not None and then is not None and other is not None:
            written = (syntax.str(n) for n in (test, then, other))
            yield syntax.range(node), "if ({}) {{ return {}; }}\nreturn {};".format(*written)


def _tries(syntax: Syntax) -> _Edits:
    """The body of an async function within `try`, whose `catch` throws again."""
    for node in _nodes(syntax, "arrow_function", "function_declaration", "method_definition"):
        body = ts.field(node, "body")
        if ts.child(node, "async") is not None and body is not None and body.type == "statement_block":
            yield syntax.range(body), f"{{ try {syntax.str(body)} catch (problem) {{ throw problem; }} }}"


def _spreads(syntax: Syntax) -> _Edits:
    """`f({ a, b: 1 })` as `f({ ...{ a }, b: 1 })`."""
    for node in _nodes(syntax, "object"):
        first = next((c for c in node.children if c.is_named), None)
        called = _called(syntax, node)
        plain = first is not None and not re.match(r"\W?(?:method|name|url|path)\b", syntax.str(first))
        given = node.parent is not None and node.parent.type == "arguments" and not called[:1].isupper()
        if given and plain and first is not None and first.type in ("pair", "shorthand_property_identifier"):
            yield syntax.range(first), f"...{{ {syntax.str(first)} }}"


def _called(syntax: Syntax, given: Node) -> str:
    """The function that is given something."""
    call = given.parent.parent if given.parent is not None else None
    function = ts.field(call, "function") if call is not None else None
    return syntax.str(function) if function is not None else ""


def _quotes(syntax: Syntax) -> _Edits:
    """Strings in the other quotes."""
    for node in _nodes(syntax, "string"):
        written, parent = syntax.str(node), node.parent.type if node.parent is not None else ""
        if _QUOTED.match(written) and parent not in ("jsx_attribute", "expression_statement"):
            yield syntax.range(node), f"'{written[1:-1]}'"


def _templates(syntax: Syntax) -> _Edits:
    """Strings that a function is given as templates that put nothing in."""
    for node in _nodes(syntax, "string"):
        called = _called(syntax, node)
        decorates = called[:1].isupper()
        if (
            node.parent is not None
            and node.parent.type == "arguments"
            and not decorates
            and called not in ("require", "import")
            and _QUOTED.match(syntax.str(node))
        ):
            yield syntax.range(node), f"`{syntax.str(node)[1:-1]}`"


def _lets(syntax: Syntax) -> _Edits:
    """`let` for `const` within functions."""
    for node in _nodes(syntax, "lexical_declaration"):
        if node.children and node.children[0].type == "const" and _function(node) is not None:
            yield syntax.range(node.children[0]), "let"


def _turned_tests(syntax: Syntax) -> _Edits:
    """`a === b` as `b === a`."""
    for node in _nodes(syntax, "binary_expression"):
        left, right, operator = (ts.field(node, n) for n in ("left", "right", "operator"))
        if left is None or right is None or operator is None or operator.type not in ("===", "!=="):
            continue
        if "binary" not in left.type and "binary" not in right.type:
            yield syntax.range(node), f"{syntax.str(right)} {operator.type} {syntax.str(left)}"


def _shown_else(syntax: Syntax) -> _Edits:
    """`{open && <Form />}` as `{open ? <Form /> : null}`."""
    for node in _nodes(syntax, "jsx_expression"):
        inner = next((c for c in node.children if c.is_named), None)
        operator = ts.field(inner, "operator") if inner is not None and inner.type == "binary_expression" else None
        left, right = (ts.field(inner, n) for n in ("left", "right")) if inner is not None else (None, None)
        shown = right is not None and right.type in (
            "jsx_element",
            "jsx_self_closing_element",
            "parenthesized_expression",
        )
        if operator is not None and operator.type == "&&" and left is not None and right is not None and shown:
            yield syntax.range(node), f"{{{syntax.str(left)} ? {syntax.str(right)} : null}}"


def _loops(syntax: Syntax) -> _Edits:
    """`return rows.map((r) => f(r));` as a loop that fills a list."""
    for node in _nodes(syntax, "return_statement"):
        call = next((c for c in node.children if c.is_named), None)
        function = ts.field(call, "function") if call is not None and call.type == "call_expression" else None
        each, name = (ts.field(function, n) for n in ("object", "property")) if function is not None else (None, None)
        arguments = ts.field(call, "arguments") if call is not None else None
        given = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
        body = ts.field(given, "body") if given is not None and given.type == "arrow_function" else None
        if name is None or syntax.str(name) != "map" or each is None or given is None or body is None:
            continue
        listed = ts.field(given, "parameters") or ts.field(given, "parameter")
        one = syntax.str(listed).strip("()") if listed is not None else ""
        inside = node.parent is not None and node.parent.type == "statement_block"
        if inside and _SIMPLE.match(one) and body.type != "statement_block" and "<" not in syntax.str(body)[:2]:
            loop = f"for (const {one} of {syntax.str(each)}) filled.push({syntax.str(body)});"
            yield syntax.range(node), f"const filled = [];\n{loop}\nreturn filled;"


def _aliased_types(syntax: Syntax) -> _Edits:
    """`import type { A } from "x"` as `import type { A as AThere } from "x"; type A = AThere;`."""
    for node in _nodes(syntax, "import_statement"):
        names = [n for n in ts.walk(node) if n.type == "import_specifier"]
        if ts.child(node, "type") is None or not names or any(ts.field(n, "alias") for n in names):
            continue
        own = [syntax.str(n) for n in names]
        renamed = syntax.str(node)
        for name in own:
            renamed = re.sub(rf"(?<=[{{,\s]){name}(?=[,\s}}])", f"{name} as {name}There", renamed, count=1)
        yield syntax.range(node), renamed + "".join(f"\ntype {name} = {name}There;" for name in own)


def _brackets(syntax: Syntax) -> _Edits:
    """`order.total` as `order["total"]`, where it is read."""
    for at, _ in list(_optional_chains(syntax)):
        node = syntax.at(at.start).parent
        name = ts.field(node, "property") if node is not None else None
        given = node is not None and node.parent is not None and node.parent.type == "arguments"
        if name is not None and name.type == "property_identifier" and not given:
            yield Range(at.start, syntax.range(name).end), f'["{syntax.str(name)}"]'


def _taken_apart(syntax: Syntax) -> _Edits:
    """`(order) => order.total > 1` as `({ total }) => total > 1`."""
    for node in _nodes(syntax, "arrow_function"):
        listed, body = ts.field(node, "parameters") or ts.field(node, "parameter"), ts.field(node, "body")
        one = syntax.str(listed).strip("()") if listed is not None else ""
        if listed is None or body is None or not _SIMPLE.match(one):
            continue
        reads = [n for n in ts.walk(body) if n.type == "identifier" and syntax.str(n) == one]
        members = [n.parent for n in reads if n.parent is not None and n.parent.type == "member_expression"]
        plain = [
            m
            for m in members
            if not _calls(m) and ts.field(m, "property") is not None and not ts.child(m, "optional_chain")
        ]
        names = {syntax.str(p) for m in plain if (p := ts.field(m, "property")) is not None}
        known = {syntax.str(n) for n in ts.walk(node) if n.type in ("identifier", "shorthand_property_identifier")}
        jsx = any(n.type.startswith("jsx") for n in ts.walk(body))
        if not reads or len(plain) != len(reads) or names & known or jsx or not all(map(_SIMPLE.match, names)):
            continue
        if any("?." in syntax.str(m) or m.parent is None or m.parent.type == "spread_element" for m in plain):
            continue
        whole, start = syntax.str(body), syntax.range(body).start
        edits = [Edit("", Range(r.start - start, r.end - start), syntax.str(p)) for m in plain
                 if (p := ts.field(m, "property")) is not None and (r := syntax.range(m))]  # fmt: skip
        yield syntax.range(node), re.sub(
            rf"\A(async )?(\({one}\)|{one})", rf"\1({{ {', '.join(sorted(names))} }})",
            syntax.text.source[syntax.range(node).start : start],
        ) + apply_edits(whole, edits)  # fmt: skip


_TYPESCRIPT: dict[str, Callable[[Syntax], _Edits]] = {
    "optional chains": _optional_chains,
    "bodies of arrows in braces": _blocks,
    "results under a name": _named_results,
    "early returns": _early_returns,
    "try and throw again": _tries,
    "objects spread": _spreads,
    "other quotes": _quotes,
    "templates for strings": _templates,
    "let for const": _lets,
    "comparisons turned": _turned_tests,
    "shown or null": _shown_else,
    "loops for map": _loops,
    "types under other names": _aliased_types,
    "names in brackets": _brackets,
    "parameters taken apart": _taken_apart,
}


def _results_in_python(syntax: Syntax) -> _Edits:
    """`return f(x)` as `outcome = f(x)`, `return outcome`."""
    for node in _nodes(syntax, "return_statement"):
        value = next((c for c in node.children if c.is_named), None)
        if value is not None and value.type != "identifier":
            indent = syntax.text.indent_at(syntax.range(node).start)
            text = syntax.str(value)
            text = f"({text})" if value.type == "expression_list" else text
            yield syntax.range(node), f"outcome = {text}\n{indent}return outcome"


def _early_in_python(syntax: Syntax) -> _Edits:
    for node in _nodes(syntax, "return_statement"):
        value = next((c for c in node.children if c.is_named), None)
        parts = (
            [c for c in value.children if c.is_named]
            if value is not None and value.type == "conditional_expression"
            else []
        )
        if len(parts) == 3:
            indent = syntax.text.indent_at(syntax.range(node).start)
            then, test, other = map(syntax.str, parts)
            yield syntax.range(node), f"if {test}:\n{indent}    return {then}\n{indent}return {other}"


def _loops_in_python(syntax: Syntax) -> _Edits:
    """`return [f(r) for r in rows]` as a loop that fills a list."""
    for node in _nodes(syntax, "return_statement"):
        made = next((c for c in node.children if c.is_named), None)
        clauses = (
            [c for c in made.children if c.type == "for_in_clause"]
            if made is not None and made.type == "list_comprehension"
            else []
        )
        if made is None or len(clauses) != 1 or any(c.type == "if_clause" for c in made.children):
            continue
        body = ts.field(made, "body")
        if body is not None and "async" not in syntax.str(clauses[0]):
            indent = syntax.text.indent_at(syntax.range(node).start)
            loop = f"{syntax.str(clauses[0])}:\n{indent}    filled.append({syntax.str(body)})"
            yield syntax.range(node), f"filled = []\n{indent}{loop}\n{indent}return filled"


def _quotes_in_python(syntax: Syntax) -> _Edits:
    for node in _nodes(syntax, "string"):
        if _QUOTED.match(syntax.str(node)) and node.parent is not None and node.parent.type != "interpolation":
            outer = node.parent
            while outer is not None and outer.type != "string":
                outer = outer.parent
            if outer is None:
                yield syntax.range(node), f"'{syntax.str(node)[1:-1]}'"


def _aliases_in_python(syntax: Syntax) -> _Edits:
    """`from x import A` as `from x import A as AThere`, `A = AThere`, for classes."""
    for node in _nodes(syntax, "import_from_statement"):
        names = [c for c in node.children_by_field_name("name") if c.type == "dotted_name"]
        top = node.parent is not None and node.parent.type == "module"
        if (
            not top
            or len(names) != len(node.children_by_field_name("name"))
            or syntax.str(node).startswith("from __future__")
        ):
            continue
        own = [syntax.str(n) for n in names if re.match(r"[A-Z][a-z]\w*\Z", syntax.str(n))]
        module = ts.field(node, "module_name")
        if own and len(own) == len(names) and module is not None and syntax.str(module).startswith("."):
            listed = ", ".join(f"{n} as {n}There" for n in own)
            yield (
                syntax.range(node),
                f"from {syntax.str(module)} import {listed}\n" + "\n".join(f"{n} = {n}There" for n in own),
            )


def _dicts_in_python(syntax: Syntax) -> _Edits:
    """`{"a": 1}` as `dict(a=1)`."""
    for node in _nodes(syntax, "dictionary"):
        pairs = [c for c in node.children if c.is_named]
        keys = [ts.field(p, "key") for p in pairs if p.type == "pair"]
        plain = all(k is not None and re.match(r"\"[a-z]\w*\"\Z", syntax.str(k)) for k in keys)
        within = node.parent is not None and node.parent.type in ("return_statement", "argument_list")
        if pairs and len(keys) == len(pairs) and plain and within:
            given = ((ts.field(p, "key"), ts.field(p, "value")) for p in pairs)
            yield (
                syntax.range(node),
                f"dict({', '.join(f'{syntax.str(k)[1:-1]}={syntax.str(v)}' for k, v in given if k and v)})",
            )


def _tries_in_python(syntax: Syntax) -> _Edits:
    """The body of a function within `try`, which raises again."""
    for node in _nodes(syntax, "function_definition"):
        body = ts.field(node, "body")
        first = body.children[0] if body is not None and body.children else None
        if body is None or first is None or first.start_point[0] == node.start_point[0]:
            continue
        indent = syntax.text.indent_at(syntax.range(first).start)
        text = syntax.str(body)
        if ts.child(node, "comment") is None and '"""' not in text and "'''" not in text and "yield" not in text:
            inner = text.replace("\n", "\n    ")
            yield syntax.range(body), f"try:\n{indent}    {inner}\n{indent}except ValueError:\n{indent}    raise"


_PYTHON: dict[str, Callable[[Syntax], _Edits]] = {
    "results under a name": _results_in_python,
    "early returns": _early_in_python,
    "loops for comprehensions": _loops_in_python,
    "other quotes": _quotes_in_python,
    "classes under other names": _aliases_in_python,
    "dict for braces": _dicts_in_python,
    "try and raise again": _tries_in_python,
}
