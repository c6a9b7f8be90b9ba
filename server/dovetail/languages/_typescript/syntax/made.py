"""Types that are made of others: functions, `User["team"]`, `ReturnType<typeof load>`, `z.infer<typeof schema>`, and those of libraries."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from dovetail.core.composition import ALL, KEY_OF
from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed, filled
from dovetail.core.shapes import Field, Kind, KindName
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._treesitter import MAX_DEPTH
from .nodes import taken
from .types import SAME, Types, type_defaults, type_parameters, unquoted

ELEMENT = "[]"
CALL = "()"
IS = "(is)"  # the step from a guard to what it says that its first parameter is
NEW = "(new)"  # the step from an object of a class to what makes such objects
ITEM = "(item)"  # the step from a stream to one of its items
RESULT = "result"  # the step to what a function gives that a type parameter stands for: `ReturnType<F>`
AT = "at"  # the step of what a type has under a name that a type parameter stands for: `Services[K]`
UNREF = "(unref)"  # how a kind is made that has the values of another one's refs
REFS = "(refs)"  # the step from a store to refs of what it has
REST = re.compile(r"\((\d+)\.\.\.\)")  # the step to what a rest parameter takes
EACH = "(each)"  # the step to an element of what may be a list
REQUEST = "(request)"  # the step from a function to what it makes of its arguments where it sends them
THROWS = "(throws)"  # the step from a function to the error that it throws
ANSWER = "Answer"  # the type parameter of a client for what is answered to a request whose path it is given
DATA = "{data}"  # the step from the options of a query to what it gives: what `select` makes of it, or what `queryFn` loads
ELEMENT_PROPS = "@element"  # the type of what an element of HTML takes; no file can declare such a name
NOWHERE = Range(0, 0)
FUNCTION, GUARD, PREDICATE = "function", "guard", "predicate"  # a guard may narrow what it is given, a predicate does
TYPE_OF = "typeof "  # before the name of a value, where that value's own members are meant

_FUNCTIONS = frozenset({"function_type", "method_signature", "call_signature"})
_OF_SCHEMAS = frozenset(
    "z.infer z.input z.output z.TypeOf zod.infer TypeOf InferSelectModel InferInsertModel InferModel Static StaticDecode "
    "v.InferOutput v.InferInput InferOutput InferInput yup.InferType Yup.InferType InferType yup.Asserts t.TypeOf t.OutputOf".split()
)
_INFERRED = ("$inferSelect", "$inferInsert", "_type", "_output", "_input", "infer", "inferOut", "inferIn")
_OF_COLLECTIONS = frozenset({"InferSchemaType", "mongoose.InferSchemaType"})
_SAME = frozenset("Draft Immutable WritableDraft DeepReadonly".split())
_WITH_CHILDREN = frozenset({"PropsWithChildren", "React.PropsWithChildren"})
_OR_NULL = "Nullable"  # `T | null`, or `{ [K in keyof T]: T[K] | null }`: whose names are known, and not the values
_PROMISE = "Promise"  # how promises are called that can do more, such as `CancelablePromise<User>` of generated clients
_SOME = frozenset("DeepPartial RecursivePartial PartialDeep FindOptionsWhere QueryDeepPartialEntity".split())
# What generic types of libraries have, by the number of the type argument that says its type.
_LIBRARY: dict[str, tuple[tuple[str, int], ...]] = {
    "PayloadAction": (("payload", 0),),
    "AxiosResponse": (("data", 0),),
    "UseQueryResult": (("data", 0),),
    "MutableRefObject": (("current", 0),),
    "RefObject": (("current", 0),),
}
_PROPS = frozenset({"ComponentProps", "ComponentPropsWithoutRef", "ComponentPropsWithRef"})
_ATTRIBUTES = ("HTMLAttributes", "SVGAttributes", "SVGProps", "HTMLProps")
_FUNCTIONS_OWN: dict[str, tuple[str, ...]] = {"ReturnType": (CALL,), "Parameters": ()}
PRIMITIVES: frozenset[KindName] = frozenset({"string", "number", "boolean"})
_PREDICATES = ("asserts", "type_predicate")
_NOTHING = ("null", "undefined")
# To what an event carries at a place, whether its type is the list of that, `[order: Order]`, or a function that takes it.
_ARGUMENT_STEPS = ("[0]", "[1]")
_LOADERS = frozenset({"GetServerSideProps", "GetStaticProps"})  # of a page of Next
# What utility types take of a value that is named: `ReturnType<typeof load>`.
_OF_VALUES: dict[str, tuple[str, ...]] = {
    **_FUNCTIONS_OWN,
    "InferGetServerSidePropsType": (CALL, "props"),
    "InferGetStaticPropsType": (CALL, "props"),
}
_SETTERS = frozenset({"SetStateAction", "React.SetStateAction"})
_PLUGIN = re.compile(
    r"FastifyPlugin(?:Async|Callback)?(?:Zod|Typebox|TypeBox|JsonSchemaToTs)?$"
)  # takes options second
_TAKES_IT = frozenset(
    "Dispatch React.Dispatch SubmitHandler Consumer ComponentType React.ComponentType FC React.FC FunctionComponent "
    "NamedExoticComponent React.NamedExoticComponent".split()
)


def made(types: Types, node: Node, generics: frozenset[str], depth: int) -> Typed | None:
    """How a type is made of others; None for a type that is not."""
    match node.type:
        case kind if kind in _FUNCTIONS:
            return Typed(function_kind(types, node, generics, depth), "unknown")
        case "lookup_type":
            found = _any_of_mapped(types, node, generics, depth) or _under_key(types, node, generics, depth)
            return found or looked_up(types, node, generics)
        case "type_query":
            target, steps = _value(types, node)
            return Typed(_taken(types, node, target, steps)) if target else None
        case "generic_type":
            return _generic(types, node, generics, depth)
        case "this_type":
            return Typed(Kind("unknown", text="this", steps=("<this>",)))
        case "index_type_query":
            return _keys(types, node, generics, depth)
        case "tuple_type":
            return _tuple(types, node, generics, depth)
        case _:
            return None


def _keys(types: Types, node: Node, generics: frozenset[str], depth: int) -> Typed | None:
    """The names in `keyof User`; None for those of a constant, which are texts."""
    of = node.children[-1]
    if of.type not in ("type_identifier", "nested_type_identifier", "generic_type"):
        return None
    inner = types.typed(of, generics, depth + 1)
    return Typed(Kind("unknown", options=(inner.kind,), steps=(KEY_OF,), text=types.syntax.str(node)), "unknown")


def _tuple(types: Types, node: Node, generics: frozenset[str], depth: int) -> Typed | None:
    """What stands at each place of a tuple; None where that is not fixed."""
    parts = [c for c in node.children if c.is_named and c.type != "comment"]
    if not parts or any(p.type in ("rest_type", "optional_type") or "..." in types.syntax.str(p)[:3] for p in parts):
        return None
    members = [member(str(i), types.typed(_named_part(p), generics, depth + 1)) for i, p in enumerate(parts)]
    return Typed(Kind("unknown", members=tuple(members), text=types.syntax.str(node)), list_depth=1)


def _named_part(node: Node) -> Node:
    """The type in `[first: User]`."""
    annotation = ts.field(node, "type") if node.type.endswith("_parameter") else None
    return next((c for c in annotation.children if c.is_named), node) if annotation is not None else node


def function_kind(types: Types, node: Node, generics: frozenset[str], depth: int = 0) -> Kind:
    """What a function, or the type of one, says that it takes and gives."""
    asked = (node.id, generics)
    found = types.functions.get(asked)
    if found is None:
        found = types.functions[asked] = _function_kind(types, node, generics, depth)
    return found


def _function_kind(types: Types, node: Node, generics: frozenset[str], depth: int) -> Kind:
    own = type_parameters(types.syntax, node)
    inner = generics | set(own)
    members = [
        member(f"={name}", types.typed(default, inner, depth + 1))
        for name, default in zip(own, type_defaults(types.syntax, node) if own else (), strict=False)
        if default is not None and depth < MAX_DEPTH
    ]
    returns = types.syntax.field(node, "return_type")
    guard = returns is None or may_narrow_by(returns)
    says = returns is not None and not returns.type.startswith(_PREDICATES)
    if returns is not None and says and depth < MAX_DEPTH and returns.is_named:
        plain = returns.type == "type_annotation"
        members.append(
            member(CALL, types.annotation(returns, inner) if plain else types.typed(returns, inner, depth + 1))
        )
    predicate = predicate_of(returns)
    told = ts.field(predicate, "type") if predicate is not None else None
    if told is not None and guard and depth < MAX_DEPTH:
        members.append(member(IS, types.typed(told, inner, depth + 1)))
    for i, parameter in enumerate(taken(types.syntax, node)):
        annotation = parameter.annotation
        if annotation is not None and annotation.type == "type_annotation":
            rest = "..." if parameter.pattern is not None and parameter.pattern.type == "rest_pattern" else ""
            typed = types.annotation(annotation, inner)
            if rest and not typed.list_depth:
                continue
            members.append(member(f"({i}{rest})", key_taken(types, node, typed, inner)))
    members.extend(_defaults(types, node, inner, depth) if own else ())
    text = FUNCTION if not guard else GUARD if returns is None else PREDICATE
    return Kind("unknown", values=own, members=tuple(m for m in members if _is_told(m)), text=text)


def _is_told(part: Field) -> bool:
    """True for what a function gives, or takes in a place, where whoever calls it can be held to that."""
    return is_known(part.kind) or (part.name[1:2].isdecimal() and part.kind.name in PRIMITIVES)


def predicate_of(returns: Node | None) -> Node | None:
    """What a guard says of what it is given: `x is User`, also after `asserts`; None in `asserts x`, which says just that it is there."""
    if returns is None or returns.type == "type_predicate":
        return returns
    if returns.type == "type_annotation":
        return None
    return ts.child(returns, "type_predicate") or ts.child(ts.child(returns, "asserts") or returns, "type_predicate")


def may_narrow_by(returns: Node) -> bool:
    """True for a function that says of what it is given that it is of some type, more than that it is there, or is not."""
    predicate = predicate_of(returns)
    told = ts.field(predicate, "type") if predicate is not None else None
    return told is not None and any(
        p.type != "literal_type" or p.children[0].type not in _NOTHING for p in _one_of(told)
    )


def _one_of(node: Node) -> Iterator[Node]:
    """The types in `A | B | C`."""
    for part in node.children if node.type == "union_type" else (node,):
        if part.type == "union_type":
            yield from _one_of(part)
        elif part.is_named and part.type != "comment":
            yield part


def _defaults(types: Types, function: Node, generics: frozenset[str], depth: int) -> Iterator[Field]:
    """What type parameters stand for where nothing says so: `<T = User>`."""
    declared = ts.field(function, "type_parameters")
    for parameter in declared.children if declared is not None and depth < MAX_DEPTH else ():
        name, default = ts.field(parameter, "name"), ts.field(parameter, "value")
        written = next((c for c in default.children if c.is_named), None) if default is not None else None
        if name is not None and written is not None:
            yield member(f"={types.syntax.str(name)}", types.typed(written, generics, depth + 1))


def key_taken(types: Types, function: Node, typed: Typed, generics: frozenset[str]) -> Typed:
    """In `set<K extends keyof Form>(key: K)` the key is one of the names of `Form`; `values` say which parameter stands for it.

    In `on<T extends Event["type"]>(type: T)`, where nothing is looked up by `T`, it is one of the types.
    """
    own = typed.kind.steps[0] if typed.kind.steps and not typed.kind.target else ""
    parameters = ts.field(function, "type_parameters") if own[:1] == "<" else None
    for parameter in parameters.children if parameters is not None else []:
        name, constraint = ts.field(parameter, "name"), ts.field(parameter, "constraint")
        if name is None or constraint is None or f"<{types.syntax.str(name)}>" != own:
            continue
        asked = next((c for c in constraint.children if c.is_named), None)
        if asked is not None and asked.type == "lookup_type":
            return typed if f"[{own[1:-1]}]" in types.syntax.str(function) else types.typed(asked, generics)
        keys = _keys(types, asked, generics, 0) if asked is not None and asked.type == "index_type_query" else None
        return replace(typed, kind=replace(keys.kind, values=(own[1:-1],))) if keys is not None else typed
    return typed


def signed(types: Types, node: Node, generics: frozenset[str], depth: int) -> Typed:
    """A function that a contract asks for: its text, and what it takes and gives."""
    found = function_kind(types, node, generics, depth).members
    return Typed(Kind("unknown", text=types.syntax.str(node), signature=found), "unknown")


def member(name: str, typed: Typed) -> Field:
    """A member whose place does not matter."""
    return Field(name, NOWHERE, typed.kind, "required", typed.nullable, NOWHERE, list_depth=typed.list_depth)


def inside(**known: Typed) -> Typed:
    """An object of whose members only these are known."""
    return Typed(Kind("unknown", members=tuple(member(name, typed) for name, typed in known.items())))


def function(returns: Typed | None, *takes: Typed) -> Typed:
    """A function, by what it takes and gives."""
    given = [member(f"({i})", typed) for i, typed in enumerate(takes)]
    back = [member(CALL, returns)] if returns is not None else []
    return Typed(Kind("unknown", members=(*back, *given), text=FUNCTION))


def with_children(props: Typed) -> Typed:
    """`PropsWithChildren<P>`: props that have `children` besides."""
    children = replace(member("children", Typed(Kind("unknown"), "unknown")), presence="optional")
    return Typed(
        Kind("unknown", options=(props.kind, Kind("record", members=(children,))), text=props.kind.text, steps=(ALL,))
    )


def chooser(state: Typed) -> Typed:
    """A hook that gives a state, or what the function chooses of it that the hook is given."""
    chosen = Typed(Kind("unknown", steps=("<U>",)), "unknown")
    made = inside(**{CALL: chosen, "=U": state, "(0)": function(chosen, state)})
    return Typed(replace(made.kind, values=("U",), text=FUNCTION))


def is_known(kind: Kind) -> bool:
    """True where there is something to follow."""
    return kind.name in ("ref", "record", "map", "union") or bool(kind.target or kind.steps or kind.members)


def _taken(types: Types, node: Node, target: str, steps: tuple[str, ...]) -> Kind:
    return Kind("unknown", target=target, steps=steps, text=types.syntax.str(node))


def looked_up(types: Types, node: Node, generics: frozenset[str]) -> Typed | None:
    """`User["teams"][number]["name"]`; None for what gives the values of a constant."""
    steps: list[str] = []
    here = node
    for _ in range(MAX_DEPTH):
        parts = [c for c in here.children if c.is_named and c.type != "comment"]
        if here.type == "parenthesized_type" and parts:
            here = parts[0]
            continue
        given = ts.field(here, "type_arguments") if here.type == "generic_type" else None
        if given is not None and types.syntax.str(here.children[0]) in SAME and given.named_child_count == 1:
            here = given.named_children[0]
            continue
        if here.type != "lookup_type" or len(parts) != 2:
            break
        literal = parts[1].children[0] if parts[1].type == "literal_type" and parts[1].children else None
        if literal is not None and literal.type == "string":
            steps.append(unquoted(types.syntax.str(literal)))
        elif literal is not None and literal.type == "number" and here is not node:
            steps.append(f"({types.syntax.str(literal)})")
        elif types.syntax.str(parts[1]) in ("number", "string"):
            steps.append(ELEMENT)
        else:
            return None
        here = parts[0]
    steps.reverse()
    if here.type in ("type_identifier", "nested_type_identifier"):
        target = types.syntax.str(here)
        options = (Kind("ref", target=target, text=target),)
        if target in generics or not any(s != ELEMENT for s in steps):
            return None
        return Typed(
            Kind("unknown", target, options=options, steps=tuple(steps), text=types.syntax.str(node)), "unknown"
        )
    if here.type == "generic_type":
        inner = _generic(types, here, generics, 0)
        if inner is not None and inner.kind.target and not inner.list_depth:
            return Typed(_taken(types, node, inner.kind.target, (*inner.kind.steps, *steps)), "unknown")
    return None


def _any_of_mapped(types: Types, node: Node, generics: frozenset[str], depth: int) -> Typed | None:
    """`{ [K in keyof T]: Column<T, K> }[keyof T]` is a column of any of the keys."""
    parts = [c for c in node.children if c.is_named and c.type != "comment"]
    index = ts.child(parts[0], "index_signature") if len(parts) == 2 and parts[0].type == "object_type" else None
    clause = ts.child(index, "mapped_type_clause")
    name, of = (ts.field(clause, role) for role in ("name", "type")) if clause is not None else (None, None)
    written = ts.field(index, "type") if index is not None else None
    if name is None or of is None or written is None or types.syntax.str(of) != types.syntax.str(parts[1]):
        return None
    own = types.syntax.str(name)
    each = next((c for c in written.children if c.is_named), None)
    if each is None:
        return None
    found = types.typed(each, generics | {own}, depth + 1)
    return filled(found, {own: types.typed(of, generics, depth + 1)})


def _under_key(types: Types, node: Node, generics: frozenset[str], depth: int) -> Typed | None:
    """What a type has under a name that a type parameter stands for, `T[K]`; a step of our own declarations may lead on: `T[K]["[0]"]`."""
    parts = [c for c in node.children if c.is_named and c.type != "comment"]
    text = types.syntax.str(parts[1]) if len(parts) == 2 else ""
    if text[1:-1] in _ARGUMENT_STEPS and parts[0].type == "lookup_type":
        inner = _under_key(types, parts[0], generics, depth + 1)
        return replace(inner, kind=replace(inner.kind, steps=(*inner.kind.steps, text[1:-1]))) if inner else None
    if len(parts) != 2 or parts[1].type != "type_identifier" or types.syntax.str(parts[1]) not in generics:
        return None
    options = tuple(types.typed(part, generics, depth + 1).kind for part in parts)
    return Typed(Kind("unknown", options=options, steps=(AT,), text=types.syntax.str(node)), "unknown")


def _generic(types: Types, node: Node, generics: frozenset[str], depth: int) -> Typed | None:
    name, arguments = types.syntax.field(node, "name"), types.syntax.field(node, "type_arguments")
    if name is None or arguments is None:
        return None
    base = types.syntax.str(name)
    given = [a for a in arguments.children if a.is_named and a.type != "comment"]
    if not given or base in generics:
        return None
    own_name = base.removeprefix("React.")
    if (own_name in _PROPS and given[0].type == "literal_type") or own_name.endswith(_ATTRIBUTES):
        return Typed(Kind("ref", target=ELEMENT_PROPS, text=types.syntax.str(node)))
    if (base in _OF_VALUES or own_name in _PROPS) and given[0].type == "type_query":
        target, steps = _value(types, given[0])
        if not target:
            return None
        own = _OF_VALUES.get(base, ("(0)",))
        return Typed(_taken(types, node, target, (*steps, *own)))
    if base in _FUNCTIONS_OWN and given[0].type in ("lookup_type", "type_identifier"):
        return _of_function(types, given[0], base, generics)
    if base in _OF_SCHEMAS and given[0].type == "type_query":
        written = types.syntax.str(given[0]).removeprefix("typeof").strip()
        return Typed(_taken(types, node, written, ())) if written.isidentifier() else None
    if base in _OF_COLLECTIONS and given[0].type == "type_query":
        written = types.syntax.str(given[0]).removeprefix("typeof").strip()
        return Typed(Kind("ref", target=written, text=types.syntax.str(node))) if written.isidentifier() else None
    if base in _SAME or (base.endswith(_PROMISE) and base != "AxiosPromise"):
        return types.typed(given[0], generics, depth + 1)
    if base in _WITH_CHILDREN:
        return with_children(types.typed(given[0], generics, depth + 1))
    if base in _SOME:
        some = types.typed(given[0], generics, depth + 1).kind
        return Typed(Kind("unknown", options=(some,), steps=("~",), text=types.syntax.str(node)))
    if base == _OR_NULL:
        of = types.typed(given[0], generics, depth + 1).kind
        return Typed(Kind("unknown", options=(of,), steps=("keys",), text=types.syntax.str(node)))
    if base in _TAKES_IT:
        return function(None, types.typed(given[0], generics, depth + 1))
    if _PLUGIN.match(base):
        return function(None, Typed(Kind("unknown"), "unknown"), types.typed(given[0], generics, depth + 1))
    if base in _LOADERS:
        return function(inside(props=types.typed(given[0], generics, depth + 1)))
    if base == "TypedUseSelectorHook":
        return chooser(types.typed(given[0], generics, depth + 1))
    if base in _SETTERS:
        return types.typed(given[0], generics, depth + 1)
    if base == "AxiosError":
        return inside(response=inside(data=types.typed(given[0], generics, depth + 1)))
    if base == "InfiniteData":
        page = types.typed(given[0], generics, depth + 1)
        return inside(pages=Typed(page.kind, page.nullable, page.list_depth + 1))
    if base == "UseMutationOptions" and len(given) > 2:
        data, error, sent = (types.typed(given[i], generics, depth + 1) for i in range(3))
        done, failed = function(None, data, sent), function(None, error, sent)
        return inside(onSuccess=done, onError=failed, onMutate=function(None, sent))
    if base in _LIBRARY:
        found = {n: types.typed(given[i], generics, depth + 1) for n, i in _LIBRARY[base] if i < len(given)}
        return inside(**found)
    return None


def _of_function(types: Types, node: Node, how: str, generics: frozenset[str]) -> Typed | None:
    """What a function gives that is named by its type: `ReturnType<Users["find"]>`."""
    last = _FUNCTIONS_OWN[how]
    if node.type == "type_identifier":
        name = types.syntax.str(node)
        if name in generics:
            return _given_by(types, node, generics) if last else None
        return Typed(_taken(types, node, name, last))
    inner = looked_up(types, node, generics)
    plain = inner is not None and not inner.list_depth and inner.kind.target
    return Typed(_taken(types, node, inner.kind.target, (*inner.kind.steps, *last))) if inner and plain else None


def _given_by(types: Types, parameter: Node, generics: frozenset[str]) -> Typed:
    """What a function gives that a type parameter stands for."""
    text = types.syntax.str(parameter)
    return Typed(
        Kind("unknown", options=(types.typed(parameter, generics).kind,), steps=(RESULT,), text=text), "unknown"
    )


def _value(types: Types, query: Node) -> tuple[str, tuple[str, ...]]:
    """The value and the steps in `typeof users.$inferSelect`; an empty name where it is something else."""
    what = next((c for c in query.children if c.is_named), None)
    steps: list[str] = []
    while what is not None and what.type == "member_expression":
        name = ts.field(what, "property")
        steps.append(types.syntax.str(name) if name is not None else "")
        what = ts.field(what, "object")
    if what is None or what.type != "identifier" or "" in steps:
        return "", ()
    target = types.syntax.str(what)
    if steps and steps[-1] in _INFERRED:
        return target, tuple(reversed(steps[:-1]))
    return f"{TYPE_OF}{target}", tuple(reversed(steps))
