"""Helpers that handlers give what answers and an error: what they answer with is what all endpoints are refused with."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What is wrong. */
export interface Problem { errors: { msg: string } }
/** A city. */
export interface City { id: string; name: string }
/** A city.
 * @api GET /cities/:id
 */
export interface GetCity { params: { id: string }; response: City; errors: Problem }
/** Makes one.
 * @api POST /cities
 */
export interface CreateCity { request: { name: string }; response: City; errors: Problem }
"""
OTHER = """
/** Signs in.
 * @api POST /login
 */
export interface Login { request: { email: string }; response: { token: string }; errors: { reason: string } }
"""
ROUTES = """
const express = require('express')
const { handleError } = require('./errors')
const app = express()
app.get('/cities/:id', async (req, res) => {
  try {
    const city = await load(req.params.id)
    res.json({ id: city.id, name: city.name })
  } catch (error) {
    handleError(res, error)
  }
})
"""
ERRORS = """
const handleError = (res = {}, err = {}) => {
  console.log(err)
  res.status(err.code).json({
    errors: {
      msg: err.message
    }
  })
}
module.exports = { handleError }
"""


def found(errors: str, contract: str = CONTRACT) -> list[str]:
    texts = {"contracts/api.contract.ts": contract, "app/routes.js": ROUTES, "app/errors.js": errors}
    return [f.message.split("`")[1] for f in check(snapshot_as_written(texts)) if f.path == "app/errors.js"]


def test_what_keeps_the_contract_is_silent() -> None:
    assert found(ERRORS) == []


@pytest.mark.parametrize(
    "errors",
    [
        ERRORS.replace("msg:", "mesg:"),
        ERRORS.replace("msg:", "mesg:").replace("= {}", ""),
        ERRORS.replace("msg:", "mesg:").replace("const handleError = (res = {}, err = {}) =>", "function handleError(res, error)"),
        ERRORS.replace("msg:", "mesg:").replace("err.code", "getStatus(err)"),
    ],
)  # fmt: skip
def test_another_name_is_told(errors: str) -> None:
    assert "mesg" in found(errors)


@pytest.mark.parametrize(
    "errors",
    [
        ERRORS.replace("msg:", "mesg:").replace("err.code", "200"),
        ERRORS.replace("msg:", "mesg:").replace(".status(err.code)", ""),  # it may be any answer
        ERRORS.replace("msg:", "mesg:").replace("err = {}", "body = {}"),
        ERRORS.replace("  console.log(err)", "  if (!err) return res.json({ done: true })").replace("msg:", "mesg:"),
    ],
)
def test_what_may_be_another_answer_is_silent(errors: str) -> None:
    assert found(errors) == []


def test_errors_of_two_forms_are_not_judged() -> None:
    assert found(ERRORS.replace("msg:", "mesg:"), CONTRACT + OTHER) == []
