"""Which contracts mention which, and what therefore crosses the wire."""

import re
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping

from .cached import cached_property
from .composition import collect_targets
from .resolution import Declared
from .shapes import Alias, Declaration, Field, Record

_NAME = re.compile(r"(?<![\w$.\"'])[A-Za-z_$][\w$.]*")


class Links:
    """The links between contracts that are known by their names."""

    @abstractmethod
    def get(self, name: str) -> Declared | None:
        """The contract that has a name in the whole tree."""

    @property
    @abstractmethod
    def by_place(self) -> Iterable[str]:
        """The names of the contracts, by path and place."""

    @property
    @abstractmethod
    def endpoints(self) -> Iterable[Record]:
        """What the endpoints declare."""

    @cached_property
    def asked(self) -> frozenset[str]:
        """All that requests carry: their bodies, parameters, queries and headers, with what those mention."""
        return self._crossing(lambda member: member not in ("response", "errors"))

    @cached_property
    def answered(self) -> frozenset[str]:
        """All that responses and errors carry."""
        return self._crossing(lambda member: member in ("response", "errors"))

    def _crossing(self, wanted: Callable[[str], bool]) -> frozenset[str]:
        targets: dict[str, None] = {}
        for field in (f for endpoint in self.endpoints for f in endpoint.fields):
            if wanted(field.name):
                collect_targets(field.kind, targets)
                targets.update(dict.fromkeys(self._behind(field)))
        return frozenset(self.all_reachable(targets))

    def references(self, declaration: Declaration) -> tuple[str, ...]:
        """The names of other declarations that this one mentions, in order."""
        names: dict[str, None] = {}
        if isinstance(declaration, Record):
            for field in declaration.fields:
                collect_targets(field.kind, names)
                if field.list_depth:
                    names.update(dict.fromkeys(self._behind(field)))
            for base in declaration.bases:
                names[base.name] = None
        elif isinstance(declaration, Alias):
            collect_targets(declaration.kind, names)
        return tuple(names)

    def _behind(self, field: Field) -> Iterator[str]:
        """The names of lists that a field has been read through, which only its text has."""
        for name in _NAME.findall(field.kind.text) if field.list_depth and "{" not in field.kind.text else ():
            contract = self.get(name)
            if contract is not None and isinstance(contract.declaration, Alias):
                yield name

    def take_links(self, before: "Links") -> None:
        """Use what was found of the links between earlier contracts, where the links and the endpoints are the same."""
        for held in ("_links", "_mentioning", "_reachable", "asked", "answered"):
            if held in before.__dict__:
                self.__dict__[held] = before.__dict__[held]

    @cached_property
    def _links(self) -> dict[str, tuple[str, ...]]:
        return {}

    def links(self, name: str) -> tuple[str, ...]:
        """The other contracts that a contract mentions itself, in order; nothing for a name that stands for none."""
        if name not in self._links:
            contract = self.get(name)
            names = self.references(contract.declaration) if contract is not None else ()
            self._links[name] = tuple(n for n in names if self.get(n) is not None)
        return self._links[name]

    @cached_property
    def _mentioning(self) -> Mapping[str, list[str]]:
        """The other way round: the contracts that mention a contract themselves."""
        found: dict[str, list[str]] = {}
        for name in self.by_place:
            for mentioned in self.links(name):
                found.setdefault(mentioned, []).append(name)
        return found

    def mentioned_by(self, name: str) -> tuple[str, ...]:
        """The contracts that mention a contract themselves."""
        return tuple(self._mentioning.get(name, ()))

    def reaching(self, names: Iterable[str]) -> Iterator[str]:
        """Some contracts, and all that mention one of them, directly or through others; the nearest first."""
        found = dict.fromkeys(n for n in names if self.get(n) is not None)
        todo = list(found)
        for current in todo:
            yield current
            for name in self._mentioning.get(current, ()):
                if name not in found:
                    found[name] = None
                    todo.append(name)

    @cached_property
    def _reachable(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        return {}

    def reachable(self, name: str) -> tuple[str, ...]:
        """The contract itself and all that it mentions, directly or through others."""
        return self.all_reachable((name,))

    def all_reachable(self, names: Iterable[str]) -> tuple[str, ...]:
        """These contracts and all that they mention, in one walk; a name that stands for none is left out."""
        asked = tuple(names)
        if asked not in self._reachable:
            found = {n: None for n in asked if self.get(n) is not None}
            todo = list(found)
            for current in todo:
                for name in self.links(current):
                    if name not in found:
                        found[name] = None
                        todo.append(name)
            self._reachable[asked] = tuple(found)
        return self._reachable[asked]
