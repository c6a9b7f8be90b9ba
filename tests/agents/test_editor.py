"""The text editor tool on real files."""

from pathlib import Path

import pytest

from dovetail.agents.backend import ToolError
from dovetail.agents.editor import carry_out, locate, read_call


def edit(worktree: Path, **call: object) -> str:
    asked = read_call(call)
    return carry_out(asked, locate(worktree, asked.path))


def test_a_file_is_created_with_its_folders_and_viewed_with_line_numbers(tmp_path: Path) -> None:
    assert edit(tmp_path, command="create", path="src/a.ts", file_text="one\ntwo\nthree\n") == "src/a.ts was created."
    assert edit(tmp_path, command="view", path="src/a.ts") == "     1\tone\n     2\ttwo\n     3\tthree"
    assert edit(tmp_path, command="view", path="src/a.ts", view_range=[2, -1]) == "     2\ttwo\n     3\tthree"
    assert edit(tmp_path, command="view", path=".") == ".:\nsrc/\nsrc/a.ts"


def test_a_text_that_occurs_once_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_text("const user_id = 1;\n")
    assert "userId = 1" in edit(tmp_path, command="str_replace", path="a.ts", old_str="user_id", new_str="userId")
    assert (tmp_path / "a.ts").read_text() == "const userId = 1;\n"


@pytest.mark.parametrize(
    ("text", "old", "said"), [("aa", "b", "does not occur"), ("aa", "a", "occurs 2 times"), ("aa", "", "is empty")]
)
def test_any_other_replacement_changes_nothing(tmp_path: Path, text: str, old: str, said: str) -> None:
    (tmp_path / "a.ts").write_text(text)
    with pytest.raises(ToolError, match=said):
        edit(tmp_path, command="str_replace", path="a.ts", old_str=old, new_str="x")
    assert (tmp_path / "a.ts").read_text() == text


def test_line_endings_stay_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_bytes(b"one\r\ntwo\r\n")
    edit(tmp_path, command="str_replace", path="a.ts", old_str="one\ntwo", new_str="one\n1.5\ntwo")
    edit(tmp_path, command="insert", path="a.ts", insert_line=3, insert_text="three")
    assert (tmp_path / "a.ts").read_bytes() == b"one\r\n1.5\r\ntwo\r\nthree\r\n"


def test_a_text_is_inserted_below_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_text("one\ntwo")
    edit(tmp_path, command="insert", path="a.ts", insert_line=2, insert_text="three")
    edit(tmp_path, command="insert", path="a.ts", insert_line=0, insert_text="zero\n")
    assert (tmp_path / "a.ts").read_text() == "zero\none\ntwo\nthree\n"
    with pytest.raises(ToolError, match="has 4 lines"):
        edit(tmp_path, command="insert", path="a.ts", insert_line=5, insert_text="x")


@pytest.mark.parametrize(
    "path", ["../out.txt", "a/../../out.txt", "/etc/passwd", "link/out.txt", "file-link", ".git/config", ".git", "a\0b"]
)
def test_nothing_outside_the_worktree_is_reached(tmp_path: Path, path: str) -> None:
    worktree, outside = tmp_path / "worktree", tmp_path / "outside"
    worktree.mkdir()
    outside.mkdir()
    (outside / "secret").write_text("secret")
    (worktree / "link").symlink_to(outside)
    (worktree / "file-link").symlink_to(outside / "secret")
    for call in ({"command": "view"}, {"command": "create", "file_text": "x"}):
        with pytest.raises(ToolError):
            edit(worktree, path=path, **call)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["outside", "worktree"]
    assert [p.read_text() for p in outside.iterdir()] == ["secret"]


def test_a_link_inside_is_named_by_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "contracts")
    assert locate(tmp_path, "mine/user.contract.ts").relative == "contracts/user.contract.ts"
    assert locate(tmp_path, f"{tmp_path}/src/a.ts").relative == "src/a.ts"


def test_what_is_not_text_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"a\0b")
    (tmp_path / "latin").write_bytes(b"caf\xe9\n")
    with pytest.raises(ToolError, match="is not a text file"):
        edit(tmp_path, command="view", path="a.bin")
    edit(tmp_path, command="insert", path="latin", insert_line=1, insert_text="x")
    assert (tmp_path / "latin").read_bytes() == b"caf\xe9\nx\n"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ({"command": "create", "path": "a"}, "`file_text` is missing"),
        ({"command": "insert", "path": "a", "insert_text": "x"}, "`insert_line` is missing"),
        ({"command": "undo_edit", "path": "a"}, "no command `undo_edit`"),
        ({"command": "view"}, "`path`"),
        ({"command": "view", "path": 3}, "`path`"),
        ({"command": "view", "path": "absent"}, "does not exist"),
        ({"command": "create", "path": "a", "file_text": "\ud800"}, "not valid Unicode"),
    ],
)
def test_a_call_that_cannot_be_is_answered_with_a_sentence(tmp_path: Path, call: dict[str, object], said: str) -> None:
    with pytest.raises(ToolError, match=said):
        edit(tmp_path, **call)
