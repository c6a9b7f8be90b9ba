"""Views of Django that are functions, views of Flask that are classes, and what refuses requests in a function that makes the app."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** Something to lend. */
export interface Tool { id: string; label: string; dailyCents: number }
/** What a tool is made with. */
export interface NewTool { label: string; dailyCents: number }
/** Some of them. */
export interface Tools { tools: Tool[]; total: number }
/** Why not. */
export interface Problem { reason: string; detail: string }
/** All of them.
 * @api GET /tools */
export interface ListTools { query: { label?: string; limit?: number }; response: Tools; errors: Problem }
/** A new one.
 * @api POST /tools */
export interface AddTool { request: NewTool; response: Tool; errors: Problem }
/** One of them.
 * @api GET /tools/:toolId */
export interface GetTool { params: { toolId: string }; response: Tool; errors: Problem }
"""
DJANGO = {
    "shop/urls.py": """
from django.urls import include, path
from . import views
from .views import tool

one = [path("<uuid:tool_id>", tool)]
urlpatterns = [path("tools", views.tools), path("tools/", include(one))]
""",
    "shop/views.py": """
import json
from django.http import JsonResponse
from rest_framework.decorators import api_view
from rest_framework.response import Response


@api_view(["GET", "POST"])
def tools(request):
    if request.method == "POST":
        label = request.data["label"]
        return Response({"id": "1", "label": label, "dailyCents": request.data.get("dailyCents")}, status=201)
    wanted = request.query_params.get("limit")
    return Response({"tools": [], "total": wanted})


def tool(request, tool_id):
    if request.method == "GET":
        return JsonResponse({"id": tool_id, "label": "a", "dailyCents": 5})
    else:
        return JsonResponse({"reason": "method", "detail": ""}, status=405)


def handle(exc, context):
    return Response({"reason": exc.reason, "detail": str(exc)}, status=exc.status)
""",
}
FLASK = {
    "app.py": """
from typing import Annotated
from flask import Flask, jsonify, request
from flask.views import MethodView


class ToolsView(MethodView):
    def get(self):
        limit = request.args.get("limit")
        return {"tools": [], "total": limit}

    def post(self):
        body = request.get_json()
        return jsonify({"id": "1", "label": body["label"], "dailyCents": body["dailyCents"]}), 201


def create_app() -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/tools", view_func=ToolsView.as_view("tools"))

    @app.errorhandler(404)
    def missing(error):
        return jsonify({"reason": "missing", "detail": str(error)}), 404

    return app


def tool_json(tool):  # @contract NewTool
    return dict(label=tool.label, dailyCents=tool.cents)
""",
}
FASTAPI = {
    "main.py": """
from typing import Annotated, Any
from fastapi import APIRouter, Depends

router = APIRouter()


class Search:
    def __init__(self, label: str | None = None, limit: int = 20) -> None:
        self.label, self.limit = label, limit


@router.get("/tools")
def tools(search: Annotated[Search, Depends()]) -> dict[str, Any]:
    return {"tools": [], "total": search.limit}
""",
}


def _found(files: dict[str, str]) -> list[tuple[str, str]]:
    snapshot = snapshot_of({"a.contract.ts": CONTRACT, **files})
    found = (f for f in check(snapshot) if f.path.endswith(".py") and f.severity in ("error", "warning"))
    return [(f.rule, snapshot.sources[f.path].text[f.range]) for f in found]


@pytest.mark.parametrize("files", [DJANGO, FLASK, FASTAPI], ids=["django", "flask", "fastapi"])
def test_what_keeps_the_contract_is_quiet(files: dict[str, str]) -> None:
    assert _found(files) == []


@pytest.mark.parametrize(
    ("path", "old", "new", "found"),
    [
        ("shop/views.py", 'data["label"]', 'data["lable"]', ("unknown-request-field", "lable")),
        ("shop/views.py", '"id": "1", "label"', '"id": "1", "lable"', ("unknown-response-field", "lable")),
        ("shop/views.py", 'get("limit")', 'get("limt")', ("unknown-query-parameter", "limt")),
        ("shop/views.py", '"total": wanted', '"totl": wanted', ("unknown-response-field", "totl")),
        ("shop/views.py", '"dailyCents": 5', '"daily": 5', ("unknown-response-field", "daily")),
        ("shop/views.py", '"detail": str(exc)', '"details": str(exc)', ("unknown-response-field", "details")),
        ("app.py", 'args.get("limit")', 'args.get("limt")', ("unknown-query-parameter", "limt")),
        ("app.py", '"tools": []', '"tols": []', ("unknown-response-field", "tols")),
        ("app.py", 'body["dailyCents"]', 'body["daily"]', ("unknown-request-field", "daily")),
        ("app.py", '"detail": str', '"details": str', ("unknown-response-field", "details")),
        ("app.py", "dict(label=", "dict(lable=", ("renamed-field", "lable")),
        ("main.py", "limit: int", "limt: int", ("unknown-query-parameter", "limt")),
        ("main.py", '"tools": []', '"tols": []', ("unknown-response-field", "tols")),
    ],
)
def test_a_slip_is_told(path: str, old: str, new: str, found: tuple[str, str]) -> None:
    files = next(t for t in (DJANGO, FLASK, FASTAPI) if path in t)
    assert old in files[path]
    assert found in _found({**files, path: files[path].replace(old, new, 1)})
