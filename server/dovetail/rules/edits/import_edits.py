"""Imports of contracts' names in TypeScript, written as the file writes its others."""

import re
from collections.abc import Iterable
from posixpath import dirname, relpath

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit
from dovetail.core.modules import module_is
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

_IMPORT = re.compile(r"^import\b[^;'\"]*(?:from\s*)?([\"'])[^\"'\n]*[\"'](;?)[^\n]*(?:\n|\Z)", re.MULTILINE)
_SCRIPTS = (".ts", ".tsx", ".mts", ".cts")


def imported(source: Source, contracts: Iterable[Contract], *, types: bool) -> tuple[Edit, ...]:
    """The edit that imports contracts which the file does not know; none where it knows all of them."""
    return imported_names(source, ((c.path, c.name) for c in contracts), types=types)


def imported_names(source: Source, names: Iterable[tuple[str, str]], *, types: bool) -> tuple[Edit, ...]:
    """The same for what other files export, each with the path of its file."""
    known = {i.name for i in source.shapes.imports}
    by_path: dict[str, list[str]] = {}
    for path, name in names:
        if name not in known and name not in by_path.get(path, ()):
            by_path.setdefault(path, []).append(name)
    if not by_path or not source.path.endswith(_SCRIPTS):
        return ()
    others = list(_IMPORT.finditer(source.text.source))
    last = others[-1] if others else None
    quote, end = (last[1], last[2]) if last is not None else ('"', ";")
    at = last.end() if last is not None else 0
    line_end = "\r\n" if "\r\n" in source.text.source else "\n"
    lines = [
        f"import {'type ' if types else ''}{{ {', '.join(sorted(own))} }} from {quote}{module_of(path, source)}{quote}{end}{line_end}"
        for path, own in sorted(by_path.items())
    ]
    above = line_end if last is not None and not last[0].endswith("\n") else ""
    return (Edit(source.path, Range(at, at), above + "".join(lines)),)


def module_of(path: str, source: Source) -> str:
    """How a file names a contract's file: as it does already, else by the way from one to the other."""
    used = next((i.module for i in source.shapes.imports if module_is(i.module, path)), None)
    if used is not None:
        return used
    found = relpath(path.removesuffix(".ts"), dirname(source.path) or ".")
    return found if found.startswith(".") else f"./{found}"


def is_defined(name: str, source: Source) -> bool:
    """True where a name is the file's own, so that nothing can be imported under it."""
    return any(d.name == name for d in source.shapes.definitions) or any(
        c.name == name for c in source.shapes.constants
    )
