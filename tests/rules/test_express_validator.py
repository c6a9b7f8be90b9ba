"""Validators of express-validator, and what they let through, are held to the endpoint whose route is given them."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What a person may do. */
export type Role = "user" | "admin";
/** What is wrong. */
export interface Problem { msg: string }
/** A user. */
export interface User { id: string; name: string; role: Role }
/** Makes one.
 * @api POST /users
 */
export interface CreateUser { request: { name: string; role: Role; address: { city: string } }; response: User; errors: Problem }
/** Changes one.
 * @api PATCH /users/:id
 */
export interface UpdateUser { params: { id: string }; request: { name: string }; response: User; errors: Problem }
/** All.
 * @api GET /users
 */
export interface ListUsers { query: { page?: number }; response: User[]; errors: Problem }
"""
ROUTES = """
const express = require('express')
const router = express.Router()
const { createUser, updateUser } = require('../controllers')
const { validateCreate, validateUpdate } = require('../validators')
const { query } = require('express-validator')
router.get('/users', [query('page').optional().isInt()], async (req, res) => { res.json([]) })
router.post('/users', validateCreate, createUser)
router.patch('/users/:id', validateUpdate, updateUser)
module.exports = router
"""
BARREL = """
const { validateCreate } = require('./create')
const { validateUpdate } = require('./update')
module.exports = { validateCreate, validateUpdate }
"""
CREATE = """
const { check, body } = require('express-validator')
const validateCreate = [
  check('name').exists().withMessage('MISSING').not().isEmpty(),
  body('role').exists().isIn(['user', 'admin']),
  check('address.city').exists(),
  (req, res, next) => { validateResult(req, res, next) }
]
module.exports = { validateCreate }
"""
UPDATE = """
const { check } = require('express-validator')
const validateUpdate = [check('name').exists(), check('id').exists()]
module.exports = { validateUpdate }
"""
CONTROLLERS = """
const { matchedData } = require('express-validator')
const createUser = async (req, res) => {
  const data = matchedData(req)
  res.status(201).json(await save(data.name, data.role))
}
const updateUser = async (req, res) => {
  req = matchedData(req)
  res.json(await change(req.id, req.name))
}
module.exports = { createUser, updateUser }
"""
FILES = {
    "contracts/api.contract.ts": CONTRACT,
    "app/routes/users.js": ROUTES,
    "app/validators/index.js": BARREL,
    "app/validators/create.js": CREATE,
    "app/validators/update.js": UPDATE,
    "app/controllers.js": CONTROLLERS,
}


def found(changed: str = "", old: str = "", new: str = "") -> list[tuple[str, str]]:
    texts = dict(FILES)
    if changed:
        assert old in texts[changed]
        texts[changed] = texts[changed].replace(old, new, 1)
    findings = check(snapshot_as_written(texts))
    return [
        (f.rule, f.message.split("`")[1]) for f in findings if f.path == changed or (not changed and "app/" in f.path)
    ]


def test_what_keeps_the_contract_is_silent() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        ("app/validators/create.js", "check('name')", "check('fullName')", "unknown-request-field"),
        ("app/validators/create.js", "address.city", "address.town", "unknown-request-field"),
        ("app/validators/create.js", "'admin'", "'root'", "unknown-value"),
        ("app/validators/update.js", "check('name')", "check('title')", "unknown-request-field"),
        ("app/routes/users.js", "query('page')", "query('offset')", "unknown-query-parameter"),
        ("app/controllers.js", "data.role", "data.roles", "unknown-request-field"),
        ("app/controllers.js", "req.name", "req.title", "unknown-request-field"),
    ],
)
def test_another_name_is_told(file: str, old: str, new: str, rule: str) -> None:
    name = new.split("'")[1].rpartition(".")[2] if "'" in new else new.rpartition(".")[2]
    assert found(file, old, new) == [(rule, name)]


@pytest.mark.parametrize(
    ("file", "edits"),
    [
        (
            "app/validators/create.js",
            (("require('express-validator')", "require('./own')"), ("check('name')", "check('fullName')")),
        ),
        (
            "app/controllers.js",
            (("= matchedData(req)\n  res.status", "= picked(req)\n  res.status"), (".role", ".roles")),
        ),
        ("app/validators/update.js", (("check('name')", "check('a_name'.slice(2))"),)),
    ],
)
def test_what_is_not_known_is_silent(file: str, edits: tuple[tuple[str, str], ...]) -> None:
    text = FILES[file]
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    findings = check(snapshot_as_written({**FILES, file: text}))
    assert [f.message for f in findings if f.path == file] == []


RUN = """
const { body } = require('express-validator')
const nameValidator = body('name').isString().trim()
const whereRules = [body('address.city').isString()]
const roleRules = [body('role').isIn(['user', 'admin'])]
const cached = body('other')
module.exports = { nameValidator, whereRules, roleRules, cached }
"""
RUN_ROUTES = """
const express = require('express')
const router = express.Router()
const { nameValidator, whereRules, roleRules, cached } = require('../run/validators')
router.post('/users', validate([...roleRules, makesRule(), nameValidator]), cache(cached), createUser)
router.patch('/users/:id', validateMiddleware(nameValidator), updateUser)
module.exports = router
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("", "", []),
        ("body('name')", "body('fullName')", [("unknown-request-field", "fullName")]),
        ("'admin'", "'root'", [("unknown-value", "root")]),
        ("address.city", "address.town", []),  # which no route is given
        ("body('other')", "body('another')", []),  # given to what runs no validators
    ],
)
def test_what_a_function_of_the_program_runs_is_held_to_the_route(
    old: str, new: str, told: list[tuple[str, str]]
) -> None:
    texts = {"contracts/api.contract.ts": CONTRACT, "app/run/validators.js": RUN, "app/routes/users.js": RUN_ROUTES}
    texts["app/run/validators.js"] = texts["app/run/validators.js"].replace(old, new)
    findings = check(snapshot_as_written(texts))
    assert list(dict.fromkeys((f.rule, f.message.split("`")[1]) for f in findings if "validators" in f.path)) == told
