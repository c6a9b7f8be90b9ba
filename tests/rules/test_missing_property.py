"""Objects that leave out what their contract needs, and those that may."""

import pytest

from dovetail.core.findings import Finding, apply_edits
from dovetail.core.snapshot import Snapshot
from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Where somebody lives. */
export interface Address { street: string; city: string }
/** A person. */
export interface User { id: string; email: string; nickname?: string; address: Address }
/** Something happened. */
export interface Joined { kind: "joined"; userId: string }
/** Something else happened. */
export interface Left { kind: "left"; userId: string; reason: string }
/** What happens. */
export type Happening = Joined | Left;
/** Adds a person.
 * @api POST /users
 */
export interface AddUser { request: Omit<User, "id">; response: { user: User; total: number }; errors: never }
"""
SERVICE = """
import type { AddUser, Happening, User } from "./contracts/user.contract";
type Changes = Partial<Omit<User, "id">>;
type Loose<T> = { [K in keyof T]?: T[K] };
export class Users {
  constructor(private readonly first: User) {}
  add(input: AddUser["request"]): Promise<User> { return save(input); }
  change(id: string, changes: Changes): Promise<User> { return save(changes); }
  shape(changes: Loose<User>): void {}
  publish(event: Happening): void {}
}
"""
HEAD = """
import type { AddUser, Address, Happening, User } from "./contracts/user.contract";
import { Users } from "./users";
"""


def missing(body: str, path: str = "src/use.ts", rules: tuple[str, ...] = ("missing-property",)) -> list[str]:
    files = {
        "src/contracts/user.contract.ts": CONTRACT,
        "src/users.ts": SERVICE,
        path: f"{HEAD}\nexport function use(users: Users, user: User, address: Address, other: any) {{\n{body}\n}}\n",
    }
    findings = [f for f in check(snapshot_as_written(files)) if f.rule in rules]
    assert {f.path for f in findings} <= {path}
    return [f.message.split("`")[1] for f in findings]


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("users.add({ email: '' });", ["address"]),
        ("users.add({ email: '', address: { street: '' } });", ["city"]),
        ("const body: AddUser['response'] = { user };", ["total"]),
        ("const list: User[] = [{ id: '', email: '', address: { city: '' } }];", ["street"]),
        ("users.publish({ kind: 'left', userId: '' });", ["reason"]),
        ("new Users({ id: '', email: '' });", ["address"]),
        ("const make = (changes: Partial<User>): User => ({ id: '', address, ...changes });", ["email"]),
        ("const make = (changes: Partial<Omit<User, 'id'>>): User => ({ id: '', address, ...changes });", ["email"]),
        ("const make = (): User => ({ ...address, id: '', email: '' });", ["address"]),
        ("const by: Record<string, Address> = { home: { street: '' } };", ["city"]),
        ("const all = (): AddUser['response'][] => [1].map((total) => ({ total }));", ["user"]),
        ("const body = { user } satisfies AddUser['response'];", ["total"]),
        ("user.address = { street: '' };", ["city"]),
        ("const body = { email: '', adress: address, other: 1 }; users.add(body);", []),  # which is told as a slip
        ("const body = { email: '' }; users.add(body); users.add({ ...body, address });", ["address"]),
        ("const body = { email: '' }; users.add(body); users.add(body);", ["address"]),
        ("const body = { email: '', home: address }; users.add(body);", []),  # `home` is told in its place
        ("const body = { email: '' }; body.address = address; users.add(body);", []),
        ("const body = { email: '', ...other }; users.add(body);", []),
        ("const body = { email: '' }; users.add(body as any);", []),
        ("let body = { email: '' }; users.add(body);", []),
        ("const all = [1].map((id) => ({ id: '', email: '' }));\nconst list: User[] = all;", ["address"]),
        (
            "const all = [1].map((id) => ({ id: '', email: '' }));\nall[0].address = address;\nconst list: User[] = all;",
            [],
        ),
        (
            "const all = [1].map((id) => ({ id: '', email: '' }));\nfor (const one of all) fill(one);\nconst list: User[] = all;",
            [],
        ),
        ("const all = [1].map((id) => ({ id: '', email: '', address, more: 1 }));\nconst list: User[] = all;", []),
    ],
)
def test_what_is_left_out(body: str, names: list[str]) -> None:
    assert missing(body, rules=("missing-property", "missing-field")) == names


def test_a_name_that_stands_where_another_is_left_out_is_told_itself() -> None:
    body = "const body = { email: '', home: address }; users.add(body);"
    assert missing(body, rules=("missing-property", "unknown-property")) == ["home"]


@pytest.mark.parametrize(
    "body",
    [
        "users.add({ email: '', address });",
        "users.change('1', { email: '' });",
        "users.shape({ email: '' });",
        "const part: Partial<User> = { email: '' };",
        "const part: Omit<User, 'id'> = { email: '', address };",
        "const named = (part: Omit<User, 'id'>): User => ({ id: '', ...part });",
        "const named = (part: Pick<User, 'email' | 'address'>): User => ({ ...part, id: '' });",
        "const parts = (): Pick<User, 'id' | 'email'>[] => other.map((o) => ({ id: o.id, email: o.email }));",
        "const parts = async (): Promise<Partial<User>[]> => [1].map(() => ({ email: '' }));",
        "const cast: User = { id: '' } as User;",
        "const cast = { address: {} } as User;",
        "const make = (): User => ({ ...user, email: '' });",
        "const make = (): User => ({ ...other, email: '' });",
        "const make = (): User => ({ ...(other ? { id: '' } : {}), email: '' });",
        "const { id, ...rest } = user;\nconst again: User = { ...rest, id: '' };",
        "users.publish({ kind: 'joined', userId: '' });",
        "users.publish({ kind: 'joyned', userId: '' });",
        "const one: Address | Left = { kind: 'lefft', userId: '', reason: '' };",
        "const known = (user ?? { email: '' }).email;",
        "const named: User = { id: '', [other]: '', email: '' };",
        "const wrong: User = { id: '', emial: '', address };",
    ],
)
def test_what_may_be_left_out(body: str) -> None:
    assert missing(body) == []


def test_an_object_of_javascript_may_be_filled_later() -> None:
    assert missing("/** @type {Address} */\nconst home = { street: '' };", "src/use.js") == []


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("{ street: '' }", "{ city: '', street: '' }"),
        ("{}", '{ city: "" }'),
        ("{\n  street: '',\n}", "{\n  city: '',\n  street: '',\n}"),
        ("{ // where\n  street: '' }", "{ city: '', // where\n  street: '' }"),
    ],
)
def test_the_fix_writes_what_is_left_out(written: str, mended: str) -> None:
    def tree(written: str) -> Snapshot:
        use = f"{HEAD}export function use(user: User) {{ user.address = {written}; }}\n"
        return snapshot_as_written({"src/contracts/user.contract.ts": CONTRACT, "src/use.ts": use})

    def faults(snapshot: Snapshot) -> list[Finding]:
        return [f for f in check(snapshot) if f.rule == "syntax-error" or "`city`" in f.message]

    before, after = tree(written), tree(mended)
    (fix,) = faults(before)[0].fixes
    assert apply_edits(before.sources["src/use.ts"].text.source, fix.edits) == after.sources["src/use.ts"].text.source
    assert not faults(after)


RICH = """
/** How far it has come. */
export type State = "open" | "closed";
/** A point on the map. */
export interface Point { lat: number; lng: number; label?: string }
/** Of its own kind. */
export interface Branch { name: string; twig: Branch }
/** A place. */
export interface Place {
  state: State;
  at: Point;
  inside: { floor: number; "wing-name": string; open: boolean };
  open: "always" | "never";
  level: 1 | 2;
  branch: Branch;
  labels: Record<string, string>;
  kept: string | null;
}
"""


@pytest.mark.parametrize(
    ("lacking", "written"),
    [
        ("state", 'state: "open"'),
        ("at", "at: { lat: 0, lng: 0 }"),
        ("inside", 'inside: { floor: 0, "wing-name": "", open: false }'),
        ("open", 'open: "always"'),
        ("level", "level: 1"),
        ("branch", None),  # no value of it is short
        ("labels", "labels: {}"),
        ("kept", "kept: null"),
    ],
)
@pytest.mark.parametrize("way", ["export const made: Place = {};", "const f = (): { a: Place } => ({ a: {} });"])
def test_what_is_left_out_is_written_with_an_empty_value_of_its_type(
    lacking: str, written: str | None, way: str
) -> None:
    files = {"a.contract.ts": RICH, "b.ts": f'import type {{ Place }} from "./a.contract";\n{way}\n'}
    found = [
        f for f in check(snapshot_as_written(files)) if f.path == "b.ts" and f"`{lacking}` of contract" in f.message
    ]
    (finding,) = found
    assert finding.rule in ("missing-field", "missing-property")
    assert [e.new_text.strip() for fix in finding.fixes for e in fix.edits] == ([written] if written else [])


def test_two_objects_in_one_list_are_told_apart() -> None:
    files = {
        "a.contract.ts": RICH,
        "b.ts": 'import type { Point } from "./a.contract";\nexport const all: Point[] = [{ lat: 1 }, { lat: 2 }];\n',
    }
    snapshot = snapshot_as_written(files)
    found = [f for f in check(snapshot) if f.path == "b.ts"]
    assert [snapshot.sources["b.ts"].text[f.range] for f in found] == ["{ lat: 1 }", "{ lat: 2 }"]
    assert all(f.fixes for f in found)
