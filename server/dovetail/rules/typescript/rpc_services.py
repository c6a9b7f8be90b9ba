"""What generated code makes of a file of Protocol Buffers for TypeScript: clients and servers of its services, and its messages.

The names are those of JSON, but for enums and what no type of TypeScript is plain: of these nothing is known. What a program makes
itself of a message need not have all of its fields.
"""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.dataclass import replace
from dovetail.core.shapes import RPC_CLIENT, RPC_SERVER, Field, Kind, Nullable, Presence, Record, Route
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from ..contracts.asked import Bound
from .things import CALL, Owner, Thing

RPC = "rpc "  # how all such names begin
GENERATED = re.compile(r"(?:_pb|_connect)(?:\.js)?$|(?:^|/)(?:gen|generated|proto|protos)/")
_MESSAGE, _MADE = f"{RPC}message ", f"{RPC}made message "
_NOWHERE = Range(0, 0)
_THERE: tuple[Presence, Nullable, Range] = ("required", "no", _NOWHERE)
# What generated code calls the interfaces of a service, and who has them.
_ENDINGS = {"Implementation": "server", "Handlers": "handlers", "Server": "handlers", "Client": "client"}
_PLAIN = frozenset({"string", "uuid", "int", "float", "number", "boolean"})
_OF_MESSAGES = ("$typeName", "$unknown")


def generated(name: str, snapshot: Snapshot) -> list[Thing] | None:
    """What such a name stands for; None where no file, or more than one, has it."""
    for prefix, how in ((RPC_CLIENT, "client"), (RPC_SERVER, "server")):
        if name.startswith(prefix):
            return _service(name.removeprefix(prefix), how, snapshot)
    for how in (_MESSAGE, _MADE):
        if name.startswith(how):
            return message(name.removeprefix(how), snapshot, how == _MADE)
    return None


def imported(name: str, snapshot: Snapshot) -> list[Thing] | None:
    """What a name stands for that is imported from generated code: a message, or a service as those who serve or call it see it."""
    found = message(name, snapshot)
    if found is not None:
        return found
    for ending, how in _ENDINGS.items():
        own = name.removesuffix(ending)
        for service in dict.fromkeys((own, f"{own}Service")) if own != name else ():
            if (found := _service(service, how, snapshot)) is not None:
                return found
    return None


def message(name: str, snapshot: Snapshot, made: bool = False) -> list[Thing] | None:
    """A message, or one that a program is making."""
    found = snapshot.sources_with(_messages, name)
    if len(found) != 1:
        return None
    path, record = found[0]
    source = snapshot.sources[path]
    pairing = next((p for p in snapshot.pairings_by_path.get(path, ()) if p.implementation is record), None)
    bound = Bound(pairing, record, source) if pairing is not None else None
    known = {r.name for r in source.shapes.records}
    fields = [_field(f, known, made) for f in record.fields]
    fields += [Field(own, _NOWHERE, Kind("unknown"), "optional", "unknown", _NOWHERE) for own in _OF_MESSAGES]
    one_of = "oneof" in source.text[record.range]
    return [Owner(tuple((f, source) for f in fields), not (record.open or one_of), bound, record, source)]


def _field(field: Field, messages: set[str], made: bool) -> Field:
    kind = field.kind
    if kind.name == "ref" and kind.target in messages:
        kind = Kind("ref", target=(_MADE if made else _MESSAGE) + kind.target, text=kind.text)
    elif kind.name not in _PLAIN:
        kind = Kind("unknown", text=kind.text)
    presence: Presence = "optional" if made or field.presence == "optional" else "required"
    return replace(field, name=field.wire or field.name, kind=kind, presence=presence, nullable="unknown")


def _service(name: str, how: str, snapshot: Snapshot) -> list[Thing] | None:
    """The methods of a service: whoever calls them makes what they take, whoever serves them what they give."""
    found = snapshot.sources_with(_services, name)
    if len(found) != 1:
        return None
    path, routes = found[0]
    fields = tuple((_method(route, how), snapshot.sources[path]) for route in routes)
    return [Owner(fields, False, None)]


def _method(route: Route, how: str) -> Field:
    parts = {part.name: part for part in route.parts}
    takes, gives = parts.get("request"), parts.get("response")
    name = route.path.rpartition("/")[2]
    match how:
        case "client":  # a client of grpc-js tells a callback what it is answered
            answered = _side("(1)", gives, _MESSAGE)
            told = Field("(1)", _NOWHERE, Kind("unknown", members=(answered,), text="function"), *_THERE)
            members = (_side(CALL, gives, _MESSAGE), _side("(0)", takes, _MADE), told)
        case "handlers":
            call = Field("(0)", _NOWHERE, Kind("unknown", members=(_side("request", takes, _MESSAGE),)), *_THERE)
            answers = Kind("unknown", members=(_side("(1)", gives, _MADE),), text="function")
            members = (call, Field("(1)", _NOWHERE, answers, *_THERE))
        case _:
            members = (_side(CALL, gives, _MADE), _side("(0)", takes, _MESSAGE))
    return Field(name[:1].lower() + name[1:], _NOWHERE, Kind("unknown", members=members, text="function"), *_THERE)


def _side(step: str, part: Field | None, how: str) -> Field:
    target = part.kind.target if part is not None and part.kind.name == "ref" and not part.list_depth else ""
    kind = Kind("ref", target=how + target, text=target) if target else Kind("unknown")
    return Field(step, _NOWHERE, kind, *_THERE)


def _messages(source: Source) -> Mapping[str, Record]:
    if source.shapes.language != "proto":
        return {}
    return {r.name: r for r in source.shapes.records if r.construct == "message"}


def _services(source: Source) -> Mapping[str, tuple[Route, ...]]:
    """The methods of each service of a file; they have no place of their own for a path."""
    found: dict[str, tuple[Route, ...]] = {}
    for service, route in _methods(source) if source.shapes.language == "proto" else ():
        found[service] = (*found.get(service, ()), route)
    return found


def _methods(source: Source) -> Iterator[tuple[str, Route]]:
    for route in source.shapes.routes:
        steps = route.path.strip("/").split("/")
        if route.side == "described" and route.method_range == route.path_range and len(steps) == 2:
            yield steps[0].rpartition(".")[2], route
