"""Tables of libraries, by the type of their rows: TanStack's columns and rows, and those of MUI's, Ant's and AG Grid's tables."""

import re
from collections.abc import Sequence

from dovetail.core.parameters import Typed
from dovetail.core.shapes import COLUMN, Kind

from ..syntax.made import CALL, KEY_OF, NOWHERE, function, inside, member
from .scopes import Value
from .values import Uses

# What shows a column that need not be a field.
RENDERERS = frozenset({"cell", "Cell", "render", "renderCell", "cellRenderer", "valueGetter", "getActions"})
_HELPERS = re.compile(r"^createColumnHelper$")
_TABLES = re.compile(r"^(?:useTable|createTable)$")
_MODELS = tuple(
    f"get{how}RowModel"
    for how in ("", "Core", "Filtered", "Sorted", "Selected", "Pagination", "Expanded", "PreFiltered")
)
_CELLS = frozenset({"CellContext", "HeaderContext", "CellProps"})
_COLUMNS = frozenset(
    {"ColumnDef", "AccessorColumnDef", "DisplayColumnDef", "AccessorKeyColumnDef", "AccessorFnColumnDef"}
)
_OTHERS = frozenset("Row Table GridColDef GridRenderCellParams ColumnType ColumnsType TableColumnsType ColDef".split())
_TYPES = _CELLS | _COLUMNS | _OTHERS


def table_type(base: str, given: Sequence[Typed]) -> Typed | None:
    """What a generic type of such a library holds; None for any other."""
    if base not in _TYPES or not given or given[0].kind.name not in ("ref", "record", "unknown"):
        return None
    row = given[0]
    if base in _COLUMNS:
        return _column(row)
    if base in _CELLS:
        return _cell(row)
    if base == "Row":
        return _row(row)
    if base == "Table":
        return _table(row)
    if base == "GridColDef":
        shown = function(None, inside(row=row))
        value = function(None, Typed(Kind("unknown"), "unknown"), row)
        return inside(field=_key(row), renderCell=shown, valueGetter=value, valueFormatter=value)
    if base == "ColDef":
        shown = function(None, inside(data=row))
        return inside(field=_key(row), cellRenderer=shown, valueGetter=shown, valueFormatter=shown)
    if base == "GridRenderCellParams":
        return inside(row=row)
    column = inside(
        dataIndex=_key(row),
        render=function(None, Typed(Kind("unknown"), "unknown"), row),
        sorter=function(None, row, row),
    )
    return column if base == "ColumnType" else Typed(column.kind, list_depth=1)


def table_of(name: str, said: Sequence[Typed], given: Sequence[Value | None], uses: Uses) -> Value | None:
    """What makes columns for rows of a type, and the table of the rows that are given."""
    if _HELPERS.match(name) and said:
        takes = function(None, _accessor(said[0]), _column(said[0]))
        return uses.value(
            inside(accessor=takes, display=function(None, _column(said[0])), group=function(None, _column(said[0]))),
            name,
        )
    if not _TABLES.match(name):
        return None
    rows = uses.property(given[0], "data", NOWHERE, name) if given else None
    row = said[0] if said else None
    if row is None and rows is not None:
        element = uses.element(rows, NOWHERE)
        row = element.typed if element is not None else None
    return uses.value(_table(row), name) if row is not None else None


def _table(row: Typed) -> Typed:
    own = _row(row)
    rows = function(inside(rows=Typed(own.kind, list_depth=1), flatRows=Typed(own.kind, list_depth=1)))
    return inside(getRow=function(own), **dict.fromkeys(_MODELS, rows))


def _row(row: Typed) -> Typed:
    return inside(original=row, getVisibleCells=function(Typed(_cell(row).kind, list_depth=1)))


def _column(row: Typed) -> Typed:
    shown, own = function(None, _cell(row)), inside(original=row)
    return inside(
        accessorKey=_key(row), accessorFn=function(None, row), cell=shown, aggregatedCell=shown,
        sortingFn=function(None, own, own), filterFn=function(None, own),
    )  # fmt: skip


def _cell(row: Typed) -> Typed:
    return inside(row=inside(original=row))


def _key(row: Typed) -> Typed:
    """The name of a field of a row, or of anything else: a column of buttons has a key, too."""
    return Typed(Kind("unknown", options=(row.kind,), steps=(KEY_OF,), text=COLUMN))


def _accessor(row: Typed) -> Typed:
    """The name of a field of a row, or a function that is given the row."""
    chosen = (member(CALL, Typed(Kind("unknown"), "unknown")), member("(0)", row))
    return Typed(Kind("unknown", options=(row.kind,), steps=(KEY_OF,), members=chosen))
