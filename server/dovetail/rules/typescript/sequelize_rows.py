"""Rows of models of Sequelize: their attributes, what every row can do, and what associations add to them in any file."""

import re
from collections.abc import Mapping

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Kind
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.asked import Bound
from .things import Both, Owner, Thing, Type, parts_of
from .wired_types import Expander

ROW = "sequelize "  # before the name of a model, where one of its rows is meant
CONSTRUCT = "sequelize model"
_ALIAS = re.compile(r"""\bas\s*:\s*["'`](\w+)["'`]""")
_COMPUTED = re.compile(r"""\b(?:fn|col|cast|literal)\([^;]{0,300}?,\s*["'`](\w+)["'`]\s*,?\s*\]""")
_CALLED = re.compile(
    r"""[\[,]\s*\[\s*["'`][\w.]+["'`]\s*,\s*["'`](\w+)["'`]\s*\]"""
)  # `attributes: [["full_name", "name"]]`
_VIRTUAL = re.compile(r"(\w+)\s*:\s*\{\s*type\s*:\s*[\w.]*VIRTUAL")
_MIXINS = "get set add create remove has count".split()
_ADDS = re.compile(r"\.prototype\b|\baddHook\b.*\bthis\b")
_METHOD = re.compile(r"^\s*(?:(?:async|static|get|set|declare|public|readonly)\s+)*(\w+)\s*[(=:!?;]", re.MULTILINE)
_NOWHERE = Range(0, 0)


def row_of_model(name: str, source: Source, by: Expander, depth: int) -> list[Thing] | None:
    """A row of a model that a file makes."""
    snapshot = by.snapshot
    record = next((r for r in source.shapes.records if r.name == name and r.construct == CONSTRUCT), None)
    if record is None:
        return None
    pairing = next((p for p in snapshot.pairings_by_path.get(source.path, ()) if p.implementation is record), None)
    bound = Bound(pairing, record, source) if pairing is not None else None
    added = snapshot.once("sequelize names", lambda: _names(snapshot))
    own = {f.name for f in record.fields}
    more = tuple(
        _unknown(n) for n in sorted({*added, *_of_class(name, source), *_VIRTUAL.findall(source.text.source)} - own)
    )
    fields = tuple((f, source) for f in (*record.fields, *more))
    closed = not record.open and _ADDS.search(source.text.source) is None
    library = snapshot.libraries.get("sequelize")
    every = by.expanded(Type(Kind("ref", target="Instance"), 0, library), depth + 1) if library is not None else None
    row = {"E": Type(Kind("ref", target=ROW + name), 0, source)}
    parts = [replace(p, given=row) for thing in every or () for p in parts_of(thing)]
    return [Both((Owner(fields, closed, bound, record, source), *parts))]


def loads_models(source: Source) -> bool:
    """True for a file that loads all models of a folder, and exports them by their names, as the tool of Sequelize writes it."""
    text = source.text.source
    return "readdirSync" in text and "equelize" in text and source.shapes.language == "typescript"


def loaded_model(name: str, snapshot: Snapshot) -> list[Thing]:
    """The one model of a program that has a name, with its queries."""
    found = snapshot.sources_with(_by_name, name)
    if len(found) != 1:
        return []
    kind = Kind("ref", target="sequelize.ModelStatic", options=(Kind("ref", target=ROW + name),))
    return [Type(kind, 0, snapshot.sources[found[0][0]])]


def _by_name(source: Source) -> Mapping[str, bool]:
    return {r.name: True for r in source.shapes.records if r.construct == CONSTRUCT}


def _of_class(name: str, source: Source) -> list[str]:
    """The methods and properties of a model that is a class; what else looks like one only keeps more from being told."""
    made = re.search(rf"\bclass\s+{re.escape(name)}\b", source.text.source)
    return _METHOD.findall(source.text.source, made.end()) if made is not None else []


def _unknown(name: str) -> Field:
    return Field(name, _NOWHERE, Kind("unknown"), "optional", "unknown", _NOWHERE)


def _names(snapshot: Snapshot) -> frozenset[str]:
    """All names by which rows may have others of their own, in the whole program."""
    found: set[str] = set()
    for names in snapshot.of_sources(_of_file).values():
        found.update(names)
    return frozenset(found)


def _of_file(source: Source) -> tuple[str, ...]:
    """The names of associations, models and computed columns of a file that knows Sequelize."""
    text = source.text.source
    if source.shapes.language != "typescript" or (
        "equelize" not in text and "DataTypes" not in text and ".hasMany(" not in text and "attributes" not in text
    ):
        return ()
    models = [r.name for r in source.shapes.records if r.construct == CONSTRUCT]
    whole = {n for m in models for n in (m, m[:1].lower() + m[1:])} | {*_ALIAS.findall(text)}
    whole |= {f"{n}s" for n in whole} | {n.removesuffix("s") for n in whole}
    mixins = {f"{mixin}{n[:1].upper()}{n[1:]}" for n in whole for mixin in _MIXINS}
    return (*whole, *mixins, *_COMPUTED.findall(text), *_CALLED.findall(text))
