"""What Python code asks of values whose class is known by name."""

import pytest

from dovetail.core.shapes import Signature

from .shown import read, use


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def f(u: User): return u.email", ["User.email"]),
        ("def f(u: User | None): u.team.name = 1", ["User.team", "User.team.name ="]),
        ("def f(u: 'User' = None): print(f'{u.email}')", ["User.email"]),
        ("def f(u: Optional[User], *, v: Annotated[User, Depends(g)]): u.a; v.b", ["User.a", "User.b"]),
        ("def f(*us: User, **kw: User): us[0].a; kw['x'].b", ["User.a"]),
        ("def f(us: list[User]): return [u.a for u in us if u.b]", ["User.b", "User.a"]),
        ("def f(us: list[User]):\n    for i, u in enumerate(us): u.a", ["User.a"]),
        ("def f(us: list[User]): return sorted(us, key=lambda u: u.a)[0].b", ["User.a", "User.b"]),
        ("def f(us: list[User]): us.append(1); us.length; us[-1].a; us[1:][0].b", ["User.a", "User.b"]),
        ("def f(t: Team):\n    for u in t.users: u.a", ["Team.users", "Team.users.[].a"]),
        ("def f(t: Team): t.users[0].a", ["Team.users", "Team.users.[0].a"]),
        ("u: User = g()\nu.a", ["User.a"]),
        ("u = User(a=1, b={'c': 2})\nu.d", ["User.a =", "User.b =", "User.b.c =", "User.d"]),
        ("def f(u: User): return replace(u, a=1)", ["User.a ="]),
        ("def f(u: User): return u.model_copy(update={'a': 1}).b", ["User.a =", "User.b"]),
        ("def f(u: User): u['a'] = u['b']; u.get('c')", ["User.b", "User.a =", "User.c"]),
        ("def f() -> User: return {'a': 1, **rest, 'b': {'c': 1}}", ["User.a =", "User.b =", "User.b.c ="]),
        ("def f() -> list[User]: return [{'a': 1}]", ["User.a ="]),
        ("def f() -> list[User]: return [{'a': r.x} for r in rows]", ["User.a ="]),
        ("u: User = {'a': 1}", ["User.a ="]),
        ("def load() -> User: ...\nload().a\nu = load()\nu.b", ["User.a", "User.b"]),
        ("async def load() -> User: ...\nasync def f(): return (await load()).a", ["User.a"]),
        ("def load() -> User | None: ...\ndef f():\n    if (u := load()) is not None: u.a", ["User.a"]),
        ("def f(u: User):\n    with open(u.a) as g: g.x", ["User.a"]),
        ("Me = Annotated[User, Depends(g)]\ndef f(u: Me): u.a", ["User.a"]),
        ("def f(x): return cast('User', x).a", ["User.a"]),
        ("def f(x): return User.model_validate(x).a", ["User.a"]),
        ("def f(db): return db.get(UserRow, 1).a", ["UserRow.a"]),
        ("def f(db: Session): return db.get(UserRow, 1).a", ["UserRow.a"]),
        ("q = select(UserRow).where(UserRow.a == 1, UserRow.b.in_([2])).filter_by(c=3)", ["UserRow.a", "UserRow.b", "UserRow.c"]),
        ("q = insert(UserRow).values(a=1)\nr = select(UserRow).join(TeamRow).filter_by(b=1)", ["UserRow.a ="]),
        ("class User:\n    a: int\n    def f(self): return self.b", ["User.b"]),
        ("from a import load\nload().a\nload(b)[0].c", ["typeof load.().a", "typeof load.().[0].c"]),
        ("from a import load\nus = [u for u in load() if u.a]\nus[0].b", ["typeof load.().[].a", "typeof load.().[].b"]),
        ("from a import save\nsave({'a': 1}, u={'b': 2})", ["typeof save.(0).a =", "typeof save.(**).u =", "typeof save.(u).b ="]),
        ("def save(u: User): ...\nsave({'a': 1})", ["typeof save.(0).a ="]),
        ("from a import m\nm.load().a\nm.User(b=1)", ["typeof m.load.().a", "m.User.b ="]),
        ("def f(r: Repo): r.one(1).a; r.save({'b': 1})", ["Repo.one.().a", "Repo.save.(0).b ="]),
        ("def f(d: dict[str, User]): d['x'].a; [v.b for k, v in d.items()]; d.get('y').c", ["User.a", "User.b", "User.c"]),
        ("def f(us: list[User]):\n    d = {u.a: u for u in us}\n    d[1].b", ["User.a", "User.b"]),
        ("def f(us: Iterator[User]):\n    for u in us: u.a", ["User.a"]),
        ("def f(us: list[User]): us.sort(key=lambda u: u.a)", ["User.a"]),
        (
            "def f(u: User):\n    d = u.model_dump(exclude={'a'})\n    d['b']\n    d['c'] = 1\n    d[k] = 1\n    d['e']",
            ["User.{}.a", "User.{}.b", "User.{}.c ="],
        ),
        ("def f(u: User): return asdict(u)['a']", ["User.{}.a"]),
        ("User.model_validate({'a': 1})\nUser(**{'b': 1})", ["User.a =", "User.b ="]),
        ("def f(u=Depends(load)): u.a\nfrom x import load", ["typeof load.().a"]),
        ("@app.get('/', response_model=list[User])\ndef f(): return [{'a': 1}]", ["User.a ="]),
        # SQLAlchemy and SQLModel.
        ("for r in db.scalars(select(Row)): r.a", ["Row.a"]),
        ("r = db.execute(select(Row)).scalar_one()\nr.a", ["Row.a"]),
        ("for (r,) in db.execute(select(Row)): r.a", ["Row.a"]),
        ("for r, t in db.execute(select(Row, Team)): r.a; t.b", ["Row.a", "Team.b"]),
        ("q = db.query(Row).filter(Row.a == 1).order_by(Row.b)\nq.first().c\nq.all()[0].d", ["Row.a", "Row.b", "Row.c", "Row.d"]),
        ("async def f(s): return (await s.execute(select(Row))).scalars().all()[0].a", ["Row.a"]),
        ("s.exec(select(Row)).first().a\nRow.query.filter_by(b=1).first().c", ["Row.a", "Row.query", "Row.b", "Row.c"]),
        ("db.execute(insert(Row), [{'a': 1}])\ndb.execute(insert(Row).values({'b': 1}))", ["Row.a =", "Row.b ="]),
        ("insert(Row).values(a=1).on_conflict_do_update(index_elements=['a'], set_={'b': 1})", ["Row.a =", "Row.a", "Row.b ="]),
        ("select(Row).join(Team).filter_by(b=1)\nselect(func.count()).filter_by(c=1)", []),
        # Django.
        ("User.objects.filter(a__in=[1], b=2).exclude(Q(c=1) | ~Q(d=2))", ["User.objects", "User.a", "User.b", "User.c", "User.d"]),
        ("u = User.objects.get(a=1)\nu.b", ["User.objects", "User.a", "User.b"]),
        ("for u in User.objects.order_by('-a', 'b__c'): u.d", ["User.objects", "User.a", "User.b.c", "User.d"]),
        ("u, made = User.objects.get_or_create(a=1, defaults={'b': 2})\nu.c", ["User.objects", "User.a", "User.b =", "User.c"]),
        (
            "User.objects.create(a=1)\nUser.objects.filter(b=1).update(c=1)",
            ["User.objects", "User.a =", "User.objects", "User.b", "User.c ="],
        ),
        ("for row in User.objects.values('a'): row['b']", ["User.objects", "User.a", "(#a,User#,).b"]),
        ("for row in User.objects.values('a'): row['a']", ["User.objects", "User.a", "User.{}.a"]),
        ("for row in User.objects.values(a=b): row['b']", ["User.objects", "(#a,User#,).b"]),
        ("for row in User.objects.values(*a): row['b']", ["User.objects", "User.{}.b"]),
        ("u = get_object_or_404(User, a=1)\nu.b", ["User.a", "User.b"]),
        ("class S(ModelForm):\n    x = 1\n    class Meta:\n        model = User\n        fields = ['a', 'x']", ["User.a"]),
        ("class S(M):\n    x = 1\n    class Meta:\n        model = User\n        fields = ['a', 'x']", []),
        ("User.objects.annotate(n=1).filter(m=1)", ["User.objects", "User.m"]),
        # What is not known has no uses.
        ("def f(u: User):\n    u = g(u)\n    u.a", []),
        ("def f(u: User):\n    if c: u = g()\n    u.a", []),
        ("def f(u: User):\n    if c:\n        u = g()\n    else:\n        u = User()\n    u.a", []),
        ("def f(u: User):\n    while c:\n        u.a\n        u = g()\n", []),
        ("def f(c):\n    u = None\n    if c: u = User()\n    u.a", ["User.a"]),
        ("def f(u: User):\n    if isinstance(u, Admin): u.a", ["Admin.a"]),
        ("def f(u: User):\n    if hasattr(u, 'a'): u.a\n    u.b", []),
        ("def f(u: User):\n    match u:\n        case Admin(): u.a", ["Admin.a"]),
        ("def f(u: User): return [u.a for u in others]", []),
        ("def f(u: User):\n    def g(u): return u.a\n    return lambda u: u.b", []),
        ("def f(u: User | Admin): u.a", ["|<Admin,User>.a"]),
        ("def f(u: User | str): u.a", []),
        ("def f(u: models.User): u.a", ["models.User.a"]),
        ("def f(u: dict[str, User]): u.a", []),
        ("def f(u: dict[str, list[User]]): u['x'].a", []),
        ("from a import load\ndef f(load): load().a", ["typeof f.(load).().a"]),
        ("def f(u: User):\n    for u in others: u.a\n    u.b", []),
        ("def f(u: User):\n    try:\n        u = g()\n    except E:\n        pass\n    u.a", []),
        ("def f(u: User):\n    global v\n    del u\n    u.a", []),
        ("def f(User): return User(a=1).b", ["typeof f.(User).(**).a =", "typeof f.(User).().b"]),
        ("def f(u: User): u.save(); u.a.isoformat()", ["User.a"]),
        ("def f(us: list[User]):\n    for u in us:\n        if not u: continue\n        u.a", ["User.a"]),
        ("def f(u: User):\n    if u is None:\n        return\n    u.a", ["User.a"]),
        ("def f(u: User):\n    def g(): return u.a\n    return g", ["User.a"]),
        ("def f(u: User):\n    def g(): return u.a\n    u = h()\n    return g", []),
        ("def f(u: User): u.", []),
        ("def f(u: User): return u.a if u else None", ["User.a"]),
        ("def f(u: User, v: User):\n    a, b = u, v\n    a.x; b.y", ["User.x", "User.y"]),
        ("def f(u: User, v: User):\n    u, v = v, 1\n    u.x; v.y", ["User.x"]),
        ("def f(u: User):\n    a, *b = u, u, u\n    a.x", []),
        ("def f(rows):\n    for u in map(User.model_validate, rows): u.a", ["User.model_validate", "User.a"]),
        ("def f(rows):\n    us = {u.id: u for u in map(User.parse_obj, rows)}\n    us['x'].a", ["User.parse_obj", "User.id", "User.a"]),
        ("@app.get('/a', response_model=list[User], response_model_exclude={'a'})\ndef f(): pass", ["User.{}.a"]),
        ("def f(rows): return [u.a for u in map(str, rows)]", []),
    ],
)  # fmt: skip
def test_uses(source: str, expected: list[str]) -> None:
    assert [use(u) for u in read("x.py", source + "\n").uses] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def load(id: int) -> User: ...", ["load(id) -> User"]),
        ("async def load() -> list[User] | None: ...", ["load() -> User[]"]),
        ("def f(a, u: User, *, us: list[User] = ()): ...", ["f(a, u: User, *, us: User[])"]),
        ("class R(Base):\n    def one(self, u: User) -> User: ...", ["R < Base", "R.one(u: User) -> User"]),
        ("class R:\n    @property\n    def me(self) -> User: ...", ["R.me: User"]),
        ("class R:\n    @classmethod\n    def make(cls) -> Self: ...", ["R.make() -> R"]),
        (
            "class R:\n    def __init__(self, u: User):\n        self.u = u\n        self.db = Db()",
            ["R.__init__(u: User)", "R.u: User", "R.db: Db"],
        ),
        ("class R:\n    us: list[User] = []", ["R.us: User[]"]),
        ("settings = Settings()\nme: User = load()", ["settings: Settings", "me: User"]),
        ("Me = Annotated[User, Depends(load)]", ["Me = User"]),
        ("def f() -> User: ...\ndef f() -> Team: ...", []),
        ("def f() -> models.User: ...\ndef g() -> int: ...\nx = 1", ["f() -> models.User"]),
    ],
)  # fmt: skip
def test_signatures(source: str, expected: list[str]) -> None:
    assert [signature(s) for s in read("x.py", source + "\n").signatures] == expected


def signature(of: Signature) -> str:
    match of.how:
        case "call":
            taken = ", ".join(f"{name}: {type}" if type else name for name, type in of.takes)
            return f"{of.name}({taken})" + (f" -> {of.gives}" if of.gives else "")
        case how:
            return f"{of.name}{ {'value': ': ', 'alias': ' = ', 'base': ' < '}[how] }{of.gives}"


def test_deep_nesting_is_left_out() -> None:
    read("x.py", "x = " + "f(" * 4000 + ")" * 4000)
    read("x.py", "".join("  " * i + "if a:\n" for i in range(300)) + "  " * 300 + "b")


def test_what_a_method_takes_over_from_another_of_its_class_leads_to_no_text() -> None:
    merging = "class A:\n    def merge(self, other: A):\n        self.end = other.end\n\n"
    merging += "def f(a: A):\n    return {'end': a.end}\n"
    assert read("x.py", merging).problems == ()
