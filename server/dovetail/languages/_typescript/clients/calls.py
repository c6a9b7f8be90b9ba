"""Calls that say by their type arguments what they give: `useQuery<User>()`, `axios.get<User>()`, `useState<User>()`."""

import re

from tree_sitter import Node

from dovetail.core.dataclass import replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ..databases.mongoose import mongoose_model
from ..databases.sequelize import model_value
from ..scoping.taken import is_shared_state
from ..syntax.made import CALL, FUNCTION, chooser, function, inside, member
from ..syntax.nodes import parts
from ..syntax.signatures import Parameter, type_arguments
from ..syntax.tags import tag_type
from ..syntax.types import Types
from .endpoints import endpoint
from .refused import refused
from .thunks import thunk

_STATES = re.compile(r"(?:^|\.)useState$")
EMITS = "emits"  # the text of what tells a component's events: each has what it carries under its name
_FETCHED = re.compile(r"useFetch\(")  # of VueUse, which has the answer in a ref
# A hook of that name that the project has itself may give anything.
OWN_FETCH = re.compile(
    r"""\buse(?:Lazy)?Fetch\b[^;'"]*from\s+["'](?:\.|[@~#]?/|src/)|(?:function|const)\s+use(?:Lazy)?Fetch\b"""
)
_IN_DATA_REF = re.compile(r"^use(?:Lazy)?(?:Fetch|AsyncData)$")  # of Nuxt
_JSON = re.compile(r"\.json$")
_ITSELF = re.compile(
    r"^(?:\$fetch|ofetch|(?:React\.)?useMemo|useOutletContext|defineProps|\$state(?:\.raw)?|structuredClone|"
    r"readBody|getQuery|readValidatedBody|getValidatedQuery)$|"
    r"\.(?:getQueryData|fetchQuery|ensureQueryData|getRequest)$"
)
# Of React Router: what a loader gives, by its type or by the function itself: `typeof loader`.
_LOADED = re.compile(r"^use(?:LoaderData|ActionData|RouteLoaderData|Fetcher)$")
_ENDPOINT = re.compile(r"^(?:build|builder|b|api|endpoint)\.(?:query|mutation)$")
_IN_PAGES = re.compile(r"(?:^|\.)use(?:Suspense)?InfiniteQuery$")
_IN_DATA = re.compile(r"^[aA]xios(?:\.(?:get|post|put|patch|delete|request))?$|(?:^|\.)use(?:Suspense)?Query$")
_IN_CURRENT = re.compile(r"(?:^|\.)useRef$")
_IN_REFS = re.compile(r"""from\s+["'][^"']*vue""")  # there what a query gives is in refs
_OTHERWISE = re.compile(
    r"""from\s+["'][^"']*(?:solid|svelte|angular)"""
)  # there `data` is not the value itself, either
_OF_REACT = re.compile(r"""from\s+["'](?:@tanstack/)?react-query["']""")
_OF_QUERIES = (  # what `useQuery` gives besides `data`, in any version
    "dataUpdatedAt error errorUpdateCount errorUpdatedAt failureCount failureReason fetchStatus isEnabled isError isFetched "
    "isFetchedAfterMount isFetching isIdle isInitialLoading isLoading isLoadingError isPaused isPending isPlaceholderData "
    "isPreviousData isRefetchError isRefetching isStale isSuccess promise refetch remove status"
).split()
_TYPED_SELECTOR = re.compile(r"^useSelector\.withTypes$")
_QUERY = re.compile(r"Query$")
_REPOSITORIES = re.compile(r"(?:^|\.)get(?:Tree)?Repository$")


def state_type(types: Types, call: Node, generics: frozenset[str]) -> Parameter | None:
    """The type of the state in `useState<User | null>(…)`."""
    function = ts.field(call, "function")
    arguments = type_arguments(call) if call.type == "call_expression" else []
    if function is None or not _STATES.search(types.syntax.str(function)) or is_shared_state(types.syntax, call):
        return None
    arguments = arguments or _asserted(call)
    if not arguments:
        return None
    return Parameter(types.typed(arguments[0], generics), types.syntax.range(arguments[0]))


def given_by_call(types: Types, call: Node, name: str, generics: frozenset[str]) -> Typed | None:
    """What a call of what has this name gives, whose type argument says so."""
    arguments = type_arguments(call)
    if arguments and is_shared_state(types.syntax, call):
        return inside(value=types.typed(arguments[0], generics))
    if not arguments and _IN_CURRENT.search(name):
        arguments = _asserted(call)
    model = mongoose_model(types, call, name, generics) or model_value(types.syntax, call)
    if model is not None or not arguments:
        return model or tag_type(types, call, generics) or _repository(types, call, name)
    if name.endswith(".getResponse"):  # of Nest's host, which gives what it is asked for
        return types.typed(arguments[0], generics)
    if _LOADED.match(name):
        loaded = types.typed(arguments[0], generics)
        if arguments[0].type == "type_query":
            loaded = replace(loaded, kind=replace(loaded.kind, steps=(*loaded.kind.steps, CALL)))
        return inside(data=loaded) if name == "useFetcher" else loaded
    if _IN_DATA_REF.match(name) and not types.syntax.says(OWN_FETCH) and not is_transformed(types.syntax, call):
        return inside(data=inside(value=types.typed(arguments[0], generics)))
    if _FETCHED.match(name) and _JSON.search(name):
        return inside(data=inside(value=types.typed(arguments[0], generics)))
    if _ITSELF.search(name) or (_JSON.search(name) and _is_empty(ts.field(call, "arguments"))):
        return types.typed(arguments[0], generics)
    if name == "defineEmits":
        told = types.typed(arguments[0], generics).kind
        return Typed(Kind("unknown", members=told.members, text=EMITS))
    if name == "defineModel":
        return inside(value=types.typed(arguments[0], generics))
    if _IN_CURRENT.search(name):
        return inside(current=types.typed(arguments[0], generics))
    if _IN_DATA.search(name) and not types.syntax.says(_OTHERWISE):
        selected = arguments[2] if _QUERY.search(name) and len(arguments) > 2 else arguments[0]
        known = {"data": types.typed(selected, generics)}
        if len(arguments) > 1 and not name.startswith(("axios", "Axios")):
            known["error"] = types.typed(arguments[1], generics)
        return inside(**known) if name.startswith(("axios", "Axios")) else answered(types, **known)
    if _ENDPOINT.match(name):
        second = arguments[1] if len(arguments) > 1 else None
        taken = types.typed(second, generics) if second is not None else Typed(Kind("unknown"))
        return endpoint(name, types.typed(arguments[0], generics), taken)
    if name == "createAsyncThunk":
        back, *rest = (types.typed(a, generics) for a in arguments)
        return thunk(back, rest[0] if rest else Typed(Kind("unknown"), "unknown"), rest[1] if len(rest) > 1 else None)
    if _TYPED_SELECTOR.search(name):
        return chooser(types.typed(arguments[0], generics))
    if name.endswith("useMutation") and len(arguments) > 1:
        data, error, *rest = (types.typed(a, generics) for a in arguments)
        return mutation(types, data, rest[0] if rest else Typed(Kind("unknown"), "unknown"), error)
    if _IN_PAGES.search(name) and not types.syntax.says(_OTHERWISE):
        return answered(types, data=paged(types.typed(arguments[0], generics)))
    return None


def is_transformed(syntax: Syntax, call: Node) -> bool:
    """True for a request of Nuxt whose options make something else of the answer: `useFetch(url, { transform: (users) => … })`."""
    options = next(reversed(parts(ts.field(call, "arguments"))), None)
    keys = (ts.field(p, "key") or ts.field(p, "name") or p for p in (parts(options) if options is not None else ()))
    return any(syntax.str(key) in ("transform", "pick") for key in keys)


def _repository(types: Types, call: Node, name: str) -> Typed | None:
    """What `dataSource.getRepository(User)` gives: the repository of a class of TypeORM."""
    given = parts(ts.field(call, "arguments")) if _REPOSITORIES.search(name) else []
    if len(given) != 1 or given[0].type != "identifier":
        return None
    return Typed(repository_of(types.syntax.str(given[0])))


def repository_of(entity: str) -> Kind:
    """The repository of a class of TypeORM."""
    return Kind("ref", target="typeorm.Repository", options=(Kind("ref", target=entity, text=entity),))


def mutation(types: Types, data: Typed, variables: Typed, error: Typed | None = None) -> Typed:
    """What a mutation gives, whose function takes its variables and gives its data."""
    thrown = error or refused(types.syntax) or Typed(Kind("unknown"), "unknown")
    told = inside(
        onSuccess=function(None, data, variables), onError=function(None, thrown, variables),
        onSettled=function(None, data, thrown, variables),
    )  # fmt: skip
    return answered(
        types, mutate=function(None, variables, told), mutateAsync=function(data, variables, told), data=data, variables=variables,
        error=thrown,
    )  # fmt: skip


def answered(types: Types, **known: Typed) -> Typed:
    """What a query or mutation gives, in Vue in refs."""
    in_refs = types.syntax.says(_IN_REFS)
    return inside(**{n: inside(value=t) if in_refs and t.kind.text != FUNCTION else t for n, t in known.items()})


def queried(types: Types, data: Typed) -> Typed:
    """What `useQuery` gives. In React all its names are known, so that what it is spread into has no others."""
    thrown = refused(types.syntax)
    given = answered(types, data=data, **({"error": thrown} if thrown is not None else {}))
    if not types.syntax.says(_OF_REACT):
        return given
    known = {m.name for m in given.kind.members}
    others = tuple(member(n, Typed(Kind("unknown"), "unknown")) for n in _OF_QUERIES if n not in known)
    return Typed(Kind("record", members=(*given.kind.members, *others)))


def paged(page: Typed) -> Typed:
    """The pages of an infinite query."""
    return inside(pages=Typed(page.kind, page.nullable, page.list_depth + 1))


def _asserted(call: Node) -> list[Node]:
    """The type in `useState([] as User[])`."""
    given = ts.field(call, "arguments")
    first = next((c for c in given.children if c.is_named and c.type != "comment"), None) if given is not None else None
    while first is not None and first.type == "parenthesized_expression":
        first = next((c for c in first.children if c.is_named and c.type != "comment"), None)
    type = first.children[-1] if first is not None and first.type == "as_expression" else None
    return [type] if type is not None and type.is_named else []


def _is_empty(arguments: Node | None) -> bool:
    return arguments is not None and not any(c.is_named for c in arguments.children)
