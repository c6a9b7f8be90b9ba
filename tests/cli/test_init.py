"""`dovetail init` writes files that its own check accepts, fitted to the repository, and overwrites nothing."""

from pathlib import Path

import pytest

from repositories import Repository
from support.cli import dovetail

pytestmark = pytest.mark.slow

PRISMA = """model User {
  id              String    @id @db.Uuid
  email           String    @unique
  emailVerifiedAt DateTime? @map("email_verified_at")
  posts           Post[]

  @@map("users")
}
"""


def test_what_it_writes_fits_the_repository_and_has_no_errors(tmp_path: Path) -> None:
    manifest = '{"scripts": {"build": "tsc", "test": "node --test"}}'
    files = {"prisma/schema.prisma": PRISMA, "src/api/a.ts": "export {};\n", "package.json": manifest}
    repository = Repository(tmp_path / "repo", files)
    done = dovetail(repository.path, "init")
    assert done.code == 0, done.err
    contract = (repository.path / "contracts/model.contract.ts").read_text()
    assert "@db users" in contract
    assert "emailVerifiedAt: string | null;" in contract
    assert "posts" not in contract
    sprint = (repository.path / "first.sprint.yaml").read_text()
    assert "id: schema" in sprint
    assert "id: api" in sprint
    assert "npm run build" in sprint
    check = dovetail(repository.path, "check")
    assert (check.code, check.err) == (0, ""), check.out


def test_a_first_package_owns_the_folder_that_holds_the_code(tmp_path: Path) -> None:
    files = {"shop/main.py": "x = 1\n", "shop/models.py": "y = 1\n", "tools/run.py": "z = 1\n"}
    repository = Repository(tmp_path / "repo", files)
    assert dovetail(repository.path, "init").code == 0
    assert 'owns: ["shop/**"]' in (repository.path / "first.sprint.yaml").read_text()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    repository = Repository(tmp_path / "repo", {"CONVENTIONS.md": "Ours.\n"})
    assert dovetail(repository.path, "init").code == 0
    assert (repository.path / "CONVENTIONS.md").read_text() == "Ours.\n"
    before = {p: p.read_bytes() for p in repository.path.rglob("*") if p.is_file() and ".git" not in p.parts}
    again = dovetail(repository.path, "init")
    assert "there is one already" in again.out
    assert before == {p: p.read_bytes() for p in repository.path.rglob("*") if p.is_file() and ".git" not in p.parts}
