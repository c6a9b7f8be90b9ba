"""TanStack's tables: what makes one of its rows. Columns, rows and cells are told by their types."""

_OPTIONS = """\
export interface TableOptions<T> {
  data: T[];
  columns: ColumnDef<T>[];
  getRowId: (row: T, index: number) => string;
  getSubRows: (row: T) => T[];
}
"""


def _made_by(name: str) -> str:
    return f"{_OPTIONS}export function {name}<T>(options: TableOptions<T>): Table<T>;\n"


MODULES = {
    "@tanstack/react-table": _made_by("useReactTable"),
    "@tanstack/vue-table": _made_by("useVueTable"),
    "@tanstack/solid-table": _made_by("createSolidTable"),
}
