"""A check by several processes says what a check by one says."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from dovetail.rules import check
from dovetail.rules.asking.resuming import Asked, Resumption
from dovetail.workspace import sharing
from dovetail.workspace.crew import CAN_COPY
from dovetail.workspace.workspace import Workspace

_FIELD = re.compile(r"^(  \w+)(?=\??:)", re.MULTILINE)
PROJECTS = sorted(p for p in (Path(__file__).parents[1] / "fixtures" / "projects").iterdir() if p.is_dir())


@pytest.fixture(autouse=True)
def many_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MANY", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)


def broken(root: Path, project: Path) -> Workspace:
    """A project with a good many findings: its code is as it was, and the fields of its contracts have other names."""
    for file in sorted(p for p in project.rglob("*") if p.is_file()):
        there = root / file.relative_to(project)
        there.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text()
        there.write_text(_FIELD.sub(r"\1Else", text) if file.name.endswith(".contract.ts") else text)
    workspace = Workspace(root)
    workspace.load()
    return workspace


@pytest.mark.skipif(not CAN_COPY, reason="processes are not copied on this system")
@pytest.mark.parametrize("project", PROJECTS[:4], ids=lambda p: p.name)
def test_several_processes_find_what_one_finds(project: Path, tmp_path: Path) -> None:
    snapshot = broken(tmp_path, project).snapshot
    found = check(snapshot)
    assert found
    assert sharing.check_shared(broken(tmp_path, project).snapshot) == found


@pytest.mark.skipif(not CAN_COPY, reason="processes are not copied on this system")
def test_what_fails_in_another_process_fails_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, real = os.getpid(), Resumption.ask
    snapshot = broken(tmp_path, PROJECTS[0]).snapshot
    found = check(snapshot)

    def ask(resumption: Resumption, names: Iterable[str]) -> Asked:
        if os.getpid() != here:
            raise RuntimeError("in the copy")
        return real(resumption, names)

    monkeypatch.setattr(Resumption, "ask", ask)
    monkeypatch.setattr(sharing, "_asked_here", last_here(here))
    assert sharing.check_shared(snapshot) == found


def last_here(here: int) -> object:
    """The copies take all that there is to do; this process comes when nothing is left."""
    real = sharing._asked_here

    def asked(*given: object) -> object:
        if os.getpid() == here:
            return Asked()
        return real(*given)  # pyright: ignore[reportArgumentType]

    return asked
