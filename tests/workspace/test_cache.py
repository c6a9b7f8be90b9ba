"""What is kept between runs never changes what a check says, whatever has become of the file that it is kept in."""

import os
import pickle
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dovetail.core.findings import Finding
from dovetail.core.shapes import FileShapes
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.languages import read
from dovetail.rules import check
from dovetail.workspace import fingerprint, reading, workspace
from dovetail.workspace.cache import Cache, Known, cache_file, digest_of, open_cache
from dovetail.workspace.crew import Crew
from dovetail.workspace.files import settled
from dovetail.workspace.frozen import frozen, thawed
from dovetail.workspace.workspace import Workspace

USER = "/** A user. */\nexport interface User {\n  /** @format uuid */\n  id: string;\n  displayName: string;\n}\n"
ROW = "/** @contract User */\nexport interface Row {\n  id: string;\n  displayName: string;\n}\n"
EDITS = (
    " name: string;",
    "}",
    "id: number;",
    "/** @contract User */\n",
    "é🙂",
    "export type A = 'x' | 'y';\n",
    "`",
    "\r\n",
)


@pytest.fixture(autouse=True)
def small_workspaces_are_kept_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(workspace, "FEW", 0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for name, text in {
        "contracts/user.contract.ts": USER,
        "CONVENTIONS.md": "---\nnaming:\n  contracts: { fields: camelCase }\n---\nNames.\n",
        "src/a.ts": ROW,
        "src/b.ts": ROW.replace("displayName", "display_name"),
        "src/schema.prisma": "model User {\n  id String @id\n}\n",
        "src/data.ts": "export const a = 1;\0",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def loaded(root: Path) -> Snapshot:
    held = Workspace(root)
    held.load()
    return held.snapshot


def told(snapshot: Snapshot, findings: tuple[Finding, ...] | None = None) -> str:
    return "\n".join(
        f"{f.path} {f.range} {f.rule} {f.message} {f.fixes}"
        for f in (check(snapshot) if findings is None else findings)
    )


def checked(root: Path) -> str:
    return Workspace(root).checked(told)


def step_by_step(root: Path) -> Snapshot:
    held = Workspace(root)
    for _ in held.loading():
        pass
    return held.snapshot


def anew(root: Path) -> Snapshot:
    """The snapshot without a cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workspace, "FEW", 1_000)
        return step_by_step(root)


def age(root: Path) -> None:
    """Let the files of a folder be as old as those of a project usually are."""
    for file in root.rglob("*"):
        os.utime(file, (1_700_000_000, 1_700_000_000))


def test_what_is_kept_gives_the_same_snapshot_and_findings(root: Path) -> None:
    rng = random.Random(7)
    paths = ["contracts/user.contract.ts", "src/a.ts", "src/b.ts", "src/schema.prisma", "CONVENTIONS.md", "src/new.ts"]
    for _ in range(40):
        path = root / rng.choice(paths)
        text = path.read_text() if path.exists() else ""
        at = rng.randint(0, len(text))
        path.write_text(rng.choice([text[:at] + rng.choice(EDITS) + text[at:], text[:at] + text[at + 5 :], ROW, USER]))
        match rng.randrange(8):
            case 0:
                path.unlink()
            case 1:
                path.replace(root / rng.choice(paths))
            case 2:
                status = path.stat()
                path.write_text(path.read_text()[::-1])  # the same size and, but for what the system itself notes, time
                os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
            case 3:
                path.touch()
            case 4:
                age(root)
            case _:
                pass
        expected = anew(root)
        assert step_by_step(root) == expected
        assert loaded(root) == expected
        assert step_by_step(root) == expected
        assert checked(root) == told(expected)
        assert checked(root) == told(expected)


def test_a_second_run_reads_no_file_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = loaded(root)
    assert first.sources
    for module in ("workspace.workspace", "features.tree"):
        monkeypatch.setattr(f"dovetail.{module}.read", lambda path, text: None)
    monkeypatch.setattr(reading, "read_many", lambda root, texts: iter([(path, None, None) for path in texts]))
    assert loaded(root).sources == first.sources
    assert step_by_step(root).sources == first.sources


def test_a_check_of_the_same_tree_is_not_made_again(root: Path) -> None:
    calls: list[Snapshot] = []

    def count(snapshot: Snapshot, findings: tuple[Finding, ...]) -> str:
        calls.append(snapshot)
        return told(snapshot, findings)

    said = {Workspace(root).checked(count) for _ in range(3)}
    assert (len(said), len(calls)) == (1, 1)
    (root / "notes.txt").write_text("A file that is not read is still a path that rules may ask for.")
    Workspace(root).checked(count)
    assert len(calls) == 2
    (root / ".dovetail").mkdir()
    (root / ".dovetail" / "settings.json").write_text('{"severities": {"missing-field": "off"}}')
    Workspace(root).checked(count)
    assert len(calls) == 3


def test_a_check_of_the_same_tree_imports_no_reader(root: Path) -> None:
    age(root)
    program = f"""
import sys
from pathlib import Path
from dovetail.workspace import workspace
workspace.FEW = 0
workspace.Workspace(Path({str(root)!r})).checked(lambda snapshot, findings: str(len(findings)))
print(any(name.startswith("dovetail.languages._") for name in sys.modules))
"""
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True) for _ in range(2)
    ]
    assert [r.stdout.strip() for r in runs] == ["True", "False"]


def test_a_stamp_counts_only_where_no_later_write_can_leave_it_as_it_is(root: Path) -> None:
    young = (5_000_000_000, 5_000_000_000, 1, 1)
    assert settled(young, 6_000_000_000) is None
    assert settled(young, 8_000_000_000) == young
    assert settled(None, 8_000_000_000) is None


def test_another_text_of_the_same_size_and_time_is_seen(root: Path) -> None:
    age(root)
    before = checked(root)
    path = root / "src" / "a.ts"
    path.write_text(ROW.replace("displayName", "displayXame"))
    age(root)
    assert checked(root) == told(anew(root)) != before


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _foreign(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as database:
        database.execute("create table version (value text)")
        database.execute("insert into version values ('1')")
    database.close()


def _no_tables(file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.execute("drop table files")
    database.close()


def _evil(file: Path) -> None:
    """Shapes that would run code, under a right checksum."""
    cache = open_cache(file.parent.parent.parent / "project")
    known = Known(digest_of(Text(ROW)), None)
    cache.keep([("src/a.ts", known, pickle.dumps(subprocess.getoutput))])
    cache.close()


@pytest.mark.parametrize(
    "spoil",
    [
        _cut, _foreign, _no_tables, _evil, lambda file: file.write_bytes(b""), lambda file: file.write_bytes(b"no database"),
        lambda file: file.chmod(0o666), lambda file: shutil.rmtree(file.parent),
    ],
)  # fmt: skip
def test_a_spoilt_file_is_made_anew(root: Path, spoil: Callable[[Path], object]) -> None:
    expected = checked(root)
    snapshot = loaded(root)
    spoil(cache_file(root))
    assert loaded(root) == snapshot
    assert checked(root) == expected
    assert loaded(root) == snapshot
    assert stat.S_IMODE(cache_file(root).stat().st_mode) == 0o600


@pytest.mark.parametrize("seed", range(12))
def test_damage_anywhere_changes_no_result(root: Path, seed: int) -> None:
    rng = random.Random(seed)
    expected, snapshot = checked(root), loaded(root)
    content = bytearray(cache_file(root).read_bytes())
    for _ in range(rng.choice([1, 30, 400])):
        content[rng.randrange(rng.choice([0, 100, 4096]), len(content))] = rng.randrange(256)
    cache_file(root).write_bytes(content)
    assert loaded(root) == snapshot
    assert checked(root) == expected


def test_other_code_keeps_its_own(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = open_cache(root)
    cache.keep_report(b"key", b"report")
    cache.close()
    monkeypatch.setattr("dovetail.workspace.cache.fingerprint", lambda: b"another")
    assert open_cache(root).report(b"key") is None


def test_the_fingerprint_is_of_the_sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for layer in fingerprint.DECIDING:
        (tmp_path / layer).mkdir()
    monkeypatch.setattr(fingerprint, "PACKAGE", tmp_path)
    before = fingerprint.fingerprint.__wrapped__()
    (tmp_path / "languages" / "cobol.py").write_text("")
    with_another = fingerprint.fingerprint.__wrapped__()
    (tmp_path / "languages" / "libraries").mkdir()
    (tmp_path / "languages" / "libraries" / "jcl.py").write_text("")
    assert len({before, with_another, fingerprint.fingerprint.__wrapped__()}) == 3


def test_caches_of_workspaces_that_are_gone_are_removed(root: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    shutil.copytree(root, gone)
    checked(gone)
    assert cache_file(gone).exists()
    shutil.rmtree(gone)
    folder = cache_file(root).parent
    others = ("notes.sqlite", f"notes-{'0' * 16}.sqlite", "notes.txt")
    for name in others:
        (folder / name).write_text("mine")
    moved = folder / f"moved-{'1' * 16}.sqlite"  # a cache of what is gone, under a name that is not its own
    shutil.copyfile(cache_file(gone), moved)
    checked(root)
    assert cache_file(root).exists() and moved.exists() and not cache_file(gone).exists()
    assert [(folder / name).read_text() for name in others] == ["mine"] * 3


def test_a_folder_that_cannot_be_written_is_done_without(
    root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert checked(root) == told(anew(root))
    assert loaded(root) == anew(root)


def test_a_full_disk_is_done_without(root: Path) -> None:
    expected = checked(root)
    cache = open_cache(root)
    assert cache.known()
    limited = open_cache(root)
    limited._database.execute("pragma max_page_count = 1")  # pyright: ignore[reportOptionalMemberAccess]
    limited.keep([("src/large.ts", Known(b"1", None), bytes(1_000_000))])
    limited.close()
    assert open_cache(root).known().keys() == cache.known().keys()
    cache.close()
    assert checked(root) == expected


def test_while_another_process_writes_we_go_on_without(root: Path) -> None:
    expected = checked(root)
    other = sqlite3.connect(cache_file(root), isolation_level=None)
    other.execute("begin exclusive")
    (root / "src" / "c.ts").write_text(ROW)
    assert loaded(root) == anew(root)
    other.execute("rollback")
    other.close()
    (root / "src" / "c.ts").unlink()
    assert checked(root) == expected


@pytest.mark.slow
def test_two_processes_at_once_say_the_same(root: Path) -> None:
    for n in range(400):
        (root / "src" / f"m{n}.ts").write_text(ROW.replace("Row", f"Row{n}"))
    command = [sys.executable, "-m", "dovetail", "check", str(root), "--format", "github"]
    env = {**os.environ, "PYTHONPATH": str(Path(workspace.__file__).parents[2])}
    both = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)
    ]
    first, second = (process.communicate(timeout=60) for process in both)
    third = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)
    assert first == second == (third.stdout, third.stderr)
    assert first[0].count("\n") >= 1


@pytest.fixture
def many(tmp_path: Path) -> dict[str, Text]:
    """Texts good and bad, as files of a folder."""
    rng = random.Random(5)
    texts = {f"m{n}.ts": ROW[: rng.randint(0, len(ROW))] + rng.choice(EDITS) for n in range(120)}
    texts |= {"a.sprint.yaml": "sprint: S\n", "u.contract.ts": USER, "s.prisma": "model User {"}
    for name, text in texts.items():
        (tmp_path / name).write_bytes(text.encode())
    return {name: Text(text) for name, text in texts.items()}


def contents(root: Path, texts: dict[str, Text], few: int) -> dict[str, bytes | None]:
    """What was read of some texts, as bytes."""
    return {path: content for path, _, content in reading.read_many(root, texts, few=few)}


@pytest.mark.slow
def test_other_processes_read_the_same(tmp_path: Path, many: dict[str, Text]) -> None:
    alone = contents(tmp_path, many, few=10_000)
    assert contents(tmp_path, many, few=10) == alone
    for copied in (False, True):
        crew = Crew(tmp_path, list(many), 2, copied=copied)
        found: dict[str, bytes | None] = {}
        while crew.busy:
            found |= {f.path: f.shapes for f in crew.answers(wait=10)}
        crew.close()
        assert found == alone


@pytest.mark.slow
def test_what_another_process_read_of_another_text_is_not_taken(tmp_path: Path, many: dict[str, Text]) -> None:
    alone = contents(tmp_path, many, few=10_000)
    for name in many:
        (tmp_path / name).write_text(USER)
    assert contents(tmp_path, many, few=10) == alone


@pytest.mark.slow
def test_a_process_that_dies_leaves_its_files_to_the_others(
    tmp_path: Path, many: dict[str, Text], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = contents(tmp_path, many, few=10_000)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert contents(tmp_path, many, few=10) == alone


def test_shapes_survive_being_frozen(tmp_path: Path) -> None:
    prisma = "model User {\n id String @id\n}\n"
    texts = {"u.contract.ts": Text(USER), "a.ts": Text(ROW), "s.prisma": Text(prisma)}
    for path, shapes, content in reading.read_many(tmp_path, texts):
        assert content is not None
        found, source = thawed(content), read(path, texts[path])
        assert found is not None and source is not None
        assert found == source.shapes == shapes
        assert frozen(found) == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no pickle",
        pickle.dumps(1),
        pickle.dumps(subprocess.getoutput),
        pickle.dumps([FileShapes]),
        frozen(FileShapes("x"))[:-3],
    ],
)
def test_nothing_but_shapes_is_thawed(content: bytes) -> None:
    assert thawed(content) is None


def test_a_cache_without_a_file_keeps_nothing() -> None:
    cache = Cache()
    cache.keep([("a.ts", Known(b"1", None), b"")])
    cache.keep_report(b"k", b"r")
    assert (cache.known(), cache.report(b"k"), cache.shapes("a.ts", b"1")) == ({}, None, None)


def test_a_commit_is_read_from_what_is_kept_of_the_checkout(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code that it has in common with the checkout is not read again; the rest is."""
    texts = {path: source.text for path, source in loaded(root).sources.items()}
    texts["src/a.ts"] = Text(ROW.replace("displayName", "display"))
    texts["src/c.ts"] = Text(ROW)
    read_again: list[str] = []

    def reading_notes(path: str, text: Text) -> FileShapes | None:
        read_again.append(path)
        found = read(path, text)
        return found.shapes if found is not None else None

    monkeypatch.setattr(reading, "FEW", 0)
    monkeypatch.setattr(
        reading, "read_many", lambda _, texts: ((p, reading_notes(p, t), None) for p, t in texts.items())
    )
    found = reading.read_tree(root, texts)
    assert sorted(read_again) == ["src/a.ts", "src/c.ts"]
    assert found == {path: read(path, text) for path, text in texts.items()}
