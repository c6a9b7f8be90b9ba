"""A document that is read in pieces, and again after each edit, is what it is when it is read as a whole."""

import os
from random import Random

import pytest

from dovetail.core.plan import Package, Sprint, SprintFile, read_sprint
from dovetail.core.text import Text
from dovetail.core.yaml import around, parse, validated

SEED = int(os.environ.get("DOVETAIL_SEED", "1"))
STEPS = int(os.environ.get("DOVETAIL_STEPS", "12"))
HEAD = """\
# A sprint with all that may stand in one.
sprint: Checkout
base: main
contracts: [contracts/*.contract.ts]
limits:
  agents: 3
  dollars: 2.5

context:
  budget: 9000
  layers:
    ui: ["src/**/*.tsx"]
packages:
"""
TAIL = """\
verify:
  - npm test
shared: [package.json]
"""
PACKAGE = """\
  - id: part-{n}
    title: "Part: {n}"
    status: draft
    owns:
      - src/part{n}/**
      - 'docs/{n}.md'
    provides: [Entity{n}, 'Other']
    limits: {{ tokens: {n}00 }}
    brief: |
      Write it.

        - id: not-a-package
      And test it.   # a text

    # the next one
"""
WRITTEN = [
    "\n", " ", "  ", "-", "- ", ":", ": ", "#", "'", '"', "[", "]", "{", "}", "|", ">", "&a ", "*a", "!", "%", "\t", "? ", "x", "~", "1",
    "---\n", "...\n", "é", "😀", "\r\n", "\r", "\u2028", "\x85", "\x00", "\ufeff",
    "packages:\n", "  - id: more\n    owns: [a]\n", "sprint: Two\n", "extra: 1\n", "    statsu: ready\n", "    status: reddy\n",
    "    estimate: 4\n", "      more: [1,\n", "    brief: >-\n", "- id: left\n",
]  # fmt: skip


def documents() -> list[str]:
    listed = [PACKAGE.format(n=n) for n in range(4)]
    whole = HEAD + "".join(listed) + TAIL
    flush = "".join(line[2:] if line.startswith("  ") else line for line in "".join(listed).splitlines(keepends=True))
    return [
        whole,
        HEAD + "".join(listed),
        (HEAD + "".join(listed)).rstrip(),
        HEAD + flush + TAIL,
        "---\n" + whole,
        whole.replace("\n", "\r\n"),
        "packages: # in no order\n\n" + "".join(listed) + HEAD.replace("packages:\n", ""),
    ]


def wanted(source: str) -> tuple[object, ...]:
    document = parse(source)
    file, problems = validated(document, SprintFile)
    return document.data, list(document.keys.items()), list(document.values.items()), problems, file


def found(sprint: Sprint) -> tuple[object, ...]:
    document = sprint.document
    return document.data, list(document.keys.items()), list(document.values.items()), sprint.problems, sprint.file


def edited(text: str, random: Random) -> str:
    at = random.randrange(len(text) + 1)
    if random.random() < 0.5:  # at a line's start, where most is decided
        at = text.rfind("\n", 0, at) + 1
    end = min(len(text), at + random.choice((0, 0, 0, 1, 2, 5, 30)))
    if random.random() < 0.25:
        start = random.randrange(len(text) + 1)
        return text[:at] + text[start : start + random.randrange(60)] + text[end:]
    return text[:at] + random.choice(WRITTEN) * (random.random() < 0.7) + text[end:]


@pytest.mark.parametrize("number", range(len(documents())))
def test_what_is_read_in_pieces_is_what_is_read_at_once(number: int) -> None:
    random = Random(f"{SEED}-{number}")
    for _ in range(1 + STEPS // 12):
        text = documents()[number]
        past: list[str] = []
        sprint = read_sprint("a.sprint.yaml", Text(text))
        assert sprint.pieces.items is not None, "it is read in pieces"
        assert found(sprint) == wanted(text)
        for _ in range(STEPS):
            past.append(text)
            text = random.choice(past[-6:]) if random.random() < 0.3 else edited(text, random)
            if len(text) > 6000:
                text = documents()[number]
            sprint = read_sprint("a.sprint.yaml", Text(text), sprint)
            assert found(sprint) == wanted(text), f"seed {SEED}: {text!r}"


@pytest.mark.parametrize(
    "last",
    ["brief: # later\n\n", "brief:\n", "owns: []\n", "owns:\n      -\n", "owns: # later\n      - # one\n", "x: |\n"],
)
def test_what_a_package_ends_with_ends_where_the_next_begins(last: str) -> None:
    text = f"sprint: One\npackages:\n  - id: a\n    {last}  - id: b\n    {last}verify: [x]\n"
    assert found(read_sprint("a.sprint.yaml", Text(text))) == wanted(text)


def test_what_may_not_stand_in_yaml_is_said_wherever_it_stands() -> None:
    text = documents()[0].replace("A sprint", "A\x00 sprint").replace("[Entity1", "[Entity1, [")
    assert found(read_sprint("a.sprint.yaml", Text(text))) == wanted(text)


@pytest.mark.parametrize("number", range(len(documents())))
def test_what_is_around_an_offset_is_found_without_looking_at_all(number: int) -> None:
    text = documents()[number]
    document, whole = read_sprint("a.sprint.yaml", Text(text)).document, parse(text)
    for offset in range(len(text) + 1):
        assert dict(around(document.values, offset)) == dict(around(whole.values, offset)), offset
        assert list(around(document.keys, offset)) == list(around(whole.keys, offset)), offset


@pytest.mark.slow
def test_typing_a_sprint_character_by_character() -> None:
    whole = documents()[0]
    sprint = read_sprint("a.sprint.yaml", Text(""))
    for end in range(0, len(whole) + 1, 3):
        sprint = read_sprint("a.sprint.yaml", Text(whole[:end]), sprint)
        assert found(sprint) == wanted(whole[:end]), whole[:end]


def test_only_the_package_that_was_edited_is_read_again() -> None:
    text = documents()[0]
    before = read_sprint("a.sprint.yaml", Text(text))
    after = read_sprint("a.sprint.yaml", Text("# above\n" + text.replace("src/part2/**", "src/part2/x")), before)
    same = [a is b for a, b in zip(before.packages, after.packages, strict=True)]
    assert same == [True, True, False, True]
    assert after.packages[2].owns == ("src/part2/x", "docs/2.md")


def test_what_is_not_closed_costs_nothing_that_was_read() -> None:
    text = documents()[0]
    before = read_sprint("a.sprint.yaml", Text(text))
    broken = read_sprint("a.sprint.yaml", Text(text.replace("provides: [Entity1", "provides: [Entity1, [")), before)
    assert [p.rule for p in broken.problems] == ["syntax-error"]
    mended = read_sprint("a.sprint.yaml", Text(text), broken)
    assert [a is b for a, b in zip(before.packages, mended.packages, strict=True)] == [True, False, True, True]


def test_pieces_do_not_pile_up() -> None:
    text = documents()[0]
    sprint = read_sprint("a.sprint.yaml", Text(text))
    for n in range(50):
        broken = "'" if n % 3 else ""
        sprint = read_sprint("a.sprint.yaml", Text(text.replace("Checkout", f"Checkout {n}{broken}")), sprint)
    assert len(sprint.pieces.known) <= 12


def test_the_models_of_packages_are_those_of_the_whole() -> None:
    sprint = read_sprint("a.sprint.yaml", Text(documents()[0]))
    assert all(type(p) is Package for p in sprint.packages)
    assert sprint.file is not None and sprint.file.model_dump() == wanted(documents()[0])[-1].model_dump()  # pyright: ignore
