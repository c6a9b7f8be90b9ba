"""A convention speaks of names that its files cannot have."""

from collections.abc import Iterator

from dovetail.core.conventions import CONTRACTS, Conventions, NameKind
from dovetail.core.globs import expand_braces, matches, normal, overlap
from dovetail.core.snapshot import Snapshot

from . import rule
from .faults import Fault
from .naming.entries import glob_of

_OF_CONTRACTS: frozenset[NameKind] = frozenset({"types", "fields", "constants", "enums", "members", "routes", "files"})
_OF_CODE: frozenset[NameKind] = frozenset(
    {"types", "classes", "json", "tables", "columns", "enums", "members", "constants", "routes", "functions", "files"}
)
_OF_SCHEMAS: frozenset[NameKind] = frozenset({"types", "classes", "json", "enums", "members", "routes", "files"})
_OF_TABLES: frozenset[NameKind] = frozenset({"tables", "columns", "types", "enums", "members", "files"})
_OF_JSX: frozenset[NameKind] = _OF_CODE.union({"components", "props"})
_OF_DESCRIPTIONS: frozenset[NameKind] = _OF_SCHEMAS.union({"constants"})
_OF_PYTHON: frozenset[NameKind] = _OF_CODE.union({"attributes"})
_OF_PRISMA: frozenset[NameKind] = _OF_TABLES.union({"models"})
_BY_SUFFIX: dict[str, frozenset[NameKind]] = {
    **dict.fromkeys(("ts", "mts", "cts", "js", "mjs", "cjs"), _OF_CODE),
    **dict.fromkeys(("tsx", "jsx"), _OF_JSX),
    **dict.fromkeys(("graphql", "graphqls", "gql", "proto"), _OF_SCHEMAS),
    **dict.fromkeys(("yaml", "yml", "json"), _OF_DESCRIPTIONS),
    "py": _OF_PYTHON,
    "sql": _OF_TABLES,
    "prisma": _OF_PRISMA,
}
_HINTS: dict[NameKind, str] = {
    "fields": "`fields` are those of contracts, and in code they are `json`, `props` or `columns`",
    "models": "`models` are those of Prisma, and other languages have `classes` and `tables`",
    "components": "`components` are exported by .tsx and .jsx files",
    "props": "`props` are those of components, in .tsx and .jsx files",
    "attributes": "`attributes` are what Python calls a field that has another name outside",
}


@rule("conventions", "warning")
def check(conventions: Conventions, snapshot: Snapshot) -> Iterator[Fault]:
    for entry, rules in conventions.file.naming.items():
        possible = _OF_CONTRACTS if entry == CONTRACTS else _possible(entry, snapshot)
        for kind in rules if possible is not None else ():
            if possible is None or kind in possible:
                continue
            files = "Contracts" if entry == CONTRACTS else f"The files of `{entry}`"
            hint = f"; {_HINTS[kind]}" if kind in _HINTS else ""
            at = conventions.document.key_place(("naming", entry, kind))
            yield Fault(
                conventions.path, at, f"{files} have no {kind}, so this never applies{hint}.", tags=("unnecessary",)
            )


def _possible(entry: str, snapshot: Snapshot) -> frozenset[NameKind] | None:
    """The kinds of names that the files of an entry may have; None where that is not known.

    It is known by the endings that the glob says. Where it says none, what it speaks of may be of any language tomorrow.
    """
    glob = glob_of(entry)
    said = {plain.rpartition("/")[2].rpartition(".")[2] for plain in expand_braces(normal(glob))}
    if any(s not in _BY_SUFFIX and "*" not in s for s in said):
        return None
    open_ended = any("*" in s for s in said)
    if open_ended and not any(matches(glob, p) for p in snapshot.paths):
        return None  # it is yet to be written
    endings = _BY_SUFFIX if open_ended else said
    kinds = frozenset[NameKind]().union(*(_BY_SUFFIX[s] for s in endings))
    return kinds | _OF_CONTRACTS if _has_contracts(glob, snapshot) else kinds


def _has_contracts(glob: str, snapshot: Snapshot) -> bool:
    """True where an entry speaks of contracts too, or may, because there are none yet."""
    inside = overlap(glob, glob_of(CONTRACTS))
    return inside and (not snapshot.contracts.paths or any(matches(glob, p) for p in snapshot.contracts.paths))
