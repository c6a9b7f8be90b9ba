"""What requests and answers carry, by name: as handlers take it and send it, and as clients do."""

import pytest

from dovetail.core.shapes import OF_KIND

from .shown import read


def carried(path: str, source: str) -> list[str]:
    """`query.limit` for what is read and `response.id =` for what is sent, in order; `all of request: a b` for a whole object.

    The texts that are put there have a test of their own, and so have the kinds of other values.
    """
    found: list[str] = []
    for route in read(path, source).routes:
        for use in sorted(route.carries, key=lambda u: u.ranges[-1]):
            text = source[use.ranges[-1].start : use.ranges[-1].end]
            if use.chain[-1][:1] == "=":
                assert text == use.chain[-1][1:], (text, use)
                continue
            if use.chain[-1][:1] == OF_KIND:
                continue
            assert text == use.chain[-1] or "[]" in use.chain, (text, use)
            found.append(".".join(use.chain) + (" =" if use.access == "write" else ""))
        found += [f"all of {'.'.join((s.part, *s.chain))}: {' '.join(s.names)}" for s in route.sent]
    return found


HANDLERS = [
    # Express
    ("app.get('/a/:id', (req, res) => { find(req.params.id); })", ["params.id"]),
    ("app.get('/a/:id', (req, res) => { const { id } = req.params; })", ["params.id"]),
    ("app.get('/a/:id', ({ params: { id }, query }, res) => { find(id, query.limit); })", ["params.id", "query.limit"]),
    ("app.get('/a', (req, res) => { const page = Number(req.query.page ?? 1); })", ["query.page"]),
    ("app.get('/a', (req, res) => { const { page = '1', ...rest } = req.query; })", ["query.page"]),
    ("app.get('/a', (req, res) => { const q = req.query as { page?: string }; use(q.page); })", ["query.page"]),
    ("app.get('/a', (req, res) => { go(req.query['page']); })", ["query.page"]),
    (
        "app.post('/a', (req, res) => { const { name, address: { city } } = req.body; })",
        ["request.name", "request.address.city"],
    ),
    ("app.post('/a', (req, res) => { save(req.body.address.city); })", ["request.address.city"]),
    (
        "app.post('/a', (req, res) => { for (const line of req.body.lines) add(line.count); })",
        ["request.lines", "request.lines.[].count"],
    ),
    (
        "app.post('/a', (req, res) => { req.body.lines.map((line) => line.count); })",
        ["request.lines", "request.lines.[].count"],
    ),
    ("app.post('/a', validate(schema), asyncHandler(async (req, res) => { save(req.body.name); }))", ["request.name"]),
    ("function save(req, res) { store(req.body.name); }\napp.post('/a', save);", ["request.name"]),
    (
        "const save = async (req: Request, res: Response) => { store(req.body.name); };\napp.post('/a', save);",
        ["request.name"],
    ),
    ("app.get('/a/:id', (req: Request<{ id: string }>, res) => {})", ["params.id"]),
    ("app.route('/a').post((req, res) => { store(req.body.name); });", ["request.name"]),
    # what is given another meaning is not followed
    ("app.post('/a', (req, res) => { const body: NewUser = req.body; save(body.name); })", []),
    ("app.post('/a', (req, res) => { const body = req.body as NewUser; save(body.name); })", ["request.name"]),
    ("app.post('/a', (req, res) => { const body = schema.parse(req.body); save(body.name); })", []),
    ("app.post('/a', (req, res) => { let b = req.body; b = other; save(b.name); })", []),
    ("app.post('/a', (req, res) => { const b = req.body; b.stamp = now(); save(b.stamp); })", []),
    ("app.post('/a', (req, res) => { const b = req.body; { const b = {}; save(b.x); } })", []),
    ("app.get('/a', (req, res) => { if ('kind' in req.query) save(req.query.name); })", ["query.kind", "query.name"]),
    ("app.post('/a', (req, res) => { const b = req.body; if ('kind' in b) save(b.kind); })", []),
    ("app.get('/a', (req, res) => { req.query.page.toString(); })", ["query.page", "query.page.toString"]),
    # answers
    (
        "app.get('/a', (req, res) => res.json({ id: 1, name }))",
        ["response.id =", "response.name =", "all of response: id name"],
    ),
    ("app.get('/a', (req, res) => { res.status(201).json({ id: 1 }); })", ["response.id =", "all of response: id"]),
    ("app.get('/a', (req, res) => { res.status(404).send({ code: 1 }); })", ["errors.code =", "all of errors: code"]),
    ("app.get('/a', (req, res) => { res.status(error.status).json({ code: 1 }); })", []),
    (
        "app.get('/a', (req, res) => { res.status(404); res.json({ code: 1 }); })",
        ["errors.code =", "all of errors: code"],
    ),
    ("app.get('/a', (req, res) => { if (gone) res.status(404); res.json({ code: 1 }); })", []),
    ("app.get('/a', (req, res) => { if (gone) { res.status(404); note(); } res.json({ code: 1 }); })", []),
    ("app.get('/a', (req, res) => { res.status(n); res.json({ code: 1 }); })", []),
    (
        "router.get('/a', async (ctx) => { if (gone) { ctx.status = 404; ctx.body = { code: 1 }; return; } ctx.body = { id: 1 }; })",
        ["errors.code =", "response.id =", "all of errors: code", "all of response: id"],
    ),
    ("app.get('/a', (req, res) => { res.json({ ...user, extra: 1 }); })", ["response.extra ="]),
    (
        "app.get('/a', (req, res) => { res.json(users.map((u) => ({ id: u.id }))); })",
        ["response.[].id =", "all of response.[]: id"],
    ),
    (
        "app.get('/a', (req, res) => { const answer = { id: 1 }; res.json(answer); })",
        ["response.id =", "all of response: id"],
    ),
    ("app.get('/a', (req, res) => { const answer = { id: 1 }; answer.x = 2; res.json(answer); })", []),
    ("app.get('/a', (req, res) => { res.json({ id: 1 } satisfies User); })", []),
    # Hono
    ("app.get('/a/:id', (c) => find(c.req.param('id'), c.req.query('page')))", ["params.id", "query.page"]),
    ("app.get('/a/:id', (c) => { const { id } = c.req.param(); })", ["params.id"]),
    ("app.post('/a', async (c) => { const body = await c.req.json(); save(body.name); })", ["request.name"]),
    ("app.post('/a', async (c) => { const { name } = c.req.valid('json'); })", ["request.name"]),
    ("app.post('/a', async (c) => { const body = await c.req.parseBody(); save(body['name']); })", ["request.name"]),
    ("app.get('/a', (c) => c.json({ id: 1 }, 201))", ["response.id =", "all of response: id"]),
    ("app.get('/a', (c) => c.json({ code: 1 }, 404))", ["errors.code =", "all of errors: code"]),
    # Fastify
    (
        "fastify.get('/a/:id', async (request, reply) => { return { id: request.params.id }; })",
        ["response.id =", "params.id", "all of response: id"],
    ),
    (
        "fastify.get<{ Params: { id: string }; Querystring: { page: number } }>('/a/:id', async (request, reply) => {})",
        ["params.id", "query.page"],
    ),
    (
        "interface Shown { Params: { id: string }; Body: { name: string } }\nfastify.put<Shown>('/a/:id', async (request, reply) => {})",
        ["params.id", "request.name"],
    ),
    (
        "fastify.post('/a', async (request, reply) => { reply.code(400).send({ code: 1 }); })",
        ["errors.code =", "all of errors: code"],
    ),
    (
        "fastify.route({ method: 'GET', url: '/a/:id', handler: async (request) => find(request.params.id) })",
        ["params.id"],
    ),
    # Koa
    (
        "router.get('/a/:id', async (ctx) => { ctx.body = { id: ctx.params.id, page: ctx.query.page }; })",
        ["response.id =", "params.id", "response.page =", "query.page", "all of response: id page"],
    ),
    ("router.post('/a', async (ctx) => { save(ctx.request.body.name); })", ["request.name"]),
]


@pytest.mark.parametrize(("source", "expected"), HANDLERS)
def test_handlers(source: str, expected: list[str]) -> None:
    assert carried("x.ts", source) == expected


FILES = [
    (
        "app/a/[id]/route.ts",
        "export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) { const { id } = await params; }",
        ["params.id", "params.id"],
    ),
    (
        "app/a/[id]/route.ts",
        "export const GET = async (request, context) => { find((await context.params).id); }",
        ["params.id"],
    ),
    (
        "app/a/route.ts",
        "export async function GET(request: NextRequest) { return Response.json({ page: request.nextUrl.searchParams.get('page') }); }",
        ["response.page =", "query.page", "all of response: page"],
    ),
    (
        "app/a/route.ts",
        "export async function GET(request) { const { searchParams } = new URL(request.url); go(searchParams.get('page')); }",
        ["query.page"],
    ),
    (
        "app/a/route.ts",
        "export async function POST(request) { const { name } = await request.json(); }",
        ["request.name"],
    ),
    (
        "app/a/route.ts",
        "export async function POST(request) { const form = await request.formData(); go(form.get('name')); }",
        ["request.name"],
    ),
    (
        "app/a/route.ts",
        "export async function POST(request) { return NextResponse.json({ code: 1 }, { status: 422 }); }",
        ["errors.code =", "all of errors: code"],
    ),
    (
        "app/a/route.ts",
        "export async function POST(request) { return NextResponse.json({ code: 1 }, { status }); }",
        [],
    ),
    (
        "app/a/route.ts",
        "export const POST = withUser(async (request) => { const { name } = await request.json(); });",
        ["request.name"],
    ),
    (
        "app/a/route.ts",
        "async function list(request) { go(request.nextUrl.searchParams.get('page')); }\nexport { list as GET };",
        ["query.page"],
    ),
    (
        "src/routes/a/[id]/+server.ts",
        "export const GET = async ({ params, url }) => { find(params.id, url.searchParams.get('page')); };",
        ["params.id", "query.page"],
    ),
    (
        "pages/api/a/[id].ts",
        "export default function handler(req, res) { if (req.method === 'POST') res.status(200).json({ id: req.query.id }); }",
        ["response.id =", "query.id", "all of response: id"],
    ),
]


@pytest.mark.parametrize(("path", "source", "expected"), FILES)
def test_routes_by_place(path: str, source: str, expected: list[str]) -> None:
    assert carried(path, source) == expected


CLIENTS = [
    (
        "fetch('/a', { method: 'POST', body: JSON.stringify({ name, age: 1 }) })",
        ["request.name =", "request.age =", "all of request: name age"],
    ),
    (
        "function f(name) { const body = { name }; return fetch('/a', { method: 'POST', body: JSON.stringify(body) }); }",
        ["request.name =", "all of request: name"],
    ),
    ("fetch(`/a?${new URLSearchParams({ page: '1' })}`)", ["query.page =", "all of query: page"]),
    ("fetch('/a?page=1&role=owner#top')", ["query.page =", "query.role ="]),
    ("fetch(`/a/${id}?page=${page}${next ? `&after=${next}` : ''}`)", ["query.page =", "query.after ="]),
    ("fetch('/a/' + id + '?page=' + page + '&size=5')", ["query.page =", "query.size ="]),
    ("fetch(`/a?size=5&` + new URLSearchParams({ page: '1' }))", ["query.size =", "query.page ="]),
    (
        "fetch(`/a?${new URLSearchParams({ page: '1', ...(next && { after: next }) })}`)",
        ["query.page =", "query.after ="],
    ),
    ("fetch(`/a?${new URLSearchParams([['page', '1'], ['size', size]])}`)", ["query.page =", "query.size ="]),
    (
        "function f() { const q = new URLSearchParams({ page }).toString(); return fetch(`/a?${q}`); }",
        ["query.page =", "all of query: page"],
    ),
    (
        "function f() { const q = new URLSearchParams(); q.set('page', page); const behind = q.size ? `?${q}` : ''; "
        "return fetch(`/a${behind}`); }",
        ["query.page ="],
    ),
    ("fetch(`/a/${id}` + (page ? `?page=${page}` : ''))", ["query.page ="]),
    (
        "function f() { const url = new URL('/a', base); url.searchParams.set('page', '1'); return fetch(url.href); }",
        ["query.page ="],
    ),
    ("function f() { const url = new URL('/a?size=1', base); return fetch(url.toString()); }", ["query.size ="]),
    ("fetch(`/a?${encodeURIComponent('x?page=1')}`)", []),
    (
        "function f() { let p = new HttpParams(); if (x) p = p.set('page', 1).append('size', 2); http.get('/a', { params: p }); }",
        ["query.page =", "query.size ="],
    ),
    ("http.get('/a', { params: new HttpParams().set('page', 1) })", ["query.page ="]),
    ("http.get('/a', { params: new HttpParams({ fromObject: { page } }) })", ["query.page =", "all of query: page"]),
    ("class A { url = `${base}/a`; all() { return this.http.get(`${this.url}?page=1`); } }", ["query.page ="]),
    (
        "class A { url = base + '/a'; all() { return this.http.get(this.url + '/' + id, { params: { page } }); } }",
        ["query.page =", "all of query: page"],
    ),
    ("const f = (id, params: { page?: number }) => axios.get('/a', { params })", ["query.page ="]),
    (
        "async function f(id, body: { name: string }) { await fetch('/a', { method: 'POST', body: JSON.stringify(body) }); }",
        ["request.name ="],
    ),
    ("const f = (params: Search) => axios.get('/a', { params })", []),
    ("const api = ofetch.create({ baseURL }); api('/a', { query: { page } })", ["query.page =", "all of query: page"]),
    ("useSWR(id ? `/a/${id}?page=1` : null, load)", ["query.page ="]),
    ("useSWRInfinite((n, last) => (last ? `/a?page=${n}` : null), load)", ["query.page ="]),
    ("function f() { const key = (n) => { return `/a?page=${n}`; }; useSWRInfinite(key, load); }", ["query.page ="]),
    (
        "function f() { const q = new URLSearchParams({ page: '1' }); if (x) q.set('size', '2'); return fetch(`/a?${q.toString()}`); }",
        ["query.page =", "query.size ="],
    ),
    (
        "function f() { const url = new URL('/a', base); url.searchParams.set('page', '1'); return fetch(url); }",
        ["query.page ="],
    ),
    (
        "function f(id) { const url = `/a/${id}`; return fetch(url, { method: 'PUT', body: JSON.stringify({ id }) }); }",
        ["request.id =", "all of request: id"],
    ),
    ("axios.get('/a', { params: { page: 1 } })", ["query.page =", "all of query: page"]),
    (
        "axios.post('/a', { name: 'x', lines: [{ count: 1 }] }, { params: { dry: true } })",
        [
            "request.name =",
            "request.lines =",
            "request.lines.[].count =",
            "query.dry =",
            "all of request: name lines",
            "all of request.lines.[]: count",
            "all of query: dry",
        ],
    ),
    (
        "const client = axios.create({ baseURL: 'x' }); client.delete('/a', { params: { page: 1 }, data: { id: 1 } })",
        ["query.page =", "request.id =", "all of query: page", "all of request: id"],
    ),
    (
        "ky.post('/a', { json: { name: 1 }, searchParams: { dry: 1 } })",
        ["request.name =", "query.dry =", "all of request: name", "all of query: dry"],
    ),
    ("got.post(`${API}/a`, { json: { name: 1 } })", ["request.name =", "all of request: name"]),
    ("api.post('/a', { name: 1 })", ["request.name =", "all of request: name"]),
    ("api.post('/a', { body: { name: 1 } })", []),
    ("api.get('/a', { params: { id: 1 } })", []),
    (
        "$fetch('/a', { method: 'POST', body: { name: 1 }, query: { dry: 1 } })",
        ["request.name =", "query.dry =", "all of request: name", "all of query: dry"],
    ),
    # answers
    (
        "async function f() { const response = await fetch('/a'); const user = await response.json(); show(user.name); }",
        ["response.name"],
    ),
    ("async function f() { const user: User = await (await fetch('/a')).json(); show(user.name); }", []),
    (
        "async function f() { const { name, tags: [first] } = await (await fetch('/a')).json(); }",
        ["response.name", "response.tags"],
    ),
    ("const f = () => fetch('/a').then((r) => r.json()).then((user) => user.name);", ["response.name"]),
    ("const f = () => fetch('/a').then((r) => r.json()).then(({ name }) => name);", ["response.name"]),
    ("async function f() { const { data } = await axios.get('/a'); show(data.name); }", ["response.name"]),
    (
        "async function f() { const answer = await axios.get('/a'); show(answer.data.name, answer.status); }",
        ["response.name"],
    ),
    ("async function f() { const { data } = await axios.get<User>('/a'); show(data.name); }", []),
    ("async function f() { const user = await ky.get('/a').json(); show(user.name); }", ["response.name"]),
    (
        "async function f() { const users = await (await fetch('/a')).json(); users.map((u) => u.name); }",
        ["response.[].name"],
    ),
    (
        "function C() { const { data } = useQuery({ queryKey: [], queryFn: () => fetch('/a').then((r) => r.json()) }); show(data.name); }",
        ["response.name"],
    ),
    (
        "function C() { const { data } = useQuery({ queryKey: [], queryFn: async () => { const r = await "
        "fetch('/a'); return r.json(); } }); show(data?.name); }",
        ["response.name"],
    ),
    (
        "function C() { const { data: user } = useSWR('k', () => fetch('/a').then((r) => r.json())); show(user.name); }",
        ["response.name"],
    ),
    (
        "function C() { const { data } = useQuery<User>({ queryFn: () => fetch('/a').then((r) => r.json()) }); show(data.name); }",
        [],
    ),
    ("async function f() { const r = await fetch('/a'); const user = await r.json(); return user; }", []),
]


@pytest.mark.parametrize(("source", "expected"), CLIENTS)
def test_clients(source: str, expected: list[str]) -> None:
    assert carried("x.ts", source) == expected


FORMS = [
    (
        "const F = () => <form method='post' action='/a'><input name='email' /><select name='role' /></form>;",
        ["request.email =", "request.role ="],
    ),
    ("const F = () => <form action='/a'><input name='q' /></form>;", ["query.q ="]),
    (
        "const F = () => <form method='post' action='/a'><input type='hidden' name='_csrf' /><button name='go' /></form>;",
        [],
    ),
    (
        "const F = () => <form method='post' action='/a'><input name='lines[0].count' /><input name={field} /></form>;",
        [],
    ),
    ("const F = () => <form method='post' action={act}><input name='q' /></form>;", []),
    (
        "function F() { const go = (e) => fetch('/a', { method: 'POST', body: new FormData(e.currentTarget) "
        "}); return <form onSubmit={go}><input name='email' /></form>; }",
        ["request.email ="],
    ),
    (
        "function F() { const go = (e) => { const data = new FormData(e.currentTarget); data.append('role', "
        "'x'); return fetch('/a', { method: 'POST', body: JSON.stringify(Object.fromEntries(data)) }); }; "
        "return <form onSubmit={go}><input name='email' /></form>; }",
        ["request.role =", "request.email ="],
    ),
    (
        "function F() { const { register, handleSubmit } = useForm(); const go = (data) => axios.post('/a', "
        "data); return <form onSubmit={handleSubmit(go)}><input {...register('email')} /></form>; }",
        ["request.email ="],
    ),
    (
        "function F() { const { register, handleSubmit } = useForm(); return <form "
        "onSubmit={handleSubmit((data) => fetch('/a', { method: 'POST', body: JSON.stringify(data) "
        "}))}><input {...register('email')} /></form>; }",
        ["request.email ="],
    ),
    (
        "function F() { const { register, handleSubmit } = useForm<User>(); const go = (data) => "
        "axios.post('/a', data); return <form onSubmit={handleSubmit(go)}><input {...register('email')} "
        "/></form>; }",
        [],
    ),
]


@pytest.mark.parametrize(("source", "expected"), FORMS)
def test_forms(source: str, expected: list[str]) -> None:
    assert carried("x.tsx", source) == expected


CONTROLLER = """@Controller('users')
export class Users {
  /** @contract ReadUser */
  @Get(':id')
  one(@Param('id') id: string, @Query('page') page: number) { return { id, page }; }

  @Post()
  make(@Body() user: NewUser, @Body('name') name: string, @Query() query) { go(query.dry); }

  other() {}
}
"""


def test_controllers() -> None:
    shapes = read("x.ts", CONTROLLER)
    assert [(r.method, r.path, [t.value for t in r.tags], r.mounted) for r in shapes.routes] == [
        ("GET", "/users/:id", ["ReadUser"], True),
        ("POST", "/users", [], True),
    ]
    assert carried("x.ts", CONTROLLER) == [
        "params.id", "query.page", "response.id =", "response.page =", "all of response: id page", "request.name", "query.dry",
    ]  # fmt: skip


FAST = "from fastapi import APIRouter\nrouter = APIRouter(prefix='/v1/{org}')\n"
PYTHON = [
    ("@router.get('/a/{id}')\ndef f(id: int, org: str, page: int = 1): ...", ["query.page"]),
    ("@router.get('/a/{id}')\ndef f(idd: int, org: str): ...", ["params.idd"]),
    ("@router.get('/a/{id}')\ndef f(item: Item = Depends(get_item)): ...", []),
    ("@router.get('/a/{id}')\ndef f(body: NewThing, db: Session = Depends(db)): ...", []),
    (
        "@router.get('/a')\ndef f(org, page: Annotated[int, Query(alias='pageNo')] = 1, token: str = Header()): ...",
        ["query.pageNo", "headers.token"],
    ),
    ("@router.get('/a/{id}')\ndef f(org, own: int = Path(alias='idd')): ...", ["params.idd"]),
    (
        "@router.get('/a')\ndef f(org, page: int | None = None, size: Optional[int] = None, kind: Kind = None): ...",
        ["query.page", "query.size", "query.kind"],
    ),
    (
        "@router.post('/a')\ndef f(org, name: str = Body(embed=True), mail: str = Form()): ...",
        ["request.name", "request.mail"],
    ),
    ("@router.post('/a')\ndef f(org, names: list[str] = Body()): ...", []),
    (
        "@router.post('/a')\nasync def f(org, request: Request):\n    body = await request.json()\n    "
        "go(body['name'], request.query_params.get('page'))",
        ["request.name", "query.page"],
    ),
    (
        "@router.post('/a/{org}')\ndef f(org, body: dict[str, Any], q: int = 0):\n    go(body['name'], body.get('mail'))",
        ["query.q", "request.name", "request.mail"],
    ),
    ("@router.post('/a')\ndef f(org, one: dict, other: dict):\n    go(one['name'], other['mail'])", []),
    ("@router.post('/a')\ndef f(org, one: dict, other: UserIn):\n    go(one['name'])", []),
    ("@router.get('/a')\ndef f(org):\n    return {'id': 1}", ["response.id =", "all of response: id"]),
    ("@router.get('/a', response_model=A)\ndef f(org):\n    return {'id': 1}", []),
    ("@router.get('/a')\ndef f(org) -> A:\n    return {'id': 1}", []),
    (
        "@router.get('/a')\ndef f(org) -> A:\n    return JSONResponse({'code': 1}, status_code=404)",
        ["errors.code =", "all of errors: code"],
    ),
    ("@router.get('/a')\ndef f(org):\n    return JSONResponse(status_code=code, content={'code': 1})", []),
]


@pytest.mark.parametrize(("source", "expected"), PYTHON)
def test_fastapi(source: str, expected: list[str]) -> None:
    """What a handler takes of the query as a whole has a test of its own."""
    assert [c for c in carried("x.py", FAST + source) if not c.startswith("all of query")] == expected


FLASK = [
    ("@app.get('/a/<int:id>')\ndef f(id): ...", []),
    ("@app.get('/a/<int:id>')\ndef f(idd): ...", ["params.idd"]),
    ("@app.get('/a/<int:id>')\n@login\ndef f(user): ...", []),
    ("@app.get('/a/<int:id>')\ndef f(**values): ...", []),
    (
        "@app.get('/a')\ndef f():\n    go(request.args.get('page'), request.args['size'], request.form['name'])",
        ["query.page", "query.size", "request.name"],
    ),
    (
        "@app.post('/a')\ndef f():\n    body = request.get_json()\n    go(body['name'], body.get('mail'), body['to']['city'])",
        ["request.name", "request.mail", "request.to", "request.to.city"],
    ),
    (
        "@app.post('/a')\ndef f():\n    body = request.json or {}\n    for line in body['lines']:\n        go(line['count'])",
        ["request.lines", "request.lines.[].count"],
    ),
    ("@app.post('/a')\ndef f():\n    body = request.get_json()\n    body = clean(body)\n    go(body['x'])", []),
    ("@app.post('/a')\ndef f():\n    body = request.get_json()\n    body['x'] = 1\n    go(body['x'])", []),
    ("@app.post('/a')\ndef f():\n    body: NewUser = request.get_json()\n    go(body['x'])", []),
    ("@app.get('/a')\ndef f():\n    return jsonify({'id': 1})", ["response.id =", "all of response: id"]),
    ("@app.get('/a')\ndef f():\n    return jsonify(id=1), 201", ["response.id =", "all of response: id"]),
    ("@app.get('/a')\ndef f():\n    return {'code': 1}, 404", ["errors.code =", "all of errors: code"]),
    (
        "@app.get('/a')\ndef f():\n    return jsonify([{'id': x.id} for x in rows])",
        ["response.[].id =", "all of response.[]: id"],
    ),
    (
        "@app.get('/a')\ndef f():\n    answer = {'id': 1}\n    return jsonify(answer)",
        ["response.id =", "all of response: id"],
    ),
    (
        "@app.get('/a')\ndef f():\n    answer = {'id': 1}\n    answer['x'] = 2\n    return jsonify(answer)",
        ["response.id =", "response.x =", "all of response: id x"],
    ),
    ("@app.get('/a')\ndef f():\n    return {**row, 'id': 1}", ["response.id ="]),
]


@pytest.mark.parametrize(("source", "expected"), FLASK)
def test_flask(source: str, expected: list[str]) -> None:
    assert carried("x.py", f"app = Flask(__name__)\n{source}") == expected


PYTHON_CLIENTS = [
    ("requests.get('/a', params={'page': 1})", ["query.page =", "all of query: page"]),
    ("requests.post('/a', json={'name': 1, **more})", ["request.name ="]),
    (
        "def f():\n    payload = {'name': 1}\n    requests.post('/a', json=payload)",
        ["request.name =", "all of request: name"],
    ),
    ("def f():\n    answer = httpx.get('/a')\n    user = answer.json()\n    go(user['name'])", ["response.name"]),
    ("def f():\n    return requests.get('/a').json()['name']", ["response.name"]),
    (
        "async def f():\n    async with session.get('/a') as answer:\n        user = await answer.json()\n        go(user['name'])",
        ["response.name"],
    ),
    ("def f():\n    user: User = requests.get('/a').json()\n    go(user['name'])", []),
    ("def f():\n    return [u['name'] for u in requests.get('/a').json()]", ["response.[].name"]),
    (
        "def f():\n    url = f'{BASE}/a'\n    requests.post(url, json={'name': 1})",
        ["request.name =", "all of request: name"],
    ),
    ("requests.post(BASE + '/a', json={'name': 1})", ["request.name =", "all of request: name"]),
]


@pytest.mark.parametrize(("source", "expected"), PYTHON_CLIENTS)
def test_python_clients(source: str, expected: list[str]) -> None:
    assert carried("x.py", source) == expected


def test_the_texts_that_are_sent() -> None:
    source = "app.get('/a', (req, res) => { res.status(400).json({ code: bad ? 'bad' : 'worse', at: ['x', y] }); })"
    (route,) = read("src/a.ts", source).routes
    assert [u.chain for u in route.carries if u.chain[-1][:1] == "="] == [
        ("errors", "code", "=bad"),
        ("errors", "code", "=worse"),
        ("errors", "at", "[]", "=x"),
    ]
