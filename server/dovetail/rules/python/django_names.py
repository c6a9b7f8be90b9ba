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
_CHAIN = re.compile(r"\w+(?:\s*\.\s*\w+)*\s*\Z")
_LONGEST = 4_000  # characters of one call's arguments


def is_given(name: str, step: Literal["attribute", "key", "keyword"], model: str, snapshot: Snapshot) -> bool:
    """True where some code of Python may give a model a name that is none of its fields: an attribute where the model is mentioned."""
    if name == "url":
        return True
    said = (*snapshot.of_sources(_given).values(), *snapshot.of_sources(_back).values())
    targets = {t for given in said for n in (name, name.lower()) for t in given.get(n, ())}
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


def _given(source: Source) -> Mapping[str, frozenset[str]]:
    """The names that one file gives, with the models whose queries it gives them, empty where that is any; and its classes in lower case,
    by which Django calls what refers to a model."""
    if source.shapes.language != "python":
        return {}
    text, found = source.text.source, dict[str, set[str]]()
    for name in _STRINGS.findall(text):
        found.setdefault(name, set()).add("")
    for call in _ANNOTATES.finditer(text):
        models = _queried(text, call.start())
        for name in _KEYWORD.findall(_outermost(text, call.end())):
            found.setdefault(name, set()).update(models)
    for name in (n for selected in _SELECTED.findall(text) for n in _QUOTED.findall(selected)):
        found.setdefault(name, set()).add("")
    heads = list(_CLASS.finditer(text))
    ends = [*(h.start() for h in heads[1:]), len(text)]
    for name in (h[1].lower() for h, end in zip(heads, ends, strict=False) if _refers_by_name(text[h.start() : end])):
        found.setdefault(name, set()).add("")
    return {name: frozenset(models) for name, models in found.items()}


def _queried(text: str, end: int) -> frozenset[str]:
    """The models of the query that ends at a place, `Order.objects.filter(…)`; an empty name where that is not seen."""
    chain = _CHAIN.search(_outside(text, end))
    names = [n.strip() for n in chain[0].split(".")] if chain is not None else [""]
    if (model := next((n for n in names[:-1] if n[:1].isupper()), "")) and names[0] not in ("self", "cls"):
        other = re.search(rf"\b(\w+)\s+as\s+{model}\b", text)
        return frozenset({other[1] if other is not None else model})
    name = names[0]
    if not name.isidentifier() or name in ("self", "cls", "super"):
        return frozenset({""})
    found = set[str]()
    for given in re.finditer(rf"(?<![\w.]){name}\b\s*(?::[^=\n]+)?=\s*([\w.]+)", text[:end]):
        own = given[1].split(".")
        found.update(() if own[0] == name else {own[0]} if own[0][:1].isupper() and len(own) > 1 else {""})
    return frozenset(found or {""})


def _outside(text: str, end: int) -> str:
    """What stands before a place, without what is in the parentheses and brackets of calls there."""
    found: list[str] = []
    depth = 0
    for at in range(end - 1, max(-1, end - _LONGEST), -1):
        character = text[at]
        if character in ")]}":
            depth += 1
        elif character in "([{":
            depth -= 1
            if depth < 0:
                break
        elif depth == 0:
            found.append(character)
    return "".join(reversed(found))


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
