"""The values of one type are written in different ways."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Alias, Enum
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import Casing, has_casing, in_casing

from . import rule
from .contracts.promises import own_fields
from .faults import Fault

_CASINGS: Final[tuple[Casing, ...]] = ("snake_case", "UPPER_SNAKE_CASE", "kebab-case", "camelCase", "PascalCase")
# What stands for everything else, beside codes that others have made: `"EUR" | "USD" | "other"`.
_REST = frozenset("other others unknown none any all default custom auto mixed never null".split())
_SHORTEST = 3  # letters; units, languages and directions have fewer
# One word that two people spell in two ways.
_SPELLINGS = (
    ("cancelled", "canceled"), ("cancelling", "canceling"), ("labelled", "labeled"), ("travelled", "traveled"), ("fulfilled", "fulfiled"),
    ("colour", "color"), ("grey", "gray"), ("centre", "center"), ("catalogue", "catalog"), ("cheque", "check"), ("licence", "license"),
    ("organis", "organiz"), ("authoris", "authoriz"), ("finalis", "finaliz"), ("initialis", "initializ"), ("enrolled", "enroled"),
)  # fmt: skip
_EMPTY = re.compile(r"\b(empty|blank|none|nothing|no|not|without|where|until|if)\b", re.IGNORECASE)
_SAID = re.compile(
    r"\b(as|exactly|spel\w+|written|writes?|casing|capitals|upper ?case|lower ?case|legacy|alias\w*|both)\b",
    re.IGNORECASE,
)


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    governed = snapshot.conventions is not None and snapshot.conventions.governs(contract.path, "members") is not None
    for name, doc, values, place, at in _lists(contract):
        if len(values) < 2 or _SAID.search(doc) is not None:
            continue
        if "" in values and _EMPTY.search(doc) is None:
            fixes = _named_empty(contract, snapshot, place)
            message = f"`{name}` may be an empty text, and nothing says what that means; list a word for it, or say it in the comment."
            yield Fault(contract.path, at, message, fixes=fixes)
            continue
        twins = _twins(values)
        if twins is not None:
            yield Fault(
                contract.path,
                at,
                f"`{name}` may be `{twins[0]}` and `{twins[1]}`, which is one word in two spellings; keep one.",
            )
            continue
        odd = _odd(values) if not governed else None  # `member-casing` tells what conventions do not accept
        if odd is None:
            continue
        usual, others = odd
        like = next(v for v in values if usual in _casings(v))
        shown = ", ".join(f"`{v}`" for v in others[:3])
        message = f"`{name}` writes {shown} in another way than `{like}`; write all in one way, or say in the comment whose they are."
        fixes = _fix(contract, snapshot, place, usual, others)
        yield Fault(contract.path, at, message, fixes=fixes)


def _lists(contract: Contract) -> Iterator[tuple[str, str, tuple[str, ...], Range, Range]]:
    """Each list of texts that a contract writes: its name, what is said of it, its values, where they stand, and where it is told."""
    declaration = contract.declaration
    if isinstance(declaration, Enum):
        values = tuple(m.value for m in declaration.members)
        yield declaration.name, declaration.doc, values, declaration.range, declaration.name_range
    if isinstance(declaration, Alias) and declaration.kind.name == "enum" and not declaration.kind.target:
        yield declaration.name, declaration.doc, declaration.kind.values, declaration.range, declaration.name_range
    if isinstance(declaration, Alias) and declaration.kind.name == "union":
        for name, values in _telling(declaration).items():
            yield f"{declaration.name}.{name}", declaration.doc, values, declaration.range, declaration.name_range
    for name, field in own_fields(contract):
        if field.kind.name == "enum" and not field.kind.target and field.type_range is not None:
            yield name, field.doc, field.kind.values, field.type_range, field.type_range


def _telling(union: Alias) -> dict[str, tuple[str, ...]]:
    """The values by which records that a union writes in place are told apart, by the name of their field."""
    records = [{f.name: f for f in o.members} for o in union.kind.options if o.name == "record"]
    found: dict[str, tuple[str, ...]] = {}
    for name in records[0] if len(records) == len(union.kind.options) and records else ():
        kinds = [r[name].kind for r in records if name in r]
        if len(kinds) == len(records) and all(k.name == "literal" and len(k.values) == 1 for k in kinds):
            found[name] = tuple(k.values[0] for k in kinds)
    return found


def _twins(values: Sequence[str]) -> tuple[str, str] | None:
    """Two values that are one word but for how it is spelled."""
    seen: dict[str, str] = {}
    for value in dict.fromkeys(values):
        bare = re.sub(r"(?<=[a-z])[_ -](?=[a-z])", "", value.lower())
        for one, other in _SPELLINGS:
            bare = bare.replace(one, other)
        if re.search(r"[a-z]{3}", bare) and bare in seen:
            return seen[bare], value
        seen.setdefault(bare, value)
    return None


def _odd(values: Sequence[str]) -> tuple[Casing, list[str]] | None:
    """The casing that most values have, and those that do not have it; None where all may be of one, or some are of none."""
    judged = [v for v in values if v.lower() not in _REST]
    if any(len(v) < _SHORTEST or not _casings(v) for v in judged):
        return None
    count = Counter(c for v in judged for c in _casings(v))
    if not count or max(count.values()) == len(judged):
        return None
    usual = max(_CASINGS, key=lambda c: count[c])
    return usual, [v for v in judged if usual not in _casings(v)]


def _casings(value: str) -> list[Casing]:
    """The casings that a value may be of: a word in small letters is of three."""
    return [c for c in _CASINGS if has_casing(value, c)]


def _named_empty(contract: Contract, snapshot: Snapshot, place: Range) -> tuple[Fix, ...]:
    """A word in the place of the empty text, where it is written once."""
    source = snapshot.text_of(contract).source
    found = list(re.finditer(r"""(["'])\1""", source[place.start : place.end]))
    if len(found) != 1:
        return ()
    at = Range(place.start + found[0].start() + 1, place.start + found[0].start() + 1)
    return (Fix("Call it `none`", (Edit(contract.path, at, "none"),)),)


def _fix(contract: Contract, snapshot: Snapshot, place: Range, usual: Casing, others: list[str]) -> tuple[Fix, ...]:
    source = snapshot.text_of(contract).source
    edits: list[Edit] = []
    for value in others:
        for found in re.finditer(rf"""(?<=["']){re.escape(value)}(?=["'])""", source[place.start : place.end]):
            at = Range(place.start + found.start(), place.start + found.end())
            edits.append(Edit(contract.path, at, in_casing(value, usual)))
    return (Fix("Write all of them in one way", tuple(edits)),) if edits else ()
