"""What a checker says after any number of edits of sprints is what a check from nothing says.

`DOVETAIL_STEPS=500 DOVETAIL_SEED=random pytest tests/rules/test_incremental_sprints.py` looks longer, and elsewhere.
"""

import re
from random import Random

import pytest

from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Text
from dovetail.features.tree import snapshot_after, snapshot_from_texts
from dovetail.rules import check
from dovetail.rules.asking.incremental import Checker
from rules.test_incremental import STEPS, assert_same, edited

CONTRACTS = """\
/** A person. @owner schema @db users */
export interface User { id: string; team: Team }
/** A team. */
export interface Team { name: string; kind: Kind }
export type Kind = "open" | "closed";
/** Sign in. @api POST /login @owner api */
export interface Login { request: User; response: Session; errors: Kind }
export interface Session { token: string }
/** A card. @view Card */
export interface Card { user: User }
"""
HEAD = """\
sprint: Users
contracts: [contracts/*.contract.ts]
verify: [npm test]
context:
  budget: 600
  global: [README.md]
packages:
"""
README = "Read me.\n" * 100
NAMES = ["User", "Team", "Kind", "Login", "Session", "Card", "Usr"]
IDS = ["schema", "api", "ui", "docs", "e2e", "jobs", "mail", "auth"]
GLOBS = ["src/**", "src/api/**", "src/api/*.ts", "src/ui/**", "package.json", "db/**", "lib/*/a.ts", "'**/*.md'"]
CHOICES = {
    "provides": NAMES,
    "consumes": NAMES,
    "after": IDS,
    "owns": GLOBS,
    "reads": ["README.md", "src/api/index.ts"],
}
PLAIN = {
    "id": IDS,
    "status": ["draft", "ready", "done", "dne"],
    "estimate": ["30m", "4h"],
    "title": ["Work", "More work"],
}


def package(random: Random) -> str:
    lines = [f"    {key}: {random.choice(values)}" for key, values in PLAIN.items()]
    for key, values in CHOICES.items():
        lines.append(f"    {key}: [{', '.join(random.sample(values, random.choice((0, 1, 1, 2))))}]")
    if random.random() < 0.5:
        lines += ["    brief: |", "      Do it.", "      # dovetail-ignore unconsumed-contract: people use it"]
    lines[0] = f"  - {lines[0].strip()}"
    return "\n".join(lines) + "\n"


def packages_of(text: str) -> tuple[str, list[str], str]:
    """What stands above the packages, those, and what stands below."""
    head, *found = re.split(r"(?m)^(?=  - )", text)
    last, cut, below = found[-1].partition("\nshared:") if found else ("", "", "")
    return head, [*found[:-1], last + cut[:1]] if found else [], cut[1:] + below


def planned(text: str, random: Random) -> str:
    """A sprint after one edit such as people and agents make."""
    head, packages, below = packages_of(text)
    if not packages:
        return HEAD + package(random)
    at, other = random.randrange(len(packages)), random.randrange(len(packages))
    match random.randrange(10):
        case 0:
            packages.insert(at, package(random))
        case 1:
            del packages[at]
        case 2:
            packages[at], packages[other] = packages[other], packages[at]
        case 3:
            packages.insert(at, packages[other])
        case 4 | 5 | 6:
            key = random.choice([*CHOICES, *PLAIN])
            values = CHOICES.get(key) or PLAIN[key]
            some = random.sample(values, random.choice((1, 2)))
            said = f"[{', '.join(some)}]" if key in CHOICES else some[0]
            packages[at] = re.sub(rf"(?m)(?<={key}: ).*$", said, packages[at], count=1)
        case 7:
            head = head.replace(
                *random.choice([("600", "20000"), ("Users", "People"), ("sprint:", "# it\nsprint:"), ("npm", "make")])
            )
        case 8:
            below = "" if below else "shared: [package.json]\n"
        case _:
            packages[at] += "    # nothing\n"
    return head + "".join(packages) + below


def changed(texts: dict[str, str], random: Random) -> dict[str, str]:
    path = random.choice(["a.sprint.yaml", "a.sprint.yaml", "b.sprint.yaml"])
    return {**texts, path: planned(texts.get(path, HEAD), random)}


def after(snapshot: Snapshot, before: dict[str, str], now: dict[str, str]) -> Snapshot:
    """The next snapshot by the way of the editor, where there is one."""
    differ = {path: Text(text) for path, text in now.items() if text != before.get(path)}
    quick = snapshot_after(snapshot, differ) if before.keys() == now.keys() else None
    return quick or snapshot_from_texts(now, previous=snapshot)


# The fast tests edit one sprint, the whole run four.
@pytest.mark.parametrize("n", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 3))])
def test_sprints_that_are_edited(n: int, seed: int) -> None:
    random = Random(f"{seed} sprints {n}")
    texts = {
        "contracts/a.contract.ts": CONTRACTS,
        "README.md": README,
        "package.json": "{}\n",
        "src/api/index.ts": "/** @contract User subset */\nexport interface Row { id: string }\n",
        "a.sprint.yaml": HEAD + "".join(package(random) for _ in range(6)),
        "b.sprint.yaml": HEAD + package(random),
    }
    checker, snapshot, before = Checker(), snapshot_from_texts(texts), texts
    assert_same(checker.check(snapshot), check(snapshot))
    for _ in range(4 * STEPS):
        damaged = edited(texts, random) if random.random() < 0.2 else None  # mended with the next step
        texts = texts if damaged else changed(texts, random)
        now = damaged or texts
        snapshot = after(snapshot, before, now)
        before = now
        fresh = check(snapshot_from_texts(now))
        if random.random() < 0.5:
            checker.advance(snapshot, {"a.sprint.yaml"})
            assert [s.now for s in checker.shown("a.sprint.yaml") if s.now not in fresh] == []
        assert_same(checker.check(snapshot), fresh)
