"""A name says nothing: the conventions forbid it."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from . import rule
from .faults import Fault
from .names import names_of


@rule("conventions", "warning")
def check(subject: Contract | Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    conventions = snapshot.conventions
    if conventions is None or not conventions.file.forbidden:
        return
    where = Place(conventions.path, conventions.document.key_place(("forbidden",)), "The names that are forbidden")
    seen: set[Range] = set()
    for name in names_of(subject, snapshot):
        if conventions.is_forbidden(name.name) and name.range not in seen:
            seen.add(name.range)
            message = f"{name.what[0].upper()}{name.what[1:]} has a name that says nothing; call it what it holds."
            yield Fault(name.path, name.range, message, (where,))
