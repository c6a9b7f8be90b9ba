"""A route takes a parameter that is not in its path."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .carried import unknown_parameters
from .faults import Fault


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for unknown in unknown_parameters(source, snapshot):
        route, name = unknown.bound.route, unknown.bound.contract.name
        yield unknown.fault(f"`{unknown.name}` is no parameter of `{route.path}`, which is contract {name}")
