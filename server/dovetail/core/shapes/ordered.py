"""In which order the queries of code ask for rows."""

from typing import Literal

from ..dataclass import dataclass
from ..text import Range


@dataclass(frozen=True, slots=True)
class Ordering:
    """What rows are ordered by first, or what puts them into another order later.

    `key` is the name of the column or field as it is written, at `key_range`; empty where that is not known, or where a program
    orders what it has by itself. `table` is what the query calls that whose rows it gives: a model of Prisma, a table, a class;
    empty where that is not seen. `way_range` is where the direction is written, or else the name. `turned` is what is written instead
    of what for the other direction; None where that is not one edit. `function` is the function of the top level, or the method,
    in which this stands, by the name of a `Maker` or a `Handler`, at `name_range`, with all that it does in `within`.
    """

    range: Range
    key: str = ""
    key_range: Range = Range(0, 0)
    table: str = ""
    way: Literal["asc", "desc"] = "asc"
    way_range: Range = Range(0, 0)
    turned: tuple[Range, str] | None = None
    function: str = ""
    name_range: Range = Range(0, 0)
    within: Range = Range(0, 0)
