"""What the workspace reads, what it leaves alone, and that every way to a tree ends in the same snapshot."""

import random
import shutil
from collections.abc import Generator, Mapping
from pathlib import Path

import pytest

from dovetail.core.errors import UsageError
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.workspace.files import read_text
from dovetail.workspace.settings import merged_settings
from dovetail.workspace.workspace import Progress, Workspace

USER = "/** A user. */\nexport interface User {\n  /** @format uuid */\n  id: string;\n}\n"
SPRINT = "sprint: S\ncontext: { global: [docs/*.txt] }\npackages:\n- {id: api, owns: [src/**], brief: b}\n"


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def loaded(root: Path) -> Workspace:
    workspace = Workspace(root)
    workspace.load()
    return workspace


def held(snapshot: Snapshot) -> object:
    """A snapshot as what can be compared."""
    conventions = snapshot.conventions.text if snapshot.conventions else None
    sources = {p: s.text for p, s in snapshot.sources.items()}
    return sources, dict(snapshot.texts), conventions, [(s.path, s.text) for s in snapshot.sprints], snapshot.paths


def test_reads_contracts_conventions_sprints_and_what_sprints_give_to_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "contracts/user.contract.ts": USER,
            "CONVENTIONS.md": "# c\n",
            "a.sprint.yaml": SPRINT,
            "docs/a.txt": "A",
            "docs/b.bin": "B",
        },
    )
    snapshot = loaded(tmp_path).snapshot
    assert snapshot.contracts.get("User") is not None
    assert snapshot.conventions is not None
    assert [s.name for s in snapshot.sprints] == ["S"]
    assert dict(snapshot.texts) == {"docs/a.txt": Text("A")}
    assert "docs/b.bin" in snapshot.paths


def test_leaves_out_what_git_ignores(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            ".gitignore": "gen/\n*.tmp.ts\n!keep.tmp.ts\n\\\n", "a.ts": "", "b.tmp.ts": "", "keep.tmp.ts": "", "gen/a.ts": "",
            "sub/.gitignore": "/local.ts\n!b.tmp.ts\n", "sub/local.ts": "", "sub/deep/local.ts": "", "sub/b.tmp.ts": "",
            "node_modules/x/index.ts": "", ".git/info/exclude": "secret.ts\n", "secret.ts": "", "other/.git/HEAD": "", "other/a.ts": "",
        },
    )  # fmt: skip
    paths = loaded(tmp_path).snapshot.paths
    assert {p for p in paths if p.endswith(".ts")} == {"a.ts", "keep.tmp.ts", "sub/deep/local.ts", "sub/b.tmp.ts"}


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    write(tmp_path, {"outside/a.ts": "", "root/b.ts": ""})
    (tmp_path / "root" / "link").symlink_to(tmp_path / "outside")
    (tmp_path / "root" / "loop").symlink_to(tmp_path / "root")
    assert loaded(tmp_path / "root").snapshot.paths == {"b.ts"}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00x", b"a\0b", b"x" * 1_000_001])
def test_what_is_not_text_is_known_by_its_path_alone(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, {"a.ts": content})
    snapshot = loaded(tmp_path).snapshot
    assert snapshot.paths == {"a.ts"}
    assert not snapshot.sources


def test_text_that_is_not_utf8_is_read_with_replacements(tmp_path: Path) -> None:
    write(tmp_path, {"u.contract.ts": b"/** caf\xe9 */\nexport interface U { a: string }\n"})
    assert loaded(tmp_path).snapshot.contracts.get("U") is not None


def test_unreadable_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": ""})
    (tmp_path / "broken.ts").symlink_to(tmp_path / "nowhere")
    assert loaded(tmp_path).snapshot.paths == {"a.ts"}
    assert read_text(tmp_path / "nowhere") is None
    assert read_text(tmp_path) is None


def test_the_editor_wins_over_the_disk(tmp_path: Path) -> None:
    write(tmp_path, {"u.contract.ts": USER})
    workspace = loaded(tmp_path)
    workspace.set_text("u.contract.ts", Text(USER.replace("User", "Person")))
    assert workspace.snapshot.contracts.names == ["Person"]
    write(tmp_path, {"u.contract.ts": USER.replace("User", "Other")})
    workspace.changed_on_disk(["u.contract.ts"])
    assert workspace.snapshot.contracts.names == ["Person"]
    assert workspace.unsaved == ("u.contract.ts",)
    workspace.close("u.contract.ts")
    assert workspace.snapshot.contracts.names == ["Other"]
    assert workspace.unsaved == ()


def test_a_file_that_is_opened_as_it_was_read_is_read_on_from_there(tmp_path: Path) -> None:
    write(tmp_path, {"u.contract.ts": USER, "a.sprint.yaml": "sprint: One\n"})
    workspace = loaded(tmp_path)
    sprint = workspace.snapshot.sprints[0].text
    assert workspace.as_held("u.contract.ts", Text(USER)) is workspace.snapshot.sources["u.contract.ts"].text
    assert workspace.as_held("a.sprint.yaml", Text("sprint: One\n")) is sprint
    for other in (Text("sprint: Two\n"), Text("")):
        assert workspace.as_held("a.sprint.yaml", other) is other
        assert workspace.as_held("unknown.ts", other) is other


def test_a_new_file_that_is_not_saved_counts_until_it_is_closed(tmp_path: Path) -> None:
    workspace = loaded(tmp_path)
    workspace.set_text("new.contract.ts", Text(USER))
    workspace.removed(["new.contract.ts"])
    assert workspace.snapshot.contracts.names == ["User"]
    workspace.close("new.contract.ts")
    assert workspace.snapshot.paths == frozenset()


def test_an_open_file_that_git_ignores_does_not_count(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "gen/\n"})
    workspace = loaded(tmp_path)
    workspace.set_text("gen/u.contract.ts", Text(USER))
    assert workspace.snapshot.contracts.names == []


def test_nothing_changed_is_the_same_snapshot(tmp_path: Path) -> None:
    write(tmp_path, {"u.contract.ts": USER})
    workspace = loaded(tmp_path)
    before, revision = workspace.snapshot, workspace.revision
    workspace.set_text("u.contract.ts", Text(USER))
    assert workspace.snapshot.sources["u.contract.ts"] is before.sources["u.contract.ts"]
    again = workspace.snapshot
    workspace.set_text("u.contract.ts", Text(USER))
    assert workspace.snapshot is again
    assert workspace.revision == revision + 1


def test_one_edit_reads_one_file_again(tmp_path: Path) -> None:
    write(tmp_path, {"a.contract.ts": USER, "b.contract.ts": USER.replace("User", "Other")})
    workspace = loaded(tmp_path)
    before = workspace.snapshot
    workspace.set_text("a.contract.ts", Text(USER + "\n"))
    assert workspace.snapshot.sources["b.contract.ts"] is before.sources["b.contract.ts"]
    assert workspace.snapshot.sources["a.contract.ts"] is not before.sources["a.contract.ts"]


def test_folders_come_and_go(tmp_path: Path) -> None:
    workspace = loaded(tmp_path)
    write(tmp_path, {"c/deep/u.contract.ts": USER, "c/node_modules/v.contract.ts": USER})
    workspace.changed_on_disk(["c"])
    assert workspace.snapshot.paths == {"c/deep/u.contract.ts"}
    (tmp_path / "c").rename(tmp_path / "d")
    workspace.changed_on_disk(["c", "d"])
    assert workspace.snapshot.paths == {"d/deep/u.contract.ts"}
    workspace.removed(["d"])
    assert workspace.snapshot.contracts.names == []


def test_a_changed_ignore_file_changes_what_there_is(tmp_path: Path) -> None:
    write(tmp_path, {"gen/u.contract.ts": USER})
    workspace = loaded(tmp_path)
    assert workspace.snapshot.contracts.names == ["User"]
    write(tmp_path, {".gitignore": "gen\n"})
    workspace.changed_on_disk([".gitignore"])
    assert workspace.snapshot.contracts.names == []


def test_refresh_sees_what_nobody_told(tmp_path: Path) -> None:
    write(tmp_path, {"u.contract.ts": USER, "v.contract.ts": "export interface V {}\n"})
    workspace = loaded(tmp_path)
    workspace.snapshot  # noqa: B018 the stamps are taken when files are read
    write(tmp_path, {"u.contract.ts": USER.replace("User", "Person"), "w/w.contract.ts": "export interface W {}\n"})
    (tmp_path / "v.contract.ts").unlink()
    workspace.refresh()
    assert workspace.snapshot.contracts.names == ["Person", "W"]


def test_what_a_sprint_gives_to_read_is_read_when_the_sprint_says_so(tmp_path: Path) -> None:
    write(tmp_path, {"a.sprint.yaml": "sprint: S\n", "docs/a.txt": "A"})
    workspace = loaded(tmp_path)
    assert not workspace.snapshot.texts
    workspace.set_text("a.sprint.yaml", Text(SPRINT))
    assert "docs/a.txt" in workspace.snapshot.texts
    workspace.close("a.sprint.yaml")
    assert not workspace.snapshot.texts


def test_contracts_and_plans_are_read_before_code(tmp_path: Path) -> None:
    write(tmp_path, {"a.ts": "", "b.py": "", "z.contract.ts": USER, "s.sprint.yaml": SPRINT})
    workspace = Workspace(tmp_path)
    for progress in workspace.loading():
        if progress.plans_read:
            break
    assert workspace.snapshot.contracts.names == ["User"]
    assert "a.ts" not in workspace.snapshot.sources


def test_broken_settings_are_said_and_the_defaults_count(tmp_path: Path) -> None:
    write(tmp_path, {".dovetail/settings.json": '{"commandSeconds": "soon"}'})
    workspace = Workspace(tmp_path)
    assert workspace.settings.command_seconds == 300
    with pytest.raises(UsageError, match=r"\.dovetail/settings\.json: commandSeconds"):
        workspace.load()
    write(tmp_path, {".dovetail/settings.json": '{"commandSeconds": 7}'})
    workspace.changed_on_disk([".dovetail/settings.json"])
    assert workspace.settings_problem is None
    assert workspace.snapshot.settings.command_seconds == 7


def test_the_editor_lays_its_settings_over_the_repositorys() -> None:
    file = Text('{"commandSeconds": 7, "severities": {"field-casing": "off"}}')
    settings, problem = merged_settings(file, {"severities": {"table-casing": "hint"}, "exclude": [], "land": None})
    assert problem is None
    assert settings.command_seconds == 7
    assert settings.severities == {"field-casing": "off", "table-casing": "hint"}
    settings, problem = merged_settings(file, {"land": "perhaps"})
    assert settings.command_seconds == 7
    assert problem is not None
    assert "editor" in problem
    settings, problem = merged_settings(Text('{"severities": {"unknow-type": "off"}, "commandSeconds": 7}'), {})
    assert (settings.command_seconds, problem) == (
        7,
        ".dovetail/settings.json: severities: there is no rule `unknow-type`; did you mean `unknown-type`?",
    )


def test_excluded_files_are_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"u.contract.ts": USER, ".dovetail/settings.json": '{"exclude": ["*.contract.ts"]}'})
    assert loaded(tmp_path).snapshot.contracts.names == []


def test_without_a_root_there_is_what_is_open() -> None:
    workspace = Workspace(None)
    workspace.set_text("u.contract.ts", Text(USER))
    assert workspace.snapshot.contracts.names == ["User"]
    workspace.close("u.contract.ts")
    assert workspace.snapshot.contracts.names == []


def test_a_folder_that_is_gone_and_there_again_when_its_change_is_heard_of(tmp_path: Path) -> None:
    write(tmp_path, {"c/a.contract.ts": USER, "c/b.contract.ts": USER.replace("User", "Other"), "d": ""})
    workspace = loaded(tmp_path)
    shutil.rmtree(tmp_path / "c")
    (tmp_path / "d").unlink()
    write(tmp_path, {"c/b.contract.ts": USER.replace("User", "Another"), "d/e.contract.ts": USER})
    workspace.changed_on_disk(["c", "d"])
    assert held(workspace.snapshot) == held(loaded(tmp_path).snapshot)


@pytest.mark.parametrize(
    "more", ["// " + "x" * 1_000_000, "// " + "é" * 500_000, "// \0"], ids=["long", "long in UTF-8", "no text"]
)
def test_what_is_not_read_from_the_disk_is_not_read_from_an_editor(tmp_path: Path, more: str) -> None:
    write(tmp_path, {"a.contract.ts": USER + more})
    workspace = loaded(tmp_path)
    assert workspace.snapshot.contracts.names == []
    for text in (USER + more, USER, USER + more, USER):
        workspace.set_text("a.contract.ts", Text(text))
        assert workspace.snapshot.contracts.names == (["User"] if text == USER else [])
    for text in (SPRINT, SPRINT + "# " + more, SPRINT):
        workspace.set_text("s.sprint.yaml", Text(text))
        assert len(workspace.snapshot.sprints) == (text == SPRINT)


def test_what_was_ignored_counts_when_the_file_that_said_so_is_gone(tmp_path: Path) -> None:
    write(tmp_path, {".gitignore": "a.contract.ts\n", "a.contract.ts": USER})
    workspace = loaded(tmp_path)
    assert workspace.snapshot.contracts.names == []
    (tmp_path / ".gitignore").unlink()
    workspace.changed_on_disk([".gitignore"])
    assert workspace.snapshot.contracts.names == ["User"]


@pytest.mark.parametrize("seed", range(15))
def test_any_way_to_a_tree_gives_the_snapshot_of_a_fresh_reading(tmp_path: Path, seed: int) -> None:
    random_ = random.Random(seed)
    names = [
        "a.contract.ts",
        "c/b.contract.ts",
        "s.sprint.yaml",
        "docs/x.txt",
        "src/m.ts",
        "CONVENTIONS.md",
        "c/.gitignore",
    ]
    texts = [USER, SPRINT, "", "b.contract.ts\n", "export interface V { a: number }\n", "sprint: T\n"]
    write(tmp_path, {n: random_.choice(texts) for n in names[:4]})
    workspace = loaded(tmp_path)
    open_files: set[str] = set()
    begun: list[Generator[Progress]] = []
    for _ in range(60):
        name = random_.choice(names)
        match random_.randrange(7):
            case 0:
                write(tmp_path, {name: random_.choice(texts)})
                workspace.changed_on_disk([name])
            case 1:
                (tmp_path / name).unlink(missing_ok=True)
                random_.choice([workspace.removed, workspace.changed_on_disk])([name])
            case 2:
                workspace.set_text(name, Text(random_.choice(texts)))
                open_files.add(name)
            case 3:
                workspace.close(name)
                open_files.discard(name)
            case 4:
                write(tmp_path, {n: random_.choice(texts) for n in names[:5]})
                begun.append(workspace.taking_in(names))
            case 5 if begun:
                for _ in range(random_.randrange(20)):
                    next(begun[0], None)
            case _:
                write(tmp_path, {name: random_.choice(texts)})
                workspace.refresh()
                if name.endswith(".gitignore"):
                    workspace.changed_on_disk([name])
        if random_.random() < 0.1:
            shutil.rmtree(tmp_path / "c", ignore_errors=True)
            write(tmp_path, {n: random_.choice(texts) for n in names if n.startswith("c/") and random_.random() < 0.4})
            workspace.changed_on_disk(["c", "c/.gitignore"])
        if random_.random() < 0.3:
            workspace.snapshot  # noqa: B018 a snapshot on the way must not change what comes after
    for steps in begun:
        list(steps)
    for name in list(open_files):
        workspace.close(name)
    assert held(workspace.snapshot) == held(loaded(tmp_path).snapshot)


@pytest.mark.slow
def test_a_switch_of_branches_counts_when_all_of_it_has_been_read(tmp_path: Path) -> None:
    write(tmp_path, {f"src/m{n}.ts": f"export interface A{n} {{ a: string }}\n" for n in range(400)})
    workspace = Workspace(tmp_path)
    assert [p for p in workspace.loading(beside=True) if p.waiting]
    before = workspace.snapshot
    assert held(before) == held(loaded(tmp_path).snapshot)
    write(tmp_path, {f"src/m{n}.ts": f"export interface B{n} {{ a: string }}\n" for n in range(100, 500)})
    for n in range(20):
        (tmp_path / f"src/m{n}.ts").unlink()
    ahead: Snapshot | None = None
    for progress in workspace.taking_in([f"src/m{n}.ts" for n in range(500)], beside=True):
        if progress.waiting or progress.read:
            assert workspace.snapshot is before
        ahead = workspace.ahead if progress.read else ahead
    assert ahead is not None
    now = workspace.snapshot.sources
    assert {p for p, s in ahead.sources.items() if now.get(p) is not s} == {
        f"src/m{n}.ts" for n in range(20)
    }  # they are gone
    assert held(workspace.snapshot) == held(loaded(tmp_path).snapshot)


def test_reading_that_is_given_up_leaves_contracts_and_what_is_open(tmp_path: Path) -> None:
    write(tmp_path, {"u.contract.ts": USER} | {f"src/m{n}.ts": "export const a = 1;\n" for n in range(20)})
    workspace = Workspace(tmp_path)
    workspace.set_text("src/m3.ts", Text("export const b = 1;\n"))
    steps = workspace.loading()
    next(p for p in steps if p.done == 5)
    steps.close()
    assert workspace.snapshot.sources.keys() == {"u.contract.ts", "src/m3.ts"}
    assert not workspace.loaded
