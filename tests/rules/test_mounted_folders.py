"""Folders of routers that a program mounts as it finds them: their routes are known by their whole paths."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A city. */
export interface City { id: string; name: string }
/** What is wrong. */
export interface Problem { msg: string }
/** Signs in.
 * @api POST /login
 */
export interface Login { request: { email: string }; response: { token: string }; errors: Problem }
/** Sends a link.
 * @api POST /forgot
 */
export interface Forgot { request: { email: string }; response: null; errors: Problem }
/** Cities.
 * @api GET /cities
 */
export interface ListCities { response: City[]; errors: Problem }
/** Makes one.
 * @api POST /cities
 */
export interface CreateCity { request: { name: string }; response: City; errors: Problem }
/** Changes one.
 * @api PATCH /cities/:id
 */
export interface UpdateCity { params: { id: string }; request: { name: string }; response: City; errors: Problem }
"""
CITIES = """
const express = require('express')
const router = express.Router()
router.get('/', async (req, res) => { res.json([{ id: '1', name: 'Rome' }]) })
router.post('/', async (req, res) => { res.status(201).json({ id: '1', name: req.body.name }) })
router.patch('/:id', async (req, res) => { res.json({ id: req.params.id, name: req.body.name }) })
module.exports = router
"""
AUTH = """
const express = require('express')
const router = express.Router()
router.post('/login', async (req, res) => { res.json({ token: sign(req.body.email) }) })
router.post('/forgot', async (req, res) => { await mail(req.body.email); res.json(null) })
module.exports = router
"""
INDEX = """
const express = require('express')
const fs = require('fs')
const path = require('path')
const router = express.Router()
router.use('/', require('./auth'))
fs.readdirSync(__dirname).forEach((file) => {
%s
})
module.exports = router
"""
LOOPS = {
    "a name on both sides": "const name = stem(file)\n  router.use(`/${name}`, require(`./${name}`))",
    "what is before the dot": "const name = file.split('.')[0]\n  router.use('/' + name, require('./' + file))",
    "a path that is joined": "router.use(`/${path.basename(file, '.js')}`, require(path.join(__dirname, file)))",
    "a name for what is loaded": "const routes = require(`./${file}`).default\n  router.use(`/${path.parse(file).name}`, routes)",
}


def found(loop: str, cities: str = CITIES, auth: str = AUTH, place: str = "app/routes") -> list[tuple[str, str, str]]:
    texts = {
        "contracts/api.contract.ts": CONTRACT,
        f"{place}/index.js": INDEX % loop,
        f"{place}/auth.js": auth,
        f"{place}/cities.js": cities,
    }
    findings = check(snapshot_as_written(texts))
    return [(f.path, f.rule, f.message.split("`")[1]) for f in findings if not f.path.startswith("contracts/")]


@pytest.mark.parametrize("loop", LOOPS.values(), ids=list(LOOPS))
def test_each_file_is_mounted_under_its_name(loop: str) -> None:
    assert found(loop) == []
    put = CITIES.replace("router.patch", "router.put")
    assert ("app/routes/cities.js", "unknown-method", "PUT /:id") in found(loop, put)
    title = CITIES.replace("req.body.name })\n})", "req.body.title })\n})").replace(
        "name: req.body.name", "title: 1", 1
    )
    assert ("app/routes/cities.js", "unknown-response-field", "title") in found(loop, title)


def test_a_name_that_code_makes_otherwise_is_unknown() -> None:
    title = CITIES.replace("name: req.body.name", "title: 1", 1)
    assert not [f for f in found("router.use(`/${plural(file)}`, require(`./${file}`))", title) if "cities" in f[0]]


def test_a_prefix_that_is_written_out_is_that_of_all() -> None:
    loop = "app.use('/api/v1', require('./' + file))"
    flat = CITIES.replace("'/'", "'/cities'").replace("/:id", "/cities/:id")
    assert found(loop, flat) == []
    title = flat.replace("name: req.body.name", "title: 1", 1)
    assert ("app/routes/cities.js", "unknown-response-field", "title") in found(loop, title)


def test_a_path_of_one_word_with_more_to_it_is_told_beside_others() -> None:
    loop = LOOPS["a name on both sides"]
    longer = AUTH.replace("/forgot", "/forgot-password")
    assert ("app/routes/auth.js", "unknown-route", "POST /forgot-password") in found(loop, CITIES, longer)
    other = AUTH.replace("/forgot", "/health").replace("await mail(req.body.email); ", "")
    assert not [f for f in found(loop, CITIES, other) if f[1] == "unknown-route"]
