"""Collections of MongoDB's own driver: what their filters, changes, sorts and documents name is held to the contract of their type."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

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
    snapshot = snapshot_as_written({"contracts/user.contract.ts": CONTRACT, "src/users.ts": text})
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


PIPELINES = """
import type { User } from "../contracts/user.contract";
import type { Collection } from "mongodb";
export const cities = (users: Collection<User>) => users.aggregate([
  { $match: { role: "owner", $or: [{ "home.city": "Bern" }, { tags: { $in: ["a"] } }], $text: { $search: "x" } } },
  { $unwind: { path: "$tags", includeArrayIndex: "place" } },
  { $addFields: { mail: { $toLower: "$email" }, score: { $meta: "textScore" } } },
  { $sort: { seenAt: -1, place: 1, best: { $meta: "textScore" } } },
  { $lookup: { from: "orders", localField: "id", foreignField: "userId", as: "orders" } },
  { $match: { "orders.total": { $gt: 1 }, mail: "x" } },
  { $group: { _id: "$home.city", people: { $sum: 1 }, each: { $push: { who: "$email", all: "$$ROOT" } } } },
  { $sort: { people: -1 } },
  { $project: { _id: 0, people: 1 } },
]);
export async function mails(users: Collection<User>) {
  const stages = [{ $match: { role: { $ne: "guest" } } }, { $project: { _id: 0, seenAt: 1, to: "$email" } }, { $match: { to: "x" } }];
  return users.aggregate(stages).toArray();
}
export const other = (things: Collection<{ a: string }>, more: any) =>
  [things.aggregate([{ $match: { b: 1 } }]), more.aggregate([{ $sort: { c: 1 } }])];
"""


def test_pipelines_that_conform() -> None:
    assert _found(PIPELINES) == set()


@pytest.mark.parametrize(
    ("was", "now", "at"),
    [
        ('{ role: "owner"', '{ rol: "owner"', "rol"),
        ('"owner"', '"ownr"', "ownr"),
        ('"home.city": "Bern"', '"home.town": "Bern"', "town"),
        ('"$tags"', '"$tag"', "tag"),
        ('"$email" }, score', '"$mail" }, score', "mail"),
        ("seenAt: -1", "seen: -1", "seen"),
        ('"id", foreign', '"ident", foreign', "ident"),
        ('"$home.city"', '"$house.city"', "house"),
        ('who: "$email"', 'who: "$mails"', "mails"),
        ('$ne: "guest"', '$ne: "gest"', "gest"),
        ("seenAt: 1", "seen: 1", "seen"),
        ('to: "$email"', 'to: "$eMail"', "eMail"),
    ],
)
def test_drift_in_pipelines(was: str, now: str, at: str) -> None:
    assert PIPELINES.count(was) == 1
    assert _found(PIPELINES.replace(was, now)) == {at}
