"""Routes of servers whose paths are nearly those of the contract: behind a usual prefix, a slip away, of another method."""

from textwrap import dedent

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** One note.
 * @api GET /notes/:noteId
 */
export interface ReadNote { params: { noteId: string }; response: { title: string }; errors: Problem }
/** Change it.
 * @api PATCH /notes/:noteId
 */
export interface ChangeNote { params: { noteId: string }; request: { title: string }; response: null; errors: Problem }
/** Of one person.
 * @api GET /users/:userId/notes
 */
export interface ListNotes { params: { userId: string }; response: { titles: string[] }; errors: Problem }
/** What is wrong. */
export interface Problem { code: string; title: string }
"""
ABOUT_ROUTES = ("unknown-route", "unknown-method", "unserved-endpoint")


def found(files: dict[str, str]) -> list[tuple[str, str]]:
    snapshot = snapshot_as_written({"contracts/note.contract.ts": CONTRACT, **files})
    return [
        (f.rule, snapshot.sources[f.path].text[f.range])
        for f in check(snapshot)
        if f.rule in ABOUT_ROUTES or f.path.startswith(("src", "app"))
    ]


def of_routes(body: str) -> list[tuple[str, str]]:
    whole = 'const app = express();\napp.get("/notes/:noteId", (req, res) => res.json({ title: "Milk" }));\n' + body
    return [f for f in found({"src/app.ts": whole}) if f[0] in ABOUT_ROUTES]


NEXT = """
import { NextResponse, type NextRequest } from "next/server";
export async function GET(_: NextRequest, { params }: { params: Promise<{ noteId: string }> }) {
  const { noteId } = await params;
  return noteId ? NextResponse.json({ title: noteId }) : NextResponse.json({ code: "gone", title: "No note" }, { status: 404 });
}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("const { noteId }", "const { note }", ("unknown-parameter", "note")),
        ("{ title: noteId }", "{ name: noteId }", ("unknown-response-field", "name")),
        ('{ code: "gone"', '{ kind: "gone"', ("unknown-response-field", "kind")),
    ],
)
def test_a_route_of_a_file_below_the_usual_prefix(old: str, new: str, said: tuple[str, str]) -> None:
    path = "app/api/notes/[noteId]/route.ts"
    assert not [f for f in found({path: NEXT}) if f[0] != "unserved-endpoint"]
    assert said in found({path: NEXT.replace(old, new)})


@pytest.mark.parametrize(
    ("route", "said"),
    [
        ('app.patch("/note/:noteId", change);', ("unknown-route", "/note/:noteId")),
        ('app.put("/notes/:noteId", change);', ("unknown-method", "put")),
        ('app.get("/users/:userId/note", list);', ("unknown-route", "/users/:userId/note")),
    ],
)
def test_a_slip_is_said_at_the_route_and_not_at_the_contract_as_well(route: str, said: tuple[str, str]) -> None:
    told = of_routes(route)
    assert [f[0] for f in told].count("unserved-endpoint") == 1, "of the other endpoint"
    assert said in told


@pytest.mark.parametrize(
    "routes",
    [
        'app.delete("/comments/:id", remove);',  # no endpoint resembles it
        'app.patch("/note/:noteId", a); app.patch("/nodes/:noteId", b);',  # which of the two is meant?
        '// @contract ChangeNote\napp.patch("/note/:noteId", a);',  # it says which: another rule's
        'app.get("/users/:userId/notes", list); app.patch("/notes/:noteId", change); app.put("/notes/:noteId", replace);',  # and more
    ],
)
def test_a_server_may_have_more_routes(routes: str) -> None:
    assert not [f for f in of_routes(routes) if f[0] != "unserved-endpoint"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('patch("/:noteId"', 'put("/:noteId"', ("unknown-method", "put")),
        ('get("/of/:userId"', 'get("/off/:userId"', ("unknown-route", "/off/:userId")),
        ('get("/archived/:userId"', 'get("/archivd/:userId"', ("unknown-route", "/archivd/:userId")),
    ],
)
def test_a_router_behind_the_prefix_that_the_contract_has(old: str, new: str, said: tuple[str, str]) -> None:
    contract = """
    /** One note.
     * @api GET /api/notes/:noteId
     */
    export interface ReadNote { params: { noteId: string }; response: { title: string }; errors: never }
    /** Change it.
     * @api PATCH /api/notes/:noteId
     */
    export interface ChangeNote { params: { noteId: string }; request: { title: string }; response: null; errors: never }
    /** Of one person.
     * @api GET /api/notes/of/:userId
     */
    export interface ListNotes { params: { userId: string }; response: { titles: string[] }; errors: never }
    /** Put away by one person.
     * @api GET /api/notes/archived/:userId
     */
    export interface ListArchived { params: { userId: string }; response: { titles: string[] }; errors: never }
    """
    app = 'import { notes } from "./notes";\nconst app = express();\napp.use("/api/notes", notes);\n'
    router = """
    export const notes = Router();
    notes.get("/:noteId", (req, res) => res.json({ title: "Milk" }));
    notes.patch("/:noteId", change);
    notes.get("/of/:userId", list);
    notes.get("/archived/:userId", archived);
    """

    def told(notes: str) -> list[tuple[str, str]]:
        texts = {"contracts/note.contract.ts": dedent(contract), "src/app.ts": app, "src/notes.ts": dedent(notes)}
        snapshot = snapshot_as_written(texts)
        return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in check(snapshot) if f.rule in ABOUT_ROUTES]

    assert told(router) == []
    assert told(router.replace(old, new)) == [said]


PLANNED = """
sprint: Notes
contracts: [contracts/*.contract.ts]
packages:
  - { id: api, title: Routes, status: ready, owns: ["src/**"], provides: [ReadNote, ChangeNote, ListNotes], brief: Write it. }
"""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('app.put("/notes/:noteId", change);', [("unknown-method", "put")]),
        ('app.get("/users/:userId/note", list);', [("unknown-route", "/users/:userId/note")]),
        ('app.get("/users/:userId/notes-of-all", list);', [("unknown-route", "/users/:userId/notes-of-all")]),
        (
            'app.get("/users/:userId/drafts", list);',
            [],
        ),  # a route of its own, while that of the contract is still to come
        ('app.delete("/notes/:noteId", remove);', []),
        ("", []),
    ],
)
def test_while_it_is_being_written_a_slip_is_told_and_nothing_is_missed(body: str, said: list[tuple[str, str]]) -> None:
    whole = f'const app = express();\napp.get("/notes/:noteId", (req, res) => res.json({{ title: "Milk" }}));\n{body}'
    assert found({"src/app.ts": whole, "notes.sprint.yaml": PLANNED}) == said


TABS = """
/** A tab. */
export interface Tab { title: string }
/** @api GET /api/tabs/:tab_id */
export interface ReadTab { params: { tab_id: string }; response: Tab; errors: null }
/** @api GET /api/tabs/:tab_id/members */
export interface ListMembers { params: { tab_id: string }; response: Tab; errors: null }
/** @api GET /api/tabs/:tab_id/statistics */
export interface GetStatistics { params: { tab_id: string }; response: Tab; errors: null }
"""
OF_API = """
from flask import Blueprint
from flask_restful import Api, Resource

api = Blueprint("api", __name__, url_prefix="/api")
rest = Api(api)


class TabHandler(Resource):
    def get(self, tab_id):
        return {"title": tab_id}


class MembersHandler(Resource):
    def get(self, tab_id):
        return {"title": tab_id}


class StatisticsHandler(Resource):
    def get(self, tab_id):
        return {"title": tab_id}


rest.add_resource(TabHandler, "/tabs/<string:tab_id>")
rest.add_resource(MembersHandler, "/tabs/<string:tab_id>/members")
rest.add_resource(
    StatisticsHandler, "/tabs/<string:tab_id>/statistics"
)
"""
OF_PAGES = """
from flask import Blueprint, render_template

pages = Blueprint("pages", __name__)


@pages.route("/<tab_id>/")
def show(tab_id):
    return render_template("tab.html", tab_id=tab_id)


@pages.route("/<tab_id>/statistics")
def statistics(tab_id):
    return render_template("statistics.html", tab_id=tab_id)
"""
OF_TABS = """
from flask import Flask

from tabs.api import api
from tabs.pages import pages

app = Flask(__name__)
app.register_blueprint(pages)
app.register_blueprint(api)
"""
OF_CLIENT = """
def test_tab(client):
    assert client.get("/api/tabs/ada/members").json["title"] == "ada"
    assert client.get("/api/tabs/ada/statistics").json["title"] == "ada"
"""


def of_tabs(*drift: str, run: str = OF_TABS) -> list[tuple[str, str]]:
    texts = {"tabs/api.py": OF_API, "tabs/pages.py": OF_PAGES, "tabs/run.py": run, "tests/test_tabs.py": OF_CLIENT}
    if drift:
        path, old, new = drift
        assert old in texts[path]
        texts[path] = texts[path].replace(old, new)
    snapshot = snapshot_as_written({"contracts/tab.contract.ts": TABS, **texts})
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in check(snapshot) if f.rule in ABOUT_ROUTES]


def test_a_router_at_the_root_serves_no_paths_behind_a_prefix_of_another_one() -> None:
    assert of_tabs() == []
    [found] = of_tabs("tabs/api.py", '/statistics"', '/stats"')[:1]
    assert found == ("unknown-route", "/tabs/<string:tab_id>/stats")
    assert ("unknown-route", "/api/tabs/ada/statistic") in of_tabs(
        "tests/test_tabs.py", "ada/statistics", "ada/statistic"
    )


def test_a_router_may_serve_what_another_one_has_where_nobody_sees_where_it_is() -> None:
    unseen = OF_TABS.replace("app.register_blueprint(pages)\n", "")
    assert of_tabs("tabs/api.py", '/statistics"', '/plots"', run=unseen) == []
    behind = OF_TABS.replace("(pages)", '(pages, url_prefix="/api/tabs")')
    assert of_tabs("tabs/api.py", '/statistics"', '/plots"', run=behind) == []


CITIES = """
/** The names of all.
 * @api GET /cities/all
 */
export interface AllCities { response: { names: string[] }; errors: never }
/** One of them.
 * @api GET /cities/:id
 */
export interface ReadCity { params: { id: string }; response: { name: string }; errors: never }
/** All streets.
 * @api GET /streets
 */
export interface ListStreets { response: { streets: string[] }; errors: never }
"""


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("src/cities.ts", "", "", []),
        ("src/cities.ts", '"/all"', '"/list"', [("unknown-route", "/list")]),
        ("src/routes.ts", '"/streets", streets', '"/", streets', [("unserved-endpoint", "@api GET")]),
        ("src/routes.ts", "router.use(", "other.use(", []),
        ("src/routes.ts", 'router.get("/",', 'router.get("/streets",', []),
    ],
)
def test_the_root_of_a_router_on_which_others_hang(path: str, old: str, new: str, said: list[tuple[str, str]]) -> None:
    cities = 'import { Router } from "express";\nexport const cities = Router();\n'
    cities += 'cities.get("/all", (req, res) => res.json({ names: [] }));\n'
    cities += 'cities.get("/:id", (req, res) => res.json({ name: req.params.id }));\n'
    routes = 'import { Router } from "express";\nimport { cities } from "./cities";\nconst router = Router();\nconst streets = Router();\n'
    routes += 'streets.get("/", (req, res) => res.json({ streets: [] }));\n'
    routes += 'router.use("/cities", cities);\nrouter.use("/streets", streets);\n'
    routes += 'router.get("/", (req, res) => res.render("index"));\nexport default router;\n'
    files = {"src/cities.ts": cities, "src/routes.ts": routes}
    files[path] = files[path].replace(old, new)
    snapshot = snapshot_as_written({"a.contract.ts": CITIES, **files})
    told = [(f.rule, snapshot.sources[f.path].text[f.range]) for f in check(snapshot) if f.rule in ABOUT_ROUTES]
    assert told == said
