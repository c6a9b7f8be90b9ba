"""A name lacks the prefix or the suffix that the conventions ask for in its file."""

import re
from collections.abc import Iterable, Iterator

from dovetail.core.bindings import Pairing
from dovetail.core.contracts import Contract
from dovetail.core.conventions import Conventions, NameRule
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .faults import Fault
from .file_casing import governed_files
from .naming.casing import Governed, convention_place, governed_names, governing, plural, renaming, where
from .naming.declared_names import declared_names
from .naming.exports import components, functions
from .naming.names import Name

# Of what others are made, or what says in another way what it is.
_BASES = re.compile(r"(Base|Abstract)([A-Z]|\Z)|\w+(Base|Mixin|Error|Exception)\Z")


@rule("conventions", "warning")
def in_names(subject: Contract | Pairing, snapshot: Snapshot) -> Iterator[Fault]:
    if snapshot.conventions is not None:
        for governed in governed_names(subject, snapshot).values():
            yield from _faults(governed, snapshot)


@rule("conventions", "warning")
def in_files(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    """What a file exports: conventions name their files, so no contract is needed."""
    conventions = snapshot.conventions
    if conventions is None:
        return
    if conventions.governs(source.path, "components") is not None:
        files_are_governed = conventions.governs(source.path, "files") is not None
        yield from _faults(_governed(components(source, files_are_governed=files_are_governed), snapshot), snapshot)
    if conventions.governs(source.path, "functions") is not None:
        yield from _faults(_governed(functions(source), snapshot), snapshot)
    named = (n for n in declared_names(source, snapshot) if not _BASES.match(n.name) or _is_of_errors(n, snapshot))
    yield from _faults(_governed(named, snapshot), snapshot)


def _governed(names: Iterable[Name], snapshot: Snapshot) -> Iterator[Governed]:
    return ((name, *found) for name in names if (found := governing(name, snapshot)) is not None)


def _is_of_errors(name: Name, snapshot: Snapshot) -> bool:
    """True for a name that a convention for errors governs."""
    found = governing(name, snapshot)
    return found is not None and found[0].suffix in ("Error", "Exception")


def _faults(governed: Iterable[Governed], snapshot: Snapshot) -> Iterator[Fault]:
    for name, convention, entry, kind in governed:
        if not (convention.prefix or convention.suffix):
            continue
        lacks = _lacks(convention, name.name)
        if lacks:
            wanted = convention.apply(name.name)
            what = f"{name.what[0].upper()}{name.what[1:]}"
            yield Fault(
                name.path,
                name.range,
                f"{what} does not {' or '.join(lacks)}, as {plural(kind)} do in {where(entry)}; call it `{wanted}`.",
                (convention_place(snapshot, entry, kind),),
                renaming(name, wanted, snapshot),
            )


def _lacks(rule: NameRule, name: str) -> list[str]:
    """What a name does not do that its convention asks for."""
    lacks = [] if rule.has_prefix(name) else [f"begin with `{rule.prefix}`"]
    return lacks if rule.suffix is None or name.endswith(rule.suffix) else [*lacks, f"end with `{rule.suffix}`"]


@rule("conventions", "warning")
def of_files(conventions: Conventions, snapshot: Snapshot) -> Iterator[Fault]:
    for path, stem, convention, entry in governed_files(conventions, snapshot):
        name = path.rpartition("/")[2]
        ending = convention.suffix if convention.suffix is not None and "." in convention.suffix else None
        if ending is not None:  # `.dto.ts`, or `.dto` before the last ending, is no part of the words
            convention = convention.model_copy(update={"suffix": None})
        lacks = _lacks(convention, stem)
        rest = name.removeprefix(stem)
        if ending is not None and not name.endswith(ending) and not name.rpartition(".")[0].endswith(ending):
            lacks.append(f"end with `{ending}`")
            last = rest[rest.rfind(".") :] if "." in rest else ""
            rest = ending if ending.endswith(last) else ending + last
        if lacks:
            wanted = convention.apply(stem) + rest
            message = f"`{name}` does not {' or '.join(lacks)}, as files do in {where(entry)}; call it `{wanted}`."
            yield Fault(path, Range(0, 0), message, (convention_place(snapshot, entry, "files"),))
