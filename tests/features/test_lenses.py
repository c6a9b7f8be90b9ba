"""Lenses, actions, hints, outline and completion."""

import re

import pytest

from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.features.actions import Action, actions
from dovetail.features.commands import Command
from dovetail.features.completion import completion
from dovetail.features.hover import hover
from dovetail.features.inlay import hints
from dovetail.features.launch import blockers
from dovetail.features.lenses import lenses
from dovetail.features.links import links
from dovetail.features.live import NOTHING, Live
from dovetail.features.symbols import symbols
from dovetail.features.workspace_symbols import workspace_symbols
from support.snapshots import snapshot_of

from .events import event, folded
from .product import CODE, CONTRACT, SPRINT, TEXTS, offset, product

Findings = tuple[Finding, ...]

TREE, FINDINGS = product()
RUNNING = folded(
    event("package.state", "schema", state="running"),
    event("package.state", "api", state="done"),
    event("package.turn", "schema", turn=2),
)
DONE = folded(event("package.state", "schema", state="done"), event("package.state", "api", state="done"))
VERIFIED = folded(event("integration.state", state="verified", head="abc"), live=DONE)
CYCLE = TEXTS[SPRINT].replace("after: []", "after: [api]")


def titles(path: str, live: Live = NOTHING, tree: Snapshot = TREE, findings: Findings = FINDINGS) -> list[str]:
    return [lens.title for lens in lenses(tree, path, findings, live)]


def offered(
    marked: str, live: Live = NOTHING, tree: Snapshot = TREE, findings: Findings = FINDINGS, path: str = SPRINT
) -> dict[str, Action]:
    at = offset(tree, path, marked)
    return {a.title: a for a in actions(tree, path, Range(at, at), findings, live)}


def test_a_contract_says_who_and_how_many() -> None:
    found = titles(CONTRACT)
    assert found[1] == "provided by schema · consumed by api, docs · 2 implementations · 1 drift"
    assert found[2] == "provided by api · consumed by docs · 0 implementations"


def test_an_implementation_says_its_contract() -> None:
    assert titles(CODE) == ["contract User · 1 drift"]
    target = lenses(TREE, CODE, FINDINGS)[0].target
    text = TREE.text(CONTRACT)
    assert target is not None
    assert text is not None
    assert (target.path, text[target.range]) == (CONTRACT, "User")


def test_a_sprint_can_be_launched() -> None:
    assert titles(SPRINT) == ["Launch all ready packages (2)", "Launch", "Launch", "Launch"]
    assert lenses(TREE, SPRINT, FINDINGS)[1].command == Command("launchPackage", SPRINT, ("schema",))


def test_a_running_sprint_can_be_stopped() -> None:
    assert titles(SPRINT, RUNNING) == [
        "1 of 2 done · 1 running", "Stop all", "running · 2 turns", "Stop", "Diff", "Log", "done", "Diff", "Log", "Launch",
    ]  # fmt: skip
    found = {lens.title: lens.command for lens in lenses(TREE, SPRINT, FINDINGS, RUNNING)}
    assert found["Diff"] == Command("diff", SPRINT, ("api",))
    assert found["Log"] == Command("log", SPRINT, ("api",))


def test_what_an_agent_says_of_its_work_leaves_room_for_what_can_be_done_with_it() -> None:
    done = event("package.state", "api", state="done", detail="The endpoint is there, with its errors.")
    failed = event("package.state", "docs", state="failed", detail="It ran out of turns.")
    shown = titles(SPRINT, folded(done, failed))
    assert "done" in shown
    assert "failed · It ran out of turns." in shown
    hovered = hover(TREE, SPRINT, offset(TREE, SPRINT, "id: a¦pi"), FINDINGS, folded(done))
    assert hovered is not None
    assert "done · The endpoint is there, with its errors." in hovered.markdown


def test_a_finished_sprint_can_be_integrated_and_a_verified_one_landed() -> None:
    assert "Integrate" in titles(SPRINT, DONE)
    assert "Land" in titles(SPRINT, VERIFIED)
    assert "Integrate" not in titles(SPRINT, VERIFIED)


def test_a_blocked_launch_says_why() -> None:
    tree, findings = product(SPRINT=CYCLE)
    reason = blockers(tree, tree.sprints[0], findings, ["api"])["api"]
    assert "api" in reason
    assert f"Launch is blocked: {reason}" in titles(SPRINT, tree=tree, findings=findings)
    action = offered("id: ap¦i", tree=tree, findings=findings)["Launch package 'api'"]
    assert action.disabled == reason
    assert offered("id: sch¦ema", tree=tree, findings=findings)["Launch package 'schema'"].disabled is None
    assert offered("id: sch¦ema", tree=tree, findings=findings)["Launch all ready packages (1)"].disabled is None


def test_a_contract_that_cannot_be_read_blocks_only_those_who_need_it() -> None:
    broken = TEXTS[CONTRACT].replace("role: Role;", "role: Nowhere;")
    tree, findings = product(CONTRACT=broken)
    assert set(blockers(tree, tree.sprints[0], findings, ["schema", "api", "docs"])) == {"schema", "api", "docs"}
    other = TEXTS[CONTRACT] + "\n/** Alone. */\nexport interface Alone {\n  /** @format uuid */\n  id: Nowhere;\n}\n"
    tree, findings = product(CONTRACT=other)
    assert [f.rule for f in findings if f.severity == "error" and f.path == CONTRACT] == ["unknown-type"]
    assert not blockers(tree, tree.sprints[0], findings, ["schema", "api", "docs"])


def test_a_package_that_is_not_there_cannot_be_launched() -> None:
    assert (
        blockers(TREE, TREE.sprints[0], FINDINGS, ["nobody"])["nobody"]
        == "The sprint has no package 'nobody'; it has schema, api, docs."
    )


def test_a_fix_is_offered_where_its_finding_is_and_preferred_where_it_is_the_only_one() -> None:
    found = [a for a in offered("UserRo¦w", path=CODE).values() if a.edits]
    assert found
    assert found[0].finding is not None
    assert found[0].preferred == (len(found[0].finding.fixes) == 1)


def test_a_running_package_is_offered_a_stop() -> None:
    found = offered("id: sch¦ema", RUNNING)
    assert found["Stop package 'schema'"].command == Command("stop", SPRINT, ("schema",))
    assert "Launch package 'schema'" not in found
    assert found["Integrate the finished packages"].disabled == "Packages are still at work."


def test_a_selection_is_launched_together() -> None:
    start, end = offset(TREE, SPRINT, "id: sch¦ema"), offset(TREE, SPRINT, "id: ap¦i")
    found = {a.title: a for a in actions(TREE, SPRINT, Range(start, end), FINDINGS)}
    assert found["Launch the 2 selected packages"].command == Command("launchPackage", SPRINT, ("schema", "api"))
    assert "Launch package 'api'" in found
    found = {a.title: a for a in actions(TREE, SPRINT, Range(start, end), FINDINGS, RUNNING)}
    assert not [title for title in found if "selected" in title]


def test_landing_waits_for_verification() -> None:
    failed = folded(event("integration.state", state="failed"), live=DONE)
    assert offered("id: sch¦ema", failed)["Land the verified integration"].disabled
    assert offered("id: sch¦ema", VERIFIED)["Land the verified integration"].disabled is None


def test_a_proposal_can_be_answered_at_its_contract() -> None:
    live = folded(event("proposal.opened", "api", id="p1", contract="User", reason="needs a name"))
    found = offered("interface Us¦er {", live, path=CONTRACT)
    assert found["Accept api's change: needs a name"].command == Command("acceptProposal", None, ("p1",))
    assert found["Decline api's change: needs a name"].command == Command("declineProposal", None, ("p1",))
    assert not [t for t in offered("interface GetUs¦er {", live, path=CONTRACT) if "Accept" in t]


def test_hints_give_the_weight_of_each_package() -> None:
    found = hints(TREE, SPRINT, Range(0, 10_000))
    assert [TREE.sprints[0].text.line_of(h.offset) for h in found] == [5, 12, 20]
    assert "of 2,000 tokens" in found[0].label
    assert hints(TREE, CONTRACT, Range(0, 10_000)) == ()


def test_a_hint_says_by_how_much_a_budget_is_exceeded() -> None:
    tree, _ = product(SPRINT=TEXTS[SPRINT].replace("Write the tables.", "Write the tables. " + "Then more. " * 500))
    assert re.fullmatch(r"[\d,]+ tokens over 2,000", hints(tree, SPRINT, Range(0, 10_000))[0].label)


def test_hints_say_what_a_package_is_doing_and_what_it_has_cost() -> None:
    used = event("package.turn", "api", run="r", turn=3, tokens={"input": 1000, "output": 200}, dollars=0.5)
    free = event("package.turn", "docs", run="r", turn=3, tokens={"input": 90_000, "output": 9_500})
    states = [event("package.state", p, state="running") for p in ("api", "docs")]
    found = hints(TREE, SPRINT, Range(0, 10_000), folded(*states, used, free))
    assert [h.label.partition(" tokens")[2] for h in found] == ["", " · running · $0.50", " · running · 100k used"]
    assert all(len(h.label) <= 43 for h in found), "as much as VS Code shows"
    assert "Now: running · 3 turns · 1,200 tokens · $0.50." in found[1].tooltip


def test_the_outline_holds_names_within_their_ranges() -> None:
    for path in (CONTRACT, CODE, SPRINT, "CONVENTIONS.md"):
        outline = symbols(TREE, path)
        assert outline
        todo = list(outline)
        while todo:
            symbol = todo.pop()
            assert symbol.range.start <= symbol.name_range.start <= symbol.name_range.end <= symbol.range.end
            todo += symbol.children
    assert [s.name for s in symbols(TREE, CONTRACT)] == ["Role", "User", "GetUser", "UserParams", "Failure"]
    assert [c.name for c in symbols(TREE, SPRINT)[0].children] == ["schema", "api", "docs"]


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        (CONTRACT, "/** @form¦", "format"),
        (CONTRACT, "/** @format ema¦", "email"),
        (CONTRACT, " * @owner ¦", "api"),
        (CODE, "// @contract Us¦", "User"),
        (CODE, "/** @¦", "contract"),
        (SPRINT, "    consumes: [Us¦", "GetUser"),
        (SPRINT, "    after: [sch¦]", "schema"),
        (SPRINT, "    provides:\n      - Us¦", "User"),
    ],
)
def test_completion_knows_tags_formats_contracts_and_packages(path: str, line: str, expected: str) -> None:
    end = "\n" if path != SPRINT else ""
    text = TEXTS[path].rstrip(" ") + end + line.replace("¦", "")
    tree, _ = product(**{{CONTRACT: "CONTRACT", CODE: "CODE", SPRINT: "SPRINT"}[path]: text})
    source = tree.text(path)
    assert source is not None
    at = len(source.source) - (len(line) - line.index("¦") - 1)
    items = completion(tree, path, at)
    assert expected in [i.label for i in items]
    assert all(source[i.replaces] == line.partition("¦")[0][-len(source[i.replaces]) or len(line) :] for i in items)


def test_what_is_held_in_place_is_in_the_outline_and_found_in_the_workspace() -> None:
    listed = """
        /** All. @api GET /users */
        export interface AllUsers { query: { page: { size: number } }; response: User[]; errors: null }
        export enum Tint { Red = "red" }
        export const LIMITS = { pageSize: 20 } as const;
        """
    code = '/** @param {import("../contracts/all.contract").AllUsers} all */\nexport const first = (all) => all.response;\n'
    tree = snapshot_of({**TEXTS, "contracts/all.contract.ts": listed, "src/first.js": code})
    query = symbols(tree, "contracts/all.contract.ts")[0].children[0]
    assert (query.name, [(s.name, [c.name for c in s.children]) for s in query.children]) == (
        "query",
        [("page", ["size"])],
    )
    for name in ("AllUsers.query.page.size", "Tint.Red", "LIMITS.pageSize"):
        assert [f.name for f in workspace_symbols(tree, name)] == [name]
    assert [f.name for f in workspace_symbols(tree, "page_size")][:1] == ["LIMITS.pageSize"]
    assert [(link.path, code[link.range.start : link.range.end]) for link in links(tree, "src/first.js")] == [
        ("contracts/all.contract.ts", "../contracts/all.contract")
    ]
