"""What is wrong with a conventions document itself; and what a young repository may say without being told anything."""

import pytest

from dovetail.core.findings import apply_edits
from dovetail.rules import check
from support.snapshots import snapshot_of

DOCUMENT = "CONVENTIONS.md"
CONTRACT = {
    "contracts/user.contract.ts": "/** A person. */\nexport interface User {\n  /** @format uuid */\n  id: string;\n}\n"
}


def document(front: str) -> str:
    return f"---\n{front}\n---\nText.\n"


def found(front: str, texts: dict[str, str]) -> list[tuple[str, str, str]]:
    tree = snapshot_of({DOCUMENT: document(front), **CONTRACT, **texts})
    return [
        (f.rule, f.severity, document(front)[f.range.start : f.range.end]) for f in check(tree) if f.path == DOCUMENT
    ]


CODE = {
    "app/main.py": "x = 1\n",
    "app/store/models/user.py": "x = 1\n",
    "web/main.ts": "export const x = 1;\n",
    "db/migrations/001.sql": "",
}


@pytest.mark.parametrize(
    "front",
    [
        'naming:\n  "api/**": { json: camelCase }',
        'naming:\n  "web/**/*.tsx": { components: PascalCase }',
        'naming:\n  "services/**": { routes: kebab-case }\nbind: ["services/models.py"]',
        'naming:\n  "src/{api,ui}/**": { json: camelCase }',
        'naming:\n  "app/**": { json: snake_case }\n  "app/store/**": { json: camelCase }',
        'naming:\n  "app/**": { functions: snake_case }\n  "app/store/**": { json: camelCase }',
        'naming:\n  "src/**": { components: PascalCase, props: camelCase, fields: camelCase }',
        'naming:\n  "web/**": { components: { casing: PascalCase, prefix: App, suffix: View } }',
        'naming:\n  "db/**": { tables: { casing: snake_case, prefix: tbl_ }, columns: snake_case }',
        'naming:\n  "web/**": { functions: { casing: camelCase, prefix: use }, constants: { prefix: k } }',
        "naming:\n  contracts: { types: { casing: PascalCase, prefix: I }, files: kebab-case, routes: kebab-case }",
        "forbidden: [data, info]",
        'naming:\n  contracts: { constants: UPPER_SNAKE_CASE }\n  "web/**": { constants: camelCase }',
    ],
)
def test_nothing_is_said_of_what_can_be_kept_or_is_yet_to_be_written(front: str) -> None:
    assert found(front, CODE) == []


@pytest.mark.parametrize(
    ("front", "rule", "place"),
    [
        ('naming:\n  "app/models/**": { json: camelCase }', None, ""),
        ('naming:\n  "migrations/*.sql": { columns: snake_case }', "unmatched-glob", '"migrations/*.sql"'),
        ('naming:\n  "db/*.sql": { columns: snake_case }', "unmatched-glob", '"db/*.sql"'),
        ('bind: ["app/store/model/*.py"]', "unmatched-glob", '"app/store/model/*.py"'),
        ('naming:\n  "app/**/*.py": { components: PascalCase }', "inapplicable-convention", "components"),
        ('naming:\n  "db/**/*.sql": { json: camelCase }', "inapplicable-convention", "json"),
        ('naming:\n  "app/**": { fields: camelCase }', "inapplicable-convention", "fields"),
        ('naming:\n  "web/*.ts": { attributes: camelCase }', "inapplicable-convention", "attributes"),
        ('naming:\n  "web/**": { types: kebab-case }', "contradictory-convention", "kebab-case"),
        ('naming:\n  "web/**": { functions: { prefix: on- } }', "contradictory-convention", "on-"),
        ('naming:\n  "web/**": { functions: { casing: camelCase, prefix: On } }', "contradictory-convention", "On"),
        ('naming:\n  "db/**": { columns: { casing: snake_case, suffix: Id } }', "contradictory-convention", "Id"),
        (
            'naming:\n  "app/**": { json: camelCase }\n  "./app/**": { json: camelCase }',
            "overshadowed-convention",
            "json",
        ),
    ],
)
def test_what_cannot_be_kept_is_told_where_it_stands(front: str, rule: str | None, place: str) -> None:
    told = found(front, CODE)
    assert [(r, p) for r, _, p in told] == ([(rule, place)] if rule is not None else [])


def test_what_an_open_package_owns_is_yet_to_be_written() -> None:
    sprint = """
        sprint: Storage
        contracts: [contracts/*.contract.ts]
        verify: [make test]
        packages:
          - {id: store, status: STATUS, owns: ["migrations/**"], verify: [make test], brief: Write the tables.}
        """
    front = 'naming:\n  "migrations/*.sql": { columns: snake_case }'
    assert found(front, {**CODE, "a.sprint.yaml": sprint.replace("STATUS", "ready")}) == []
    assert [r for r, _, _ in found(front, {**CODE, "a.sprint.yaml": sprint.replace("STATUS", "done")})] == [
        "unmatched-glob"
    ]


@pytest.mark.parametrize(
    ("front", "after"),
    [
        (
            'naming:\n  "db/a/*.sql":\n    columns: snake_case\n    tables: snake_case\n  "db/**": { columns: snake_case }',
            'naming:\n  "db/a/*.sql":\n    tables: snake_case\n  "db/**": { columns: snake_case }',
        ),
        (
            'naming:\n  "db/a/*.sql": { columns: snake_case, tables: snake_case }\n  "db/**": { columns: snake_case }',
            'naming:\n  "db/a/*.sql": { tables: snake_case }\n  "db/**": { columns: snake_case }',
        ),
        (
            'naming:\n  "db/a/*.sql": { tables: snake_case, columns: snake_case }\n  "db/**": { columns: snake_case }',
            'naming:\n  "db/a/*.sql": { tables: snake_case }\n  "db/**": { columns: snake_case }',
        ),
        (
            'naming:\n  "db/a/*.sql":\n    columns: snake_case\n  "db/**":\n    columns: snake_case',
            'naming:\n  "db/**":\n    columns: snake_case',
        ),
    ],
)
def test_what_never_applies_is_taken_out(front: str, after: str) -> None:
    tree = snapshot_of({DOCUMENT: document(front), **CONTRACT, **CODE})
    (finding,) = (f for f in check(tree) if f.rule == "overshadowed-convention")
    (fix,) = finding.fixes
    assert apply_edits(document(front), fix.edits) == document(after)
