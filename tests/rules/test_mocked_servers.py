"""Answers that msw gives in place of a server: held to the contract's endpoints, as far as a mock would not deviate on purpose."""

import pytest

from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check

CONTRACT = """
/** A person. */
export interface User { email: string; nick: string }
/** All users, by name.
 * @api GET /api/users
 */
export interface ListUsers { query: { state?: string }; response: User[]; errors: { reason: string } }
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


def found(body: str, head: str = 'import { http, HttpResponse } from "msw";') -> list[tuple[str, str, str]]:
    texts = {"api/user.contract.ts": CONTRACT, "api/app.ts": SERVER, "web/handlers.ts": f"{head}\n{body}\n"}
    findings = [f for f in check(snapshot_from_texts(texts)) if f.path == "web/handlers.ts"]
    return sorted((f.rule, f.severity, f.message.split("`")[1]) for f in findings)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("http.patch('*/users/:userId', () => HttpResponse.json({ emial: '', nick: '' }));", ("unknown-response-field", "emial")),
        ("http.get('*/users', ({ request }) => new URL(request.url).searchParams.get('stat'));", ("unknown-query-parameter", "stat")),
        ("http.patch('https://x.org/users/:id', async ({ request }) => (await request.json()).nik);", ("unknown-request-field", "nik")),
        ("http.patch('/api/users/:userId', ({ params }) => params.usrId);", ("unknown-parameter", "usrId")),
        ("http.patch('/api/uesrs/:id', () => HttpResponse.json({}));", ("unknown-route", "PATCH /api/uesrs/:id")),
        ("http.put('*/users/:id', () => HttpResponse.json({}));", ("unknown-method", "PUT /users/:id")),
    ],
)  # fmt: skip
def test_what_is_misspelled(body: str, said: tuple[str, str]) -> None:
    assert [(rule, name) for rule, _, name in found(body)] == [said]


@pytest.mark.parametrize(
    "body",
    [
        "http.get('/api/users', () => HttpResponse.json([{ nick: '', extra: 1 }]));",
        "http.get('/api/users', () => HttpResponse.json({ reason: 'no' }, { status: 500 }));",
        "http.get('/api/users', () => HttpResponse.json([])); http.get('/api/users', () => HttpResponse.json([]));",
        "http.get('/api/others', () => HttpResponse.json({ emial: '' })); http.get('/api/users', fromElsewhere);",
    ],
)
def test_a_mock_may_answer_less_or_more_and_stand_beside_the_server(body: str) -> None:
    assert found(body) == []


def test_a_client_of_that_name_is_none() -> None:
    assert found("http.get('/api/users', (r) => r.json({ emial: '' }));", "import { http } from './client';") == []
