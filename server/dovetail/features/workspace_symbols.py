"""Everything with a name in a folder, found by a few of its letters."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.shapes import Constant, Enum, Field, Record, Route
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range

from .places import name_of
from .symbols import SymbolKind

MOST = 200  # more than anybody reads; a client asks again with every letter


@dataclass(frozen=True, slots=True)
class Found:
    """A named thing and where it is; `container` says what it belongs to."""

    name: str
    container: str
    kind: SymbolKind
    path: str
    range: Range


@dataclass(frozen=True, slots=True)
class _Index:
    """All names, each on a line of its own, so that one search looks at them all."""

    lines: str
    all: tuple[Found, ...]


def workspace_symbols(snapshot: Snapshot, query: str) -> tuple[Found, ...]:
    """The names that have the letters of a query in their order, the best match first.

    What parts words is no letter: `pet_name` finds `petName`.
    """
    index: _Index | None = snapshot.memo.get("named things")
    if index is None:
        everything = tuple(_everything(snapshot))
        index = snapshot.memo["named things"] = _Index("\n".join(f.name for f in everything), everything)
    letters = [c for c in query if not c.isspace() and c not in "_-"]
    if not letters:
        return tuple(f for f in index.all if f.kind not in ("field", "member"))[:MOST]
    matching = _matching(index, letters)
    scored = sorted((_score(f.name, letters), len(f.name), f.name, f.path, f.range) for f in matching)
    by_place = {(f.name, f.path, f.range): f for f in matching}
    return tuple(by_place[name, path, range] for _, _, name, path, range in scored[:MOST])


def _matching(index: _Index, letters: list[str]) -> list[Found]:
    """The names with all letters in order. Each step passes over other characters only, so no name is looked at twice."""
    steps = "".join(f"[^{re.escape(c)}\n]*{re.escape(c)}" for c in letters)
    pattern = re.compile(f"^{steps}", re.IGNORECASE | re.MULTILINE)
    found: list[Found] = []
    line = at = 0
    for match in pattern.finditer(index.lines):
        line += index.lines.count("\n", at, match.start())
        at = match.start()
        found.append(index.all[line])
    return found


def _score(name: str, letters: list[str]) -> int:
    """How far the letters are from standing together at the starts of words; 0 is the best."""
    lower, wanted, at, score = name.lower(), [letter.lower() for letter in letters], -1, 0
    for n, (letter, low) in enumerate(zip(letters, wanted, strict=True)):
        following = at + 1
        found = lower.find(low, following)
        if found != following:
            starts = (i for i in range(following, len(name)) if lower[i] == low and _starts_word(name, i))
            start = next((i for i in starts if _has_in_order(lower, i + 1, wanted[n + 1 :])), None)
            score += 3 if start is None else 1
            found = found if start is None else start
        score += name[found : found + 1] != letter and letter.isupper()
        at = found
    return score + (0 if lower.startswith("".join(wanted)) else 1)


def _has_in_order(lower: str, start: int, letters: list[str]) -> bool:
    for letter in letters:
        start = lower.find(letter, start) + 1
        if not start:
            return False
    return True


def _starts_word(name: str, i: int) -> bool:
    return i == 0 or not name[i - 1].isalnum() or (name[i].isupper() and not name[i - 1].isupper())


def _everything(snapshot: Snapshot) -> Iterator[Found]:
    for contract in snapshot.contracts:
        yield from _contract(contract)
    for sprint in snapshot.sprints:
        yield Found(sprint.name, sprint.path, "sprint", sprint.path, sprint.document.place(("sprint",)))
        for package in sprint.packages:
            yield Found(package.id, sprint.name, "package", sprint.path, sprint.place(package.id))
    for pairing in snapshot.pairings:
        yield _implementation(pairing)


def _contract(contract: Contract) -> Iterator[Found]:
    declaration, path = contract.declaration, contract.path
    kind: SymbolKind = "alias"
    match declaration:
        case Record():
            kind = "endpoint" if contract.is_endpoint else "record"
        case Enum():
            kind = "enum"
        case Constant():
            kind = "constant"
        case _:
            pass
    yield Found(declaration.name, path, kind, path, declaration.name_range)
    endpoint = contract.endpoint
    if endpoint is not None:
        method, route, tag = endpoint
        yield Found(f"{method} {route}", declaration.name, "endpoint", path, tag.range)
    match declaration:
        case Record():
            yield from _fields(declaration.name, declaration.fields, path)
        case Enum():
            for member in declaration.members:
                yield Found(f"{declaration.name}.{member.name or member.value}", path, "member", path, member.range)
        case Constant():
            for entry in (e for e in declaration.entries if e.name):
                yield Found(f"{declaration.name}.{entry.name}", path, "member", path, entry.name_range)
        case _:
            pass


def _fields(owner: str, fields: Iterable[Field], path: str) -> Iterator[Found]:
    """Fields, and those of the records that they hold in place: `GetUser.params.userId`."""
    for field in (f for f in fields if f.name_range.end):
        name = f"{owner}.{field.name}"
        yield Found(name, path, "field", path, field.name_range)
        yield from _fields(name, field.kind.members, path)


def _implementation(pairing: Pairing) -> Found:
    item = pairing.implementation
    name = f"{item.method} {item.path}" if isinstance(item, Route) else item.name
    kind: SymbolKind = "enum" if isinstance(item, Enum) else "constant" if isinstance(item, Constant) else "record"
    return Found(
        name,
        f"implements {pairing.contract.name}",
        "endpoint" if isinstance(item, Route) else kind,
        pairing.path,
        name_of(item),
    )
