"""Conventions: what each governs, what breaks it, and mending all of it at once."""

from collections import defaultdict

import pytest

from dovetail.core.findings import Edit, apply_edits
from dovetail.core.reports import check_report
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.features.actions import actions
from dovetail.features.commands import Command
from dovetail.features.fix_all import Mended, of_convention, of_file, of_rule
from dovetail.features.fixes import with_fixes
from dovetail.features.governed import governed
from dovetail.features.hover import hover
from dovetail.features.lenses import lenses
from dovetail.features.log import log
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check
from support.snapshots import snapshot_of

from .events import event
from .product import offset

CONTRACT, CODE, CONVENTIONS = "contracts/user.contract.ts", "src/users.ts", "CONVENTIONS.md"
TEXTS = {
    CONTRACT: """
        /** A person. */
        export interface user_account {
          /** @format uuid */
          id: string;
          /** @format email */
          email_address: string;
          /** The name. */
          full_name: string;
        }

        /** Another. */
        export interface Team {
          /** Who leads it. */
          team_lead: user_account;
          data: boolean;
        }
        """,
    CODE: """
        import type { user_account } from "../contracts/user.contract";

        export function show(user: user_account): string {
          return user.email_address + user.full_name;
        }
        """,
    CONVENTIONS: """
        ---
        naming:
          contracts: { types: PascalCase, fields: camelCase }
          "prisma/**": { tables: snake_case }
        forbidden: [data]
        bind: ["api/**"]
        proseBudget: 100
        ---
        Names are camelCase.
        """,
}
TREE = snapshot_of(TEXTS)
FINDINGS = check(TREE)


def applied(tree: Snapshot, edits: tuple[Edit, ...]) -> dict[str, str]:
    by_path: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_path[edit.path].append(edit)
    texts = {p: s.text.source for p, s in tree.sources.items()}
    return {**texts, **{p: apply_edits(texts[p], own) for p, own in by_path.items()}}


def mended(found: Mended) -> dict[str, str]:
    return applied(TREE, found.edits)


def test_each_convention_says_what_it_governs_and_what_breaks_it() -> None:
    found = {".".join(map(str, g.path)): (g.governs, len(g.broken)) for g in governed(TREE, FINDINGS)}
    assert found["naming.contracts"] == (7, 4)
    assert found["naming.contracts.types"] == (2, 1)
    assert found["naming.contracts.fields"] == (5, 3)
    assert found["naming.prisma/**"] == (0, 0)
    assert found["forbidden"] == (7, 1)


def test_lenses_above_conventions() -> None:
    found = lenses(TREE, CONVENTIONS, FINDINGS)
    assert [lens.title for lens in found] == [
        "governs 7 names · 4 break it", "Fix all 4", "governs 0 names · all keep it", "governs 7 names · 1 breaks it",
        "binds 0 implementations by name", "7 of 100 tokens used",
    ]  # fmt: skip
    assert found[1].command == Command("fixAll", CONVENTIONS, ("naming.contracts",))


def test_a_convention_says_in_its_hover_who_breaks_it() -> None:
    found = hover(TREE, CONVENTIONS, offset(TREE, CONVENTIONS, "fie¦lds: camelCase"), FINDINGS)
    assert found is not None
    assert "How fields of contracts are written." in found.markdown
    assert "One of `camelCase`, `PascalCase`" in found.markdown
    assert "Governs 5 names; 3 findings." in found.markdown
    assert "- contracts/user.contract.ts: Field `email_address`" in found.markdown


@pytest.mark.parametrize(
    "found", [of_convention(TREE, FINDINGS, "naming.contracts"), of_file(TREE, FINDINGS, CONTRACT)]
)
def test_names_are_mended_everywhere(found: Mended) -> None:
    after = mended(found)
    assert "export interface UserAccount {" in after[CONTRACT]
    assert "teamLead: UserAccount;" in after[CONTRACT]
    assert "import type { UserAccount }" in after[CODE]
    assert "return user.emailAddress + user.fullName;" in after[CODE]
    again = check(snapshot_from_texts({**after, CONVENTIONS: TREE.text(CONVENTIONS).source}))  # type: ignore[union-attr]
    assert not [f for f in again if f.rule.endswith("-casing") or f.rule == "unknown-property"]


def test_the_light_bulb_and_the_report_rename_everywhere_in_one_edit() -> None:
    report = check_report(with_fixes(TREE, FINDINGS), TREE, 0)
    told = {f.message.split("`")[1]: f.fixes for f in report.findings if f.rule.endswith("-casing")}
    assert {name: [fix.title for fix in own] for name, own in told.items()} == {
        "user_account": ["Rename to 'UserAccount' everywhere"],
        "email_address": ["Rename to 'emailAddress' everywhere"],
        "full_name": ["Rename to 'fullName' everywhere"],
        "team_lead": ["Rename to 'teamLead' everywhere"],
    }
    assert {e.path for e in told["full_name"][0].edits} == {CONTRACT, CODE}
    at = offset(TREE, CONTRACT, "full¦_name")
    offered, ignored = (a for a in actions(TREE, CONTRACT, Range(at, at), FINDINGS) if a.finding is not None)
    assert offered.preferred and ignored.title == "Ignore field-casing here"
    after = applied(TREE, offered.edits)
    assert "fullName: string" in after[CONTRACT]
    assert "user.email_address + user.fullName" in after[CODE]


def test_a_name_that_cannot_be_renamed_says_why() -> None:
    twice = TEXTS[CONTRACT].replace("full_name: string;", "full_name: string;\n          fullName: string;")
    tree = snapshot_of({**TEXTS, CONTRACT: twice})
    at = offset(tree, CONTRACT, "full¦_name")
    offered, _ = (
        a for a in actions(tree, CONTRACT, Range(at, at), check(tree)) if a.finding and "casing" in a.finding.rule
    )
    assert offered.disabled == "`user_account` already has a field `fullName`; choose another name."


def test_all_of_one_rule_is_mended_and_nothing_else() -> None:
    found = of_rule(TREE, FINDINGS, "field-casing")
    assert found.findings == 3
    after = mended(found)
    assert "user_account" in after[CONTRACT]
    assert "emailAddress: string" in after[CONTRACT]
    assert of_rule(TREE, FINDINGS, "type-casing").findings == 1
    assert of_convention(TREE, FINDINGS, "naming.nowhere") == Mended((), 0)


def test_a_log_tells_what_a_package_did() -> None:
    events = [
        event("package.state", "api", state="running"),
        event(
            "package.findings", "api", path="a.ts", findings=[{"rule": "missing-field", "message": "`x` is missing."}]
        ),
        event("package.text", "api", text="I see: it is\nmissing.", turn=1),
        event("package.findings", "api", path="a.ts", findings=[]),
        event("package.refused", "api", path="b.ts", reason="ui owns it."),
        event("package.commit", "api", sha="0123456789abcdef", subject="Add the field"),
        event("package.usage", "api", dollars=0.1),
        event("package.state", "ui", state="running"),
        event("package.state", "api", state="done", detail="All is built."),
    ]
    lines = log(events, "api").splitlines()
    assert lines[0] == "api"
    assert lines[2].endswith("running")
    assert "missing-field: `x` is missing." in lines[4]
    assert lines[3].endswith("1 finding in a.ts")
    assert [line[8:] for line in lines[5:]] == [
        "I see: it is missing.",
        "no finding in a.ts",
        "refused to write b.ts · ui owns it.",
        "commit 01234567 · Add the field",
        "done · All is built.",
    ]
    assert "Nothing has happened yet." in log(events, "docs")
