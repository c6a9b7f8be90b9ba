"""Repositories that are laid out in unusual ways, through a client over stdio."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dovetail.git.run import Git
from repositories import Repository
from support.lsp_client import LspClient, LspError

from .conftest import CODE, CONTRACT, SPRINT, texts
from .test_features import ask

pytestmark = pytest.mark.slow
Connect = Callable[..., LspClient]

CASED = {"field-casing"}


def codes(client: LspClient, path: str) -> set[str]:
    return {d["code"] for d in client.diagnostics(client.uri(path), settled=0.2)}


@pytest.mark.parametrize("kind", ["a worktree", "a clone", "a submodule"])
def test_a_file_of_another_repository_inside_is_of_that_one(
    repository: Repository, connect: Connect, kind: str
) -> None:
    """Its contracts are no twins of those around it, when it is opened and when it is written behind the editor's back."""
    inner = repository.path / "libs" / "auth"
    match kind:
        case "a worktree":
            repository.git.run("worktree", "add", "--quiet", "-b", "work", str(inner))
        case "a clone":
            repository.git.run("clone", "--quiet", str(repository.path), str(inner))
        case _:
            origin = Repository(repository.path.parent / "origin", texts())
            repository.git.run(
                "-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(origin.path), "libs/auth"
            )
    client = connect()
    client.open(CONTRACT)
    assert codes(client, CONTRACT) == CASED
    (inner / CONTRACT).write_text(texts()[CONTRACT] + "\n")
    client.notify(
        "workspace/didChangeWatchedFiles", {"changes": [{"uri": client.uri(f"libs/auth/{CONTRACT}"), "type": 2}]}
    )
    names = client.request("workspace/symbol", {"query": "User"})
    assert {n["location"]["uri"] for n in names} == {client.uri(CONTRACT), client.uri(CODE)}
    client.open(f"libs/auth/{CONTRACT}")
    client.open(f"libs/auth/{CODE}")
    assert codes(client, f"libs/auth/{CONTRACT}") == CASED
    assert codes(client, f"libs/auth/{CODE}") == {"missing-field"}
    assert codes(client, CONTRACT) == CASED
    edit = client.at("rename", client.uri(f"libs/auth/{CONTRACT}"), 3, 18, newName="Person")
    assert {Path(u).parts[-1] for u in edit["changes"]} == {Path(p).name for p in (CONTRACT, CODE, SPRINT)}
    assert all("/libs/auth/" in uri for uri in edit["changes"])


def test_a_file_that_is_opened_through_a_link_is_the_file(repository: Repository, connect: Connect) -> None:
    (repository.path / "src" / "up").symlink_to("..")
    (repository.path / "contracts" / "other.contract.ts").symlink_to("user.contract.ts")
    (repository.path / "loop").symlink_to("loop")
    client = connect()
    linked = f"src/up/{CONTRACT}"
    client.open(linked)
    assert codes(client, linked) == CASED
    assert client.at("hover", client.uri(linked), 3, 18)
    client.open("contracts/other.contract.ts")  # the same file once more: the first counts
    client.open("loop", "what leads to itself")
    assert [n["name"] for n in client.request("workspace/symbol", {"query": "User.id"})].count("User.id") == 1
    client.close_document(client.uri(linked))
    client.open(CONTRACT)
    assert codes(client, CONTRACT) == CASED


def test_a_contract_that_git_ignores_says_why_it_counts_for_nobody(repository: Repository, connect: Connect) -> None:
    repository.write({".gitignore": "contracts/\n"})
    client = connect()
    client.open(CONTRACT)
    said = client.diagnostics(client.uri(CONTRACT))
    assert [(d["code"], d["severity"]) for d in said] == [("left-out-file", 3)]
    assert (
        said[0]["message"] == "Git ignores this file, so it counts for nobody: take it out of .gitignore, or move it."
    )
    repository.write({".gitignore": ""})
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": client.uri(".gitignore"), "type": 2}]})
    client.wait_for_codes(client.uri(CONTRACT), CASED)


@pytest.mark.parametrize("depth", ["whole", "shallow"])
def test_a_clone_of_any_depth_is_a_repository(
    repository: Repository, connect: Connect, tmp_path: Path, depth: str
) -> None:
    more = ["--depth", "1"] if depth == "shallow" else []
    Git(tmp_path).run("clone", "--quiet", *more, f"file://{repository.path}", "clone")
    client = connect(tmp_path / "clone")
    client.open(CONTRACT)
    client.open(CODE)
    assert codes(client, CODE) == {"missing-field"}
    with pytest.raises(LspError, match="'api' has no branch yet"):
        client.command("dovetail.diff", client.uri(SPRINT), "api")


def test_a_worktree_whose_repository_is_gone_is_checked(repository: Repository, connect: Connect) -> None:
    """And what needs git says in one sentence what is wrong."""
    moved = repository.path / ".git"
    moved.rename(repository.path.parent / "moved")
    moved.write_text("gitdir: /nowhere\n")
    client = connect()
    client.open(CONTRACT)
    assert codes(client, CONTRACT) == CASED
    with pytest.raises(LspError, match="names /nowhere, which is not there"):
        client.command("dovetail.forecast", client.uri(SPRINT))


def test_a_folder_of_repositories_knows_each_by_itself(tmp_path: Path, connect: Connect) -> None:
    """The folder itself is none, and its repositories have contracts of the same names."""
    one, two = Repository(tmp_path / "all" / "one", texts()), Repository(tmp_path / "all" / "two", texts())
    client = connect(tmp_path / "all")
    for each in (one, two):
        for path in (CONTRACT, CODE):
            client.open(f"{each.path.name}/{path}")
    for each in (one, two):
        assert codes(client, f"{each.path.name}/{CONTRACT}") == CASED
        assert codes(client, f"{each.path.name}/{CODE}") == {"missing-field"}


def test_a_folder_that_moves_is_followed(repository: Repository, client: LspClient) -> None:
    """Some clients tell of the folder alone, and not of each file in it."""
    for path in (CONTRACT, SPRINT):
        client.open(path)
    client.wait_for_codes(client.uri(SPRINT), {"overlapping-ownership", "unknown-contract"})  # all has been read
    (repository.path / "src").rename(repository.path / "lib")
    client.notify(
        "workspace/didChangeWatchedFiles",
        {"changes": [{"uri": client.uri("src"), "type": 3}, {"uri": client.uri("lib"), "type": 1}]},
    )
    found = ask(client, "implementation", CONTRACT, "interface Us¦er")
    assert [p["uri"] for p in found] == [client.uri(CODE.replace("src/", "lib/"))]


def test_a_folder_that_is_deleted_while_it_is_open(repository: Repository, client: LspClient) -> None:
    for path in (CONTRACT, CODE):
        client.open(path)
    assert codes(client, CODE) == {"missing-field"}
    for path in (*texts(), ".git"):
        (repository.path / path).rename(repository.path.parent / path.replace("/", "-"))
    client.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": client.uri(p), "type": 3} for p in texts()]})
    assert codes(client, CODE) == {"missing-field"}, "what is open stays, as files that are not saved"
    for path in (CONTRACT, CODE):
        client.close_document(client.uri(path))
    assert client.request("workspace/symbol", {"query": "User"}) == []
    client.wait(lambda: not client.published(), what="nothing to be shown any more")
