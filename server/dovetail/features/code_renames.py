"""A new name for what a file of TypeScript or JavaScript declares, in that file and in all that import it.

Precision first: a name is changed at every place that means it, or nowhere. Where something else may be meant (a name of an inner
scope, a module that is loaded while the program runs), nothing is offered.
"""

import re
from collections.abc import Iterator

from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Edit
from dovetail.core.shapes import Alias, Constant, Enum, Import, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.languages.identifiers import Identifier, identifiers
from dovetail.rules.files.imported import handed_on, module_source
from dovetail.rules.naming.names import Name

_LOADS = re.compile(
    r"""\b(import|require|requireActual|importActual|\w*[mM]ock)\s*(?:<[^()]*>)?\(\s*["']([^"'\n]+)["']"""
)
_STANDS_IN = re.compile(r"\w*[mM]ock$")
_DECLARES = re.compile(r"\b(?:function\s*\*?|const|let|var|class)\s+$")
_COMMONJS = re.compile(r"\bmodule\.exports\b|(?<![\w.])exports\.")


def renamed_in_code(snapshot: Snapshot, name: Name, new: str) -> tuple[Edit, ...] | None:
    """The edits that give a declaration of a file another name wherever it is meant; None where that is not known to be safe."""
    path, at = name.path, name.range
    home = snapshot.sources[path]
    old = home.text[at]
    if home.shapes.language != "typescript" or not old.isidentifier() or path.endswith(SUFFIX):
        return None
    if not any(d.name == old and d.range == at for d in home.shapes.definitions) or _COMMONJS.search(home.text.source):
        return None
    edits = _in_home(home, old, at, new)
    if edits is None:
        return None
    for source in snapshot.sources.values():
        if source is home or source.shapes.language != "typescript" or old not in source.text.source:
            continue
        found = _elsewhere(source, home, old, new, snapshot)
        if found is None:
            return None
        edits += found
    edits += tuple(_in_tags(snapshot, old, new)) if "components" in name.kinds else ()
    return tuple(sorted(edits, key=lambda e: (e.path, e.range)))


def is_bound_by_name(name: Name, snapshot: Snapshot) -> bool:
    """True for a declaration that keeps a contract because it is called like that: another name might let go of it."""
    for pairing in snapshot.pairings_by_path.get(name.path, ()):
        item = pairing.implementation
        declared = isinstance(item, Record | Enum | Constant | Alias) and item.name_range == name.range
        if declared and pairing.because.startswith("conventions `bind`"):
            return True
    return False


def _in_home(home: Source, old: str, at: Range, new: str) -> tuple[Edit, ...] | None:
    found = identifiers(home.path, home.text, old)
    declared = [i.range for i in found if i.part == "declaration"]
    if at not in declared or not all(r == at or _is_hidden(home, r) for r in declared):
        return None
    if any(i.part in ("alias", "import") for i in found) or _is_taken(home, new):
        return None
    return tuple(_edit(home, i, old, new) for i in found)


def _is_hidden(source: Source, at: Range) -> bool:
    """True for a declaration of an inner scope, which hides the one at hand and may have the new name, too: `memo(function Card() {})`."""
    return _DECLARES.search(source.text.source[max(0, at.start - 20) : at.start]) is not None


def _elsewhere(source: Source, home: Source, old: str, new: str, snapshot: Snapshot) -> tuple[Edit, ...] | None:
    """The edits of another file; none where the name means something else there, and None where that cannot be told."""
    if _is_loaded(source, home, old, snapshot):
        return None
    imports = [i for i in source.shapes.imports if i.original == old and _means(i, old, source, home, snapshot)]
    spaces = [i for i in source.shapes.imports if i.original == "*" and i.name != "*"]
    spaces = [i for i in spaces if _means(i, old, source, home, snapshot)]
    edits = [e for i in spaces for e in _in_space(source, i.name, old, new)]
    if not imports:
        return tuple(edits)
    found = identifiers(source.path, source.text, old)
    under_own_name = any(i.name == old for i in imports)
    hidden = (_is_hidden(source, i.range) for i in found if i.part == "declaration")
    if under_own_name and (not all(hidden) or _is_taken(source, new)):
        return None
    for one in found:
        handed = one.part == "export" and _is_handed_on(source, one)
        if under_own_name or one.part == "import" or handed:
            edits.append(_edit(source, one, old, new))
    keys = _in_mocks(source, home, old, snapshot)
    return (*edits, *(Edit(source.path, at, new) for at in keys if all(e.range != at for e in edits)))


def _edit(source: Source, one: Identifier, old: str, new: str) -> Edit:
    return Edit(source.path, one.range, f"{old}: {new}" if one.part == "shorthand" else new)


def _is_taken(source: Source, new: str) -> bool:
    return new in source.text.source and bool(identifiers(source.path, source.text, new))


def _means(imported: Import, old: str, source: Source, home: Source, snapshot: Snapshot) -> bool:
    other = module_source(imported.module, source.path, snapshot)
    return other is not None and handed_on(old, other, snapshot) == (home, old)


def _is_handed_on(source: Source, one: Identifier) -> bool:
    """True in `export { load } from "./load"`."""
    behind = source.text.source[one.range.end : one.range.end + 400]
    return re.match(r"[\w\s,$]*\}\s*from\b", behind) is not None


def _in_space(source: Source, space: str, old: str, new: str) -> Iterator[Edit]:
    """`api.load(…)`, where `api` is all that a module exports."""
    for found in re.finditer(rf"(?<![\w$.]){re.escape(space)}\s*\.\s*({re.escape(old)})(?![\w$])", source.text.source):
        yield Edit(source.path, Range(found.start(1), found.end(1)), new)


def _is_loaded(source: Source, home: Source, old: str, snapshot: Snapshot) -> bool:
    """True where a file that names it loads its module while it runs, or puts something in its place that is not written out."""
    text = source.text.source
    for call in _LOADS.finditer(text):
        other = module_source(call[2], source.path, snapshot)
        if other is None or handed_on(old, other, snapshot) != (home, old):
            continue
        if _STANDS_IN.match(call[1]) is None:
            return True
        inside = text[call.end() : _end(text, call.end())]
        if re.search(rf"[{{,]\s*{re.escape(old)}\s*[,}}]", inside) is not None:
            return True
    return False


def _in_mocks(source: Source, home: Source, old: str, snapshot: Snapshot) -> Iterator[Range]:
    """The keys that stand for it in what a test puts in the place of its module: `vi.mock("./load", () => ({ load: vi.fn() }))`."""
    text = source.text.source
    for call in _LOADS.finditer(text):
        other = module_source(call[2], source.path, snapshot) if _STANDS_IN.match(call[1]) is not None else None
        if other is not None and handed_on(old, other, snapshot) == (home, old):
            key = re.compile(rf"[{{,]\s*({re.escape(old)})\s*:")
            for found in key.finditer(text, call.end(), _end(text, call.end())):
                yield Range(found.start(1), found.end(1))


def _end(text: str, start: int) -> int:
    """Where the parenthesis closes that is open at a place."""
    depth = 1
    for at in range(start, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if depth == 0:
            return at
    return len(text)


def _in_tags(snapshot: Snapshot, old: str, new: str) -> Iterator[Edit]:
    """The tags of contracts that name a component."""
    for contract in snapshot.contracts:
        tag = contract.declaration.tag("view")
        if tag is not None and tag.value == old:
            yield Edit(contract.path, tag.value_range, new)
