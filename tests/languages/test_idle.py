"""Functions that are not followed, for nothing in them can have a type: following them shows nothing."""

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from dovetail.core.shapes import FileShapes
from dovetail.languages._typescript.following import idle
from dovetail.languages._typescript.following.uses import Follower
from support.tries import tries

from .shown import read

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CODE = frozenset({".ts", ".tsx", ".js", ".jsx", ".mjs"})
HEAD = """\
import { prisma } from "./db.js";
import { loadUser, Refused, type User } from "./users.js";
const LIMIT = 5;
const known: User = loadUser();
function narrow(user: User) { return user; }
class Store { find(id: string): User { return loadUser(id); } }
const store = new Store();
"""
STEPS = (
    "const one = value * 2;", "let two = value + LIMIT;", "if (value < 0) { throw new RangeError(`no ${value}`); }",
    "if (value > (other)) { return value; }", "const three = [value, other];", "const four = { value, other };",
    "const five = { ...known };", "known.email;", "const { email } = known;", "const six = loadUser(value);", "six.email;",
    "return loadUser(value).team.name;", "return narrow(known).email;", "store.find(value).email;", "const seven = store.find(value);",
    "return db.user.findMany();", "await prisma.user.create({ data: value });", "const eight = value as User;", "eight.email;",
    "const nine = (x) => x.email;", "for (const item of value) { total += item; }", "items.map(narrow);", "return { value };",
    "return [known];", "return value;", "return;", "const ten = get< User >(value);", "ten.email;", "this.user.email;",
    "const v: User = value;", "v.email;", "try { run(value); } catch (error) { log(error); }", "total ??= value;",
    "if (value instanceof Refused) { value.reason; }", "const s = \"email\";", "return value ?? known;", "use(Store);",
    "while (value < other) value++;", "const made = new Store();", "made.find(value).email;", "return Promise.all([known]);",
)  # fmt: skip


def texts() -> Iterator[tuple[str, str]]:
    """The code of the fixtures, and that of the rules' pages."""
    for file in sorted((ROOT / "tests" / "fixtures").rglob("*")):
        if file.suffix in CODE and not file.name.endswith(".contract.ts"):
            yield file.name, file.read_text()
    for page in sorted((ROOT / "server" / "dovetail" / "rules").glob("*.md")):
        for block in re.findall(r"^```tsx?\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL):
            yield f"{page.stem}.tsx", block


def followed(monkeypatch: pytest.MonkeyPatch, path: str, text: str) -> FileShapes:
    with monkeypatch.context() as patch:
        patch.setattr(Follower, "follows_all", True)
        return read(path, text)


def test_following_every_function_of_fixtures_and_pages_shows_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    for path, text in texts():
        assert read(path, text) == followed(monkeypatch, path, text), path


def test_following_functions_of_any_steps_shows_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    seed = int(os.environ.get("DOVETAIL_SEED") or random.randrange(2**32))
    rng = random.Random(seed)
    for _ in range(tries(600)):
        takes = rng.choice(
            ("value", "value: number", "value: User", "value, other = known", "{ value }: { value: User }")
        )
        gives = rng.choice(("", "", ": number", ": User", ": keyof User", ": { value: User }[]"))
        body = "\n  ".join(rng.choices(STEPS, k=rng.randint(1, 3)))
        text = f"{HEAD}export function made({takes}){gives} {{\n  {body}\n}}\nmade(known).email;\n"
        assert read("x.ts", text) == followed(monkeypatch, "x.ts", text), f"DOVETAIL_SEED={seed}\n{text}"


def test_a_function_of_plain_values_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[bool] = []
    real = idle.is_idle

    def noted(*given: object) -> bool:
        told.append(real(*given))  # pyright: ignore[reportArgumentType]
        return told[-1]

    monkeypatch.setattr("dovetail.languages._typescript.following.uses.is_idle", noted)
    read(
        "x.ts",
        "export function scaled(value: number) {\n  if (value < 0) {\n    throw new Error();\n  }\n  return value * 2;\n}",
    )
    read("x.ts", "export function shown(user: User) {\n  return user.email;\n}")
    assert told == [True, False]
