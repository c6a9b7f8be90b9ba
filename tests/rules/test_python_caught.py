"""What errors of Python carry that keeps a contract, where they are caught, and where a test expects them."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Why not. */
export interface Refusal { code: "gone" | "taken"; detail: string }
"""
ERRORS = """
from dataclasses import dataclass
from typing import Literal


# @contract Refusal
@dataclass
class Refusal:
    code: Literal["gone", "taken"]
    detail: str


class Refused(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.detail)
        self.refusal = refusal
"""
USE = """
from errors import Refused


def take():
    try:
        ask()
    except (KeyError, Refused) as either:
        print(either.refusal.title)
    except Refused as error:
        if error.refusal.code == "gone":
            return error.refusal.detail
        raise
"""
TEST = """
import unittest

import pytest

from errors import Refused


def test_refused():
    with pytest.raises(Refused, match="it is") as caught:
        take()
    assert caught.value.refusal.code == "taken"
    assert caught.type is Refused


class RefusedTest(unittest.TestCase):
    def test_it(self):
        with self.assertRaises(Refused) as kept:
            take()
        self.assertEqual(kept.exception.refusal.detail, "It is gone")
"""
TREE = {"a.contract.ts": CONTRACT, "errors.py": ERRORS, "use.py": USE, "tests/test_use.py": TEST}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("use.py", '"gone"', '"lost"'),
        ("use.py", "error.refusal.detail", "error.refusal.message"),
        ("tests/test_use.py", '"taken"', '"closed"'),
        ("tests/test_use.py", "refusal.detail", "refusal.title"),
    ],
)
def test_what_an_error_carries_is_held_where_it_is_caught(path: str, old: str, new: str) -> None:
    assert TREE[path].count(old) == 1
    snapshot = snapshot_of({**TREE, path: TREE[path].replace(old, new)})
    found = [f for f in check(snapshot) if f.path.endswith(".py")]
    assert [snapshot.sources[f.path].text[f.range] for f in found] == [new.strip('"').rpartition(".")[2]]


def test_what_keeps_the_contract_and_what_may_be_another_error_is_fine() -> None:
    assert [f for f in check(snapshot_of(TREE)) if f.path.endswith(".py")] == []
