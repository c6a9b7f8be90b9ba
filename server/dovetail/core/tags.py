"""The tags that a contract may carry, and the formats that `@format` knows."""

from collections.abc import Mapping

# Tags that a contract may carry, with what each says; completion, hover and the unknown-tag check read this table.
TAGS: Mapping[str, str] = {
    "db": "the table (or a field's column) that stores it; `none` is not stored",
    "owner": "the work package that provides it",
    "closed": "an implementation may not add fields",
    "api": "method and path of the endpoint, such as `POST /auth/login`",
    "view": "the component that shows it",
    "format": "what a string or number holds, such as `uuid`, `email`, `date-time`, `int`",
    "unit": "what a number counts, such as `seconds`",
    "order": "how a list is ordered, such as `createdAt desc`",
    "default": "what a field is where it is left out, such as `20` or `newest`",
    "unordered": "the order of the list means nothing",
    "deprecated": "do not use it in new code",
}

FORMATS = frozenset(
    "date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri iri-reference "
    "uri-template uuid json-pointer relative-json-pointer regex int decimal bigint cuid ulid objectid slug phone currency country "
    "language timezone color markdown html base64 token path password".split()
)

NUMBER_FORMATS = frozenset({"int"})  # the others are of strings, or of both
