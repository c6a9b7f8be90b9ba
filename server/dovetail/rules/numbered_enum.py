"""One of several values is sent as a number, and nothing says which number is which."""

import re
from collections.abc import Iterator, Sequence

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Enum, Field, Member
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.core.words import words

from . import rule
from .contracts.measures import WEATHER
from .contracts.promises import own_fields
from .faults import Fault
from .routes.refused import is_refusal

_MEANT = frozenset(
    "status state kind type role severity priority urgency mode visibility gender weekday day dow month level quality method tier "
    "grade".split()
)
# Where the numbers are not even listed.
_CODED = frozenset(
    (w,) for w in "status state kind type role mode gender method reason category visibility grade tier level".split()
)
_KINDS = frozenset("type kind status state role".split())
_OF_HTTP = frozenset("http response status content mime".split())
_OF_CODES = frozenset("error result reason bounce failure rejection response".split())
_REFUSALS = frozenset("error errors problem failure refusal fault".split())
_GIVEN = re.compile(r"\s*=")


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    declaration = contract.declaration
    for name, field in own_fields(contract):
        if field.kind.name == "enum" and _is_bare(field, field.kind.values):
            yield Fault(contract.path, field.name_range, _unsaid(name))
        elif (
            field.kind.name in ("number", "int") and not field.list_depth and _is_code(contract, name, field, snapshot)
        ):
            message = f"`{name}` may be any number, and nothing says what each means; list them, such as `1 | 2`, or give words instead."
            yield Fault(contract.path, field.name_range, message)
    if not isinstance(declaration, Enum):
        return
    if declaration.construct != "enum":
        if _is_bare(declaration, [m.value for m in declaration.members]):
            yield Fault(contract.path, declaration.name_range, _unsaid(declaration.name))
        return
    source = snapshot.text_of(contract).source
    bare = [m for m in declaration.members if m.value.isdigit() and not _GIVEN.match(source, m.range.end)]
    if bare:
        message = (
            f"`{declaration.name}.{bare[0].name}` is sent as `{bare[0].value}`, because of where it stands; "
            "give each member a value of its own."
        )
        yield Fault(contract.path, declaration.name_range, message, fixes=(_named(contract.path, bare),))


def _is_bare(named: Enum | Field, values: Sequence[str]) -> bool:
    """True for `0 | 1 | 2` under a name of which every value has a meaning, without a word of what it is; `404` has a known one."""
    numbers = len(values) > 1 and all(v.isdigit() and len(v) < 3 for v in values)
    return numbers and words(named.name)[-1] in _MEANT and not named.doc.strip()


def _is_code(contract: Contract, label: str, field: Field, snapshot: Snapshot) -> bool:
    """True for a number that says which of several it is, in its name, and in no comment; a `statusCode` is that of HTTP, and so is
    the `status` of a refusal."""
    own = words(field.name)
    if field.doc.strip() or any(t.name != "db" for t in field.tags):
        return False
    if own[-1] == "code" and own[-2:-1] and own[-2] in _OF_CODES:
        return True
    if own == ("visibility",) and not WEATHER.isdisjoint((*words(contract.name), *_words_beside(contract, label))):
        return False  # that of the air
    if own not in (("code",), ("status",)):
        return own in _CODED or (len(own) == 2 and own[1] in _KINDS and own[0] not in _OF_HTTP)
    held = (*words(contract.name), *words(label.split(".")[-2]))
    refuses = not _REFUSALS.isdisjoint(held) or is_refusal(contract, snapshot)
    return refuses == (own == ("code",))


def _words_beside(contract: Contract, label: str) -> Iterator[str]:
    holder = label.rpartition(".")[0]
    return (w for name, f in own_fields(contract) if name.rpartition(".")[0] == holder for w in words(f.name))


def _unsaid(name: str) -> str:
    return f"`{name}` is one of several numbers, and nothing says what each means; say it in its comment, or give words instead."


def _named(path: str, bare: list[Member]) -> Fix:
    edits = (Edit(path, Range(m.range.end, m.range.end), f' = "{m.name}"') for m in bare)
    return Fix("Send each by its name", tuple(edits))
