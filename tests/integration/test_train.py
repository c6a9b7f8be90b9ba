"""The train is stacked without touching a checkout or a branch, and a conflict ejects one package with its evidence."""

import random

import pytest

from dovetail.git.trees import read_files, write_commit
from dovetail.git.worktrees import add_worktree
from dovetail.integration.forecast import Tip, forecast, forecast_worktrees, is_resolved
from dovetail.integration.syntax import parses
from dovetail.integration.train import Branch, Train, stack
from repositories import Repository

pytestmark = pytest.mark.slow

INDEX = "export * from './user';\n"
LIMITS = "export const LIMITS = {\n  attempts: 5,\n};\n"


@pytest.fixture
def product(repo: Repository) -> Repository:
    repo.commit(
        {"src/index.ts": INDEX, "src/limits.ts": LIMITS, "package.json": '{\n  "name": "p",\n  "version": "1"\n}\n'}
    )
    return repo


def train(repo: Repository, *branches: Branch, **options: list[str]) -> Train:
    return stack(repo.git, "main", branches, parses, **options)


def test_packages_are_merge_commits_and_nothing_else_moves(product: Repository) -> None:
    schema = Branch("schema", "Tables and seed", product.branch("s", {"db.sql": "create table a (id int);\n"}))
    api = Branch("api", "", product.branch("a", {"src/api.ts": "export const api = 1;\n"}))
    before, index = product.refs(), (product.path / ".git/index").read_bytes()
    made = train(product, schema, api)
    assert made.ejected == ()
    assert [m.how for m in made.merged] == ["clean", "clean"]
    log = product.git.run("log", "--first-parent", "--format=%s|%p", "--abbrev=40", f"main..{made.head}").splitlines()
    assert log == [
        f"Merge package api|{made.prefix(1)} {api.commit}",
        f"Merge package schema: Tables and seed|{product.git.commit('main')} {schema.commit}",
    ]
    assert made.prefix(0) == product.git.commit("main")
    assert product.refs() == before
    assert (product.path / ".git/index").read_bytes() == index
    assert product.git.run("status", "--porcelain") == ""


def test_the_same_branches_give_the_same_commits(product: Repository) -> None:
    branches = [
        Branch(n, n, product.branch(n, {f"{n}.txt": n, "src/index.ts": INDEX + f"export * from './{n}';\n"}))
        for n in "abc"
    ]
    assert train(product, *branches) == train(product, *branches)


def test_two_agents_in_one_shared_file_are_merged_by_item(product: Repository) -> None:
    api = Branch("api", "Routes", product.branch("a", {"src/index.ts": INDEX + "export * from './api';\n"}))
    ui = Branch(
        "ui", "Screens", product.branch("u", {"src/index.ts": INDEX + "export * from './ui';\n", "ui.css": "a {}\n"})
    )
    made = train(product, api, ui)
    assert [m.how for m in made.merged] == ["clean", "structured"]
    assert product.read(made.head, "src/index.ts") == INDEX + "export * from './api';\nexport * from './ui';\n"
    [place] = made.merged[1].resolutions
    assert (place.path, place.lines, place.how) == ("src/index.ts", (1, 3), "structured")
    assert product.git.run("log", "-1", "--format=%b", made.head).splitlines()[-1] == (
        "- src/index.ts, line 2: both sides' items, merged by name"
    )


def test_a_conflict_ejects_one_and_names_the_package_that_it_met(product: Repository) -> None:
    other = Branch("docs", "", product.branch("d", {"src/limits.ts": "// Read me.\n" + LIMITS}))
    api = Branch("api", "", product.branch("a", {"src/limits.ts": LIMITS.replace("5", "10")}))
    ui = Branch("ui", "", product.branch("u", {"src/limits.ts": LIMITS.replace("5", "3"), "ui.ts": "x\n"}))
    late = Branch("late", "", product.branch("l", {"late.txt": "l\n"}))
    made = train(product, other, api, ui, late)
    assert [m.package for m in made.merged] == ["docs", "api", "late"]
    [ejected] = made.ejected
    assert ejected.package == "ui"
    assert (
        ejected.reason == "It conflicts with api in src/limits.ts: both sides changed `attempts`, each in its own way."
    )
    [conflict] = ejected.conflicts
    assert (conflict.path, conflict.ours, conflict.theirs, conflict.reason) == ("src/limits.ts", "api", "ui", "content")
    [hunk] = conflict.hunks
    # Lines of each package's own text, not of the merge of all that came before.
    assert (hunk.ours, hunk.ours_lines) == ("  attempts: 10,\n", (1, 2))
    assert (hunk.theirs, hunk.theirs_lines) == ("  attempts: 3,\n", (1, 2))
    assert product.git.attempt("cat-file", "-e", f"{made.head}:ui.ts").code != 0


def test_what_comes_after_an_ejected_package_is_ejected_too(product: Repository) -> None:
    a = Branch("a", "", product.branch("a", {"src/limits.ts": LIMITS.replace("5", "10")}))
    b = Branch("b", "", product.branch("b", {"src/limits.ts": LIMITS.replace("5", "3")}), after=("a",))
    c = Branch("c", "", product.branch("c", {"c": "c\n"}), after=("b",))
    d = Branch("d", "", product.branch("d", {"d": "d\n"}), after=("c", "elsewhere"))
    e = Branch("e", "", product.branch("e", {"e": "e\n"}), after=("elsewhere",))
    made = train(product, a, b, c, d, e)
    assert [m.package for m in made.merged] == ["a", "e"]
    assert [(x.package, x.reason) for x in made.ejected[1:]] == [
        ("c", "It comes after b, which was ejected."), ("d", "It comes after c, which was ejected."),
    ]  # fmt: skip
    assert [m.package for m in train(product, c, e, without=["b"]).merged] == ["e"]


def test_a_merge_that_would_not_parse_is_not_accepted(product: Repository) -> None:
    one = product.branch("a", {"package.json": '{\n  "name": "p",\n  "version": "1",\n  "a": 1\n}\n'})
    two = product.branch("b", {"package.json": '{\n  "name": "p",\n  "version": "1",\n  "b": 2,\n}\n'})
    made = train(product, Branch("a", "", one), Branch("b", "", two))
    assert [x.package for x in made.ejected] == ["b"]
    assert "does not parse" in made.ejected[0].reason


def test_deleted_binary_and_mode_conflicts_are_evidence_not_errors(product: Repository) -> None:
    product.commit({"gone.ts": "x\n", "pic.png": "\0a"})
    a = Branch("a", "", product.branch("a", {"gone.ts": None, "pic.png": b"\0b"}))
    b = Branch("b", "", product.branch("b", {"gone.ts": "y\n", "pic.png": b"\0c"}))
    made = train(product, a, b)
    assert {(c.path, c.reason) for c in made.ejected[0].conflicts} == {
        ("gone.ts", "modify/delete"),
        ("pic.png", "binary"),
    }
    assert "gone.ts deleted in" in made.ejected[0].reason


def test_an_empty_branch_and_a_stranger(product: Repository) -> None:
    product.git.run("update-ref", "refs/heads/empty", "main")
    stranger = write_commit(product.git, product.git.run("rev-parse", "main^{tree}"), [], "Stranger")
    made = train(product, Branch("empty", "", product.git.commit("empty")), Branch("stranger", "", stranger))
    assert [(m.package, m.how) for m in made.merged] == [("empty", "empty")]
    assert made.head == product.git.commit("main")
    assert "no history in common" in made.ejected[0].reason


def test_a_branch_behind_a_base_that_moved_is_merged_with_what_moved(product: Repository) -> None:
    work = product.branch("w", {"work.txt": "w\n"})
    product.commit({"moved.txt": "m\n"})
    made = train(product, Branch("w", "", work))
    assert {"work.txt", "moved.txt"} <= set(read_files(product.git, made.head))


def test_nothing_that_a_merged_branch_wrote_is_missing_from_the_head(product: Repository) -> None:
    rng = random.Random(7)
    branches: list[Branch] = []
    for n in range(6):
        files = {f"own/{n}.txt": f"{n}\n", "src/index.ts": INDEX + f"export * from './p{n}';\n"}
        if rng.random() < 0.5:
            files["src/limits.ts"] = LIMITS.replace("};", f"  limit{n}: {n},\n}};")
        branches.append(Branch(f"p{n}", "", product.branch(f"p{n}", files)))
    made = train(product, *branches)
    assert made.ejected == ()
    held = read_files(product.git, made.head)
    for branch in branches:
        for path, content in read_files(product.git, branch.commit).items():
            missing = set(content.decode().splitlines()) - set(held[path].decode().splitlines())
            assert missing == set(), (branch.package, path)


def test_a_forecast_says_what_the_train_will_do(product: Repository) -> None:
    tips = [
        Tip("api", product.branch("a", {"src/limits.ts": LIMITS.replace("5", "10"), "src/index.ts": INDEX + "export * from './api';\n"})),
        Tip("ui", product.branch("u", {"src/limits.ts": LIMITS.replace("5", "3"), "src/index.ts": INDEX + "export * from './ui';\n"})),
        Tip("docs", product.branch("d", {"docs.md": "d\n"})),
    ]  # fmt: skip
    before = product.git.run("count-objects")
    found = forecast(product.git, "main", tips, parses)
    assert product.git.run("count-objects") == before
    assert len(found.pairs) == 6
    assert {(c.path, c.ours, c.theirs, is_resolved(c)) for c in found.conflicts} == {
        ("src/limits.ts", "api", "ui", False), ("src/index.ts", "api", "ui", True),
    }  # fmt: skip
    assert [found.unresolved(p) for p in ("api", "ui", "docs")] == [1, 1, 0]
    only = forecast(product.git, "main", tips, parses, only="docs")
    assert only.conflicts == ()
    assert set(only.pairs) == {("base", "docs"), ("api", "docs"), ("ui", "docs")}


def test_a_forecast_with_the_base_that_moved(product: Repository) -> None:
    tip = Tip("api", product.branch("a", {"src/limits.ts": LIMITS.replace("5", "10")}))
    product.commit({"src/limits.ts": LIMITS.replace("5", "7")})
    [conflict] = forecast(product.git, "main", [tip], parses).conflicts
    assert (conflict.ours, conflict.theirs) == ("base", "api")


def test_a_forecast_of_work_that_is_not_committed_yet(product: Repository) -> None:
    trees = {p: product.path.parent / "trees" / p for p in ("api", "ui")}
    for package, path in trees.items():
        add_worktree(product.git, path, f"dovetail/s/{package}", "main")
    product.write({"src/limits.ts": LIMITS.replace("5", "10"), "new.ts": "a\n"}, trees["api"])
    product.write({"src/limits.ts": LIMITS.replace("5", "3")}, trees["ui"])
    before, count = product.refs(), product.git.run("count-objects")
    [conflict] = forecast_worktrees(product.git, "main", trees, parses).conflicts
    assert (conflict.path, conflict.ours, conflict.theirs) == ("src/limits.ts", "api", "ui")
    assert conflict.hunks[0].ours_lines == (1, 2)
    assert product.refs() == before
    assert product.git.run("count-objects") == count
    assert product.git.at(trees["api"]).run("status", "--porcelain") == " M src/limits.ts\n?? new.ts"


def test_strangers_have_no_forecast(product: Repository) -> None:
    stranger = write_commit(product.git, product.git.run("rev-parse", "main^{tree}"), [], "Stranger")
    assert forecast(product.git, "main", [Tip("x", stranger)], parses).conflicts == ()
