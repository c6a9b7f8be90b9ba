"""A value of a contract is written out again where it could be imported."""

from collections.abc import Iterator

from dovetail.core.bindings import tagged_contract
from dovetail.core.findings import Place
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .checks.taken_constants import taken_from_contract
from .contracts.constants import copies, same_value
from .faults import Fault


@rule("conformance", "warning")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    for copy in copies(source, snapshot):
        if (
            source.shapes.language != "typescript"
            or tagged_contract(copy.constant.tags) is not None
            or not same_value(copy.promise, copy.entry)
        ):
            continue
        label = f"{copy.contract.name}.{copy.promise.name}" if copy.promise.name else copy.contract.name
        yield Fault(
            copy.path,
            copy.entry.name_range if copy.entry.name else copy.constant.name_range,
            f"`{copy.entry.name or copy.constant.name}` copies `{label}`; import it from {copy.contract.path}, so that it cannot drift.",
            (Place(copy.contract.path, copy.promise.name_range, f"`{label}` is {copy.promise.value}"),),
            taken_from_contract(copy, label, snapshot.sources[copy.path]),
        )
