"""How TypeScript code uses values of a known type."""

import pytest

from dovetail.core.text import Text

from .shown import read, use

IMPORTS = "import type { User, Team, CardProps } from './user.contract';\n"


def uses(source: str, path: str = "x.tsx") -> list[str]:
    return [use(u) for u in read(path, IMPORTS + source).uses]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        # where a value comes from
        ("function f(user: User) { return user.email; }", ["User.email"]),
        ("const f = (user: User) => user.email;", ["User.email"]),
        ("const f = async (user?: User | null) => user?.email;", ["User.email"]),
        ("function f(user: Readonly<User>) { user.email }", ["User.email"]),
        ("class A { f(user: User) { return user.email; } }", ["User.email"]),
        ("class A { user: User; f() { return this.user.email; } }", ["User.email"]),
        ("class A { constructor(private user: User) {} f = () => this.user.email; }", ["User.email"]),
        ("const user: User = load(); user.email;", ["User.email"]),
        ("let user: User | undefined; user!.email;", ["User.email"]),
        ("const user = load() as User; user.email;", ["User.email"]),
        ("(load() as User).email;", ["User.email"]),
        ("(await load() as User).email;", ["User.email"]),
        ("const { user } = props as CardProps; user.email;", ["CardProps.user", "CardProps.user.email"]),
        ("const [user, setUser] = useState<User | null>(null); user?.email;", ["User.email"]),
        ("const [users] = React.useState<User[]>([]); users[0].email;", ["User.email"]),
        ("const Card: React.FC<CardProps> = ({ user }) => user.email;", ["CardProps.user", "CardProps.user.email"]),
        ("const Card: FC<CardProps> = (props) => <a title={props.user.email} />;", ["CardProps.user.email"]),
        ("function Card({ user, compact = false }: CardProps) { return <p>{user.email}</p>; }",
         ["CardProps.user", "CardProps.compact", "CardProps.user.email"]),
        ("function Card(props: CardProps) { const { user: { email } } = props; }", ["CardProps.user.email"]),
        ("function Card(props: CardProps) { const { user: u } = props; u.email; }", ["CardProps.user", "CardProps.user.email"]),
        ("function f({ user }: { user: User }) { user.email; }", ["User.email"]),
        ("interface Props { user: User } function f({ user }: Props) { user.email; }", ["Props.user", "User.email"]),
        ("type Props = { users: User[] }; function f(p: Props) { p.users[0].email; }", ["Props.users", "User.email"]),
        ("type Maybe = User | null; function f(u: Maybe) { u.email; }", ["User.email"]),
        ("function f(user: User) { const copy = user; copy.email; }", ["User.email"]),
        ("function f(user: User) { const t = user.team; t.name; }", ["User.team", "User.team.name"]),
        ("const load = (): User => other(); load().email;", ["User.email"]),
        ("async function load(): Promise<User> { return x; } const u = await load(); u.email;", ["User.email"]),
        ("function all(): User[] { return x; } all().map((u) => u.email);", ["User.email"]),
        ("const { email } = load(); function load(): User { return x; }", ["User.email"]),
        # what is done with it
        ("function f(user: User) { user.email = 'x'; }", ["User.email ="]),
        ("function f(user: User) { user.count++; user.n += 1; delete user.x; }", ["User.count =", "User.n =", "User.x ="]),
        ("function f(user: User) { user['email']; }", ["User.email"]),
        ("function f(user: User) { user[key]; }", []),
        ("function f(user: User) { user.name.trim(); }", ["User.name"]),
        ("function f(user: User) { user.name.length; }", ["User.name.length"]),
        ("function f(user: User) { user.toString(); user.hasOwnProperty('x'); }", []),
        ("function f(user: User) { user.greet(user.email); }", ["User.greet", "User.email"]),
        ("function f(user: User) { g({ name: user.name, ...user.rest }); }", ["User.name", "User.rest"]),
        ("function f(user: User) { return `${user.name}`; }", ["User.name"]),
        ("function f(user: User) { return user.a ? user.b : user.c ?? user.d; }", ["User.a", "User.b", "User.c", "User.d"]),
        ("function f(user: User) { const { a, ...rest } = user; rest.b; }", ["User.a"]),
        # lists
        ("function f(users: User[]) { users.map((u) => u.email); }", ["User.email"]),
        ("function f(users: readonly User[]) { users.map(u => u.email); }", ["User.email"]),
        ("function f(users: User[]) { users.map(({ email }) => email); }", ["User.email"]),
        ("function f(users: User[]) { users.filter((u) => u.a).map((u) => u.b); }", ["User.a", "User.b"]),
        ("function f(users: User[]) { users.find((u) => u.a)?.b; }", ["User.a", "User.b"]),
        ("function f(users: User[]) { users.toSorted((a, b) => a.n - b.n); }", ["User.n", "User.n"]),
        ("function f(users: User[]) { users.reduce((sum, u) => sum + u.n, 0); }", ["User.n"]),
        ("function f(users: User[]) { for (const u of users) u.email; }", ["User.email"]),
        ("function f(users: User[]) { for (const { email } of users) {} }", ["User.email"]),
        ("function f(users: User[]) { for (const i in users) i.email; }", []),
        ("function f(users: User[]) { users.length; users.push(x); users.map(g); }", []),
        ("function f(users: User[]) { const [first, second] = users; first.a; second.b; }", ["User.a", "User.b"]),
        ("function f(users: User[]) { const [first] = users; first.email; }", ["User.email"]),
        ("function f(user: User) { user.teams.map((t) => t.name); }", ["User.teams", "User.teams.[].name"]),
        ("function f(user: User) { for (const t of user.teams) t.name; }", ["User.teams", "User.teams.[].name"]),
        ("function f(user: User) { user.teams[0].name; }", ["User.teams", "User.teams.[].name"]),
        ("function f(user: User) { user.rows.map((r) => r.cells.map((c) => c.text)); }",
         ["User.rows", "User.rows.[].cells", "User.rows.[].cells.[].text"]),
    ],
)  # fmt: skip
def test_what_is_used(source: str, expected: list[str]) -> None:
    assert uses(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "function f(user: User) { { const user = other(); user.oops; } }",
        "function f(user: User) { list.map((user) => user.oops); }",
        "function f(user: User) { function g(user) { return user.oops; } }",
        "function f(user: User) { const g = function (user: any) { return user.oops; }; }",
        "function f(user: User) { for (const user of others) user.oops; }",
        "function f(user: User) { try { g(); } catch (user) { user.oops; } }",
        "function f(user: User) { const { user } = other; }",
        "function f(user: User) { user.oops; const user = other(); }",
        "function f(user: User) { const [user] = other(); user.oops; }",
        "function f(user: User) { class user {} user.oops; }",
        "function f(user: User) { (user as any).oops; }",
        "function f(user: User) { (user as unknown as Record<string, string>).oops; }",
        "function f(user: User) { if ('oops' in user) user.oops; }",
        "function f(user: User) { if (user instanceof Admin) user.oops; }",
        "function f(user: User) { if (isAdmin(user)) user.oops; }",
        "function f(user: User) { assertAdmin(user); user.oops; }",
        "function f(user: User | Team) { user.oops; }",
        "function f(user: User & { oops: string }) { user.oops; }",
        "function f<User>(user: User) { user.oops; }",
        "const f = <User,>(user: User) => user.oops;",
        "class A<User> { f(user: User) { user.oops; } }",
        "function f(user: Partial<Record<string, User>>) { user.oops; }",
        "function f(user: Map<string, User>) { user.oops; }",
        "class A { user: User; f() { function g() { return this.user.oops; } } }",
        "function f(user: User) { other.user.oops; }",
        "function f(user: User) { return { user: { oops: 1 } }; }",
        "function f(user: User): asserts user is Admin { user; }",
        "const user = other(); user.oops;",
        "function f(user: typeof other) { user.oops; }",
        "function f(user: User['team']) { user.oops; }",
        "function f(user: () => User) { user.oops; }",
        "function load(): User { return x; } load.oops;",
        "function load(): User { return x; } function f(load) { load().oops; }",
        "function load(): User { return x; } { const load = other; load().oops; }",
        "function load<T>(): T { return x; } load().oops;",
        "function load(): User | Team { return x; } load().oops;",
    ],
)
def test_a_name_that_means_something_else(source: str) -> None:
    assert [u for u in uses(source) if "oops" in u.lower()] == []


def test_where_a_use_stands() -> None:
    source = IMPORTS + "/* 😀 */ function Größe({ user }: CardProps) { return user?.team!.naïve; }"
    text = Text(source)
    found = read("x.tsx", source).uses[-1]
    assert [text[r] for r in found.ranges] == ["user", "team", "naïve"]
    assert [text.source.rindex(n) for n in ("team", "naïve")] == [r.start for r in found.ranges[1:]]
    assert found.via == "user"


def test_uses_in_a_file_that_is_being_typed() -> None:
    found = uses("function g(user: User) { return user.a; }\nfunction f(user: User) {\n  const x = \n}\n")
    assert found == ["User.a"]


def test_each_place_is_one_use() -> None:
    shapes = read("x.ts", IMPORTS + "function f(user: User) { user.a; user.a; user.a = user.a; }")
    assert len({u.ranges for u in shapes.uses}) == len(shapes.uses) == 4
