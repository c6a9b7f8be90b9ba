"""Names against the conventions that govern them: what the rules on casing share."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Literal

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import SUFFIX, Contract
from dovetail.core.conventions import NameKind, NameRule
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import Casing, has_casing

from ..faults import Fault
from .declared_names import declared_names
from .names import Name, names_of

_WORD: dict[Casing, str] = {
    "camelCase": "Name", "PascalCase": "Name", "snake_case": "name", "UPPER_SNAKE_CASE": "NAME", "kebab-case": "name", "flatcase": "name",
}  # fmt: skip
IN_CODE: frozenset[NameKind] = frozenset(
    {"types", "enums", "classes", "functions", "components", "constants", "attributes", "models"}
)
End = Literal["prefix", "suffix"]
Governed = tuple[
    Name, NameRule, str, NameKind
]  # a name, its convention, the entry that has it, and the kind it speaks of


def casing_faults(subject: Contract | Pairing, snapshot: Snapshot, *kinds: NameKind) -> Iterable[Fault]:
    """The names of a contract or of code that implements one, governed as one of the kinds, that are not in the casing asked for."""
    if snapshot.conventions is None:
        return ()
    governed = governed_names(subject, snapshot)
    found = [one for kind in kinds if kind in governed for one in governed[kind]]
    return _faults(found, snapshot) if found else ()


def governed_names(subject: Contract | Pairing, snapshot: Snapshot) -> Mapping[NameKind, Sequence[Governed]]:
    """The names of a contract or of code that implements one that conventions govern, by the kind as which they do."""
    # A dozen rules ask for the same ones. The subject is kept beside them, so that no other has its identity.
    name = ("governed names", id(subject))
    return snapshot.once(name, lambda: (subject, _by_kind(names_of(subject, snapshot), snapshot)))[1]


def _by_kind(names: Iterable[Name], snapshot: Snapshot) -> Mapping[NameKind, Sequence[Governed]]:
    found: dict[NameKind, list[Governed]] = {}
    known: dict[tuple[str, tuple[NameKind, ...]], tuple[NameRule, str, NameKind] | None] = {}
    for name in names:
        where = name.path, name.kinds
        if where not in known:
            known[where] = governing(name, snapshot)
        governed = known[where]
        if governed is not None:
            found.setdefault(governed[2], []).append((name, *governed))
    return found


def declared_faults(source: Source, snapshot: Snapshot, *kinds: NameKind) -> Iterable[Fault]:
    """The names that a file declares, governed as one of the kinds by its path, that are not in the casing asked for."""
    names = declared_names(source, snapshot) if snapshot.conventions is not None else ()
    return faults_of(names, snapshot, *kinds) if names else ()


def faults_of(names: Iterable[Name], snapshot: Snapshot, *kinds: NameKind) -> Iterator[Fault]:
    """The names that conventions govern as one of the kinds, and that are not in the casing asked for."""
    for name in names:
        if name.kinds[0] not in kinds and (len(name.kinds) == 1 or not any(k in kinds for k in name.kinds)):
            continue
        found = governing(name, snapshot)
        if found is not None and found[2] in kinds:
            yield from _faults([(name, *found)], snapshot)


def _faults(governed: Iterable[Governed], snapshot: Snapshot) -> Iterator[Fault]:
    """The names that are not in the casing that their convention asks for."""
    for name, rule, entry, kind in governed:
        if rule.casing is None or has_casing(_bare(name.name, rule), rule.casing):
            continue
        wanted = rule.apply(_bare(name.name, rule))
        if wanted == name.name:
            continue  # `404` has no letters that could be in a casing
        yield Fault(
            name.path,
            name.range,
            f"{name.what[0].upper()}{name.what[1:]} is not {rule.casing}, as {plural(kind)} are in {where(entry)}; call it `{wanted}`.",
            (convention_place(snapshot, entry, kind),),
            renaming(name, wanted, snapshot),
        )


def governing(name: Name, snapshot: Snapshot) -> tuple[NameRule, str, NameKind] | None:
    """The convention for a name: the rule, the entry it stands in and the kind of name it speaks of."""
    conventions = snapshot.conventions
    if conventions is None:
        return None
    rules = conventions.naming_of(name.path)
    for kind in name.kinds:
        found = rules.get(kind)
        if found is not None:
            return (*found, kind) if _can_be_kept(kind, found[0].casing, found[0].prefix, found[0].suffix) else None
    return None


@cache
def _can_be_kept(kind: NameKind, casing: Casing | None, prefix: str | None, suffix: str | None) -> bool:
    """False for a convention that contradicts itself: `contradictory-convention` says so, and no name is judged by it."""
    if casing is None:
        return True
    ends: tuple[tuple[End, str | None], ...] = (("prefix", prefix), ("suffix", suffix))
    kept = all(fits(part, end, casing) for end, part in ends if part)
    return kept and not (kind in IN_CODE and casing == "kebab-case")


def fits(part: str, end: End, casing: Casing) -> bool:
    """True where some name with that beginning or end is in the casing. A sign without letters is no part of the words, nor is `.dto`."""
    if not re.search(r"[A-Za-z]", part) or part.startswith("."):
        return True
    word = _WORD[casing]
    whole = part.lstrip("_") + word if end == "prefix" else word + part.rstrip("_")
    if end == "suffix" and casing == "camelCase":
        whole = whole[0].lower() + whole[1:]
    return has_casing(whole, casing)


def plural(kind: NameKind) -> str:
    """What names of a kind are called in a sentence."""
    return "fields in JSON" if kind == "json" else kind


def where(entry: str) -> str:
    return "contracts" if entry == "contracts" else f"`{entry}`"


def convention_place(snapshot: Snapshot, entry: str, kind: NameKind) -> Place:
    assert snapshot.conventions is not None, "a rule that governs comes from conventions"
    range = snapshot.conventions.document.key_place(("naming", entry, kind))
    return Place(snapshot.conventions.path, range, f"The convention for {kind} in {where(entry)}")


def _bare(name: str, rule: NameRule) -> str:
    """A name without the prefix that its rule asks for, which may have a casing of its own, and without leading underscores."""
    if rule.prefix and name.startswith(rule.prefix) and not (rule.casing and has_casing(rule.prefix, rule.casing)):
        name = name.removeprefix(rule.prefix)
    return name.lstrip("_") or name


def renaming(name: Name, wanted: str, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The fix that renames a declaration of code, where nothing else mentions it. A contract's name is renamed everywhere instead."""
    source = snapshot.sources.get(name.path)
    if source is None or name.path.endswith(SUFFIX):
        return ()
    if name.record is not None and source.shapes.language == "prisma":
        return _mapping(name, wanted, snapshot)
    if _mentions(name.name, snapshot) > 1 or source.text[name.range] != name.name:
        return ()
    return (Fix(f"Rename to '{wanted}'", (Edit(name.path, name.range, wanted),)),)


def _mentions(name: str, snapshot: Snapshot) -> int:
    word = re.compile(rf"(?<![\w$]){re.escape(name)}(?![\w$])")
    texts = (*(s.text for s in snapshot.sources.values()), *(s.text for s in snapshot.sprints))
    return sum(len(word.findall(t.source)) for t in texts)


def _mapping(name: Name, wanted: str, snapshot: Snapshot) -> tuple[Fix, ...]:
    """In Prisma the names in the database are mapped, and the model keeps its own."""
    record, field, text = name.record, name.field, snapshot.sources[name.path].text
    assert record is not None
    whole = field.range if field is not None else record.range
    attribute = "@map" if field is not None else "@@map"
    written = re.search(rf'(?<!@){attribute}\(\s*(?:name:\s*)?"([^"]*)"', text[whole])
    if written is not None:
        start = whole.start + written.start(1)
        edit = Edit(name.path, Range(start, start + len(written[1])), wanted)
        return (Fix(f"Map it to '{wanted}'", (edit,)),)
    if field is not None:
        if field.type_range is None:
            return ()
        edit = Edit(name.path, Range(field.type_range.end, field.type_range.end), f' @map("{wanted}")')
        return (Fix(f"Map it to '{wanted}'", (edit,)),)
    if record.insert_at is None or "models" in name.kinds:
        return ()
    indent = "  "
    edit = Edit(name.path, Range(record.insert_at, record.insert_at), f'{indent}@@map("{wanted}")\n')
    return (Fix(f"Map it to '{wanted}'", (edit,)),)
