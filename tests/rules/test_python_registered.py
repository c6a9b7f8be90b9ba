"""Servers of Python whose routes are registered by calls, and whose handlers take the whole request: aiohttp, Starlette."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** A boat. */
export interface Boat { hullName: string; lengthMetres: number }
/** What went wrong. */
export interface Problem { code: string; reason: string }
/** Boats. All of them.
 * @api GET /api/boats */
export interface ListBoats { query: { owner?: string }; response: { boats: Boat[]; total: number }; errors: Problem }
/** A boat.
 * @api PUT /api/boats/:boatId */
export interface ChangeBoat { params: { boatId: string }; request: Boat; response: Boat; errors: Problem }
"""
AIOHTTP = """
from aiohttp import web

import fleet

routes = web.RouteTableDef()


def boat_to_json(boat):
    return {"hullName": boat.name, "lengthMetres": boat.length}


def problem(status, code):
    return web.json_response({"code": code, "reason": "no luck"}, status=status)


@routes.get("/api/boats")
async def list_boats(request):
    boats = await fleet.of(request.query.get("owner"))
    return web.json_response({"boats": [boat_to_json(b) for b in boats], "total": len(boats)})


async def change_boat(request: web.Request) -> web.Response:
    body = await request.json()
    boat = await fleet.get(request.match_info["boatId"])
    if boat is None:
        return problem(404, "unknown")
    boat.name, boat.length = body["hullName"], body["lengthMetres"]
    return web.json_response(boat_to_json(boat))
"""
AIOHTTP_APP = """
from aiohttp import web

from . import views

app = web.Application()
app.add_routes(views.routes)
app.router.add_put("/api/boats/{boatId}", views.change_boat)
"""
STARLETTE = """
from starlette.endpoints import HTTPEndpoint
from starlette.responses import JSONResponse

import fleet


async def list_boats(request):
    boats = await fleet.of(request.query_params.get("owner"))
    rows = [{"hullName": b.name, "lengthMetres": b.length} for b in boats]
    return JSONResponse({"boats": rows, "total": len(boats)})


class BoatEndpoint(HTTPEndpoint):
    async def put(self, request):
        body = await request.json()
        boat = await fleet.get(request.path_params["boatId"])
        if boat is None:
            return JSONResponse({"code": "unknown", "reason": "no luck"}, status_code=404)
        boat.name, boat.length = body["hullName"], body["lengthMetres"]
        return JSONResponse({"hullName": boat.name, "lengthMetres": boat.length})
"""
STARLETTE_APP = """
from starlette.applications import Starlette
from starlette.routing import Mount, Route

from .views import BoatEndpoint, list_boats

api = [Route("/boats", list_boats), Route("/boats/{boatId:uuid}", endpoint=BoatEndpoint)]
app = Starlette(routes=[Mount("/api", routes=api)])
"""
MSGSPEC = """
import msgspec
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

class Boat(msgspec.Struct, rename={"hull": "hullName"}):
    hull: str
    length_metres: float = msgspec.field(name="lengthMetres")


class Boats(msgspec.Struct):
    boats: list[Boat]
    total: int


def all_boats(owner) -> list[Boat]:
    return [b for b in FLEET if b.owner == owner]


async def list_boats(request):
    found = all_boats(request.query_params.get("owner"))
    return Response(msgspec.json.encode(Boats(boats=found, total=len(found))), media_type="application/json")


async def change_boat(request):
    boat = msgspec.json.decode(await request.body(), type=Boat)
    return JSONResponse(msgspec.to_builtins(boat))


routes = [Route("/api/boats", list_boats), Route("/api/boats/{boatId}", change_boat, methods=["PUT"])]
"""
HELPERS = """
import msgspec
from starlette.responses import JSONResponse, Response

encoder = msgspec.json.Encoder()


class Refused(Exception):
    def __init__(self, status, code):
        self.status = status
        self.code = code


def reply(value, status=200):
    return Response(encoder.encode(value), status_code=status, media_type="application/json")


def enveloped(value):
    return JSONResponse({"data": msgspec.to_builtins(value)})


async def read(request, type_):
    return msgspec.json.decode(await request.body(), type=type_)


async def on_refused(request, exc: Refused):
    return reply({"code": exc.code, "reason": "no luck"}, exc.status)
"""
HELPED = """
import msgspec
from starlette.applications import Starlette
from starlette.routing import Route

from .http import Refused, enveloped, on_refused, read, reply


class Boat(msgspec.Struct, rename="camel"):
    hull_name: str
    length_metres: float


class Boats(msgspec.Struct):
    boats: list[Boat]
    total: int


class Other(msgspec.Struct):
    anything: int


async def list_boats(request):
    found = all_boats(request.query_params.get("owner"))
    return reply(Boats(boats=found, total=len(found)))


async def change_boat(request):
    boat = await read(request, Boat)
    if boat.length_metres > 90:
        return enveloped(Other(anything=1))
    return reply(boat)


routes = [Route("/api/boats", list_boats), Route("/api/boats/{boatId}", change_boat, methods=["PUT"])]
app = Starlette(routes=routes, exception_handlers={Refused: on_refused})
"""
PROGRAMS = {
    "helpers": {"boats.contract.ts": CONTRACT, "app/http.py": HELPERS, "app/views.py": HELPED},
    "msgspec": {"boats.contract.ts": CONTRACT, "app/views.py": MSGSPEC},
    "aiohttp": {"boats.contract.ts": CONTRACT, "app/views.py": AIOHTTP, "app/main.py": AIOHTTP_APP},
    "starlette": {"boats.contract.ts": CONTRACT, "app/views.py": STARLETTE, "app/main.py": STARLETTE_APP},
}


def _findings(files: dict[str, str]) -> list[tuple[str, str, str]]:
    return [
        (f.path, f.rule, f.message)
        for f in check(snapshot_of(files))
        if f.path.endswith(".py") and f.severity != "info"
    ]


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_keeps_the_contract_is_fine(program: str) -> None:
    assert _findings(PROGRAMS[program]) == []


@pytest.mark.parametrize(
    ("program", "path", "old", "new", "said"),
    [
        ("aiohttp", "app/views.py", 'query.get("owner")', 'query.get("of")', "`of` is no query parameter"),
        ("aiohttp", "app/views.py", 'match_info["boatId"]', 'match_info["id"]', "`id` is no parameter"),
        ("aiohttp", "app/views.py", 'body["hullName"]', 'body["name"]', "`name` is no field of the request"),
        ("aiohttp", "app/views.py", '{"hullName": boat', '{"label": boat', "`label` is no field of the response"),
        ("aiohttp", "app/views.py", '"total": len', '"count": len', "`count` is no field of the response"),
        ("aiohttp", "app/views.py", '"reason": "no', '"detail": "no', "`reason` is missing in the errors"),
        ("aiohttp", "app/main.py", "add_put", "add_post", "`POST /api/boats/:boatId` is no endpoint"),
        ("starlette", "app/views.py", 'params.get("owner")', 'params.get("of")', "`of` is no query parameter"),
        ("starlette", "app/views.py", 'path_params["boatId"]', 'path_params["id"]', "`id` is no parameter"),
        ("starlette", "app/views.py", 'body["hullName"]', 'body["name"]', "`name` is no field of the request"),
        ("starlette", "app/views.py", '"total": len', '"count": len', "`count` is no field of the response"),
        ("starlette", "app/views.py", '"reason": "no', '"detail": "no', "`detail` is no field of the errors"),
        ("starlette", "app/main.py", '"/boats", list', '"/boat", list', "`GET /api/boat` is no endpoint"),
        ("helpers", "app/views.py", "total: int", "count: int", "`total`"),
        ("helpers", "app/views.py", "hull_name: str", "name: str", "`hullName`"),
        ("helpers", "app/views.py", "length_metres: float", "length_metres: str", "`lengthMetres` is `str` here"),
        ("helpers", "app/http.py", '"reason": "no', '"detail": "no', "`detail` is no field of the errors"),
        ("msgspec", "app/views.py", '"hull": "hullName"', '"hull": "hull"', "`hull` is no field of contract Boat"),
        ("msgspec", "app/views.py", "total: int", "count: int", "`total`"),
        ("msgspec", "app/views.py", "length_metres: float", "length_metres: str", "`lengthMetres` is `str` here"),
    ],
)  # fmt: skip
def test_a_slip_is_told(program: str, path: str, old: str, new: str, said: str) -> None:
    files = PROGRAMS[program]
    changed = files[path].replace(old, new, 1)
    assert changed != files[path]
    found = _findings({**files, path: changed})
    assert any(said in message for _, _, message in found), found


def test_what_a_function_makes_for_others_too_need_not_be_the_answer() -> None:
    exported = (
        "from app.views import boat_to_json\n\n\ndef export(boats):\n    return [boat_to_json(b) for b in boats]\n"
    )
    more = AIOHTTP.replace('"lengthMetres": boat', '"colour": boat.colour, "lengthMetres": boat')
    assert _findings({**PROGRAMS["aiohttp"], "app/views.py": more, "app/export.py": exported}) == []


def test_what_refuses_is_no_answer() -> None:
    refusing = MSGSPEC.replace(
        "async def change_boat(request):\n",
        "class Problem(msgspec.Struct):\n    code: str\n    reason: str\n\n\n"
        "class ProblemResponse(JSONResponse):\n    status_code = 409\n\n\n"
        "async def change_boat(request):\n"
        '    if request.headers.get("x") == "1":\n'
        '        return JSONResponse(msgspec.to_builtins(Problem("gone", "x")), 404)\n'
        '    if request.headers.get("x") == "2":\n'
        '        return JSONResponse({"code": "gone", "reason": "x"}, 404)\n'
        '    if request.headers.get("x") == "3":\n'
        '        return ProblemResponse(msgspec.to_builtins(Problem("gone", "x")))\n',
    )
    assert _findings({**PROGRAMS["msgspec"], "app/views.py": refusing}) == []
    slipped = refusing.replace("    reason: str", "    detail: str").replace('"reason": "x"}', '"detail": "x"}')
    assert len({m for _, _, m in _findings({**PROGRAMS["msgspec"], "app/views.py": slipped})}) > 1
