"""Details of descriptions: discriminators, unions that are bound by name, tags in a schema's own keys, and paths of Protocol Buffers."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_of

CONTRACT = """
/** By card. */
export interface CardPayment { method: "card"; cardToken: string }
/** By invoice. */
export interface InvoicePayment { method: "invoice"; company: string }
/** In notes and coins. */
export interface CashPayment { method: "cash" }
/** How somebody pays. */
export type Payment = CashPayment | CardPayment | InvoicePayment;
/** Something bought. */
export interface Order { id: string; note: string | null }
/** What is wrong. */
export interface Problem { message: string }
/** @api POST /orders/:orderId/refund */
export interface Refund { params: { orderId: string }; request: { reason: string }; response: Order; errors: Problem }
/** @api POST /orders */
export interface PlaceOrder {
  headers: { "idempotency-key": string; authorization: string; "x-trace"?: string };
  request: { note: string };
  response: Order;
  errors: Problem;
}
/** @api GET /orders/:orderId */
export interface GetOrder { params: { orderId: string }; response: Order; errors: Problem }
"""
CONVENTIONS = """
---
bind: ["api/*", "protos/*"]
---
"""
OPENAPI = """
openapi: 3.1.0
info: { title: x, version: "1" }
paths: {}
components:
  schemas:
    CardPayment:
      type: object
      required: [method, cardToken]
      properties:
        method: { const: card }
        cardToken: { type: string }
    InvoicePayment:
      type: object
      required: [method, company]
      properties:
        method: { type: string, enum: [invoice] }
        company: { type: string }
    CashPayment: { type: object, required: [method], properties: { method: { const: cash } } }
    Payment:
      oneOf:
        - $ref: '#/components/schemas/CashPayment'
        - $ref: '#/components/schemas/CardPayment'
        - $ref: '#/components/schemas/InvoicePayment'
      discriminator:
        propertyName: method
        mapping:
          card: '#/components/schemas/CardPayment'
          invoice: InvoicePayment
    Other:
      oneOf: [{ $ref: '#/components/schemas/CardPayment' }, { type: object, properties: { kind: { type: string } } }]
      discriminator: { propertyName: method }
"""
SCHEMA = """
$schema: https://json-schema.org/draft/2020-12/schema
$id: https://shop.example/order
# @contract Order
title: Something bought
type: object
required: [id, note]
properties:
  id: { type: string }
  note: { type: [string, 'null'] }
"""
PROTO = """
syntax = "proto3";
import "google/api/annotations.proto";
message Order { string id = 1; optional string note = 2; }
message GetOrderRequest { string order_id = 1; }
message RefundRequest { string order_id = 1; string reason = 2; }
service Orders {
  rpc GetOrder(GetOrderRequest) returns (Order) {
    option (google.api.http) = { get: "/orders/{order_id}" };
  }
  rpc Refund(RefundRequest) returns (Order) {
    option (google.api.http) = { post: "/orders/{order_id=*}/refund" body: "*" };
  }
}
"""


def said(path: str, text: str) -> list[str]:
    snapshot = snapshot_of({"contracts/a.contract.ts": CONTRACT, "CONVENTIONS.md": CONVENTIONS, path: text})
    found = [f for f in check(snapshot) if f.path == path and f.severity == "error"]
    return [f"{f.rule} {snapshot.sources[f.path].text[f.range]}" for f in found]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("propertyName: method\n", "propertyName: type\n", ["unknown-property type"]),
        ("invoice: InvoicePayment", "bill: InvoicePayment", ["unknown-value bill"]),
        ("card: '#", "invoice: '#", ["unknown-value invoice"]),
        ("        - $ref: '#/components/schemas/InvoicePayment'\n", "", ["missing-alternative Payment"]),
    ],
)
def test_unions_of_a_description(old: str, new: str, expected: list[str]) -> None:
    assert old in OPENAPI
    assert said("api/openapi.yaml", OPENAPI.replace(old, new, 1) if old else OPENAPI) == expected


def test_a_union_of_graphql_that_is_bound_by_its_name() -> None:
    schema = (
        "union Payment = CardPayment | InvoicePayment | CashPayment\ntype CashPayment { method: String! }\n"
        "type CardPayment { method: String! cardToken: String! }\n"
        "type InvoicePayment { method: String! company: String! }\n"
    )
    assert said("api/schema.graphql", schema) == []
    assert said("api/schema.graphql", schema.replace(" | InvoicePayment", "")) == ["missing-alternative Payment"]


def test_a_schema_that_says_its_contract_above_a_later_key() -> None:
    assert said("schemas/order.yaml", SCHEMA) == []
    assert said("schemas/order.yaml", SCHEMA.replace("required: [id, note]", "required: [id]")) == [
        "presence-mismatch [id"
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ('get: "/orders/{order_id}"', 'get: "/orders/{id}"', ["unknown-parameter id"]),
        ('get: "/orders/{order_id}"', 'get: "/orders/{order.id}"', []),
        ("string reason = 2", "string cause = 2", ["missing-field RefundRequest"]),
        ("string reason = 2", "repeated string reason = 2", ["list-mismatch string"]),
    ],
)
def test_paths_and_bodies_of_protocol_buffers(old: str, new: str, expected: list[str]) -> None:
    assert said("protos/orders.proto", PROTO.replace(old, new, 1) if old else PROTO) == expected


PLACING = """
openapi: 3.1.0
info: { title: x, version: "1" }
paths:
  /orders:
    post:
      parameters:
        - { $ref: '#/components/parameters/Key' }
        - { name: X-Request-Id, in: header, schema: { type: string } }
      requestBody:
        content:
          application/json:
            schema: { type: object, required: [note], properties: { note: { type: string } } }
      responses:
        '201': { description: ok, content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } }
components:
  parameters:
    Key: { name: Idempotency-Key, in: header, required: true, schema: { type: string } }
  schemas:
    Order: { type: object, required: [id, note], properties: { id: { type: string }, note: { type: [string, 'null'] } } }
"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "", []),
        ("name: Idempotency-Key", "name: Idempotency-Token", ["missing-query-parameter post"]),
        ("        - { $ref: '#/components/parameters/Key' }\n", "", ["missing-query-parameter post"]),
        ("'#/components/parameters/Key'", "'other.yaml#/Key'", []),
        (
            "name: Idempotency-Key",  # which a key of the security may be, too
            "name: X, in: query }\n  securitySchemes:\n    own: { type: apiKey, in: header, name: idempotency-key }\n    x: { name: y",
            [],
        ),
    ],
)
def test_headers_of_a_description(old: str, new: str, expected: list[str]) -> None:
    text = PLACING.replace(old, new, 1) if old else PLACING
    snapshot = snapshot_of({"contracts/a.contract.ts": CONTRACT, "openapi.yaml": text})
    found = [f for f in check(snapshot) if f.path == "openapi.yaml" and f.severity in ("error", "warning")]
    assert [f"{f.rule} {snapshot.sources[f.path].text[f.range]}" for f in found] == expected
