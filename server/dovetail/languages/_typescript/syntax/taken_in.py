"""Names that a file uses without an import, as files of Nuxt and Nitro do: their build takes them in from folders of the program.

Which file declares such a name is told where all files are seen (`rules/files/imported.py`); here it is an import of `#imports/NAME`.
"""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from dovetail.core.modules import TAKEN_IN
from dovetail.core.shapes import Import

from ... import _treesitter as ts
from ..._treesitter import Syntax
from ...libraries import library_values

_PLACES = re.compile(
    r"\.vue\.ts$|(?:^|/)(?:server|composables|stores?|utils|middleware|plugins|shared)/(?:.*/)?[^/]*\.[cm]?[jt]s$"
)
_TESTS = re.compile(r"\.(?:test|spec|d)\.\w+$")
_WORDS = frozenset({"identifier", "type_identifier", "shorthand_property_identifier_pattern"})
_BINDS = frozenset(
    "required_parameter optional_parameter rest_pattern array_pattern type_parameter index_signature mapped_type_clause "
    "infer_type import_specifier export_specifier import_clause namespace_import".split()
)
_BOUND_ROLES = {
    "variable_declarator": "name", "arrow_function": "parameter", "catch_clause": "parameter", "for_in_statement": "left",
    "pair_pattern": "value", "object_assignment_pattern": "left", "assignment_pattern": "left",
}  # fmt: skip
# What every program has without an import; a name of the program's own is none of them.
_GLOBAL = frozenset(
    "AbortController AbortSignal AggregateError Array ArrayBuffer Awaited BigInt Blob Boolean Buffer Capitalize CustomEvent "
    "Date Document Error EvalError Event EventSource EventTarget Exclude Extract File FileReader FormData Function "
    "HTMLElement HTMLInputElement Headers Infinity InstanceType Intl Iterable Iterator JSON Map Math MouseEvent NaN "
    "NonNullable Number Object Omit Parameters Partial Pick Promise Proxy RangeError Readonly ReadonlyArray Record "
    "ReferenceError Reflect RegExp Request Required Response ReturnType Set String Symbol SyntaxError TypeError URIError "
    "URL URLSearchParams Uint8Array Uncapitalize WeakMap WebSocket alert arguments atob btoa clearInterval clearTimeout "
    "confirm console const crypto decodeURIComponent document encodeURIComponent exports fetch globalThis isFinite isNaN "
    "localStorage location module navigator parseFloat parseInt performance process queueMicrotask require sessionStorage "
    "setInterval setTimeout structuredClone undefined window".split()
)
# What Vue, Nuxt, Pinia and Nitro have under these names, which readers know by them.
_OF_LIBRARIES = frozenset(
    "$fetch appendHeader createError defineCachedEventHandler defineEmits defineEventHandler defineExpose defineModel "
    "defineNuxtConfig defineNuxtPlugin defineNuxtRouteMiddleware defineOptions definePageMeta defineProps defineSlots defineStore "
    "eventHandler getCookie getHeader getQuery getRouterParam getRouterParams getValidatedQuery getValidatedRouterParams isRef "
    "navigateTo nextTick onBeforeMount onBeforeUnmount onMounted onUnmounted readBody readFormData readValidatedBody sendRedirect "
    "setCookie setHeader setResponseStatus storeToRefs toRefs useAsyncData useCookie useFetch useHead useLazyAsyncData useLazyFetch "
    "useNuxtApp useRequestHeaders useRoute useRouter useRuntimeConfig useSeoMeta useState watchEffect withDefaults".split()
)


def taken_in(path: str, syntax: Syntax, imports: Sequence[Import]) -> Iterator[Import]:
    """The names that a file uses and neither declares nor imports, each as an import from Vue or from the program's own folders."""
    if _PLACES.search(path) is None or _TESTS.search(path.removesuffix(".vue.ts")) is not None:
        return
    known = {i.name for i in imports}
    if "*" in known:
        return
    used: dict[str, Node] = {}
    for node in syntax.nodes(_WORDS):
        name = syntax.str(node)
        if name in known or name in _GLOBAL or name in _OF_LIBRARIES:
            continue
        if _binds(node):
            known.add(name)
        else:
            used.setdefault(name, node)
    of_vue = library_values("vue")
    for name, node in used.items():
        if name not in known:
            yield Import(name, name, "vue" if name in of_vue else f"{TAKEN_IN}{name}", syntax.range(node))


def _binds(node: Node) -> bool:
    """True where a name is given its meaning."""
    if node.type == "shorthand_property_identifier_pattern":
        return True
    parent = node.parent
    if parent is None:
        return False
    role = _BOUND_ROLES.get(parent.type)
    if role is not None:
        return ts.field(parent, role) == node
    if parent.type.endswith(("_declaration", "_signature")) or parent.type in ("function_expression", "class"):
        return ts.field(parent, "name") == node
    return parent.type in _BINDS
