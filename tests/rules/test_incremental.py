"""What a checker says after any number of edits is what a check from nothing says.

`DOVETAIL_STEPS=200 DOVETAIL_SEED=random pytest tests/rules/test_incremental.py` looks longer, and elsewhere.
"""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

import pytest

from dovetail.core.findings import Finding
from dovetail.core.settings import Settings
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check, rules
from dovetail.rules.asking.incremental import Checker
from support.pages import whole_page
from support.tries import one_in, tries

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"
NAMES = sorted(p.name for p in PROJECTS.iterdir() if p.is_dir())
# The fast tests edit every third project, the whole run all of them.
SOME = [pytest.param(n, marks=[pytest.mark.slow] if i % 3 else []) for i, n in enumerate(NAMES)]
PUT = [
    "",
    "x",
    "{",
    "}",
    "\n",
    "\n\n",
    '"',
    "?",
    " | null",
    ": string",
    "/*",
    "*/",
    "é😀",
    "@contract ",
    "  - a\n",
    "  ",
]
STEPS = int(os.environ.get("DOVETAIL_STEPS", tries(12)))  # edits of each project, twice


@cache
def project(name: str) -> dict[str, str]:
    root = PROJECTS / name
    files = (p for p in sorted(root.rglob("*")) if p.is_file())
    return {p.relative_to(root).as_posix(): p.read_text("utf-8") for p in files}


def edited(texts: dict[str, str], random: Random) -> dict[str, str]:
    """The texts after one edit such as people, agents and git make them; half of them in contracts."""
    texts = dict(texts)
    contracts = [p for p in texts if p.endswith(".contract.ts")]
    path = random.choice(contracts if contracts and random.random() < 0.5 else list(texts))
    text = texts[path]
    at = random.randrange(len(text) + 1)
    lines = text.splitlines(keepends=True) or [""]
    line = random.randrange(len(lines))
    match random.randrange(9):
        case 0 | 1 | 2:
            texts[path] = text[:at] + random.choice(PUT) + text[at + random.choice((0, 0, 1, 5)) :]
        case 3:
            texts[path] = "".join((*lines[:line], *lines[line + 1 :]))
        case 4:
            texts[path] = "".join((*lines[: line + 1], *lines[line:]))
        case 5:
            texts[path] = text.replace(word := random.choice(text.split() or ["a"]), word + "s", 1)
        case 6:
            other = random.randrange(len(lines))
            lines[line], lines[other] = lines[other], lines[line]
            texts[path] = "".join(lines)
        case 7:
            del texts[path]
        case _:
            folder, _, name = path.rpartition("/")
            texts[f"{folder}/other-{name}".lstrip("/")] = text
    return texts


def steps(texts: dict[str, str], random: Random) -> Iterator[dict[str, str]]:
    """Texts after one, two, three … edits; now and then all is as it was at first."""
    now = texts
    for _ in range(STEPS):
        now = texts if random.random() < 0.1 else edited(now, random)
        yield now


def assert_follows(texts: dict[str, str], random: Random) -> None:
    checker, snapshot = Checker(), snapshot_from_texts(texts)
    assert checker.check(snapshot) == check(snapshot)
    for now in steps(texts, random):
        snapshot = snapshot_from_texts(now, previous=snapshot)
        assert_same(checker.check(snapshot), check(snapshot_from_texts(now)))


def assert_same(kept: tuple[Finding, ...], fresh: tuple[Finding, ...]) -> None:
    assert [f for f in kept if f not in fresh] == [f for f in fresh if f not in kept] == []
    assert kept == fresh


@pytest.mark.parametrize("name", SOME)
def test_a_project_that_is_edited(name: str, seed: int) -> None:
    assert_follows(project(name), Random(f"{seed} {name}"))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_edited_file_comes_first(name: str, seed: int) -> None:
    """What is said of it at once is true, and once all have been asked, everything is said."""
    random = Random(f"{seed} first {name}")
    texts = project(name)
    checker, snapshot = Checker(), snapshot_from_texts(texts)
    checker.advance(snapshot, ())
    before = texts
    for now in steps(texts, random):
        snapshot = snapshot_from_texts(now, previous=snapshot)
        changed = {p for p in now if now[p] != before.get(p)}
        before = now
        fresh = check(snapshot_from_texts(now))
        if random.random() < 0.2:  # a hover, say, wants everything at once, while others have still to be asked
            assert_same(checker.check(snapshot), fresh)
            continue
        checker.advance(snapshot, changed)
        for path in changed:
            assert [s.now for s in checker.shown(path) if s.now not in fresh] == []
        for _ in range(random.choice((0, 1, 30))):
            checker.go_on()
        if random.random() < 0.3:
            assert_same(checker.check(snapshot), fresh)
            assert not checker.is_behind


@pytest.mark.parametrize("nth", range(2))
def test_contracts_that_import_one_another_under_other_names(nth: int, seed: int) -> None:
    """What an import means hangs on what the other files declare and hand on, and on where else a name is declared."""
    pages = {r.id: whole_page(r).sections for r in rules() if r.id in ("unknown-property", "unknown-binding")}
    wanted = ("Contracts of other files", "Two contracts of one name")
    texts = {p: t for sections in pages.values() for s in sections if s.title in wanted for p, t in s.texts.items()}
    names = (
        "Invoice",
        "Bill",
        "Billing",
        "Owed",
        "METHODS",
        "Customer",
        "Address",
        "billing",
        "export",
        "import",
        "as",
        "typeof",
    )
    random = Random(f"{seed} names {nth}")
    checker, snapshot = Checker(), snapshot_from_texts(texts)
    assert len(checker.check(snapshot)) > 8
    now = texts
    for _ in range(STEPS):
        now = dict(texts if random.random() < 0.15 else edited(now, random) if random.random() < 0.3 else now)
        path = random.choice([p for p in now if p.endswith(".contract.ts")] or [*now])
        at = [m.span() for m in re.finditer(r"\w+", now[path]) if m[0] in names]
        if at:
            start, end = random.choice(at)
            now[path] = now[path][:start] + random.choice(names) + now[path][end:]
        snapshot = snapshot_from_texts(now, previous=snapshot)
        assert_same(checker.check(snapshot), check(snapshot_from_texts(now)))


@pytest.mark.slow
def test_the_pages_of_all_rules_one_after_the_other(seed: int) -> None:
    random = Random(seed)
    sections = [s for r in rules() for s in whole_page(r).sections if s.texts]
    checker = Checker()
    for section in random.sample(sections, 80):
        for snapshot in (section.snapshot(), section.snapshot(edited(section.texts, random))):
            assert_same(checker.check(snapshot), check(snapshot))


@pytest.mark.slow
def test_a_file_that_is_read_anew_and_says_the_same(seed: int) -> None:
    for section in one_in(3, [s for r in rules() for s in whole_page(r).sections if s.texts], seed):
        checker, snapshot = Checker(), section.snapshot()
        found = checker.check(snapshot)
        for path, source in snapshot.sources.items():
            again = snapshot_from_texts({path: source.text.source}).sources[path]
            assert_same(checker.check(snapshot.with_source(again)), found)


def test_a_table_belongs_to_the_contract_that_its_name_resolves_to() -> None:
    texts = {
        "a.contract.ts": "/** A. */\nexport interface User {\n  id: string;\n}\n",
        "b.contract.ts": "/** A.\n * @db users\n */\nexport interface User {\n  id: string;\n  age: number;\n}\n",
        "schema.sql": "CREATE TABLE users (id text NOT NULL, age integer NOT NULL);\n",
    }
    checker = Checker()
    checker.check(snapshot := snapshot_from_texts(texts))
    for now in ({**texts, "schema.sql": texts["schema.sql"].replace(" NOT NULL", "")}, texts):
        snapshot = snapshot_from_texts(now, previous=snapshot)
        assert_same(checker.check(snapshot), check(snapshot_from_texts(now)))


def test_other_settings_start_from_nothing() -> None:
    texts = {"a.contract.ts": "/** A. */\nexport interface A {\n  note?: string | null;\n}\n"}
    checker, snapshot = Checker(), snapshot_from_texts(texts)
    assert [f.rule for f in checker.check(snapshot)] == ["ambiguous-presence"]
    quiet = snapshot_from_texts(texts, settings=Settings(severities={"ambiguous-presence": "off"}), previous=snapshot)
    assert checker.check(quiet) == ()
    assert checker.check(snapshot) == check(snapshot)


def test_packages_wait_for_no_contract_that_is_not_theirs() -> None:
    contract = (
        "/** A. */\nexport interface A {\n  note: string;\n}\n/** B. */\nexport interface B {\n  note: string;\n}\n"
    )
    plan = "sprint: One\ncontracts: ['*.contract.ts']\nverify: ['true']\npackages:\n  - id: a\n    provides: [A]\n    owns: [a/**]\n"
    snapshot = snapshot_from_texts({"all.contract.ts": contract, "one.sprint.yaml": plan})
    checker = Checker()
    checker.check(snapshot)
    for typed, somebody_waits in (("B {\n  age: number;", False), ("A {\n  age: number;", True)):
        text = contract.replace(typed[:3], typed)
        edited = snapshot_from_texts({"all.contract.ts": text, "one.sprint.yaml": plan}, previous=snapshot)
        checker.advance(edited, first=["all.contract.ts"])
        assert checker.is_behind == somebody_waits, typed
        assert_same(checker.check(edited), check(edited))
        checker.check(snapshot)


def test_how_many_are_asked_about_an_edit_does_not_grow_with_the_tree() -> None:
    """Nor where migrations make the tables that are looked for, and functions are looked up by who calls them.

    Who is asked first hangs on the order of a set, and may be asked together with another: one more or less is no growth.
    """
    few, many = (_asked_of_an_edit(others) for others in (2, 12))
    assert abs(few - many) <= 1
    assert many < 10


def _asked_of_an_edit(others: int) -> int:
    texts = {
        "contracts/room.contract.ts": "/** @db rooms */\nexport interface Room {\n  id: number;\n  name: string;\n}\n",
        "migrations/001_rooms.sql": "CREATE TABLE rooms (id int NOT NULL, name text NOT NULL);\n",
        "migrations/002_places.sql": "ALTER TABLE rooms ADD COLUMN place text NOT NULL;\n",
        "app/edited.py": "def edited() -> int:\n    return 1\n",
    }
    for n in range(others):
        texts[f"app/rooms{n}.py"] = (
            f"from pydantic import BaseModel\n\n\n# @contract Room\nclass Room{n}(BaseModel):\n    id: int\n    name: str\n\n\n"
            f"def made{n}(row: dict[str, int]) -> Room{n}:\n    return Room{n}(id=row['id'], name='')\n"
        )
        texts[f"web/rooms{n}.ts"] = (
            'import type { Room } from "../contracts/room.contract";\n'
            f"export const made{n} = (id: number): Room => ({{ id, name: String(id) }});\n"
        )
    checker, snapshot = Checker(), snapshot_from_texts(texts)
    checker.check(snapshot)
    texts["app/edited.py"] += "\n\nother = edited() + 1\n"
    checker.advance(snapshot_from_texts(texts, previous=snapshot), first=())
    asked = 0
    while checker.is_behind:
        checker.go_on()
        asked += 1
    return asked
