"""`dovetail check --since REF`: what changed in the contracts since a commit, and whom it breaks."""

import json
from pathlib import Path

import pytest

from dovetail.rules import find_rule
from repositories import Repository
from support.cli import Done, dovetail

pytestmark = pytest.mark.slow

CONTRACT = """/** A person who can sign in. */
export interface User {
  /** @format email */
  email: string;
}

/** Who is signed in.
 * @api GET /me
 */
export interface Me {
  response: User;
  errors: "signed-out";
}
"""
CHANGED = CONTRACT.replace("email: string;", "email: string | null;\n  nickname?: string;")
CARD = """/** @contract User subset */
export interface Card {
  email: string | null;
}
"""
FILES = {"contracts/user.contract.ts": CONTRACT, "src/web/card.ts": CARD.replace(" | null", "")}
NEW = {"contracts/user.contract.ts": CHANGED, "src/web/card.ts": CARD}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repo", FILES)


def evolution(done: Done) -> list[tuple[str, str, int]]:
    assert done.code in (0, 1), done.err
    found = (f for f in json.loads(done.out)["findings"] if _is_of_evolution(f["rule"]))
    return [(f["rule"], f["severity"], f["range"]["start"]["line"]) for f in found]


def _is_of_evolution(id: str) -> bool:
    rule = find_rule(id)
    return rule is not None and rule.family == "evolution"


def test_nothing_is_said_without_a_commit_or_without_a_change(repository: Repository) -> None:
    assert dovetail(repository.path, "check", "--since", "main").out == dovetail(repository.path, "check").out


def test_the_files_on_disk_against_a_commit(repository: Repository) -> None:
    repository.write(NEW)
    assert evolution(dovetail(repository.path, "check", "--format", "json")) == []
    done = dovetail(repository.path, "check", "--since", "HEAD", "--format", "json")
    assert evolution(done) == [("breaking-for-consumers", "warning", 4), ("safe-contract-change", "info", 5)]
    assert done.code == 0  # a warning lets the change pass
    assert set(json.loads(done.out)) == {"version", "findings", "summary"}
    [breaking] = [f for f in json.loads(done.out)["findings"] if f["severity"] == "warning"]
    assert breaking["message"] == (
        "`User.email` may now be null, which breaks consumers: `src/web/card.ts` must follow."
    )
    assert [(p["path"], p["range"]["start"]["line"]) for p in breaking["related"]] == [("src/web/card.ts", 3)]


def test_a_branch_against_another(repository: Repository) -> None:
    repository.branch("nullable", NEW)
    done = dovetail(repository.path, "check", "--branch", "nullable", "--since", "main", "--format", "json")
    assert [rule for rule, _, _ in evolution(done)] == ["breaking-for-consumers", "safe-contract-change"]
    back = dovetail(repository.path, "check", "--since", "nullable", "--format", "json")
    assert [rule for rule, _, _ in evolution(back)] == ["breaking-for-consumers", "breaking-for-producers"]


def test_a_contract_that_is_gone_and_still_meant_is_an_error(repository: Repository) -> None:
    repository.write({"contracts/user.contract.ts": CONTRACT[CONTRACT.index("/** Who") :]})
    done = dovetail(repository.path, "check", "--since", "main", "--format", "json")
    assert done.code == 1
    gone = [f for f in json.loads(done.out)["findings"] if f["rule"] == "removed-contract"]
    assert {f["path"] for f in gone} == {"contracts/user.contract.ts", "src/web/card.ts"}


def test_a_file_of_contracts_that_is_gone(repository: Repository) -> None:
    repository.write({"contracts/user.contract.ts": None})
    done = dovetail(repository.path, "check", "--since", "main")
    assert done.code == 1
    assert "Contract User was removed from contracts/user.contract.ts, and this is bound to it." in done.out


def test_a_silence_holds_and_is_not_stale_without_the_commit(repository: Repository) -> None:
    silence = "  // dovetail-ignore breaking-for-consumers: agreed with the web team\n  email"
    repository.write({**NEW, "contracts/user.contract.ts": CHANGED.replace("  email", silence)})
    done = dovetail(repository.path, "check", "--since", "main", "--format", "json")
    assert [rule for rule, _, _ in evolution(done)] == ["safe-contract-change"]
    assert evolution(dovetail(repository.path, "check", "--format", "json")) == []


def test_a_commit_that_does_not_exist_is_one_clear_sentence(repository: Repository) -> None:
    done = dovetail(repository.path, "check", "--since", "nowhere")
    assert (done.code, done.out) == (2, "")
    assert "There is no commit, branch or tag `nowhere`" in done.err
    assert len(done.err.strip().splitlines()) == 1


def test_the_shape_for_github(repository: Repository) -> None:
    repository.write(NEW)
    done = dovetail(repository.path, "check", "--since", "main", "--format", "github")
    assert "::warning file=contracts/user.contract.ts,line=4" in done.out


def _halves() -> tuple[str, str]:
    at = CONTRACT.index("/** Who")
    return CONTRACT[:at], CONTRACT[at:]


USER, ME = _halves()
IMPORT = "import type { User } from './people.contract';\n"


@pytest.mark.parametrize(
    "moved",
    [
        {"contracts/user.contract.ts": None, "contracts/User.contract.ts": CONTRACT},
        {"contracts/user.contract.ts": None, "packages/shared/user.contract.ts": CONTRACT},
        {
            "contracts/user.contract.ts": None,
            "contracts/people.contract.ts": USER,
            "contracts/me.contract.ts": IMPORT + ME,
        },
        {"contracts/user.contract.ts": IMPORT + ME, "contracts/people.contract.ts": USER},
        {"contracts/user.contract.ts": ME + USER},
        {"contracts/user.contract.ts": CONTRACT.replace("\n", "\r\n")},
    ],
)
def test_what_only_stands_elsewhere_has_not_changed(repository: Repository, moved: dict[str, str | None]) -> None:
    repository.write(moved)
    assert evolution(dovetail(repository.path, "check", "--since", "main", "--format", "json")) == []


def test_contracts_that_are_gone_with_their_file_are_told_though_nothing_here_has_them(repository: Repository) -> None:
    repository.write({"contracts/user.contract.ts": None, "src/web/card.ts": None})
    done = dovetail(repository.path, "check", "--since", "main", "--format", "json")
    assert evolution(done) == [("removed-contract", "warning", 1)] * 2
    assert "Contract Me was removed with contracts/user.contract.ts; nothing here refers to it" in done.out


def test_each_side_of_a_merge_sees_what_the_other_brought(repository: Repository) -> None:
    repository.branch("nullable", NEW)
    repository.commit({"contracts/other.contract.ts": "/** A team. */\nexport interface Team { open: boolean }\n"})
    repository.git.run("merge", "--quiet", "--no-edit", "nullable")
    first = dovetail(repository.path, "check", "--since", "HEAD^1", "--format", "json")
    second = dovetail(repository.path, "check", "--since", "HEAD^2", "--format", "json")
    assert [rule for rule, _, _ in evolution(first)] == ["breaking-for-consumers", "safe-contract-change"]
    assert [rule for rule, _, _ in evolution(second)] == ["safe-contract-change"]


def test_a_shallow_clone_says_that_it_lacks_the_commit(repository: Repository, tmp_path: Path) -> None:
    repository.commit(NEW)
    repository.git.run("clone", "--quiet", "--depth", "1", f"file://{repository.path}", str(tmp_path / "shallow"))
    done = dovetail(tmp_path / "shallow", "check", "--since", "HEAD~1")
    assert done.code == 2
    assert "it is a shallow clone, and `git fetch --unshallow` brings what is older" in done.err
