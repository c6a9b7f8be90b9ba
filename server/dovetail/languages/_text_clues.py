"""What tells the meaning of a text in code."""

from typing import Literal

from dovetail.core.dataclass import dataclass
from dovetail.core.text import Range


@dataclass(frozen=True)
class Clue:
    """One thing that tells: a name that stands at `range`; a type as it is written, with the names that are taken from it
    (`Task["stage"]` is `("stage",)` of `Task`); or what a function takes as an `argument`, by its place or its name."""

    range: Range | None = None
    type: str = ""
    steps: tuple[str, ...] = ()
    call: str = ""
    argument: int | str = 0


@dataclass(frozen=True)
class Written:
    """A text, without its quotes. A `member` is asked of the name `owner`: `Role.ADMIN`, `RULES["limit"]`."""

    range: Range
    how: Literal["text", "member"]
    clues: tuple[Clue, ...] = ()
    owner: str = ""
