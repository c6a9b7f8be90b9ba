"""What guards say of a value, whatever they are called: what it was before, or what they say, has a property, or nothing is said."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A person. */
export interface User { id: string; email: string }
/** An animal. */
export interface Pet { name: string }
"""
OTHER = """
import type { User } from "./user.contract";
export type Admin = User & { rights: string[] };
export const isAdmin = (u: User): u is Admin => true;
export function assertUser(x: unknown): asserts x is User {}
export const isNil = (x: unknown): x is null | undefined => x === null || x === undefined;
export function isPresent<T>(x: T | null | undefined): x is T { return !isNil(x); }
export const isBlank = (x: unknown) => typeof x === "object";
"""
HEAD = """
import { assertUser, isAdmin, isBlank, isNil, isPresent } from "./other";
import { isEmpty } from "lodash";
import { isOdd } from "elsewhere";
import type { Pet, User } from "./user.contract";
const isPet = (x: unknown): x is Pet => true;
function assertThere(x: User | undefined): asserts x is User {}
interface Named extends User { label: string }
"""


def found(body: str) -> list[str]:
    files = {"src/user.contract.ts": CONTRACT, "src/other.ts": OTHER, "src/use.ts": f"{HEAD}\n{body}\n"}
    return [f.message.split("`")[1] for f in check(snapshot_as_written(files)) if f.rule == "unknown-property"]


@pytest.mark.parametrize(
    "body",
    [
        "function f(u?: User) { if (isNil(u)) return; u.oops; }",
        "function f(u?: User) { if (isEmpty(u)) return; u.oops; }",
        "function f(u?: User) { if (isPresent(u)) u.oops; }",
        "function f(u?: User) { assertThere(u); u.oops; }",
        "function f(u: User) { if (isAdmin(u)) return u.rights; return u.oops; }",
        "function f(u: User | Pet) { if (isPet(u)) return u.name; return u.oops; }",
        "function f(x: unknown) { assertUser(x); x.oops; }",
        "const f = (all: (User | null)[]) => all.filter(isPresent).map((u) => u.oops);",
        "const f = (all: unknown[]) => all.filter(isPet).map((pet) => pet.oops);",
        "const f = (all: User[]) => all.filter((u): u is Named => true).map((u) => u.oops);",
    ],
)
def test_what_is_not_there(body: str) -> None:
    assert found(body) == ["oops"]


@pytest.mark.parametrize(
    "body",
    [
        "function f(u: User) { if (isAdmin(u)) return u.rights; }",
        "function f(u: User) { if (isPet(u)) return u.name; }",
        "function f(u: User) { if (isOdd(u)) return u.strange; }",
        "function f(u: User) { if (isBlank(u)) return u.strange; }",
        "const f = (all: User[]) => all.filter(isAdmin).map((u) => u.rights);",
        "const f = (all: User[]) => all.filter((u): u is Named => true).map((u) => u.label);",
        "const f = (all: User[]) => all.find((u): u is Named => true)?.label;",
        "function f(x: { strange: string } | null) { if (isPet(x)) x.name; return x?.strange; }",
    ],
)
def test_what_a_guard_says_or_may_say(body: str) -> None:
    assert found(body) == []
