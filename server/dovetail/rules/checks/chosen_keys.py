"""The names by which a schema chooses of another, or of a table: `rider.pick({ name: true })`, `createInsertSchema(riders, { email: … })`.

A misspelt one changes nothing, or is refused when the module is loaded.
"""

import re
from collections.abc import Iterator

from dovetail.core.dataclass import replace
from dovetail.core.shapes import SCHEMA_OBJECTS, Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.asked import Bound, Missed
from ..files.imported import handed_on
from ..records.bases import completed

_MAKERS = ("createSelectSchema(", "createInsertSchema(", "createUpdateSchema(")  # of drizzle-zod
_CHOOSERS = (".pick(", ".omit(", ".partial(", ".required(")
_CHOSEN = re.compile(r"(?<![\w$.)])(\w+)(?=\s*\.(?:pick|omit|partial|required)\()")
_MADE = re.compile(r"\bcreate(?:Select|Insert|Update)Schema\(\s*(\w+)\s*(?=[,)])")
_STEP = re.compile(r"\s*\.(\w+)\(\s*")
_CHOOSES = frozenset({"pick", "omit", "partial", "required"})
_KEY = re.compile(r"""(?:\s|//[^\n]*\n)*["']?([A-Za-z_$][\w$]*)["']?\s*[:,}(]""")
_STRING = re.compile(r"""'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`[^`]*`|//[^\n]*|/(?![*/\s])(?:[^/\\\n]|\\.)+/""")
_OPENS, _CLOSES = "([{", ")]}"
_SCHEMAS = ("drizzle table", *SCHEMA_OBJECTS)


def chosen_keys(source: Source, snapshot: Snapshot) -> Iterator[Missed]:
    """The names of a file that the schema, or the table, which they are chosen of does not have; it is bound to a contract."""
    text = source.text.source
    if not any(maker in text for maker in (*_CHOOSERS, *_MAKERS)):
        return
    for found in (*_CHOSEN.finditer(text), *_MADE.finditer(text)):
        bound = _bound(found[1], source, snapshot)
        if bound is None:
            continue
        known = {f.name for f in bound.record.fields}
        for name, at in _keys(text, found.end()):
            if name not in known:
                yield Missed(bound, name, at)


def _bound(name: str, source: Source, snapshot: Snapshot) -> Bound | None:
    """The schema or table of a name with all its fields, where it implements a contract."""
    place = handed_on(name, source, snapshot)
    records = [r for r in place[0].shapes.records if r.name == place[1]] if place is not None else []
    if place is None or len(records) != 1 or records[0].construct not in _SCHEMAS:
        return None
    pairings = snapshot.pairings_by_path.get(place[0].path, ())
    pairing = next((p for p in pairings if p.implementation is records[0]), None)
    whole = completed(records[0], place[0], snapshot) if pairing is not None else None
    if pairing is None or not isinstance(whole, Record) or whole.open:
        return None
    columns = tuple(f for f in whole.fields if not f.relation)
    return Bound(pairing, replace(whole, fields=columns), place[0])


def _keys(text: str, at: int) -> Iterator[tuple[str, Range]]:
    """The keys of the objects that calls in a chain are given, as long as these only choose; and of what a maker is given second."""
    if text[at] in ",)":
        literal = re.compile(r"\s*,\s*(?=\{)").match(text, at)
        keys, at = _object(text, literal.end()) if literal is not None else ([], at)
        yield from keys
        closing = re.compile(r"\s*,?\s*\)").match(text, at)
        if closing is None:
            return
        at = closing.end()
    while (step := _STEP.match(text, at)) is not None and step[1] in _CHOOSES:
        if text[step.end()] == ")":
            at = step.end() + 1
            continue
        if text[step.end()] != "{":
            return
        keys, behind = _object(text, step.end())
        yield from keys
        closing = re.compile(r"\s*,?\s*\)").match(text, behind)
        if closing is None or step[1] in ("pick", "omit"):
            return  # what comes next chooses of what is left
        at = closing.end()


def _object(text: str, opening: int) -> tuple[list[tuple[str, Range]], int]:
    """The keys of an object that begins at a place, and the place behind it."""
    found: list[tuple[str, Range]] = []
    depth, at, begins = 0, opening, False
    while at < len(text):
        if begins and (key := _KEY.match(text, at)) is not None:
            found.append((key[1], Range(*key.span(1))))
        begins = False
        skipped = _STRING.match(text, at)
        if skipped is not None:
            at = skipped.end()
            continue
        depth += (text[at] in _OPENS) - (text[at] in _CLOSES)
        begins = depth == 1 and (at == opening or text[at] == ",")
        at += 1
        if depth == 0:
            break
    return found, at
