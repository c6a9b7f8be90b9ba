"""Two packages define the same thing: a table, a model, or a component that a contract names."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Place
from dovetail.core.paths import is_test
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .contracts.parts import shown_by
from .faults import Fault
from .records.migrations import series_of

Identity = tuple[str, ...]
_VIEW = "view"
_IF_NOT_THERE = re.compile(r"\bIF\s+NOT\s+EXISTS\b", re.IGNORECASE)
_DROP = re.compile(r"\bDROP\s+TABLE\b([^;]*)|\bALTER\s+TABLE\b([^;]*?)\bRENAME\s+TO\b", re.IGNORECASE)
_WORDS = re.compile(r"\w+")


@rule("integration", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """Names that merely repeat are left alone: what is judged here can exist only once."""
    first: dict[Identity, tuple[str, Range]] = {}
    for identity, what, range in _once(source):
        if identity[0] == _VIEW and not snapshot.contracts_with(shown_by, identity[-1]):
            continue
        if identity not in first:
            first[identity] = _first(identity, snapshot) or (source.path, range)
        path, place = first[identity]
        if (path, place) != (source.path, range):
            where = f"in {path}" if path != source.path else "above"
            yield Fault(
                source.path,
                range,
                f"{what} is already defined {where}; keep one of the two.",
                (Place(path, place, f"{what} is defined here too"),),
            )


def _first(identity: Identity, snapshot: Snapshot) -> tuple[str, Range] | None:
    """Where something is defined first, by path and place."""
    return next(iter(snapshot.sources_with(_identities, identity)), None)


def _identities(source: Source) -> dict[Identity, Range]:
    found: dict[Identity, Range] = {}
    for identity, _, range in _once(source):
        found.setdefault(identity, range)
    return found


def _once(source: Source) -> Iterator[tuple[Identity, str, Range]]:
    """What a file defines that can exist only once: its identity, how it is called, and its place."""
    if is_test(source.path) or source.path.endswith(SUFFIX):
        return
    records = [r for r in source.shapes.records if r.layer == "db" and r.construct in ("table", "model")]
    dropped = _dropped(source) if records else frozenset[str]()
    for record in records:
        name = record.table or record.name
        if not _is_made_anew(record, source) and not dropped.issuperset(_WORDS.findall(name.lower())):
            yield (source.shapes.language, _schema(source.path, record), name), f"Table `{name}`", record.name_range
    for definition in source.shapes.definitions:
        if definition.exported and source.path.endswith((".tsx", ".jsx")):
            yield (_VIEW, definition.name), f"View `{definition.name}`", definition.range


def _is_made_anew(record: Record, source: Source) -> bool:
    """True where a table is made only if it is not there."""
    return _IF_NOT_THERE.search(source.text.source, record.range.start, record.range.end) is not None


def _dropped(source: Source) -> frozenset[str]:
    """The words of the tables that a file drops or calls otherwise, which it then makes anew. A dump may have thousands of them."""
    gone = ("".join(names) for names in _DROP.findall(source.text.source))
    return frozenset(w for names in gone for w in _WORDS.findall(names.lower()))


def _schema(path: str, record: Record) -> str:
    """Which schema a table belongs to: all files of a series of migrations, or of a folder of Prisma models, together."""
    if record.construct == "model" and not path.endswith("schema.prisma"):
        return path.rpartition("/")[0]
    return series_of(path) or path
