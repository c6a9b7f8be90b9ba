"""What Python code asks of values whose class is known by name."""

import pytest

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
        ("def f(t: Team): t.users[0].a", ["Team.users", "Team.users.[].a"]),
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
        ("q = select(UserRow).where(UserRow.a == 1, UserRow.b.in_([2])).filter_by(c=3)", ["UserRow.a", "UserRow.b", "UserRow.c ="]),
        ("q = insert(UserRow).values(a=1)\nr = select(UserRow).join(TeamRow).filter_by(b=1)", ["UserRow.a ="]),
        ("class User:\n    a: int\n    def f(self): return self.b", ["User.b"]),
        # What is not known has no uses.
        ("def f(u: User):\n    u = g(u)\n    u.a", []),
        ("def f(u: User):\n    if c: u = g()\n    u.a", []),
        ("def f(u: User):\n    if c:\n        u = g()\n    else:\n        u = User()\n    u.a", []),
        ("def f(u: User):\n    while c:\n        u.a\n        u = g()\n", []),
        ("def f(c):\n    u = None\n    if c: u = User()\n    u.a", ["User.a"]),
        ("def f(u: User):\n    if isinstance(u, Admin): u.a", []),
        ("def f(u: User):\n    if hasattr(u, 'a'): u.a\n    u.b", []),
        ("def f(u: User):\n    match u:\n        case Admin(): u.a", []),
        ("def f(u: User): return [u.a for u in others]", []),
        ("def f(u: User):\n    def g(u): return u.a\n    return lambda u: u.b", []),
        ("def f(u: User | Admin): u.a", []),
        ("def f(u: models.User): u.a", []),
        ("def f(u: dict[str, User]): u.a", []),
        ("def f(u: User):\n    for u in others: u.a\n    u.b", []),
        ("def f(u: User):\n    try:\n        u = g()\n    except E:\n        pass\n    u.a", []),
        ("def f(u: User):\n    global v\n    del u\n    u.a", []),
        ("def f(User): return User(a=1).b", []),
        ("def f(u: User): u.save(); u.a.isoformat()", ["User.a"]),
        ("def f(us: list[User]):\n    for u in us:\n        if not u: continue\n        u.a", ["User.a"]),
        ("def f(u: User):\n    if u is None:\n        return\n    u.a", ["User.a"]),
        ("def f(u: User):\n    def g(): return u.a\n    return g", ["User.a"]),
        ("def f(u: User):\n    def g(): return u.a\n    u = h()\n    return g", []),
        ("def f(u: User): u.", []),
        ("def f(u: User): return u.a if u else None", ["User.a"]),
    ],
)  # fmt: skip
def test_uses(source: str, expected: list[str]) -> None:
    assert [use(u) for u in read("x.py", source + "\n").uses] == expected


def test_deep_nesting_is_left_out() -> None:
    read("x.py", "x = " + "f(" * 4000 + ")" * 4000)
    read("x.py", "".join("  " * i + "if a:\n" for i in range(300)) + "  " * 300 + "b")
