"""What a client reads of an error that axios throws is held to what the endpoints answer where they refuse."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** What went wrong. */
export interface Problem { code: string; message: string }
/** What was wrong with a field. */
export interface Invalid { fields: string[] }
/** Read.
 * @api GET /orders/{id} */
export interface GetOrder { params: { id: string }; response: { id: string }; errors: Problem }
/** Create.
 * @api POST /orders */
export interface CreateOrder { request: { note: string }; response: { id: string }; errors: Problem | Invalid }
/** Is it up?
 * @api GET /health */
export interface Health { response: { ok: boolean }; errors: never }
"""
WRONG = [
    "try { await api.get('/orders/1'); } catch (error) { show(error.response.data.@); }",
    "try { await save(); } catch (err) { show(err.response?.data?.@ ?? 'Failed'); }",
    "try { await save(); } catch (e) { const { @ } = e.response.data; show(@); }",
    "try { await save(); } catch (e) { if (axios.isAxiosError(e)) show(e.response?.data.@); }",
    "save().catch((error) => show(error.response.data.@));",
    "save().then(done, (error) => { const { data } = error.response; show(data.@); });",
    "api.interceptors.response.use((r) => r, (error) => { show(error.response.data.@); return Promise.reject(error); });",
    "const { error } = useQuery({ queryKey: ['o'], queryFn: () => axios.get('/orders/1') }); show(error && error.response.data.@);",
    "useMutation({ mutationFn: save, onError: (error) => show(error.response.data.@) });",
]
FINE = [
    "try { await save(); } catch (error) { show(error.response.data.fields, error.response.data.code); }",
    "try { await save(); } catch (error) { show(error.message, error.response.status, error.response.data.length); }",
    "try { await save(); } catch (error) { show(error.data.reason, error.reason); }",
    "try { await save(); } catch (error) { show(explain(error.response).reason); }",
    "save().catch(({ response }) => show(response.data.message));",
]


def _found(code: str, path: str = "web/a.js", contract: str = CONTRACT, **more: str) -> list[str]:
    text = f"export async function act() {{ {code} }}\n"
    snapshot = snapshot_of({"a.contract.ts": contract, path: text, **more})
    found = [f for f in check(snapshot) if f.path == path and f.severity in ("error", "warning")]
    return [snapshot.sources[f.path].text[f.range] for f in found]


@pytest.mark.parametrize("code", WRONG)
def test_a_name_that_no_refusal_has_is_shown(code: str) -> None:
    assert _found(code.replace("@", "reason")) == ["reason"]
    assert _found(code.replace("@", "message")) == []


@pytest.mark.parametrize("code", FINE)
def test_what_some_refusal_has_is_fine(code: str) -> None:
    assert _found(code) == []


def test_nothing_is_said_where_others_may_refuse_or_in_other_words() -> None:
    code = WRONG[0].replace("@", "reason")
    assert _found(code, contract=CONTRACT.replace("errors: never", "")) == []
    server = {
        "web/server.js": 'import express from "express";\nconst app = express();\napp.get("/health", (q, r) => r.json({ ok: true }));\n'
    }
    assert _found(code, **server) == []
    assert _found(code, path="web/a.jsx", **server) == ["reason"]
    renamed = {"web/api.js": "api.interceptors.response.use((r) => camelize(r));\n"}
    assert _found(code, **renamed) == []
