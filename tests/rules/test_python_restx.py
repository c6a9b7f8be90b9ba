"""Models of Flask-RESTX, what its decorators say they are for, its parsers of arguments, and where its namespaces stand."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** What becomes of a loan. */
export type LoanStatus = "open" | "lost";
/** A tool that can be lent. */
export interface Tool { /** @format int */ id: number; name: string; /** @format int */ fee_cents: number; tags: string[] }
/** Who has what. */
export interface Loan {
  /** @format int */
  id: number;
  tool: Tool;
  borrower: string;
  status: LoanStatus;
  /** @format date-time */
  borrowed_at: string;
}
/** A new loan. */
export interface NewLoan { /** @format int */ tool_id: number; borrower: string; note?: string }
/** Why not. */
export interface Problem { message: string; code: "not_found" | "taken" }
/** All. @api GET /api/tools/ */
export interface ListTools { query: { kind?: string; search?: string }; /** @unordered */ response: Tool[]; errors: never }
/** One. @api GET /api/tools/:id */
export interface GetTool { params: { id: number }; response: Tool; errors: { 404: Problem } }
/** Loans. @api GET /api/loans/ */
export interface ListLoans { query: { status?: LoanStatus }; response: { /** @unordered */ loans: Loan[] }; errors: never }
/** Lend. @api POST /api/loans/ */
export interface Lend { request: NewLoan; response: Loan; errors: { 404: Problem; 409: Problem } }
/** Give back. @api POST /api/loans/:id/return */
export interface GiveBack { params: { id: number }; response: Loan; errors: { 404: Problem } }
"""
MODELS = """
from flask_restx import Model, Namespace, fields

ns = Namespace("models")

problem = Model("Problem", {"message": fields.String, "code": fields.String(enum=["not_found", "taken"])})

tool = ns.model(
    "Tool",
    {
        "id": fields.Integer(readonly=True, description="The key"),
        "name": fields.String(required=True),
        "fee_cents": fields.Integer(min=0),
        "tags": fields.List(fields.String),
    },
)

loan_base = ns.model("LoanBase", {"id": fields.Integer, "borrower": fields.String(required=True)})
loan = ns.inherit(
    "Loan",
    loan_base,
    {"tool": fields.Nested(tool), "status": fields.String(enum=["open", "lost"]), "borrowed_at": fields.DateTime},
)
new_loan = {"tool_id": fields.Integer(required=True), "borrower": fields.String(required=True), "note": fields.String}
"""
API = """
from flask import Flask
from flask_restx import Api, Namespace, Resource, marshal, reqparse

from . import store
from .models import loan, new_loan, problem, tool

tools = Namespace("tools", description="Tools")
loans = Namespace("loans", description="Loans", path="/loans")

search_parser = reqparse.RequestParser()
search_parser.add_argument("kind", type=str, location="args")
search_parser.add_argument("search", type=str, location="args")

status_parser = loans.parser()
status_parser.add_argument("status", choices=("open", "lost"), location="args")


@tools.route("/")
class ToolList(Resource):
    @tools.expect(search_parser)
    @tools.marshal_list_with(tool)
    def get(self):
        args = search_parser.parse_args()
        return store.tools(args["kind"], args.get("search"))


@tools.route("/<int:id>")
@tools.param("id", "The key")
class ToolItem(Resource):
    @tools.marshal_with(tool)
    @tools.response(404, "No such tool", problem)
    def get(self, id):
        found = store.tool(id)
        if found is None:
            tools.abort(404, "No such tool", code="not_found")
        return found


@loans.route("/")
class LoanList(Resource):
    @loans.doc("list_loans")
    @loans.marshal_list_with(loan, envelope="loans")
    def get(self):
        return store.loans(status_parser.parse_args()["status"])

    @loans.expect(new_loan, validate=True)
    @loans.marshal_with(loan, code=201)
    def post(self):
        body = loans.payload
        return store.lend(body["tool_id"], body["borrower"], body.get("note")), 201


@loans.route("/<int:id>/return")
class LoanReturn(Resource):
    @loans.response(200, "Back", loan)
    def post(self, id):
        return marshal(store.give_back(id), loan), 200


def create_app():
    app = Flask(__name__)
    api = Api(app, prefix="/api")
    api.add_namespace(tools)
    api.add_namespace(loans)
    return app
"""
TREE = {"a.contract.ts": CONTRACT, "app/models.py": MODELS, "app/api.py": API}


def _told(tree: dict[str, str]) -> list[tuple[str, str]]:
    found = (f for f in check(snapshot_of(tree)) if f.severity in ("error", "warning") and f.path.endswith(".py"))
    return sorted({(f.path.removeprefix("app/"), f.rule) for f in found})


def test_what_keeps_the_contract() -> None:
    assert _told(TREE) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "rule"),
    [
        ("models.py", '"message": fields.String', '"msg": fields.String', "renamed-field"),
        ("models.py", '["not_found", "taken"]', '["not_found", "gone"]', "enum-mismatch"),
        ("models.py", "fields.Integer(min=0)", "fields.String", "kind-mismatch"),
        ("models.py", "fields.List(fields.String)", "fields.String", "list-mismatch"),
        ("models.py", "fields.List(fields.String)", "fields.List(fields.Integer)", "kind-mismatch"),
        ("models.py", '"borrower": fields.String(required=True)})', '"lent_by": fields.String})', "missing-field"),
        ("models.py", '["open", "lost"]', '["open", "gone"]', "enum-mismatch"),
        ("models.py", "fields.DateTime", "fields.Date", "date-mismatch"),
        ("models.py", '"note": fields.String', '"note": fields.String(required=True)', "presence-mismatch"),
        ("models.py", '"tool_id": fields.Integer', '"toolId": fields.Integer', "renamed-field"),
        ("api.py", '"kind", type=str', '"sort", type=str', "unknown-query-parameter"),
        ("api.py", '("open", "lost")', '("open", "gone")', "unknown-value"),
        ("api.py", 'args["kind"]', 'args["sort"]', "unknown-query-parameter"),
        ("api.py", 'envelope="loans"', 'envelope="items"', "unknown-response-field"),
        ("api.py", 'body.get("note")', 'body.get("notes")', "unknown-request-field"),
        ("api.py", 'path="/loans"', 'path="/loan"', "unknown-route"),
        ("api.py", 'Namespace("tools"', 'Namespace("tool"', "unknown-route"),
    ],
)
def test_what_breaks_it(path: str, old: str, new: str, rule: str) -> None:
    text = TREE[f"app/{path}"]
    assert old in text
    assert (path, rule) in _told({**TREE, f"app/{path}": text.replace(old, new, 1)})


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("models.py", '"tags": fields.List(fields.String)', '"tags": fields.Raw, **others'),
        ("models.py", '"borrower": fields.String(required=True)})', '"*": fields.Wildcard(fields.String)})'),
        ("models.py", "loan_base = ns.model", "loan_base = ns.unknown"),
        ("models.py", "fields.Integer(min=0)", "fields.Integer(min=0, attribute='cents')"),
        ("api.py", "@loans.marshal_with(loan, code=201)", "@loans.marshal_with(unknown, skip_none=True)"),
        ("api.py", "@tools.marshal_list_with(tool)", "@tools.marshal_with(tool, as_list=True)"),
        ("api.py", "@loans.expect(new_loan, validate=True)", "@loans.expect(status_parser)"),
        ("api.py", "api.add_namespace(loans)", 'api.add_namespace(loans, path="/loans")'),
        ("api.py", "    def post(self, id):\n", "    def post(self, id):\n        search_parser.parse_args()\n"),
    ],
)
def test_what_is_left_alone(path: str, old: str, new: str) -> None:
    text = TREE[f"app/{path}"]
    assert old in text
    assert _told({**TREE, f"app/{path}": text.replace(old, new, 1)}) == []
