"""Texts in TypeScript, and what tells what they mean."""

import re
from collections.abc import Callable, Iterable, Iterator

from tree_sitter import Node

from dovetail.core.text import Text

from ... import _treesitter as ts
from ..._code_texts import CodeTexts
from ..._text_clues import Clue, Written

_DEEPEST = 8
_COMPARING = frozenset({"===", "!==", "==", "!="})
_PASSING = frozenset({"||", "??", "&&"})
_THROUGH = frozenset({"parenthesized_expression", "non_null_expression", "await_expression", "jsx_expression", "array"})
_ASKING = frozenset({"includes", "indexOf", "has", "get", "set", "add", "delete"})
_CONDITIONS = frozenset("equals not in notIn set push has hasEvery hasSome".split())  # Prisma's words around a value
_FUNCTIONS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "arrow_function",
        "method_definition",
        "generator_function_declaration",
    }
)
_WRAPPERS = frozenset(
    "Array ReadonlyArray Promise Awaited Readonly Partial Required NonNullable Set ReadonlySet Exclude Extract".split()
)
_KEYED = frozenset({"Record", "Map", "ReadonlyMap"})
_LOOKED_UP = re.compile(r"""([\w$.]+)((?:\[(?:["'][\w$]+["']|number)\])+)""")


class TypeScriptTexts(CodeTexts):
    """Reads one file."""

    _content = "string_fragment"

    def __init__(self, path: str, text: Text) -> None:
        grammar = "tsx" if path.endswith((".tsx", ".jsx", ".js", ".mjs", ".cjs")) else "typescript"
        super().__init__(grammar, text)

    def written(self, wanted: Callable[[str], bool]) -> Iterator[Written]:
        for node in ts.walk(self.syntax.root):
            match node.type:
                case "string_fragment" if node.parent is not None and wanted(self._str(node)):
                    if node.parent.type in ("string", "template_string") and node.parent.named_child_count == 1:
                        yield self._of(node, node.parent)
                case "property_identifier" if node.parent is not None and wanted(self._str(node)):
                    if node.parent.type == "member_expression":
                        owner = self._field(node.parent, "object")
                        if owner is not None and owner.type in ("identifier", "member_expression"):
                            yield Written(self._range(node), "member", tuple(self._keys_of(owner)), self._str(owner))
                    elif node.parent.type == "pair":
                        yield Written(self._range(node), "text", tuple(self._of_key(node)))
                case _:
                    pass

    def taken(self, function: str, argument: int | str) -> Iterator[Clue]:
        for node in ts.walk(self.syntax.root):
            declared = self._function(node, function)
            if declared is None or not isinstance(argument, int):
                continue
            parameters = ts.field(declared, "parameters")
            own = [p for p in parameters.named_children if p.type.endswith("_parameter")] if parameters else []
            if argument < len(own):
                yield from self._annotated(own[argument])

    def _function(self, node: Node, name: str) -> Node | None:
        """What is called by a name: a function, a variable's, or a class's constructor."""
        named = ts.field(node, "name")
        if named is None or self._str(named) != name:
            return None
        if node.type in _FUNCTIONS:
            return node
        value = ts.field(node, "value") if node.type == "variable_declarator" else None
        if value is not None:
            return value if value.type in _FUNCTIONS else None
        body = ts.field(node, "body") if node.type == "class_declaration" else None
        for member in body.named_children if body is not None else ():
            own = ts.field(member, "name") if member.type == "method_definition" else None
            if own is not None and self._str(own) == "constructor":
                return member
        return None

    def _of(self, fragment: Node, string: Node) -> Written:
        parent = string.parent
        range = self._range(fragment)
        if parent is not None and parent.type == "pair" and ts.field(parent, "key") == string:
            return Written(range, "text", tuple(self._of_key(string)))
        if parent is not None and parent.type == "subscript_expression" and ts.field(parent, "index") == string:
            owner = self._field(parent, "object")
            clues = tuple(self._keys_of(owner)) if owner is not None else ()
            return Written(range, "member", clues, self._str(owner) if owner is not None else "")
        return Written(range, "text", tuple(self._around(string)))

    def _on_the_way(self, here: Node, parent: Node) -> Iterable[Clue] | None:
        match parent.type:
            case kind if kind in _THROUGH:
                return ()
            case "ternary_expression" if ts.field(parent, "condition") != here:
                return ()
            case "as_expression" | "satisfies_expression":
                return self._types(parent.named_children[-1]) if parent.named_children[-1] != here else ()
            case "binary_expression":
                operator, other = self._operands(here, parent)
                if operator not in _PASSING or other is None:
                    return None
                return self._meaning(other) if operator != "&&" else ()
            case _:
                return None

    def _operands(self, here: Node, binary: Node) -> tuple[str, Node | None]:
        """The operator of an expression, and what stands at its other side."""
        operator = ts.field(binary, "operator")
        return operator.type if operator is not None else "", next(
            (c for c in binary.named_children if c != here), None
        )

    def _given(self, here: Node, parent: Node) -> Iterator[Clue]:
        match parent.type:
            case "binary_expression":
                operator, other = self._operands(here, parent)
                yield from self._meaning(other) if operator in _COMPARING and other is not None else ()
            case "member_expression":  # `["open", "sold"].includes(state)`
                call = parent.parent
                if call is not None and call.type == "call_expression" and here.type == "array":
                    yield from (c for a in self._arguments(call)[:1] for c in self._meaning(a))
            case "switch_case":
                body = parent.parent
                switch = body.parent if body is not None else None
                subject = ts.field(switch, "value") if switch is not None else None
                yield from self._meaning(subject) if subject is not None else ()
            case "pair":
                yield from self._key(parent)
            case "assignment_expression" | "augmented_assignment_expression":
                left = ts.field(parent, "left")
                yield from self._meaning(left) if left is not None else ()
            case "object_assignment_pattern" | "assignment_pattern":
                yield Clue(self._range(parent.children[0]))
            case "variable_declarator" | "required_parameter" | "optional_parameter":
                yield from self._annotated(parent)
            case "public_field_definition":
                name = ts.field(parent, "name")
                yield from (Clue(self._range(name)),) if name is not None else ()
                yield from self._annotated(parent)
            case "arguments":
                yield from self._argument(here, parent)
            case "return_statement" | "arrow_function":
                type = self._returned(parent, _FUNCTIONS)
                yield from self._types(type) if type is not None else ()
            case "jsx_attribute":
                yield from self._attribute(parent)
            case "literal_type":
                generic = parent.parent.parent if parent.parent is not None else None
                first = self._str(generic).partition("<") if generic is not None else ("", "", "")
                if generic is not None and first[0] in ("Exclude", "Extract"):
                    yield from self._types(generic)
            case _:
                pass

    def _key(self, pair: Node) -> Iterator[Clue]:
        """The name that a value is given, and the one around it where that only says how: `{ state: { not: "open" } }`."""
        for _ in range(_DEEPEST):
            key = ts.field(pair, "key")
            if key is None:
                return
            yield Clue(self._range(key))
            outer = pair.parent.parent if pair.parent is not None else None
            if self._str(key) not in _CONDITIONS or outer is None or outer.type != "pair":
                return
            pair = outer

    def _argument(self, here: Node, arguments: Node) -> Iterator[Clue]:
        call = arguments.parent
        called = (ts.field(call, "function") or ts.field(call, "constructor")) if call is not None else None
        if call is None or called is None:
            return
        given = ts.field(call, "type_arguments")
        if given is not None:
            yield from (c for t in given.named_children[:1] for c in self._types(t))
        if called.type == "member_expression":
            property, owner = ts.field(called, "property"), self._field(called, "object")
            if property is not None and owner is not None and self._str(property) in _ASKING:
                yield from self._meaning(owner)
                yield from self._keys_of(owner)
        if called.type == "identifier":
            places = [n.start_byte for n in arguments.named_children]
            yield Clue(call=self._str(called), argument=places.index(here.start_byte))

    def _attribute(self, attribute: Node) -> Iterator[Clue]:
        name, element = attribute.named_children[0], attribute.parent
        yield Clue(self._range(name))
        tag = ts.field(element, "name") if element is not None else None
        if element is None or tag is None or self._str(tag) != "option" or self._str(name) != "value":
            return
        outer = element.parent
        while outer is not None and outer.type not in _FUNCTIONS:
            opening = ts.field(outer, "open_tag") if outer.type == "jsx_element" else None
            named = ts.field(opening, "name") if opening is not None else None
            if opening is not None and named is not None and self._str(named) == "select":
                yield from self._of_select(opening)
                return
            outer = outer.parent

    def _of_select(self, opening: Node) -> Iterator[Clue]:
        """What a choice is of: `value={draft.state}`, `name="state"`, `{...register("state")}`."""
        for node in opening.named_children:
            if node.type == "jsx_attribute" and len(node.named_children) > 1:
                value = node.named_children[1]
                if self._str(node.named_children[0]) in ("value", "defaultValue", "name"):
                    yield from self._meaning(value)
            elif node.type == "jsx_expression":
                yield from (self._text_clue(n) for n in ts.walk(node) if n.type == "string")

    def _of_key(self, key: Node) -> Iterator[Clue]:
        """What the keys of an object are, where it is declared as a record of them, or is looked up by something known."""
        pair = key.parent
        object = pair.parent if pair is not None else None
        here, above = object, object.parent if object is not None else None
        while here is not None and above is not None:
            match above.type:
                case "parenthesized_expression":
                    pass
                case "as_expression" | "satisfies_expression":
                    yield from self._key_types(above.named_children[-1])
                case "variable_declarator" | "public_field_definition":
                    type, name = ts.field(above, "type"), ts.field(above, "name")
                    yield from self._key_types(type) if type is not None else ()
                    yield from self._looked_up(self._str(name)) if name is not None and type is None else ()
                    return
                case "subscript_expression":
                    index = ts.field(above, "index")
                    yield from self._meaning(index) if index is not None and index != here else ()
                    return
                case "return_statement" | "arrow_function":
                    type = self._returned(above, _FUNCTIONS)
                    yield from self._key_types(type) if type is not None else ()
                    return
                case _:
                    return
            here, above = above, above.parent

    def _looked_up(self, name: str) -> Iterator[Clue]:
        """What an object without a type is looked up by: `TONES[thread.state]`."""
        for node in ts.walk(self.syntax.root):
            if node.type == "subscript_expression":
                owner, index = self._field(node, "object"), ts.field(node, "index")
                if owner is not None and index is not None and index.type != "string" and self._str(owner) == name:
                    yield from self._meaning(index)

    def _key_types(self, type: Node) -> Iterator[Clue]:
        for node in ts.walk(type):
            name = ts.field(node, "name") if node.type == "generic_type" else None
            given = ts.field(node, "type_arguments") if name is not None else None
            if name is not None and given is not None and self._str(name) in _KEYED:
                yield from self._types(given.named_children[0])
                return
            if node.type == "mapped_type_clause":
                within = ts.field(node, "type")
                yield from self._types(within) if within is not None else ()
                return

    def _meaning(self, node: Node, depth: int = 0) -> Iterator[Clue]:
        """What tells the type of an expression."""
        if depth > _DEEPEST:
            return
        match node.type:
            case "member_expression":
                property = ts.field(node, "property")
                yield from (Clue(self._range(property)),) if property is not None else ()
            case "subscript_expression":
                index = ts.field(node, "index")
                yield from (self._text_clue(index),) if index is not None and index.type == "string" else ()
            case "string":
                yield self._text_clue(node)
            case kind if kind in _THROUGH:
                yield from (c for n in node.named_children[:1] for c in self._meaning(n, depth + 1))
            case "as_expression" | "satisfies_expression":
                yield from self._types(node.named_children[-1])
                yield from self._meaning(node.named_children[0], depth + 1)
            case "call_expression":  # `query("state")`, `params.get("state")`, `useState<State>()`
                yield from (self._text_clue(a) for a in self._arguments(node)[:1] if a.type == "string")
                given = ts.field(node, "type_arguments")
                yield from (c for t in (given.named_children[:1] if given is not None else ()) for c in self._types(t))
            case "identifier" | "shorthand_property_identifier":
                yield Clue(self._range(node))
                for declared in self._declarations(node):
                    yield from self._declared(declared, node, depth)
            case _:
                pass

    def _bindings(self, scope: Node) -> Iterator[Node]:
        match scope.type:
            case kind if kind in _FUNCTIONS:
                parameters = ts.field(scope, "parameters")
                yield from parameters.named_children if parameters is not None else ()
            case "statement_block" | "program" | "switch_case" | "class_body":
                for statement in scope.named_children:
                    inner = ts.child(statement, "lexical_declaration", "variable_declaration") or statement
                    yield from (n for n in inner.named_children if n.type == "variable_declarator")
            case _:
                pass

    def _binds(self, declaration: Node, name: str) -> bool:
        pattern = ts.field(declaration, "pattern") or ts.field(declaration, "name")
        if pattern is None:
            return False
        if pattern.type == "identifier":
            return self._str(pattern) == name
        kinds = ("identifier", "shorthand_property_identifier_pattern")
        return any(n.type in kinds and self._str(n) == name for n in ts.walk(pattern))

    def _declared(self, declared: Node, name: Node, depth: int) -> Iterator[Clue]:
        pattern = ts.field(declared, "pattern") or ts.field(declared, "name")
        value = ts.field(declared, "value")
        if pattern is None or pattern.type == "identifier":
            yield from self._annotated(declared)
            yield from self._meaning(value, depth + 1) if value is not None else ()
        elif pattern.type == "array_pattern":
            first = next(iter(pattern.named_children), None)
            if value is not None and first is not None and self._str(first) == self._str(name):
                yield from self._meaning(value, depth + 1)
        else:
            for node in ts.walk(pattern):
                if self._str(node) != self._str(name):
                    continue
                if node.type == "shorthand_property_identifier_pattern":
                    yield Clue(self._range(node))
                elif node.parent is not None and node.parent.type == "pair_pattern":
                    key = ts.field(node.parent, "key")
                    yield from (Clue(self._range(key)),) if key is not None and key != node else ()

    def _types(self, node: Node) -> Iterator[Clue]:
        match node.type:
            case "type_identifier" | "nested_type_identifier":
                yield Clue(type=self._str(node))
            case "lookup_type":
                found = _LOOKED_UP.fullmatch(self._str(node))
                steps = re.findall(r"""\[(?:["']([\w$]+)["']|number)\]""", found[2]) if found is not None else []
                yield from (Clue(type=found[1], steps=tuple(s for s in steps if s)),) if found is not None else ()
            case "generic_type":
                name, given = ts.field(node, "name"), ts.field(node, "type_arguments")
                if name is not None and given is not None and self._str(name) in _WRAPPERS:
                    yield from self._types(given.named_children[0])
            case (
                "type_annotation" | "union_type" | "array_type" | "readonly_type" | "parenthesized_type" | "tuple_type"
            ):
                yield from (c for n in node.named_children for c in self._types(n))
            case _:
                pass

    def _arguments(self, call: Node) -> list[Node]:
        arguments = ts.field(call, "arguments")
        return list(arguments.named_children) if arguments is not None else []

    def _field(self, node: Node, name: str) -> Node | None:
        found = ts.field(node, name)
        while found is not None and found.type in ("parenthesized_expression", "non_null_expression"):
            found = found.named_children[0] if found.named_children else None
        return found
