"""Tables of MUI and Ant, by what their components take."""

_MUI = """\
export interface RowParams<T> { row: T; id: unknown }
export interface DataGridProps<T> {
  rows: T[];
  columns: GridColDef<T>[];
  getRowId: (row: T) => unknown;
  onRowClick: (params: RowParams<T>) => void;
  onRowDoubleClick: (params: RowParams<T>) => void;
  getRowClassName: (params: RowParams<T>) => string;
  processRowUpdate: (next: T, old: T) => unknown;
}
export function DataGrid<T>(props: DataGridProps<T>): unknown;
"""

_ANT = """\
export interface TableProps<T> {
  dataSource: T[];
  columns: ColumnsType<T>;
  rowKey: keyof T & ((row: T) => unknown);
  onRow: (row: T) => unknown;
  rowClassName: (row: T) => string;
}
export function Table<T>(props: TableProps<T>): unknown;
"""

MODULES = {
    "@mui/x-data-grid": _MUI,
    "@mui/x-data-grid-pro": _MUI.replace("DataGrid<", "DataGridPro<"),
    "@mui/x-data-grid-premium": _MUI.replace("DataGrid<", "DataGridPremium<"),
    "antd": _ANT,
}
