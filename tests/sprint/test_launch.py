"""Everything that can be known before a package is started, each as one sentence at the right place."""

from pathlib import Path

import pytest

from dovetail.core.errors import DovetailError, NotARepository
from dovetail.sprint.launch import Launch, LaunchRequest, plan_launch
from repositories import Repository
from sprint.conftest import SPRINT, Product, five_packages, package_text, sprint_text


@pytest.fixture
def product(repository: Repository) -> Product:
    return Product(repository, five_packages())


def launch(product: Product, *packages: str, sprint: str = SPRINT) -> Launch:
    return plan_launch(LaunchRequest(sprint=sprint, packages=packages or None), product.path)


def refusal(product: Product, *packages: str, sprint: str = SPRINT) -> str:
    with pytest.raises(DovetailError) as refused:
        launch(product, *packages, sprint=sprint)
    said = str(refused.value)
    assert "\n" not in said
    return said


def test_all_ready_packages_are_launched_from_the_base(product: Product) -> None:
    planned = launch(product)
    assert [p.id for p in planned.packages] == ["schema", "api", "ui", "tests", "docs"] and not planned.blocked
    assert planned.base == product.repository.git.commit("main")
    assert [p.id for p in launch(product, "ui").packages] == ["ui"]
    assert [p.id for p in launch(product, "ui", sprint=str(product.path / SPRINT)).packages] == ["ui"]


@pytest.mark.parametrize("change", [{"contracts/user.contract.ts": "export interface User { id: string }\n"},
                                    {"contracts/more.contract.ts": "export interface More { id: string }\n"},
                                    {"CONVENTIONS.md": "Other.\n"}, {SPRINT: five_packages() + "# a note\n"}])  # fmt: skip
def test_what_is_not_committed_is_not_launched(product: Product, change: dict[str, str]) -> None:
    product.repository.write(change)
    (path,) = change
    assert refusal(product) == (
        f"{path} differs from what is committed on main: commit there first, so that every agent reads what you see."
    )
    product.repository.commit({})
    launch(product)


def test_other_uncommitted_work_does_not_matter(product: Product) -> None:
    product.repository.write({"index.txt": "dirty\n", "new.txt": "new\n"})
    launch(product)


def test_a_plan_with_errors_blocks_the_packages_it_concerns(product: Product) -> None:
    overlapping = sprint_text(
        package_text("api"), package_text("ui").replace("owns: [ui/**]", "owns: [api/x/**]"), package_text("docs")
    )
    product.repository.commit({SPRINT: overlapping})
    planned = launch(product)
    assert [p.id for p in planned.packages] == ["docs"] and set(planned.blocked) == {"api", "ui"}
    assert refusal(product, "api").startswith("Package api cannot be launched: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (sprint_text(package_text("api"), package_text("api")), "api"),
        (
            sprint_text(package_text("api", more="    after: [ui]\n"), package_text("ui", more="    after: [api]\n")),
            "can ever start",
        ),
        (sprint_text(package_text("api", consumes="Usr")), "Usr"),
        ("sprint: Auth\n\tbase: main\n", "auth.sprint.yaml:2: "),
        ("sprint: Auth\npackages: 3\n", "auth.sprint.yaml:2: "),
        (
            sprint_text(package_text("api").replace("status: ready", "status: draft")),
            "No package of auth.sprint.yaml is marked",
        ),
        (sprint_text(package_text("api")).replace("base: main", "base: trunk"), "There is no branch `trunk`"),
    ],
)
def test_bad_input_is_one_sentence(product: Product, text: str, said: str) -> None:
    product.repository.commit({SPRINT: text})
    assert said in refusal(product)


def test_what_is_not_there_is_said(product: Product, tmp_path: Path) -> None:
    assert refusal(product, sprint="other.sprint.yaml") == f"There is no sprint other.sprint.yaml in {product.path}."
    assert "has no package 'web'; it has schema, api" in refusal(product, "web")
    with pytest.raises(NotARepository):
        plan_launch(LaunchRequest(sprint=SPRINT), tmp_path)
    (product.path / ".dovetail").mkdir()
    (product.path / ".dovetail" / "settings.json").write_text('{"agents": 3}')
    assert ".dovetail/settings.json: agents: " in refusal(product)


def test_a_sprint_that_was_never_committed_is_refused(repository: Repository) -> None:
    product = Product(repository, five_packages())
    repository.write({"new.sprint.yaml": sprint_text(package_text("api"))})
    assert refusal(product, sprint="new.sprint.yaml").startswith("new.sprint.yaml is not committed")


def test_contract_changes_that_were_accepted_are_part_of_the_plan(product: Product) -> None:
    amended = "export interface User { id: string; name: string }\n"
    product.repository.branch("dovetail/auth/contract", {"contracts/user.contract.ts": amended})
    assert launch(product).plan.texts["contracts/user.contract.ts"] == amended
    product.repository.git.run("merge", "--quiet", "--no-edit", "dovetail/auth/contract")
    product.repository.commit({"contracts/user.contract.ts": "export interface User { id: string }\n"})
    assert "name" not in launch(product).plan.texts["contracts/user.contract.ts"]
