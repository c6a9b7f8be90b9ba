"""What errors of a program carry and its handler of errors answers is held to the errors of the endpoints."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What is wrong. */
export interface Problem { error: { code: ProblemCode; message: string } }
/** Codes. */
export type ProblemCode = "not_found" | "taken" | "invalid" | "internal";
/** One tool.
 * @api GET /tools/:toolId
 */
export interface GetTool { params: { toolId: string }; response: { label: string }; errors: { 404: Problem; 409: Problem } }
"""
ERRORS = """
class AppError extends Error {
  constructor(status, code, message) { super(message); this.status = status; this.code = code; }
}
class NotFound extends AppError { constructor(what) { super(404, "not_found", `${what} is gone`); } }
class Conflict extends AppError { constructor(code, message) { super(409, code, message); this.name = "Conflict"; } }
class Invalid extends AppError { code = "invalid"; }
module.exports = { AppError, NotFound, Conflict, Invalid };
"""
SERVICE = """
const { NotFound, Conflict, AppError } = require("./errors");
const gone = () => new AppError(404, "not_found", "There is none");
exports.get = async (id) => {
  if (!id) throw new NotFound("Tool");
  if (id === "x") throw new Conflict("taken", "It is taken");
  const text = new URL("nowhere", "https://example.com");
  throw gone(text, new TypeError("whatever"));
};
"""
HANDLER = """
const { AppError } = require("./errors");
module.exports = (err, req, res, next) => {
  if (err instanceof AppError) return res.status(err.status).json({ error: { code: err.code, message: err.message } });
  res.status(500).json({ error: { code: "internal", message: "Sorry" } });
};
"""
TAKEN_OUT = """
import { AppError } from "./errors";
export function handler(err, req, res, next) {
  const { code, message } = err;
  const body = { error: { code: code ?? "internal", message } };
  return res.status(err.status || 500).json(body);
}
"""
NEST = """
import { AppError } from "./errors";
@Catch(HttpException)
export class Filter {
  catch(exception, host) {
    const response = host.switchToHttp().getResponse();
    const code = exception instanceof AppError ? exception.code : "internal";
    response.status(exception.getStatus()).json({ error: { code, message: exception.message } });
  }
}
"""
APP = """
const express = require("express");
const app = express();
app.get("/tools/:toolId", async (req, res) => { res.json({ label: req.params.toolId }); });
app.use((req, res) => { res.status(404).json({ error: { code: "not_found", message: "No such route" } }); });
app.use(require("./handler"));
"""
FILES = {
    "contracts/tool.contract.ts": CONTRACT,
    "src/errors.js": ERRORS,
    "src/service.js": SERVICE,
    "src/handler.js": HANDLER,
    "src/app.js": APP,
}


def found(files: dict[str, str]) -> list[tuple[str, str]]:
    findings = (f for f in check(snapshot_as_written(files)) if f.severity in ("error", "warning"))
    return [(f.rule, files[f.path][f.range.start : f.range.end]) for f in findings if f.path.startswith("src")]


@pytest.mark.parametrize("handler", [HANDLER, TAKEN_OUT, NEST])
def test_errors_may_carry_what_the_endpoints_promise(handler: str) -> None:
    assert found({**FILES, "src/handler.js": handler}) == []


@pytest.mark.parametrize("handler", [HANDLER, TAKEN_OUT, NEST])
@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("src/errors.js", '"not_found"', '"missing"'),
        ("src/errors.js", '"invalid"', '"wrong"'),
        ("src/service.js", '404, "not_found"', '404, "missing"'),
        ("src/service.js", '"taken", ', '"busy", '),
        ("src/app.js", '"not_found"', '"no_route"'),
    ],
)
def test_codes_that_no_endpoint_promises_are_told(handler: str, path: str, old: str, new: str) -> None:
    assert old in FILES[path]
    files = {**FILES, "src/handler.js": handler, path: FILES[path].replace(old, new, 1)}
    assert ("unknown-value", new.rpartition('"')[0].rpartition('"')[2]) in found(files)


def test_what_no_endpoint_is_asked_may_be_refused_in_a_form_of_its_own() -> None:
    app = APP.replace(
        '{ error: { code: "not_found", message: "No such route" } }', '{ statusCode: 404, reason: "nowhere" }'
    )
    assert found({**FILES, "src/app.js": app}) == []


def test_nothing_is_said_where_a_code_is_not_answered_or_endpoints_refuse_differently() -> None:
    wrong = {**FILES, "src/service.js": SERVICE.replace('"taken"', '"busy"')}
    assert found({**wrong, "src/handler.js": HANDLER.replace("code: err.code", "code: codes[err.code]")}) == []
    other = (
        CONTRACT
        + """
/** Another.
 * @api GET /others
 */
export interface ListOthers { response: { label: string }[]; errors: { 400: { reason: string } } }
"""
    )
    assert found({**wrong, "contracts/tool.contract.ts": other}) == []
    plain = ERRORS.replace("AppError extends Error", "AppError extends Base")
    assert found({**wrong, "src/errors.js": plain}) == []


PYTHON = {
    "app/errors.py": """
class Refused(Exception):
    def __init__(self, code, message, status=400):
        super().__init__(message)
        self.code = code
        self.status = status


class Gone(Refused):
    def __init__(self):
        super().__init__("not_found", "It is gone", 404)


class JobError(Exception):
    def __init__(self, code):
        self.code = code
""",
    "app/main.py": """
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from .errors import Refused

app = FastAPI()


@app.exception_handler(Refused)
async def refused(request: Request, error: Refused):
    return JSONResponse(status_code=error.status, content={"error": {"code": error.code, "message": str(error)}})


@app.get("/tools/{tool_id}")
def get_tool(tool_id: str):
    return {"label": "Saw"}
""",
    "app/service.py": """
from .errors import Gone, JobError, Refused


def lend(tool, job):
    if tool is None:
        raise Gone()
    if tool.lent:
        raise Refused("taken", "It is lent.", 409)
    if job:
        raise JobError("E1") from ValueError("whatever")
    raise Refused(message="No.", code="invalid")
""",
}


def _python(path: str = "", was: str = "", now: str = "") -> list[tuple[str, str]]:
    texts = {"contracts/tool.contract.ts": CONTRACT, **PYTHON}
    if path:
        assert texts[path].count(was) == 1
        texts[path] = texts[path].replace(was, now)
    return [(f.path, f.message.split("`")[1]) for f in check(snapshot_as_written(texts)) if f.path.startswith("app/")]


def test_errors_of_python_that_carry_what_the_contract_has_are_silent() -> None:
    assert _python() == []


@pytest.mark.parametrize(
    ("path", "was", "now"),
    [
        ("app/errors.py", '"not_found"', '"gone"'),
        ("app/service.py", '"taken"', '"lent"'),
        ("app/service.py", 'code="invalid"', 'code="refused"'),
    ],
)
def test_a_code_of_an_error_of_python_is_held_to_the_errors(path: str, was: str, now: str) -> None:
    assert _python(path, was, now) == [(path, now.split('"')[1])]


def test_a_handler_of_python_for_another_class_answers_no_other_errors() -> None:
    assert _python("app/main.py", "error: Refused", "error: Exception") == []
