"""A name lacks the prefix or the suffix that the conventions ask for in its file."""

from collections.abc import Iterable, Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .casing import convention_place, governing, renaming, where
from .exports import components, functions
from .faults import Fault
from .names import Name, names_of


@rule("conventions", "warning")
def in_names(subject: Contract | Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    return _faults(names_of(subject, snapshot), snapshot) if snapshot.conventions is not None else iter(())


@rule("conventions", "warning")
def in_files(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """What a file exports: conventions name their files, so no contract is needed."""
    conventions = snapshot.conventions
    if conventions is None:
        return
    if conventions.governs(source.path, "components") is not None:
        yield from _faults(components(source), snapshot)
    if conventions.governs(source.path, "functions") is not None:
        yield from _faults(functions(source), snapshot)


def _faults(names: Iterable[Name], snapshot: Snapshot) -> Iterator[Fault]:
    for name in names:
        found = governing(name, snapshot)
        if found is None:
            continue
        rule, entry, kind = found
        if not (rule.prefix or rule.suffix):
            continue
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
