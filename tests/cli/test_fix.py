"""`dovetail check --fix` and `--diff`, as a person or a script runs them."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from dovetail.cli.check import check
from dovetail.cli.fixing import mended
from dovetail.cli.workspaces import read_workspace
from dovetail.core.errors import UsageError
from dovetail.core.text import Text
from dovetail.workspace.writing import write_texts
from repositories import Repository
from support.cli import dovetail

pytestmark = pytest.mark.slow

CONTRACT = """/** Who is signed in, on one device. */
export interface Session {
  /** @format uuid */
  userId: string;
  /** How the device is held. */
  device: "phone" | "desktop";
}
"""
FILES = {
    "contracts/session.contract.ts": CONTRACT,
    "src/row.ts": '/** @contract Session */\r\nexport interface Row {\r\n  user_id: string;\r\n  device: "phone" | "desktop";\r\n}\r\n',
    "src/kind.ts": '/** @contract Session */\nexport type Kept = {\n  userId: string;\n  device: "phone" | "desktopp";\n}; // end',
}
MENDED = {path: text.replace("user_id", "userId").replace("desktopp", "desktop") for path, text in FILES.items()}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repo", FILES)


def written(repository: Repository) -> dict[str, str]:
    return {path: (repository.path / path).read_bytes().decode() for path in FILES}


def test_what_has_one_fix_is_mended_and_said(repository: Repository) -> None:
    (repository.path / "src/row.ts").chmod(0o755)
    done = dovetail(repository.path, "check", "--fix")
    assert written(repository) == MENDED
    assert (repository.path / "src/row.ts").stat().st_mode & 0o777 == 0o755
    assert (done.code, done.err) == (0, "")
    assert "src/row.ts:3:3: fixed [renamed-field]" in done.out
    assert "Fixed 2 findings in 2 files.\n" in done.out
    assert "No findings in 3 files." in done.out
    assert sorted(p.name for p in (repository.path / "src").iterdir()) == ["kind.ts", "row.ts"]


def test_a_patch_changes_nothing_and_git_takes_it(repository: Repository) -> None:
    command = [sys.executable, "-m", "dovetail", "check", "--diff", "--fix"]
    done = subprocess.run(command, cwd=repository.path, capture_output=True, check=False)  # with the ends of lines
    assert (done.returncode, done.stderr, written(repository)) == (1, b"", FILES)
    assert b"No newline at end of file" in done.stdout
    subprocess.run(["git", "apply", "-"], cwd=repository.path, input=done.stdout, check=True)
    again = dovetail(repository.path, "check", "--diff")
    assert (again.code, again.out) == (0, "")


def test_only_what_is_asked_for_is_mended(repository: Repository) -> None:
    done = dovetail(repository.path, "check", "src/row.ts", "--fix", "--format", "json")
    assert written(repository) == {**FILES, "src/row.ts": MENDED["src/row.ts"]}
    assert "fixed [renamed-field]" in done.err
    assert (done.code, json.loads(done.out)["findings"]) == (0, [])


def test_what_is_left_is_an_error_still(repository: Repository) -> None:
    use = 'import type { Session } from "../contracts/session.contract";\n'
    use += 'export const is = (s: Session) => s.device === "watch" && s.user_id;\n'
    repository.write({"src/use.ts": use})
    done = dovetail(repository.path, "check", "--fix")
    assert done.code == 1
    assert (repository.path / "src/use.ts").read_text() == use.replace("user_id", "userId")
    assert re.findall(r"^src/.* error", done.out, re.MULTILINE) == ["src/use.ts:2:49: error"]


def test_a_fix_that_would_leave_more_to_say_is_left_to_people(repository: Repository) -> None:
    before = FILES["src/row.ts"].replace("user_id", "user_id: string;\r\n  userId")
    assert "src/row.ts" not in mended_texts(repository, {"src/row.ts": before})


def test_a_file_of_no_utf_8_is_left_alone(repository: Repository) -> None:
    (repository.path / "src/row.ts").write_bytes(FILES["src/row.ts"].encode() + b"// caf\xe9\r\n")
    assert mended_texts(repository, {}) == {"src/kind.ts": MENDED["src/kind.ts"]}


def mended_texts(repository: Repository, files: Mapping[str, str]) -> dict[str, str]:
    """What the files would be that are others then."""
    repository.write(files)
    root, snapshot = read_workspace(repository.path)
    tree = mended(root, snapshot, lambda _: True, write=False)
    return {path: new.source for path, (_, new) in tree.texts.items()}


def test_a_branch_is_not_mended() -> None:
    with pytest.raises(UsageError, match="leave out `--branch`"):
        check(fix=True, branch="HEAD")


def test_a_file_that_has_changed_since_it_was_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_text("one")
    (tmp_path / "b.ts").write_text("somebody's work")
    changes = {"a.ts": (Text("one"), Text("two")), "b.ts": (Text("one"), Text("two"))}
    with pytest.raises(UsageError, match=r"'b\.ts' has changed"):
        write_texts(tmp_path, changes)
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == {"a.ts": "one", "b.ts": "somebody's work"}


def test_a_name_in_other_words_is_offered_and_left_to_a_person(tmp_path: Path) -> None:
    """What a row calls its fee may be the price, or something beside it."""
    files = {
        "contracts/seat.contract.ts": "export interface Seat {\n  row: number;\n  price: number;\n}\n",
        "src/seat.ts": "/** @contract Seat */\nexport interface Row {\n  row: number;\n  fee: number;\n}\n",
    }
    repository = Repository(tmp_path / "other", files)
    done = dovetail(repository.path, "check", "--fix")
    assert (repository.path / "src/seat.ts").read_text() == files["src/seat.ts"]
    assert "Nothing was mended." in done.out
    assert "fix: Rename to `price`" in done.out
