"""The values of a contract's enum, within the quotes of what implements it or is compared with it."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.shapes import Enum, Kind
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from .completions import Item, items
from .following import kept_in
from .places import ContractAt, at

_OPEN = re.compile(r"""(["'])([\w.:-]*)$""")
_COMPARED = re.compile(r"""([A-Za-z_$][\w$]*)["'`]?\s*(?:[=!]==?|<>|[=:])\s*["'][\w.:-]*$""")
_LISTED = re.compile(r"""(["'])([^"'\n]*)\1""")


def in_quotes(snapshot: Snapshot, path: str, before: str, offset: int) -> Iterator[Item]:
    """What can stand within the quotes that a line's beginning opens: values that what is written there does not list yet."""
    found = _OPEN.search(before)
    if found is None or before.count(found[1]) % 2 == 0:
        return
    contract, kind, around = _meant(snapshot, path, before, offset) or (None, None, None)
    if contract is None or kind is None:
        return
    typed = Range(offset - len(found[2]), offset)
    text = snapshot.sources[path].text
    listed = () if around is None else _LISTED.finditer(text.source, around.start, around.end)
    there = {value[2] for value in listed if not value.start() < offset <= value.end()}
    yield from items((v for v in kind.values if v not in there), "value", f"a value of {contract.name}", typed)


def _meant(snapshot: Snapshot, path: str, before: str, offset: int) -> tuple[Contract, Kind, Range | None] | None:
    """Whose values a text in quotes is one of, and what lists others of them."""
    for pairing in snapshot.pairings_by_path.get(path, ()):
        declared = pairing.contract.declaration
        held = pairing.implementation
        if isinstance(held, Enum) and isinstance(declared, Enum) and offset in held.range:
            return pairing.contract, Kind("enum", values=tuple(m.value for m in declared.members)), held.range
    for kept in kept_in(snapshot, path):
        field = kept.match.field
        if field.name_range.end < offset and offset in field.range and not field.kind.members:
            kind = snapshot.contracts.resolved(kept.match.contract.kind)
            return (kept.pairing.contract, kind, field.range) if kind.name == "enum" else None
    compared = _COMPARED.search(before)
    if compared is None:
        return None
    name = at(snapshot, path, offset - len(before) + compared.start(1))
    if isinstance(name, ContractAt) and name.field is not None:
        kind = snapshot.contracts.resolved(name.field.kind)
        return (name.contract, kind, None) if kind.name == "enum" else None
    return None
