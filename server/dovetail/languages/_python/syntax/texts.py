"""Texts in Python, and what tells what they mean."""

from collections.abc import Callable, Iterable, Iterator

from tree_sitter import Node

from dovetail.core.text import Text

from ... import _treesitter as ts
from ..._code_texts import CodeTexts
from ..._text_clues import Clue, Written

_DEEPEST = 8
_THROUGH = frozenset({"parenthesized_expression", "list", "tuple", "set", "expression_list", "await"})
_FUNCTIONS = frozenset({"function_definition"})
_SCOPES = frozenset({"function_definition", "class_definition", "module", "lambda"})
_KEYED = frozenset({"dict", "Dict", "Mapping", "MutableMapping", "defaultdict", "Counter"})
_TYPE_WORDS = frozenset(
    {"Annotated", "Optional", "Union", "list", "List", "Sequence", "set", "frozenset", "tuple", "Iterable", "Final"}
)


class PythonTexts(CodeTexts):
    """Reads one file."""

    _content = "string_content"

    def __init__(self, text: Text) -> None:
        super().__init__("python", text)

    def written(self, wanted: Callable[[str], bool]) -> Iterator[Written]:
        for node in ts.walk(self.syntax.root):
            if node.type == "string_content" and node.parent is not None and wanted(self._str(node)):
                string = node.parent
                whole = string.named_children
                plain = len([n for n in whole if n.type in ("string_content", "interpolation")]) == 1
                if plain and not self._str(whole[0]).lower().startswith(("f", "b")):
                    yield self._of(node, string)
            elif node.type == "attribute":
                name, owner = ts.field(node, "attribute"), ts.field(node, "object")
                if name is None or owner is None or owner.type not in ("identifier", "attribute"):
                    continue
                if wanted(self._str(name)):
                    yield Written(self._range(name), "member", (), self._str(owner))

    def taken(self, function: str, argument: int | str) -> Iterator[Clue]:
        for node in ts.walk(self.syntax.root):
            name = ts.field(node, "name") if node.type == "function_definition" else None
            parameters = ts.field(node, "parameters") if name is not None else None
            if name is None or parameters is None or self._str(name) != function:
                continue
            own = [p for p in parameters.named_children if self._name_of(p) not in ("self", "cls")]
            for at, parameter in enumerate(own):
                if argument in (at, self._name_of(parameter)):
                    yield from self._annotated(parameter)

    def _of(self, content: Node, string: Node) -> Written:
        parent, range = string.parent, self._range(content)
        if parent is not None and parent.type == "subscript":
            owner = ts.field(parent, "value")
            if owner is not None and owner != string:
                return Written(range, "member", tuple(self._keys_of(owner)), self._str(owner))
        if parent is not None and parent.type == "pair" and ts.field(parent, "key") == string:
            return Written(range, "text", tuple(self._of_key(parent)))
        return Written(range, "text", tuple(self._around(string)))

    def _on_the_way(self, here: Node, parent: Node) -> Iterable[Clue] | None:
        match parent.type:
            case kind if kind in _THROUGH:
                return ()
            case "conditional_expression" if parent.named_children[1] != here:
                return ()
            case "boolean_operator":
                return [c for n in parent.named_children if n != here for c in self._meaning(n)]
            case _:
                return None

    def _given(self, here: Node, parent: Node) -> Iterator[Clue]:
        match parent.type:
            case "comparison_operator":
                yield from (c for n in parent.named_children if n != here for c in self._meaning(n))
                yield from (c for n in parent.named_children if n != here for c in self._keys_of(n))
            case "case_pattern" | "union_pattern":
                clause: Node | None = parent
                while clause is not None and clause.type != "match_statement":
                    clause = clause.parent
                subject = ts.field(clause, "subject") if clause is not None else None
                yield from self._meaning(subject) if subject is not None else ()
            case "pair":
                key = ts.field(parent, "key")
                yield from (self._text_clue(key),) if key is not None and key.type == "string" else ()
            case "assignment":
                left = ts.field(parent, "left")
                yield from self._meaning(left) if left is not None else ()
                yield from self._annotated(parent)
            case "typed_default_parameter":
                yield from self._annotated(parent)
            case "keyword_argument":
                name, call = ts.field(parent, "name"), parent.parent.parent if parent.parent is not None else None
                called = ts.field(call, "function") if call is not None else None
                if name is not None:
                    yield Clue(self._range(name))
                    if called is not None and called.type == "identifier":
                        yield Clue(call=self._str(called), argument=self._str(name))
                    if call is not None and self._str(name) in ("default", "server_default"):
                        yield from self._given_field(call)
            case "argument_list":
                yield from self._argument(here, parent)
            case "return_statement":
                type = self._returned(parent, _FUNCTIONS)
                yield from self._types(type) if type is not None else ()
            case _:
                pass

    def _given_field(self, call: Node) -> Iterator[Clue]:
        """The field of a class whose value a call makes: `level = models.CharField(default="beginner")`."""
        assigned = call.parent
        if assigned is not None and assigned.type == "assignment":
            left = ts.field(assigned, "left")
            yield from (Clue(self._range(left)),) if left is not None else ()
            yield from self._annotated(assigned)

    def _argument(self, here: Node, arguments: Node) -> Iterator[Clue]:
        call = arguments.parent
        called = ts.field(call, "function") if call is not None else None
        if call is None or called is None:
            return
        places = [n.start_byte for n in arguments.named_children if n.type != "comment"]
        at = places.index(here.start_byte)
        if called.type == "identifier":
            yield Clue(call=self._str(called), argument=at)
            yield from self._given_field(call) if self._str(called) == "Field" and at == 0 else ()
        elif called.type == "attribute":
            owner, name = ts.field(called, "object"), ts.field(called, "attribute")
            first = arguments.named_children[0]
            if owner is None or name is None:
                return
            if self._str(name) == "get":
                yield from self._keys_of(owner) if at == 0 else ()
                yield from (self._text_clue(first),) if at == 1 and first.type == "string" else ()
            elif self._str(name) in ("in_", "notin_", "is_", "is_not", "append", "add", "count", "index"):
                yield from self._meaning(owner)
            else:
                yield Clue(call=self._str(name), argument=at)

    def _of_key(self, pair: Node) -> Iterator[Clue]:
        """What the keys of a dictionary are, where it is declared as one of them, or is looked up by something known."""
        above = pair.parent.parent if pair.parent is not None else None
        if above is None:
            return
        if above.type == "assignment":
            type, left = ts.field(above, "type"), ts.field(above, "left")
            if type is not None:
                yield from self._key_types(type)
            elif left is not None and left.type == "identifier":
                yield from self._looked_up(self._str(left))
        elif above.type == "subscript":
            yield from (c for n in above.named_children[1:] for c in self._meaning(n))

    def _looked_up(self, name: str) -> Iterator[Clue]:
        for node in ts.walk(self.syntax.root):
            if node.type == "subscript" and self._str(node.named_children[0]) == name:
                yield from (c for n in node.named_children[1:] if n.type != "string" for c in self._meaning(n))

    def _key_types(self, type: Node) -> Iterator[Clue]:
        for node in ts.walk(type):
            name = node.named_children[0] if node.type == "generic_type" else None
            if name is not None and self._str(name) in _KEYED:
                yield from self._types(node.named_children[1].named_children[0])
                return

    def _meaning(self, node: Node, depth: int = 0) -> Iterator[Clue]:
        """What tells the type of an expression."""
        if depth > _DEEPEST:
            return
        match node.type:
            case "attribute":
                name, owner = ts.field(node, "attribute"), ts.field(node, "object")
                if name is not None and owner is not None and self._str(name) == "value":
                    yield from self._meaning(owner, depth + 1)
                yield from (Clue(self._range(name)),) if name is not None else ()
            case "subscript":
                yield from (self._text_clue(n) for n in node.named_children[1:] if n.type == "string")
            case "string":
                yield self._text_clue(node)
            case "call":
                arguments = ts.field(node, "arguments")
                first = arguments.named_children[:1] if arguments is not None else []
                yield from (self._text_clue(n) for n in first if n.type == "string")
            case kind if kind in _THROUGH:
                yield from (c for n in node.named_children[:1] for c in self._meaning(n, depth + 1))
            case "identifier":
                yield Clue(self._range(node))
                for declared in self._declarations(node):
                    yield from self._annotated(declared)
                    value = ts.field(declared, "right") if declared.type == "assignment" else None
                    yield from self._meaning(value, depth + 1) if value is not None else ()
            case _:
                pass

    def _bindings(self, scope: Node) -> Iterator[Node]:
        if scope.type not in _SCOPES:
            return
        parameters = ts.field(scope, "parameters")
        yield from parameters.named_children if parameters is not None else ()
        todo = [scope] if scope.type == "module" else [b for b in (ts.field(scope, "body"),) if b is not None]
        while todo:
            node = todo.pop()
            if node.type == "assignment":
                yield node
            elif node is scope or node.type not in _SCOPES:
                todo.extend(reversed(node.named_children))

    def _binds(self, declaration: Node, name: str) -> bool:
        return self._name_of(declaration) == name

    def _name_of(self, node: Node) -> str:
        """The name of a parameter, or of a variable that is assigned."""
        named = ts.field(node, "left" if node.type == "assignment" else "name") or node
        if named.type == "typed_parameter":
            named = named.named_children[0]
        return self._str(named)

    def _types(self, node: Node) -> Iterator[Clue]:
        match node.type:
            case "identifier" | "attribute":
                yield Clue(type=self._str(node))
            case "generic_type":
                if self._str(node.named_children[0]) in _TYPE_WORDS:
                    yield from (c for n in node.named_children[1:] for c in self._types(n))
            case "type" | "type_parameter" | "union_type" | "binary_operator" | "subscript":
                yield from (c for n in node.named_children for c in self._types(n))
            case "string":
                inner = next((n for n in node.named_children if n.type == "string_content"), None)
                yield from (Clue(type=self._str(inner)),) if inner is not None else ()
            case _:
                pass
