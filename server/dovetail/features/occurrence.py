"""One place that means a thing which has a name, and how the name is written there."""

from dataclasses import dataclass
from typing import Literal

from dovetail.core.conventions import NameKind
from dovetail.core.text import Range
from dovetail.core.words import Casing

from .following import Place

# How a new name is written at a place: as it is (`exact`), in the place's own casing (`cased`), before the old one as a key
# (`keyed`: `{ new: old }`) or as the name of an import (`aliased`: `new as old`); or not at all (`kept`), for a name of its own.
# A query that asks for a column under its own name goes on to do so, and gives it the new one (`selected`: `old AS new`).
Form = Literal["exact", "cased", "keyed", "aliased", "selected", "kept"]
Access = Literal["text", "read", "write"]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place. `beside` are the other names of the record that it stands in, whose casing tells how names are written there,
    and `kind` the sort of name that conventions may govern. `own` is the casing of names there where the wire has another one. A use
    says with `names` whose spelling it shares.
    """

    path: str
    range: Range
    form: Form = "exact"
    access: Access = "text"
    beside: tuple[str, ...] = ()
    kind: NameKind | None = None
    names: Place | None = None
    own: Casing | None = None
