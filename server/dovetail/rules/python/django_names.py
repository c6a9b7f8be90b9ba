"""Names that a model of Django may have besides its fields: annotations, what refers to it, what is put on its objects."""

import re
from collections.abc import Mapping
from typing import Literal

from dovetail.core.snapshot import Snapshot, Source

_ANNOTATES = re.compile(r"\.(?:annotate|alias|aggregate|extra|values)\(")
_KEYWORD = re.compile(r"\b(\w+)\s*=(?!=)")
_STRINGS = re.compile(r"(?:\bsetattr\([^,()]+,|\bto_attr\s*=)\s*[\"'](\w+)[\"']")
_BACK = re.compile(r"\b(?:related_query_name|related_name)\s*=\s*[\"'](\w+)[\"']")
_TARGET = re.compile(r"\s*(?:to\s*=\s*)?[\"']?(?:\w+\.)*([A-Z]\w*)[\"']?\s*[,)\n]")
_SELECTED = re.compile(r"\bselect\s*=\s*\{([^}]*)\}")
_QUOTED = re.compile(r"[\"'](\w+)[\"']")
_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)
_MODEL = re.compile(r"class \w+\(\s*models\.Model\s*\)")
_RELATION = re.compile(r"\b(?:ForeignKey|OneToOneField|ManyToManyField)\(")
_LONGEST = 4_000  # characters of one call's arguments


def is_given(name: str, step: Literal["attribute", "key", "keyword"], model: str, snapshot: Snapshot) -> bool:
    """True where some code of Python may give a model a name that is none of its fields: an attribute where the model is mentioned."""
    if name == "url" or any(name in given or name.lower() in given for given in snapshot.of_sources(_given).values()):
        return True
    targets = {t for back in snapshot.of_sources(_back).values() for t in back.get(name, ())}
    if targets and (model in targets or "" in targets or not _is_plain(model, snapshot)):
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
    heads = list(_CLASS.finditer(text))
    ends = [*(h.start() for h in heads[1:]), len(text)]
    back = (h[1].lower() for h, end in zip(heads, ends, strict=False) if _refers_by_name(text[h.start() : end]))
    return frozenset(found) | frozenset(back)


def _back(source: Source) -> Mapping[str, frozenset[str]]:
    """The names under which relations of a file are known to the models that they lead to, with these; empty where that is not seen."""
    if source.shapes.language != "python" or "related_" not in source.text.source:
        return {}
    text, found = source.text.source, dict[str, set[str]]()
    for back in _BACK.finditer(text):
        opened = max((m.end() for m in _RELATION.finditer(text, 0, back.start())), default=0)
        target = _TARGET.match(text, opened) if opened else None
        seen = target is not None and "settings" not in target[0] and ")" not in _outermost(text, opened)
        found.setdefault(back[1], set()).add(target[1] if target is not None and seen else "")
    return {name: frozenset(targets) for name, targets in found.items()}


def _is_plain(model: str, snapshot: Snapshot) -> bool:
    """True for a model without a base of its own, which would be known under more names."""
    head = re.compile(rf"^class {re.escape(model)}\(\s*models\.Model\s*\)", re.MULTILINE)
    return any(head.search(s.text.source) is not None for s in snapshot.sources.values() if s.path.endswith(".py"))


def _refers_by_name(declared: str) -> bool:
    """True for a class by whose own name another may know it: a model, of which a relation says no other one, or one that is another."""
    if _MODEL.match(declared) is None:
        return True
    relations = (_outermost(declared, m.end()) for m in _RELATION.finditer(declared))
    return any("related_name" not in given for given in relations)


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
