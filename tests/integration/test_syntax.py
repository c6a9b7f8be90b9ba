"""A text is only called broken when it certainly is."""

import pytest

from dovetail.integration.syntax import parses


@pytest.mark.parametrize(("path", "good", "bad"), [
    ("a.ts", "const a = <string>b;\n", "const a = {;\n"),
    ("a.tsx", "const a = <div>it's</div>;\n", "const a = <div>;\n"),
    ("a.mjs", "export const a = <b/>;\n", "function {\n"),
    ("a.py", "x = 1\n", "def f(:\n"),
    ("package.json", "{}\n", "{,}\n"),
    ("a.yaml", "a: [1]\n", "a: [1\n"),
    ("schema.prisma", "model A {\n  id Int @default(0) // :-)\n}\n", "model A {\n  id Int\n"),
    ("up.sql", "insert into a values ('it''s (');\n", "create table a (id int));\n"),
    ("a.toml", "a = 1\n", "a = \n"),
])  # fmt: skip
def test_languages(path: str, good: str, bad: str) -> None:
    assert parses(path, good)
    assert not parses(path, bad)


def test_what_cannot_be_read_is_given_the_benefit_of_the_doubt() -> None:
    assert parses("a.rs", "fn {")
    assert parses("Makefile", "\t{")
    assert parses("tsconfig.json", "{ // comments are fine here\n}")


def test_what_the_grammar_does_not_know_yet_parses() -> None:
    assert parses("src/index.ts", 'export type * from "./a.js";\nexport type * as b from "./b.js";\n')
    assert not parses("src/index.ts", "export type * from;\n")
