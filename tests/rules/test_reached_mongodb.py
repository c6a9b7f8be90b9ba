"""Collections of MongoDB's own driver: what their filters, changes, sorts and documents name is held to the contract of their type."""

import pytest

from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

CONTRACT = """
/** A person. */
export interface User { id: string; email: string; role: "owner" | "guest"; tags: string[]; home: { city: string }; seenAt: string | null }
"""
STORE = """
import type { User } from "../contracts/user.contract";
import { MongoClient, type Collection, type WithId } from "mongodb";
const client = new MongoClient("mongodb://localhost");
const users: Collection<User> = client.db("shop").collection<User>("users");
export const owners = () => users.find({ role: "owner", "home.city": "Bern" }).sort({ email: 1, _id: -1 }).limit(3).toArray();
export async function tag(email: string) {
  const user = await users.findOneAndUpdate(
    { email, tags: { $all: ["a"] }, seenAt: null, $or: [{ id: "1" }] },
    { $addToSet: { tags: "b" }, $set: { "home.city": "Bern", seenAt: new Date().toISOString() }, $unset: { home: "" } },
  );
  return user && called(user);
}
const called = (user: WithId<User>) => `${user._id} ${user.email}`;
export const first = async () => (await owners())[0]?.home.city;
export const index = () => users.createIndex({ "home.city": 1, email: "text" });
"""


def _found(text: str) -> set[str]:
    snapshot = snapshot_from_texts({"contracts/user.contract.ts": CONTRACT, "src/users.ts": text})
    return {text[f.range.start : f.range.end] for f in check(snapshot) if f.path == "src/users.ts"}


def test_conforms() -> None:
    assert _found(STORE) == set()


@pytest.mark.parametrize(
    ("was", "now", "at"),
    [
        ("role:", "rol:", "rol"),
        ('"owner"', '"ownr"', "ownr"),
        ("{ email: 1", "{ mail: 1", "mail"),
        ("{ email, tags: {", "{ email, labels: {", "labels"),
        ("[{ id:", "[{ ids:", "ids"),
        ("{ tags:", "{ tag:", "tag"),
        (", seenAt: new", ", seen: new", "seen"),
        ("user.email", "user.mail", "mail"),
        ("[0]?.home", "[0]?.house", "house"),
        (', email: "text"', ', mail: "text"', "mail"),
    ],
)
def test_drift(was: str, now: str, at: str) -> None:
    assert STORE.count(was) == 1
    assert at in _found(STORE.replace(was, now))
