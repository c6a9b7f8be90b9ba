"""Sprints beyond the examples of the pages: packages that are done or drafts, several sprints, globs, and what is implied."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
    /** A person. */
    export interface User { displayName: string }
    /** What somebody may do. */
    export type Role = "member" | "admin";
    /** Limits. */
    export const LIMITS = { maxLoginAttempts: 5 } as const;
    /** The figures. */
    export interface Stats { userCount: number; best: User }
    /** The dashboard.
     * @api GET /dashboard
     */
    export interface Dashboard { response: Stats; errors: never }
"""


def found(sprint: str, **more: str) -> list[tuple[str, str]]:
    texts = {"a.contract.ts": CONTRACT, "a.sprint.yaml": sprint, **more}
    return [(f.rule, f.severity) for f in check(snapshot_of(texts)) if f.path == "a.sprint.yaml"]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("ready", [("overlapping-ownership", "error")]), ("draft", [("overlapping-ownership", "error")]), ("done", [])],
)
def test_a_package_that_is_done_owns_nothing(status: str, expected: list[tuple[str, str]]) -> None:
    sprint = f"""
        sprint: S
        verify: [make]
        packages:
          - {{ id: a, owns: [src/**], status: {status}, brief: x }}
          - {{ id: b, owns: [src/b/**] }}
    """
    assert found(sprint) == expected


@pytest.mark.parametrize(
    ("mine", "theirs", "overlaps"),
    [
        ("src/api/**", "src/ui/**", False),
        ("src/**/*.ts", "src/api/**", True),
        ("src/*.ts", "src/api/**", False),
        ("src/{api,ui}/**", "src/ui/card.tsx", True),
        ("src/a*.ts", "src/*b.ts", True),
        ("docs", "docs/guide.md", True),
        ("./src/", "src/x/y.ts", True),
    ],
)
def test_globs_overlap_where_a_path_could_match_both(mine: str, theirs: str, overlaps: bool) -> None:
    sprint = f"sprint: S\npackages:\n  - {{ id: a, owns: ['{mine}'] }}\n  - {{ id: b, owns: ['{theirs}'] }}\n"
    assert found(sprint) == ([("overlapping-ownership", "error")] if overlaps else [])


def test_an_endpoint_brings_what_it_mentions() -> None:
    sprint = """
        sprint: S
        packages:
          - { id: api, provides: [Dashboard] }
          - { id: ui, consumes: [Dashboard, Stats, User] }
    """
    assert found(sprint) == []


def test_constants_and_enums_need_nobody() -> None:
    sprint = """
        sprint: S
        packages:
          - { id: api, consumes: [LIMITS, Role] }
          - { id: ui, consumes: [LIMITS, Role] }
    """
    assert found(sprint) == []


def test_what_the_tree_implements_is_provided() -> None:
    sprint = "sprint: S\npackages:\n  - { id: api }\n  - { id: ui, consumes: [User] }\n"
    assert found(sprint) == [("unprovided-contract", "error")]
    code = "/** @contract User */\nexport interface Person { displayName: string }\n"
    assert found(sprint, **{"src/people.ts": code}) == []


def test_another_sprint_may_provide_it() -> None:
    sprint = "sprint: S\npackages:\n  - { id: api }\n  - { id: ui, consumes: [User] }\n"
    other = "sprint: T\npackages:\n  - { id: schema, provides: [User] }\n"
    assert found(sprint, **{"b.sprint.yaml": other}) == []


def test_a_package_that_is_done_still_provides() -> None:
    sprint = """
        sprint: S
        verify: [make]
        packages:
          - { id: schema, status: done, provides: [User] }
          - { id: ui, consumes: [User] }
          - { id: more, status: ready, brief: x, provides: [User] }
    """
    assert found(sprint) == []


def test_packages_that_are_done_are_not_nagged() -> None:
    sprint = """
        sprint: S
        context: { budget: 500 }
        packages:
          - { id: a, status: done, consumes: [Nothing], reads: [README.md], estimate: 5m }
          - { id: b }
    """
    assert found(sprint, **{"README.md": "word " * 2000}) == [("unknown-contract", "error")]


def test_an_owner_of_another_sprint_is_known() -> None:
    contract = "/** A person.\n * @owner schema\n */\nexport interface User { displayName: string }\n"
    sprint = "sprint: S\npackages:\n  - { id: ui }\n  - { id: api }\n"
    other = "sprint: T\npackages:\n  - { id: schema, provides: [User] }\n  - { id: x, consumes: [User] }\n"
    texts = {"a.contract.ts": contract, "a.sprint.yaml": sprint, "b.sprint.yaml": other}
    assert check(snapshot_of(texts)) == ()


def test_a_sprint_that_covers_other_contracts_says_nothing_of_these() -> None:
    contract = "/** A person.\n * @owner nobody\n */\nexport interface User { displayName: string }\n"
    sprint = "sprint: S\ncontracts: [other/**]\npackages:\n  - { id: ui }\n"
    assert check(snapshot_of({"a.contract.ts": contract, "a.sprint.yaml": sprint})) == ()


def test_a_manifest_below_is_needed_only_by_those_below_it() -> None:
    sprint = "sprint: S\npackages:\n  - { id: web, owns: [apps/web/**] }\n  - { id: api, owns: [apps/api/**] }\n"
    manifests = {"apps/web/package.json": "{}", "apps/api/package.json": "{}", "package.json": "{}"}
    assert found(sprint, **manifests) == []
    assert found(sprint, **{"package.json": "{}"}) == [("shared-hotspot", "warning")]


def test_prose_needs_no_manifest() -> None:
    sprint = "sprint: S\npackages:\n  - { id: docs, owns: [docs/**] }\n  - { id: api, owns: [src/api/**] }\n"
    assert found(sprint, **{"package.json": "{}"}) == []


def test_a_path_in_quotes_is_added_in_quotes() -> None:
    sprint = "sprint: S\nshared:\n  - README.md\npackages:\n  - { id: a, owns: [src/a/**] }\n  - { id: b, owns: [src/b/**] }\n"
    findings = check(snapshot_of({"a.sprint.yaml": sprint, "src/index.ts": "export {};\n"}))
    assert [e.new_text for f in findings for fix in f.fixes for e in fix.edits] == ["\n  - src/index.ts"]
