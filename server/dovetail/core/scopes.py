"""What the names stand for that are written in a contract file: its own contracts, and those of other files that it imports.

A contract has one name in the whole tree. Where two files declare the same one, that of the first file by path keeps it, and
the others have their file's name before it: `billing.Address`.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from .cached import cached_property
from .composition import NAMES_OF, TYPE_OF, VALUES_OF
from .dataclass import dataclass, replace
from .modules import IMPORT, contract_file, exports, imported_type, module_is, nearest_files
from .shapes import Alias, Constant, Declaration, Enum, Field, FileShapes, Import, Kind, Member, Record, Reference

_DEEPEST = 100
_SUFFIX = ".contract.ts"
DEFAULT = "default"
Values = tuple[
    tuple[str, str], ...
]  # names and values of a constant, or of an enum's members, as an entry of a constant has them
Own = tuple[str, str]  # a contract file, and a name that it declares or hands on


@dataclass(frozen=True, slots=True)
class Scope:
    """Of what is written in one contract file: the names that stand for contracts of other names, and for constants of other files."""

    names: Mapping[str, str]
    values: Mapping[str, Values]

    def __bool__(self) -> bool:
        return bool(self.names or self.values)

    def differing(self, other: "Scope") -> frozenset[str]:
        """What is written that another scope of the same file reads otherwise."""
        if self is other:
            return frozenset()
        pairs = ((self.names, other.names), (self.values, other.values))
        return frozenset(w for a, b in pairs for w in a.keys() | b.keys() if a.get(w) != b.get(w))


PLAIN = Scope({}, {})


class Scopes:
    """The scopes of all contract files. `declared` are the names that each declares, in the order of its text."""

    def __init__(self, by_path: Mapping[str, FileShapes], declared: Mapping[str, tuple[str, ...]]) -> None:
        self._by_path = by_path
        self._declared = declared
        self._scopes: dict[str, Scope] = {}
        self._told: dict[
            str, Mapping[str, str]
        ] = {}  # what names of several files are called in the whole tree, by file

    @cached_property
    def places(self) -> Mapping[str, tuple[str, ...]]:
        """The files that declare each name that more than one declares, by path."""
        found: dict[str, tuple[str, ...]] = {}
        for path, names in self._declared.items():
            for name in dict.fromkeys(names):
                found[name] = (*found.get(name, ()), path)
        return {name: paths for name, paths in found.items() if len(paths) > 1}

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        return {path: frozenset(names) for path, names in self._declared.items()}

    @cached_property
    def _everything(self) -> frozenset[str]:
        return frozenset(name for names in self._declared.values() for name in names)

    def called(self, path: str, name: str) -> str:
        """The name in the whole tree of what a file declares under a name."""
        paths = self.places.get(name)
        if paths is None:
            return name
        told = self._told.get(name)
        if told is None:
            files = _files_of(paths)
            told = self._told[name] = {p: f"{files[p]}.{name}" for p in paths[1:]}
        return told.get(path, name)

    def of(self, path: str) -> Scope:
        """The scope of a contract file."""
        held = self._scopes.get(path)
        if held is None:
            held = self._scopes[path] = self._scope(path)
        return held

    def take(self, before: "Scopes") -> None:
        """Use what was found of earlier files, all of which declare the same names and import the same."""
        for path, scope in before._scopes.items():
            if not scope.values and self._by_path.get(path) is before._by_path[path]:
                self._scopes[path] = scope
        self._told = before._told
        for held in ("places", "_names", "_everything"):
            if held in before.__dict__:
                self.__dict__[held] = before.__dict__[held]

    def imports_alike(self, other: "Scopes") -> bool:
        """True where the same files say the same imports."""
        return all(
            shapes is (known := other._by_path.get(path))
            or (known is not None and alike(shapes.imports, known.imports))
            for path, shapes in self._by_path.items()
        )

    def stands_for(self, written: str, path: str) -> str:
        """The name in the whole tree of what a file calls by a name: `Billing.Invoice`, or `Bill` that it imports as that."""
        meant = self._imported(written, path)
        if meant is not None:
            own, rest = meant
            return self.called(*own) + (f".{rest}" if rest else "")
        first, dot, rest = written.partition(".")
        hidden = self._of_others(first, path)
        if hidden:
            return f"{hidden}:{written}"
        paths = self.places.get(first, ())
        if not paths:
            return written
        home = path if path in paths else nearest_files(paths, path)[0]
        return f"{self.called(home, first)}{dot}{rest}"

    def _of_others(self, name: str, path: str) -> str:
        """The module of no contract that a name is imported from, where a contract has the same name; empty for any other."""
        if name not in self._everything or name in self._names[path]:
            return ""
        imported = next((i for i in self._by_path[path].imports if i.name == name), None)
        if imported is None or contract_file(imported.module, path, self._by_path) is not None:
            return ""
        return "" if any(module_is(imported.module, p) for p in self._by_path) else imported.module

    def spellings(self, path: str, name: str, home: str) -> tuple[str, ...]:
        """How a file writes the contract that another file declares under a name, with what its imports call it."""
        local = {i.name: i.original for i in self._by_path[path].imports}
        spaces = [n for n, original in local.items() if original == "*" and n != "*"]
        renamed = [n for n, original in local.items() if original in (name, "default") and n != name]
        wanted = self.called(home, name)
        ways = (name, *renamed, *(f"{space}.{name}" for space in spaces))
        return tuple(way for way in ways if self.stands_for(way, path) == wanted)

    def _scope(self, path: str) -> Scope:
        shapes = self._by_path[path]
        foreign = self._renaming(path) if shapes.imports else frozenset[str]()
        abroad = shapes.abroad
        if not foreign and not self.places and not abroad:
            return PLAIN
        names: dict[str, str] = {}
        for written in frozenset[str]().union(*(b.targets for b in shapes.blocks), *(b.bases for b in shapes.blocks)):
            first = written.partition(".")[0]
            if first in foreign or first in self.places or written.startswith(IMPORT):
                meant = self.stands_for(written, path)
                if meant != written:
                    names[written] = meant
        known = {a: found for a in abroad if (found := self._values(a, path))}
        return Scope(names, known) if names or known else PLAIN

    def _renaming(self, path: str) -> frozenset[str]:
        """The names of a file's imports that stand for contracts of other names, or for whole files."""
        return frozenset(
            i.name
            for i in self._by_path[path].imports
            if i.name != "*" and (i.original == "*" or self.stands_for(i.name, path) != i.name)
        )

    def _values(self, written: str, path: str) -> Values:
        """What the constant or enum that a name stands for lists."""
        meant = self._imported(written, path)
        own = meant[0] if meant is not None and not meant[1] else (path, written)
        shapes = self._by_path.get(own[0])
        for index, name in enumerate(self._declared.get(own[0], ())):
            if shapes is not None and name == own[1]:
                match shapes.declarations[index]:
                    case Constant(entries=entries):
                        return tuple((e.name, e.value) for e in entries)
                    case Enum(construct="as const list", members=members):
                        return tuple(("", json.dumps(m.value, ensure_ascii=False)) for m in members)
                    case Enum(construct="enum", members=members):
                        return tuple((m.name, json.dumps(m.value, ensure_ascii=False)) for m in members)
                    case _:
                        pass
        return ()

    def _imported(self, written: str, path: str) -> tuple[Own, str] | None:
        """The file and its name that an import gives a name, and what is asked of that besides: `Billing.Role.Admin`."""
        module, rest = imported_type(written)
        if module:
            own = self._of_module(module, path, rest.partition(".")[0])
            return (own, rest.partition(".")[2]) if own is not None else None
        first, _, rest = written.partition(".")
        for imported in self._by_path[path].imports:
            if imported.name == first and first != "*":
                return self._through(imported, path, rest)
        return None

    def _through(self, imported: Import, path: str, rest: str) -> tuple[Own, str] | None:
        original = imported.original
        if original == "*":
            original, _, rest = rest.partition(".")
            if not original:
                return None
        elif original == "default":
            original = self._default(imported, path)
        own = self._of_module(imported.module, path, original)
        if own is not None and own[1] == "*":  # `export * as Billing from`
            inner, _, rest = rest.partition(".")
            own = self.exported(own[0], inner) if inner else own
        return (own, rest) if own is not None else None

    def _default(self, imported: Import, path: str) -> str:
        """The name of what a file exports without one."""
        home = contract_file(imported.module, path, self._by_path)
        values = self._by_path[home].values if home is not None else ()
        return next((v.kind.target for v in values if v.name == DEFAULT), imported.name)

    def _of_module(self, module: str, path: str, name: str) -> Own | None:
        """What a module exports under a name: of a contract file, or of what hands contracts on."""
        home = contract_file(module, path, self._by_path)
        if home is not None:
            return self.exported(home, name)
        if name not in self._everything:
            return None
        paths = self.places.get(name) or tuple(p for p, names in self._names.items() if name in names)
        handed = [p for p in paths if exports(module, p)]
        return (nearest_files(handed, path)[0], name) if handed else None

    def exported(self, path: str, name: str, seen: tuple[Own, ...] = ()) -> Own | None:
        """What a contract file exports under a name, be it that of another file; `*` is all that another one exports."""
        if name in self._names[path]:
            return path, name
        if (path, name) in seen:
            return None
        for imported in self._by_path[path].imports:
            if imported.name not in (name, "*"):
                continue
            home = contract_file(imported.module, path, self._by_path)
            if home is None:
                continue
            if imported.name == name and imported.original == "*":
                return home, "*"
            original = name if imported.name == "*" else imported.original
            found = self.exported(home, original, (*seen, (path, name)))
            if found is not None:
                return found
        return None


def alike(imports: Sequence[Import], others: Sequence[Import]) -> bool:
    """True where imports say the same, wherever each stands."""
    pairs = zip(imports, others, strict=False)
    return len(imports) == len(others) and all(
        (a.name, a.original, a.module) == (b.name, b.original, b.module) for a, b in pairs
    )


def file_of(path: str, paths: Sequence[str]) -> str:
    """How a file is named before a contract: the last parts of its path, as far as they tell it from others: `billing`, `shop/types`."""
    return _files_of({path, *paths})[path]


def _files_of(paths: Iterable[str]) -> dict[str, str]:
    """How each of some files is named; what is generated has hundreds that declare the same name."""
    parts = {path: path.removesuffix(_SUFFIX).split("/") for path in paths}
    found: dict[str, str] = {}
    for count in range(1, max(map(len, parts.values())) + 1):
        ends = {path: tuple(own[-count:]) for path, own in parts.items() if path not in found}
        same = Counter(tuple(own[-count:]) for own in parts.values())
        found |= {path: "/".join(end) for path, end in ends.items() if same[end] == 1 or count >= len(parts[path])}
    return found


class Reading:
    """The declarations of a file as its scope says what they are. Fields that several of them share stay shared."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._fields: dict[int, tuple[Field, Field]] = {}

    def declaration(self, declaration: Declaration) -> Declaration:
        """A declaration; the very same where its scope has nothing to say of it."""
        match declaration:
            case Record():
                return self._record(declaration)
            case Alias():
                return self._alias(declaration)
            case _:
                return declaration

    def _record(self, record: Record) -> Record:
        fields, methods = self._all(record.fields), self._all(record.methods)
        bases = tuple(map(self._reference, record.bases))
        defaults = tuple(map(self.kind, record.defaults))
        others = self.kind(record.others) if record.others is not None else None
        same = fields is record.fields and methods is record.methods and others is record.others
        same = same and bases == record.bases and defaults == record.defaults
        made = replace(record, fields=fields, methods=methods, bases=bases, defaults=defaults, others=others)
        return record if same else made

    def _alias(self, alias: Alias) -> Declaration:
        kind, defaults = self.kind(alias.kind), tuple(map(self.kind, alias.defaults))
        if kind is alias.kind and defaults == alias.defaults:
            return alias
        if (
            kind.name == "enum"
            and alias.kind.steps[:1] == (TYPE_OF,)
            and not alias.list_depth
            and alias.nullable != "yes"
        ):
            members = tuple(Member(v, v, alias.range) for v in kind.values)
            made = alias.name, alias.name_range, alias.range, members
            return Enum(*made, "contract", "union", alias.doc, alias.tags)
        return replace(alias, kind=kind, defaults=defaults)

    def _reference(self, reference: Reference) -> Reference:
        name = self._scope.names.get(reference.name, reference.name)
        arguments = tuple(map(self.kind, reference.arguments))
        same = name == reference.name and arguments == reference.arguments
        return reference if same else replace(reference, name=name, arguments=arguments)

    def _all(self, fields: tuple[Field, ...], depth: int = 0) -> tuple[Field, ...]:
        made = tuple(self._field(f, depth) for f in fields)
        return fields if all(a is b for a, b in zip(made, fields, strict=True)) else made

    def _field(self, field: Field, depth: int) -> Field:
        held = self._fields.get(id(field))
        if held is None or held[0] is not field:
            kind = self.kind(field.kind, depth + 1)
            known = kind.name in ("enum", "literal") and field.nullable == "unknown"
            nullable = "no" if known else field.nullable
            made = field if kind is field.kind else replace(field, kind=kind, nullable=nullable)
            held = self._fields[id(field)] = field, made
        return held[1]

    def kind(self, kind: Kind, depth: int = 0) -> Kind:
        """A kind with the names in it as the whole tree has them."""
        if depth > _DEEPEST:
            return kind
        if kind.steps[:1] == (TYPE_OF,):
            return self._of_values(kind)
        target = self._scope.names.get(kind.target, kind.target) if kind.target else ""
        options = tuple([self.kind(o, depth + 1) for o in kind.options]) if kind.options else ()
        members, signature = self._all(kind.members, depth), self._all(kind.signature, depth)
        same = target == kind.target and members is kind.members and signature is kind.signature
        same = same and all(a is b for a, b in zip(options, kind.options, strict=True))
        return kind if same else replace(kind, target=target, options=options, members=members, signature=signature)

    def _of_values(self, kind: Kind) -> Kind:
        """What a type takes from the constant that its option names."""
        options = tuple(replace(o, target=self._scope.names.get(o.target, o.target)) for o in kind.options)
        known = self._scope.values.get(kind.options[0].target) if kind.options else None
        _, how, name = (*kind.steps, "")[:3]
        if known is None:
            return replace(kind, options=options) if options != kind.options else kind
        if how == NAMES_OF:
            found = tuple(n for n, _ in known if n and "." not in n)
        elif how == VALUES_OF:
            found = tuple(_plain(value) for n, value in known if "." not in n)
        else:
            value = dict(known).get(name)
            literal = (
                Kind("literal", values=(_plain(value),), options=options, text=value) if value is not None else None
            )
            return literal or replace(kind, options=options)
        return Kind("enum", values=found, options=options, text=kind.text) if found else replace(kind, options=options)


def _plain(value: str) -> str:
    return str(json.loads(value)) if value.startswith('"') else value
