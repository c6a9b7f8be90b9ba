"""Names that a model of Django may have besides its fields: annotations, what refers to it, what is put on its objects."""

import re
from typing import Literal

from dovetail.core.snapshot import Snapshot, Source

_ANNOTATES = re.compile(r"\.(?:annotate|alias|aggregate|extra|values)\(")
_KEYWORD = re.compile(r"\b(\w+)\s*=(?!=)")
_STRINGS = re.compile(r"(?:\bsetattr\([^,()]+,|\b(?:related_query_name|related_name|to_attr)\s*=)\s*[\"'](\w+)[\"']")
_SELECTED = re.compile(r"\bselect\s*=\s*\{([^}]*)\}")
_QUOTED = re.compile(r"[\"'](\w+)[\"']")
_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)
_LONGEST = 4_000  # characters of one call's arguments


def is_given(name: str, step: Literal["attribute", "key", "keyword"], model: str, snapshot: Snapshot) -> bool:
    """True where some code of Python may give a model a name that is none of its fields: an attribute where the model is mentioned."""
    if name == "url" or any(name in given or name.lower() in given for given in snapshot.of_sources(_given).values()):
        return True
    if step != "attribute":
        return False
    written, mentioned = (
        re.compile(rf"\.{re.escape(name)}\s*=[^=]"),
        re.compile(rf"\b{re.escape(model)}\b\s*[.(,:=|\])]"),
    )
    texts = (s.text.source for s in snapshot.sources.values() if s.path.endswith(".py"))
    return any(written.search(t) is not None and mentioned.search(t) is not None for t in texts)


def _given(source: Source) -> frozenset[str]:
    """The names that one file gives, and its classes in lower case, by which Django calls what refers to a model."""
    if source.shapes.language != "python":
        return frozenset()
    text = source.text.source
    found = set(_STRINGS.findall(text))
    for call in _ANNOTATES.finditer(text):
        found.update(_KEYWORD.findall(_outermost(text, call.end())))
    for selected in _SELECTED.findall(text):
        found.update(_QUOTED.findall(selected))
    return frozenset(found) | frozenset(c.lower() for c in _CLASS.findall(text))


def _outermost(text: str, start: int) -> str:
    """The arguments of a call without what is in parentheses and brackets in them."""
    found: list[str] = []
    depth = 1
    for character in text[start : start + _LONGEST]:
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
            if depth == 0:
                break
        elif depth == 1:
            found.append(character)
    return "".join(found)
