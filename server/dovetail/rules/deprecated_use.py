"""Code reads a field, or imports a type, that its contract says not to use any more."""

from collections.abc import Iterator

from dovetail.core.bindings import imported_contract
from dovetail.core.contracts import Contract
from dovetail.core.findings import Place
from dovetail.core.shapes import Tag
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .contracts.chains import follow
from .contracts.promises import own_fields
from .faults import Fault


@rule("conformance", "warning")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    if not snapshot.of_contracts(_deprecates):
        return
    for imported in source.shapes.imports:
        contract = imported_contract(imported.name, source.shapes, snapshot.contracts)
        tag = contract.declaration.tag("deprecated") if contract is not None else None
        if contract is not None and tag is not None and imported.original != "*":
            place = Place(contract.path, tag.range, f"Contract {contract.name}")
            yield Fault(source.path, imported.range, f"Contract {contract.name} is deprecated{_advice(tag)}", (place,))
    seen: set[Range] = set()
    for use in source.shapes.uses:
        contract = imported_contract(use.type_name, source.shapes, snapshot.contracts)
        for step in follow(use, contract, snapshot) if contract is not None and use.access == "read" else ():
            tag = step.field.tag("deprecated") if step.field is not None else None
            if tag is not None and step.range not in seen:
                seen.add(step.range)
                place = Place(step.contract.path, tag.range, f"`{step.name}` of contract {step.contract.name}")
                message = f"`{step.name}` of contract {step.contract.name} is deprecated{_advice(tag)}"
                yield Fault(source.path, step.range, message, (place,))


def _deprecates(contract: Contract) -> bool:
    """True where a contract deprecates anything, which is rare."""
    declaration = contract.declaration
    own = declaration.tag("deprecated") is not None
    return own or any(f.tag("deprecated") for _, f in own_fields(contract))


def _advice(tag: Tag) -> str:
    """What the tag says besides."""
    said = " ".join(f"{tag.value} {tag.prose}".split())
    return f": {said.rstrip('.')}." if said else "; do not use it in new code."
