"""Factories of tests, as those know them who see all files: what each takes besides the fields of what it makes."""

from collections.abc import Mapping

from dovetail.core.dataclass import dataclass
from dovetail.core.shapes import Use
from dovetail.core.snapshot import Snapshot, Source

_LIBRARIES = frozenset(
    "Factory DictFactory DjangoModelFactory SQLAlchemyModelFactory MongoEngineFactory MogoFactory ModelFactory DataclassFactory "
    "TypedDictFactory MsgspecFactory AttrsFactory SQLAlchemyFactory SQLAASyncFactory BeanieDocumentFactory OdmanticModelFactory".split()
)
_REMAKES = frozenset({"_create", "_build", "_adjust_kwargs", "create", "build", "_get_model_class", "**"})
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class _Factory:
    """What the class of a factory says: its names, and its bases."""

    names: frozenset[str]
    bases: tuple[str, ...]


def may_take(use: Use, snapshot: Snapshot) -> bool:
    """True where the first name that a factory is given may be none of what it makes: where it knows the name itself, or is not all seen.

    What its class sets goes into what it makes, so long as it does not remake that.
    """
    names = _names(use.type_name.rpartition(".")[2], snapshot, 0)
    return names is None or bool(names & _REMAKES) or (use.access == "read" and use.chain[0] in names)


def may_be_taken(name: str, made: str, snapshot: Snapshot) -> bool:
    """True where a factory that makes objects of a class may take a name that these do not have, or is not all seen; or where none is."""
    makers = [factory for _, found in snapshot.sources_with(_makers, made) for factory in found]
    each = [_names(factory, snapshot, 0) for factory in makers]
    return not each or any(names is None or name in names or bool(names & _REMAKES) for names in each)


def _makers(source: Source) -> Mapping[str, tuple[str, ...]]:
    """The factories of a file by the last names of the classes whose objects they make."""
    found: dict[str, tuple[str, ...]] = {}
    factories = _factories(source)
    for signature in source.shapes.signatures if factories else ():
        if signature.how == "alias" and signature.name in factories:
            made = signature.gives.rpartition(".")[2]
            found[made] = (*found.get(made, ()), signature.name)
    return found


def _names(factory: str, snapshot: Snapshot, depth: int) -> frozenset[str] | None:
    """The names of a factory's class and of those that it inherits from; None where one of them is not seen."""
    if factory in _LIBRARIES:
        return frozenset()
    found = snapshot.sources_with(_factories, factory)
    if len(found) != 1 or depth > _DEEPEST:
        return None
    names = found[0][1].names
    for base in found[0][1].bases:
        above = _names(base, snapshot, depth + 1)
        if above is None:
            return None
        names |= above
    return names


def _factories(source: Source) -> Mapping[str, _Factory]:
    """The classes of a file by whose bases they may be factories."""
    bases: dict[str, list[str]] = {}
    for signature in source.shapes.signatures if source.shapes.language == "python" else ():
        if signature.how == "base" and "Factory" in signature.gives:
            bases.setdefault(signature.name, []).append(signature.gives.partition("<")[0].rpartition(".")[2])
    known = {d.name: frozenset(d.members) for d in source.shapes.definitions if d.construct == "class"}
    return {name: _Factory(known[name], tuple(b)) for name, b in bases.items() if name in known}
