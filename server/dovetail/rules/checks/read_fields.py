"""The fields of contracts, and of what is stored of them, that code in TypeScript and JavaScript reads, with what stands around each."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX
from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.shapes import IN_PART, NAME_ALONE, Field, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..bound.inline import unfolded
from ..records.comparison import compare
from ..typescript.reached import Reach, is_prop

_FILES = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte")
_COMPONENTS = (".vue", ".svelte")
SCRIPTS = (".js", ".jsx", ".mjs", ".cjs")
_DRIZZLE = "drizzle table"
_PLAIN = frozenset("string uuid number int float boolean enum literal".split())
_WITHIN = "_$!?."
_HOLDER = re.compile(r"(?:[A-Za-z_$][\w$]*[!?]?\.)+$")


@dataclass(frozen=True, slots=True)
class ReadField:
    """A name in the code that means a field of a contract, or one of several; or a column of what is stored of one, if `is_stored`.

    `holder` is what the code asks for it, `loan.tool.` with the last dot, and empty where that is more than names.
    """

    fields: tuple[tuple[str, Field], ...]
    range: Range
    holder: str
    source: Source
    is_stored: bool = False

    @property
    def name(self) -> str:
        return self.fields[0][1].name

    @property
    def place(self) -> Place:
        path, field = self.fields[0]
        return Place(path, field.name_range, f"`{field.name}` of the {'table' if self.is_stored else 'contract'}")


def read_fields(source: Source, snapshot: Snapshot) -> Iterator[ReadField]:
    """Each name of a file that leads to fields of contracts and to nothing else."""
    return (read for read in reads(source, snapshot) if not read.is_stored)


def reads(source: Source, snapshot: Snapshot) -> tuple[ReadField, ...]:
    """The same, and each name that leads to columns of what is stored of contracts, and to nothing else."""
    if source.shapes.language != "typescript" or not source.path.endswith(_FILES):
        return ()
    return snapshot.once(("read fields", source.path), lambda: tuple(_read_fields(source, snapshot)))


def is_script(source: Source) -> bool:
    """True for a file of JavaScript, whose compiler does not ask for checks of null."""
    return source.path.endswith(SCRIPTS)


def is_component(source: Source) -> bool:
    """True for a file of a component, whose template no compiler of the language checks by itself."""
    return source.path.endswith(_COMPONENTS)


def _read_fields(source: Source, snapshot: Snapshot) -> Iterator[ReadField]:
    reach = Reach(snapshot)
    met: dict[Range, dict[tuple[str, int], Field]] = {}
    for use in source.shapes.uses:
        if not use.ranges or is_prop(use) or use.via == NAME_ALONE:
            continue
        for found in reach.reached(use, source):
            if not (use.via == IN_PART and found.range == _first(use)):
                path, field = _promised(found.path, found.field, snapshot)
                met.setdefault(found.range, {})[path, field.name_range.start] = field
    text = source.text.source
    for at, fields in met.items():
        if not at.end or not text[at.start : at.end].isidentifier():
            continue
        promised = all(p.endswith(SUFFIX) for p, _ in fields)
        if promised or all(_is_column(path, field, snapshot) for (path, _), field in fields.items()):
            held = tuple((path, field) for (path, _), field in fields.items())
            holder = holder_of(at, text)
            if promised or not any(_is_of_table(holder, at, path, field, source, snapshot) for path, field in held):
                yield ReadField(held, at, holder, source, not promised)


def holder_of(at: Range, text: str) -> str:
    """What code asks for the name at a range, with the last dot: `loan.tool.`; empty where that is more than names."""
    if text[at.start - 1 : at.start] != ".":
        return ""
    first = at.start - 1
    while first and (text[first - 1].isalnum() or text[first - 1] in _WITHIN):
        first -= 1  # what stands before cannot be of it, and need not be looked through
    before = _HOLDER.search(text, first, at.start)
    return before.group() if before is not None else ""


def _first(use: Use) -> Range:
    """Where the first name of a chain stands, behind what says that a function was given its value (`?guard`)."""
    return next((at for name, at in zip(use.chain, use.ranges, strict=True) if name[:1] != "?"), use.ranges[0])


def _promised(path: str, field: Field, snapshot: Snapshot) -> tuple[str, Field]:
    """The contract's field of a field of a record that is bound to it and says the same, as a schema does whose type code takes.

    What is a moment in the program, and a text on the wire, stays what it is, and so does a column.
    """
    for pairing in () if path.endswith(SUFFIX) else unfolded(path, snapshot):
        record = pairing.implementation
        if not pairing.is_store and isinstance(record, Record) and any(f is field for f in record.fields):
            for match in compare(pairing, snapshot).matches:
                if match.field is field and _say_the_same(field, match.contract, snapshot):
                    return match.promise.path, match.contract
    return path, field


def _say_the_same(own: Field, contract: Field, snapshot: Snapshot) -> bool:
    """True for two fields of one plain kind, which is the same value in the program and on the wire."""
    kind = snapshot.contracts.resolved(contract.kind).name
    return kind in _PLAIN and (kind, contract.presence, contract.nullable) == (
        own.kind.name,
        own.presence,
        own.nullable,
    )


def _is_column(path: str, field: Field, snapshot: Snapshot) -> bool:
    """True for a column of a table that is bound to a contract."""
    bound = (p.implementation for p in unfolded(path, snapshot) if p.is_store)
    return not field.relation and any(isinstance(r, Record) and field in r.fields for r in bound)


def _is_of_table(holder: str, at: Range, path: str, field: Field, source: Source, snapshot: Snapshot) -> bool:
    """True for a column of a table of Drizzle itself, and not of a row: `users.role.enumValues`, `(table) => [table.seenAt.desc()]`."""
    tables = [r for r in snapshot.sources[path].shapes.records if r.construct == _DRIZZLE and field in r.fields]
    inside = path == source.path and any(at.start in r.range for r in tables)
    return inside or any(r.name in holder.split(".") for r in tables)
