"""Functions that only reckon: a text is read without them, and what is read of it is the same."""

import os
import random

import pytest

from dovetail.core.dataclass import replace
from dovetail.core.shapes import FileShapes
from dovetail.languages._typescript.following import reckoning
from dovetail.languages._typescript.following.reckoning import reckonings
from support.tries import tries

from .shown import read
from .test_idle import texts

CLAMP = (
    "export function clamp(value: number, most: number, by = 2): number {\n  return Math.min(value * by, most);\n}\n"
)
ABOVE = (
    "", "/** It is clamped. */\n", "/** Two\n * lines. */\n", "// A line.\n", "/** @contract User */\n", "/* no end\n",
    "const a = b\n",
)  # fmt: skip
AROUND = (
    ("", ""), ("interface User {\n  id: string;\n}\n\n", "\nexport const two = 2;\n"), ("const text = `\n\n", "`;\n"),
    ("/*\n\n", "*/\n"), ("// Above.\n\n", "\n/** Below. */\nexport type Id = string;\n"), ("namespace Space {\n\n", "}\n"),
    ("const made = build\n\n", "(function () {})();\n"), ("// ä\n\n", "\nclamp(2);\n"),
    ("import { a } from './a';\n\n", "\nexport default a;\n"), ("if (a) {\n\n", ""), ("const x = {\n\n", "};\n"),
    ("@Decorated()\n\n", "\nclass A {}\n"), ("\n\n", "\n// dovetail-ignore\nclass A {}\n"),
    ("const text = 'ä';\n\n", "\nexport class A { id: string; }\n"),
)  # fmt: skip
NAMES = (
    "clamp", "loader", "action", "get", "handler", "toUser", "useUser", "isUser", "userUrl", "load", "default_", "GET",
    "Card",
)  # fmt: skip
TAKES = (
    "", "value: number", "value: string, other = 2", "value: boolean = false", "value?: string", "value: User", "value",
    "...value: number[]", "{ value }: User", "value: number,\n  other: string,\n", "value = other", "this: Window",
    "value: 'a' | 'b'", "value = -1", "value = ''",
)  # fmt: skip
GIVES = (
    ": number", ": string", ": boolean", "", ": User", ": value is string", ": Promise<number>", ": void",
)  # fmt: skip
STEPS = (
    "const one = value * 2;", "let two = value + 1;", "two += one;", "throw new RangeError(`no ${value}`);",
    "throw new Error('no');", "if (value < 0 || value > 9) {\n    return value;\n  }", "return value;",
    "return `${value}-${value.toFixed(2)}`;", "return `/users/${value}`;",
    "for (let i = 0; i < 3; i++) {\n    two = i;\n  }", "return value === 'open' ? 'Open' : \"Closed\";",
    "return 'SELECT id FROM users';", "return 'select id from users';", "return { value };", "return [value];",
    "return value.trim().toLowerCase();", "fetch(value);", "return fetch(`users`);", "return value as User;",
    "return <User>value;", "return /x}/.test(value);", "return value / 2 / 3;", "// a {", "// `it`'s", "/* a } */",
    "const { id } = value;", "return value.id;", "return '}';", "return `}`;", 'return "{ users { id } }";',
    "axios.get(value);", "return 'CREATE TABLE users (id int)';", "const user: User = value;", "return (a) => a;",
    "items.push(value);", "return String(value).padStart(2, '0');", "while (value) value--;", "return Number.isNaN(value);",
    "return value === `open`;", 'return "\\"";', "const table = `\n}\n`;", "return `gql ${value}`;", "console.log(value);",
    "localStorage.setItem('a', value);", "return Math.max(value, other);",
)  # fmt: skip


def by_name(shapes: FileShapes) -> FileShapes:
    """Values are known by their names, in any order."""
    return replace(shapes, values=tuple(sorted(shapes.values, key=lambda v: v.name)))


def read_whole(monkeypatch: pytest.MonkeyPatch, path: str, text: str) -> FileShapes:
    def nothing(_: str) -> tuple[()]:
        return ()

    with monkeypatch.context() as patch:
        patch.setattr(reckoning, "reckonings", nothing)
        return by_name(read(path, text))


def test_a_function_that_only_reckons_is_read_by_its_name_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"import {{ a }} from './a';\n\n/** Not more than some. */\n{CLAMP}\nexport const two = a;\n"
    assert [text[f.range.start : f.range.end] for f in reckonings(text)] == [
        f"/** Not more than some. */\n{CLAMP[:-1]}"
    ]
    assert by_name(read("x.ts", text)) == read_whole(monkeypatch, "x.ts", text)
    assert [d.name for d in read("x.ts", text).definitions] == ["clamp", "two"]


@pytest.mark.parametrize(
    "text",
    [
        f"a\n\n{CLAMP}const more = clamp(2);\n",
        f"a\n\n{CLAMP}".replace("Math.min", "least"),
        f"a\n\n{CLAMP}".replace("value: number", "value: User"),
        f"a\n\n{CLAMP}".replace("): number", ")"),
        f"a\n\n{CLAMP}".replace("most)", "'/users')"),
        f"a\n\n{CLAMP}".replace("Math.min(value * by, most)", '"select id from users"'),
        f"a\n\n/** @contract User */\n{CLAMP}",
        f"a\n{CLAMP}",
    ],
)
def test_what_could_have_to_do_with_a_contract_is_read(text: str) -> None:
    assert reckonings(text) == ()


@pytest.mark.slow
def test_fixtures_and_pages_are_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for path, text in texts():
        if reckonings(text):
            assert by_name(read(path, text)) == read_whole(monkeypatch, path, text), path


@pytest.mark.slow
def test_functions_of_any_steps_are_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    seed = int(os.environ.get("DOVETAIL_SEED") or random.randrange(2**32))
    rng, found = random.Random(seed), 0
    for _ in range(tries(1500)):
        body = "\n  ".join(rng.choices(STEPS, k=rng.randint(1, 2)))
        head = f"export function {rng.choice(NAMES)}({rng.choice(TAKES[:5] if rng.random() < 0.7 else TAKES)})"
        function = f"{head}{rng.choice(GIVES[:3] if rng.random() < 0.8 else GIVES)} {{\n  {body}\n}}\n"
        before, behind = rng.choice(AROUND)
        text = f"{before}{rng.choice(ABOVE[:3] if rng.random() < 0.7 else ABOVE)}{function}{behind}"
        path = rng.choice(
            ("x.ts", "app/routes/x.tsx", "pages/api/x.ts", "server/api/x.get.ts", "app/api/x/route.ts", "x.test.ts")
        )
        found += bool(reckonings(text))
        assert by_name(read(path, text)) == read_whole(monkeypatch, path, text), f"DOVETAIL_SEED={seed}\n{path}\n{text}"
    assert found
