"""An endpoint moves money or goods, and nothing says what a repeated request does."""

import re
from collections.abc import Iterator

from dovetail.core.contracts import Contract
from dovetail.core.findings import Fix
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import words

from . import rule
from .contracts.promises import own_fields
from .edits.tag_edits import added_tag
from .faults import Fault

_PAYING = frozenset(
    "pay payment payments transfer transfers charge charges refund refunds payout payouts withdraw withdrawal withdrawals deposit "
    "deposits checkout purchase purchases donation donations topup payroll exchange trade trades".split()
)
# What is there twice where it is asked for twice, which somebody sees.
_ORDERED = frozenset(
    "booking bookings reservation reservations order orders shipment shipments invoice invoices bid bids movement movements move moves "
    "ride rides dispatch applications enrolments enrollments votes".split()
)
# What is done to what the step before names: `/payroll/run`.
_DOING = frozenset("run execute submit confirm capture process send start commit".split())
# How the contract of an endpoint begins that does the same.
_BUYING = frozenset("buy purchase pay charge donate withdraw deposit refund".split())
# What only asks, of services and of searches that are posted.
_ASKING = frozenset(
    "get list find search query filter count check validate preview estimate quote calculate export".split()
)
_SAID = re.compile(
    r"\b(repeat\w*|retr(y|ies|ied|ying)|idempoten\w*|twice|again|(?<!at )once|duplicates?|resen[dt]\w*|at most one)\b",
    re.IGNORECASE,
)
_TAKEN = frozenset("already conflict duplicate duplicated exists taken".split())  # what a second request is refused for
_KEYS = frozenset("idempotency nonce".split())
_OWN_IDS = frozenset({("request", "id"), ("client", "token"), ("client", "request", "id"), ("reference",)})


@rule("clarity", "warning", handwritten=True)
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    endpoint, declaration = contract.endpoint, contract.declaration
    if endpoint is None or endpoint[0] != "POST" or not isinstance(declaration, Record) or declaration.open:
        return
    steps = [s for s in endpoint[1].split("/") if s and s[0] not in ":{"]
    done = [w for step in (steps[-2:] if steps and steps[-1] in _DOING else steps[-1:]) for w in words(step)]
    sends = steps[-1:] in (["send"], ["broadcast"])  # to people, who get it twice
    pays = not _PAYING.isdisjoint(done) or words(contract.name)[0] in _BUYING
    if not (pays or sends or _ORDERED.intersection(done)) or _ASKING.intersection(done) or _is_said(contract, snapshot):
        return
    text = snapshot.text_of(contract)
    fixes = tuple(
        Fix(title, (added_tag(contract.path, text, declaration.range, declaration.name_range, said),))
        for title, said in (
            ("It is safe to repeat", "Safe to repeat: the same request is carried out once."),
            ("It is not safe to repeat", "Not safe to repeat: each request is carried out."),
        )
    )
    message = (
        f"`{endpoint[0]} {endpoint[1]}` does not say what the same request does when it comes twice, as after a lost answer; say it "
        "in the comment, or ask for an `idempotencyKey`."
    )
    severity = None if pays else "info"
    yield Fault(contract.path, declaration.name_range, message, fixes=fixes, severity=severity)


def _refuses_twice(errors: Field, snapshot: Snapshot) -> bool:
    """True where the errors have one for what is there already: a status 409, or a code such as `alreadyTenant`."""
    kinds = [errors.kind, *(m.kind for m in errors.kind.members)]
    held = [found[1] for k in kinds if k.target and (found := snapshot.contracts.record(k.target)) is not None]
    values = [v for record in held for f in record.fields for v in snapshot.contracts.resolved(f.kind).values]
    values += [v for k in kinds for v in snapshot.contracts.resolved(k).values]
    return any(m.name == "409" for m in errors.kind.members) or any(_TAKEN.intersection(words(v)) for v in values)


def _is_said(contract: Contract, snapshot: Snapshot) -> bool:
    """True where words or a field of the request tell a repeated request from another one."""
    fields = [f for _, f in own_fields(contract)]
    request = next((f for f in fields if f.name == "request"), None)
    held = snapshot.contracts.record(request.kind.target) if request is not None and request.kind.target else None
    fields += held[1].fields if held is not None else ()
    if any(
        _KEYS.intersection(words(f.name)) or (words(f.name) in _OWN_IDS and f.presence == "required") for f in fields
    ):
        return True
    refused = next((f for f in fields if f.name == "errors"), None)
    if refused is not None and _refuses_twice(refused, snapshot):
        return True
    return _SAID.search("\n".join((contract.declaration.doc, *(f.doc for f in fields)))) is not None
