"""A name says nothing: the conventions forbid it."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import in_casing, key

from . import rule
from .faults import Fault
from .naming.casing import governing
from .naming.names import Name, names_of


@rule("conventions", "warning")
def check(subject: Contract | Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    conventions = snapshot.conventions
    if conventions is None or not conventions.file.forbidden:
        return
    seen: set[Range] = set()
    for name in names_of(subject, snapshot):
        if conventions.is_forbidden(name.name) and name.range not in seen:
            seen.add(name.range)
            place = conventions.document.key_place(("forbidden",))
            better = telling(name, snapshot)
            instead = f"call it what it holds, such as `{better}`" if better is not None else "call it what it holds"
            message = f"{name.what[0].upper()}{name.what[1:]} has a name that says nothing; {instead}."
            where = Place(conventions.path, place, "The names that are forbidden")
            yield Fault(name.path, name.range, message, (where,))


def telling(name: Name, snapshot: Snapshot) -> str | None:
    """What a field holds, where its type says that: `data: User` is a `user`, and `data: User[]` are `users`; else None."""
    conventions, field = snapshot.conventions, name.field
    if conventions is None or field is None or name.contract is None or field.kind.name != "ref":
        return None
    if snapshot.contracts.get(field.kind.target) is None or field.list_depth > 1:
        return None
    found = governing(name, snapshot)
    better = in_casing(field.kind.target, (found[0].casing if found is not None else None) or "camelCase")
    if field.list_depth:
        better = (
            f"{better[:-1]}ies" if better.endswith("y") else f"{better}es" if better.endswith("s") else f"{better}s"
        )
    others = getattr(name.record, "fields", ())
    taken = conventions.is_forbidden(better) or any(f.key == key(better) for f in others)
    accepted = found is None or found[0].accepts(better)
    return better if accepted and not taken else None
