"""Imports of contract files that there are not."""

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname, normpath

from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Edit, Fix
from dovetail.core.modules import module_is, own_name
from dovetail.core.shapes import Import
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import nearest

from ..faults import Fault

CONTRACT = re.compile(r"\.contract(\.[cm]?[jt]s)?\Z")
_ENDINGS = (
    SUFFIX,
    ".contract.tsx",
    ".contract.d.ts",
    ".contract.js",
    ".contract.mjs",
    ".contract.cjs",
    ".contract.mts",
    ".contract.cts",
)


def missing_module(imported: Import, source: Source, snapshot: Snapshot) -> Fault | None:
    """What to say of an import whose contract file is nowhere; None where it is somewhere, or may be where nobody looks.

    That is told by a file which is called all but the same, or by the folder, where other contracts are.
    """
    if not CONTRACT.search(imported.module) or is_declared_there(imported, snapshot):
        return None
    if contract_files(imported.module, snapshot):
        return None
    paths = snapshot.contracts.paths
    base = CONTRACT.sub("", imported.module)
    wanted = normpath(f"{dirname(source.path)}/{base}".lstrip("/")) if base.startswith(".") else None
    if wanted is not None and (wanted.startswith("..") or any(wanted + e in snapshot.sources for e in _ENDINGS)):
        return None
    folder = dirname(wanted) if wanted is not None else None
    beside = [
        p.removesuffix(SUFFIX).rpartition("/")[2] for p in paths if p != source.path and folder in (None, dirname(p))
    ]
    near = nearest(base.rpartition("/")[2], sorted(set(beside)))
    place = _place(imported, source)
    if place is None or not (near or (wanted is not None and beside)):
        return None
    what = f"{wanted}{SUFFIX}" if wanted is not None else imported.module
    meant = f"{imported.module.rpartition('/')[0]}/{near}{imported.module[len(base) :]}" if near else ""
    hint = (
        f"; did you mean `{meant}`?"
        if near
        else f"; that folder has {', '.join(f'`{n}{SUFFIX}`' for n in sorted(beside)[:8])}."
    )
    fixes = (Fix(f"Change to `{meant}`", (Edit(source.path, place, meant),)),) if near else ()
    return Fault(source.path, place, f"There is no {what}{hint}", (), fixes)


def is_declared_there(imported: Import, snapshot: Snapshot) -> bool:
    """True where the contract file that an import names declares what it takes: of most, nothing else need be asked."""
    return any(module_is(imported.module, path) for path in snapshot.contracts.paths_of(imported.original))


def contract_files(module: str, snapshot: Snapshot) -> Sequence[str]:
    """The contract files that the module of an import can be, in order."""
    found = snapshot.once("contract files by name", lambda: _by_name(snapshot.contracts.paths))
    return found.get(own_name(module), ())


def _by_name(paths: Sequence[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(own_name(path), []).append(path)
    return found


def missing_modules(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """What to say of all imports of a file, each statement once."""
    seen: set[Range] = set()
    for imported in source.shapes.imports:
        fault = missing_module(imported, source, snapshot)
        if fault is not None and fault.range not in seen:
            seen.add(fault.range)
            yield fault


def _place(imported: Import, source: Source) -> Range | None:
    """The module as it is written behind the name, or before it, as in JSDoc and CommonJS."""
    text, written = source.text.source, re.compile(rf"""(["'`]){re.escape(imported.module)}\1""")
    found = written.search(text, imported.range.end) or written.search(text)
    return Range(found.start() + 1, found.end() - 1) if found is not None else None
