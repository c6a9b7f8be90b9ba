"""`dovetail stub`: the code that keeps a contract, in any of the forms that Dovetail reads."""

from pathlib import Path
from typing import Annotated

import typer

from dovetail.core.contracts import Contract
from dovetail.core.errors import UsageError
from dovetail.core.findings import apply_edits
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import nearest
from dovetail.features.stubs.forms import FORMS
from dovetail.features.stubs.sheet import Dialect
from dovetail.features.stubs.stub import form_named, stub

from .workspaces import read_workspace

_FORMS = ", ".join(f.name for f in FORMS)
_DIALECTS: dict[str, Dialect] = {"postgresql": "postgresql", "mysql": "mysql", "sqlite": "sqlite"}


def stub_(
    contract: Annotated[str, typer.Argument(help="The contract's name.")],
    form: Annotated[str, typer.Option("--as", help=f"What to write: {_FORMS}.")],
    into: Annotated[
        Path | None,
        typer.Option(
            help="The file to write it into, which may be new; printed where none is named.", show_default=False
        ),
    ] = None,
    dialect: Annotated[
        str | None, typer.Option(help="postgresql, mysql or sqlite; else what the tree's Prisma schema says.")
    ] = None,
) -> None:
    """Generate the whole implementation of a contract, bound to it and in the names that the conventions ask for."""
    root, snapshot = read_workspace(Path.cwd())
    wanted, found = form_named(form), _contract(snapshot, contract)
    if dialect is not None and dialect not in _DIALECTS:
        raise UsageError(f"'{dialect}' is not a dialect; it is postgresql, mysql or sqlite.")
    if into is None:
        path = _as_if(root, f"{found.name}{wanted.suffixes[0]}", snapshot)
        typer.echo(stub(snapshot, found, wanted, path, _DIALECTS.get(dialect or "")).text(), nl=False)
        return
    file = into.resolve()
    if not file.is_relative_to(root):
        raise UsageError(f"'{into}' is not in {root}; name a file of the same repository.")
    path = file.relative_to(root).as_posix()
    if file.exists() and path not in snapshot.sources:
        raise UsageError(f"'{into}' is there and is not read; name another file, or take it out of `exclude`.")
    written = stub(snapshot, found, wanted, path, _DIALECTS.get(dialect or ""))
    # Bytes in and out, so that line endings stay as they are.
    before = file.read_bytes().decode("utf-8") if file.exists() else ""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(apply_edits(before, written.edits).encode("utf-8"))
    typer.echo(f"Wrote {found.name} as a {wanted.title_of(found.declaration)} into {path}.")


def _contract(snapshot: Snapshot, name: str) -> Contract:
    found = snapshot.contracts.get(name) or snapshot.contracts.by_words(name)
    if found is None:
        near = nearest(name, snapshot.contracts.names)
        hint = f"did you mean '{near}'?" if near else f"there are: {', '.join(snapshot.contracts.names) or 'none'}."
        raise UsageError(f"There is no contract '{name}'; {hint}")
    return found


def _as_if(root: Path, name: str, snapshot: Snapshot) -> str:
    """A path in the current folder at which there is no file: what is printed could be put there."""
    here = Path.cwd().relative_to(root).as_posix() if Path.cwd().is_relative_to(root) else "."
    path = name if here == "." else f"{here}/{name}"
    return path if path not in snapshot.paths else _as_if(root, f"_{name}", snapshot)
