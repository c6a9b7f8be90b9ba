"""What is taken out of something that a type or a call names, such as a container, is found where that is declared."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** One tool. */
export interface Tool { /** @format uuid */ id: string; label: string }
/** One tool.
 * @api GET /api/tools/:toolId
 */
export interface GetTool { params: { toolId: string }; response: { tool: Tool }; errors: never }
"""
CONTROLLER = """
import type { Request, Response } from "express";
import type { ToolService } from "./service";
interface Deps { tools: ToolService }
export class ToolController {
  constructor(private readonly deps: Deps) {}
  get = async (req: Request, res: Response) => {
    const { tools } = this.deps;
    res.json({ tool: await tools.find(req.params.toolId) });
  };
}
"""
SERVICE = """
export class ToolService {
  async find(id: string) { const row = await load(id); return { id: row.id, label: row.label }; }
}
"""
APP = """
import express from "express";
import { createRoutes } from "./routes";
import { createContainer } from "./container";
const app = express();
app.use("/api", createRoutes(createContainer()));
"""
MADE = """
import { ToolController } from "./controller";
import { ToolService } from "./service";
export function createContainer() {
  const tools = new ToolService();
  return { tools, toolController: new ToolController({ tools }) };
}
export type Container = ReturnType<typeof createContainer>;
"""
DECLARED = """
import { ToolController } from "./controller";
import { ToolService } from "./service";
export interface Container { toolController: ToolController }
export function createContainer(): Container {
  return { toolController: new ToolController({ tools: new ToolService() }) };
}
"""
OF_PARAMETER = """
import { Router } from "express";
import type { Container } from "./container";
export function createRoutes({ toolController }: Container) {
  const router = Router();
  router.get("/tools/:toolId", toolController.get);
  return router;
}
"""
WHOLE = OF_PARAMETER.replace("{ toolController }: Container", "container: Container").replace(
    ", toolController.get", ", container.toolController.get"
)
TAKEN = OF_PARAMETER.replace("{ toolController }: Container", "container: Container").replace(
    "  const router", "  const { toolController } = container;\n  const router"
)
OBJECT = """
import { ToolController } from "./controller";
import { ToolService } from "./service";
export const container = { controllers: { tool: new ToolController({ tools: new ToolService() }) } };
export const createContainer = () => container;
"""
OF_OBJECT = """
import { Router } from "express";
import { container } from "./container";
export function createRoutes(_: unknown) {
  const router = Router();
  router.get("/tools/:toolId", container.controllers.tool.get);
  return router;
}
"""
MANY = """
interface Controller { get: (req: unknown, res: unknown) => Promise<void> }
export interface Container { toolController: Controller }
export declare function createContainer(): Container;
"""


def found(container: str, routes: str, controller: str = CONTROLLER, service: str = SERVICE) -> set[tuple[str, str]]:
    texts = {
        "contracts/tool.contract.ts": CONTRACT,
        "src/controller.ts": controller,
        "src/service.ts": service,
        "src/routes.ts": routes,
        "src/app.ts": APP,
        "src/container.ts": container,
    }
    snapshot = snapshot_as_written(texts)
    shown = ((f, texts[f.path][f.range.start : f.range.end]) for f in check(snapshot) if f.severity != "info")
    return {(f.rule, text) for f, text in shown}


@pytest.mark.parametrize("container", [MADE, DECLARED], ids=["made", "declared"])
@pytest.mark.parametrize("routes", [OF_PARAMETER, WHOLE, TAKEN], ids=["parameter", "whole", "taken"])
def test_a_handler_of_a_container_is_held_to_the_endpoint(container: str, routes: str) -> None:
    assert found(container, routes) == set()
    slip = CONTROLLER.replace("({ tool: await", "({ item: await")
    assert ("unknown-response-field", "item") in found(container, routes, slip)
    slip = CONTROLLER.replace("req.params.toolId", "req.params.id")
    assert found(container, routes, slip) == {("unknown-parameter", "id")}
    slip = SERVICE.replace("label: row.label", "lable: row.label")
    assert ("unknown-response-field", "lable") in found(container, routes, service=slip)


def test_a_handler_in_an_object_of_objects_is_held_to_the_endpoint() -> None:
    assert found(OBJECT, OF_OBJECT) == set()
    slip = CONTROLLER.replace("({ tool: await", "({ item: await")
    assert ("unknown-response-field", "item") in found(OBJECT, OF_OBJECT, slip)


def test_what_an_interface_asks_for_is_the_one_class_that_implements_it() -> None:
    asks = CONTROLLER.replace("{ tools: ToolService }", "{ tools: Tools }").replace("{ ToolService }", "{ Tools }")
    slip = SERVICE.replace("class ToolService", "class ToolService implements Tools").replace(
        "label: row", "lable: row"
    )
    slip += "export interface Tools { find(id: string): Promise<unknown> }\n"
    assert ("unknown-response-field", "lable") in found(MADE, OF_PARAMETER, asks, slip)
    other = 'export class NoTools implements Tools { async find(id: string) { return { id, label: "" }; } }\n'
    assert found(MADE, OF_PARAMETER, asks, slip + other) == set()


def test_nothing_is_said_where_the_type_does_not_say_of_which_class_the_handler_is() -> None:
    slip = CONTROLLER.replace("({ tool: await", "({ item: await").replace("req.params.toolId", "req.params.id")
    assert found(MANY, OF_PARAMETER, slip) == set()
