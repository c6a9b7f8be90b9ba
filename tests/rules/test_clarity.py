"""What clarity asks of contracts as careful people write them, and what it leaves in peace."""

import pytest

from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

ENDPOINT = "/** Reads it. @api GET /x */\nexport interface Read { response: Thing; errors: { code: 'gone'; message: string } }\n"


def asked(fields: str) -> list[tuple[str, tuple[str, ...]]]:
    """The rules of clarity that ask something, each with the decisions that its fixes offer."""
    text = f"/** A thing. */\nexport interface Thing {{\n  /** @format ulid */\n  id: string;\n{fields}\n}}\n{ENDPOINT}"
    found = check(snapshot_from_texts({"contracts/thing.contract.ts": text}))
    return [(f.rule, tuple(x.title for x in f.fixes)) for f in found if f.severity == "warning"]


@pytest.mark.parametrize(
    "fields",
    [
        "  /** As printed, top to bottom. */\n  lines: string[];",
        "  /** From start to end. */\n  points: { lat: number; lng: number }[];",
        "  /** In the order in which they were added. */\n  reactions: { emoji: string; count: number }[];",
        "  pressureHectopascals: number;\n  batteryMillivolts: number;\n  loadKilowatts: number;",
        '  sort: "newest" | "cheapest";',
    ],
)
def test_a_decision_that_is_written_is_not_asked_for(fields: str) -> None:
    assert asked(fields) == []


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("  replyToId: string;", ("unformatted-string", ("Add `@format ulid`",))),
        ("  bitrate: number;", ("unit-free-number", ("Add `@unit kbps`", "Add `@unit mbps`"))),
        ("  sort: string;", ("stringly-typed-enum", ())),
    ],
)
def test_a_decision_that_is_missing_is_asked_for(fields: str, expected: tuple[str, tuple[str, ...]]) -> None:
    assert asked(fields) == [expected]
