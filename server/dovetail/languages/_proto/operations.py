"""What an rpc with an HTTP binding takes and gives: the parts of an endpoint, as fields."""

from collections.abc import Callable, Collection

from dovetail.core.dataclass import replace
from dovetail.core.shapes import Field, Kind, Use
from dovetail.core.text import Range

from .._scanning import Token
from .syntax import Binding, Block

STREAM = "stream "  # before the type of a part of which many come
_WHOLE = "*"
_BODILESS = ("get", "delete", "head")
Found = Callable[[str], Block | None]
Fields = Callable[[Block], tuple[Field, ...]]


def parts_of(binding: Binding, found: Found, fields: Fields) -> tuple[Field, ...]:
    """The request, the response and the query of a binding; what is in another file is known by its name alone.

    A stream, which HTTP has no one form for, may be anything,
    and so may the body that `option (google.api.http).post = "/users"` has no place for.
    """
    at, parts = binding.method.range, list[Field]()
    if binding.takes is None or (not binding.body and "." in binding.method.text):
        parts.append(_field("request", at, Kind("any")))
    elif binding.body:
        parts += _part("request", binding.takes, binding.body, found, fields)
    if binding.gives is None:
        parts.append(_field("response", at, Kind("any")))
    else:
        parts += _part("response", binding.gives, binding.response_body or _WHOLE, found, fields)
    query = asked(binding, found, fields)
    if query:
        at = query[0].name_range
        parts.append(Field("query", at, Kind("record", members=query, text="message"), "required", "unknown", at))
    return tuple(parts)


def asked(binding: Binding, found: Found, fields: Fields) -> tuple[Field, ...]:
    """The fields of a message that are asked for in the query: those that are neither in the path nor in a body."""
    bodiless = binding.takes is not None and _verb(binding) in _BODILESS and not binding.body
    block = found(binding.takes.text) if bodiless and binding.takes is not None else None
    path = binding.path.text
    return tuple(
        replace(f, presence="defaulted", nullable="unknown")
        for f in (fields(block) if block is not None else ())
        if f"{{{f.name}}}" not in path and f"{{{f.name}=" not in path
    )


def queried(query: tuple[Field, ...]) -> tuple[Use, ...]:
    """The names of what is asked for in a query, as JSON has them."""
    return tuple(Use("", ("query", f.wire or f.name), (f.range, f.name_range), "read", "query") for f in query)


def _verb(binding: Binding) -> str:
    return binding.method.text.rpartition(".")[2]


def _part(name: str, message: Token, body: str, found: Found, fields: Fields) -> list[Field]:
    at = message.range
    block = found(message.text)
    if body == _WHOLE:
        return [message_part(name, message, at)]
    held = next((f for f in fields(block) if f.name == body), None) if block is not None else None
    return [replace(_field(name, at, held.kind), list_depth=held.list_depth) if held else _field(name, at, Kind("any"))]


def message_part(name: str, message: Token | None, at: Range, streams: Collection[str] = ()) -> Field:
    """The part of an endpoint that is a whole message, or one of `streams` of them; anything where it is one of Google's own."""
    if message is None or message.text.lstrip(".").startswith("google."):
        return _field(name, message.range if message is not None else at, Kind("any"))
    own = message.text.rpartition(".")[2]
    return _field(name, message.range, Kind("ref", own, text=(STREAM if name in streams else "") + message.text))


def _field(name: str, at: Range, kind: Kind) -> Field:
    return Field(name, at, kind, "required", "unknown", at, at)
