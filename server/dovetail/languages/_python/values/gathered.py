"""What is gathered on the way through one Python file, and who knows what stands there."""

from dataclasses import field

from tree_sitter import Node

from dovetail.core.cached import cached_property
from dovetail.core.dataclass import dataclass

from ..classes.names import Names
from ..scoping.values import Scope, Uses, Value, agreed, written_of
from ..syntax.types import Types
from .calls import Calls
from .models import Models
from .queries import Queries
from .sinks import Sinks


@dataclass(frozen=True, slots=True)
class Defined:
    """A function or a method, with the value of its class, and the scope that it stands in."""

    node: Node
    own: Value | None
    scope: Scope


@dataclass
class Gathered:
    """The uses of a file, and what its functions and attributes give that say no type."""

    types: Types
    uses: Uses = field(default_factory=Uses)
    given: dict[int, str] = field(
        default_factory=dict[int, str]
    )  # what functions give that do not say so, by their nodes' ids

    forwarded: dict[int, str] = field(
        default_factory=dict[int, str]
    )  # what functions make of their `**`, by their nodes' ids
    kept: dict[str, list[Value | None]] = field(default_factory=dict[str, list[Value | None]])  # what `self.x` is given

    defined: dict[str, Defined] = field(default_factory=dict[str, Defined])  # the functions and methods of the file

    asked: set[str] = field(default_factory=set[str])  # the functions of which callers know more than they say
    variables: dict[str, str] = field(default_factory=dict[str, str])  # the types of the variables of the file itself

    @cached_property
    def names(self) -> Names:
        return Names(self.types)

    @cached_property
    def sinks(self) -> Sinks:
        return Sinks(self.types.syntax, self.uses)

    @cached_property
    def queries(self) -> Queries:
        return Queries(self.names, self.sinks)

    @cached_property
    def models(self) -> Models:
        return Models(self.names, self.queries)

    @cached_property
    def calls(self) -> Calls:
        return Calls(self.names, self.sinks, self.queries)

    @property
    def attributes(self) -> dict[str, str]:
        """The types of what `self.x` is given in the classes of the file, by `Class.x`."""
        found = {name: type for name, values in self.kept.items() if (type := written_of(agreed(values)))}
        return {**self.variables, **found}
