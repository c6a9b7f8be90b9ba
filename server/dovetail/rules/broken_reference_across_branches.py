"""A branch imports what another branch has taken away or renamed, and the two merge without a conflict."""

from collections.abc import Iterator

from dovetail.core.findings import Place
from dovetail.core.shapes import Definition, Import
from dovetail.core.snapshot import FileChange, Snapshot, Source

from . import rule
from .faults import Fault
from .files.modules import file_of, removed_exports

_LANGUAGES = ("typescript", "python")


@rule("integration", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    """Only imports that the branch itself has added: what was there before is broken in the other branch already."""
    if snapshot.branch is None:
        return
    own = {c.path: c for c in snapshot.branch.changed}
    for change in snapshot.branch.changed:
        for imported in _added(change):
            path = file_of(imported.module, change.path, snapshot.sources.keys())
            if path is None or path == change.path or _is_new(own.get(path), imported.original):
                continue
            for other in snapshot.others:
                for theirs in other.changed:
                    gone = removed_exports(theirs) if theirs.path == path else {}
                    if imported.original in gone:
                        yield _fault(change.path, imported, path, other.package, gone, theirs, snapshot)


def _added(change: FileChange) -> Iterator[Import]:
    if change.after is None or change.after.shapes.language not in _LANGUAGES:
        return
    known = {(i.original, i.module) for i in change.before.shapes.imports} if change.before is not None else set()
    for imported in change.after.shapes.imports:
        if imported.original not in ("*", "default") and (imported.original, imported.module) not in known:
            yield imported


def _is_new(change: FileChange | None, name: str) -> bool:
    """True where the branch itself has added the name to the file that it imports it from."""
    return change is not None and (change.before is None or _definition(change.before, name) is None)


def _fault(
    at: str, imported: Import, path: str, package: str, gone: dict[str, str], theirs: FileChange, snapshot: Snapshot
) -> Fault:
    name, now = imported.original, gone[imported.original]
    if theirs.after is None:
        what = f"{path} is gone in the branch of `{package}`, and `{name}` with it"
    else:
        what = f"`{name}` of {path} is {f'called `{now}`' if now else 'gone'} in the branch of `{package}`"
    advice = f"import `{now}`" if now else "agree on who keeps it"
    found = _definition(snapshot.sources[path], name)
    related = (Place(path, found.range, f"`{name}`, as this branch has it"),) if found is not None else ()
    return Fault(
        at, imported.range, f"{what}: both branches merge, and what is merged does not build; {advice}.", related
    )


def _definition(source: Source, name: str) -> Definition | None:
    return next((d for d in source.shapes.definitions if d.name == name), None)
