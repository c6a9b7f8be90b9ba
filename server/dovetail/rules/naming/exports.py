"""The functions and components that a file offers to others. Conventions name their files, so no contract is needed."""

from collections.abc import Iterator

from dovetail.core.snapshot import Source
from dovetail.core.text import Range

from .names import Name

_JSX = (".tsx", ".jsx")
_WHOLE_FILES = (".vue", ".svelte")

# Names of files that frameworks and module systems look for.
LOOKED_FOR = frozenset(
    "index main page layout template loading error not-found global-error route default middleware instrumentation setup".split()
)


def functions(source: Source) -> Iterator[Name]:
    """The functions at the top of a file that others may call; a framework calls `GET` and `__getattr__` by their own names."""
    for d in source.shapes.definitions:
        component = source.path.endswith(_JSX) and d.name[:1].isupper()
        if d.construct == "function" and d.exported and not component and not d.name.isupper() and d.name[:2] != "__":
            yield Name(source.path, d.name, d.range, ("functions",), f"function `{d.name}`")


def components(source: Source, *, files_are_governed: bool) -> Iterator[Name]:
    """The components that a file of JSX exports, or the one that a file of Vue or Svelte is, which has the file's name.

    Where conventions say how those files are called, the component is called by that in its own way: `user-card.vue` is `UserCard`.
    """
    if source.path.endswith(_WHOLE_FILES):
        name = source.path.rpartition("/")[2].partition(".")[0]
        given = not (
            name.isidentifier() or "-" in name.strip("-")
        )  # `[id].vue` and `+page.svelte`, as a framework calls them
        if not given and name not in LOOKED_FOR and not files_are_governed:
            yield Name(source.path, name, Range(0, 0), ("components",), f"component `{name}`")
        return
    if not source.path.endswith(_JSX):
        return
    shapes = source.shapes
    types = {t.name for t in (*shapes.records, *shapes.aliases, *shapes.enums)}
    for d in shapes.definitions:
        if d.exported and d.name[:1].isupper() and d.name not in types and not d.name.isupper():
            yield Name(source.path, d.name, d.range, ("components",), f"component `{d.name}`")
