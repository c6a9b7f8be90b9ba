"""The fields of contracts that code in TypeScript and JavaScript reads, with what stands around each in the text."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX
from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.shapes import IN_PART, NAME_ALONE, Field
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..typescript.reached import Reach, Reached, is_prop

_FILES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte")
_COMPONENTS = (".vue", ".svelte")
_SCRIPTS = (".js", ".jsx", ".mjs", ".cjs")
_HOLDER = re.compile(r"(?:[A-Za-z_$][\w$]*[!?]?\.)+$")


@dataclass(frozen=True, slots=True)
class ReadField:
    """A name in the code that means a field of a contract, or one of several.

    `holder` is what the code asks for it, `loan.tool.` with the last dot, and empty where that is more than names.
    """

    fields: tuple[tuple[str, Field], ...]
    range: Range
    holder: str
    source: Source

    @property
    def name(self) -> str:
        return self.fields[0][1].name

    @property
    def place(self) -> Place:
        path, field = self.fields[0]
        return Place(path, field.name_range, f"`{field.name}` of the contract")


def read_fields(source: Source, snapshot: Snapshot) -> tuple[ReadField, ...]:
    """Each name of a file that leads to fields of contracts and to nothing else."""
    if source.shapes.language != "typescript" or not source.path.endswith(_FILES):
        return ()
    return snapshot.once(("read fields", source.path), lambda: tuple(_read_fields(source, snapshot)))


def is_script(source: Source) -> bool:
    """True for a file of JavaScript, whose compiler does not ask for checks of null."""
    return source.path.endswith(_SCRIPTS)


def is_component(source: Source) -> bool:
    """True for a file of a component, whose template no compiler of the language checks by itself."""
    return source.path.endswith(_COMPONENTS)


def _read_fields(source: Source, snapshot: Snapshot) -> Iterator[ReadField]:
    reach = Reach(snapshot)
    met: dict[Range, dict[tuple[str, int], Field]] = {}
    for use in source.shapes.uses:
        if not use.ranges or is_prop(use) or use.via == NAME_ALONE:
            continue
        for found in reach.walk(use, source):
            if isinstance(found, Reached) and not (use.via == IN_PART and found.range == use.ranges[0]):
                met.setdefault(found.range, {})[found.path, found.field.name_range.start] = found.field
    text = source.text.source
    for at, fields in met.items():
        if at.end and text[at.start : at.end].isidentifier() and all(p.endswith(SUFFIX) for p, _ in fields):
            before = _HOLDER.search(text, text.rfind("\n", 0, at.start) + 1, at.start)
            held = tuple((path, field) for (path, _), field in fields.items())
            yield ReadField(held, at, before.group() if before is not None else "", source)
