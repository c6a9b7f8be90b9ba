"""What clarity asks of contracts as careful people write them, and what it leaves in peace."""

import pytest

from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

ENDPOINT = "/** Reads it. @api GET /x */\nexport interface Read { response: Thing; errors: { code: 'gone'; message: string } }\n"


def asked(fields: str) -> list[tuple[str, tuple[str, ...]]]:
    """The rules of clarity that ask something, each with the decisions that its fixes offer."""
    text = f"/** A thing. */\nexport interface Thing {{\n  /** @format ulid */\n  id: string;\n{fields}\n}}\n{ENDPOINT}"
    found = check(snapshot_from_texts({"contracts/thing.contract.ts": text}))
    return [(f.rule, tuple(x.title for x in f.fixes)) for f in found]


@pytest.mark.parametrize(
    "fields",
    [
        "  /** As printed, top to bottom. */\n  lines: string[];",
        "  /** From start to end. */\n  points: { lat: number; lng: number }[];",
        "  /** In the order in which they were added. */\n  reactions: { emoji: string; count: number }[];",
        "  pressureHectopascals: number;\n  batteryMillivolts: number;\n  loadKilowatts: number;",
        '  sort: "newest" | "cheapest";',
        "  /** An image. */\n  cover: { mime: string; width: number; height: number };",
        "  durationMin: number;\n  maxUsers: number;",
        "  /** From 1 to 5. */\n  rating: number;",
        "  /** @pattern ^[A-Z]{3}$ */\n  currency: string;",
        "  /** @description The slug of the page, such as `about-us`. */\n  pageSlug: string;",
        "  /** Format: date-time */\n  createdAt: string;",
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
        ("  action: string;", ("stringly-typed-enum", ())),
        (
            "  minPrice: number;",
            ("unit-free-number", ("Add `@unit cents`", "Add `@unit euros`", "Add `@unit dollars`")),
        ),
        (
            "  pricePerMonth: number;",
            ("unit-free-number", ("Add `@unit cents`", "Add `@unit euros`", "Add `@unit dollars`")),
        ),
        ("  temp_max: number;", ("unit-free-number", ("Add `@unit celsius`", "Add `@unit fahrenheit`"))),
        ("  rating: number;", ("unit-free-number", ())),
        ("  lastSeen: string;", ("unformatted-string", ("Add `@format date-time`",))),
        ("  openedOn: string;", ("unformatted-string", ("Add `@format date`",))),
        ("  price: string;", ("unformatted-string", ("Add `@format decimal`",))),
    ],
)
def test_a_decision_that_is_missing_is_asked_for(fields: str, expected: tuple[str, tuple[str, ...]]) -> None:
    assert asked(fields) == [expected]


def test_a_type_and_the_constant_that_it_is_made_of_are_one_contract() -> None:
    text = (
        '/** How far. */\nexport const State = { DRAFT: "draft", DONE: "done" } as const;\n'
        "/** How far. */\nexport type State = (typeof State)[keyof typeof State];\n"
    )
    code = 'from enum import Enum\n\n\n# @contract State\nclass State(str, Enum):\n    DRAFT = "draft"\n    OVER = "over"\n'
    found = check(snapshot_from_texts({"state.contract.ts": text, "state.py": code}))
    assert {f.rule for f in found if f.path == "state.py"} == {"enum-mismatch"}
