"""Controllers of NestJS behind the prefixes of their modules, which `RouterModule` gives them."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A room that may be booked. */
export interface Room { id: string; title: string }
/** A new room. */
export interface NewRoom { title: string; seats: number }
/** One room.
 * @api GET /v1/rooms/:id */
export interface GetRoom { params: { id: string }; response: Room; errors: never }
/** Adds a room.
 * @api POST /v1/rooms */
export interface AddRoom { request: NewRoom; response: Room; errors: never }
/** Closes a room for a while.
 * @api PUT /v1/rooms/closed */
export interface CloseRoom { request: { room: string }; response: null; errors: never }
"""
CONTROLLER = """
import { Body, Controller, Get, Param, Post, Put } from "@nestjs/common";
import NewRoomDto from "./new-room.dto";

@Controller()
export default class RoomsController {
  @Get(":id")
  one(@Param("id") id: string) {
    return { id, title: "Blue" };
  }
  @Post()
  add(@Body() room: NewRoomDto) {
    return { id: "r", title: room.title };
  }
  @Put("closed")
  close(@Body("room") room: string) {
    return null;
  }
}
"""
DTO = 'export default class NewRoomDto {\n  readonly title: string = "";\n  readonly seats: number = 1;\n}\n'
MODULE = """
import { Module } from "@nestjs/common";
import RoomsController from "./rooms.controller";

@Module({ imports: [], controllers: [RoomsController] })
export default class RoomsModule {}
"""
TREE = '[{ path: "/v1", children: [{ path: "/rooms", module: RoomsModule }] }]'
HEAD = """
import { Module } from "@nestjs/common";
import { RouterModule, Routes } from "@nestjs/core";
import RoomsModule from "./rooms/rooms.module";
"""
CLASS = "@Module({ imports: [RoomsModule, RouterModule.register(%s)] })\nexport class AppModule {}\n"
STYLES = {
    "a list of this file": f"{HEAD}const routes: Routes = {TREE};\n{CLASS % 'routes'}",
    "a list in place": HEAD + CLASS % TREE,
    "a module among the children": HEAD + CLASS % '[{ path: "v1/rooms", children: [RoomsModule] }]',
    "a list that others register": f"{HEAD}export const routes: Routes = {TREE};\n",
}


def found(app: str, was: str = "", now: str = "") -> list[tuple[str, str]]:
    files = {
        "src/rooms/rooms.controller.ts": CONTROLLER,
        "src/rooms/new-room.dto.ts": DTO,
        "src/rooms/rooms.module.ts": MODULE,
        "src/app.module.ts": app,
    }
    assert any(was in text for text in files.values())
    files = {path: text.replace(was, now, 1) for path, text in files.items()} if was else files
    snapshot = snapshot_as_written({"contracts/room.contract.ts": CONTRACT, **files})
    findings = [
        f for f in check(snapshot) if f.severity in ("error", "warning") and f.path != "contracts/room.contract.ts"
    ]
    return [(f.path.rpartition("/")[2], f.message.split("`")[1]) for f in findings]


@pytest.mark.parametrize("style", STYLES)
def test_nothing_is_said_of_what_is_right(style: str) -> None:
    assert found(STYLES[style]) == []


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("readonly seats", "readonly places", [("new-room.dto.ts", "places")]),
        ('title: "Blue"', 'name: "Blue"', [("rooms.controller.ts", "name")]),
        ("room.title", "room.titel", [("rooms.controller.ts", "titel")]),
        ('@Param("id")', '@Param("room")', [("rooms.controller.ts", "room")]),
        ('@Body("room")', '@Body("place")', [("rooms.controller.ts", "place")]),
        ('@Put("closed")', '@Put("close")', [("rooms.controller.ts", "PUT /close")]),
    ],
)
def test_what_stands_behind_the_prefix_of_a_module_is_held(
    style: str, was: str, now: str, said: list[tuple[str, str]]
) -> None:
    assert sorted(found(STYLES[style], was, now)) == said


@pytest.mark.parametrize(
    "app",
    [
        HEAD + CLASS % '[{ path: PREFIX, children: [{ path: "rooms", module: RoomsModule }] }]',
        HEAD + CLASS % "routesOf(RoomsModule)",
        "export class AppModule {}\n",
    ],
)
def test_a_prefix_that_is_not_seen_may_be_any(app: str) -> None:
    assert found(app, "readonly seats", "readonly places") == []


@pytest.mark.parametrize(("was", "now", "said"), [("", "", []), ("title: room.title", "name: room.title", ["name"])])
def test_a_module_that_is_called_test_is_no_test(was: str, now: str, said: list[str]) -> None:
    text = CONTROLLER.replace("@Controller()", '@Controller("rooms")').replace(was, now, 1)
    path = "src/modules/test/test.controller.ts"
    files = {"contracts/room.contract.ts": CONTRACT, path: text, "src/modules/test/new-room.dto.ts": DTO}
    findings = [f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning")]
    assert [f.message.split("`")[1] for f in findings if f.path == path] == said
    assert not [f for f in findings if f.rule == "unserved-endpoint"]


MAIN = """
import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module";

async function bootstrap() {
  const app = await NestFactory.create(AppModule);
  const http = app.getHttpAdapter().getInstance();
  http.get("/", (req, res) => res.json({ status: "up" }));
  await app.listen(3000);
}
bootstrap();
"""


@pytest.mark.parametrize(("was", "said"), [("", []), ('@Get(":id")', ["unserved-endpoint"])])
def test_the_root_of_the_server_below_is_no_other_path(was: str, said: list[str]) -> None:
    text = CONTROLLER.replace("@Controller()", '@Controller("v1/rooms")').replace(was, "")
    files = {"contracts/room.contract.ts": CONTRACT, "src/rooms.controller.ts": text, "src/new-room.dto.ts": DTO}
    findings = check(snapshot_as_written({**files, "src/main.ts": MAIN}))
    assert [f.rule for f in findings if f.rule == "unserved-endpoint"] == said
