"""How TypeScript code uses values of a known type."""

import pytest

from dovetail.core.shapes import COLUMN
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
        ("class A { user: User; f() { return this.user.email; } }", ["A.user", "User.email"]),
        ("class A { constructor(private user: User) {} f = () => this.user.email; }", ["A.user", "User.email"]),
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
        ("function f(user: User) { const { a, ...rest } = user; rest.b; }", ["User.a", "User.b"]),
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
        # components
        ("function Card(p: CardProps) {} const a = <Card usr={x} key='k' data-x='' {...more} />;", ["CardProps.usr ="]),
        ("const Card = (p: CardProps) => 1; const a = <Card usr={x}>b</Card>;", ["CardProps.usr ="]),
        ("const Card: React.FC<CardProps> = () => 1; const a = <Card usr />;", ["CardProps.usr ="]),
        ("const Card = memo(function Card(p: CardProps) {}); const a = <Card usr />;", ["CardProps.usr ="]),
        ("const Card = React.forwardRef<Ref, CardProps>((p, ref) => 1); const a = <Card usr ref={r} />;", ["CardProps.usr ="]),
        ("function Card(p: React.PropsWithChildren<CardProps>) {} const a = <Card usr />;", ["CardProps.usr ="]),
        ("function Card(p: CardProps & Other) {} const a = <Card usr />;", ["CardProps & Other.usr ="]),
        ("const a = <Other usr={x} />;", ["Other.usr ="]),
        ("function f(user: User) { return <Other usr={user.email} />; }", ["Other.usr =", "User.email"]),
        # what calls and casts give
        ("const { data } = useQuery<User>({ queryKey: [] }); data?.email;", ["User.email"]),
        ("const { data: user } = useSuspenseQuery<User>(q); user.email;", ["User.email"]),
        ("const q = useQuery<Raw, Error, User>(q1); q.data.email; q.isLoading;", ["User.email"]),
        ("const { data } = await axios.get<User>('/u'); data.email;", ["User.email"]),
        ("const r = await axios.post<User>('/u', b); r.data.email; r.status;", ["User.email"]),
        ("const u = await $fetch<User>('/u'); u.email;", ["User.email"]),
        ("const u = await ky.get('/u').json<User>(); u.email;", ["User.email"]),
        ("const ref = useRef<User | null>(null); ref.current?.email;", ["User.email"]),
        ("const u = (await res.json()) as User; u.email;", ["User.email"]),
        ("(JSON.parse(x) as User[]).map((u) => u.email);", ["User.email"]),
        ("const [user, setUser] = useState<User>(x); setUser((old) => ({ ...old, name: old.email }));", ["User.email"]),
        # names of properties
        ("type A = Pick<User, 'id' | 'email'>; type B = Omit<User, \"email\">;", ["User.id", "User.email", "User.email"]),
        ("function f(p: Omit<User, 'email'>) {}", ["User.email"]),
        ("interface A extends Pick<User, 'email'> {}", ["User.email"]),
        ("type A = User['email'];", ["User.email"]),
        ("type A = CardProps['user']['email'];", ["CardProps.user.email"]),
        ("type A = User['teams'][number]['name'];", ["User.teams.[].name"]),
        ("const k: keyof User = 'email';", ["User.email"]),
        ("const k: (keyof User)[] = ['id', 'email'];", ["User.id", "User.email"]),
        ("const k: ReadonlyArray<keyof User> = ['email'];", ["User.email"]),
        ("const k = ['email'] as const satisfies readonly (keyof User)[];", ["User.email"]),
        ("const k: Partial<Record<keyof User, string>> = { email: 'E-mail', 'id': 'Id' };", ["User.email", "User.id"]),
        ("function f(k: keyof User = 'email') {}", ["User.email"]),
        # types that are made of others
        ("function f(user: User | Team) { user.name; }", ["User | Team.name"]),
        ("function load(): User | Team { return x; } load().name;", ["User | Team.name"]),
        ("function f(user: typeof other) { user.name; }", ["typeof other.name"]),
        ("function f(team: User['team']) { team.name; }", ["User > team.name", "User.team"]),
        # patterns
        ("function f({ email: e = '', 'name': n, ...rest }: User) { rest.id; }", ["User.email", "User.name", "User.id"]),
        ("function f({ team: { name = '' } = {} }: User) {}", ["User.team", "User.team.name"]),
        ("function f(users: User[]) { users?.map(({ email: e = '' }, i) => e); }", ["User.email"]),
        ("function f(user: User) { const copy = { ...user }; copy.email; }", ["User.email"]),
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
        "function f(user: User) { if (user instanceof Admin) user.oops; }",
        "function f(user: User) { if (isAdmin(user)) user.oops; }",
        "function f(user: User) { assertAdmin(user); user.oops; }",
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
        "function f(user: () => User) { user.oops; }",
        "function load(): User { return x; } load.oops;",
        "function load(): User { return x; } function f(load) { load().oops; }",
        "function load(): User { return x; } { const load = other; load().oops; }",
        "const { data } = useQuery<User>(q); function g(data) { data.oops; }",
        "const { oops } = useQuery<User>(q);",
        "import { useQuery } from '@tanstack/vue-query'; const { data } = useQuery<User>(q); data.oops;",
        "NextResponse.json<User>(x).oops;",
        "type A<User> = Pick<User, 'oops'>;",
        "function f<User>(k: Omit<User, 'oops'>) {}",
        "type A = Pick<User & Team, 'oops'>; type B = Exclude<User, 'oops'>; type C = Pick<typeof user, 'oops'>;",
        "const k: keyof typeof user = 'oops';",
        "const k: keyof User | 'oops' = 'oops';",
        "const k: Record<string, User> = { oops: 1 };",
        "const copy = { ...user, oops: 1 }; function f(user: User) { const c = { ...user, oops: 1 }; c.oops; }",
        "function f() { const Card = other(); return <Card oops />; }",
        "const a = <div oops><lib.Card oops /></div>;",
        "function Card<P>(p: P) {} const a = <Card oops />;",
        "class Card extends Component<CardProps> {} const a = <Card oops />;",
    ],
)
def test_a_name_that_means_something_else(source: str) -> None:
    assert [u for u in uses(source) if "oops" in u.lower()] == []


ZOD = "import { z } from 'zod';\nimport type { Draft, Sent } from './user.contract';\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const user: z.ZodType<User> = z.object({}).refine((u) => u.email);", ["User.email"]),
        ("const user: z.ZodType<User> = base.superRefine((u, ctx) => { u.email; });", ["User.email"]),
        ("const user = z.object({}).refine((u) => u.email) satisfies z.ZodType<User>;", ["User.email"]),
        ("export const user = z.object({}).refine((u) => u.email);", ["typeof user > parse > ().email"]),
        ("const item: z.ZodType<Draft | Sent> = z.union([z.object({ id: z.string() }), sent]); const sent = z.object({ at: z.date() });",
         ["Draft | Sent.id =", "Draft | Sent.at ="]),
        ("const item: z.ZodType<User> = z.discriminatedUnion('type', [z.object({ type: z.literal('x') })]);",
         ["User.type", "User.type ="]),
    ],
)  # fmt: skip
def test_what_schemas_check(source: str, expected: list[str]) -> None:
    shown = [use(u) for u in read("x.ts", ZOD + IMPORTS + "const base = z.object({});\n" + source).uses]
    assert [u for u in shown if not u.endswith(("superRefine", "base.refine"))] == expected


def test_a_path_that_a_check_names() -> None:
    checks = "base.refine((u) => u, { path: ['email', 0] }).superRefine((u, ctx) => ctx.addIssue({ path: ['name'] }))"
    source = f"const base = z.object({{}}); const user: z.ZodType<User> = {checks};"
    found = read("x.ts", ZOD + IMPORTS + source).uses
    assert [use(u) for u in found if u.via == "keyof"] == ["User.email", "User.name"]


def test_what_in_asks_for_may_be_another_name() -> None:
    found = read("x.tsx", IMPORTS + "function f(user: User) { if ('oops' in user) user.oops; }").uses
    assert [(use(u), u.via) for u in found] == [("User.oops", COLUMN)]


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


@pytest.mark.parametrize(
    "source",
    [
        "function f(): User { return a ? { emial: 1 } : b; }",
        "async function f(): Promise<User[]> { return [{ emial: 1 }]; }",
        "const f = (): User => ({ emial: 1 });",
        "function save(user: User) {} save({ emial: 1 });",
        "const save = (at: Date, user: User) => 1; save(now, { emial: 1 });",
        "const [user, setUser] = useState<User | null>(null); setUser({ ...user, emial: 1 });",
        "const [user, setUser] = useState<User>(x); setUser((old) => ({ ...old, emial: 1 }));",
        "const [user, setUser] = useState<User>(x); setUser((old) => { return { ...old, emial: 1 }; });",
        "const [user] = useState<User>({ emial: 1 });",
        "res.json({ emial: 1 } satisfies User);",
        "NextResponse.json<User>({ emial: 1 }, { status: 200 });",
    ],
)
def test_a_literal_that_is_given_to_what_takes_a_type(source: str) -> None:
    literals = [r for r in read("x.ts", IMPORTS + source).records if r.construct == "object literal"]
    assert [(c.name, [f.name for f in r.fields]) for r in literals for c in r.conforms] == [("User", ["emial"])]


@pytest.mark.parametrize(
    "source",
    [
        "function save<T>(user: T) {} save({ oops: 1 });",
        "function save(...users: User[]) {} save({ oops: 1 });",
        "function save(user: Partial<User>) {} save({ oops: 1 });",
        "function save(user: User) {} function f(save) { save({ oops: 1 }); }",
        "other.save({ oops: 1 });",
        "const [, user] = useState<User>(x); user({ oops: 1 });",
    ],
)
def test_a_literal_that_is_given_to_something_else(source: str) -> None:
    assert [r for r in read("x.ts", IMPORTS + source).records if r.construct == "object literal"] == []


def test_a_cast_in_angle_brackets() -> None:
    assert uses("const u = <User>load(); u.email;", "x.ts") == ["User.email"]


def test_what_a_component_takes() -> None:
    shapes = read(
        "x.tsx", IMPORTS + "export const Card = memo((p: CardProps) => 1);\nexport function Other(p: A & B) {}"
    )
    assert [(d.name, d.takes) for d in shapes.definitions] == [("Card", "CardProps"), ("Other", "")]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("prisma.user.findMany({ where: { a: 1, b: { gte: 2 } } });", ["a", "b"]),
        ("prisma.user.findMany({ where: { OR: [{ a: 1 }, { NOT: { b: 1 } }], c } });", ["a", "b", "c"]),
        ("prisma.user.findMany({ where: { team: { is: { name: 1 } }, posts: { some: { id: 1 } } } });",
         ["team", "team.name", "posts", "posts.id"]),
        ("prisma.user.findUnique({ where: { a_b: { a: 1, b: 2 } } });", ["a_b", "a_b.a", "a_b.b"]),
        ("prisma.user.findFirst({ select: { a: true, team: { select: { name: true }, orderBy: { b: 'asc' } } } });",
         ["a", "team", "team.name", "team.b"]),
        ("prisma.user.findFirst({ include: { posts: true, _count: { select: { posts: true } } } });", ["posts", "posts"]),
        ("prisma.user.create({ data: { a, 'b': 1, team: { connect: { id: 1 } }, posts: { create: [{ c: 1 }] } } });",
         ["a", "b", "team", "team.id", "posts", "posts.c"]),
        ("prisma.user.createMany({ data: [{ a: 1 }, { b: 1 }] });", ["a", "b"]),
        ("prisma.user.upsert({ where: { a }, create: { b: 1 }, update: { c: { increment: 1 } } });", ["a", "b", "c"]),
        ("this.prisma.user.findMany({ orderBy: [{ a: 'asc' }, { b: { sort: 'asc', nulls: 'last' } }] });", ["a", "b"]),
        ("tx.user.groupBy({ by: ['a'], _sum: { b: true }, _count: { _all: true } });", ["a", "b"]),
        ("const u = await prisma.user.findUnique(q); u?.a; u.team.name;", ["a", "team.name"]),
        ("const us = await prisma.user.findMany(); us.length; us.map((u) => u.a);", ["a"]),
        ("const { a, ...rest } = await prisma.user.create(q); rest.b;", ["a", "b"]),
        ("const n = await prisma.user.count(); n.toFixed; n.a;", []),
        ("prisma.user.findMany(query); prisma.user.findMany({ where, ...more });", []),
        ("prisma.user.findMany({ where: { [key]: 1, ...more } });", []),
        ("() => { const where = { a: 1, ...(b && { b }) }; prisma.user.findMany({ where }); prisma.user.count({ where }); }",
         ["a", "b"]),
        ("() => { const own = { a: 1 }; prisma.user.findMany({ where: { ...own, b: 1 } }); }", ["a", "b"]),
        ("() => { let where = { a: 1 }; where = other(); prisma.user.findMany({ where }); }", []),
        ("other.user.findMany({ where: { a: 1 } }); user.findMany({ where: { a: 1 } });", []),
        ("prisma.user.search({ where: { a: 1 } }); prisma.$queryRaw`SELECT 1`;", []),
    ],
)  # fmt: skip
def test_what_a_prisma_call_names(source: str, expected: list[str]) -> None:
    named = [u for u in uses(source) if not u.startswith("model of ")]
    assert named == [f"prisma.user.{e}" for e in expected]
