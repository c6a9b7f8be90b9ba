"""Answers that msw gives in place of a server: held to the contract's endpoints, as far as a mock would not deviate on purpose."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A person. */
export interface User { email: string; nick: string }
/** All users, by name.
 * @api GET /api/users
 */
export interface ListUsers { query: { state?: string }; response: User[]; errors: { reason: string } }
/** A new one.
 * @api POST /api/users
 */
export interface AddUser { request: { nick: string }; response: { user: User; token: string }; errors: { reason: string } }
/** Another name.
 * @api PATCH /api/users/:userId
 */
export interface RenameUser { params: { userId: string }; request: { nick: string }; response: User; errors: { reason: string } }
"""
SERVER = """
import express from "express";
const app = express();
app.get("/api/users", (req, res) => { res.json([{ email: "", nick: "" }]); });
"""


def found(body: str, head: str = 'import { http, rest, HttpResponse } from "msw";') -> list[tuple[str, str, str]]:
    texts = {"api/user.contract.ts": CONTRACT, "api/app.ts": SERVER, "web/handlers.ts": f"{head}\n{body}\n"}
    findings = [f for f in check(snapshot_as_written(texts)) if f.path == "web/handlers.ts"]
    return sorted((f.rule, f.severity, f.message.split("`")[1]) for f in findings)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("http.patch('*/users/:userId', () => HttpResponse.json({ emial: '', nick: '' }));", ("unknown-response-field", "emial")),
        ("http.get('*/users', ({ request }) => new URL(request.url).searchParams.get('stat'));", ("unknown-query-parameter", "stat")),
        ("http.patch('https://x.org/users/:id', async ({ request }) => (await request.json()).nik);", ("unknown-request-field", "nik")),
        ("http.patch('/api/users/:userId', ({ params }) => params.usrId);", ("unknown-parameter", "usrId")),
        ("http.patch('/api/uesrs/:id', () => HttpResponse.json({}));", ("unknown-route", "PATCH /api/uesrs/:id")),
        ("http.patch('*/users/:id', async (r) => { const { name } = await r.request.json(); return HttpResponse.json({ nick: name }); });",
         ("unknown-request-field", "name")),
        ("http.put('*/users/:id', () => HttpResponse.json({}));", ("unknown-method", "PUT /users/:id")),
        ("rest.patch('/api/users/:id', (req, res, ctx) => res(ctx.status(200), ctx.json({ emial: '', nick: '' })));",
         ("unknown-response-field", "emial")),
        ("const USER = { emial: '', nick: '' };\nrest.patch('/api/users/:id', (req, res, ctx) => { return res(ctx.json(USER)); });",
         ("unknown-response-field", "emial")),
        ("const USERS = [{ emial: '', nick: '' }];\nhttp.get('/api/users', () => HttpResponse.json(USERS));",
         ("unknown-response-field", "emial")),
        ("const USER = { mail: '' };\nhttp.patch('/api/users/:id', () => HttpResponse.json({ ...USER, nick: '' }));\n"
         "http.get('/api/users', () => HttpResponse.json({ reason: 'gone' }, { status: 404 }));", ("unknown-response-field", "mail")),
        ("http.get('/api/users', () => HttpResponse.json({ detail: 'gone' }, { status: 404 }));", ("unknown-response-field", "detail")),
        ("http.patch('*/users/:userId', ({ params }) => {\n"
         "  if (params.userId === 'gone') return HttpResponse.json({ reason: '' }, { status: 404 });\n"
         "  return HttpResponse.json({ address: '', nick: '' }); });", ("unknown-response-field", "address")),
    ],
)  # fmt: skip
def test_what_is_misspelled(body: str, said: tuple[str, str]) -> None:
    assert [(rule, name) for rule, _, name in found(body)] == [said]


@pytest.mark.parametrize(
    "body",
    [
        "http.get('/api/users', () => HttpResponse.json([{ nick: '', extra: 1 }]));",
        "http.get('/api/users', () => HttpResponse.json({ reason: 'no' }, { status: 500 }));",
        "http.get('/api/users', () => HttpResponse.json({ detail: 'no' }, { status: 503 }));",
        "http.get('/api/users', () => HttpResponse.json({ malformed: true }, { status: 400 }));",
        "http.get('/api/users', () => HttpResponse.json([])); http.get('/api/users', () => HttpResponse.json([]));",
        "http.get('/api/others', () => HttpResponse.json({ emial: '' })); http.get('/api/users', fromElsewhere);",
        "rest.get('/api/users', (req, res, ctx) => res(ctx.status(500), ctx.json({ reason: 'no' })));",
        "rest.get('/api/users', (req, res, ctx) => res(ctx.delay(10), ctx.text('no')));",
        "const seen = [];\nhttp.get('/api/users', () => HttpResponse.json(seen));",
    ],
)
def test_a_mock_may_answer_less_or_more_and_stand_beside_the_server(body: str) -> None:
    assert found(body) == []


def test_a_client_of_that_name_is_none() -> None:
    assert found("http.get('/api/users', (r) => r.json({ emial: '' }));", "import { http } from './client';") == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("page.route('**/api/users', (route) => route.fulfill({ json: [{ emial: '' }] }));", ("unknown-response-field", "emial")),
        ("page.route('**/api/users?state=*', (r) => r.fulfill({ status: 200, body: JSON.stringify([{ emial: '' }]) }));",
         ("unknown-response-field", "emial")),
        ("const USERS = [{ emial: '' }];\npage.route('**/users*', async (route) => { await route.fulfill({ json: USERS }); });",
         ("unknown-response-field", "emial")),
        ("page.route('https://x.org/api/users/*', (route) => route.fulfill({ json: { nik: '' } }));", ("unknown-response-field", "nik")),
        ("page.route('**/api/users', (r) => r.fulfill({ json: { user: {}, tokn: '' } }));", ("unknown-response-field", "tokn")),
        ("page.route('**/api/user?*', (route) => route.fulfill({ json: {} }));", ("unknown-route", "* /api/user")),
        ("page.route('**/api/uesrs', (route) => route.fulfill({ json: [] }));", ("unknown-route", "GET /api/uesrs")),
        ("cy.intercept('GET', '/api/users', { body: [{ emial: '' }] });", ("unknown-response-field", "emial")),
        ("cy.intercept('/api/users/*', { nik: '' });", ("unknown-response-field", "nik")),
        ("cy.intercept('PATCH', '**/users/u-1', (req) => { req.reply({ statusCode: 200, body: { nik: '' } }); });",
         ("unknown-response-field", "nik")),
        ("cy.intercept('PATCH', '**/users/u-1', (req) => { req.reply(200, { nik: '' }); });", ("unknown-response-field", "nik")),
        ("page.route('**/api/users', (r) => r.request().method() === 'POST' ? r.fulfill({ json: { emial: '' } }) : r.continue());",
         ("unknown-response-field", "emial")),
        ("page.route('**/api/users', (r) => {\n  if (r.request().method() !== 'POST') return r.fallback();\n"
         "  r.fulfill({ status: 409, json: { raeson: 'taken' } }); });", ("unknown-response-field", "raeson")),
        ("page.route('**/api/users', async (r) => { const method = r.request().method();\n"
         "  if (method === 'POST') { await r.fulfill({ status: 409, json: { reason: 'taken' } }); }\n"
         "  else { await r.fulfill({ json: [{ emial: '' }] }); } });", ("unknown-response-field", "emial")),
        ("page.route('**/api/users', (r) => { switch (r.request().method()) { case 'POST': return r.fulfill({ json: { tokn: '' } });\n"
         "  default: return r.continue(); } });", ("unknown-response-field", "tokn")),
        ("page.route('**/api/users', (r) => { if (r.request().method() === 'POST') {\n"
         "  expect(r.request().postDataJSON()).toEqual({ nik: '' }); r.fulfill({ json: { token: '' } }); } });",
         ("unknown-request-field", "nik")),
        ("cy.intercept('PATCH', '/api/users/*', (req) => { expect(req.body.nik).to.equal(''); req.reply({ nick: '' }); });",
         ("unknown-request-field", "nik")),
        ("cy.intercept('PUT', '/api/users/*', { body: {} });", ("unknown-method", "PUT /api/users/:part2")),
    ],
)  # fmt: skip
def test_what_is_misspelled_in_a_browsers_test(body: str, said: tuple[str, str]) -> None:
    assert [(rule, name) for rule, _, name in found(body, "")] == [said]


@pytest.mark.parametrize(
    "body",
    [
        "page.route('**/*', (route) => route.fulfill({ json: { emial: '' } }));",
        "page.route('**/api/users', (route) => route.fulfill({ json: { tokn: '', usr: {} } }));",
        "page.route('**/*.{png,jpg}', (route) => route.abort());",
        "page.route('**/config.json', (route) => route.fulfill({ json: { theme: 'dark' } }));",
        "page.route('**/api/users', (route) => route.fulfill({ status: 500, json: { reason: '' } }));",
        "page.route('**/api/users/*', (route) => route.fulfill({ status: 404, body: 'nothing' }));",
        "page.route('**/api/users', (r) => r.request().method() === POSTS ? r.fulfill({ json: { emial: '' } }) : r.continue());",
        "page.route('**/api/users', (r) => { if (r.request().method() !== 'GET') return r.fallback(); r.fulfill({ json: [] }); });",
        "page.route('**/api/users', (r) => r.fulfill({ json: { user: {}, token: r.request().postDataJSON().nick } }));",
        "page.route('**/api/users', (r) => { if (r.request().postDataJSON().nick) { r.abort(); } else { r.continue(); } });",
        "cy.intercept('GET', '/api/users', { fixture: 'users.json' }).as('users');",
        "cy.intercept('GET', '/api/users', { statusCode: 500, body: { reason: 'no' } });",
        "cy.intercept('GET', '/api/users', (req) => { req.continue(); });",
        "router.route('/api/users', (route) => route.fulfil({ json: [{ emial: '' }] }));",
    ],
)
def test_what_a_browsers_test_may_answer(body: str) -> None:
    assert found(body, "") == []


ADAPTER = 'import MockAdapter from "axios-mock-adapter";\nconst mock = new MockAdapter(http);'
NOCK = 'import nock from "nock";'


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("mock.onGet('/api/users').reply(200, [{ emial: '', nick: '' }]);", ["unknown-response-field emial"]),
        ("mock.onGet('/users', { params: { stat: 'x' } }).reply(200, []);", ["unknown-query-parameter stat"]),
        ("mock.onPost('/users', { nik: 'a' }).replyOnce(201, { user: {}, token: '' });", ["unknown-request-field nik"]),
        ("mock.onPost('/users').reply(409, { raeson: 'taken' });", ["unknown-response-field raeson"]),
        ("mock.onPatch('/users/u1').reply(() => [200, { email: '', nik: '' }]);", ["unknown-response-field nik"]),
        ("mock.onPatch(/\\/users\\/\\w+$/).reply(200, { email: '', nik: '' });", ["unknown-response-field nik"]),
        ("mock.onGet('/users').reply(200, []).onPost('/users').reply(201, { user: {}, tokn: '' });", ["unknown-response-field tokn"]),
        ("mock.onPut('/users/u1').reply(200, {});", ["unknown-method PUT /users/u1"]),
        ("const url = '/users/u1';\nmock.onPatch(url).reply(200, { ...base, nik: '' });", ["unknown-response-field nik"]),
        # What it answers may be less, more, or broken, and other paths are no concern of ours.
        ("mock.onGet('/users').reply(500); mock.onGet('/users').networkError(); mock.onAny().passThrough();", []),
        ("mock.onPatch('/users/u1').reply(200, { email: '', nick: '', extra: 1 });", []),
        ("mock.onGet(/.*/).reply(200, { emial: '' }); mock.onGet('/elsewhere/x').reply(200, { emial: '' });", []),
        ("mock.onPost('/users').reply(502, '<html>');", []),
    ],
)  # fmt: skip
def test_what_an_adapter_of_axios_answers(body: str, said: list[str]) -> None:
    assert [f"{rule} {name}" for rule, _, name in found(body, ADAPTER)] == said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("nock('http://localhost').get('/api/users').query({ stat: 'x' }).reply(200, [{ email: '', nick: '' }]);",
         ["unknown-query-parameter stat"]),
        ("nock(base).post('/api/users', { nik: 'a' }).reply(201, { user: {}, token: '' });", ["unknown-request-field nik"]),
        ("nock(base).persist().patch('/api/users/u1').times(2).reply(200, { email: '', nik: '' });", ["unknown-response-field nik"]),
        ("nock(base).get('/api/users').reply(200, []); nock(base).get('/now').query({ lat: 1 }).reply(200, { emial: 1 });", []),
        ("nock(base).post('/api/users').reply(500); nock(base).get('/api/users').replyWithError('gone');", []),
    ],
)  # fmt: skip
def test_what_nock_answers(body: str, said: list[str]) -> None:
    assert [f"{rule} {name}" for rule, _, name in found(body, NOCK)] == said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("cy.request('/api/users').then((response) => { expect(response.body[0].emial).to.eq('a'); });", ["emial"]),
        ("cy.request('POST', '/api/users', { nick: 'a' }).its('body.user.emial').should('eq', 'a');", ["emial"]),
        ("cy.request({ method: 'POST', url: '/api/users', body: { nik: 'a' } });", ["nik"]),
        ("cy.request({ url: '/api/users', qs: { stat: 'a' } });", ["stat"]),
        ("cy.request('/api/users').its('body').should('have.length', 2); cy.request('/other').its('body.emial');", []),
        ("cy.request('/api/users').its('body.0.email').should('eq', 'a'); cy.request(url).its('body.emial');", []),
        ("cy.intercept('PATCH', '/api/users/u1').as('change'); cy.wait('@change').its('request.body.nik').should('eq', 'a');", ["nik"]),
        ("cy.intercept('GET', '/api/users', { body: [] }).as('users'); cy.wait('@users').its('response.body.0.emial');", ["emial"]),
        ("cy.intercept('POST', '/api/users').as('add');\n"
         "cy.wait('@add').then(({ request, response }) => { expect(request.body.nik).to.eq(''); response.body.user.nick; });", ["nik"]),
        ("cy.intercept({ method: 'PUT', url: '/api/users/u1' }, { body: {} });", ["PUT /api/users/u1"]),
        ("cy.intercept({ method: 'GET', pathname: '/api/users' }, [{ emial: '' }]);", ["emial"]),
        ("cy.intercept({ method: 'GET', url: '/api/users', times: 1 }, [{ email: '', nick: '' }]);\n"
         "cy.intercept({ resourceType: 'xhr' }, []);", []),
        ("cy.intercept('POST', '/api/users').as('add'); cy.wait('@other').its('response.body.emial');\n"
         "cy.wait('@add').its('response.statusCode').should('eq', 201); cy.wait(100); cy.get('@add').its('response.body.token');", []),
    ],
)  # fmt: skip
def test_what_a_test_of_cypress_asks_and_waits_for(body: str, said: list[str]) -> None:
    assert [name for _, _, name in found(f"it('works', () => {{\n{body}\n}});", "")] == said


ANGULAR = (
    'import { HttpTestingController } from "@angular/common/http/testing";\ndeclare const http: HttpTestingController;'
)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("http.expectOne('/api/users').flush([{ emial: '' }]);", ["emial"]),
        ("describe('a', () => { const url = `${environment.api}/api/users`; it('b', () => http.expectOne(url).flush([{ emial: '' }])); });",
         ["emial"]),
        ("describe('a', () => { const url = '/api/users'; it('b', (url) => http.expectOne(url).flush([{ emial: '' }])); });", []),
        ("describe('a', () => { let url = '/api/users'; it('b', () => http.expectOne(url).flush([{ emial: '' }])); });", []),
        ("it('a', () => { const r = http.expectOne('/api/users?stat=a'); r.flush([]); });", ["stat"]),
        ("it('a', () => { const r = http.expectOne({ method: 'PATCH', url: '/api/users/u1' }); r.flush({ nik: '' }); });", ["nik"]),
        ("it('a', () => { const r = http.expectOne('/api/users/u1'); expect(r.request.body.handle).toBe(''); });", ["handle"]),
        ("it('a', () => { const r = http.expectOne('/api/users/u1'); expect(r.request.body).toEqual({ handle: '' }); });", ["handle"]),
        ("it('a', () => { const r = http.expectOne('/api/users/u1'); expect(r.request.method).toBe('PUT'); });", ["PUT /api/users/u1"]),
        ("it('a', () => { const r = http.expectOne('/api/user/u1'); r.flush(null); });", ["* /api/user/u1"]),
        ("it('a', () => { const r = http.expectOne('/api/users/u1'); r.flush({ detail: '' }, { status: 404 }); });", ["detail"]),
        ("it('a', () => { const r = http.expectOne('/api/users?state=a'); r.flush([{ email: '', nick: '' }]); });", []),
        ("it('a', () => { const r = http.expectOne('/api/users/u1'); expect(r.request.body).toEqual({ nick: '' }); r.flush(user); });", []),
        ("it('a', () => { const r = http.expectOne((q) => q.url === '/api/uesrs'); r.flush([{ emial: '' }]); });", ["GET /api/uesrs"]),
        ("it('a', () => { const r = http.expectOne((q) => q.url === '/api/users' && q.method === 'GET'); r.flush([{ emial: '' }]); });",
         ["emial"]),
        ("it('a', () => { const r = http.expectOne((q) => isOurs(q)); r.flush([{ emial: '' }]); });", []),
        ("it('a', () => { const r = http.expectOne((q) => q.urlWithParams === '/api/users'); r.flush([]);\n"
         "expect(r.request.params.get('stat')).toBe('a'); expect(r.request.params.get('state')).toBe('a'); });", ["stat"]),
        ("it('a', () => { http.expectOne('/api/users').flush('boom', { status: 500 }); http.expectNone('/api/uesrs'); });", []),
        ("it('a', () => { const r = http.expectOne('/api/others/1'); r.flush({ emial: '' }); expect(r.request.body.x).toBe(1); });", []),
        ("it('a', () => { const r = other.expect('/api/users'); r.flush([{ emial: '' }]); });", []),
    ],
)  # fmt: skip
def test_what_a_test_of_angular_expects(body: str, said: list[str]) -> None:
    assert [name for _, _, name in found(body, ANGULAR)] == said


ASSERTED = """
import { add, all } from "./client";
const fetchMock = vi.fn();
vi.stubGlobal("fetch", fetchMock);
it("asks", async () => {
  const anything = add("a");
  BODY
});
"""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("expect(fetchMock).toHaveBeenCalledWith('/api/users?stat=a', expect.anything());", ["stat"]),
        ("expect(fetch).toHaveBeenCalledWith('/api/uesrs');", ["GET /api/uesrs"]),
        ("expect(fetchMock).toHaveBeenNthCalledWith(2, `/api/users/${id}`, expect.objectContaining({ method: 'PUT' }));",
         ["PUT /api/users/:id"]),
        ("expect(fetchMock).toHaveBeenLastCalledWith('/api/users', { method: 'POST', body: JSON.stringify({ nik: 'a' }) });", ["nik"]),
        ("const [url, init] = fetchMock.mock.calls[0];\nexpect(url).toBe('/api/uesrs/u1');", ["* /api/uesrs/u1"]),
        ("const [url, init] = vi.mocked(fetch).mock.calls[0]!;\nexpect(url).toBe('/api/users/u1');\nexpect(init?.method).toBe('PUT');",
         ["PUT /api/users/u1"]),
        ("const [url, init] = fetchMock.mock.calls.at(-1) as [string, RequestInit];\nexpect(url).toEqual('/api/users');\n"
         "expect(init.method).toBe('POST');\nexpect(JSON.parse(String(init.body))).toEqual({ nik: 'a' });", ["nik"]),
        ("const [url, { body }] = fetchMock.mock.calls[0];\nexpect(url).toBe('/api/users');", []),
        ("expect(fetchMock.mock.calls[0][0]).toBe('/api/users?stat=b');", ["stat"]),
        ("const asked = fetchMock.mock.lastCall[0];\nexpect(asked).toBe('/api/uesrs/u1');", ["* /api/uesrs/u1"]),
        ("expect(fetchMock).toHaveBeenCalledWith('/api/users?state=a', expect.anything());", []),
        ("const [url, init] = fetchMock.mock.calls[0];\nexpect(url).toBe('/api/users');\nexpect(init.method).toBe('POST');\n"
         "expect(JSON.parse(init.body)).toEqual({ nick: 'a' });", []),
        ("expect(other).toHaveBeenCalledWith('/api/uesrs'); expect(anything).toBe('/api/uesrs/u1');", []),
        ("const [url] = (fetch as jest.Mock).mock.calls[0];\nexpect(url).toBe('/api/uesrs/u1');", ["* /api/uesrs/u1"]),
        ("const [url] = other.mock.calls[0];\nexpect(url).toBe('/api/uesrs/u1');", []),
        ("expect(fetchMock).toHaveBeenCalledWith(expect.stringContaining('/uesrs'));", []),
    ],
)  # fmt: skip
def test_what_a_test_says_that_fetch_was_called_with(body: str, said: list[str]) -> None:
    assert [name for _, _, name in found(ASSERTED.replace("BODY", body), "")] == said
