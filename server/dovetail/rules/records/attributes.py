"""Whether the attributes of a class of Python are its language's own: in snake_case, with code that writes other names on the wire.

A plain dataclass is no message. Where a whole file of them is in snake_case, or the class itself writes the other names, a mapper turns
them into what the contract says, and is held to that itself. The conventions decide where they speak of attributes; what they say of JSON
is for what writes it. What is turned into a dictionary by its own names, other than for a statement of SQL, or is carried by a route, is
spelled as the contract says.
"""

import re
from collections.abc import Mapping

from dovetail.core.bindings import Pairing
from dovetail.core.shapes import Record
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import has_casing, words

_PLAIN = frozenset({"dataclass", "named tuple", "class"})
_FEWEST = 2  # one name of several words may be a slip
_AS_DICT = re.compile(r"\b(?:asdict|_asdict|vars)\(|\b(?:__dict__|dataclass_json|DataClassJsonMixin)\b")
_STRING = re.compile(r'"""(?s:.*?)"""|"[^"\n]*"|\'[^\'\n]*\'')
# `execute("…", asdict(user))` gives values to the placeholders of a statement; only what writes JSON sends them.
_PARAMETERS = re.compile(r"\bexecute(?:many)?\((?:[^()]|\([^()]*\))*\)")
_CLASS = re.compile(r"\b[A-Z]\w*\b")


def has_own_casing(pairing: Pairing, snapshot: Snapshot) -> bool:
    """True for a record whose attributes need not be spelled as on the wire."""
    record, source = pairing.implementation, snapshot.sources[pairing.path]
    if not isinstance(record, Record) or record.construct not in _PLAIN or source.shapes.language != "python":
        return False
    if not any(p is pairing for p in snapshot.pairings_by_path.get(pairing.path, ())):
        return False
    mapped = _has_mapper(record, source, pairing, snapshot)
    if _is_written_whole(record, snapshot) and not mapped:
        return False
    conventions = snapshot.conventions
    if conventions is not None and (said := conventions.governs(pairing.path, "attributes")) is not None:
        return said[0].casing == "snake_case"
    names = [f.name for r in source.shapes.records if r.construct in _PLAIN for f in r.fields if len(words(f.name)) > 1]
    return mapped or (len(set(names)) >= _FEWEST and all(has_casing(n, "snake_case") for n in names))


def _has_mapper(record: Record, source: Source, pairing: Pairing, snapshot: Snapshot) -> bool:
    """True where the class itself writes the names of the wire that its attributes do not have: `{"bookId": self.book_id}`."""
    body = source.text[record.range]
    own = {f.name for f in record.fields}
    other = [p.field.name for p in snapshot.contracts.promised(pairing.contract)[0] if p.field.name not in own]
    written = [n for n in other if f'"{n}":' in body or f"'{n}':" in body]
    return len(other) >= _FEWEST and 2 * len(written) > len(other)


def _is_written_whole(record: Record, snapshot: Snapshot) -> bool:
    """True where a file that mentions the class turns objects into dictionaries by their own names."""
    return bool(snapshot.sources_with(_written_whole, record.name))


def _written_whole(source: Source) -> Mapping[str, bool]:
    text = source.text.source
    if source.shapes.language != "python" or _AS_DICT.search(text) is None:
        return {}
    if "execute" in text and _AS_DICT.search(_PARAMETERS.sub("", _STRING.sub("", text))) is None:
        return {}
    return dict.fromkeys(_CLASS.findall(text), True)
