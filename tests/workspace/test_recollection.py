"""A check that goes on from the last one says what a check of everything says, whatever has changed between the two.

`DOVETAIL_STEPS=200 DOVETAIL_SEED=random pytest tests/workspace/test_recollection.py` looks longer, and elsewhere.
"""

import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import pytest

from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot
from dovetail.rules import check
from dovetail.rules.asking.resuming import Asked, Resumption
from dovetail.workspace import fingerprint, reading, workspace
from dovetail.workspace.cache import cache_file
from dovetail.workspace.workspace import Workspace

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"
NAMES = sorted(p.name for p in PROJECTS.iterdir() if p.is_dir())
STEPS = int(os.environ.get("DOVETAIL_STEPS", "12"))  # edits of each project
PUT = ("", "x", "{", "}", "\n", "\n\n", '"', "?", " | null", ": string", "/*", "é😀", "@contract ", "  - a\n", "  ")
SPRINT = """\
sprint: One
base: main
contracts: [contracts/*.contract.ts]
conventions: {conventions}
packages:
  - id: one
    title: One
    status: ready
    owns: [{owns}]
    brief: Write it.
"""
CONVENTIONS = "---\nnaming:\n  contracts: {{ fields: {casing} }}\nforbidden: [{word}]\n---\nShort.\n"


@pytest.fixture(autouse=True)
def small_workspaces_are_kept_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(workspace, "FEW", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The entries that rules were asked about, so far."""
    names: list[str] = []
    real = Resumption.ask

    def ask(resumption: Resumption, todo: Iterable[str]) -> Asked:
        answer = real(resumption, todo)
        names.extend(answer.entries)
        return answer

    monkeypatch.setattr(Resumption, "ask", ask)
    return names


def copied(name: str, root: Path) -> Path:
    for file in (p for p in sorted((PROJECTS / name).rglob("*")) if p.is_file()):
        there = root / file.relative_to(PROJECTS / name)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(file.read_bytes())
    return root


def code_of(root: Path) -> Path:
    return next(p for p in sorted(root.rglob("*")) if p.suffix in (".ts", ".tsx", ".js") and ".contract." not in p.name)


def told(_: Snapshot, findings: tuple[Finding, ...]) -> str:
    return "\n".join(map(repr, findings))


def checked(root: Path) -> str:
    return Workspace(root).checked(told)


def anew(root: Path) -> str:
    """What a check says that knows of no other."""
    held = Workspace(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspace, "FEW", 100_000)
        held.load()
    return told(held.snapshot, check(held.snapshot))


def change(root: Path, random: Random) -> None:
    """What people, agents and git do to a tree between two checks."""
    files = sorted(p for p in root.rglob("*") if p.is_file() and p.name != "settings.json")
    contracts = [p for p in files if p.name.endswith(".contract.ts")]
    path = random.choice(contracts if contracts and random.random() < 0.4 else files)
    text = path.read_text("utf-8")
    at, words = random.randrange(len(text) + 1), text.split() or ["a"]
    lines = text.splitlines(keepends=True) or [""]
    line = random.randrange(len(lines))
    match random.randrange(12):
        case 0 | 1 | 2:
            path.write_text(text[:at] + random.choice(PUT) + text[at + random.choice((0, 0, 1, 5)) :], "utf-8")
        case 3:
            path.write_text("".join((*lines[:line], *lines[line + 1 :])), "utf-8")
        case 4:
            path.write_text(text.replace(word := random.choice(words), word + "s", 1), "utf-8")
        case 5:
            path.write_text("\n\n" + text, "utf-8")
        case 6 if len(files) > 3:
            path.unlink()
        case 7:
            path.rename(path.with_name(f"other-{path.name}"))
        case 8:
            path.with_name(f"again-{path.name}").write_text(text, "utf-8")
        case 9:
            casing, word = random.choice(("camelCase", "snake_case")), random.choice(("data", "info", "id"))
            (root / "CONVENTIONS.md").write_text(CONVENTIONS.format(casing=casing, word=word), "utf-8")
        case 10:
            written = SPRINT.format(
                conventions=random.choice(("CONVENTIONS.md", "docs.md")), owns=random.choice(("src/**", "'**'"))
            )
            (root / "one.sprint.yaml").write_text(written, "utf-8")
        case _:
            severity = random.choice(('{"severities": {"missing-field": "off"}}', '{"exclude": ["src/**"]}', "{}"))
            (root / ".dovetail").mkdir(exist_ok=True)
            (root / ".dovetail" / "settings.json").write_text(severity, "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_project_that_is_changed(name: str, tmp_path: Path, seed: int) -> None:
    root, random = copied(name, tmp_path / "project"), Random(f"{seed} {name}")
    assert checked(root) == anew(root)
    for _ in range(STEPS):
        for _ in range(random.choice((1, 1, 1, 4))):
            change(root, random)
        assert checked(root) == anew(root)


def test_only_what_a_change_can_affect_is_asked_again(tmp_path: Path, asked: list[str]) -> None:
    root = copied("bookshop", tmp_path / "project")
    checked(root)
    whole = len(asked)
    asked.clear()
    file = code_of(root)
    file.write_text(f"{file.read_text()}\n// A comment.\n")
    checked(root)
    assert file.relative_to(root).as_posix() in asked
    assert len(asked) < whole / 2


def test_a_contract_that_another_command_read_meanwhile(tmp_path: Path, asked: list[str]) -> None:
    root = copied("bookshop", tmp_path / "project")
    contract = next(root.rglob("*.contract.ts"))
    contract.write_text(f"{contract.read_text()}\n/** Another. */\nexport interface Another {{\n  label: string;\n}}\n")
    checked(root)
    whole = len(asked)
    asked.clear()
    contract.write_text(contract.read_text().replace("Another", "Other"))
    Workspace(root).load()
    assert checked(root) == anew(root)
    assert 0 < len(asked) < whole


def test_another_version_starts_from_nothing(tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    root = copied("bookshop", tmp_path / "project")
    said = checked(root)
    whole = sorted(asked)
    asked.clear()
    monkeypatch.setattr("dovetail.workspace.cache.fingerprint", lambda: b"another")
    assert fingerprint.fingerprint() != b"another"
    assert checked(root) == said
    assert sorted(asked) == whole


def _damage(database: sqlite3.Connection) -> None:
    database.execute("update entries set said = null where said is not null")


def _cut(database: sqlite3.Connection) -> None:
    database.execute("delete from ledger")


def _foreign(database: sqlite3.Connection) -> None:
    database.execute("update ledger set content = x'80'")


def _keys(database: sqlite3.Connection) -> None:
    database.execute("update entries set keys = x''")


@pytest.mark.parametrize("spoil", [_damage, _cut, _foreign, _keys])
def test_what_is_damaged_is_asked_again(tmp_path: Path, spoil: Callable[[sqlite3.Connection], None]) -> None:
    root = copied("bookshop", tmp_path / "project")
    contract = next(root.rglob("*.contract.ts"))
    contract.write_text(contract.read_text().replace("string", "number"))
    checked(root)
    with sqlite3.connect(cache_file(root)) as database:
        spoil(database)
    database.close()
    contract.write_text(contract.read_text() + "\n")
    assert checked(root) == anew(root) != ""


def test_two_checks_that_overlap_keep_one_that_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one check is at work the tree changes, and another check comes and goes."""
    root = copied("bookshop", tmp_path / "project")
    checked(root)
    contracts = sorted(root.rglob("*.contract.ts"))
    contracts[0].write_text(contracts[0].read_text().replace("string", "number", 1))
    real, inner = Resumption.findings, [True]

    def findings(resumption: Resumption) -> tuple[Finding, ...]:
        if inner.pop() if inner else False:
            contracts[-1].write_text("/** Else. */\nexport interface Else {\n  id: string;\n}\n")
            assert checked(root) == anew(root)
        return real(resumption)

    monkeypatch.setattr(Resumption, "findings", findings)
    checked(root)
    assert not inner
    contracts[0].write_text(contracts[0].read_text() + "\n")
    assert checked(root) == anew(root)


@pytest.mark.slow
def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    """No file may grow behind its first kilobyte: what is kept cannot be written, and the check is whole all the same."""
    root = tmp_path / "project"
    root.mkdir()
    for n in range(reading.FEW + 10):
        (root / f"m{n}.ts").write_text(f"/** @contract Thing{n} */\nexport interface A {{ id: string }}\n")

    def run(full: bool) -> subprocess.CompletedProcess[str]:
        limit = (lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))) if full else None
        command = [sys.executable, "-m", "dovetail", "check", str(root), "--format", "github"]
        return subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limit)

    first = run(True)  # there is no room to make it anew
    usual = run(False)
    (root / "m0.ts").write_text((root / "m0.ts").read_text() + "\nexport const other = 1;\n")
    full = run(True)
    assert first.stdout == full.stdout == usual.stdout != ""
    for run_in_vain in (first, full):
        assert run_in_vain.stderr.startswith("dovetail: What was read could not be kept for the next time")
        assert run_in_vain.stderr.count("\n") == 1
    again = run(False)
    assert (again.stdout, again.stderr) == (usual.stdout, "")
