"""A name that breaks a convention is changed in the file that declares it and in all that import it, or nowhere."""

import pytest

from dovetail.core.findings import apply_edits
from dovetail.features.fixes import with_fixes
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

CONVENTIONS = """---
naming:
  "src/load/**": { functions: snake_case, types: { casing: PascalCase, suffix: Row } }
  "src/ui/**": { components: { casing: PascalCase, prefix: App } }
---
Text.
"""
TEXTS = {
    "CONVENTIONS.md": CONVENTIONS,
    "contracts/user.contract.ts": "/** What a card shows. @view Card */\nexport interface CardProps { name: string }\n",
    "src/load/users.ts": """
export interface User { name: string }
export const loadUsers = async (): Promise<User[]> => [];
export const again = () => loadUsers();
""",
    "src/load/index.ts": 'export { loadUsers } from "./users";\nexport type { User } from "./users";\n',
    "src/ui/Card.tsx": """
import { memo } from "react";
import type { CardProps } from "../../contracts/user.contract";
export const Card = memo(function Card({ name }: CardProps) { return <b>Card {name}</b>; });
""",
    "src/page.tsx": """
import { loadUsers, type User } from "./load";
import { Card } from "./ui/Card";
const services = { loadUsers, other: { loadUsers: 1 }.loadUsers };
export const show = async () => (await loadUsers()).map((u: User) => <Card name={u.name} />); // loadUsers
export { services };
""",
    "src/all.ts": 'import * as load from "./load/users";\nexport const first = async () => (await load.loadUsers())[0];\n',
    "src/own.ts": "const loadUsers = () => [];\nexport const mine = loadUsers();\n",
    "src/page.test.ts": """
import { vi } from "vitest";
import { loadUsers as load } from "./load/users";
vi.mock("./load/users", () => ({ loadUsers: vi.fn() }));
export const mocked = vi.mocked(load);
""",
}


def renamed(texts: dict[str, str], name: str) -> dict[str, str] | None:
    """What the files say that the one fix of a name changes; None where there is no fix."""
    snapshot = snapshot_from_texts(texts)
    found = [f for f in with_fixes(snapshot, check(snapshot)) if f"`{name}`" in f.message and f.severity == "warning"]
    found = [f for f in found if f.rule in ("function-casing", "missing-prefix")]
    assert len(found) == 1
    if not found[0].fixes:
        return None
    edits = found[0].fixes[0].edits
    return {p: apply_edits(texts[p], [e for e in edits if e.path == p]) for p in {e.path for e in edits}}


def test_a_function_that_several_files_use() -> None:
    after = renamed(TEXTS, "loadUsers")
    assert after is not None
    assert sorted(after) == ["src/all.ts", "src/load/index.ts", "src/load/users.ts", "src/page.test.ts", "src/page.tsx"]
    assert after["src/load/users.ts"].count("load_users") == 2
    assert after["src/load/index.ts"].startswith("export { load_users } from")
    assert "services = { loadUsers: load_users, other: { loadUsers: 1 }.loadUsers };" in after["src/page.tsx"]
    assert "import { load_users, type User }" in after["src/page.tsx"]
    assert "await load_users()" in after["src/page.tsx"]
    assert "load.load_users()" in after["src/all.ts"]
    assert "import { load_users as load }" in after["src/page.test.ts"]
    assert "({ load_users: vi.fn() })" in after["src/page.test.ts"]
    mended = snapshot_from_texts({**TEXTS, **after})
    assert not [f for f in check(mended) if "loadUsers" in f.message]


def test_a_type_and_a_component_that_a_contract_names() -> None:
    types = renamed(TEXTS, "User")
    assert types is not None
    assert "(u: UserRow)" in types["src/page.tsx"]
    card = renamed(TEXTS, "Card")
    assert card is not None
    assert "@view AppCard */" in card["contracts/user.contract.ts"]
    assert "AppCard = memo(function AppCard(" in card["src/ui/Card.tsx"]
    assert "<b>Card {name}</b>" in card["src/ui/Card.tsx"]
    assert '{ AppCard } from "./ui/Card"' in card["src/page.tsx"]
    assert "<AppCard name" in card["src/page.tsx"]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("src/page.tsx", "(u: User)", "(loadUsers: User)"),
        ("src/page.tsx", "const services", "const load_users = 1;\nconst services"),
        ("src/all.ts", "import * as load", 'const { loadUsers } = await import("./load/users");\nimport * as load'),
        (
            "src/load/users.ts",
            "export const again",
            "export const same = ({ loadUsers }: any) => 1;\nexport const again",
        ),
        ("src/page.test.ts", "{ loadUsers: vi.fn() }", "{ loadUsers }"),
    ],
)
def test_nothing_is_offered_where_something_else_may_be_meant(path: str, old: str, new: str) -> None:
    assert old in TEXTS[path]
    assert renamed({**TEXTS, path: TEXTS[path].replace(old, new, 1)}, "loadUsers") is None
