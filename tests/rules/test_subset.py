"""What is said of a type that may hold less than its contract: a name that is all but one of those that are not there."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = "/** A parcel. */\nexport interface Parcel { id: string; trackingCode: string; state: string }\n"


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("a.graphql", "# @contract Parcel subset\ntype Parcel { id: ID! trackingCodes: String! }\n", ["trackingCodes"]),
        ("a.graphql", "# @contract Parcel subset\ntype Parcel { id: ID! trackingCodes: [String!]! }\n", []),
        ("a.graphql", "# @contract Parcel subset\ntype Parcel { id: ID! statement: String! label: String! }\n", []),
        ("a.ts", "/** @contract Parcel subset */\nexport interface Row { trackingCodes: string; other: number }\n", ["trackingCodes"]),
        ("a.proto", 'syntax = "proto3";\n// @contract Parcel subset\nmessage P { string traking_code = 1; }\n', ["traking_code"]),
        ("a.py", "from typing import TypedDict\n\n# @contract Parcel subset\nclass P(TypedDict):\n    trackinCode: str\n", ["trackinCode"]),
    ],
)  # fmt: skip
def test_a_slip_in_a_part_of_a_contract(path: str, text: str, names: list[str]) -> None:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, path: text})
    found = [f for f in check(snapshot) if f.rule == "renamed-field"]
    assert [snapshot.sources[f.path].text[f.range] for f in found] == names
