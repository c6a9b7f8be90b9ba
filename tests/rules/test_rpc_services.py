"""What generated code makes of a file of Protocol Buffers for TypeScript is known by that file: clients, servers, messages."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** What is asked. */
export interface PriceRequest { /** @format uuid */ lotId: string; kind: "art" | "wine"; title: string }
/** What it is worth. */
export interface Price { /** @unit cents @format int */ lowCents: number; /** Between 0 and 1. */ confidence: number; note?: string }
"""
PROTO = """syntax = "proto3";
package shop.v1;
enum Kind { KIND_UNSPECIFIED = 0; KIND_ART = 1; KIND_WINE = 2; }
// @contract PriceRequest
message PriceRequest { string lot_id = 1; Kind kind = 2; string title = 3; }
// @contract Price
message Price { int32 low_cents = 1; double confidence = 2; optional string note = 3; }
service Pricing {
  rpc Price(PriceRequest) returns (Price);
  rpc Watch(PriceRequest) returns (stream Price);
}
"""
CONNECT = 'import { createClient } from "@connectrpc/connect";\nimport { Pricing, Kind } from "./gen/pricing_pb";\n'
SERVES = 'import type { ConnectRouter } from "@connectrpc/connect";\nimport { Pricing } from "./gen/pricing_pb";\n'
IMPLEMENTS = (
    'import type { ServiceImpl } from "@connectrpc/connect";\nimport type { Pricing } from "./gen/pricing_pb";\n'
)
GRPC = 'import type { PricingHandlers } from "./generated/shop/v1/Pricing";\n'
CALLS = 'import { PricingClient } from "./proto/pricing";\nconst client = new PricingClient("x", creds);\n'
MESSAGE = 'import type { PriceRequest } from "./gen/pricing_pb";\n'
OWN = 'import type { PriceRequest } from "./messages";\n'
CLIENT = "const client = createClient(Pricing, transport);\n"

# Each with the name that it has wrong, and what is right in its place: `@right~wrong@`.
CASES = [
    CONNECT + CLIENT + 'const f = () => client.price({ @lotId~lot@: "1", kind: Kind.ART });',
    CONNECT + CLIENT + 'async function f() { const p = await client.price({ title: "x" }); return '
    "[p.@lowCents~low@, p.note?.length, p.$typeName]; }",
    CONNECT + "const f = async () => (await createClient(Pricing, transport).price({})).@confidence~trust@;",
    SERVES + "export default (r: ConnectRouter) => r.service(Pricing, { async price(request) "
    "{ return { lowCents: request.@title~name@.length }; } });",
    SERVES + "export default (r: ConnectRouter) => r.service(Pricing, { price: (request) => "
    "({ @lowCents~low_cents@: 1, confidence: 1 }) });",
    SERVES + "export default (r) => r.service(Pricing, { async *watch(request) { yield { low: "
    "request.title }; }, price: ({ @kind~sort@ }) => ({}) });",
    IMPLEMENTS + "const impl: ServiceImpl<typeof Pricing> = { async price(request) { return { "
    "lowCents: request.@lotId~id@.length }; } };",
    GRPC + "export const handlers: PricingHandlers = { price(call, callback) { "
    "callback(null, { @lowCents~cents@: call.request.title.length }); } };",
    GRPC + "export const handlers: PricingHandlers = { price(call, callback) { "
    "callback(null, { lowCents: call.request.@title~name@.length }); } };",
    CALLS + 'client.price({ title: "x" }, (error, price) => show(price.@lowCents~cents@));',
    MESSAGE + "export const shown = (request: PriceRequest) => request.@title~name@;",
]


def _found(source: str) -> set[str]:
    texts = {"contracts/price.contract.ts": CONTRACT, "proto/pricing.proto": PROTO, "src/pricing.ts": source}
    found = check(snapshot_as_written(texts))
    return {source[f.range.start : f.range.end] for f in found if f.path == "src/pricing.ts" and f.severity != "info"}


@pytest.mark.parametrize("case", CASES)
def test_names_of_messages(case: str) -> None:
    middle = case.index("~")
    start, end = case.rindex("@", 0, middle), case.index("@", middle)
    before, after = case[:start], case[end + 1 :]
    right, wrong = case[start + 1 : end].split("~")
    assert _found(before + right + after) == set()
    assert wrong in _found(before + wrong + after)


def test_names_of_another_module() -> None:
    assert _found(OWN + "export const shown = (request: PriceRequest) => request.name;") == set()
