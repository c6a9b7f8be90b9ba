"""Which contract a name means where it is written in a contract file: by the file's own declarations, or by what its imports call it."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.modules import contract_file
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.languages.identifiers import identifiers

from .occurrence import Occurrence

_AROUND = 200
_SPACE = re.compile(r"(?:import\(\s*[\"'][^\"']+[\"']\s*\)\s*\.\s*)?(?:[A-Za-z_$][\w$]*\s*\.\s*)*\Z")


def contract_written(source: Source, word: Range, snapshot: Snapshot) -> Contract | None:
    """The contract that a word of a contract file means; what stands before its dot counts: `Billing.Invoice`."""
    contracts, text = snapshot.contracts, source.text
    imported = next((i for i in source.shapes.imports if i.range == word), None)
    if imported is not None and imported.original not in ("*", "default"):
        home = contract_file(imported.module, source.path, contracts.by_path)
        return contracts.exported(imported.original, home) if home is not None else None
    space = _SPACE.search(text.source, max(0, word.start - _AROUND), word.start)
    before = "".join(space[0].split()) if space is not None else ""
    return contracts.stands_for(before + text[word], source.path)


def written(source: Source, contract: Contract, snapshot: Snapshot) -> Iterator[Occurrence]:
    """Wherever a contract file says a contract as a type; what it is called by an import's own name stays what it is."""
    name = contract.declaration.name
    own = {i.name for i in source.shapes.imports if i.name == name and i.original != name}
    known = {c.declaration.name_range for c in snapshot.contracts.of_file(source.path)}
    for one in identifiers(source.path, source.text, name):
        here = one.range in known and source.path == contract.path
        if here or (one.part in ("use", "import", "export") and _is(contract, source, one.range, snapshot)):
            local = (
                name in own and one.part == "use" and source.text.source[one.range.start - 1 : one.range.start] != "."
            )
            yield Occurrence(source.path, one.range, "kept" if local else "exact")
    for found in re.finditer(rf"\{{@link(?:code|plain)?\s+((?:[\w$]+\.)*)({re.escape(name)})\b", source.text.source):
        if _is(contract, source, range := Range(found.start(2), found.end(2)), snapshot):
            yield Occurrence(source.path, range)
    for local in _local_names(source, contract, snapshot):
        for one in identifiers(source.path, source.text, local):
            if one.part == "use":
                yield Occurrence(source.path, one.range, "kept")


def _is(contract: Contract, source: Source, word: Range, snapshot: Snapshot) -> bool:
    found = contract_written(source, word, snapshot)
    return found is not None and (found.path, found.declaration.name) == (contract.path, contract.declaration.name)


def _local_names(source: Source, contract: Contract, snapshot: Snapshot) -> Iterator[str]:
    """What the file's imports call a contract, where that is not its name."""
    for imported in source.shapes.imports:
        if imported.name not in ("*", contract.declaration.name) and imported.original != "*":
            found = snapshot.contracts.stands_for(imported.name, source.path)
            if found is not None and found.name == contract.name:
                yield imported.name
