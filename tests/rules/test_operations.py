"""What a description says that an operation takes and gives is held to the endpoint that has its method and path."""

import pytest

from dovetail.core.settings import Settings
from dovetail.rules import check, rules
from support.snapshots import snapshot_as_written

_CONTRACT = """
/** A loan. */
export interface Loan { id: string; dueOn: string; labels: Record<string, string> }
/** What a reader asks for. */
export interface NewLoan { bookId: string; by: ByCard | ByDesk }
/** With a card. */
export interface ByCard { kind: 'card'; cardNumber: string }
/** At the desk. */
export interface ByDesk { kind: 'desk'; clerk: string }
/** @api GET /loans/{id} */
export interface GetLoan { params: { id: string }; query: { expand?: 'book' | 'reader'; limit?: number }; response: Loan; errors: string }
/** @api POST /loans */
export interface CreateLoan { request: NewLoan; response: Loan; errors: string }
/** @api DELETE /loans/{id} */
export interface EndLoan { params: { id: string }; response: null; errors: string }
/** @api POST /loans/{id}/notes */
export interface Note { params: { id: string }; request: { text: string }; response: { count: number }; errors: string }
"""
_DESCRIPTION = """openapi: 3.1.0
paths:
  /loans/{loanId}:
    parameters:
      - {name: loanId, in: path, required: true, schema: {type: string}}
    get:
      parameters:
        - {name: expand, in: query, schema: {enum: [book, reader]}}
        - $ref: '#/components/parameters/Limit'
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Loan'}}}}
    delete:
      responses: {'204': {description: gone}}
  /loans:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NewLoan'}}}}
      responses:
        '201': {$ref: '#/components/responses/Made'}
  /loans/{id}/notes:
    $ref: notes.yaml
components:
  parameters:
    Limit: {name: limit, in: query, schema: {type: integer}}
  responses:
    Made: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Loan'}}}}
  schemas:
    Loan:
      type: object
      required: [id, dueOn, labels]
      properties:
        id: {type: string}
        dueOn: {type: string}
        labels: {type: object, additionalProperties: {type: string}}
    NewLoan:
      type: object
      required: [bookId, by]
      properties:
        bookId: {type: string}
        by: {$ref: '#/components/schemas/ByCard'}
    # @contract ByCard
    ByCard:
      type: object
      required: [kind, cardNumber]
      properties: {kind: {const: card}, cardNumber: {type: string}}
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("enum: [book, reader]", "enum: [book, author]", [("enum-mismatch", "expand")]),
        ("name: expand, in: query, schema", "name: expand, required: true, in: query, schema", [("presence-mismatch", "expand")]),
        ("in: query, schema: {type: integer}", "in: query, schema: {type: string}", [("kind-mismatch", "limit")]),
        ("in: query, schema: {type: integer}", "in: header, schema: {type: integer}", [("missing-query-parameter", "limit")]),
        ("name: limit", "name: limt", [("unknown-query-parameter", "limt")]),
        ("'200'", "'404'", [("missing-field", "response")]),
        ("      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/NewLoan'}}}}\n", "",
         [("missing-field", "request")]),
        ("schema: {$ref: '#/components/schemas/NewLoan'}", "schema: {$ref: '#/components/schemas/ByCard'}",
         [("reference-mismatch", "request")]),
        ("schema: {$ref: '#/components/schemas/NewLoan'}", "schema: {type: array, items: {$ref: '#/components/schemas/NewLoan'}}",
         [("list-mismatch", "request")]),
        # The schemas that they name are held to what the contract has there, without a tag of their own.
        ("dueOn: {type: string}", "dueOn: {type: boolean}", [("kind-mismatch", "dueOn")]),
        ("additionalProperties: {type: string}", "additionalProperties: {type: integer}", [("kind-mismatch", "labels")]),
        ("# @contract ByCard", "# @contract NewLoan subset", [("reference-mismatch", "by")]),
        # What is in another file, or no JSON, may be anything.
        ("- $ref: '#/components/parameters/Limit'", "- $ref: 'parameters.yaml#/Limit'", []),
        ("'#/components/responses/Made'", "'responses.yaml#/Made'", []),
        ("application/json: {schema: {$ref: '#/components/schemas/NewLoan'}}", "multipart/form-data: {schema: {type: string}}", []),
    ],
)  # fmt: skip
def test_what_an_operation_takes_and_gives(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    assert old in _DESCRIPTION
    texts = {"contracts/loan.contract.ts": _CONTRACT, "openapi.yaml": _DESCRIPTION.replace(old, new, 1)}
    off = {r.id: "off" for r in rules() if r.family != "conformance"}
    snapshot = snapshot_as_written(texts, settings=Settings.model_validate({"severities": off}))
    found = [(f.rule, f.message.split("`")[1], f.path) for f in check(snapshot) if f.severity != "info"]
    assert found == [(rule, name, "openapi.yaml") for rule, name in expected]


_PAID = """
/** A card. */
export interface Card { kind: "card"; brand: "visa" | "amex"; last: string }
/** A debit. */
export interface Debit { kind: "debit"; iban: string; holder: string }
/** What pays. */
export type Method = Card | Debit;
/** A payment. */
export interface Payment { method: Method; memo: string }
/** Pays. @api POST /pay/{state} */
export interface Pay { params: { state: "open" | "late" }; request: Payment; response: null; errors: "no" }
"""
_PAY = """openapi: 3.0.3
paths:
  /pay/{state}:
    post:
      parameters: [{ name: state, in: path, required: true, schema: { type: string, enum: [open, late] } }]
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Payment" } } } }
      responses: { "204": { description: Paid } }
components:
  schemas:
    Payment:
      type: object
      required: [method, memo]
      properties: { memo: { type: string }, method: { $ref: "#/components/schemas/Method" } }
    Method:
      oneOf: [{ $ref: "#/components/schemas/Card" }, { $ref: "#/components/schemas/Debit" }]
    Card:
      type: object
      required: [kind, brand, last]
      properties: { kind: { enum: [card] }, brand: { enum: [visa, amex] }, last: { type: string } }
    Debit:
      type: object
      required: [kind, iban, holder]
      properties: { kind: { enum: [debit] }, iban: { type: string }, holder: { type: string } }
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("[open, late]", "[open]", [("enum-mismatch", 5)]),
        ("brand: { enum: [visa, amex] }", "brand: { enum: [visa] }", [("enum-mismatch", 19)]),
        ("last: { type: string }", "last: { type: integer }", [("kind-mismatch", 19)]),
        ("iban: { type: string }", "account: { type: string }", [("renamed-field", 23)]),
        ("kind: { enum: [debit] }", "kind: { type: string }", []),  # what is left over is a debit
        ("oneOf: [", 'oneOf: [{ $ref: "#/components/schemas/Cash" }, ', []),
    ],
)
def test_records_that_a_union_names_are_held_to_its_alternatives(
    old: str, new: str, expected: list[tuple[str, int]]
) -> None:
    assert old in _PAY
    snapshot = snapshot_as_written({"pay.contract.ts": _PAID, "api.yaml": _PAY.replace(old, new, 1)})
    text = snapshot.sources["api.yaml"].text
    found = [f for f in check(snapshot) if f.path == "api.yaml" and f.severity == "error"]
    assert [
        (f.rule, text.position(f.range.start).line + 1) for f in found if f.rule != "unresolved-reference"
    ] == expected


@pytest.mark.parametrize(
    ("properties", "missing"),
    [("code, detail", ["title"]), ("code, title, detail", []), ("code, until", []), ("code", [])],
)
def test_a_refusal_that_is_all_but_the_contract_s_lacks_what_it_lacks(properties: str, missing: list[str]) -> None:
    contract = """
/** What went wrong. */
export interface Problem { code: "invalid" | "gone"; title: string; detail: string }
/** @api GET /names */
export interface ListNames { response: { all: string }; errors: Problem }
"""
    listed = "".join(f"        {p}: {{ type: string }}\n" for p in properties.split(", "))
    description = f"""openapi: 3.0.3
paths:
  /names:
    get:
      responses:
        '200':
          content:
            application/json: {{ schema: {{ type: object, required: [all], properties: {{ all: {{ type: string }} }} }} }}
        '400': {{ content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Refusal' }} }} }} }}
components:
  schemas:
    Refusal:
      type: object
      required: [{properties}]
      properties:
{listed}"""
    snapshot = snapshot_as_written({"contracts/names.contract.ts": contract, "openapi.yaml": description})
    found = [f.message.split("`")[1] for f in check(snapshot) if f.rule == "missing-field"]
    assert found == missing


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        ("{ 400: Problem; 404: Problem }", ["code", "title"]),
        ("{ 400: Problem; 404: Gone }", ["code", "title"]),  # the description has one for 400
        ("{ 400: Gone; 404: Problem }", []),  # what is called `Problem` there may be another refusal of 400
        ("{ 404: Problem }", []),
    ],
)
def test_a_refusal_is_held_to_what_the_contract_has_for_its_status(errors: str, said: list[str]) -> None:
    contract = f"""
/** What went wrong. */
export interface Problem {{ code: "invalid" | "busy"; title: string }}
/** What is there no more. */
export interface Gone {{ since: number }}
/** @api GET /names */
export interface ListNames {{ response: {{ all: string }}; errors: {errors} }}
"""
    description = """openapi: 3.0.3
paths:
  /names:
    get:
      responses:
        '200':
          content:
            application/json: { schema: { type: object, required: [all], properties: { all: { type: string } } } }
        '400': { $ref: '#/components/responses/Refused' }
components:
  responses:
    Refused: { content: { application/json: { schema: { $ref: '#/components/schemas/Problem' } } } }
  schemas:
    Problem:
      type: object
      required: [code, name]
      properties: { code: { type: string, enum: [invalid, full] }, name: { type: string } }
"""
    snapshot = snapshot_as_written({"contracts/names.contract.ts": contract, "openapi.yaml": description})
    found = [f for f in check(snapshot) if f.path == "openapi.yaml" and f.severity == "error"]
    assert sorted(f.message.split("`")[1 if f.rule == "enum-mismatch" else 3] for f in found) == said
