"""Keys of Prisma's models and Drizzle's tables that refer to another table than their names say.

`animal Adopter @relation(fields: [animalId], references: [id])`, `animalId: uuid().references(() => adopters.id)` and
`animal: one(adopters, { fields: [applications.animalId], … })`. A name counts where it is all but that of a table which stores a contract.
"""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import key, singular

from ..records.drizzle_columns import drizzle_record
from .prisma_models import accessor, models

_MODEL, _TABLE = "model", "drizzle table"
_OF_PRISMA = re.compile(r"\w+\s+(\w+)\??\s[^\n]*@relation\([^\n]*\bfields:\s*\[\s*(\w+)\s*\]")
_KEY = re.compile(r"\.references\(\s*\(\)(?:\s*:\s*\w+)?\s*=>\s*(\w+)\.\w+")
_RELATION = re.compile(
    r"\bone\(\s*(\w+)\s*,\s*\{\s*(?:\w+:\s*[\"'`]\w*[\"'`]\s*,\s*)?fields:\s*\[\s*\w+\.(\w+)\s*,?\s*\]"
)


@dataclass(frozen=True, slots=True)
class Misdirected:
    """A column that refers to `target`, where its name speaks of the table of a contract.

    `meant` is what the file calls that one, if it does.
    """

    column: str
    target: str
    range: Range
    contract: Contract
    meant: str | None


def misdirected_keys(source: Source, snapshot: Snapshot) -> Iterator[Misdirected]:
    """The keys of a file that refer elsewhere."""
    made = [r for r in source.shapes.records if r.construct in (_MODEL, _TABLE)]
    for record in made if source.shapes.language in ("prisma", "typescript") else ():
        for field in record.fields:
            found = _referring(field, record, source)
            if found is not None and (fault := _misdirected(*found, record.construct, source, snapshot)) is not None:
                yield fault


def _referring(field: Field, record: Record, source: Source) -> tuple[str, str, Range] | None:
    """The column that a field makes a key of, the name of what it refers to, and where that stands."""
    text, at = source.text.source, field.range
    if record.construct == _MODEL:
        found = _OF_PRISMA.match(text, at.start, at.end) if field.relation else None
        return (found[2], found[1], Range(*found.span(1))) if found is not None else None
    if field.relation:
        found = _RELATION.search(text, at.start, at.end)
        return (found[2], found[1], Range(*found.span(1))) if found is not None else None
    found = _KEY.search(text, at.start, at.end)
    return (field.name, found[1], Range(*found.span(1))) if found is not None else None


def _misdirected(
    column: str, target: str, at: Range, construct: str, source: Source, snapshot: Snapshot
) -> Misdirected | None:
    stem = key(column).removesuffix("id")
    if stem == key(column) or len(stem) < 3:
        return None
    meant = [c for c in _stores(construct, snapshot) if _stem(c) == stem]
    led_to = _led_to(target, source, snapshot)
    if len(meant) != 1 or led_to is None:
        return None
    bound = {p.contract.name for p in snapshot.pairings_by_path.get(led_to[0], ()) if p.implementation is led_to[1]}
    if not bound or meant[0].name in bound or key(singular(led_to[1].name)) == stem:
        return None
    return Misdirected(column, target, at, meant[0], _named(meant[0], construct, source, snapshot))


def _stores(construct: str, snapshot: Snapshot) -> tuple[Contract, ...]:
    """The contracts that some model, or some table of Drizzle, stores."""
    return snapshot.once(("stored by", construct), lambda: tuple(_stored(construct, snapshot)))


def _stored(construct: str, snapshot: Snapshot) -> Iterator[Contract]:
    for name, pairings in snapshot.pairings_by_contract.items():
        records = (p.implementation for p in pairings if p.is_store)
        contract = snapshot.contracts.get(name)
        if contract is not None and any(isinstance(r, Record) and r.construct == construct for r in records):
            yield contract


def _stem(contract: Contract) -> str:
    """What the keys of a contract's table are called after: `animal` of `animals`."""
    return key(singular(contract.table))


def _led_to(name: str, source: Source, snapshot: Snapshot) -> tuple[str, Record] | None:
    """The model or table of a name in a file, and the path of its own file."""
    if source.shapes.language == "prisma":
        return models(snapshot).get(accessor(name))
    found = drizzle_record(name, _TABLE, source, snapshot)
    return (found[1].path, found[0]) if found is not None else None


def _named(contract: Contract, construct: str, source: Source, snapshot: Snapshot) -> str | None:
    """What the file calls the table of a contract."""
    for pairing in snapshot.pairings_by_contract.get(contract.name, ()):
        record = pairing.implementation
        if not pairing.is_store or not isinstance(record, Record) or record.construct != construct:
            continue
        if pairing.path == source.path or source.shapes.language == "prisma":
            return record.name
    return None
