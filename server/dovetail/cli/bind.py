"""`dovetail bind`: write the tags that hold code to its contracts, where it looks like one already."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from dovetail.core.errors import UsageError
from dovetail.core.findings import Edit, Finding, apply_edits
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.rules import check, find_rule
from dovetail.rules.unbound_implementation import is_sure
from dovetail.workspace.writing import write_texts

from .fixing import is_whole
from .workspaces import read_workspace

RULE = "unbound-implementation"


def bind(
    paths: Annotated[list[Path] | None, typer.Argument(help="Only below these.", show_default=False)] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Accept every proposal.")] = False,
) -> None:
    """Propose `@contract` tags for what looks like a contract, and write those that are accepted."""
    for path in paths or []:
        if not path.exists():
            raise UsageError(f"There is no file or folder '{path}'.")
    shown = [p.resolve() for p in paths or []]
    root, snapshot = read_workspace(shown[0] if shown else Path.cwd())
    below = [p.relative_to(root).as_posix() for p in shown if p != root and p.is_relative_to(root)]
    offers = [
        o for o in _offers(snapshot) if not below or any(o.path == b or o.path.startswith(b + "/") for b in below)
    ]
    console = Console(highlight=False, soft_wrap=True)
    if not offers:
        console.print("Nothing looks like a contract that is not bound to it already.")
        return
    accepted = [offer for offer in offers if _accepted(console, snapshot, offer, yes)]
    write_texts(root, _texts(snapshot, accepted))
    console.print(
        f"Wrote {len(accepted)} of {len(offers)} tags. `dovetail check` now holds that code to its contracts."
    )


def _offers(snapshot: Snapshot) -> list[Finding]:
    assert find_rule(RULE) is not None
    return [f for f in check(snapshot) if f.rule == RULE and f.fixes and is_whole(snapshot.text(f.path))]


def _accepted(console: Console, snapshot: Snapshot, offer: Finding, yes: bool) -> bool:
    text = snapshot.text(offer.path)
    line = text.line_of(offer.range.start) + 1 if text is not None else 1
    console.print(f"{escape(offer.path)}:{line}  {escape(offer.message)}")
    if yes:
        if not is_sure(offer):
            console.print(
                "  left: it lacks something, and has what may be meant for it. Bind it by itself, or as a `subset`."
            )
        return is_sure(offer)
    if not sys.stdin.isatty():
        raise UsageError("`dovetail bind` asks at each place: run it in a terminal, or accept all with --yes.")
    return typer.confirm(f"  {offer.fixes[0].title}?")


def _texts(snapshot: Snapshot, accepted: list[Finding]) -> dict[str, tuple[Text, Text]]:
    """The files that get tags, each as it was read and as it is then."""
    edits: dict[str, list[Edit]] = {}
    for edit in (e for o in accepted for e in o.fixes[0].edits):
        edits.setdefault(edit.path, []).append(edit)
    texts = {path: text for path in edits if (text := snapshot.text(path)) is not None}
    return {path: (text, Text(apply_edits(text.source, edits[path]))) for path, text in texts.items()}
