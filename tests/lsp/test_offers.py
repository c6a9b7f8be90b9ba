"""Fixes as the light bulb offers them, and what lenses count, through a real client on a small shop."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from repositories import Repository
from support.lsp_client import LspClient

from .test_editing import applied

pytestmark = pytest.mark.slow

CONTRACT = "contracts/shop.contract.ts"
SPRINT = "shop.sprint.yaml"
FILES = {
    CONTRACT: """
        /** How far an order is. */
        export type OrderStatus = "pending" | "paid";

        /** What somebody buys. */
        export interface Order {
          /** @format uuid */
          id: string;
          status: OrderStatus;
        }

        /** What went wrong. */
        export interface Failure {
          /** For people. */
          message: string;
        }

        /** One order.
         * @api GET /orders/:orderId
         */
        export interface GetOrder {
          params: {
            /** @format uuid */
            orderId: string;
          };
          response: Order;
          errors: { 404: Failure };
        }

        /** What the badge shows. @view OrderBadge */
        export interface OrderBadgeProps {
          status: OrderStatus;
          onOpen: () => void;
        }
        """,
    "migrations/001.sql": """
        CREATE TYPE order_status AS ENUM ('pending', 'paid');
        """,
    "src/schema.ts": """
        import * as v from "valibot";

        /** @contract Order */
        export const order = v.object({
          id: v.pipe(v.string(), v.uuid()),
        });
        """,
    "src/OrderBadge.tsx": """
        import type { OrderBadgeProps } from "../contracts/shop.contract";

        export const OrderBadge = ({ status, onOpen }: OrderBadgeProps) => <button onClick={onOpen}>{status}</button>;
        """,
    "src/Page.tsx": """
        import { OrderBadge } from "./OrderBadge";

        export const Page = () => <OrderBadge status="paid" />;
        """,
    SPRINT: """
        sprint: Shop
        contracts: [contracts/*.contract.ts]
        packages:
          - id: api
            status: ready
            owns: [migrations/**]
            provides: [GetOrder, Order, OrderStatus, Failure, OrderBadgeProps]
            verify: [npm test]
            brief: Write the endpoint and the tables that it needs.
          - id: ui
            status: ready
            owns: [src/**]
            consumes: [GetOrder]
            verify: [npm test]
            brief: Write the page that shows an order.
        """,
}


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return {path: dedent(text).lstrip("\n") for path, text in FILES.items()}


def mended(client: LspClient, path: str, rule: str) -> str:
    """A file after the first fix of its only finding of a rule, which is gone then, and no other is there instead."""
    uri = client.open(path)
    client.wait(lambda: any(d["code"] == rule for d in client.shown(uri)), what=rule)
    before = client.diagnostics(uri)
    finding = next(d for d in before if d["code"] == rule)
    fix = next(a for a in client.actions(uri, finding["range"], only=["quickfix"]) if a["diagnostics"] == [finding])
    text = applied((client.root / path).read_text(), fix["edit"]["changes"][uri])
    client.change(uri, {"text": text})
    left = sorted(d["code"] for d in client.diagnostics(uri))
    assert left == sorted(d["code"] for d in before if d != finding)
    return text


def test_a_sprint_is_verified_with_what_its_packages_verify(reader: LspClient) -> None:
    assert '\nverify: ["npm test"]\npackages:' in mended(reader, SPRINT, "missing-verification")


def test_a_component_is_given_what_it_lacks(reader: LspClient) -> None:
    text = mended(reader, "src/Page.tsx", "missing-prop")
    assert '<OrderBadge onOpen={() => {}} status="paid" />' in text


def test_a_schema_gets_a_field_as_its_library_writes_it(reader: LspClient) -> None:
    text = mended(reader, "src/schema.ts", "missing-field")
    assert '  status: v.picklist(["pending", "paid"]),\n});' in text


def test_an_offer_to_bind_is_no_drift_and_who_asks_an_endpoint_consumes_what_it_carries(reader: LspClient) -> None:
    uri = reader.open(CONTRACT)
    reader.wait_for_codes(reader.uri("migrations/001.sql"), {"unbound-implementation"})
    titles = [lens["command"]["title"] for lens in reader.lenses(uri)]
    assert titles[0] == "provided by api · consumed by ui · 0 implementations"
    assert titles[1] == "provided by api · consumed by ui · 1 implementation · 1 drift"


MOVING = {"workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["create", "rename"]}}}
NAMED = {
    "CONVENTIONS.md": '---\nnaming:\n  "src/**": { files: kebab-case }\n---\nFiles are in kebab case.\n',
    "src/userCard.tsx": "export const title = 'Card';\n",
    "src/index.ts": 'export { title } from "./userCard";\n',
    "src/pages/home.ts": "import { title } from '../userCard.js';\n",
}


def moves(client: LspClient, path: str) -> list[dict[str, Any]]:
    uri = client.open(path)
    client.wait(lambda: any(d["code"] == "file-casing" for d in client.shown(uri)), what="file-casing")
    finding = next(d for d in client.shown(uri) if d["code"] == "file-casing")
    return [a for a in client.actions(uri, finding["range"]) if a["title"].startswith("Rename the file")]


def test_a_file_is_renamed_with_what_imports_it(connect: Callable[..., LspClient], tmp_path: Path) -> None:
    client = connect(Repository(tmp_path / "named", NAMED).path, capabilities=MOVING)
    [action] = moves(client, "src/userCard.tsx")
    *edits, renamed = action["edit"]["documentChanges"]
    assert renamed == {
        "kind": "rename",
        "oldUri": client.uri("src/userCard.tsx"),
        "newUri": client.uri("src/user-card.tsx"),
    }
    written = {e["textDocument"]["uri"]: [t["newText"] for t in e["edits"]] for e in edits}
    assert written == {client.uri("src/index.ts"): ["user-card"], client.uri("src/pages/home.ts"): ["user-card"]}
    assert applied(NAMED["src/pages/home.ts"], edits[1]["edits"]) == "import { title } from '../user-card.js';\n"


def test_a_file_that_something_names_in_a_way_of_its_own_keeps_its_name(
    connect: Callable[..., LspClient], tmp_path: Path
) -> None:
    aliased = {**NAMED, "src/pages/about.ts": 'import { title } from "@/userCard";\n'}
    client = connect(Repository(tmp_path / "aliased", aliased).path, capabilities=MOVING)
    assert moves(client, "src/userCard.tsx") == []


def test_a_client_that_renames_no_files_is_offered_none(connect: Callable[..., LspClient], tmp_path: Path) -> None:
    client = connect(Repository(tmp_path / "named", NAMED).path)
    assert moves(client, "src/userCard.tsx") == []
