"""What well-known functions take, as their type arguments say: `useForm<User>({ defaultValues })`."""

import re
from collections.abc import Callable

from tree_sitter import Node

from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..syntax.made import KEY_OF, function, inside
from ..syntax.nodes import parts
from ..syntax.signatures import Parameter, type_arguments
from ..syntax.types import Types

_FIRST = re.compile(
    r"(?:^|\.)(?:useState|useRef|createContext|ref|shallowRef|reactive|signal|createSignal|atom|observable|\$state(?:\.raw)?)$|\.json$"
)
_EMITS = re.compile(r"""from\s+["']@trpc/server/observable""")  # which is given what emits such a value
_OF_REACT = re.compile(r"""\buseState\b[^;'"]*from\s+["']|\brequire\(""")
_MATCHER = re.compile(r"\.(?:toEqual|toStrictEqual|toMatchObject)$")
_EACH = re.compile(r"^(?:it|test|describe)(?:\.\w+)*\.each$")
_MOCKED = re.compile(
    r"^(?:http|rest)\.(?:get|post|put|patch|delete|all)$"
)  # `http.post<Params, Request, Response>` of msw
_COMPONENT = re.compile(r"(?:^|\.)(?:memo|forwardRef|observer)$")
_FORM = re.compile(r"(?:^|\.)useForm$")
_OF_FORM = re.compile(r"(?:^|\.)use(?:Watch|Controller|FieldArray)$")
_FORMIK = re.compile(r"(?:^|\.)useFormik$")
_MUTATION = re.compile(r"(?:^|\.)(?:useMutation|mutationOptions)$")
_QUERY = re.compile(r"(?:^|\.)(?:use(?:Suspense)?Query|queryOptions|fetchQuery|prefetchQuery|ensureQueryData)$")
_INFINITE = re.compile(r"(?:^|\.)(?:use(?:Suspense)?InfiniteQuery|infiniteQueryOptions)$")
_ENDPOINT = re.compile(r"^(?:build|builder|b|api|endpoint)\.(?:query|mutation)$")
_ZUSTAND = re.compile(r"""from\s+["']zustand""")
_STORE = re.compile(r"^(?:create|createStore|createWithEqualityFn)$")
_NOTHING = Typed(Kind("unknown"), "unknown")
_Given = Callable[[int], Typed]


def taken_by_call(types: Types, call: Node, generics: frozenset[str]) -> tuple[Parameter | None, ...]:
    """What a call takes at each place; nothing where it is no such call."""
    function_node = types.syntax.field(call, "function")
    given = type_arguments(call) if call.type == "call_expression" else []
    if function_node is None or not given:
        return ()
    name = types.syntax.str(function_node)
    if (name == "observable" and types.syntax.says(_EMITS)) or is_shared_state(types.syntax, call):
        return ()
    if name == "atom" and _is_called_something(call):
        return ()
    at = types.syntax.range(given[0])

    def typed(index: int) -> Typed:
        return types.typed(given[index], generics) if index < len(given) else _NOTHING

    taken = (store_maker(typed(0)),) if makes_store(name, types.syntax) else _taken(name, typed, len(given))
    return tuple(Parameter(t, at) if t is not None else None for t in taken)


def _is_called_something(call: Node) -> bool:
    """True for an atom of a library where each has a name: `atom<User | null>("user", null)`."""
    given = parts(ts.field(call, "arguments"))
    return len(given) > 1 and given[0].type == "string"


def is_shared_state(syntax: Syntax, call: Node) -> bool:
    """True for the `useState("cart", () => [])` of Nuxt, which a file has without an import: a ref under a key that is given first."""
    function = ts.field(call, "function")
    if function is None or syntax.str(function) != "useState" or syntax.says(_OF_REACT):
        return False
    name = ts.field(call.parent, "name") if call.parent is not None else None
    return name is None or name.type != "array_pattern"


def _taken(name: str, typed: _Given, count: int) -> tuple[Typed | None, ...]:
    first = typed(0)
    if _FIRST.search(name):
        return (first,)
    if _COMPONENT.search(name):
        return (function(None, typed(count - 1)),)
    if _FORM.search(name):
        return (inside(defaultValues=some(first), values=first, initialValues=some(first)),)  # the last of vee-validate
    if _OF_FORM.search(name):
        return (inside(name=Typed(Kind("unknown", options=(first.kind,), steps=(KEY_OF,)))),)
    if _FORMIK.search(name):
        return (inside(initialValues=first, onSubmit=function(None, first), validate=function(None, first)),)
    if name == "atomWithStorage":
        return (None, first)
    if name.endswith((".setQueryData", ".setQueriesData")):
        return (None, first)
    if _MATCHER.search(name):
        return (first,)
    if _EACH.search(name):
        return (Typed(first.kind, first.nullable, first.list_depth + 1),)
    if _MOCKED.match(name):
        refused, asked = typed(0), typed(1)
        request = inside(json=function(asked))
        return (None, function(typed(2) if count > 2 else None, inside(params=refused, request=request)))
    if _MUTATION.search(name):
        return (_mutation(first, typed(1), typed(2)),)
    if _QUERY.search(name):
        shown = typed(2) if count > 2 else first
        called = {"select": function(shown, first), "queryFn": function(first), "initialData": first}
        return (inside(**called, placeholderData=first),)
    if _INFINITE.search(name):
        called = {"queryFn": function(first), "getNextPageParam": function(None, first)}
        return (inside(**called),)
    if _ENDPOINT.match(name):
        asked = function(None, typed(1))
        told = function(None, first, _NOTHING, typed(1))
        made = function(first)
        loaded = inside(data=first)
        started = function(None, typed(1), inside(queryFulfilled=loaded))
        kept = inside(cacheDataLoaded=loaded, updateCachedData=function(None, function(None, first)))
        return (
            inside(
                query=asked, queryFn=asked, providesTags=told, invalidatesTags=told, transformResponse=made,
                onQueryStarted=started, onCacheEntryAdded=function(None, typed(1), kept),
                merge=function(None, first, first), serializeQueryArgs=function(None, inside(queryArgs=typed(1))),
                forceRefetch=function(None, inside(currentArg=typed(1), previousArg=typed(1))),
            ),
        )  # fmt: skip
    if name == "createAsyncThunk":
        return (None, function(first, typed(1)))
    return ()


def makes_store(name: str, syntax: Syntax) -> bool:
    """True for what makes a store of zustand."""
    return _STORE.match(name) is not None and syntax.says(_ZUSTAND)


def store_maker(state: Typed) -> Typed:
    """The function that says what a store of zustand begins with: it is given `set` and `get`."""
    return function(state, function(None, some(state)), function(state))


def some(typed: Typed) -> Typed:
    """Some of the fields of a type."""
    return Typed(Kind("unknown", options=(typed.kind,), steps=("~",)))


def _mutation(data: Typed, error: Typed, variables: Typed) -> Typed:
    return inside(
        mutationFn=function(data, variables), onMutate=function(None, variables),
        onSuccess=function(None, data, variables), onError=function(None, error, variables),
        onSettled=function(None, data, error, variables),
    )  # fmt: skip
