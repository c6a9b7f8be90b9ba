"""A string's name promises a format, and nothing says which."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from dovetail.core.contracts import Contract, Contracts
from dovetail.core.findings import Fix, Severity
from dovetail.core.shapes import Alias, Field, Record, Tag
from dovetail.core.snapshot import Snapshot
from dovetail.core.tags import NUMBER_FORMATS
from dovetail.core.words import singular, words

from . import rule
from .contracts.measures import is_last_time
from .contracts.named_things import named_thing
from .contracts.promises import own_fields, thing_with_id
from .contracts.prose import is_prose
from .contracts.said_above import FORMS, tells_format
from .edits.tag_edits import added_tag
from .faults import Fault

# That something happened, as all of a name of a text: when it did.
_DONE = frozenset(
    (done,)
    for done in "installed raised cleared opened closed published registered issued deleted modified posted started finished ended "
    "completed purchased acknowledged resolved cancelled "
    "submitted approved rejected uploaded requested scheduled shipped delivered received archived "
    "activated verified confirmed applied enrolled hired released settled placed planted harvested sown sent edited "
    "executed signed paid dispatched booked processed due".split()
)
# By the last words of a name.
FORMATS: dict[tuple[str, ...], str] = {
    ("email",): "email", ("email", "address"): "email", ("e", "mail"): "email", ("mail",): "email",
    ("date", "of", "birth"): "date", ("slot",): "date-time", ("url",): "uri", ("uri",): "uri", ("href",): "uri",
    ("uuid",): "uuid", ("guid",): "uuid", ("timestamp",): "date-time", ("date",): "date", ("birthday",): "date", ("phone",): "phone",
    ("phone", "number"): "phone", ("telephone",): "phone", ("slug",): "slug", ("country",): "country", ("country", "code"): "country",
    ("currency",): "currency", ("currency", "code"): "currency", ("locale",): "language", ("language",): "language",
    ("language", "code"): "language", ("color",): "color", ("colour",): "color",
    ("homepage",): "uri", ("website",): "uri", ("link",): "uri", ("resume",): "uri", ("cv",): "uri", ("attachment",): "uri",
    ("src",): "uri", ("available", "from"): "date", ("effective", "from"): "date", ("changed",): "date-time",
    ("avatar",): "uri", ("thumbnail",): "uri", ("logo",): "uri", ("photo",): "uri", ("image",): "uri", ("pdf",): "uri",
    ("deadline",): "date-time", ("start", "time"): "date-time", ("end", "time"): "date-time", ("at",): "date-time",
    ("updated",): "date-time", ("created",): "date-time", ("joined",): "date-time", ("eta",): "date-time",
    ("departs",): "date-time", ("arrives",): "date-time", ("poster",): "uri", ("linkedin",): "uri", ("check", "in"): "date",
    ("check", "out"): "date", ("born",): "date", ("cover",): "uri", ("banner",): "uri",
    ("until",): "date-time", ("since",): "date-time", ("expires",): "date-time", ("expiry",): "date-time", ("dob",): "date",
    ("birthdate",): "date", ("day",): "date", ("cutoff",): "date-time", ("picture",): "uri", ("hostname",): "hostname",
    ("checksum",): "base64", ("digest",): "base64", ("signature",): "base64", ("hash",): "base64",
    ("lang",): "language", ("tz",): "timezone",
    ("time",): "date-time", ("arrival", "time"): "date-time", ("departure", "time"): "date-time",
    ("timezone",): "timezone", ("time", "zone"): "timezone", ("ip",): "ipv4", ("ip", "address"): "ipv4",
    ("price",): "decimal", ("price", "from"): "decimal", ("price", "to"): "decimal",
    ("amount",): "decimal", ("balance",): "decimal", ("cost",): "decimal",
    ("scheduled", "for"): "date-time", ("duration",): "duration", ("ttl",): "duration",
}  # fmt: skip
_SINGULAR = {
    "languages": "language",
    "locales": "locale",
    "currencies": "currency",
    "countries": "country",
    "timezones": "timezone",
    **{f"{what}s": what for what in ("photo", "image", "picture", "thumbnail", "attachment", "avatar", "link", "logo")},
}
# What no format is of: how each may be written.
_SPANS: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {
    ("month",): ("a month", ("2026-11", "11", "November")),
    ("week",): ("a week", ("2026-W48", "48")),
}
# Before "on" where it is no day: `dependsOn`.
_STANDING = frozenset(
    "depend depends depending based build builds built run runs hosted relies acts focus add turned log logged".split()
)
# Whoever did something, or is to: nobody knows whether by an id, a name or an address.
_ARRANGED = frozenset(
    "grouped sorted ordered filtered indexed followed powered caused blocked replaced superseded".split()
)
_PEOPLE = frozenset(
    "assignee approver reviewer interviewer requester assignees approvers reviewers attendees participants invitees "
    "interviewers requesters organizers organisers contributors collaborators moderators watchers".split()
)
_TOWARDS = frozenset("shared assigned reports deliver delivered sent".split())
# A day as a whole, or a time that ends: what starts one is a moment even where nothing beside says when it ends.
_LASTING = frozenset("day night shift trial session event quiet".split())
_MOMENTS = frozenset("start end starts ends opens closes".split())
_RANGES = frozenset("window range period slot interval availability validity".split())
# Who asks for a way from here to there says beside it when.
_WAYS = frozenset({("from",), ("to",)})
# What lasts from a day to a day, or how long.
_LASTS = frozenset(
    "lesson lecture "
    "leave absence vacation holiday stay reservation rental availability shift season outage maintenance days nights weeks".split()
)
_WHEN = frozenset(
    {
        ("date",),
        ("day",),
        ("when",),
        ("departs",),
        ("depart",),
        ("departure",),
        ("departure", "date"),
        ("travel", "date"),
    }
)
# A range's two ends, which say what they are only together.
_ENDS = {
    "start": ("end",),
    "end": ("start",),
    "starts": ("ends",),
    "ends": ("starts",),
    "opens": ("closes",),
    "closes": ("opens",),
    "from": ("to", "until"),
    "to": ("from",),
    "until": ("from",),
}
# The name says it; the tag lets the checks, and the other languages, know it too.
_PLAIN_WORDS = frozenset("email emails mail url urls uri uris uuid guid".split())
_SAID = re.compile(
    rf"\b({FORMS}|(?-i:[YMDH]{{2,4}}([-/:.]?[YMDHms]{{2,4}})+)|unix|epoch|slug|e-?mail addresse?s?|URLs?|(the )?same (form|format)|"
    r"file ?names?|names? of (\w+ ){0,2}files?|(file|storage|object|relative|absolute) (path|key)s?|"
    r"[A-Z]\w*\.(id|\w+Id)|MAC( address)?|(lower|upper) ?case|(without|no) (spaces|separators)|alphanumeric|numeric|"
    r"(free|plain|any)[ -](form[ -])?text|numbers?,? (written )?as (a )?(string|text)s?)\b|\be\.g\.|[\w-]+://",
    re.IGNORECASE,
)
_DECIDING = frozenset({"format", "pattern", "example"})


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    text = snapshot.text_of(contract)
    if (
        isinstance(declaration, Alias)
        and declaration.kind.name == "string"
        and not declaration.generics  # `type Id<T> = string & { [brand]: T }`: those made of it say
        and not _says(declaration.doc, declaration.tags)
    ):
        format = expected_format(declaration.name, snapshot.contracts, contract)
        yield from _fault(contract, snapshot, declaration.name, declaration, format)
    is_endpoint = contract.is_endpoint
    fields = dict(own_fields(contract))
    for name, field in fields.items():
        if not _is_bare(field):
            continue
        holder = fields.get(name.rpartition(".")[0])
        if holder is not None and _says(holder.doc, ()):
            continue
        thing = _thing_of(field.name) or (thing_with_id(contract, name) if is_endpoint else ())
        if thing and snapshot.contracts.by_words(" ".join(thing)) is not None:
            continue  # the thing's own contract says, or is asked, how it is written
        if is_endpoint and _is_said_elsewhere(field, snapshot):
            continue
        if field.type_range is None or "`" not in text[field.type_range]:
            format = expected_format(field.name, snapshot.contracts, contract) or format_of_end(
                name, fields, is_endpoint
            )
            if format is not None:
                yield from _fault(contract, snapshot, name, field, format)
            elif is_prose(name, field, fields):
                yield _unmarked(contract, name, field, snapshot)
            elif words(field.name)[-1:] in _SPANS and not snapshot.said_of_contracts(_described, field.key):
                yield _unwritten(contract, name, field, snapshot)
            elif (severity := named_thing(name, field, fields, snapshot.contracts)) is not None:
                yield _unnamed(contract, name, field, severity, snapshot)


def _unnamed(contract: Contract, label: str, field: Field, severity: Severity, snapshot: Snapshot) -> Fault:
    """Somebody or something that a string stands for, nobody knows how."""
    text, listed = snapshot.text_of(contract), bool(field.list_depth)
    ways = ("ids", "names") if listed else ("an id", "a name")
    fixes = tuple(
        Fix(title, (added_tag(contract.path, text, field.range, field.name_range, said),))
        for title, said in (
            ("Say that it is an id", f"Of whom: {'their ids' if listed else 'the id'}."),
            (
                "Say that it is a name",
                f"{'Names' if listed else 'The name'}, as people read {'them' if listed else 'it'}.",
            ),
        )
    )
    ids = ("-ids" if listed else "-id") if "-" in field.name else "Ids" if listed else "Id"
    named = f"{singular(field.name) if listed else field.name}{ids}"
    message = f"`{label}` does not say whether it holds {' or '.join(ways)}; say it in the comment, or in the name, as in `{named}`."
    return Fault(contract.path, field.name_range, message, fixes=fixes, severity=severity)


def _unmarked(contract: Contract, label: str, field: Field, snapshot: Snapshot) -> Fault:
    """A text that people read, of which nobody knows how it is marked up."""
    text = snapshot.text_of(contract)
    fixes = tuple(
        Fix(f"Say that it is {title}", (added_tag(contract.path, text, field.range, field.name_range, said),))
        for title, said in (
            ("plain text", "Plain text."),
            ("Markdown", "@format markdown"),
            ("HTML", "@format html"),
        )
    )
    message = (
        f"`{label}` does not say whether it is plain text, Markdown or HTML; say it with `@format`, or in the comment."
    )
    return Fault(contract.path, field.name_range, message, fixes=fixes, severity="info")


def _unwritten(contract: Contract, label: str, field: Field, snapshot: Snapshot) -> Fault:
    """A month or a week as a text, which one writes by its number and another by its name."""
    text, (what, ways) = snapshot.text_of(contract), _SPANS[words(field.name)[-1:]]
    fixes = tuple(
        Fix(
            f"Say that it is as `{way}`",
            (added_tag(contract.path, text, field.range, field.name_range, f"Such as `{way}`."),),
        )
        for way in ways
    )
    message = f"`{label}` does not say how {what} is written; say it in the comment, such as `{ways[0]}`."
    return Fault(contract.path, field.name_range, message, fixes=fixes)


def _is_bare(field: Field) -> bool:
    return field.kind.name == "string" and not _says(field.doc, field.tags)


def _is_said_elsewhere(field: Field, snapshot: Snapshot) -> bool:
    """True for what an endpoint carries that is called like a field of a record whose format is said: an article's slug in its path."""
    if words(field.name) == ("id",):
        return False
    return bool(snapshot.contracts_with(_formatted, field.key))


def _thing_of(name: str) -> tuple[str, ...]:
    """The words of the thing that a field holds the id of, by its name; none where it holds no other thing's id."""
    own = words(name)
    return own[:-1] if own[-1] in ("id", "ids") else ()


def _described(contract: Contract) -> dict[str, bool]:
    """The fields that have a comment or tags."""
    return {f.key: True for _, f in own_fields(contract) if f.doc.strip() or f.tags}


def _formatted(contract: Contract) -> dict[str, bool]:
    """The fields of a record whose format is said."""
    declaration = contract.declaration
    fields = declaration.fields if isinstance(declaration, Record) and not contract.is_endpoint else ()
    return {
        f.key: True for f in fields if f.tag("format") is not None or (f.kind.name == "string" and _says(f.doc, f.tags))
    }


def _says(doc: str, tags: tuple[Tag, ...]) -> bool:
    return (bool(tags) and any(t.name in _DECIDING for t in tags)) or (bool(doc) and _SAID.search(doc) is not None)


def format_of_end(label: str, beside: Collection[str], is_endpoint: bool) -> str | None:
    """A moment for `start` beside `end`; for `from` beside `to` where they are no way from here to there: in a query, or `validFrom`."""
    holder, _, name = label.rpartition(".")
    own = words(name)
    if own[-1] not in _ENDS:
        return None
    wanted = {(*own[:-1], other) for other in _ENDS[own[-1]]}
    if own in (("start",), ("starts",)):  # where it ends is said by how long it takes
        wanted |= {("duration",), *(("duration", unit) for unit in ("minutes", "seconds", "hours", "ms"))}
    if not any(b.rpartition(".")[0] == holder and words(b.rpartition(".")[2]) in wanted for b in beside):
        return None
    siblings = {words(b.rpartition(".")[2]) for b in beside if b.rpartition(".")[0] == holder}
    asked = is_endpoint and holder.endswith(".query") and not (siblings & _WHEN and own in _WAYS)
    around = (*words(holder.partition(".")[0]), *words(holder.rpartition(".")[2]), *(w for s in siblings for w in s))
    asked = asked or (own in _WAYS and not _LASTS.isdisjoint(around))
    ranging = not _RANGES.isdisjoint(words(holder.rpartition(".")[2])[-1:])
    if words(holder.rpartition(".")[2])[-1:] == ("hours",) or own in (
        ("open", "from"),
        ("open", "to"),
        ("open", "until"),
    ):
        return "time"
    return "date-time" if asked or ranging or own[-1] in _MOMENTS or own[-2:-1] == ("valid",) else None


def _fault(
    contract: Contract, snapshot: Snapshot, label: str, named: Alias | Field, format: str | None
) -> Iterator[Fault]:
    if format is None or tells_format(contract, snapshot, named.name, format):
        return
    name, place = named.name, named.name_range
    edit = added_tag(contract.path, snapshot.text_of(contract), named.range, place, f"@format {format}")
    message = f"`{label}` is a string of no particular format; say which with `@format`, such as `@format {format}`."
    severity = "info" if words(name)[-1] in _PLAIN_WORDS or _thing_of(name) else None
    yield Fault(contract.path, place, message, fixes=(Fix(f"Add `@format {format}`", (edit,)),), severity=severity)


def _id_format_of(contract: Contract) -> str | None:
    """How most of a contract's own ids are written."""
    declaration = contract.declaration
    own = declaration.fields if isinstance(declaration, Record) else ()
    said = [t.value for f in own if f.tags and words(f.name)[-1:] == ("id",) and (t := f.tag("format")) is not None]
    found = [v for v in said if v not in NUMBER_FORMATS]
    return max(found, key=found.count, default=None)


def expected_format(name: str, contracts: Contracts, beside: Contract | None = None) -> str | None:
    """The format that a name promises, None where it promises none. `beside` is the contract that it stands in."""
    found = _promised(name)
    return _id_format(found, contracts, beside) if isinstance(found, tuple) else found


def format_by_name(name: str) -> str | None:
    """The format that a name promises by itself; only `id` where it is that of ids, which contracts say."""
    found = _promised(name)
    return "id" if isinstance(found, tuple) else found


@lru_cache(maxsize=4096)  # names are asked about at every keystroke in what holds them
def _promised(name: str) -> str | tuple[str, ...] | None:
    """The format that a name promises; of an id, which is written as the thing's own contract says, its words."""
    own = words(name)
    last = own[-1]
    last = _SINGULAR.get(last, last)
    if last in ("emails", "urls", "uris", "ids", "slugs", "dates", "phones", "colors"):
        last = last.removesuffix("s")
    single = (*own[:-1], last)
    for length in (3, 2, 1):
        found = FORMATS.get(single[-length:])
        if found is not None:
            return found
    if last == "at" or own in _DONE:
        return "date-time"
    if last in ("start", "end") and _LASTING.intersection(single[-2:-1]):
        return "time" if single[-2] in ("day", "night", "quiet") else "date-time"
    if last in ("after", "before") and (single[-2:-1] in _DONE or single[-2:-1] in (("created",), ("updated",))):
        return "date-time"
    if last == "on" and len(single) > 1 and single[-2] not in _STANDING:
        return "date"
    if is_last_time(single):
        return "date-time"
    return single if last == "id" or _is_someone(single) else None


def _is_someone(own: tuple[str, ...]) -> bool:
    """True for `approvedBy`, `assignee` and `sharedWith`."""
    if own[-1] == "by":
        return len(own) > 1 and own[-2].endswith("ed") and own[-2] not in _ARRANGED
    return own[-1] in _PEOPLE or (own[-1] in ("with", "to") and _TOWARDS.intersection(own[-2:-1]) != frozenset())


def _id_format(own: tuple[str, ...], contracts: Contracts, beside: Contract | None) -> str:
    """How the thing that an id points to writes its own id, else how the ids beside it or most ids are written."""
    everywhere, by_thing = contracts.id_formats
    own_id = by_thing.get("".join(own[:-1]))
    known = (own_id if own_id not in NUMBER_FORMATS else None) or (beside and _id_format_of(beside))
    of_strings = (f for f in everywhere if f not in NUMBER_FORMATS)
    return known or min(of_strings, key=lambda f: (-everywhere[f], f), default="uuid")
