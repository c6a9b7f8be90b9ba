"""`dovetail stub` writes what `dovetail check` then accepts."""

from pathlib import Path

import pytest

from repositories import Repository
from support.cli import dovetail

pytestmark = pytest.mark.slow

CONTRACT = """/** A person who can sign in. @db people */
export interface Person {
  /** @format uuid */
  id: string;
  displayName: string;
  /** @format date-time */
  createdAt: string;
}
"""


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path / "repo", {"contracts/person.contract.ts": CONTRACT, "app/__init__.py": ""})


def test_a_stub_is_printed_or_written_and_keeps_its_contract(repository: Repository) -> None:
    shown = dovetail(repository.path, "stub", "Person", "--as", "prisma")
    assert (shown.code, shown.err) == (0, "")
    assert "model Person {" in shown.out and '@@map("people")' in shown.out
    for form, file in (("pydantic", "app/models.py"), ("sql", "db/people.sql"), ("zod", "web/person.ts")):
        done = dovetail(repository.path, "stub", "person", "--as", form, "--into", file)
        assert (done.code, done.err) == (0, "")
        assert f"into {file}." in done.out
        assert (repository.path / file).read_text("utf-8")
    assert dovetail(repository.path, "check").code == 0
    again = dovetail(repository.path, "stub", "Person", "--as", "sql", "--dialect", "sqlite")
    assert "id TEXT PRIMARY KEY" in again.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("Persona", "--as", "zod"), "There is no contract 'Persona'; did you mean 'Person'?"),
        (("Person", "--as", "cobol"), "'cobol' is not a form; it is one of prisma, sql, zod,"),
        (("Person", "--as", "zod", "--into", "x.py"), "A zod schema is not written into 'x.py'"),
        (("Person", "--as", "sql", "--dialect", "oracle"), "'oracle' is not a dialect"),
        (("Person", "--as", "sql", "--into", "/tmp/x.sql"), "name a file of the same repository"),
    ],
)
def test_what_cannot_be_written_says_why(repository: Repository, arguments: tuple[str, ...], sentence: str) -> None:
    refused = dovetail(repository.path, "stub", *arguments)
    assert refused.code == 2
    assert sentence in refused.err
