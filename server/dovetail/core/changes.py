"""The kinds of change that a contract can undergo, and whom each breaks.

A change has an effect on the values that a contract allows (`relation`), and values have a direction: a request is written by
consumers and read by producers, a response the other way round. What narrows breaks those who write, since what they
write may no longer be allowed; what widens breaks those who read, since they may meet what they never met; what does neither
breaks both. That is the law behind oasdiff's levels, which asks only for the clients' side; here both sides are built at once,
so both are asked. A type that no endpoint carries may go either way; one that is stored (`@db`) always concerns producers.
Code that names what is gone does not compile, which is why, with buf, a removal breaks readers even where it could be left out.

How kinds correspond to buf's rules and oasdiff's checks (theirs of requests, responses and parameters go by one name):

    field-removed          FIELD_NO_DELETE, MESSAGE_SAME_REQUIRED_FIELDS; request-property-removed, response-required-property-removed
    field-added-required   MESSAGE_SAME_REQUIRED_FIELDS; new-required-request-property
    field-added-optional   new-optional-request-property, response-optional-property-added
    field-renamed          FIELD_SAME_NAME, FIELD_SAME_JSON_NAME
    kind-changed           FIELD_SAME_TYPE; …-property-type-changed, …-one-of-…, …-any-of-…
    kind-widened           FIELD_WIRE_JSON_COMPATIBLE_TYPE; …-type-generalized, …-became-not-enum
    kind-narrowed          FIELD_WIRE_JSON_COMPATIBLE_TYPE; …-type-specialized, …-became-enum
    null-allowed           …-became-nullable
    null-forbidden         …-became-not-nullable
    presence-loosened      FIELD_SAME_CARDINALITY; …-became-optional
    presence-tightened     FIELD_SAME_CARDINALITY; …-became-required
    list-changed           FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY; …-type-changed
    enum-member-…          ENUM_VALUE_NO_DELETE, ENUM_VALUE_SAME_NAME; …-enum-value-added, …-enum-value-removed
    declaration-…          MESSAGE_NO_DELETE, ENUM_NO_DELETE, SERVICE_NO_DELETE, FILE_NO_DELETE; api-schema-removed
    api-…                  RPC_NO_DELETE; endpoint-added, api-removed-without-deprecation
    endpoint-method-…      RPC_NO_DELETE; api-removed-without-deprecation
    endpoint-path-…        RPC_NO_DELETE; api-path-removed-without-deprecation
    endpoint-parameter-…   new-required-request-parameter, new-optional-request-parameter, request-parameter-removed
    request-…              RPC_SAME_REQUEST_TYPE; request-body-added-required, request-body-added-optional, request-body-removed
    response-…             RPC_SAME_RESPONSE_TYPE; response-body-…
    error-…, errors-…      response-non-success-status-added, response-non-success-status-removed
    format-changed         …-type-changed (of a format), …-pattern-…
    bound-changed          …-min-increased, …-max-length-decreased, …-min-items-…, …-pattern-added, …-pattern-removed, …
    default-changed        FIELD_SAME_DEFAULT; …-default-value-added, …-default-value-changed, …-default-value-removed
    closed-…               ENUM_SAME_TYPE; additionalProperties
    index-signature-…      FIELD_SAME_TYPE (of a map); additionalProperties
    deprecated-…           endpoint-deprecated, endpoint-reactivated, …-property-deprecated

Constants, units, the order of lists and what is stored where have no counterpart there: no wire format knows them, and a change
of one breaks those who kept the old value in silence. What is prose alone is no change.
"""

from typing import Literal

from .dataclass import dataclass
from .relation import Effect
from .text import Range

ChangeKind = Literal[
    "field-removed", "field-added-required", "field-added-optional", "field-renamed",
    "kind-changed", "kind-widened", "kind-narrowed", "null-allowed", "null-forbidden",
    "presence-loosened", "presence-tightened", "list-changed",
    "enum-member-added", "enum-member-removed", "enum-member-renamed",
    "declaration-added", "declaration-removed", "declaration-renamed",
    "api-added", "api-removed", "endpoint-method-changed", "endpoint-path-changed",
    "endpoint-parameter-added-required", "endpoint-parameter-added-optional", "endpoint-parameter-removed",
    "endpoint-parameter-renamed",
    "request-added", "request-removed", "request-changed", "response-added", "response-removed", "response-changed",
    "error-added", "error-removed", "errors-changed",
    "constant-added", "constant-removed", "constant-renamed", "constant-changed",
    "format-changed", "bound-changed", "unit-changed", "order-changed", "default-changed", "closed-added", "closed-removed",
    "index-signature-added", "index-signature-removed", "index-signature-changed",
    "db-binding-changed", "view-changed", "owner-changed", "deprecated-added", "deprecated-removed",
]  # fmt: skip
Breaks = Literal["producers", "consumers", "both", "nobody"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A name in one of the two trees."""

    path: str
    name: str
    range: Range


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `contract` is the declaration's name now (before, where it is gone), `subject` what of it changed.

    `earlier` is the declaration's name before (now, where it is new); the same, but for a declaration that was renamed.
    `before` and `after` are None where there is nothing on that side; `shown` is where a reader of the new tree looks for it.
    `says` is the change as a clause, with what it was and what it is.
    """

    kind: ChangeKind
    contract: str
    earlier: str
    subject: str
    before: Spot | None
    after: Spot | None
    shown: Spot | None
    breaks: Breaks
    says: str


@dataclass(frozen=True, slots=True)
class Way:
    """Who writes and who reads the values of a contract, as it was."""

    asked: bool
    answered: bool
    stored: bool = False

    def breaks(self, effect: Effect) -> Breaks:
        if effect in ("same", "extends"):
            return "nobody"
        if effect == "differs" or self.asked == self.answered:
            return "both"
        producers = self.asked == (effect == "widens")
        return "producers" if producers else "both" if self.stored else "consumers"
