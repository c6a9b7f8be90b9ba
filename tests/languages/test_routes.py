"""Routes that servers register and clients call."""

import pytest

from dovetail.core.text import Text

from .shown import read


def routes(path: str, source: str) -> list[str]:
    """`server GET /x` for each route, with `…` before a path that stands behind a prefix which is not known."""
    return [
        f"{r.side} {r.method} {'…' if r.mounted and r.side == 'server' else ''}{r.path}"
        for r in read(path, source).routes
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const app = express(); app.get('/users/:id', (req, res) => {});", ["server GET /users/:id"]),
        (
            "const app = new Hono(); app.post('/users', handler);",
            ["server POST …/users"],
        ),  # it may be mounted elsewhere
        ("export const users = () => Router().get('/users', (req, res) => {});", ["server GET …/users"]),
        ("const app = new Hono().basePath('/v1'); app.post('/users', handler);", ["server POST …/v1/users"]),
        ("const users = new Hono(); users.get('/', h); app.route('/users', users);", ["server GET /users"]),
        ("app.get('/users', auth, async (c) => {});", ["server GET …/users"]),
        ("const r = Router(); r.delete('/:id', remove); app.use('/users', r);", ["server DELETE /users/:id"]),
        ("const r = express.Router(); r.get('/', list); app.use('/api/users/', r);", ["server GET /api/users"]),
        ("router.route('/users').get(list).post(create);", ["server GET …/users", "server POST …/users"]),
        ("fastify.put<{ Body: X }>('/users/:id', async () => {});", ["server PUT …/users/:id"]),
        ("fastify.route({ method: 'GET', url: '/users/:id', handler });", ["server GET …/users/:id"]),
        (
            "const app = Fastify(); app.route({ method: ['GET', 'post'], url: '/x', schema, async handler() {} });",
            ["server GET /x", "server POST /x"],
        ),
        ("server.route({ method: 'GET', path: '/users/{id}', handler: h });", ["server GET …/users/:id"]),
        ("fastify.route({ method: verb, url: '/x', handler }); app.route({ method: 'GET', url, handler });", []),
        ("api.route({ method: 'GET', url: '/x' }); app.route({ ...shared }); app.route({});", []),
        ("export default async function (app) { app.get('/x', handler); }", ["server GET …/x"]),
        ("const r = Router(); app.use(prefix, r); r.get('/x', h);", ["server GET …/x"]),
        ("app.get('/files/:path(*)', h);", ["server GET …/files/:path"]),
        ("app.get('setting');", []),
        ("cache.get('/key');", []),
        ("cache.get('/key', fallback);", []),
        ("map.delete('/key');", []),
        ("fetch('/users');", ["client GET /users"]),
        ("await fetch(`/users/${user.id}/posts?limit=${n}`);", ["client GET /users/:id/posts"]),
        ("fetch(`${API}/users`, { method: 'post', body });", ["client POST /users"]),
        ("fetch('https://api.example.com/v1/users#x', { headers, method: \"DELETE\" });", []),  # another's
        ("fetch(`http://localhost:${port}/users`);", ["client GET /users"]),
        ("fetch(url);", []),
        ("fetch('/users', options);", []),
        ("fetch('/users', { ...options });", []),
        ("fetch('/users', { ...options, method: 'PUT' });", ["client PUT /users"]),
        ("fetch('/users', { method: 'PUT', ...options });", []),
        ("fetch('/users', { ...options, ...{ headers } });", []),
        ("const JSON = { headers };\nfetch('/users', { method: 'PUT', ...JSON });", ["client PUT /users"]),
        ("const SENT = { method: 'POST' };\nfetch('/users', { ...SENT, body });", ["client POST /users"]),
        ("fetch(`/users/${user?.id}/posts?limit=${n}`);", ["client GET /users/:id/posts"]),
        ("fetch(`/users/${user ? user.id : 'me'}#x`);", ["client GET /users/:me"]),
        ("fetch('/users', { method });", []),
        ("fetch('/users', { method: verb });", []),
        ("axios.post('/users', body);", ["client POST /users"]),
        ("this.http.get<User>(`/users/${id}`);", ["client GET /users/:id"]),
        ("await apiClient.patch('/users/1', body);", ["client PATCH /users/1"]),
        ("const { data } = await api.get<User[]>('/users');", ["client GET /users"]),
        ("await request(app).post('/login').send(body);", ["client POST /login"]),
    ],
)
def test_typescript(source: str, expected: list[str]) -> None:
    assert routes("x.ts", source) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/app/api/users/[id]/route.ts", ["server GET /api/users/:id", "server POST /api/users/:id"]),
        ("app/(auth)/login/route.ts", ["server GET /login", "server POST /login"]),
        ("app/docs/[...slug]/route.tsx", ["server GET /docs/:slug", "server POST /docs/:slug"]),
        ("src/route.ts", []),
    ],
)
def test_routes_by_place(path: str, expected: list[str]) -> None:
    source = (
        "export async function GET() {}\nexport const POST = handler;\nfunction PUT() {}\nexport const other = 1;\n"
    )
    assert routes(path, source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("app = FastAPI()\n@app.get('/users/{id}')\nasync def get(id: int): ...", ["server GET /users/:id"]),
        ("router = APIRouter(prefix='/users')\n@router.post('/')\ndef create(): ...", ["server POST …/users"]),
        ("router = APIRouter(prefix='/users')\napp.include_router(router, prefix='/api')\n@router.get('/{id:int}')\ndef f(): ...",
         ["server GET /api/users/:id"]),
        ("app = Flask(__name__)\n@app.route('/users/<int:id>', methods=['GET', 'POST'])\ndef f(): ...",
         ["server GET /users/:id", "server POST /users/:id"]),
        ("bp = Blueprint('x', __name__, url_prefix='/x')\n@bp.route('/y')\ndef f(): ...", ["server GET …/x/y"]),
        ("bp = Blueprint('x', __name__, url_prefix='/x')\n@bp.get('/y')\ndef f(): ...\napp = Flask(__name__)\n"
         "app.register_blueprint(bp, url_prefix='/z')", ["server GET /z/y"]),
        ("api = APIRouter(prefix='/v1')\nusers = APIRouter(prefix='/users')\napi.include_router(users)\n@users.get('/x')\ndef f(): ...",
         ["server GET …/v1/users/x"]),
        ("urlpatterns = [\n    path('users/<int:id>/', views.user),\n    path('api/', include('x.urls')),\n]\npath('a', b)",
         ["server * …/users/:id"]),
        ("@property\ndef f(self): ...", []),
        ("@cache.get(5)\ndef f(): ...", []),
        ("r = client.post('/users', json={})", ["client POST /users"]),
        ("r = requests.get(f'{BASE}/users/{user.id}?x=1')", ["client GET /users/:id"]),
        ("r = httpx.get('https://example.com/users')", ["client GET /users"]),
        ("r = d.get('/users')", []),
        ("def f(self):\n    self.client.put(f'/users/{id}')", ["client PUT /users/:id"]),
    ],
)  # fmt: skip
def test_python(source: str, expected: list[str]) -> None:
    assert routes("x.py", source) == expected


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("x.ts", "// @contract Login\nrouter.post('/auth/login', handler);"),
        ("x.ts", "function f() {\n  /** Signs in.\n   * @contract Login */\n  await fetch('/auth/login', { method: 'POST' });\n}"),
        ("app/auth/login/route.ts", "/** @contract Login */\nexport async function POST() {}"),
        ("x.py", "# @contract Login\n@app.post('/auth/login')\ndef login(): ..."),
        ("x.py", "@app.post('/auth/login')\ndef login():\n    '''Signs in.\n\n    @contract Login\n    '''"),
        ("x.py", "def f():\n    # @contract Login\n    client.post('/auth/login')"),
    ],
)  # fmt: skip
def test_tags(path: str, source: str) -> None:
    (route,) = read(path, source).routes
    assert [(t.name, t.value) for t in route.tags] == [("contract", "Login")]


@pytest.mark.parametrize(
    ("path", "source", "method", "place"),
    [
        ("x.ts", "app.get('/😀/:id', h)", "get", "/😀/:id"),
        ("x.ts", "fetch(`${B}/users/${id}?a=1`, { method: 'POST' })", "POST", "/users/${id}"),
        ("x.ts", "fetch('http://h/users')", "fetch", "/users"),
        ("x.py", "@app.get('/é/{id}')\ndef f(): ...", "get", "/é/{id}"),
        ("x.py", "@app.route('/x', methods=['PUT'])\ndef f(): ...", "PUT", "/x"),
        ("x.py", "client.get(f'{B}/users/{id}?a=1')", "get", "/users/{id}"),
    ],
)
def test_ranges(path: str, source: str, method: str, place: str) -> None:
    (route,) = read(path, source).routes
    text = Text(source)
    assert (text[route.method_range], text[route.path_range]) == (method, place)
