"""What a server answers with a status of 500 is held only to a contract that says something of it."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """/** What is wrong. */
export interface Problem { code: "taken" | "full"; text: string }
/** Prints.
 * @api POST /jobs
 */
export interface Print { request: { title: string }; response: { title: string }; errors: ERRORS }
"""
STYLES = {
    "src/fastify.ts": 'app.post("/jobs", async (request, reply) => reply.code(500).send({ message: "Sorry." }));',
    "src/handler.ts": 'app.setErrorHandler((error, request, reply) => reply.code(500).send({ message: "Sorry." }));',
    "src/express.ts": 'app.post("/jobs", (req, res) => { res.status(500).json({ message: "Sorry." }); });',
    "src/hono.ts": 'app.post("/jobs", (c) => c.json({ message: "Sorry." }, 500));',
    "app/jobs/route.ts": "export async function POST(request: Request) {\n"
    '  return NextResponse.json({ message: "Sorry." }, { status: 500 });\n}',
    "app/fast.py": "from fastapi import FastAPI\nfrom fastapi.responses import JSONResponse\n\napp = FastAPI()\n\n\n"
    '@app.post("/jobs")\ndef add():\n    return JSONResponse(status_code=500, content={"message": "Sorry."})',
    "app/flasks.py": "from flask import Flask, jsonify\n\napp = Flask(__name__)\n\n\n"
    '@app.post("/jobs")\ndef add():\n    return jsonify({"message": "Sorry."}), 500',
}


def _said(path: str, errors: str, status: int) -> list[str]:
    texts = {"contracts/jobs.contract.ts": CONTRACT.replace("ERRORS", errors), path: f"{STYLES[path]}\n"}
    texts[path] = texts[path].replace("500", str(status))
    return sorted({f.rule for f in check(snapshot_as_written(texts)) if f.path == path and "response" in f.rule})


@pytest.mark.parametrize("path", STYLES)
def test_nothing_is_said_of_a_status_that_no_contract_has(path: str) -> None:
    assert _said(path, "{ 409: Problem }", 500) == []


@pytest.mark.parametrize("path", STYLES)
@pytest.mark.parametrize(
    ("errors", "status"), [("{ 409: Problem; 500: Problem }", 500), ("{ 409: Problem }", 409), ("Problem", 500)]
)
def test_what_a_contract_says_is_held(path: str, errors: str, status: int) -> None:
    assert _said(path, errors, status) != []
