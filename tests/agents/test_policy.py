"""Who may write what."""

import pytest

from dovetail.agents.policy import refusal
from dovetail.core.plan import read_sprint
from dovetail.core.text import Text

SPRINT = read_sprint(
    "auth.sprint.yaml",
    Text("""\
sprint: Auth
conventions: docs/CONVENTIONS.md
contracts: [contracts/**]
shared: [package.json]
packages:
  - id: api
    owns: [src/api/**, contracts/**]
  - id: ui
    owns: [src/ui/**]
"""),
)


@pytest.mark.parametrize("path", ["src/api/a.ts", "package.json"])
def test_a_package_writes_what_it_owns_and_what_is_shared(path: str) -> None:
    api = SPRINT.package("api")
    assert api is not None and refusal(SPRINT, api, path) is None


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("src/ui/a.tsx", "belongs to package ui"),
        ("README.md", "is outside your package: api owns src/api/\\*\\*"),
        ("contracts/user.contract.ts", "propose_contract_change"),
        ("contracts/index.ts", "propose_contract_change"),
        ("auth.sprint.yaml", "the plan"),
        ("docs/CONVENTIONS.md", "conventions"),
        (".git/hooks/pre-commit", "commits are made for you"),
        (".dovetail/settings.json", "not yours"),
    ],
)
def test_anything_else_is_refused_with_the_way_out(path: str, said: str) -> None:
    api = SPRINT.package("api")
    assert api is not None
    with pytest.raises(AssertionError, match=said):
        raise AssertionError(refusal(SPRINT, api, path))
