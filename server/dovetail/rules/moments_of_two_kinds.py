"""Moments of one record are of different types."""

from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from . import rule
from .contracts.measures import measures
from .contracts.promises import own_fields
from .edits.tag_edits import added_tag
from .faults import Fault
from .unformatted_string import format_by_name, format_of_end

_MOMENTS = frozenset({"date-time", "date"})


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    """Told at the `Date`, which no JSON has, or at the number: what a string is, its format says."""
    fields = own_fields(contract)
    around = words(contract.name)
    others = [(n, f) for n, f in fields if _other_kind(f) and measures(f.name, around) != "time"]  # how long it took
    strings = [(n, f) for n, f in fields if f.kind.name in ("string", "instant") and not _is_date(f)] if others else []
    named = dict(fields)
    for name, field in others:
        holder = name.rpartition(".")[0]
        beside = next(
            ((n, f) for n, f in strings if n.rpartition(".")[0] == holder and _is_moment(n, f, named, contract)),
            None,
        )
        if beside is None or not (_is_date(field) or _is_moment(name, field, named, contract)):
            continue
        what = "a `Date`" if _is_date(field) else "a number"
        text = "string | null" if field.nullable == "yes" else "string"
        place = field.type_range or field.name_range
        fixable = field.type_range is not None and not field.list_depth
        said = (
            added_tag(contract.path, snapshot.text_of(contract), field.range, field.name_range, "@format date-time"),
        )
        yield Fault(
            contract.path,
            place,
            f"`{name}` is {what} and `{beside[0]}` a string; write moments in one way, or say in the comment what each holds.",
            (Place(contract.path, beside[1].name_range, f"`{beside[0]}`"),),
            fixes=(Fix("Make it a string", (*said, Edit(contract.path, place, text))),) if fixable else (),
        )


def _other_kind(field: Field) -> bool:
    if field.list_depth or not (field.kind.name in ("number", "int") or _is_date(field)):
        return False
    return not field.doc.strip() and not any(t.name in ("unit", "format") for t in field.tags)


def _is_date(field: Field) -> bool:
    """True for what is written as `Date`, which the language has and JSON has not."""
    return field.kind.name == "instant" and "Date" in field.kind.text


def _is_moment(label: str, field: Field, fields: dict[str, Field], contract: Contract) -> bool:
    """True for a field that says when something is: by its format, by its name, or by the end that stands beside it."""
    tag = field.tag("format")
    if tag is not None:
        return tag.value in _MOMENTS
    if words(field.name)[-1:] == ("day",):
        return False
    return (format_by_name(field.name) or format_of_end(label, fields, contract.is_endpoint)) in _MOMENTS
