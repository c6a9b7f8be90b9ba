"""What two commits give together, as a value."""

import pytest

from dovetail.git.merges import Unrelated, merge_pairs, merge_trees
from dovetail.git.trees import read_files, scratch, write_commit
from repositories import Repository


def test_a_clean_merge_is_a_tree(repo: Repository) -> None:
    a, b = repo.branch("a", {"a": "1\n"}), repo.branch("b", {"b": "2\n"})
    before = repo.refs()
    merged = merge_trees(repo.git, a, b)
    assert merged.is_clean
    assert sorted(read_files(repo.git, merged.tree)) == ["README.md", "a", "b"]
    assert repo.refs() == before
    assert repo.git.run("status", "--porcelain") == ""


def test_a_conflict_has_all_three_sides(repo: Repository) -> None:
    repo.commit({"f": "1\n2\n3\n", "odd ä\nname": "x\n"})
    a = repo.branch("a", {"f": "1\nA\n3\n", "odd ä\nname": "a\n"})
    b = repo.branch("b", {"f": "1\nB\n3\n", "odd ä\nname": "b\n"})
    conflicts = {c.path: c for c in merge_trees(repo.git, a, b).conflicts}
    assert set(conflicts) == {"f", "odd ä\nname"}
    f = conflicts["f"]
    assert [side.text if side else None for side in (f.base, f.ours, f.theirs)] == [
        "1\n2\n3\n",
        "1\nA\n3\n",
        "1\nB\n3\n",
    ]
    assert f.kind == "contents"
    assert "Merge conflict in f" in f.message


def test_kinds_of_conflict(repo: Repository) -> None:
    text = "".join(f"line {n}\n" for n in range(20))
    repo.commit({"gone": "x\n", "named": text, "bin": "\0a"})
    a = repo.branch("a", {"gone": None, "both": "a\n", "named": None, "new-a": text, "bin": b"\0b"})
    b = repo.branch("b", {"gone": "y\n", "both": "b\n", "named": None, "new-b": text, "bin": b"\0c"})
    found = {c.path: c for c in merge_trees(repo.git, a, b).conflicts}
    assert found["gone"].kind == "modify/delete"
    assert found["gone"].ours is None
    assert found["both"].base is None
    assert found["bin"].ours is not None
    assert found["bin"].ours.text is None
    assert found["named"].kind == "rename/rename"


def test_an_explicit_base_takes_trees_and_looks_at_no_history(repo: Repository) -> None:
    base = repo.git.run("rev-parse", "main^{tree}")
    a, b = (repo.git.run("rev-parse", f"{repo.branch(n, {n: n})}^{{tree}}") for n in "ab")
    assert sorted(read_files(repo.git, merge_trees(repo.git, a, b, base=base).tree)) == ["README.md", "a", "b"]
    # As seen from `a`, b removed a file.
    assert sorted(read_files(repo.git, merge_trees(repo.git, a, b, base=a).tree)) == ["README.md", "b"]


def test_histories_with_nothing_in_common_say_so(repo: Repository) -> None:
    tree = repo.git.run("rev-parse", "main^{tree}")
    stranger = write_commit(repo.git, tree, [], "Stranger")
    with pytest.raises(Unrelated, match="unrelated histories"):
        merge_trees(repo.git, "main", stranger)


def test_all_pairs_from_one_process_agree_with_one_by_one(repo: Repository) -> None:
    repo.commit({"f": "1\n2\n3\n", "g": "1\n"})
    commits = [repo.branch(f"b{n}", {"f": f"1\n{n % 3}\n3\n", f"own{n}": "x\n"}) for n in range(5)]
    pairs = [(a, b) for i, a in enumerate(commits) for b in commits[i + 1 :]]
    with scratch(repo.git) as git:
        for pair in merge_pairs(git, pairs):
            one = merge_trees(git, pair.ours, pair.theirs)
            assert pair.tree == one.tree
            assert pair.paths == tuple(c.path for c in one.conflicts)
    assert merge_pairs(repo.git, []) == ()


def test_one_impossible_pair_does_not_take_the_others_with_it(repo: Repository) -> None:
    stranger = write_commit(repo.git, repo.git.run("rev-parse", "main^{tree}"), [], "Stranger")
    a, b = repo.branch("a", {"a": "1\n"}), repo.branch("b", {"b": "2\n"})
    found = merge_pairs(repo.git, [(a, b), (a, stranger), (b, a)])
    assert [pair.is_clean for pair in found] == [True, False, True]
