"""A string's name promises a format, and nothing says which."""

import re
from collections import Counter
from collections.abc import Iterator

from dovetail.core.contracts import NUMBER_FORMATS, Contract, Contracts
from dovetail.core.findings import Fix
from dovetail.core.shapes import Alias, Field, Record, Tag
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import words

from . import rule
from .faults import Fault
from .promises import own_fields
from .tag_edits import added_tag

# By the last words of a name.
FORMATS: dict[tuple[str, ...], str] = {
    ("email",): "email", ("email", "address"): "email", ("e", "mail"): "email", ("url",): "uri", ("uri",): "uri", ("href",): "uri",
    ("uuid",): "uuid", ("guid",): "uuid", ("timestamp",): "date-time", ("date",): "date", ("birthday",): "date", ("phone",): "phone",
    ("phone", "number"): "phone", ("telephone",): "phone", ("slug",): "slug", ("country",): "country", ("country", "code"): "country",
    ("currency",): "currency", ("currency", "code"): "currency", ("locale",): "language", ("language",): "language",
    ("language", "code"): "language", ("hostname",): "hostname", ("color",): "color", ("colour",): "color",
    ("homepage",): "uri",
    ("avatar",): "uri", ("thumbnail",): "uri", ("deadline",): "date-time", ("start", "time"): "date-time",
    ("end", "time"): "date-time",
}  # fmt: skip
_SAID = re.compile(
    r"\b(ISO[ -]?\d+|RFC[ -]?\d+|E\.?164|UUIDs?|ULIDs?|CUIDs?|nanoid|opaque|unix|epoch|base64(url)?|hex(adecimal)?|BCP[ -]?47|YYYY)\b",
    re.IGNORECASE,
)


@rule("clarity", "warning")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    text = snapshot.text_of(contract)
    if (
        isinstance(declaration, Alias)
        and declaration.kind.name == "string"
        and not _says(declaration.doc, declaration.tags)
    ):
        yield from _fault(
            contract, snapshot, declaration.name, declaration.name, declaration.range, declaration.name_range
        )
    is_endpoint = contract.is_endpoint
    for name, field in own_fields(contract):
        if not _is_bare(field) or (is_endpoint and _is_said_elsewhere(name, field, snapshot)):
            continue
        if field.type_range is None or "`" not in text[field.type_range]:
            yield from _fault(contract, snapshot, name, field.name, field.range, field.name_range)


def _is_bare(field: Field) -> bool:
    return field.kind.name == "string" and not _says(field.doc, field.tags)


def _is_said_elsewhere(label: str, field: Field, snapshot: Snapshot) -> bool:
    """True for an endpoint's parameter that is called like a field of a record whose format is said: an article's slug in its path."""
    part = label.removesuffix(f".{field.name}").rpartition(".")[2]
    if part not in ("params", "query") or words(field.name) == ("id",):
        return False
    return bool(snapshot.contracts_with(_formatted, field.key))


def _formatted(contract: Contract) -> dict[str, bool]:
    """The fields of a record whose format is said."""
    declaration = contract.declaration
    fields = declaration.fields if isinstance(declaration, Record) and not contract.is_endpoint else ()
    return {f.key: True for f in fields if f.tag("format") is not None}


def _says(doc: str, tags: tuple[Tag, ...]) -> bool:
    return any(t.name == "format" for t in tags) or _SAID.search(doc) is not None


def _fault(
    contract: Contract, snapshot: Snapshot, label: str, name: str, whole: Range, place: Range
) -> Iterator[Fault]:
    format = expected_format(name, snapshot.contracts, contract)
    if format is None:
        return
    edit = added_tag(contract.path, snapshot.text_of(contract), whole, place, f"@format {format}")
    message = f"`{label}` is a string of no particular format; say which with `@format`, such as `@format {format}`."
    yield Fault(contract.path, place, message, fixes=(Fix(f"Add `@format {format}`", (edit,)),))


def _id_format_of(contract: Contract) -> str | None:
    """How most of a contract's own ids are written."""
    declaration = contract.declaration
    own = declaration.fields if isinstance(declaration, Record) else ()
    said = (t.value for f in own if words(f.name)[-1:] == ("id",) and (t := f.tag("format")) is not None)
    found = Counter(v for v in said if v not in NUMBER_FORMATS)
    return found.most_common(1)[0][0] if found else None


def expected_format(name: str, contracts: Contracts, beside: Contract | None = None) -> str | None:
    """The format that a name promises, None where it promises none. `beside` is the contract that it stands in."""
    own = words(name)
    last = own[-1]
    if last in ("emails", "urls", "uris", "ids", "slugs", "dates", "phones"):
        last = last.removesuffix("s")
    single = (*own[:-1], last)
    for length in (2, 1):
        found = FORMATS.get(single[-length:])
        if found is not None:
            return found
    if last == "at" and len(single) > 1:
        return "date-time"
    return _id_format(single, contracts, beside) if last == "id" else None


def _id_format(own: tuple[str, ...], contracts: Contracts, beside: Contract | None) -> str:
    """How the thing that an id points to writes its own id, else how the ids beside it or most ids are written."""
    everywhere, by_thing = contracts.id_formats
    own_id = by_thing.get("".join(own[:-1]))
    known = (own_id if own_id not in NUMBER_FORMATS else None) or (beside and _id_format_of(beside))
    of_strings = (f for f in everywhere if f not in NUMBER_FORMATS)
    return known or min(of_strings, key=lambda f: (-everywhere[f], f), default="uuid")
