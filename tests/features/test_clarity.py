"""The clarity score: the share of a contract's decisions that are made."""

from dovetail.features.clarity import clarity, described, overall
from dovetail.rules import check
from support.snapshots import snapshot_of

CLEAR = """
    /** A person. */
    export interface User {
      /** @format uuid */
      id: string;
      displayName: string;
      isAdmin: boolean;
    }
"""
UNCLEAR = """
    export interface Post {
      createdAt: string;
      status: string;
    }
"""


def scores(text: str) -> dict[str, int]:
    snapshot = snapshot_of({"a.contract.ts": text})
    findings = check(snapshot)
    return {c.name: clarity(snapshot, c, findings).score for c in snapshot.contracts}


def test_a_contract_that_says_all_has_100() -> None:
    assert scores(CLEAR) == {"User": 100}


def test_each_missing_decision_counts_for_its_own_contract() -> None:
    assert scores(CLEAR + UNCLEAR) == {
        "User": 100,
        "Post": 25,
    }  # no comment (a quarter), no format, no values: of three


def test_a_large_contract_loses_less_by_one_decision() -> None:
    small = "/** A. */ export interface A { phone: string }"
    large = "/** A. */ export interface A { phone: string; b: boolean; c: boolean; d: boolean; e: boolean }"
    assert scores(small) == {"A": 50}
    assert scores(large) == {"A": 83}


def test_it_is_never_100_while_something_is_missing() -> None:
    fields = "; ".join(f"f{i}: boolean" for i in range(300))
    assert scores(f"/** A. */ export interface A {{ phone: string; {fields} }}") == {"A": 99}


def test_a_workspace_is_all_its_contracts_together() -> None:
    snapshot = snapshot_of({"a.contract.ts": CLEAR, "b.contract.ts": UNCLEAR})
    found = overall(snapshot, check(snapshot))
    assert found is not None
    assert described(found) == "Clarity: 68 of 100 over 2 contracts."
    assert overall(snapshot_of({"a.ts": "export const a = 1;"}), ()) is None
