"""An endpoint answers with a list, and nothing says in which order."""

import re
from collections.abc import Iterable, Iterator

from dovetail.core.contracts import Contract, Contracts
from dovetail.core.findings import Fix
from dovetail.core.shapes import Declaration, Field, Kind, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import key, words

from . import rule
from .contracts.promises import answered_list, own_fields
from .edits.tag_edits import added_tag
from .faults import Fault

_SAYS_ORDER = re.compile(
    r"\b(order(ed|ing)?|sort(ed|ing)?|newest|oldest|latest|earliest|recent|first|ascending|descending|alphabetical(ly)?|"
    r"(as|in which) [\w ]*(printed|entered|given|shown|written|added)|top to bottom|bottom to top|left to right|from [\w ]+ to|"
    r"chronological(ly)?|ranked|ranking|random(ly)?|unordered|set of|highest|lowest|largest|smallest|most|sequence|by \w+At)\b",
    re.IGNORECASE,
)
# What says of an endpoint as a whole in which order it lists; `first` alone may be a first name.
_ORDERED_ANSWER = re.compile(
    r"\b(\w+(?:est|most|st recent)(?: \w+)? first|most \w+ first|sorted|order(?:ed)? (?:by|of)|in (?:the |no particular |any )?order|"
    r"chronological(?:ly)?|alphabetical(?:ly)?|unordered|(?:ascending|descending)|by when (?:it|they|each)\b[^,;.]*)\b",
    re.IGNORECASE,
)
_BY_FIELD = re.compile(
    r"(?:\A|[,;.(]) *by (?:the |their |its )?(\w+(?: \w+)?)\b", re.IGNORECASE
)  # where it stands alone: `All bikes, by code.`
_OF_ITEM = re.compile(r"\bordinal\b|\bin (its|their|the) (\w+ )?(place|order)\b", re.IGNORECASE)
_CHOSEN = frozenset({"sort", "order"})
_SORTS = frozenset({"sort", "order", "by"})
_DIRECTIONS = frozenset({"asc", "desc", "ascending", "descending", "ASC", "DESC"})
_DEFAULT = re.compile(r"\b(defaults?|otherwise|without (it|one)|left out|else)\b", re.IGNORECASE)


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    if contract.is_endpoint or contract.name in snapshot.contracts.answered:
        yield from _lists(contract, snapshot)


def _lists(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    if _is_tagged(contract.declaration) or _ORDERED_ANSWER.search(contract.declaration.doc):
        return
    if _is_ordered_by_who_asks(contract, snapshot):
        yield from _left_to_chance(contract, snapshot)
        return
    text = snapshot.text_of(contract)
    whole = dict(own_fields(contract)).get(f"{contract.name}.response") if contract.is_endpoint else None
    alone = answered_list(contract) if whole is not None and _is_tagged(whole) else None
    for name, field in own_fields(contract):
        if (contract.is_endpoint and not name.startswith(f"{contract.name}.response")) or field is alone:
            continue
        item = item_record(field.kind, snapshot.contracts)
        if not field.list_depth or item is None or _says_order(field) or _has_its_place(field, snapshot.contracts):
            continue
        if _says_field(f"{field.doc}; {contract.declaration.doc}", item):
            continue
        by = next((f.name for f in item if words(f.name)[-1] == "at"), None)
        tags = ([f"@order {by} desc"] if by else []) + ["@unordered"]
        edits = [added_tag(contract.path, text, field.range, field.name_range, t) for t in tags]
        yield Fault(
            contract.path,
            field.name_range,
            f"`{name}` is a list in no particular order; say how it is ordered with `@order`, or that it is `@unordered`.",
            fixes=tuple(Fix(f"Add `{t}`", (edit,)) for t, edit in zip(tags, edits, strict=True)),
        )


_TIMES = frozenset("at on time date day".split())


def _says_field(doc: str, item: Iterable[Field]) -> bool:
    """True where a comment says by which field of the item a list is ordered."""
    said = {key(name) for words in _BY_FIELD.findall(doc) for name in (words, words.partition(" ")[0])}
    begun = {w for w in said for w in (w, f"{w}s")}  # `startsAt` and `startTime` are when it starts: by start
    return any(f.key in said or (len(own := words(f.name)) == 2 and own[0] in begun and own[1] in _TIMES) for f in item)


def _is_ordered_by_who_asks(contract: Contract, snapshot: Snapshot) -> bool:
    """True where the endpoint, or one that answers with the record, is told in its query how to sort."""
    if contract.is_endpoint:
        return any(_is_sorted(query, snapshot.contracts) for query in _queries(contract).values())
    asked = snapshot.said_of_contracts(_queries, contract.name)
    return any(_is_sorted(query, snapshot.contracts) for query in asked)


def _left_to_chance(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    """Of an endpoint that is told how to sort, what it does where it is not told."""
    fields = dict(own_fields(contract)) if contract.is_endpoint else {}
    answer = [f for name, f in fields.items() if name.startswith(f"{contract.name}.response")]
    lists = any(f.list_depth or f.kind.name == "ref" for f in answer)
    if not lists or any(_says_order(f) for f in answer):
        return
    text = snapshot.text_of(contract)
    for name, field in fields.items():
        chosen = name.startswith(f"{contract.name}.query.") and _SORTS.issuperset(words(field.name))
        if not chosen or field.presence != "optional" or field.list_depth or _says_default(field):
            continue
        kind = snapshot.contracts.resolved(field.kind)
        if kind.name != "enum" or len(kind.values) < 2 or _DIRECTIONS.issuperset(kind.values):
            continue
        tags = [f"@default {value}" for value in kind.values[:3]]
        edits = [added_tag(contract.path, text, field.range, field.name_range, t) for t in tags]
        message = (
            f"`{name}` may be left out, and nothing says in which order the answer is then; say it with `@default`."
        )
        fixes = tuple(Fix(f"Add `{t}`", (edit,)) for t, edit in zip(tags, edits, strict=True))
        yield Fault(contract.path, field.name_range, message, fixes=fixes)


def _says_default(field: Field) -> bool:
    return field.tag("default") is not None or _DEFAULT.search(field.doc) is not None or _says_order(field)


def _queries(contract: Contract) -> dict[str, Kind]:
    """The query of an endpoint, under the name of the record that it answers with."""
    declaration = contract.declaration
    if not contract.is_endpoint or not isinstance(declaration, Record):
        return {}
    query, response = declaration.field("query"), declaration.field("response")
    return {response.kind.target: query.kind} if query is not None and response is not None else {}


def _is_sorted(query: Kind, contracts: Contracts) -> bool:
    return any(_CHOSEN.intersection(words(f.name)) for f in item_record(query, contracts) or ())


def _is_tagged(said: Declaration | Field) -> bool:
    return any(t.name in ("order", "unordered") for t in said.tags)


def _says_order(field: Field) -> bool:
    return _is_tagged(field) or _SAYS_ORDER.search(field.doc) is not None


def _has_its_place(field: Field, contracts: Contracts) -> bool:
    """True where the comment of what is listed says how it is ordered: `A column in its ordinal place.`"""
    held = contracts.get(field.kind.target) if field.kind.name == "ref" else None
    return held is not None and _OF_ITEM.search(held.declaration.doc) is not None


def item_record(kind: Kind, contracts: Contracts, within: frozenset[str] = frozenset()) -> tuple[Field, ...] | None:
    """The fields of a list's items, None where they are not records: the order of words or numbers is rarely a promise.

    `within` are the unions on the way to the kind: one may hold itself, as rich text does.
    """
    if kind.members:
        return kind.members
    if kind.name == "unknown" and kind.steps:  # made of others: `(Title & { progress: number })[]`
        made = contracts.fields_of(kind)
        return tuple(p.field for p in made) if made else None
    if kind.name != "ref" or kind.target in within:
        return None
    found = contracts.record(kind.target)
    if found is not None:
        return found[1].fields
    options = contracts.resolved(kind).options  # records of several kinds
    inside = within | {kind.target}
    return next((item for o in options if (item := item_record(o, contracts, inside)) is not None), None)
