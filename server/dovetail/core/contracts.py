"""All contracts of a tree by name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import overload

from .cached import cached_property
from .dataclass import dataclass
from .links import Links
from .modules import ending_alike, exports, module_is, nearest_files
from .resolution import Resolution
from .scopes import Reading, Scopes
from .shapes import Alias, Constant, Declaration, Enum, FileShapes, Import, Record, Tag
from .words import key, nearest, words

SUFFIX = ".contract.ts"


@dataclass(frozen=True, slots=True)
class Contract:
    """A declaration of a contract file."""

    path: str
    declaration: Declaration
    known_as: str = ""  # where another file has a contract of its name

    @property
    def name(self) -> str:
        """Its name in the whole tree."""
        return self.known_as or self.declaration.name

    @property
    def is_endpoint(self) -> bool:
        declaration = self.declaration
        return bool(declaration.tags) and isinstance(declaration, Record) and declaration.tag("api") is not None

    @property
    def endpoint(self) -> "tuple[str, str, Tag] | None":
        """Method and path of the `@api` tag, and the tag."""
        tag = self.declaration.tag("api")
        if tag is None or not tag.value:
            return None
        path = tag.prose.split()[0] if tag.prose.split() else ""
        return tag.value.upper(), path, tag

    @property
    def table(self) -> str:
        """The table or model that its `@db` names; empty where it names none, or is not stored."""
        tag = self.declaration.tag("db")
        return tag.value if tag is not None and tag.value != "none" else ""

    @property
    def closed(self) -> bool:
        return self.declaration.tag("closed") is not None

    @property
    def outline(self) -> "Outline":
        declaration = self.declaration
        is_value = isinstance(declaration, Constant | Enum)
        return Outline(isinstance(declaration, Record), is_value, self.is_endpoint, declaration.tag("view") is not None)


@dataclass(frozen=True, slots=True)
class Outline:
    """What plans ask of a contract: whether it is a record, an endpoint, and what people see."""

    is_record: bool
    is_value: bool  # a constant or an enum: complete in the contract itself
    is_endpoint: bool
    is_view: bool


_Spot = tuple[str, int]  # a file, and the how manieth of its declarations


@dataclass(frozen=True)
class Contracts(Resolution, Links):
    """The contracts of a tree, each with a name of its own (`core/scopes.py`); of two in one file that share one it means the first."""

    by_path: Mapping[str, FileShapes]

    def __iter__(self) -> Iterator[Contract]:
        return iter(self.all)

    @cached_property
    def all(self) -> tuple[Contract, ...]:
        return tuple([contract for path in self.paths for contract in self.of_file(path)])

    @cached_property
    def paths(self) -> list[str]:
        """The contract files, in order."""
        return sorted(self.by_path)

    @cached_property
    def _of_file(self) -> dict[str, Sequence[Contract]]:
        return {}

    def of_file(self, path: str) -> Sequence[Contract]:
        """The contracts of one file, in the order of its text."""
        held = self._of_file.get(path)
        if held is None:
            shapes = self.by_path.get(path)
            held = self._of_file[path] = _OfFile(path, shapes.declarations, self.scopes) if shapes is not None else ()
        return held

    @cached_property
    def scopes(self) -> Scopes:
        """What the names in each contract file stand for."""
        return Scopes(self.by_path, self.declared)

    def stands_for(self, written: str, path: str) -> Contract | None:
        """The contract that a contract file means by a name, as it is written there."""
        return self.get(self.scopes.stands_for(written, path)) if path in self.by_path else self.get(written)

    @cached_property
    def firsts(self) -> tuple[Contract, ...]:
        """The contract that each name resolves to, by path and place."""
        return tuple([self._meant(same) for same in self._by_name.values()])

    @property
    def again(self) -> tuple[Contract, ...]:
        """The contracts whose names resolve to others."""
        return tuple([self._at(*place) for place in self._second])

    def _at(self, path: str, index: int) -> Contract:
        return self.of_file(path)[index]

    def _meant(self, same: tuple[_Spot, ...]) -> Contract:
        """What a name of several places resolves to: the first, but a type before the constant beside it that holds its values."""
        first = self._at(*same[0])
        if len(same) == 1 or not isinstance(first.declaration, Constant):
            return first
        beside = (self._at(*spot) for spot in same[1:] if spot[0] == first.path)
        return next((c for c in beside if not isinstance(c.declaration, Constant)), first)

    @cached_property
    def declared(self) -> Mapping[str, tuple[str, ...]]:
        """What each file declares, in the order of its text, by path."""
        return {path: self.by_path[path].declared for path in self.paths}

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[_Spot, ...]]:
        """Where each name is declared: in which file, as the how manieth. A type comes before the constant that it is made of."""
        found: dict[str, tuple[_Spot, ...]] = {}
        for path, names in self.declared.items():
            for index, declared in enumerate(names):
                name = self.scopes.called(path, declared)
                found[name] = (*found.get(name, ()), (path, index))
        for name, same in found.items():
            if len(same) > 1:
                found[name] = tuple(sorted(same, key=lambda at: (at[0], self._is_constant(at), at[1])))
        return found

    def _is_constant(self, place: _Spot) -> bool:
        return isinstance(self._at(*place).declaration, Constant)

    @cached_property
    def _second(self) -> tuple[_Spot, ...]:
        return tuple([place for same in self._by_name.values() if len(same) > 1 for place in same[1:]])

    @cached_property
    def _by_key(self) -> Mapping[str, tuple[_Spot, ...]]:
        found: dict[str, tuple[_Spot, ...]] = {}
        for name, places in self._by_name.items():
            found.setdefault(key(name), places)
        return found

    def take_names(self, before: "Contracts") -> None:
        """Use what was found of earlier contracts, as far as the same files are there and declare the same names."""
        if self.by_path.keys() != before.by_path.keys():
            return
        if self.declared == before.declared and self.scopes.imports_alike(before.scopes):
            self.scopes.take(before.scopes)
        for path, shapes in self.by_path.items():
            same = shapes is before.by_path[path] and path in before._of_file
            if same and self.scopes.of(path) == before.scopes.of(path) and self._called(path) == before._called(path):
                self._of_file[path] = before._of_file[path]
        if self.declared == before.declared and not before._second:
            for held in ("declared", "_by_name", "_by_key", "_second", "names", "_nearest"):
                self.__dict__[held] = getattr(before, held)

    def _called(self, path: str) -> tuple[str, ...]:
        """What is called otherwise than its file declares it."""
        shared = self.scopes.places
        return tuple([self.scopes.called(path, n) for n in self.names_of(path) if n in shared]) if shared else ()

    @cached_property
    def _endpoints(self) -> frozenset[str]:
        """The names of endpoints."""
        return frozenset(c.name for c in self.all if c.is_endpoint)

    def take_endpoints(self, before: "Contracts", names: frozenset[str]) -> None:
        """Use what was found of earlier contracts, of which only those of some names differ."""
        changed = (name for name in names if any(c.is_endpoint for c in self.same_name(name)))
        self.__dict__["_endpoints"] = (before._endpoints - names).union(changed)

    def take_tables(self, before: "Contracts") -> None:
        """Use what earlier contracts say of tables, which is the same."""
        self.__dict__["_by_table"] = before._by_table

    def names_of(self, path: str) -> tuple[str, ...]:
        """What a file declares, in the order of its text; the same value as long as that is the same."""
        return self.declared.get(path, ())

    def is_named_like(self, other: "Contracts") -> bool:
        """True where the same files declare the same names in the same order."""
        return self.declared is other.declared or self.declared == other.declared

    @property
    def by_place(self) -> Iterable[str]:
        """The names of the contracts, by path and place."""
        return self._by_name

    @property
    def endpoints(self) -> Iterator[Record]:
        """What the endpoints declare."""
        for contract in (c for name in self._endpoints for c in self.same_name(name)):
            if contract.is_endpoint and isinstance(contract.declaration, Record):
                yield contract.declaration

    @cached_property
    def names(self) -> list[str]:
        return sorted(self._by_name)

    def nearest(self, name: str) -> str | None:
        """The name of a contract that is spelled most like one that there is not, if any is close."""
        if name not in self._nearest:
            self._nearest[name] = nearest(name, self.names)
        return self._nearest[name]

    @cached_property
    def _nearest(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def id_formats(self) -> tuple[Mapping[str, int], Mapping[str, str]]:
        """How ids are written: how often each format is used, and the format of each record's own `id` by the record's words."""
        everywhere: dict[str, int] = {}
        own: dict[str, str] = {}
        for contract in self.all:
            for format, is_own in id_formats_of(contract):
                everywhere[format] = everywhere.get(format, 0) + 1
                if is_own:
                    own.setdefault(key(contract.name), format)
        return everywhere, own

    def take_id_formats(self, before: "Contracts") -> None:
        """Use what was found of earlier contracts, none of which writes its ids in another way."""
        self.__dict__["id_formats"] = before.id_formats

    def get(self, name: str) -> Contract | None:
        """The contract that has a name in the whole tree, or one of several with the last parts of its file's path before it."""
        same = self._by_name.get(name)
        if same:
            return self._meant(same)
        return self._of_file_named(name) if "." in name and name.rpartition(".")[2] in self.scopes.places else None

    def spellings(self, name: str) -> tuple[str, ...]:
        """The names that people may call a contract by its name in the whole tree, that one first."""
        own = name.rpartition(".")[2]
        if own not in self.scopes.places or (contract := self.get(name)) is None:
            return (name,)
        steps = contract.path.removesuffix(SUFFIX).split("/")
        return tuple(
            dict.fromkeys((contract.name, *(f"{'/'.join(steps[-n:])}.{own}" for n in range(1, len(steps) + 1))))
        )

    def outline(self, name: str) -> Outline | None:
        """What plans ask of a contract, None where there is none of that name."""
        contract = self.get(name)
        return contract.outline if contract is not None else None

    @cached_property
    def _by_table(self) -> Mapping[str, str]:
        """The names of the contracts that name a table, by its name."""
        found: dict[str, str] = {}
        for contract in self.firsts:  # as for every other name: what a second one of its name says binds nothing
            if contract.table:
                found.setdefault(contract.table, contract.name)
        return found

    def by_table(self, name: str) -> Contract | None:
        """The contract that names a table or model in its `@db`; of several the first."""
        found = self._by_table.get(name)
        return self.get(found) if found is not None else None

    def meant(self, name: str, path: str, imports: Iterable[Import] = ()) -> Contract | None:
        """The contract that a file of code means by a name in a comment, or in any casing of its words.

        Of several of that name it is the one that the file imports, or that is nearest to it; None where neither tells which.
        `billing.Address` says in which file it is.
        """
        if len(self.paths_of(name)) < 2:
            found = self.get(name) or self._of_file_named(name)
            alike = self.by_words(name) if found is None else None
            if alike is None or len(self.paths_of(alike.declaration.name)) < 2:
                return found or alike
            name = alike.declaration.name
        paths = self.paths_of(name)
        known = [i for i in imports if i.original == name]
        modules = [i.module for i in known if i.name == name] or [i.module for i in known]
        told = [p for m in modules for p in ending_alike(m, [p for p in paths if module_is(m, p)])]
        told = list(dict.fromkeys(told)) or nearest_files(paths, path)
        return self.get(self.scopes.called(told[0], name)) if len(told) == 1 else None

    def _of_file_named(self, name: str) -> Contract | None:
        """`billing.Address`: a contract with the last parts of its file's path before it."""
        file, _, own = name.rpartition(".")
        paths = [p for p in self.paths_of(own) if f"/{p.removesuffix(SUFFIX)}".endswith(f"/{file}")] if file else []
        return self.get(self.scopes.called(paths[0], own)) if len(paths) == 1 else None

    def imported(self, name: str, module: str) -> Contract | None:
        """The contract that a module exports under a name, to code: a contract file, or what hands contracts on."""
        paths = self.paths_of(name)
        if len(paths) == 1:
            contract = self.get(name)
            if contract is not None and exports(module, contract.path):
                return contract
        elif paths:
            told = [p for p in paths if module_is(module, p)]
            told = ending_alike(module, told) if told else [p for p in paths if exports(module, p)]
            return self.get(self.scopes.called(told[0], name)) if len(told) == 1 else None
        return self.handed_on(name, module)

    def handed_on(self, name: str, module: str) -> Contract | None:
        """What a contract file exports that another one declares, under whatever name there."""
        for path in self.paths if module.rpartition("/")[2].partition(".")[2][:8] == "contract" else ():
            if module_is(module, path) and (found := self.exported(name, path)) is not None:
                return found
        return None

    def exported(self, name: str, path: str) -> Contract | None:
        """What a contract file exports under a name, be it that of another file."""
        found = self.scopes.exported(path, name) if path in self.by_path else None
        return self.get(self.scopes.called(*found)) if found is not None and found[1] != "*" else None

    def namesakes(self, name: str) -> Iterator[Contract]:
        """What all files declare under a name, by path: in what is generated, hundreds."""
        if name not in self.scopes.places:
            yield from self.same_name(name)
            return
        for called in dict.fromkeys(self.scopes.called(path, name) for path in self.paths_of(name)):
            yield from self.same_name(called)

    def same_name(self, name: str) -> tuple[Contract, ...]:
        """The contracts of one file that share a name."""
        return tuple([self._at(*place) for place in self._by_name.get(name, ())])

    def paths_of(self, name: str) -> tuple[str, ...]:
        """The files that declare a name, by path, for those who ask for nothing else of it."""
        shared = self.scopes.places.get(name)
        return shared if shared is not None else tuple(dict.fromkeys([path for path, _ in self._by_name.get(name, ())]))

    def by_words(self, name: str) -> Contract | None:
        """The contract with the words of a name, in any casing."""
        same = self._by_key.get(key(name))
        return self._meant(same) if same is not None else None

    def record(self, name: str) -> tuple[Contract, Record] | None:
        """The record that a name stands for, through aliases of references."""
        for _ in range(10):  # a cycle of aliases resolves to nothing
            contract = self.get(name)
            if contract is None:
                return None
            if isinstance(contract.declaration, Record):
                return contract, contract.declaration
            if not isinstance(contract.declaration, Alias) or contract.declaration.kind.name != "ref":
                return None
            name = contract.declaration.kind.target
        return None


class _OfFile(Sequence[Contract]):
    """The contracts of one file, each made when it is asked for."""

    def __init__(self, path: str, declarations: Sequence[Declaration], scopes: Scopes) -> None:
        self._path = path
        self._declarations = declarations
        self._scopes = scopes
        self._made: dict[int, Contract] = {}

    @cached_property
    def _reading(self) -> Reading | None:
        """How its declarations are read, where its scope says more of them than they do."""
        scope = self._scopes.of(self._path)
        return Reading(scope) if scope else None

    def __len__(self) -> int:
        return len(self._declarations)

    @overload
    def __getitem__(self, index: int) -> Contract: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Contract]: ...
    def __getitem__(self, index: int | slice) -> Contract | Sequence[Contract]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        made = self._made.get(index)
        if made is None:
            declaration = self._declarations[index]
            read = self._reading.declaration(declaration) if self._reading is not None else declaration
            called = self._scopes.called(self._path, read.name)
            made = self._made[index] = Contract(self._path, read, called if called != read.name else "")
        return made


def id_formats_of(contract: Contract) -> list[tuple[str, bool]]:
    """The formats of a contract's ids, each with whether it is that of its own."""
    if not isinstance(contract.declaration, Record):
        return []
    found: list[tuple[str, bool]] = []
    for field in contract.declaration.fields:
        tag = field.tag("format") if field.tags else None
        if tag is not None and tag.value and words(field.name)[-1] == "id":
            found.append((tag.value, field.key == "id"))
    return found
