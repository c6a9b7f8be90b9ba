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
from .faults import Fault
from .measures import PICTURED, measures, money_beside, offered, states_unit
from .promises import own_fields
from .tag_edits import added_tag

_SCALE = re.compile(r"\d|\b(out of|stars?)\b", re.IGNORECASE)
_MONEY = re.compile(r"\b(minor|major|smallest|whole|decimal|cents?|pence)\b", re.IGNORECASE)
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
            if measured and not states_unit(f"{entry.doc} {declaration.doc}"):
                tags = tuple(f"@unit {u}" for u in offered(name, measured))
                fixes = _fixes(contract.path, text, entry if entry.name else declaration, tags)
                yield Fault(contract.path, entry.name_range, _message(name), fixes=fixes)
        return
    around = words(contract.name)
    beside = _words_beside(contract)
    for name, field in own_fields(contract):
        if field.kind.name not in ("number", "int", "float", "decimal", "bigint") or field.tag("unit") is not None:
            continue
        siblings = beside[name.rpartition(".")[0]]
        measured = measures(field.name, (*around, *siblings & PICTURED)) or money_beside(field.name, siblings)
        if not measured or states_unit(field.doc) or (measured == "scale" and _SCALE.search(field.doc)):
            continue
        if measured == "moment" and field.tag("format") is not None:
            continue  # no number's format: that is `misfit-format`'s
        if measured == "money" and "currency" in siblings:
            # The currency is said; whether 1999 is that many cents is not, but for a decimal.
            if field.kind.name == "number" and not _MONEY.search(f"{declaration.doc} {field.doc}"):
                fixes = _fixes(contract.path, text, field, ("@unit minor", "@format decimal"))
                yield Fault(contract.path, field.name_range, _of_money(name), fixes=fixes)
            continue
        message = _MESSAGES.get(measured, _message)(name)
        tags = tuple(f"@unit {u}" for u in offered(field.name, measured))
        yield Fault(contract.path, field.name_range, message, fixes=_fixes(contract.path, text, field, tags))


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


def _message(name: str) -> str:
    return f"`{name}` does not say in which unit it counts; put the unit into the name, or say `@unit`."


_MESSAGES = {"moment": _of_moment, "scale": _of_scale}
