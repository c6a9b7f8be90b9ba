"""How often the files of a tree mention a function of Python: whether what is seen of its callers is all there is."""

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping

from dovetail.core.paths import is_test
from dovetail.core.shapes import Maker
from dovetail.core.snapshot import Snapshot, Source

from .answers import handings

_IMPORTS = re.compile(r"^[ \t]*(?:from[ \t]+\S+[ \t]+)?import[ \t]*(?:\([^()]*\)|[^\n]*)", re.MULTILINE)
_MENTIONED = re.compile(r"(?<!def )(?<!class )\b[A-Za-z_]\w*")
_OF_CLASS = re.compile(r"\b([A-Z]\w*)\.([a-z_]\w*)")


def is_called_once(name: str, snapshot: Snapshot) -> bool:
    """True for a function of Python that one place alone mentions: what it makes is for nothing else."""
    return _count(name, snapshot, _mentions) == 1


def is_handed_all(maker: Maker, source: Source, snapshot: Snapshot) -> bool:
    """True for a function of Python that is given parts of requests and answers wherever it is called, but for tests.

    Of methods of the same name, each of another class, that is asked of all of them at once.
    """
    outer, _, name = maker.name.partition("(")[0].rpartition(".")
    if source.shapes.language != "python" or name.startswith("__"):
        return False
    count = _count(name, snapshot, _outside_tests)
    of_class = _count(f"*.{name}", snapshot, _outside_tests) if outer else 0
    if of_class:  # a method of the same name of another class is another function
        count += _count(f"{outer}.{name}", snapshot, _outside_tests) - of_class
    handed = handings(maker, source, snapshot)
    if outer and not of_class and len(handed) < count:
        alike = snapshot.sources_with(_methods_made, (name, maker.takes))
        for path, made in alike:
            handed = handed.union(*(handings(m, snapshot.sources[path], snapshot) for m in made))
    return 0 < count <= len(handed)


def _methods_made(source: Source) -> Mapping[Hashable, tuple[Maker, ...]]:
    """The methods of a file of Python that make, or take, what routes carry, by their names alone."""
    found: dict[Hashable, tuple[Maker, ...]] = {}
    for maker in source.shapes.makers if source.shapes.language == "python" else ():
        outer, _, name = maker.name.partition("(")[0].rpartition(".")
        if outer:
            found[name, maker.takes] = (*found.get((name, maker.takes), ()), maker)
    return found


def _count(name: str, snapshot: Snapshot, mentions: Callable[[Source], Mapping[str, int]]) -> int:
    return sum(count for _, count in snapshot.sources_with(mentions, name))


def _mentions(source: Source) -> Mapping[str, int]:
    """How often a file of Python mentions each name, but for where it defines or imports it."""
    if source.shapes.language != "python":
        return {}
    return Counter(_MENTIONED.findall(_IMPORTS.sub("", source.text.source)))


def _outside_tests(source: Source) -> Mapping[str, int]:
    """The same of a file that is no test; methods that are asked of a class also stand as `Show.from_json` and `*.from_json`."""
    found = Counter(_mentions(source)) if not is_test(source.path) else Counter[str]()
    for outer, name in _OF_CLASS.findall(source.text.source) if found else ():
        found.update((f"{outer}.{name}", f"*.{name}"))
    return found
