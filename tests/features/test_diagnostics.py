"""Where the engine's findings are shown."""

from dovetail.core.text import Position, Text
from dovetail.features.diagnostics import Notice, Spot, clamped, followed, notices

from .events import event, finding, folded
from .product import CODE, CONTRACT, SPRINT, product


def places(found: tuple[Notice, ...]) -> list[tuple[str | None, str, int, str]]:
    return [(n.at.package, n.at.path, n.at.start.line, n.message) for n in found]


def test_a_branchs_finding_is_shown_in_the_worktree_at_the_contract_and_at_the_package() -> None:
    snapshot, _ = product()
    report = finding(CODE, "`role` is missing.", line=4, related={CONTRACT: 15})
    live = folded(event("package.findings", "api", path=CODE, findings=[report]))
    assert places(notices(snapshot, live)) == [
        ("api", CODE, 3, "`role` is missing."),
        (None, CONTRACT, 14, "api: `role` is missing."),
        (None, SPRINT, 12, "api: `role` is missing."),
    ]
    in_worktree, at_contract, _ = notices(snapshot, live)
    assert (in_worktree.at.slug, in_worktree.related[0][0]) == ("authentication", at_contract.at)
    assert at_contract.related[0][0] == in_worktree.at


def test_it_is_gone_when_the_engine_says_so() -> None:
    snapshot, _ = product()
    live = folded(
        event("package.findings", "api", path=CODE, findings=[finding(CODE)]),
        event("package.findings", "api", path=CODE, findings=[]),
    )
    assert notices(snapshot, live) == ()


def test_a_forecast_conflict_is_shown_at_both_files_and_at_the_package() -> None:
    snapshot, _ = product()
    report = finding(
        CODE, "api and docs disagree.", rule="merge-conflict", package="docs", related={"prisma/schema.prisma": 2}
    )
    found = places(notices(snapshot, folded(event("forecast", findings=[report]))))
    assert found == [
        (None, CODE, 0, "docs: api and docs disagree."),
        (None, "prisma/schema.prisma", 1, "docs: api and docs disagree."),
        (None, SPRINT, 20, "docs: api and docs disagree."),
    ]


def test_what_integration_found_in_a_file_that_only_the_branch_has_is_shown_there_and_at_the_sprint() -> None:
    snapshot, _ = product()
    report = finding("src/new.ts", "Does not compile.", rule="verification-failed", package="api")
    found = places(notices(snapshot, folded(event("integration.findings", findings=[report]))))
    assert found == [
        (".integration", "src/new.ts", 0, "api: Does not compile."),
        (None, SPRINT, 12, "api: Does not compile."),
    ]


def test_an_ejected_package_is_shown_with_its_reason_and_one_nobody_knows_at_the_sprints_name() -> None:
    snapshot, _ = product()
    live = folded(
        event("integration.ejected", package="api", reason="it conflicts"),
        event("integration.ejected", package="old", reason="gone"),
    )
    assert [(p[2], p[3]) for p in places(notices(snapshot, live))] == [
        (12, "api was left out of the integration: it conflicts"),
        (0, "old was left out of the integration: gone"),
    ]


def test_a_sprint_that_is_no_more_shows_nothing() -> None:
    snapshot, _ = product()
    live = folded(event("package.findings", "api", sprint="Another", path=CODE, findings=[finding(CODE)]))
    assert notices(snapshot, live) == ()


def test_a_place_in_a_text_that_has_changed_is_moved_into_it() -> None:
    spot = clamped(Spot("a", Position(9, 9), Position(-1, -1)), Text("one\ntwo"))
    assert (spot.start, spot.end) == (Position(1, 3), Position(0, 0))


def test_a_place_follows_its_line_while_the_file_is_edited() -> None:
    before, after = Text("a\nb\nc\nd\n"), Text("new\na\nc\nd!\n")
    spots = [Spot("x", Position(n, 0), Position(n, 1)) for n in range(4)]
    assert [followed(s, before, after).start.line for s in spots] == [1, 2, 2, 3]
    assert followed(spots[2], before, before) == spots[2]
