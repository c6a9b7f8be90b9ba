"""What a route sends and takes, whatever the language."""

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Modelled, Passed, Sent, Use
from dovetail.core.text import Range


@dataclass(frozen=True, slots=True)
class Sending:
    """The names that one route carries, the objects that it sends whole, what it sends of other functions, and the classes of it."""

    carries: tuple[Use, ...] = ()
    sent: tuple[Sent, ...] = ()
    passes: tuple[Passed, ...] = ()
    models: tuple[Modelled, ...] = ()

    def __add__(self, other: "Sending") -> "Sending":
        return Sending(
            (*self.carries, *other.carries),
            (*self.sent, *other.sent),
            (*self.passes, *other.passes),
            (*self.models, *other.models),
        )


NOTHING = Sending()


def sent_as(part: str, at: Range, carries: tuple[Use, ...]) -> tuple[Sent, ...]:
    """An object that is sent, by the names that are written in it."""
    return (Sent(part, at, tuple(u.chain[1] for u in carries if len(u.chain) == 2)),)
