"""A string is one of a few values, and the type does not say which."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range, Text
from dovetail.core.words import words

from . import rule
from .contracts.promises import own_fields
from .faults import Fault
from .routes.refused import is_refusal

# Last words of names whose values are a list that somebody has to know.
CHOICES = frozenset(
    "status state kind role severity priority mode visibility gender outcome sex seniority stage phase sort action metric permission "
    "permissions scopes employment".split()
)
# Names of two words, of which the last alone says too little.
PAIRS = (
    frozenset(
        (what, "type")
        for what in "employment account user member event payment order job product vehicle property contract room notification blood "
        "service appointment document transaction leave loan fuel".split()
    )
    | {(what, "method") for what in ("payment", "shipping", "delivery", "contact", "auth")}
    | {
        ("error", "code"),
        ("blood", "group"),
        ("pay", "frequency"),
        ("payment", "frequency"),
        ("billing", "frequency"),
        ("billing", "period"),
        ("billing", "interval"),
        ("wind", "direction"),
        ("energy", "class"),
        ("fare", "class"),
        ("cabin", "class"),
        ("travel", "class"),
        ("age", "group"),
        ("sort", "by"),
        ("order", "by"),
        ("group", "by"),
        ("sort", "order"),
        ("sort", "direction"),
    }
)
# What says which of a few it is where no comment says anything of it: `type`, `event`; with other words it may be more: `contentType`.
_ALONE = frozenset(
    {
        (w,)
        for w in "type event interval granularity frequency direction level grade tier codec platform unit method quality genre "
        "health sport heating transmission relation relationship recurrence difficulty intensity orientation cuisine terrain op".split()
    }
)
# What a query alone chooses by: elsewhere an order is bought, and a format is of a file.
_OF_QUERIES = frozenset({("order",), ("format",), ("view",)})
_LEVELS = frozenset("log risk access alert skill experience education stress support".split())
# What somebody or something came by, one of a few ways; the source of a text or of an image may be any.
_CAME = frozenset(
    "lead candidate applicant application signup registration customer contact order booking payment transaction donation ticket visit "
    "conversion reservation enquiry inquiry".split()
)
# Beside these `type` is that of a file, or the address of a problem.
_DESCRIBED = frozenset("size bytes url mime filename fileName detail instance".split())
_FILES = frozenset("file files attachment image upload blob media asset document".split())
_FEW = 8  # fields of what says no more than which file it is
_REASONS = frozenset("reboot reset failure disconnect shutdown rejection decline termination".split())
_ADDRESS = frozenset("city street zip postcode postal country".split())
_REFUSALS = frozenset("error errors problem problems failure failures refusal rejection".split())
_VALUE = r"""["'`]([A-Za-z][\w-]*(?:[.:][\w-]+)*)["'`]"""
_LIST = re.compile(rf"{_VALUE}(?:\s*(?:,|\||/|,?\s+or|,?\s+and)\s*{_VALUE})+")
# Of a list without quotes that is all of a comment: with bars, in capitals, or behind `one of`, it is one of values.
_BARS = re.compile(r"\w[\w.:-]*(?:\s*\|\s*\w[\w.:-]*)+")
_CAPITALS = re.compile(r"[A-Z][A-Z\d]*(?:_[A-Z\d]+)*(?:(?:,\s*(?:or\s+)?|\s+or\s+)[A-Z][A-Z\d]*(?:_[A-Z\d]+)*)+")
_STANDARD = re.compile(r"\b(UTC|GMT|ISO|RFC|IANA|BCP|UUID|ULID|ASCII|UTF)")
_WORDS = re.compile(
    r"(?P<of>(?:one of|either):?\s+)?(?P<values>[\w-]+(?:(?:,\s*(?:or\s+)?|\s+or\s+|\s*/\s*)[\w-]+)+)", re.IGNORECASE
)
_EXAMPLES = re.compile(
    r"\b(such as|for (example|instance)|examples?|ex\.|e\.g\.|eg\.|like|including|except|not)[ :,(\[]*\Z", re.IGNORECASE
)


_AND_MORE = re.compile(r"[\s,]*(and|or)?[\s,]*(others?|more|etc|so on|the like|similar|\.\.\.|…)(?!\w)", re.IGNORECASE)


@rule("clarity", "warning")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    text = snapshot.text_of(contract)
    for name, field in own_fields(contract):
        place = field.type_range or field.name_range
        if _lists_in_vain(field):
            message = f"`{name}` lists values and takes any other string too, so that nobody is held to them; leave out `string`."
            yield Fault(contract.path, place, message, fixes=_listed_only(contract.path, field, text))
        if field.kind.name != "string" or field.tag("format") is not None:
            continue
        is_choice = _is_choice(contract, name, field, snapshot)
        values = (listed_values(field.doc) or _plain_values(field.doc, is_choice)) if field.doc else []
        if values:
            shown = " | ".join(f'"{v}"' for v in values)
            message = (
                f"`{name}` is one of {', '.join(f'`{v}`' for v in values)} by its comment only; make it `{shown}`."
            )
            yield Fault(contract.path, place, message, fixes=_fixes(contract.path, field, shown, text))
        elif is_choice:
            message = f'`{name}` may be any string; list its values, such as `"first" | "second"`.'
            yield Fault(contract.path, place, message)


def _lists_in_vain(field: Field) -> bool:
    """True for `"a" | "b" | string`, which is any string; `(string & {})` says that more values may come, and so may a comment."""
    options = field.kind.options if field.kind.name == "union" else ()
    return (
        any(o.name == "literal" for o in options) and any(o.text == "string" for o in options) and not field.doc.strip()
    )


def _listed_only(path: str, field: Field, text: Text) -> tuple[Fix, ...]:
    """Takes `string` out of the union."""
    written = text[field.type_range] if field.type_range is not None else ""
    found = re.search(r"\s*\|\s*string\b(?!\s*[\[&])|^\s*string\s*\|\s*", written)
    if field.type_range is None or found is None:
        return ()
    start = field.type_range.start
    return (Fix("Take only the values", (Edit(path, Range(start + found.start(), start + found.end()), ""),)),)


def _is_choice(contract: Contract, name: str, field: Field, snapshot: Snapshot) -> bool:
    own, around = words(field.name), words(contract.name)
    if own == ("state",):  # of a country, where it is a part of an address
        holder = name.rpartition(".")[0]
        beside = {w for n, f in own_fields(contract) if n.rpartition(".")[0] == holder for w in words(f.name)}
        return not _ADDRESS & beside
    if contract.is_endpoint and name == f"{contract.name}.errors":
        return True
    if own == ("code",) and (_REFUSALS & {*around, *words(name.split(".")[-2])} or is_refusal(contract, snapshot)):
        return True  # who is refused goes on by it
    if own in _OF_QUERIES and name == f"{contract.name}.query.{field.name}":
        return not field.doc.strip() and not _is_record(own[-1], snapshot)
    if own in _ALONE and _is_record(own[-1], snapshot):
        return False  # `tier` where there is a `Tier`: which one
    return own[-1] in CHOICES or own[-2:] in PAIRS or (not field.doc.strip() and _is_quiet_choice(contract, name, own))


def _is_record(word: str, snapshot: Snapshot) -> bool:
    named = snapshot.contracts.by_words(word)
    return named is not None and isinstance(named.declaration, Record) and not named.is_endpoint


def _is_quiet_choice(contract: Contract, name: str, own: tuple[str, ...]) -> bool:
    """True for a name that a comment could make free text, but none does."""
    around = words(contract.name)
    if own[-1] in ("level", "reason") and (_LEVELS if own[-1] == "level" else _REASONS).intersection(own[-2:-1]):
        return True
    if own[-1] in ("codec", "capabilities"):
        return True
    if own == ("source",):
        return not _CAME.isdisjoint(around)
    if own not in _ALONE and own != ("reason",):
        return False
    holder = name.rpartition(".")[0]
    others = [f for n, f in own_fields(contract) if n.rpartition(".")[0] == holder]
    beside = {f.name for f in others}
    if own == ("reason",) and _REFUSALS.intersection((*words(contract.name), *words(holder.rpartition(".")[2]))):
        is_told = any(f.kind.name in ("literal", "enum", "union") for f in others)  # by a list of values beside it
        return not is_told and beside.isdisjoint({"code", "message", "detail", "error"})
    described = _DESCRIBED & beside
    if len(beside) > _FEW and _FILES.isdisjoint(words(contract.name)):
        described -= {"size"}  # that of a home, say
    return own in _ALONE and not (own == ("type",) and described)


def listed_values(doc: str) -> list[str]:
    """The values that a comment lists in quotes, at least two of them in a row."""
    found = _LIST.search(doc)
    if found is None or _EXAMPLES.search(doc, 0, found.start()) or _AND_MORE.match(doc, found.end()):
        return []
    return list(dict.fromkeys(re.findall(_VALUE, found[0])))


def _plain_values(doc: str, is_choice: bool) -> list[str]:
    """The values that a comment lists without quotes, where it says nothing else."""
    said = doc.strip().removesuffix(".")
    if not said or len(said) > 300:
        return []
    if _STANDARD.search(said):
        return []
    if _BARS.fullmatch(said) or _CAPITALS.fullmatch(said):
        return list(dict.fromkeys(re.findall(r"[\w.:-]*\w", re.sub(r"\bor\b", "", said))))
    found = _WORDS.fullmatch(said)
    if found is None or not (is_choice or found["of"]):
        return []
    return list(dict.fromkeys(w for w in re.findall(r"[\w-]+", found["values"]) if w != "or"))


def _fixes(path: str, field: Field, shown: str, text: Text) -> tuple[Fix, ...]:
    written = text[field.type_range] if field.type_range is not None else ""
    if field.type_range is None or len(re.findall(r"\bstring\b", written)) != 1:
        return ()
    start = field.type_range.start + written.index("string")
    listed = f"({shown})" if field.list_depth else shown
    return (Fix("List the values in the type", (Edit(path, Range(start, start + len("string")), listed),)),)
