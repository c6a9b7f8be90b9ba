"""What a helper's own promise is resolved to, and an object that a copy of it with more replaces, is what routes answer."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** Who is signed in. */
export interface Person { id: string; email: string; code?: string }
/** A session. */
export interface Session { token: string; user: Person }
/** That a link was sent. */
export interface Sent { msg: "SENT"; email: string; code?: string }
/** What is wrong. */
export interface Problem { text: string }
/** Signs in.
 * @api POST /login
 */
export interface Login { request: { email: string }; response: Session; errors: Problem }
/** Sends a link.
 * @api POST /forgot
 */
export interface Forgot { request: { email: string }; response: Sent; errors: Problem }
"""
ROUTES = """
const express = require('express')
const { makeSession } = require('./session')
const { sentTo } = require('./sent')
const app = express()
app.post('/login', async (req, res) => { res.json(await makeSession(req.body.email)) })
app.post('/forgot', async (req, res) => { res.json(sentTo(await load(req.body.email))) })
"""
SESSION = """
const makeSession = (email) => {
  return new Promise((resolve, reject) => {
    User.findOne({ email }, async (err, item) => {
      if (err) {
        return reject({ code: 422 })
      }
      resolve({ token: sign(item.id), user: { id: item.id, email: item.email } })
    })
  })
}
module.exports = { makeSession }
"""
SENT = """
const sentTo = ({ email, code }) => {
  let data = { msg: 'SENT', email }
  if (process.env.NODE_ENV !== 'production') {
    data = { ...data, code }
  }
  return data
}
module.exports = { sentTo }
"""


def found(session: str = SESSION, sent: str = SENT) -> list[tuple[str, str]]:
    texts = {
        "contracts/api.contract.ts": CONTRACT,
        "app/routes.js": ROUTES,
        "app/session.js": session,
        "app/sent.js": sent,
    }
    findings = check(snapshot_as_written(texts))
    return [(f.rule, f.message.split("`")[1]) for f in findings if f.path.startswith("app/")]


def test_what_keeps_the_contract_is_silent() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [("token: sign", "tokn: sign", "tokn"), ("email: item.email", "emial: item.email", "emial")],
)
def test_a_promise_is_held_to_what_it_is_resolved_to(old: str, new: str, name: str) -> None:
    assert ("unknown-response-field", name) in found(SESSION.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("msg: 'SENT'", "msg: 'GONE'", ("unknown-value", "GONE")),
        ("msg: 'SENT', email", "msg: 'SENT', emial: email", ("unknown-response-field", "emial")),
        ("...data, code", "...data, cod: code", ("unknown-response-field", "cod")),
    ],
)
def test_a_copy_with_more_is_the_same_object(old: str, new: str, told: tuple[str, str]) -> None:
    assert told in found(sent=SENT.replace(old, new))


@pytest.mark.parametrize(
    ("session", "sent"),
    [
        (SESSION.replace("reject({ code: 422 })", "reject({ tokn: 422 })"), SENT),  # what is refused is no answer
        (SESSION.replace("new Promise", "new Task").replace("token: sign", "tokn: sign"), SENT),
        (SESSION, SENT.replace("data = { ...data, code }", "data = other(data)").replace("'SENT'", "'GONE'")),
        (SESSION, SENT.replace("{ ...data, code }", "{ wrapped: data }").replace("'SENT'", "'GONE'")),
    ],
)
def test_what_is_not_known_is_silent(session: str, sent: str) -> None:
    assert found(session, sent) == []
