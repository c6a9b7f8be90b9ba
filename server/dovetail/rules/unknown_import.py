"""Code imports a name from a contract file that does not declare it, or that there is not."""

import re
from collections.abc import Iterator, Sequence

from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Import
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import nearest

from . import rule
from .checks.missing_modules import CONTRACT, contract_files, is_declared_there, missing_modules
from .faults import Fault


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    if source.path.endswith(SUFFIX) or source.shapes.language != "typescript":
        return
    yield from missing_modules(source, snapshot)
    for imported in source.shapes.imports:
        if imported.original in ("*", "default") or not CONTRACT.search(imported.module):
            continue
        if is_declared_there(imported, snapshot):
            continue
        files = contract_files(imported.module, snapshot)
        if files and not any(_mentions(snapshot.sources[p], imported.original) for p in files):
            yield _fault(source, imported, files, snapshot)


def _mentions(contract: Source, name: str) -> bool:
    """True where a contract file may export the name: anything that it says counts, as long as it says it."""
    passes_on = any(i.name == "*" for i in contract.shapes.imports)
    return passes_on or re.search(rf"(?<![\w$]){re.escape(name)}(?![\w$])", contract.text.source) is not None


def _fault(source: Source, imported: Import, files: Sequence[str], snapshot: Snapshot) -> Fault:
    names = sorted({c.name for c in snapshot.contracts if c.path in files})
    near = nearest(imported.original, names)
    elsewhere = snapshot.contracts.get(imported.original)
    if elsewhere is not None:
        hint = f"it is declared in {elsewhere.path}."
    else:
        hint = f"did you mean `{near}`?" if near else f"it has {', '.join(f'`{n}`' for n in names[:8]) or 'nothing'}."
    fixes: tuple[Fix, ...] = ()
    if near and elsewhere is None and source.text[imported.range] == imported.original == imported.name:
        fixes = (Fix(f"Change to `{near}`", tuple(Edit(source.path, r, near) for r in _mentioned(source, imported))),)
    where = (Place(elsewhere.path, elsewhere.declaration.name_range, "It is here"),) if elsewhere else ()
    return Fault(source.path, imported.range, f"{files[0]} has no `{imported.original}`; {hint}", where, fixes)


def _mentioned(source: Source, imported: Import) -> list[Range]:
    """Every mention of an imported name in its file; JSDoc writes it behind the module, as in `import("./a").Name`."""
    word = re.compile(rf"(?<![\w$.'\"`]){re.escape(imported.name)}(?![\w$])")
    found = {Range(m.start(), m.end()) for m in word.finditer(source.text.source)}
    return sorted({imported.range, *found}, key=lambda r: r.start)
