"""What the template of an Angular component gives another one, or listens to, that this does not have."""

import re
from collections.abc import Iterator

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Place
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.asked import Unbound
from ..files.imported import contract_of
from ..typescript.reached import Reach

# How readers call another component of a template, and one of whose names a test speaks.
_ASKS = ("templateChild", "keyof")
_COMPONENT = re.compile(r"@Component\s*\(")
_MORE = re.compile(r"\bhostDirectives\s*:|\binputs\s*:|\boutputs\s*:|alias\s*:|@(?:In|Out)put\(\s*[\"']")
_TYPES = re.compile(r"(?:<|:\s*)([A-Z]\w*)")


@dataclass(frozen=True, slots=True)
class Lacking:
    """A name that the class of a component does not have, with those that it has; `place` is the class."""

    name: str
    range: Range
    component: str
    known: tuple[str, ...]
    place: Place


def lacking(source: Source, reach: Reach) -> Iterator[Lacking]:
    """The names of one template, or of a test's `setInput("room", …)`, of components that are made of contracts and whose inputs have no
    other names."""
    for use in source.shapes.uses:
        found = reach.unreached(use, source) if use.via in _ASKS and len(use.chain) == 1 else None
        if found is None or not isinstance(found.of, Unbound):
            continue
        record, home = found.of.record, found.of.source
        text = home.text.source
        if not _COMPONENT.search(text) or _MORE.search(text) or not _holds_contract(record.range, home, reach.snapshot):
            continue
        place = Place(home.path, record.name_range, record.name)
        yield Lacking(found.name, found.range, record.name, found.known, place)


def _holds_contract(of: Range, source: Source, snapshot: Snapshot) -> bool:
    """True for a class that says a contract for a type of its own."""
    names = {m[1] for m in _TYPES.finditer(source.text.source, of.start, of.end)}
    return any(contract_of(name, source, snapshot) is not None for name in names)
