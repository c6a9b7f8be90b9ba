"""Contract changes as findings: what is said while one types, who must follow, and when nothing is compared."""

from dataclasses import replace

import pytest

from dovetail.core.findings import Finding
from dovetail.rules import check, find_rule
from support.pages import read_page
from support.snapshots import snapshot_as_written

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
NULLABLE = CONTRACT.replace("email: string", "email: string | null")
PATH = "contracts/user.contract.ts"


def found(before: dict[str, str], after: dict[str, str]) -> list[Finding]:
    snapshot = replace(snapshot_as_written(after), base=snapshot_as_written(before))
    return [f for f in check(snapshot) if (rule := find_rule(f.rule)) is not None and rule.family == "evolution"]


def messages(before: str, after: str, **files: str) -> list[str]:
    others = {path.replace("__", "/").replace("_ts", ".ts"): text for path, text in files.items()}
    return [f.message for f in found({PATH: before, **others}, {PATH: after, **others})]


@pytest.mark.parametrize("typed", ["  na", "  name:", "  name: str", "  /** @for", '  name: "a" | "b', "  name: {"])
def test_a_contract_that_is_being_typed_is_not_compared(typed: str) -> None:
    while_typing = CONTRACT.replace("  email: string;", f"  email: string;\n{typed}")
    assert all("is new" in m for m in messages(CONTRACT, while_typing))


def test_another_contract_is_compared_meanwhile() -> None:
    other = "contracts/role.contract.ts"
    role = "/** What a person may do. */\nexport type Role = 'a' | 'b';\n"
    broken = {PATH: CONTRACT.replace("email: string;", "email: {"), other: role.replace("'b'", "'b' | 'c'")}
    assert {f.path for f in found({PATH: CONTRACT, other: role}, broken)} == {other}


def test_nothing_is_compared_without_a_base() -> None:
    assert not [f for f in check(snapshot_as_written({PATH: NULLABLE})) if f.rule.startswith("breaking")]


def test_an_implementation_follows_on_its_side_of_the_wire() -> None:
    person = "/** @contract User subset */\nexport interface Person {\n  email: string;\n}\n"
    [message] = messages(CONTRACT, NULLABLE, src__web__a_ts=person, src__server__b_ts=person, src__c_ts=person)
    assert message.endswith("which breaks consumers: `src/c.ts` and `src/web/a.ts` must follow.")


def test_who_implements_what_mentions_it_follows_where_nothing_implements_it_itself() -> None:
    before = (
        CONTRACT.replace("email: string", "role: Role") + "/** What one may do. */\nexport type Role = 'a' | 'b';\n"
    )
    person = "/** @contract User subset */\nexport interface Person {\n  role: string;\n}\n"
    [message] = messages(before, before.replace("'b'", "'b' | 'c'"), src__web__a_ts=person)
    assert "`src/web/a.ts` must follow" in message


def test_what_a_package_that_is_done_must_do_is_not_said() -> None:
    def sprint(status: str) -> str:
        return f"sprint: S\nverify: [x]\npackages:\n  - {{id: ui, status: {status}, owns: [src/**], consumes: [Me], brief: x}}\n"

    for status, known in (("ready", "package `ui` must follow."), ("done", "nothing here is bound to it.")):
        plan = {"s.sprint.yaml": sprint(status)}
        [finding] = found({PATH: CONTRACT, **plan}, {PATH: NULLABLE, **plan})
        assert finding.message.endswith(known)


def test_the_many_are_a_number() -> None:
    person = "/** @contract User subset */\nexport interface Person {\n  email: string;\n}\n"
    files = {f"src__web__{name}_ts": person for name in "abcdefg"}
    [message] = messages(CONTRACT, NULLABLE, **files)
    assert "`src/web/c.ts`, `src/web/d.ts` and 3 more must follow." in message


def test_a_page_gives_the_tree_to_compare_with() -> None:
    page = read_page(
        "# x\n\nA summary.\n\n## Why\nBecause.\n\n## Example\n"
        "`a.contract.ts` before:\n```ts\n// was\n```\n\n`a.contract.ts`:\n```ts\n// is\n```\n\n## Use instead\n```ts\n// is\n```\n"
    )
    example, instead = page.sections[1:]
    base = example.snapshot().base
    assert base is not None
    assert base.sources["a.contract.ts"].text.source == "// was\n"
    assert instead.snapshot().base is None
