"""Classes that NestJS makes of others: what is read from them is held to the fields that they take."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = "/** A person. */\nexport interface User { id: string; email: string; role: string }\n"
DTO = """
import { IntersectionType, OmitType, PartialType, PickType } from "@nestjs/swagger";
/** @contract User */
export class UserDto { id!: string; email!: string; role!: string }
export class NewUserDto extends PickType(UserDto, ["email"] as const) { password!: string }
export class ChangeDto extends PartialType(OmitType(UserDto, ["id"] as const)) {}
export class BothDto extends IntersectionType(NewUserDto, ChangeDto) {}
export const use = (a: NewUserDto, b: ChangeDto, c: BothDto) => [a.email, a.password, b.role, c.role, c.password];
"""


@pytest.mark.parametrize(
    ("was", "now", "found"),
    [
        ("", "", set[str]()),
        ("a.email", "a.mail", {"mail"}),
        ("b.role", "b.rol", {"rol"}),
        ("c.role", "c.rol", {"rol"}),
        ('PickType(UserDto, ["email"] as const)', 'PickType(UserDto, ["email", "rol"] as const)', {"rol"}),
        ('["id"] as const', '["ids"]', {"ids"}),
    ],
)
def test_reads(was: str, now: str, found: set[str]) -> None:
    text = DTO.replace(was, now, 1)
    snapshot = snapshot_as_written({"contracts/user.contract.ts": CONTRACT, "src/dto.ts": text})
    assert {text[f.range.start : f.range.end] for f in check(snapshot) if f.path == "src/dto.ts"} == found
