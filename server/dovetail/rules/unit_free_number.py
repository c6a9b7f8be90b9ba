"""A number measures something, and nothing says in which unit."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.contracts import Contract
from dovetail.core.findings import Fix
from dovetail.core.shapes import Constant, Entry, Field
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.core.words import words

from . import rule
from .bound.counted import counted_in
from .contracts.measures import BOUNDS, PICTURED, is_of_weekdays, measured_beside, measures, offered, states_unit
from .contracts.promises import own_fields
from .contracts.said_above import tells_unit
from .edits.tag_edits import added_tag
from .faults import Fault

_SCALE = re.compile(r"\d|\b(out of|stars?)\b", re.IGNORECASE)
_MONEY = re.compile(r"\b(minor|major|smallest|whole|decimal|cents?|pence)\b", re.IGNORECASE)
_COUNTED_FROM = re.compile(r"\d|\b(ISO|sunday|monday|january|zero|one|first)\b", re.IGNORECASE)
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun".split())
_OTHER = {"min": "max", "max": "min"}
_TEXTS = ("string", "enum", "ref", "literal")
_NUMBER = re.compile(r"-?\d[\d_.]*(e[+-]?\d+)?\Z", re.IGNORECASE)


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    text = snapshot.text_of(contract)
    if isinstance(declaration, Constant):
        for entry in declaration.entries:
            name = entry.name or declaration.name
            if not _NUMBER.match(entry.value) or entry.tag("unit") is not None or declaration.tag("unit") is not None:
                continue
            measured = measures(name, ())
            if not measured or measured in _NUMBERED or states_unit(f"{entry.doc} {declaration.doc}"):
                continue
            if not tells_unit(contract, snapshot, name, measured):
                tags = tuple(f"@unit {u}" for u in offered(name, measured))
                fixes = _fixes(contract.path, text, entry if entry.name else declaration, tags)
                yield Fault(contract.path, entry.name_range, _message(name), fixes=fixes)
        return
    around = words(contract.name)
    beside: Mapping[str, set[str]] | None = None  # most contracts measure nothing
    fields = dict(own_fields(contract))
    for name, field in fields.items():
        is_map = field.kind.name == "map"
        kind = field.kind.options[-1].name if is_map and field.kind.options else field.kind.name
        if kind not in ("number", "int", "float", "decimal", "bigint") or field.tag("unit") is not None:
            continue
        beside = beside if beside is not None else _words_beside(contract)
        siblings = beside[name.rpartition(".")[0]]
        if _is_later_day(name, field, fields):
            continue  # the first of a week's days is asked for all
        thing = _thing(name, field, fields)
        holding = (*around, *words(name.rpartition(".")[0].rpartition(".")[2]), *siblings & PICTURED)
        measured = measures(thing, holding) or measured_beside(thing, around, siblings)
        if field.list_depth and not measured and is_of_weekdays(thing):
            measured = "weekday"
        elif field.list_depth and words(thing) == ("dimensions",):
            measured = "length"
        elif (field.list_depth or is_map) and not measured:  # each of `ratings` is one
            thing = thing.removesuffix("s")
            measured = measures(thing, holding)
        if not measured or (is_map and measured in ("scale", "rank") and "by" in words(field.name)):
            continue  # `byPriority` counts something under each of them
        said = _said(name, field, fields)
        if measured in _NUMBERED:
            yield from _unnumbered(contract, snapshot, name, field, measured, said)
            continue
        if measured in ("share", "scale") and field.tag("minimum") is not None and field.tag("maximum") is not None:
            continue  # its bounds say how far it goes
        if states_unit(said) or (measured in ("scale", "rank") and _SCALE.search(said)):
            continue
        if measured in ("scale", "rank") and snapshot.said_of_contracts(_scales, field.key):
            continue  # a field of that name says it
        if words(thing) == ("depth",) and name.startswith(f"{contract.name}.query"):
            continue  # how far to look, in steps
        if measured == "moment" and field.tag("format") is not None:
            continue  # no number's format: that is `misfit-format`'s
        if tells_unit(contract, snapshot, thing, measured):
            continue
        if measured != "money" and measured not in _MESSAGES and _has_unit_beside(name, thing, fields):
            continue
        if measured == "money" and _leads_to(thing, snapshot):
            continue  # `budget: number` where there is a `Budget` is its id
        if measured == "money" and "currency" in siblings:
            # The currency is said; whether 1999 is that many cents is not, but for a decimal.
            if field.kind.name == "number" and not _MONEY.search(f"{declaration.doc} {field.doc}"):
                fixes = _fixes(contract.path, text, field, ("@unit minor", "@format decimal"))
                yield Fault(contract.path, field.name_range, _of_money(name), fixes=fixes)
            continue
        message = _MESSAGES.get(measured, _message)(name)
        units = offered(thing, measured)
        told = counted_in(contract, thing, units, snapshot)
        tags = _SCALED.get(measured) or tuple(f"@unit {u}" for u in (told if len(told) == 1 else units))
        yield Fault(contract.path, field.name_range, message, fixes=_fixes(contract.path, text, field, tags))


def _scales(contract: Contract) -> dict[str, bool]:
    """The fields of a contract that say how far they go, by the words of their names."""
    return {f.key: True for _, f in own_fields(contract) if _SCALE.search(f.doc) and f.kind.name not in _TEXTS}


def _unnumbered(
    contract: Contract, snapshot: Snapshot, name: str, field: Field, measured: str, said: str
) -> Iterator[Fault]:
    """Of a day of the week or a month as a number, whose first one is 0 to some and 1 to others."""
    if _COUNTED_FROM.search(said) or any(field.tag(t) is not None for t in ("minimum", "maximum", "example")):
        return
    first, choices = _NUMBERED[measured]
    message = (
        f"`{name}` does not say which number {first} is; say it in its comment, such as `{choices[0].rstrip('.')}`."
    )
    fixes = _fixes(contract.path, snapshot.text_of(contract), field, choices)
    yield Fault(contract.path, field.name_range, message, fixes=fixes)


def _is_later_day(label: str, field: Field, fields: Mapping[str, Field]) -> bool:
    """True for a day of the week behind another one in one holder."""
    if not _DAYS.issuperset(words(field.name)):
        return False
    holder = label.rpartition(".")[0]
    days = (n for n, f in fields.items() if n.rpartition(".")[0] == holder and _DAYS.issuperset(words(f.name)))
    return next(days) != label


def _leads_to(thing: str, snapshot: Snapshot) -> bool:
    """True for a name that ends with that of a contract which has an id."""
    other = snapshot.contracts.get(words(thing)[-1].title())
    return other is not None and any(field.name == "id" for _, field in own_fields(other))


def _has_unit_beside(label: str, thing: str, fields: Mapping[str, Field]) -> bool:
    """True if a field beside this one holds its unit: `weight` and `unit`, `bodyWeight` and `weightUnit`."""
    holder = label.rpartition(".")[0]
    beside = (f for n, f in fields.items() if n.rpartition(".")[0] == holder and f.kind.name in _TEXTS)
    named = (words(f.name) for f in beside)
    return any(own[-1:] == ("unit",) and set(own[:-1]) <= set(words(thing)) for own in named)


def _thing(label: str, field: Field, fields: Mapping[str, Field]) -> str:
    """What a field measures, by name; a bound or a day measures what its holder does: `weight: { min, max }`, `hours: { monday … }`."""
    holder = fields.get(label.rpartition(".")[0])
    own = words(field.name)
    if holder is not None and (BOUNDS.issuperset(own) or _DAYS.issuperset(own)):
        return holder.name
    return field.name


def _said(label: str, field: Field, fields: Mapping[str, Field]) -> str:
    """The comments that speak of a field: its own, its holder's, and that of the other bound."""
    holder = label.rpartition(".")[0]
    own, above = words(field.name), fields.get(holder)
    said = [field.doc, above.doc if above is not None else ""]
    if not BOUNDS.isdisjoint(own):
        other = tuple(_OTHER.get(w, w) for w in own)
        said += (f.doc for n, f in fields.items() if n.rpartition(".")[0] == holder and words(f.name) == other)
    return "\n".join(said)


def _words_beside(contract: Contract) -> Mapping[str, set[str]]:
    """The words of the fields that stand together, by the name of what holds them."""
    found: dict[str, set[str]] = {}
    for name, field in own_fields(contract):
        found.setdefault(name.rpartition(".")[0], set()).update(words(field.name))
    return found


def _fixes(path: str, text: Text, field: Field | Entry | Constant, tags: tuple[str, ...]) -> tuple[Fix, ...]:
    edits = (added_tag(path, text, field.range, field.name_range, tag) for tag in tags)
    return tuple(Fix(f"Add `{tag}`", (edit,)) for tag, edit in zip(tags, edits, strict=True))


def _of_money(name: str) -> str:
    return (
        f"`{name}` does not say whether it counts whole ones of the currency or its cents; say `@unit minor`, or make it a "
        "`@format decimal`."
    )


def _of_moment(name: str) -> str:
    return (
        f"`{name}` does not say whether it counts seconds or milliseconds; say `@unit milliseconds`, or make it a string of "
        "`@format date-time`."
    )


def _of_scale(name: str) -> str:
    return f"`{name}` does not say how far it goes; say it in its comment, such as `from 1 to 5`."


def _of_rank(name: str) -> str:
    return f"`{name}` does not say which of two numbers comes first; say it in its comment, such as `1 is the most urgent`."


def _message(name: str) -> str:
    return f"`{name}` does not say in which unit it counts; put the unit into the name, or say `@unit`."


_NUMBERED = {
    "weekday": ("Sunday", ("0 is Sunday, 6 is Saturday.", "1 is Monday, 7 is Sunday.")),
    "month": ("January", ("1 is January.", "0 is January.")),
    "place": ("the first one", ("The first one is 1.", "The first one is 0.")),
}
# What a comment says of how far numbers go, and of which comes first.
_SCALED = {
    "scale": ("From 1 to 5.", "From 1 to 10.", "From 0 to 100."),
    "rank": ("1 is the most urgent.", "1 is the least urgent."),
}
_MESSAGES = {"moment": _of_moment, "scale": _of_scale, "rank": _of_rank}
