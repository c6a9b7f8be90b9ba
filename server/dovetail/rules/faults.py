"""What a rule yields: a finding without the rule's name and severity, which the rule's registration knows."""

from typing import Literal

from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Fix, Place, Severity
from dovetail.core.text import Range


@dataclass(frozen=True, slots=True)
class Fault:
    """A disagreement, or a decision that is missing, at a place. `severity` is given only where it is not the rule's own."""

    path: str
    range: Range
    message: str
    related: tuple[Place, ...] = ()
    fixes: tuple[Fix, ...] = ()
    severity: Severity | None = None
    tags: tuple[Literal["unnecessary"], ...] = ()
