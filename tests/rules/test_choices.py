"""Options of a choice, and columns of a table, are held to what is chosen and shown."""

import re

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** An order. */
export interface Order { id: string; status: Status; note: string | null; totalCents: number }
/** Where it stands. */
export type Status = "pending" | "paid";
"""
HEAD = 'import type { Order, Status } from "./order.contract";\n'
CHOICES = """
import { useState } from "react";
import { Select, SelectItem } from "./ui/select";
export function Choices({ order, asked }: { order: Order; asked: { status?: Status } }) {
  const [status, setStatus] = useState<Status | "all">("all");
  const [text, setText] = useState("");
  return (
    <>
      <select value={order.status}><option value="a1">Wrong</option><option value="paid">Paid</option></select>
      <select defaultValue={order.status}><option value="choose" disabled>Choose</option><option value="a2">Wrong</option></select>
      <select value={status}><option value="all">All</option><option value="a3">Wrong</option></select>
      <select value={asked.status ?? "any"}><option value="any">Any</option><option value="a4">Wrong</option></select>
      <select value={asked.status ?? ""}><option value="">Any</option><option value="a5">Wrong</option></select>
      <select value={text}><option value="whatever">Any</option></select>
      <select value={order.note ?? ""}><option value="gift">Gift</option></select>
      <Select value={order.status}><SelectItem value="a6">Wrong</SelectItem></Select>
      <input type="radio" value="a7" checked={order.status === "paid"} />
      <input type="checkbox" value="whatever" checked={text === "x"} />
    </>
  );
}
"""
TABLES = """
import { DataGrid, type GridColDef } from "@mui/x-data-grid";
import { Table } from "antd";
import type { ColDef } from "ag-grid-community";
const mui: GridColDef<Order>[] = [{ field: "b1" }, { field: "actions", renderCell: (p) => p.row.b2 }, { field: "status" }];
const own: ColDef<Order>[] = [{ field: "b3" }, { field: "label", valueGetter: (p) => p.data.b4 }];
export const Grids = ({ orders }: { orders: Order[] }) => (
  <>
    <DataGrid rows={orders} columns={mui} getRowId={(row) => row.b5} onRowClick={({ row }) => row.b6} />
    <Table dataSource={orders} rowKey="b7" onRow={(order) => order.b8} />
  </>
);
export { own };
"""


def told(source: str) -> list[str]:
    files = {"web/order.contract.ts": CONTRACT, "web/page.tsx": HEAD + source}
    found = [f for f in check(snapshot_as_written(files)) if f.path == "web/page.tsx" and f.severity == "error"]
    return sorted((HEAD + source)[f.range.start : f.range.end].strip('"') for f in found)


def test_options_are_held_to_what_is_chosen() -> None:
    assert told(CHOICES) == sorted(re.findall(r"\ba\d\b", CHOICES))


def test_columns_and_rows_of_tables_are_held_to_what_they_show() -> None:
    assert told(TABLES) == sorted(re.findall(r"\bb\d\b", TABLES))
