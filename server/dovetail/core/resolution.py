"""What the types that a contract writes stand for: through aliases, enums, and types that are made of others, across files."""

from abc import abstractmethod
from typing import Protocol

from .composition import ALL, KEY_OF, SOME, Promise, chosen, promised, step_of, transformed
from .dataclass import replace
from .parameters import ELEMENT, bound, filled_field
from .shapes import Alias, Declaration, Enum, Field, Kind, Record


class Declared(Protocol):
    """A declaration, and the file that it stands in."""

    @property
    def path(self) -> str: ...
    @property
    def declaration(self) -> Declaration: ...


class Resolution:
    """What types stand for among contracts that are known by their names."""

    @abstractmethod
    def get(self, name: str) -> Declared | None:
        """The contract that has a name in the whole tree."""

    @abstractmethod
    def record(self, name: str) -> tuple[Declared, Record] | None:
        """The record that a name stands for, through aliases of references."""

    def promised(self, contract: Declared) -> tuple[tuple[Promise, ...], bool]:
        """All fields of a contract that is a record, those of bases in other files too, and whether all of them are known."""
        declaration = contract.declaration
        assert isinstance(declaration, Record)
        return promised(contract.path, declaration, self._record)

    def _record(self, name: str) -> tuple[str, Record] | None:
        found = self.record(name)
        return (found[0].path, found[1]) if found is not None else None

    def fields_of(self, kind: Kind, deep: int = 0) -> tuple[Promise, ...] | None:
        """The fields of what a type of a contract holds, be it made of others; None where they are not wholly known."""
        if deep > 10:  # a type that is made of itself
            return None
        match kind.name:
            case "record":
                return tuple(Promise("", f) for f in kind.members)
            case "ref":
                found = self.record(kind.target)
                promises, complete = self.promised(found[0]) if found is not None else ((), False)
                if found is None or not complete:
                    return None
                arguments = bound(found[1].generics, kind.options)
                return tuple(Promise(p.path, filled_field(p.field, arguments)) for p in promises)
            case "unknown" if kind.steps[:1] == (SOME,) and kind.options:
                whole, step = self.fields_of(kind.options[0], deep + 1), step_of(kind)
                if whole is None or step.how == "unknown":
                    return None
                return tuple(Promise(p.path, f) for p in whole for f in transformed((p.field,), (step,)))
            case "unknown" if kind.steps == (ALL,):
                parts = [self.fields_of(o, deep + 1) for o in kind.options]
                every = {p.field.name: p for part in parts for p in part or ()}
                return tuple(every.values()) if all(part is not None for part in parts) else None
            case "unknown" if kind.target and kind.steps:
                field = self.looked_up(kind, deep + 1)
                return self.fields_of(field.kind, deep + 1) if field is not None and not field.list_depth else None
            case _:
                return None

    def looked_up(self, kind: Kind, deep: int = 0) -> Field | None:
        """The field that a type is taken from: `User["team"]["name"]`; its kind and lists are those of what is taken."""
        inner, field, depth = Kind("ref", kind.target), None, 0
        for step in kind.steps:
            if step == ELEMENT and depth and field is not None:
                depth -= 1
                continue
            fields = self.fields_of(inner, deep + 1) if not depth else None
            field = next((p.field for p in fields or () if p.field.name == step), None)
            if field is None:
                return None
            inner, depth = field.kind, field.list_depth
        return replace(field, list_depth=depth) if field is not None else None

    def resolved(self, kind: Kind, deep: int = 0) -> Kind:
        """A kind with references to aliases and enums, what is looked up in other types, and lists of texts made of others, followed."""
        for step in range(10):
            if kind.name == "unknown" and kind.target and kind.steps and (field := self.looked_up(kind, step)):
                kind = field.kind if not field.list_depth else Kind("unknown", text=kind.text)
                continue
            if kind.steps == (KEY_OF,) and kind.options and deep < 10:
                names = tuple(dict.fromkeys(p.field.name for p in self.fields_of(kind.options[0], deep + 1) or ()))
                return Kind("enum", values=names, text=kind.text) if names else kind
            if kind.name != "ref" or (contract := self.get(kind.target)) is None:
                member = self._member(kind.target) if kind.name == "ref" else None
                if member is not None:
                    return Kind("enum", values=(member,), text=kind.text)
                return (chosen(kind, lambda k: self.resolved(k, deep + 1)) if deep < 10 else None) or kind
            declaration = contract.declaration
            if isinstance(declaration, Enum):
                return Kind("enum", declaration.name, tuple(m.value for m in declaration.members), text=kind.text)
            if not isinstance(declaration, Alias):
                return kind
            kind = declaration.kind
        return kind

    def _member(self, name: str) -> str | None:
        """The value of `Role.Admin`, where a type names one member of an enum."""
        enum, _, member = name.rpartition(".")
        declaration = contract.declaration if enum and (contract := self.get(enum)) is not None else None
        members = declaration.members if isinstance(declaration, Enum) else ()
        return next((m.value for m in members if m.name == member), None)
