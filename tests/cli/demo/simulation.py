"""What the demo's script would write, without a model, an engine or a disk."""

from dataclasses import dataclass, field
from pathlib import Path

from dovetail.agents.scripted_script import Create, Insert, Replace, Script, Turns
from dovetail.cli.demo.repository import PRODUCT, SCRIPT, SPRINT_PATH
from dovetail.core.globs import matches_any
from dovetail.core.plan import Sprint, read_sprint
from dovetail.core.text import Text


def sprint() -> Sprint:
    return read_sprint(SPRINT_PATH, Text((PRODUCT / SPRINT_PATH).read_text()))


def base_files() -> dict[str, str]:
    """The product's first commit: every file and its text."""
    return {p.relative_to(PRODUCT).as_posix(): p.read_text() for p in PRODUCT.rglob("*") if p.is_file()}


@dataclass
class Played:
    """An agent's files after its last turn, and what it tried to write outside of its own."""

    files: dict[str, str]
    written: set[str] = field(default_factory=set[str])
    refused: list[str] = field(default_factory=list[str])


def play(package_id: str, turns: Turns | None = None) -> Played:
    """Plays an agent's turns on the first commit; every mending happens. Raises where a replacement does not fit."""
    plan = sprint()
    package = plan.package(package_id)
    assert package is not None and plan.file is not None
    played = Played(base_files())
    for number, turn in enumerate(turns or Script.load(SCRIPT).agents[package_id]):
        for action in turn.do:
            match action:
                case Create(path, text):
                    after = text or ""
                case Replace(path, old, new):
                    count = played.files.get(path, "").count(old)
                    assert count == 1, (
                        f"{package_id}, turn {number}: the text to replace in {path} is there {count} times"
                    )
                    after = played.files[path].replace(old, new)
                case Insert(path, line, text):
                    lines = played.files[path].splitlines(keepends=True)
                    after = "".join([*lines[:line], text, *lines[line:]])
                case _:
                    continue
            if matches_any((*package.owns, *plan.file.shared), path):
                played.files[path] = after
                played.written.add(path)
            else:
                played.refused.append(path)
    return played


def merged() -> dict[str, str]:
    """The product after all agents; where several edited a shared file, their new lines one after another."""
    files = base_files()
    for package in sprint().packages:
        played = play(package.id)
        for path in played.written:
            before = files.get(path)
            if before is None or before == base_files().get(path):
                files[path] = played.files[path]
            else:
                base_lines = base_files()[path].splitlines()
                new = [line for line in played.files[path].splitlines() if line not in base_lines]
                files[path] = before + "".join(line + "\n" for line in new)
    return files


def write(files: dict[str, str], target: Path) -> None:
    for path, text in files.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_text(text)
