"""A route answers with, or reads of an answer, a field that its endpoint does not have."""

from collections.abc import Iterator

from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .faults import Fault
from .routes.carried import unknown_fields


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for part, they in (("response", "it has"), ("errors", "they have")):
        for unknown in unknown_fields(source, snapshot, part):
            of = f" ({unknown.owner})" if unknown.owner else ""
            name = unknown.bound.contract.name
            yield unknown.fault(f"`{unknown.name}` is no field of the {part}{of} of contract {name}", they)
