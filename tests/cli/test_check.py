"""`dovetail check` and its neighbours, as a person or a script runs them."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from dovetail.core.schemas import schema
from repositories import Repository
from support.cli import dovetail

pytestmark = pytest.mark.slow

CONTRACT = """/** Who is signed in, on one device. */
export interface Session {
  /** @format uuid */
  userId: string;
}
"""
DRIFT = """import type { Session } from "../contracts/session.contract.js";

/** 😀 @contract Session */
export interface Row {
  user_id: string;
}
"""
FILES = {"contracts/session.contract.ts": CONTRACT, "src/row.ts": DRIFT}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repo", FILES)


def test_json_has_the_documented_shape(repository: Repository) -> None:
    done = dovetail(repository.path, "check", "--format", "json")
    report = json.loads(done.out)
    jsonschema.validate(report, json.loads(schema("check")))
    assert done.code == 1
    assert report["version"] == 1
    assert set(report["summary"]) == {"error", "warning", "info", "files", "seconds"}
    [finding] = [f for f in report["findings"] if f["severity"] == "error"]
    assert (finding["rule"], finding["path"]) == ("renamed-field", "src/row.ts")
    assert finding["range"] == {"start": {"line": 5, "column": 3}, "end": {"line": 5, "column": 10}}
    assert finding["related"][0]["path"] == "contracts/session.contract.ts"
    assert finding["fixes"][0]["edits"][0]["newText"] == "userId"
    assert finding["url"].endswith("renamed_field.md")


def test_columns_count_code_points(repository: Repository) -> None:
    repository.write({"src/row.ts": DRIFT.replace("  user_id", "  /* 😀 */ user_id")})
    report = json.loads(dovetail(repository.path, "check", "--format", "json").out)
    assert report["findings"][0]["range"]["start"] == {"line": 5, "column": 11}


def test_a_clean_workspace_exits_with_0(repository: Repository) -> None:
    repository.write({"src/row.ts": DRIFT.replace("user_id", "userId")})
    done = dovetail(repository.path, "check")
    assert (done.code, done.err) == (0, "")
    assert "No findings in 2 files.\nClarity: 100 of 100 over 1 contract.\n" in done.out
    assert "No code is bound" not in done.out


def test_a_workspace_whose_code_is_not_bound_says_so(repository: Repository) -> None:
    repository.write({"src/row.ts": "export interface Loose { userId: string }\n"})
    done = dovetail(repository.path, "check")
    assert (done.code, done.err) == (0, "")
    assert "\nNo code is bound to a contract yet, so none is held to one; `dovetail bind` proposes" in done.out
    repository.write(
        {"src/page.ts": 'import type { Session } from "../contracts/session.contract";\nexport let s: Session;\n'}
    )
    assert "No code is bound" not in dovetail(repository.path, "check").out


def test_remarks_of_one_kind_are_counted_and_an_empty_workspace_says_what_it_lacks(tmp_path: Path) -> None:
    repository = Repository(
        tmp_path / "repo", {"a.contract.ts": "".join(f"export interface A{n} {{ x: 1 }}\n" for n in range(9))}
    )
    done = dovetail(repository.path, "check")
    assert (done.code, done.out.count(" info [undocumented-type] ")) == (0, 3)
    assert "a.contract.ts: 6 more of [undocumented-type]; `--format json` lists them.\n" in done.out
    bare = Repository(tmp_path / "empty", {"readme.md": ""})
    (bare.path / "b.contract.ts").write_bytes(b"\x00\x01")
    empty = dovetail(bare.path, "check")
    assert empty.err == "dovetail: b.contract.ts is not read: it is longer than a megabyte, or no text in UTF-8.\n"
    assert "No contract could be read, so no code is held to one." in empty.out
    (bare.path / "b.contract.ts").unlink()
    assert (
        "There is no contract (*.contract.ts) yet, so no code is held to one; `dovetail init`"
        in dovetail(bare.path, "check").out
    )


def test_text_names_both_places_and_the_fix(repository: Repository) -> None:
    done = dovetail(repository.path, "check")
    assert "src/row.ts:5:3: error [renamed-field]" in done.out
    assert "contracts/session.contract.ts:4:3" in done.out
    assert "fix: Rename to `userId`" in done.out


def test_paths_limit_what_is_shown_and_not_what_is_known(repository: Repository) -> None:
    assert dovetail(repository.path, "check", "contracts").code == 0
    assert dovetail(repository.path, "check", "src").code == 1
    assert dovetail(repository.path / "src", "check", "row.ts").code == 1


def test_a_branch_is_checked_without_a_checkout(repository: Repository) -> None:
    repository.branch("mended", {"src/row.ts": DRIFT.replace("user_id", "userId")})
    assert dovetail(repository.path, "check", "--branch", "mended").code == 0
    assert dovetail(repository.path, "check", "--branch", "main").code == 1
    assert repository.git.run("status", "--porcelain").strip() == ""


def test_only_what_changed_since_a_commit(repository: Repository) -> None:
    assert dovetail(repository.path, "check", "--changed-since", "HEAD").code == 0
    repository.write({"src/row.ts": DRIFT + "\n"})
    assert dovetail(repository.path, "check", "--changed-since", "HEAD").code == 1


def test_sarif_and_github(repository: Repository) -> None:
    log = json.loads(dovetail(repository.path, "check", "--format", "sarif").out)
    [run] = log["runs"]
    assert log["version"] == "2.1.0"
    assert "renamed-field" in {r["ruleId"] for r in run["results"]}
    assert {r["ruleId"] for r in run["results"]} == {r["id"] for r in run["tool"]["driver"]["rules"]}
    annotations = dovetail(repository.path, "check", "--format", "github").out
    assert "::error file=src/row.ts,line=5,col=3,endLine=5,title=renamed-field::" in annotations


def test_a_check_needs_no_repository(tmp_path: Path) -> None:
    (tmp_path / "a.contract.ts").write_text("export interface A { id: strin }\n")
    done = dovetail(tmp_path, "check")
    assert done.code == 1
    assert "[unknown-type]" in done.out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("check", "nowhere"), "There is no file or folder 'nowhere'."),
        (("check", "--branch", "nowhere"), "There is no commit or branch 'nowhere' in this repository."),
        (("explain", "renamed-feild"), "did you mean 'renamed-field'?"),
        (("context", "x", "y"), "There is no *.sprint.yaml"),
        (("sprint", "status"), "`dovetail init` writes one"),
        (("engine", "dance"), "it is start, stop or status"),
    ],
)
def test_what_cannot_be_carried_out_is_one_sentence_and_exit_code_2(
    repository: Repository, arguments: tuple[str, ...], says: str
) -> None:
    done = dovetail(repository.path, *arguments)
    assert done.code == 2
    assert says in done.err
    assert done.err.startswith("dovetail: ")
    assert "Traceback" not in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_unreadable_settings_are_one_sentence(repository: Repository) -> None:
    repository.write({".dovetail/settings.json": "{not json"})
    done = dovetail(repository.path, "check")
    assert done.code == 2
    assert ".dovetail/settings.json is not valid JSON" in done.err


def test_explain_prints_the_page(tmp_path: Path) -> None:
    page = dovetail(tmp_path, "explain", "renamed-field").out
    assert page.startswith("# renamed-field")
    assert "## Why" in page
    assert "renamed-field" in dovetail(tmp_path, "explain").out


def test_explain_of_a_long_page_says_what_else_there_is(tmp_path: Path) -> None:
    short = dovetail(tmp_path, "explain", "unknown-property").out
    whole = dovetail(tmp_path, "explain", "unknown-property", "--all").out
    assert "## Why" in short
    assert "## Use instead" in short
    assert len(short.splitlines()) < 150 < len(whole.splitlines())
    left_out = re.search(r"--all` shows more: (.+)\.\n", short)
    assert left_out is not None
    assert all(f"## {title}\n" in whole and f"## {title}\n" not in short for title in left_out[1].split("; "))
