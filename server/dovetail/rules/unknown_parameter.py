"""A route takes a parameter that is not in its path."""

from collections.abc import Iterator

from dovetail.core.findings import Place
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .checks.proto_paths import MESSAGE, field_in_path, message_of
from .edits.suggestions import hint, rename_fix
from .faults import Fault
from .routes.carried import bound_routes, unknown_parameters


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for unknown in unknown_parameters(source, snapshot):
        route, name = unknown.bound.route, unknown.bound.contract.name
        yield unknown.fault(f"`{unknown.name}` is no parameter of `{route.path}`, which is contract {name}")
    yield from _of_messages(source, snapshot)


def _of_messages(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """What a path of Protocol Buffers takes of a message that has no such field, and what is said to be its body."""
    asked = [u for u in source.shapes.uses if u.type_name.startswith(MESSAGE)]
    for bound in bound_routes(source, snapshot) if asked else ():
        for use in (
            u for u in asked if u.ranges[0].start in (bound.route.path_range, bound.route.range)[u.via == "body"]
        ):
            found = message_of(use, source, snapshot)
            if found is None or field_in_path(use, source, snapshot) is not None:
                continue
            home, taken = found
            known = [f.name for f in taken.fields]
            message = f"`{use.chain[0]}` is no field of message {taken.name}{hint(use.chain[0], known)}"
            places = (Place(home.path, taken.name_range, f"Message {taken.name}"), bound.endpoint.place)
            fixes = rename_fix(source, use.chain[0], use.ranges[0], known)
            yield Fault(source.path, use.ranges[0], message, places, fixes)
