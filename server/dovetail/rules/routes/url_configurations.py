"""Django's tables of URLs: the one at the root, whose empty path is no other's end, and those of libraries, which nobody sees."""

import re
from collections.abc import Mapping

from dovetail.core.shapes import Route
from dovetail.core.snapshot import Snapshot, Source

from ..contracts.paths import segments
from ..files.python_names import module_file
from .mounting import mounting_files

_SAYS = ("@api_view", "@require_", "APIView)", "View)")
_PLAIN_VIEWS = frozenset("APIView View LoginRequiredMixin PermissionRequiredMixin".split())
_TABLE = "urlpatterns"
# What says all methods that a view takes which is a function, with the decorators below it.
_METHODS = re.compile(
    r"@(?:\w+\.)*(?:api_view|require_http_methods|require_GET|require_POST)\b[^\n]*(?:\n@[^\n]*)*\s*\Z"
)
_BEFORE = 500  # characters in which the decorators of a function stand


def is_root(route: Route, source: Source, snapshot: Snapshot) -> bool:
    """True for a route of the table that hangs on no other, while others hang on it."""
    own = route.router == _TABLE and any(m.on == _TABLE for m in source.shapes.mounts)
    return own and not mounting_files(route, source, snapshot)


def is_said_by_view(route: Route, source: Source, snapshot: Snapshot) -> bool:
    """True for a path of a table that takes no method of its own, as its view says all that it takes."""
    if route.router != _TABLE or route.method != "*":
        return False
    views = {m.router.rpartition(".")[2] for m in source.shapes.mounts if m.range == route.range}
    known = [name for names in snapshot.of_sources(_said_methods).values() for name in names]
    return len(views) == 1 and known.count(views.pop()) == 1


def _said_methods(source: Source) -> frozenset[str]:
    """The views of a file that say themselves which methods they take."""
    if source.shapes.language != "python" or not any(w in source.text.source for w in _SAYS):
        return frozenset()
    text = source.text.source
    routes = [r for r in source.shapes.routes if r.router and r.path == "/" and r.side == "server"]
    said = (r.router for r in routes if _METHODS.search(text, max(0, r.range.start - _BEFORE), r.range.start))
    return frozenset(said) | frozenset(n for n in {r.router for r in routes} if _is_plain_view(n, text))


def _is_plain_view(name: str, text: str) -> bool:
    """True for a class that takes by its methods alone what it takes: it has no base of its own, and hands nothing on itself."""
    head = re.search(rf"^class {re.escape(name)}\(([\w.,\s]+)\):", text, re.MULTILINE)
    bases = [b.strip().rpartition(".")[2] for b in head[1].split(",") if b.strip()] if head is not None else []
    if head is None or not bases or not all(b in _PLAIN_VIEWS for b in bases):
        return False
    behind = re.search(r"^\S", text[head.end() :], re.MULTILINE)
    body = text[head.end() : head.end() + behind.start()] if behind is not None else text[head.end() :]
    return not any(word in body for word in ("def dispatch", "def http_method", "http_method_names", "setattr("))


def is_of_library(path: str, snapshot: Snapshot) -> bool:
    """True for a path that stands behind one where the table of a module hangs which is none of the tree: `include("djoser.urls")`."""
    wanted = segments(path)
    for place, modules in snapshot.of_sources(_included).items():
        for module, prefix in modules.items():
            behind = segments(prefix)
            if wanted[: len(behind)] == behind and module_file(module, place, snapshot) is None:
                return True
    return False


def _included(source: Source) -> Mapping[str, str]:
    """The modules of which a file includes the table by name, with where it hangs them."""
    if source.shapes.language != "python":
        return {}
    text = source.text
    hung = (m for m in source.shapes.mounts if m.on == _TABLE and m.prefix.strip("/"))
    return {m.router: m.prefix for m in hung if any(f"{q}{m.router}{q}" in text[m.range] for q in "\"'")}
