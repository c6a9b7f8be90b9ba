"""What a test puts in the place of a module is held to what that exports: `vi.mock("./api", () => ({ getOrder: vi.fn() }))`."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** How far an order is. */
export type State = "open" | "paid";
/** An order. */
export interface Order { /** @format uuid */ id: string; table: number; state: State }
"""
API = """
import type { Order } from "../c/orders.contract";
export async function getOrder(id: string): Promise<Order> {
  return (await fetch(`/orders/${id}`)).json();
}
export const names = (order: Order): string[] => [order.id];
"""
MADE = '{ id: "1", KEY: 4, state: "STATE" }'
MOCKED = [
    f"vi.mock('./api', () => ({{ getOrder: vi.fn(async () => ({MADE})) }}));",
    f"vi.mock('./api', () => ({{ getOrder: vi.fn().mockResolvedValue({MADE}) }}));",
    f"jest.mock('./api', () => ({{ __esModule: true, getOrder: jest.fn(() => Promise.resolve({MADE})) }}));",
    f"vi.mock('./api', async (original) => ({{ ...(await original()), getOrder: async () => ({MADE}) }}));",
    f"vi.mock('./api', () => {{ return {{ getOrder: () => Promise.resolve({MADE}) }}; }});",
    f"const get = jest.fn();\njest.mock('./api', () => ({{ getOrder: get }}));\nit('a', () => {{ get.mockResolvedValue({MADE}); }});",
    "const getOrder = vi.hoisted(() => vi.fn());\nvi.mock('./api', () => ({ getOrder }));\n"
    f"it('a', () => {{ getOrder.mockResolvedValueOnce({MADE}); }});",
]


def _told(test: str) -> list[str]:
    page = 'import { vi } from "vitest";\n' + test
    files = {"c/orders.contract.ts": CONTRACT, "web/api.ts": API, "web/page.test.ts": page}
    return [
        page[f.range.start : f.range.end] for f in check(snapshot_as_written(files)) if f.path == "web/page.test.ts"
    ]


@pytest.mark.parametrize("test", MOCKED)
def test_what_a_mocked_function_gives_is_what_the_module_gives(test: str) -> None:
    assert _told(test.replace("KEY", "table").replace("STATE", "paid")) == []
    assert _told(test.replace("KEY", "tableNo").replace("STATE", "done")) == ["tableNo", "done"]


@pytest.mark.parametrize(
    "test",
    [
        "vi.mock('./api', () => ({ getOrder: vi.fn(async () => ({ id: '1' })) }));",  # a test may need no more
        "vi.mock('some-library', () => ({ getOrder: vi.fn(async () => ({ tableNo: 1 })) }));",
        "vi.mock('./api', () => ({ names: () => ['a'], other: () => ({ tableNo: 1 }) }));",
        "vi.mock('./elsewhere', () => ({ getOrder: () => ({ tableNo: 1 }) }));",
        "vi.mock('./api');\nvi.mock('./api', factory);",
    ],
)
def test_what_is_not_known_of_a_module_is_not_told(test: str) -> None:
    assert _told(test) == []
