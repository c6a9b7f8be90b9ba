"""A place, or something else, is given as numbers in a row, and nothing says which is which."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Fix
from dovetail.core.shapes import Field
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.core.words import words

from . import rule
from .contracts.promises import own_fields
from .edits.tag_edits import added_tag
from .faults import Fault

_PLACES = frozenset("location coordinates coordinate coords geo geolocation position center centre latlng".split())
# What is made of places: a row of rows.
_LINES = frozenset("route path track polygon boundary coordinates coords points waypoints geometry outline".split())
# Strings: what a query looks around, and what it looks in.
_AROUND = frozenset({("near",), ("nearby",), ("around",), ("center",), ("centre",), ("close", "to")})
_AREAS = frozenset({("bbox",), ("bounding", "box"), ("viewport",)})
_OF_PLACES = ("latitude,longitude", "longitude,latitude", "the name of a place")
_OF_AREAS = ("west,south,east,north", "south,west,north,east")
_ROWS = re.compile(
    r"number\[\]\[\]|\[\s*number\s*,\s*number\s*\]\[\]|Array<(?:number\[\]|\[\s*number\s*,\s*number\s*\])>"
)
_NUMBERS = re.compile(r"(readonly\s+)?\[\s*number\s*,\s*number\s*\]|(readonly\s+)?number\[\]|(Readonly)?Array<number>")
_ROW = re.compile(r"(readonly\s+)?\[\s*number(\s*,\s*number)+\s*\]")
# Whose first number is the lower one to everybody.
_RANGES = frozenset("range interval span window between bounds limits period".split())
_SAID = re.compile(r"\b(lat|latitude|lon|lng|long|longitude|east|west|north|south|x|y|GeoJSON|WKT)\b", re.IGNORECASE)


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    for name, field in own_fields(contract):
        if (ways := _written_as(contract, name, field, snapshot)) and not field.tags and not field.doc.strip():
            yield _unwritten(contract, name, field, ways, snapshot)
        if not field.list_depth or not field.type_range:
            continue
        text = snapshot.text_of(contract)
        if "number" not in text[field.type_range]:
            continue
        is_line = words(field.name)[-1] in _LINES and _ROWS.fullmatch(_written(field, text)) is not None
        if words(field.name)[-1] not in _PLACES and not is_line:
            if (
                _ROW.fullmatch(_written(field, text))
                and not field.doc.strip()
                and _RANGES.isdisjoint(words(field.name))
            ):
                message = f"`{name}` does not say which of its numbers is which; name them, as in `[first: number, second: number]`."
                yield Fault(contract.path, field.name_range, message)
            continue
        if (is_line or _NUMBERS.fullmatch(_written(field, text))) and not _SAID.search(
            f"{field.doc} {contract.declaration.doc}"
        ):
            fixes = tuple(
                Fix(
                    f"Say that it is {first}, {second}",
                    (added_tag(contract.path, text, field.range, field.name_range, said),),
                )
                for first, second in (("longitude", "latitude"), ("latitude", "longitude"))
                for said in (f"{first.capitalize()}, then {second}.",)
            )
            message = f"`{name}` does not say which of its numbers is the latitude; say it in the comment, or name both in an object."
            yield Fault(contract.path, field.name_range, message, fixes=fixes)


def _written_as(contract: Contract, label: str, field: Field, snapshot: Snapshot) -> tuple[str, ...]:
    """How the place or the area is usually written that a string says; nothing where it says neither."""
    own = words(field.name)
    if field.kind.name != "string" or field.list_depth:
        return ()
    if own in _AREAS:
        return _OF_AREAS
    if own not in _AROUND:
        return ()
    asked = label == f"{contract.name}.query.{field.name}" or contract.name in snapshot.contracts.asked
    return _OF_PLACES if asked else ()


def _unwritten(contract: Contract, label: str, field: Field, ways: tuple[str, ...], snapshot: Snapshot) -> Fault:
    text = snapshot.text_of(contract)
    fixes = tuple(
        Fix(f"Say that it is {way}", (added_tag(contract.path, text, field.range, field.name_range, f"{said}."),))
        for way in ways
        for said in (way[0].upper() + way[1:],)
    )
    message = f"`{label}` does not say how a place is written in it; say it in the comment, such as `{ways[0]}`."
    return Fault(contract.path, field.name_range, message, fixes=fixes)


def _written(field: Field, text: Text) -> str:
    """The type as it is written, without `null`."""
    written = text[field.type_range] if field.type_range is not None else ""
    return re.sub(r"\s*\|\s*null\b|^null\s*\|\s*", "", written).strip()
