"""The last that the light bulb offers is a comment that silences the finding, as each language writes one there."""

from dovetail.core.findings import apply_edits
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.features.actions import actions
from dovetail.rules import check
from support.snapshots import snapshot_of

from .product import offset

CONTRACT, PAGE, CODE, MODELS, PRISMA = (
    "contracts/user.contract.ts",
    "web/page.tsx",
    "web/users.ts",
    "api/models.py",
    "prisma/schema.prisma",
)
TEXTS = {
    CONTRACT: """
        /** A person.
         * @db users
         */
        export interface User {
          /** @format uuid */
          id: string;
          fullName: string;
        }
        """,
    PAGE: """
        import type { User } from "../contracts/user.contract";

        export const Page = ({ user }: { user: User }) => (
          <td>
            {user.title}
          </td>
        );
        """,
    CODE: """
        import type { User } from "../contracts/user.contract";

        export function shown(user: User): string {
          return user.name;
        }

        export const greeting = (user: User) => `
          Dear ${user.surname}`;
        """,
    MODELS: """
        from pydantic import BaseModel


        # @contract User
        class User(BaseModel):
            id: str
            fullname: str
        """,
    PRISMA: """
        model User {
          id       String @id @db.Uuid
          full     String

          @@map("users")
        }
        """,
}


def _ignored(path: str, marked: str) -> tuple[str, Snapshot] | None:
    """The line that is written above a place, and the tree with it; None where none is offered."""
    tree = snapshot_of(TEXTS)
    at = offset(tree, path, marked)
    offered = actions(tree, path, Range(at, at), check(tree))
    assert not any(a.title.startswith("Ignore ") for a in offered[:-1]), "once, and last"
    if not offered or not offered[-1].title.startswith("Ignore "):
        return None
    assert not offered[-1].preferred
    text = tree.sources[path].text
    after = apply_edits(text.source, list(offered[-1].edits))
    line = after.splitlines()[text.line_of(at)]
    return line, snapshot_of({**TEXTS, path: after})


def _is_silent(path: str, marked: str, line: str) -> None:
    done = _ignored(path, marked)
    assert done is not None
    assert done[0] == line
    before = [f for f in check(snapshot_of(TEXTS)) if f.severity in ("error", "warning")]
    after = [f for f in check(done[1]) if f.severity in ("error", "warning")]
    assert len(after) == len(before) - 1
    assert not [f for f in after if f.rule == "stale-ignore"]


def test_in_typescript() -> None:
    _is_silent(CODE, "user.na¦me", "  // dovetail-ignore unknown-property: say why it may stay")


def test_between_elements() -> None:
    _is_silent(PAGE, "user.tit¦le", "    {/* dovetail-ignore unknown-property: say why it may stay */}")


def test_in_python() -> None:
    _is_silent(MODELS, "full¦name", "    # dovetail-ignore renamed-field: say why it may stay")


def test_in_prisma() -> None:
    _is_silent(PRISMA, "fu¦ll", "  // dovetail-ignore renamed-field: say why it may stay")


def test_nothing_is_written_into_a_text_of_several_lines() -> None:
    assert _ignored(CODE, "user.sur¦name") is None
