"""`dovetail bind` writes the tags that a person would, and what it wrote is then held to the contract."""

from pathlib import Path

import pytest

from repositories import Repository
from support.cli import dovetail

pytestmark = pytest.mark.slow

CONTRACT = """/** A person who can sign in. */
export interface Customer {
  /** @format uuid */
  id: string;
  /** @format email */
  email: string;
  displayName: string;
  /** @format date-time */
  createdAt: string;
}
"""
CODE = "export interface CustomerRow {\r\n  id: string;\r\n  email: string;\r\n  displayName: string;\r\n  created_at: string;\r\n}\r\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repo", {"contracts/customer.contract.ts": CONTRACT, "src/row.ts": CODE})


def test_accepted_tags_are_written_and_hold(repository: Repository) -> None:
    assert dovetail(repository.path, "check").code == 0
    done = dovetail(repository.path, "bind", "--yes")
    assert (done.code, done.err) == (0, "")
    assert "Wrote 1 of 1 tags" in done.out
    written = (repository.path / "src/row.ts").read_bytes().decode()
    assert "@contract Customer" in written
    assert written.endswith(CODE)
    check = dovetail(repository.path, "check")
    assert check.code == 1
    assert "[renamed-field] `created_at` is `createdAt`" in check.out
    assert "Nothing looks like" in dovetail(repository.path, "bind", "--yes").out


def test_without_a_terminal_nothing_is_written_unasked(repository: Repository) -> None:
    done = dovetail(repository.path, "bind")
    assert done.code == 2
    assert "--yes" in done.err
    assert (repository.path / "src/row.ts").read_bytes().decode() == CODE


def test_a_part_is_tagged_as_one_and_what_may_be_drift_is_left(tmp_path: Path) -> None:
    part = "export interface Customer {\n  id: string;\n  email: string;\n  displayName: string;\n}\n"
    other = part.replace("email", "mail").replace("}", "  createdAt: string;\n}")
    files = {"contracts/customer.contract.ts": CONTRACT, "src/part.ts": part, "src/other.ts": other}
    repository = Repository(tmp_path / "repo", files)
    done = dovetail(repository.path, "bind", "--yes")
    assert "Wrote 1 of 2 tags" in done.out
    assert "left: it lacks something" in done.out
    assert (repository.path / "src/part.ts").read_text().startswith("// @contract Customer subset\n")
    assert (repository.path / "src/other.ts").read_text() == other
    assert dovetail(repository.path, "check").code == 0


def test_a_file_of_no_utf_8_is_left_alone(repository: Repository) -> None:
    odd = repository.path / "src/odd.ts"
    odd.write_bytes(CODE.replace("CustomerRow", "OddRow").encode() + b"// caf\xe9\r\n")
    before = odd.read_bytes()
    done = dovetail(repository.path, "bind", "--yes")
    assert (done.code, done.err) == (0, "")
    assert "Wrote 1 of 1 tags" in done.out
    assert odd.read_bytes() == before
    assert {p.name for p in odd.parent.iterdir()} == {"odd.ts", "row.ts"}
