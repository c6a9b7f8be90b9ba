"""What is known of `props.user` after `isKnown(props.user)`: all, where the function only answers yes or no."""

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = "/** A person. */\nexport interface User { id: string; email: string }\n"
GUARDS = """
import type { User } from "./user.contract";
export function isKnown(user: User): boolean { return user.email !== ""; }
export function isMember(user: User): user is User & { since: string } { return "since" in user; }
export const isInferred = (user: User) => "since" in user;
"""
USES = """
import { isKnown, isInferred, isMember } from "./guards";
import { isOther } from "elsewhere";
import type { User } from "./user.contract";
interface Props { a: User; b: User; c: User; d: User; e: User; f: User }
function isOwn(user: User): boolean { return true; }
export function show(props: Props) {
  if (isKnown(props.a)) console.log(props.a.mail, props.a.email);
  console.log(props.a.name);
  if (isMember(props.b)) console.log(props.b.since);
  if (isInferred(props.c)) console.log(props.c.since);
  if (isOther(props.d)) console.log(props.d.since);
  if (isOwn(props.e)) console.log(props.e.mail);
  if (isKnown(props.f) && isMember(props.f)) console.log(props.f.since);
}
"""


def test_only_what_may_be_narrowed_is_left_alone() -> None:
    snapshot = snapshot_as_written({"a/user.contract.ts": CONTRACT, "a/guards.ts": GUARDS, "a/uses.ts": USES})
    told = [(f.path, USES[f.range.start - 8 : f.range.end]) for f in check(snapshot) if f.severity == "error"]
    assert told == [("a/uses.ts", "props.a.mail"), ("a/uses.ts", "props.a.name"), ("a/uses.ts", "props.e.mail")]
