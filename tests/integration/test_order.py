"""Branches are merged after what they wait for; among the rest, what others build on goes first."""

from hypothesis import given
from hypothesis import strategies as st

from dovetail.integration.order import Candidate, merge_order, stage


def test_dependency_comes_before_everything_else() -> None:
    contract = Candidate("z", after=("a",), paths=("contracts/user.contract.ts",))
    assert merge_order([contract, Candidate("a", conflicts=9)]) == ("a", "z")


def test_contracts_then_migrations_then_fewest_conflicts_then_as_written() -> None:
    found = merge_order([
        Candidate("ui", paths=("src/ui.tsx",), conflicts=2),
        Candidate("docs", paths=("docs/a.md",)),
        Candidate("api", paths=("src/api.ts",)),
        Candidate("schema", paths=("prisma/schema.prisma",), conflicts=5),
        Candidate("terms", paths=("contracts/a.contract.ts", "x.sql")),
    ])  # fmt: skip
    assert found == ("terms", "schema", "docs", "api", "ui")


def test_stages() -> None:
    assert [
        stage([p]) for p in ("a/b.contract.ts", "db/migrations/1/up.sql", "x.sql", "prisma/schema.prisma", "src/sql.ts")
    ] == [0, 1, 1, 1, 2]
    assert stage([]) == 2


def test_an_unknown_dependency_and_a_circle_hold_nobody_up() -> None:
    assert merge_order([Candidate("a", after=("gone", "a"))]) == ("a",)
    assert merge_order([Candidate("a", after=("b",)), Candidate("b", after=("a",)), Candidate("c", after=("b",))]) == (
        "a",
        "b",
        "c",
    )


names = st.sampled_from("abcdef")


@given(st.lists(st.tuples(names, st.lists(names, max_size=3), st.integers(0, 3)), unique_by=lambda c: c[0]))
def test_everybody_is_merged_once_and_no_one_before_what_can_come_first(raw: list[tuple[str, list[str], int]]) -> None:
    candidates = [Candidate(name, tuple(a for a in after if a < name), (), n) for name, after, n in raw]
    order = merge_order(candidates)
    assert sorted(order) == sorted(c.package for c in candidates)
    for c in candidates:
        assert all(order.index(a) < order.index(c.package) for a in c.after if a in order)
