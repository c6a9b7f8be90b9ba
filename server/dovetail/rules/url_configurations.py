"""Django's tables of URLs: the one at the root, whose empty path is no other's end, and those of libraries, which nobody sees."""

from collections.abc import Mapping

from dovetail.core.shapes import Route
from dovetail.core.snapshot import Snapshot, Source

from .mounting import mounting_files
from .paths import segments
from .python_names import module_file

_TABLE = "urlpatterns"


def is_root(route: Route, source: Source, snapshot: Snapshot) -> bool:
    """True for a route of the table that hangs on no other, while others hang on it."""
    own = route.router == _TABLE and any(m.on == _TABLE for m in source.shapes.mounts)
    return own and not mounting_files(route, source, snapshot)


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
