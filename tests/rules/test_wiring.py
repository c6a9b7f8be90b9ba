"""What functions and classes of JavaScript are given to work with is found where they are made, and held to the endpoint."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** One tool. */
export interface Tool { id: string; label: string }
/** One tool.
 * @api GET /api/tools/:toolId
 */
export interface GetTool { params: { toolId: string }; response: Tool }
/** Adds a tool.
 * @api POST /api/tools
 */
export interface AddTool { request: { label: string }; response: Tool }
"""
CONTROLLER = """
class ToolController {
  constructor(%s) { %s; this.add = this.add.bind(this); }
  async get(req, res) { res.json(await this.tools.get(req.params.toolId)); }
  async add(req, res) { const tool = await this.tools.add(req.body); res.status(201).json(tool); }
}
module.exports = ToolController;
"""
MADE_CONTROLLER = """
module.exports = ({ tools }) => ({
  async get(req, res) { res.json(await tools.get(req.params.toolId)); },
  add: async (req, res) => { const tool = await tools.add(req.body); res.status(201).json(tool); },
});
"""
SERVICE = """
class ToolService {
  constructor(db) { this.db = db; }
  async get(id) { const row = await this.db.one(id); return { id: row.id, label: row.label }; }
  async add({ label }) { const row = await this.db.add(label); return { id: row.id, label }; }
}
module.exports = ToolService;
"""
MADE_SERVICE = """
function makeToolService(db) {
  async function get(id) { const row = await db.one(id); return { id: row.id, label: row.label }; }
  return { get, add: async ({ label }) => { const row = await db.add(label); return { id: row.id, label }; } };
}
module.exports = { makeToolService };
"""
ROUTES = """
const { Router } = require("express");
const handle = require("./handle");
module.exports = ({ toolController }) => {
  const router = Router();
  router.get("/:toolId", handle(toolController.get));
  router.post("/", handle(toolController.add));
  return router;
};
"""
APP = """
const express = require("express");
const container = require("./container");
const routes = require("./routes");
const app = express();
app.use("/api/tools", routes(container));
"""
HEAD = 'const ToolController = require("./controller");\nconst db = require("./db");\n'
OF_CLASS = 'const ToolService = require("./service");\n'
MADE = 'const { makeToolService } = require("./service");\n'
STYLES = {
    "an object of services": (
        CONTROLLER % ("{ tools }", "this.tools = tools"),
        SERVICE,
        OF_CLASS
        + "const tools = new ToolService(db);\nmodule.exports = { toolController: new ToolController({ tools }) };\n",
    ),
    "services by their places": (
        CONTROLLER % ("log, tools", "this.tools = tools"),
        MADE_SERVICE,
        MADE + "const toolController = new ToolController(console, makeToolService(db));\n"
        "module.exports = { toolController };\n",
    ),
    "a part of an object": (
        CONTROLLER % ("services", "this.tools = services.tools"),
        SERVICE,
        OF_CLASS + "exports.toolController = new ToolController({ tools: new ToolService(db) });\n",
    ),
    "a function that makes the controller": (
        MADE_CONTROLLER,
        MADE_SERVICE,
        MADE + "const tools = makeToolService(db);\nconst toolController = ToolController({ tools });\n"
        "module.exports = { toolController };\n",
    ),
}
SLIPS = [
    ("src/controller.js", "req.params.toolId", "req.params.id", ("unknown-parameter", "id")),
    ("src/service.js", "label: row.label", "lable: row.label", ("unknown-response-field", "lable")),
    ("src/service.js", "({ label })", "({ lable: label })", ("unknown-request-field", "lable")),
]


def files_of(controller: str, service: str, container: str) -> dict[str, str]:
    return {
        "contracts/tool.contract.ts": CONTRACT,
        "src/controller.js": controller,
        "src/service.js": service,
        "src/routes.js": ROUTES,
        "src/app.js": APP,
        "src/container.js": HEAD + container,
    }


def found(files: dict[str, str]) -> list[tuple[str, str]]:
    findings = (f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning"))
    return [(f.rule, f.message.split("`")[1]) for f in findings if f.path.startswith("src")]


@pytest.mark.parametrize("style", STYLES)
def test_nothing_is_said_of_what_is_right(style: str) -> None:
    assert found(files_of(*STYLES[style])) == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("path", "old", "new", "said"), SLIPS)
def test_what_is_given_is_held_to_the_endpoint(
    style: str, path: str, old: str, new: str, said: tuple[str, str]
) -> None:
    files = files_of(*STYLES[style])
    assert old in files[path]
    assert said in found({**files, path: files[path].replace(old, new)})


def test_a_class_that_is_given_different_things_may_send_what_either_gives() -> None:
    controller, service, container = STYLES["an object of services"]
    files = files_of(controller, service.replace("label: row", "other: row"), container)
    files["src/other.js"] = SERVICE.replace("label: row.label", "another: 1")
    files["src/container.js"] += 'const Other = require("./other");\nnew ToolController({ tools: new Other() });\n'
    assert found(files) == []


def test_what_a_class_is_given_that_others_extend_is_not_known() -> None:
    files = files_of(*STYLES["an object of services"])
    files["src/service.js"] = files["src/service.js"].replace("label: row.label", "lable: row.label")
    assert ("unknown-response-field", "lable") in found(files)
    files["src/special.js"] = """
const ToolController = require("./controller");
class Special extends ToolController { constructor(other) { super({ tools: other }); } }
module.exports = Special;
"""
    assert found(files) == []


def test_what_tests_give_is_not_what_the_program_is_given() -> None:
    files = files_of(*STYLES["an object of services"])
    files["tests/controller.test.js"] = (
        'const ToolController = require("../src/controller");\nconst tools = require("./fake");\n'
        "new ToolController({ tools });\n"
    )
    files["src/service.js"] = files["src/service.js"].replace("label: row.label", "lable: row.label")
    assert ("unknown-response-field", "lable") in found(files)
