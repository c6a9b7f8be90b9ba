"""What the calls of a Python file give to functions, which may stand in other files, by the names of these."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.shapes import Handed
from dovetail.core.snapshot import Snapshot, Source

_CONSTRUCTOR = "!__init__"


def calls_of(function: str, snapshot: Snapshot) -> Iterator[tuple[str, tuple[Handed, ...]]]:
    """The calls that may be of a function, `save` or `Users.save`, with their files; of a constructor also those of its heirs."""
    own, made = function.removesuffix(".__init__").rpartition(".")[2], function.endswith(".__init__")
    names, todo = {own}, [own] if made else []
    while todo:
        heirs = {h for _, found in snapshot.sources_with(_heirs, todo.pop()) for h in found} - names
        names |= heirs
        todo.extend(sorted(heirs))
    for name in sorted(names):
        yield from snapshot.sources_with(_calls, name)


def _heirs(source: Source) -> Mapping[str, tuple[str, ...]]:
    """The classes of a file that inherit from others, by the last names of these."""
    found: dict[str, tuple[str, ...]] = {}
    for signature in source.shapes.signatures:
        if signature.how == "base":
            base = signature.gives.partition("<")[0].rpartition(".")[2]
            found[base] = (*found.get(base, ()), signature.name)
    return found


def _calls(source: Source) -> Mapping[str, tuple[Handed, ...]]:
    """The calls of a file that give something to functions, by the last names of these, or of the classes whose constructors they are."""
    found: dict[str, tuple[Handed, ...]] = {}
    for call in source.shapes.handed:
        last = re.split(r"[!. ]", call.callee.removesuffix(_CONSTRUCTOR))[-1]
        found[last] = (*found.get(last, ()), call)
    return found


def type_given(call: Handed, wanted: str, names: list[str]) -> str:
    """The type that a call gives to a parameter, by its name or its place."""
    before = names[: names.index(wanted) + 1] if wanted in names else []
    place = str(len(before) - 1) if before and "*" not in before else None
    return next((type for name, type in call.takes if name in (wanted, place)), "")
