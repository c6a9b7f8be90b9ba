"""A name lacks the prefix or the suffix that the conventions ask for in its file."""

from collections.abc import Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .casing import convention_place, governing, renaming, where
from .faults import Fault
from .names import Name, names_of


@rule("conventions", "warning")
def in_contract(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    return _faults(names_of(contract, snapshot), snapshot) if snapshot.conventions is not None else iter(())


@rule("conventions", "warning")
def in_code(pairing: Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    return _faults(names_of(pairing, snapshot), snapshot) if snapshot.conventions is not None else iter(())


@rule("conventions", "warning")
def in_components(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """The components that a file of JSX exports: conventions name their files, so no contract is needed."""
    if not source.path.endswith((".tsx", ".jsx")) or snapshot.conventions is None:
        return
    if snapshot.conventions.governs(source.path, "components") is not None:
        yield from _faults(_exported(source), snapshot)


def _faults(names: Iterator[Name], snapshot: Snapshot) -> Iterator[Fault]:
    for name in names:
        found = governing(name, snapshot)
        if found is None:
            continue
        rule, entry, kind = found
        lacks = [
            f"{'begin' if end == 'prefix' else 'end'} with `{part}`"
            for end, part, has in (("prefix", rule.prefix, str.startswith), ("suffix", rule.suffix, str.endswith))
            if part and not has(name.name, part)
        ]
        if lacks:
            wanted = rule.apply(name.name)
            yield Fault(
                name.path,
                name.range,
                f"{name.what[0].upper()}{name.what[1:]} does not {' or '.join(lacks)}, as {kind} do in {where(entry)}; call it `{wanted}`.",
                (convention_place(snapshot, entry, kind),),
                renaming(name, wanted, snapshot),
            )


def _exported(source: Source) -> Iterator[Name]:
    types = (
        {r.name for r in source.shapes.records}
        | {a.name for a in source.shapes.aliases}
        | {e.name for e in source.shapes.enums}
    )
    for definition in source.shapes.definitions:
        if (
            definition.exported
            and definition.name[:1].isupper()
            and definition.name not in types
            and not definition.name.isupper()
        ):
            yield Name(
                source.path, definition.name, definition.range, ("components",), f"component `{definition.name}`"
            )
