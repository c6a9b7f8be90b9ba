"""JSDoc as TypeScript: the types that comments of JavaScript give to what stands below them, put where TypeScript writes them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tree_sitter import Node

from dovetail.core.text import Range, Text

from ... import _treesitter as ts
from ..._translation import Insertion, Piece
from ..._treesitter import Syntax
from .jsdoc_tags import NOWHERE, JsTag, Reader, type_text
from .nodes import bare, parts
from .signatures import given_back

_FUNCTIONS = frozenset({
    "function_declaration", "generator_function_declaration", "function_expression", "generator_function",
    "arrow_function", "method_definition",
})  # fmt: skip
_CASTABLE = frozenset({
    "identifier", "object", "array", "call_expression", "member_expression", "null", "string", "number", "new_expression",
})  # fmt: skip
_LEFT = frozenset({
    "member_expression", "call_expression", "subscript_expression", "binary_expression", "ternary_expression",
})  # fmt: skip
_PARAMETERS = ("param", "arg", "argument")
_PROPERTIES = ("property", "prop")
_RESULTS = ("returns", "return")
_NAME = re.compile(r"\(?[A-Za-z_$][\w$]*\)?")
_PLAIN = ("object", "Object", "{}", "Object[]", "object[]", "")


@dataclass
class Translator:
    """Collects what the comments of one file put in; `head` is what belongs to the top of the file."""

    syntax: Syntax
    reader: Reader
    insertions: list[Insertion] = field(default_factory=list)
    head: list[Piece] = field(default_factory=list)

    def run(self) -> None:
        for node in ts.walk(self.syntax.root):
            if node.type == "comment":
                range = self.syntax.range(node)
                if self.syntax.text.source.startswith("/**", range.start) and range.end - range.start > 4:
                    self._comment(node, range)

    def _comment(self, comment: Node, range: Range) -> None:
        tags = [t for t in self.reader.tags(range) if not t.type or is_type(type_text(t))]
        if not tags:
            return
        declared = [i for i, t in enumerate(tags) if t.name in ("typedef", "callback") and t.of]
        for i, stop in pairwise([*declared, len(tags)]):
            self._declared(comment, range, tags[i], tags[i + 1 : stop])
        host = _below(comment)
        if declared or host is None:
            return
        of = {t.name: t for t in reversed(tags)}
        if "type" in of and of["type"].type:
            self._typed(host, of["type"])
        if "satisfies" in of and of["satisfies"].type:
            self._satisfies(host, of["satisfies"])
        function = _function(host)
        if function is not None:
            self._function(function, tags)
        elif host.type in ("class_declaration", "export_statement"):
            self._class(host, tags, of.get("implements"), of.get("extends") or of.get("augments"))

    def _declared(self, comment: Node, range: Range, tag: JsTag, more: Sequence[JsTag]) -> None:
        """`@typedef {object} User` with its properties, or `@callback`, as a type alias."""
        if "".join(p.text for p in tag.type).strip("()") == tag.of:
            return  # the import itself
        properties = [t for t in more if t.name in _PROPERTIES and t.of]
        generics = [t.of for t in more if t.name == "template" and t.of]
        if tag.name == "callback":
            type = _call([t for t in more if t.name in _PARAMETERS], [t for t in more if t.name in _RESULTS])
        elif type_text(tag) in _PLAIN and (properties or not tag.type):
            behind = self._line_behind(properties[-1], range) if properties else None
            type = _object(properties, type_text(tag).endswith("[]"), behind)
        else:
            type = list(tag.type)
        heads = f"<{', '.join(generics)}>" if generics else ""
        pieces = [Piece("\ntype "), Piece(tag.of, tag.of_at), Piece(f"{heads} = "), *type, Piece(";")]
        if comment.parent is None or comment.parent.type != "program":
            self.head += [*pieces, Piece("\n")]
        else:
            self._put(range.end, pieces)

    def _line_behind(self, tag: JsTag, comment: Range) -> int | None:
        """The start of the line behind a tag, where that is in the comment."""
        at = tag.end + 1
        return at if at < comment.end and self.syntax.text.source[tag.end] == "\n" else None

    def _typed(self, host: Node, tag: JsTag) -> None:
        colon = [Piece(": "), *tag.type]
        match host.type:
            case "lexical_declaration" | "variable_declaration" | "export_statement":
                declaration = ts.field(host, "declaration") if host.type == "export_statement" else host
                declarator = ts.child(declaration, "variable_declarator")
                name = ts.field(declarator, "name") if declarator is not None else None
                state = self._state(declarator) if declarator is not None else None
                held = _first(tag.type) if state is not None else []
                if state is not None and held:
                    self._behind(state, [Piece("<"), *held, Piece(">")])
                elif name is not None and type_text(tag) != "const":
                    self._behind(name, colon)
            case "public_field_definition":
                name = ts.field(host, "name")
                if name is not None:
                    self._behind(name, colon)
            case "required_parameter" | "identifier":
                self._behind(ts.field(host, "pattern") or host, colon)
            case "parenthesized_expression":
                self._cast(host, " as ", tag)
            case "pair":
                value = ts.field(host, "value")
                if value is not None and value.type in _CASTABLE:
                    self._behind(value, [Piece(" as "), *tag.type])
            case "expression_statement" if (made := _made_field(host)) is not None:
                name, body = made
                own = Piece(self.syntax.str(name), self.syntax.range(name))
                self._put(self.syntax.range(body).start + 1, [Piece(" "), own, *colon, Piece(";")])
            case "expression_statement" if (given := _assigned(host)) is not None and given.type in _CASTABLE:
                self._behind(given, [Piece(" as "), *tag.type])
            case _:
                pass

    def _state(self, declarator: Node) -> Node | None:
        """The hook in `const [draft, setDraft] = useState(…)`."""
        name, value = ts.field(declarator, "name"), ts.field(declarator, "value")
        hook = ts.field(value, "function") if value is not None and value.type == "call_expression" else None
        of_react = hook is not None and self.syntax.str(hook).removeprefix("React.") == "useState"
        return hook if of_react and name is not None and name.type == "array_pattern" else None

    def _satisfies(self, host: Node, tag: JsTag) -> None:
        declaration = ts.field(host, "declaration") if host.type == "export_statement" else host
        declarator = ts.child(declaration, "variable_declarator")
        value = ts.field(declarator, "value") if declarator is not None else None
        if value is not None:
            self._behind(value, [Piece(" satisfies "), *tag.type])
        elif host.type == "parenthesized_expression":
            self._cast(host, " satisfies ", tag)

    def _cast(self, host: Node, how: str, tag: JsTag) -> None:
        closing = host.children[-1] if host.children else None
        if closing is not None and closing.type == ")" and not closing.is_missing:
            self._put(self.syntax.offset(closing.start_byte), [Piece(how), *tag.type])

    def _class(self, host: Node, tags: Sequence[JsTag], implements: JsTag | None, extends: JsTag | None) -> None:
        """What a class implements, its type parameters, and those that it gives to what it extends."""
        declaration = ts.field(host, "declaration") if host.type == "export_statement" else host
        body = ts.field(declaration, "body") if declaration is not None else None
        name = ts.field(declaration, "name") if declaration is not None else None
        if body is None or body.type != "class_body":
            return
        generics = [t.of for t in tags if t.name == "template" and t.of]
        if generics and name is not None:
            self._behind(name, [Piece(f"<{', '.join(generics)}>")])
        base = _base(declaration)
        if extends is not None and base is not None:
            self._behind(base, _arguments(extends.type))
        names = [p for p in implements.type if p.text not in ("(", ")")] if implements is not None else []
        if names:  # there no brackets may stand
            self._put(self.syntax.range(body).start, [Piece("implements "), *names, Piece(" ")])

    def _function(self, function: Node, tags: Sequence[JsTag]) -> None:
        parameters, alone = ts.field(function, "parameters"), ts.field(function, "parameter")
        given = _trees([t for t in tags if t.name in _PARAMETERS and t.of])
        result = next((t for t in tags if t.name in _RESULTS and t.type), None)
        gives = [Piece(": "), *result.type] if result is not None else []
        made = _NAME.fullmatch("".join(p.text for p in result.type)) if result is not None else None
        generics = [t.of for t in tags if t.name == "template" and t.of]
        if alone is not None and parameters is None:
            own = next((g for g in given), None)
            if own is not None or gives:
                range = self.syntax.range(alone)
                self._put(range.start, [Piece("(")])
                self._put(
                    range.end, [*(_annotation(own, optional=True) if own is not None else ()), Piece(")"), *gives]
                )
            return
        if parameters is None:
            return
        places = [p for p in parameters.children if p.type in ("required_parameter", "optional_parameter")]
        named = {g.name: g for g in given}
        for i, place in enumerate(places):
            pattern = ts.field(place, "pattern")
            if pattern is None or ts.field(place, "type") is not None:
                continue
            own = named.get(self.syntax.str(pattern)) if pattern.type == "identifier" else None
            if own is None and pattern.type != "identifier" and i < len(given):
                own = given[i]
            if own is not None:
                plain = pattern.type == "identifier" and ts.field(place, "value") is None
                self._behind(pattern, _annotation(own, optional=plain))
            elif made is not None and pattern.type == "identifier" and _is_spread(self.syntax, function, pattern):
                self._behind(pattern, [Piece(f": Partial<{made[0]}>")])
        range = self.syntax.range(parameters)
        if generics:
            comma = "," if function.type == "arrow_function" else ""
            self._put(range.start, [Piece(f"<{', '.join(generics)}{comma}>")])
        if gives and ts.field(function, "return_type") is None:
            self._put(range.end, gives)

    def _behind(self, node: Node, pieces: Sequence[Piece]) -> None:
        self._put(self.syntax.range(node).end, pieces)

    def _put(self, at: int, pieces: Sequence[Piece]) -> None:
        self.insertions.append(Insertion(Range(at, at), tuple(pieces)))


@dataclass
class _Tree:
    """A name with its type, and the names below it: `props`, `props.user`."""

    name: str
    tag: JsTag | None = None
    at: Range = NOWHERE
    many: bool = False
    below: list["_Tree"] = field(default_factory=list["_Tree"])


def _trees(tags: Sequence[JsTag]) -> list[_Tree]:
    """Tags by what they speak of; `props.user` is below `props`."""
    found: list[_Tree] = []
    for tag in tags:
        here, at = found, tag.of_at.start
        *above, last = tag.of.split(".")
        for part in above:
            name = part.removesuffix("[]")
            outer = next((t for t in here if t.name == name), None)
            if outer is None:
                outer = _Tree(name, at=Range(at, at + len(name)))
                here.append(outer)
            outer.many = outer.many or part.endswith("[]")
            here, at = outer.below, at + len(part) + 1
        here.append(_Tree(last, tag, Range(at, at + len(last))))
    return found


def _type(tree: _Tree) -> list[Piece]:
    tag = tree.tag
    plain = tag is None or type_text(tag) in (*_PLAIN, "Array", "Array<object>", "Array<Object>")
    if tree.below and plain:
        many = tree.many or (tag is not None and type_text(tag).startswith(("Array", "object[", "Object[")))
        return [*_members(tree.below), *([Piece("[]")] if many else [])]
    return list(tag.type) if tag is not None and tag.type else [Piece("any")]


def _members(trees: Sequence[_Tree], behind: int | None = None) -> list[Piece]:
    """The members of an object type; `behind` is where one more would be written."""
    found = [Piece("{")]
    for tree in trees:
        mark = "?: " if tree.tag is not None and tree.tag.optional else ": "
        found += [Piece(" "), Piece(tree.name, tree.at), Piece(mark), *_type(tree), Piece(";")]
    return [*found, Piece(" }")] if behind is None else [*found, Piece("\n"), Piece("}", Range(behind, behind))]


def _object(tags: Sequence[JsTag], many: bool, behind: int | None) -> list[Piece]:
    return [*_members(_trees(tags), behind), *([Piece("[]")] if many else [])]


def _call(takes: Sequence[JsTag], gives: Sequence[JsTag]) -> list[Piece]:
    found = [Piece("(")]
    for tree in _trees([t for t in takes if t.of]):
        found += [Piece(tree.name, tree.at), *_annotation(tree, optional=True), Piece(", ")]
    result = gives[0].type if gives and gives[0].type else (Piece("void"),)
    return [*found, Piece(") => "), *result]


def _annotation(tree: _Tree, optional: bool) -> list[Piece]:
    mark = "?: " if optional and tree.tag is not None and tree.tag.optional else ": "
    return [Piece(mark), *_type(tree)]


def _is_spread(syntax: Syntax, function: Node, parameter: Node) -> bool:
    """True for a parameter that is only put into the one object that a function gives: `(changes = {}) => ({ id: 1, ...changes })`."""
    spread = f"...{syntax.str(parameter)}"
    given = [bare(n) for n in given_back(function)]
    body = ts.field(function, "body")
    if body is None or len(given) != 1 or given[0].type != "object":
        return False
    said = re.findall(rf"(?<![\w$.]){re.escape(syntax.str(parameter))}\b|{re.escape(spread)}\b", syntax.str(body))
    return said == [spread] and any(syntax.str(p) == spread for p in parts(given[0]))


def _below(comment: Node) -> Node | None:
    """What a comment is about: the next thing that is no comment."""
    node = comment.next_sibling
    while node is not None and (node.type in ("comment", "decorator") or not node.is_named):
        if not node.is_named and node.type not in ("async", "static", "get", "set", "readonly"):
            return None
        node = node.next_sibling
    while node is not None and node.type in _LEFT and node.children:
        node = node.children[0]  # `(value).name`: what is cast is the parenthesis
    return node


def _function(host: Node) -> Node | None:
    """The function that a declaration, an assignment or a property gives a name to."""
    steps: dict[str, Callable[[Node], Node | None]] = {
        "export_statement": lambda n: ts.field(n, "declaration") or ts.field(n, "value"),
        "lexical_declaration": lambda n: ts.child(n, "variable_declarator"),
        "variable_declaration": lambda n: ts.child(n, "variable_declarator"),
        "variable_declarator": lambda n: ts.field(n, "value"),
        "expression_statement": _assigned,
        "pair": lambda n: ts.field(n, "value"),
        "public_field_definition": lambda n: ts.field(n, "value"),
    }
    node: Node | None = host
    while node is not None and node.type not in _FUNCTIONS:
        step = steps.get(node.type)
        node = step(node) if step is not None else None
    return node


def _assigned(statement: Node) -> Node | None:
    """What an assignment gives; of `a = b = c` the last."""
    node = next((c for c in statement.children if c.is_named), None)
    if node is None or node.type != "assignment_expression":
        return None
    while node is not None and node.type == "assignment_expression":
        node = ts.field(node, "right")
    return node


def _made_field(statement: Node) -> tuple[Node, Node] | None:
    """The name in `this.users = …` in a constructor, and the body of its class."""
    assignment = next((c for c in statement.children if c.type == "assignment_expression"), None)
    left = ts.field(assignment, "left") if assignment is not None else None
    of, name = (ts.field(left, role) for role in ("object", "property")) if left is not None else (None, None)
    method = statement.parent.parent if statement.parent is not None else None
    own = ts.field(method, "name") if method is not None and method.type == "method_definition" else None
    if of is None or of.type != "this" or name is None or own is None or own.text != b"constructor" or method is None:
        return None
    body = method.parent
    return (name, body) if body is not None and body.type == "class_body" else None


def _first(type: Sequence[Piece]) -> list[Piece]:
    """The first type in a tuple of several; nothing for any other type."""
    text, depth, end = "".join(p.text for p in type), 0, 0
    for at, sign in enumerate(text.replace("=>", "  ")):
        depth += (sign in "[{(<") - (sign in "]})>")
        if sign == "," and depth == 1:
            end = at
            break
    if not text.startswith("[") or not end:
        return []
    found: list[Piece] = []
    start = 0
    for piece in type:
        cut = Range(max(1 - start, 0), min(end - start, len(piece.text)))
        if cut.start < cut.end:
            at = piece.at
            place = Range(at.start + cut.start, at.start + cut.end) if at is not None else None
            found.append(Piece(piece.text[cut.start : cut.end], place))
        start += len(piece.text)
    return found


def is_type(text: str) -> bool:
    """True for a type that TypeScript can read: words in braces are often prose."""
    if text == "const":
        return True
    predicate = f"function f(a): {text} {{}}"
    return any(not ts.parse("tsx", Text(t)).root.has_error for t in (f"type T = {text};", predicate))


def imports(reader: Reader) -> Iterator[Piece]:
    """The types that comments import, as import statements."""
    for item in reader.imports:
        own = [] if item.local == item.name else [Piece(" as "), Piece(item.local, item.at)]
        yield from (Piece("import type { "), Piece(item.name, item.at), *own, Piece(f' }} from "{item.module}";\n'))


def _base(declaration: Node | None) -> Node | None:
    """What a class extends."""
    heritage = ts.child(declaration, "class_heritage") if declaration is not None else None
    extends = ts.child(heritage, "extends_clause") if heritage is not None else None
    return ts.field(extends, "value") if extends is not None else None


def _arguments(type: Sequence[Piece]) -> list[Piece]:
    """The type arguments in `React.Component<Props, State>`."""
    for i, piece in enumerate(type):
        start = piece.text.find("<")
        if start >= 0:
            at = Range(piece.at.start + start, piece.at.end) if piece.at is not None else None
            return [Piece(piece.text[start:], at), *type[i + 1 :]]
    return []
