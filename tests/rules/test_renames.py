"""A field is renamed where it is declared and wherever its record is used, in every file."""

from dovetail.core.findings import apply_edits
from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """/** A person. */
export interface User {
  /** @format email */
  email: string;
  displayName: string;
}
"""


def fixed(texts: dict[str, str]) -> dict[str, str]:
    """The texts after the first fix of the first renamed field."""
    texts = {"contracts/user.contract.ts": CONTRACT, **texts}
    snapshot = snapshot_as_written(texts)
    fix = next(f for f in check(snapshot) if f.rule == "renamed-field").fixes[0]
    for path in {e.path for e in fix.edits}:
        texts[path] = apply_edits(texts[path], [e for e in fix.edits if e.path == path])
    assert [f for f in check(snapshot_as_written(texts)) if f.severity == "error"] == []
    return texts


def test_uses_in_other_files_follow() -> None:
    after = fixed(
        {
            "src/user.ts": "/** @contract User */\nexport interface User {\n  email: string;\n  display_name: string;\n}\n"
            "export function shout(user: User) {\n  return user.display_name.toUpperCase();\n}\n",
            "src/page.ts": 'import type { User } from "./user";\nexport const show = (u: User) => u.display_name;\n'
            "export const other = (o: { display_name: string }) => o.display_name;\n",
        }
    )
    assert "displayName: string" in after["src/user.ts"] and "user.displayName.toUpperCase" in after["src/user.ts"]
    assert "u.displayName" in after["src/page.ts"]
    assert "o.display_name" in after["src/page.ts"]


def test_a_message_keeps_its_own_casing() -> None:
    source = (
        'syntax = "proto3";\n// @contract User\nmessage User {\n  string email = 1;\n  string displya_name = 2;\n}\n'
    )
    assert "string display_name = 2;" in fixed({"user.proto": source})["user.proto"]
