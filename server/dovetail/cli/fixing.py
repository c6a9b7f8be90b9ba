"""`dovetail check --fix` and `--diff`: what can be mended by itself, written to the disk or shown as a patch."""

import difflib
from collections.abc import Callable, Iterator
from pathlib import Path

from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.features.mending import MendedTree, Step, mended_tree
from dovetail.workspace.writing import write_texts


def mended(root: Path, snapshot: Snapshot, is_shown: Callable[[str], bool], *, write: bool) -> MendedTree:
    """Mend the files that are shown, on the disk too if `write`. What could not be read letter by letter is left alone."""
    tree = mended_tree(snapshot, lambda path: is_shown(path) and is_whole(snapshot.text(path)))
    if write:
        write_texts(root, tree.texts)
    return tree


def is_whole(text: Text | None) -> bool:
    """False for a file with bytes that are no UTF-8, which a reader has replaced."""
    return text is not None and "\ufffd" not in text.source


def told(tree: MendedTree) -> str:
    """A line for each finding that was mended, and how many there were."""
    count = len(tree.steps)
    if not count:
        return "Nothing was mended.\n"
    files = len(tree.texts)
    lines = (f"{_place(step)}: fixed [{step.finding.rule}] {step.fix.title}\n" for step in tree.steps)
    finding, file = ("finding" if count == 1 else "findings"), ("file" if files == 1 else "files")
    return f"{''.join(lines)}Fixed {count} {finding} in {files} {file}.\n\n"


def _place(step: Step) -> str:
    at = step.text.position(step.finding.range.start)
    return f"{step.finding.path}:{at.line + 1}:{at.column + 1}"


def patch(tree: MendedTree) -> str:
    """What was changed, as `git apply` and `patch -p1` take it."""
    return "".join(
        line
        for path, (old, new) in tree.texts.items()
        for diff in difflib.unified_diff(_lines(old), _lines(new), f"a/{path}", f"b/{path}")
        for line in _whole_line(diff)
    )


def _lines(text: Text) -> list[str]:
    """The lines with their ends, which are those of git: a form feed ends none."""
    parts = text.source.split("\n")
    return [*(f"{line}\n" for line in parts[:-1]), *parts[-1:]] if parts[-1] else [f"{line}\n" for line in parts[:-1]]


def _whole_line(line: str) -> Iterator[str]:
    yield line
    if not line.endswith("\n"):
        yield "\n\\ No newline at end of file\n"
