"""Requests through functions of our own: wrappers around `fetch` and axios, classes of clients, constants for paths."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A person. */
export interface User { email: string; nick: string }
/** All users, by name.
 * @api GET /users
 */
export interface ListUsers { query: { state?: string; cursor?: string }; response: User[]; errors: null }
/** A new one.
 * @api POST /users
 */
export interface CreateUser { request: { email: string; nick: string }; response: User; errors: null }
/** Another name.
 * @api PATCH /users/:userId
 */
export interface RenameUser { params: { userId: string }; request: { nick: string }; response: User; errors: null }
"""
FETCH = """
const BASE = import.meta.env.VITE_API;
interface Options { method?: string; body?: unknown; query?: Record<string, string> }
function withQuery(path: string, query?: Record<string, string>) { return query ? `${path}?${new URLSearchParams(query)}` : path; }
export async function request<T>(method: string, path: string, { body, query }: Options = {}): Promise<T> {
  const response = await fetch(BASE + withQuery(path, query), { method, body: body ? JSON.stringify(body) : undefined });
  return response.json() as Promise<T>;
}
export async function api<T>(path: string, init?: RequestInit) {
  const response = await fetch(`${BASE}${path}`, { headers: { accept: "application/json" }, ...init });
  return (await response.json()) as T;
}
export const http = {
  get: <T>(path: string, options: Options = {}) => request<T>("GET", path, options),
  post: <T>(path: string, body: unknown) => request<T>("POST", path, { body }),
  patch: <T>(path: string, body: unknown) => request<T>("PATCH", path, { body }),
  list: <T>(path: string, params: Record<string, string>) => request<T>("GET", withQuery(path, params)),
  glued: <T>(path: string, query: Record<string, string>) => request<T>("GET", `${path}?${new URLSearchParams(query)}`),
};
export const load = <T,>(p: string) => fetch(BASE + p).then((r) => r.json() as Promise<T>);
export async function ask<T>({ method, url, query = {}, body }: { method: "GET" | "PATCH"; url: string } & Options): Promise<T> {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) search.set(name, value);
  const response = await fetch(`${BASE}${url}?${search}`, { method, body: JSON.stringify(body) } as RequestInit);
  return (await response.json()) as T;
}
export const call = async <T>({ url, method, options }: { url: string; method: "GET" | "PATCH"; options?: RequestInit }): Promise<T> => {
  const res = await fetch(url, { method, headers: { accept: "application/json" }, ...options });
  return (await res.json()) as T;
};
export function log(path: string) { console.log(path); }
export async function usual<T>(path: string, { method = "GET", query = {}, body }: Options = {}): Promise<T> {
  const url = new URL(path, BASE);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value);
  return (await fetch(url.toString(), { method, body: JSON.stringify(body) })).json();
}
export async function placed<T>(path: string, method = "GET", query?: Record<string, string>): Promise<T> {
  return (await fetch(`${BASE}${path}?${new URLSearchParams(query)}`, { method })).json();
}
"""
AXIOS = """
import axios, { type AxiosInstance } from "axios";
export const backend = axios.create({ baseURL: "/api" });
import ky, { type Options } from "ky";
const instance = ky.create({ prefixUrl: "/api" });
const send = <T>(path: string, options: Options) => instance(path, options).json<T>();
export const apiGet = <T>(path: string, params: object = {}) => send<T>(path, { method: "get", searchParams: params });
export const apiPost = <T>(path: string, json: unknown) => send<T>(path, { method: "post", json });
export const whole = async <T>(config: AxiosRequestConfig): Promise<T> => (await backend.request<T>(config)).data;
export const spread = <T>(options: AxiosRequestConfig) => axios({ ...options, timeout: 10 }).then(({ data }) => data as T);
export class Base {
  constructor(private readonly inner: AxiosInstance) {}
  async read<T>(url: string, params?: object): Promise<T> { const { data } = await this.inner.get<T>(url, { params }); return data; }
  protected write<T>(url: string, body: unknown) { return this.inner.post<T>(url, body).then((r) => r.data); }
}
"""
PATHS = """
export const paths = { users: "/users", user: (id: string) => `/users/${id}` } as const;
export const USERS_URL = "/users";
"""
JSON = "const json = (method: string, body: unknown) => ({ method, headers: {}, body: JSON.stringify(body) });"
HEAD = """
import { api, ask, call, http, load, log, placed, request, usual } from "./fetch";
import { apiGet, apiPost, backend, Base, spread, whole } from "./axios";
import { paths, USERS_URL } from "./paths";
import axios from "axios";
const own = axios.create({ baseURL: location.origin });
"""


def found(body: str, **files: str) -> list[tuple[str, str, str]]:
    texts = {
        "web/user.contract.ts": CONTRACT,
        "web/fetch.ts": FETCH,
        "web/axios.ts": AXIOS,
        "web/paths.ts": PATHS,
        "web/use.ts": f"{HEAD}\ndeclare const id: string;\n{body}\n",
        **{f"web/{name}.ts": text for name, text in files.items()},
    }
    rules = ("unknown-query-parameter", "unknown-route", "unknown-method", "unknown-request-field")
    findings = [f for f in check(snapshot_as_written(texts)) if f.rule in rules]
    return sorted({(f.path, f.rule, f.message.split("`")[1]) for f in findings})


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("request('GET', '/users', { query: { stat: 'a' } });", "stat"),
        ("request('GET', paths.users, { query: { stat: 'a' } });", "stat"),
        ("http.get(paths.users, { query: { stat: 'a' } });", "stat"),
        ("http.list('/users', { stat: 'a' });", "stat"),
        ("http.list('/usres', { state: 'a' });", "GET /usres"),
        ("http.glued(paths.users, { stat: 'a' });", "stat"),
        ("http.post(USERS_URL, { email: '', nick: '', nik: '' });", "nik"),
        ("http.patch(paths.user(id), { nik: '' });", "nik"),
        ("api(`/users/${id}`, { method: 'PATCH', body: JSON.stringify({ nik: '' }) });", "nik"),
        ("api(`${USERS_URL}/${id}`, { method: 'PATCH', body: JSON.stringify({ nik: '' }) });", "nik"),
        ("http.patch(`${paths.users}/${id}`, { nik: '' });", "nik"),
        ("class Users extends Base { one() { return this.read(`${USERS_URL}?stat=${id}`); } }", "stat"),
        ("fetch(`${USERS_URL}?stat=${id}`);", "stat"),
        ("api(`/users?${new URLSearchParams({ stat: 'a' })}`);", "stat"),
        (f"{JSON} api('/users', json('POST', {{ email: '', nick: '', nik: '' }}));", "nik"),
        (f"{JSON} api('/users', json('PUT', {{ email: '', nick: '' }}));", "PUT /users"),
        ("apiGet('users', { stat: 'a' });", "stat"),
        ("apiPost('users', { email: '', nick: '', nik: '' });", "nik"),
        ("backend.get(paths.users, { params: { stat: 'a' } });", "stat"),
        ("ask({ method: 'GET', url: '/users', query: { stat: 'a' } });", "stat"),
        ("whole({ url: '/users', params: { stat: 'a' } });", "stat"),
        ("spread({ method: 'PATCH', url: `/users/${id}`, data: { nik: '' } });", "nik"),
        ("whole<User>({ method: 'PUT', url: `/users/${id}`, data: { nick: '' } });", "PUT /users/:id"),
        ("usual('/users', { query: { stat: 'a' } });", "stat"),
        ("usual('/users', { method: 'GET', query: { stat: 'a' } });", "stat"),
        ("usual('/users', { method: 'POST', body: { email: '', nick: '', nik: '' } });", "nik"),
        ("placed('/users', 'GET', { stat: 'a' });", "stat"),
        ("usual('/user');", "GET /user"),
        ("placed('/user');", "GET /user"),
        ("const all = (page: string) => ask<User[]>({ method: 'GET', url: '/users', query: { stat: page } });", "stat"),
        ("ask({ method: 'PATCH', url: `/users/${id}`, body: { nik: '' } });", "nik"),
        ("call({ method: 'PATCH', url: `/users/${id}`, options: { body: JSON.stringify({ nik: '' }) } });", "nik"),
        ("call({ method: 'GET', url: location.origin + '/usres' });", "GET /usres"),
        ("class Users extends Base { all() { return this.read(paths.users, { stat: 'a' }); } }", "stat"),
        ("class Users extends Base { make() { return this.write(paths.users, { email: '', nick: '', nik: '' }); } }", "nik"),
        ("class Users { constructor(private readonly base: Base) {} all() { return this.base.read(USERS_URL, { stat: 'a' }); } }", "stat"),
        # by a path that is written elsewhere, without a wrapper
        ("fetch(paths.users, { method: 'POST', body: JSON.stringify({ nic: '', email: '' }) });", "nic"),
        ("fetch(`${location.origin}${paths.user('1')}`, { method: 'PATCH', body: JSON.stringify({ nic: '' }) });", "nic"),
        ("fetch(location.origin + paths.user('1'), { method: 'PATCH', body: JSON.stringify({ nic: '' }) });", "nic"),
        ("own.patch(paths.user('1'), { nic: '' });", "nic"),
    ],
)  # fmt: skip
def test_what_a_wrapper_sends_is_held_to_the_endpoint(body: str, name: str) -> None:
    assert name in [n for _, _, n in found(body)], found(body)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("request('PUT', '/users', {});", "PUT /users"),
        ("request('DELETE', paths.user(id));", "DELETE /users/:id"),
        ("http.patch(paths.users, {});", "PATCH /users"),
        ("api(paths.users, { method: 'DELETE' });", "DELETE /users"),
        ("api(`${USERS_URL}/${id}`, { method: 'PUT' });", "PUT /users/:id"),
    ],
)
def test_a_method_that_no_endpoint_has(body: str, said: str) -> None:
    assert [(p, n) for p, rule, n in found(body) if rule == "unknown-method"] == [("web/use.ts", said)]


@pytest.mark.parametrize(
    "body", ["load('/usres');", "api('/usres');", "request('GET', '/usres');", "new Base(backend).read('/usres');"]
)
def test_a_path_that_is_one_slip_away(body: str) -> None:
    assert [(p, n) for p, rule, n in found(body) if rule == "unknown-route"] == [("web/use.ts", "GET /usres")]


def test_a_wrong_path_is_told_where_it_is_written_and_once() -> None:
    wrong = PATHS.replace('users: "/users"', 'users: "/usres"')
    assert found("http.get(paths.users); http.post(paths.users, {});", paths=wrong) == [
        ("web/paths.ts", "unknown-route", "GET /usres")
    ]


@pytest.mark.parametrize(
    "body",
    [
        "request('GET', '/users', { query: { state: 'a' } }); http.get(paths.users); http.patch(paths.user(id), { nick: '' });",
        "http.list('/users', { state: 'a' }); http.glued(paths.users, { state: 'a' });",
        "whole({ url: '/users', params: { state: 'a' } }); spread({ method: 'PATCH', url: `/users/${id}`, data: { nick: '' } });",
        f"{JSON} api('/users', json('POST', {{ email: '', nick: '' }})); api('/users', json(id, {{ nik: '' }}));",
        "const some = (a: string) => { log(a); return { body: a }; }; api('/users', some('x')); api('/users', none({ nik: '' }));",
        "http.patch(`${paths.users}/${id}`, { nick: '' }); api(`${USERS_URL}?state=${id}`); api(`${OTHER_URL}?stat=${id}`);",
        "import { API } from './config'; api(`${API}/users?state=${id}`); api(`${paths.other}/${id}`, { method: 'PUT' });",
        "log('/usres'); log(paths.users); http.get(id); request(id, '/users', { query: { stat: '' } });",
        "ask({ method: 'GET', url: '/users', query: { state: '' } }); ask({ method: 'PATCH', url: `/users/${id}`, body: { nick: '' } });",
        "call({ method: 'PATCH', url: '/users/' + id, options: { body: JSON.stringify({ nick: '' }) } });",
        "function put(path: string, init: () => RequestInit) { return fetch(path, init()); } put('/users', () => ({}));",
        "const init = { method: 'DELETE' }; api('/users', init); api('/users', { ...init }); api('/users');",
        "function http2(path: string) { return fetch(path); } function inner(http: any) { http.send('/users', { stat: 1 }); }",
    ],
)
def test_what_is_right_or_not_known(body: str) -> None:
    assert found(body) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("/** @contract ListUsers */\nexport const all = () => request<User[]>('GET', '/people');", ["GET /people"]),
        ("/** @contract RenameUser */\nexport const rename = (nick: string) => http.post(paths.user(id), { nick });", ["POST /users/:id"]),
        ("/** @contract CreateUser */\nexport const create = (user: User) => http.post('/users', user);", []),
        ("/** @contract ListUsers */\nexport const all = () => log('/people');", []),
        ("/** @contract ListUsers */\nexport const all = () => request<User[]>('GET', '/v1/users');", []),
        ("/** @contract ListUsers */\nexport const all = () => request<User[]>('GET', '/v1/people');", ["GET /v1/people"]),
    ],
)  # fmt: skip
def test_a_tagged_call_is_held_to_its_endpoint(body: str, said: list[str]) -> None:
    texts = {"web/user.contract.ts": CONTRACT, "web/fetch.ts": FETCH, "web/axios.ts": AXIOS, "web/paths.ts": PATHS}
    findings = check(snapshot_as_written({**texts, "web/use.ts": f"{HEAD}\ndeclare const id: string;\n{body}\n"}))
    assert [f.message.split("`")[1] for f in findings if f.rule == "route-mismatch"] == said


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("build.query<User[], string>({ query: (state) => ({ url: '/users', params: { stat: state } }) });", ["stat"]),
        ("build.query<User[], void>({ query: () => 'users?stat=a' });", ["stat"]),
        ("build.mutation<User, User>({ query: (nik) => ({ url: `/users/${id}`, method: 'PATCH', body: { nik } }) });", ["nik"]),
        ("const people = ky.create({}); people.get('users', { searchParams: { stat: 'a' } });", ["stat"]),
        ("build.query<User[], { stat?: string }>({ query: (params) => ({ url: '/users', params }) });", ["stat"]),
        ("build.mutation<User, { id: string; nik: string }>({ query: ({ id, ...body }) => "
         "({ url: `/users/${id}`, method: 'PATCH', body }) });", ["nik"]),
        ("interface Change { id: string; nik: string }\n"
         "export const change = ({ id, ...rest }: Change) => axios.patch(`/users/${id}`, rest);", ["nik"]),
        ("export const change = ({ id: own, ...rest }: { id: string; nick: string }) => axios.patch(`/users/${own}`, rest);", []),
        ("export const change = ({ id, ...rest }: Change & { at: string }) => axios.patch(`/users/${id}`, { ...rest, nick: '' });", []),
        ("build.query<User[], string>({ query: (state) => ({ url: '/users', params: { state } }) });", []),
        ("build.query<User[], string>({ query: (path) => ({ url: path, params: { stat: 1 } }), queryFn: f });", []),
    ],
)  # fmt: skip
def test_what_endpoints_of_rtk_query_ask(body: str, names: list[str]) -> None:
    assert [n for _, _, n in found(body)] == names
