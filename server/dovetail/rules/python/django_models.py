"""The models of Django that a file has: by their names, with what they give to others, and with their managers."""

from collections.abc import Mapping

from dovetail.core.shapes import Signature
from dovetail.core.snapshot import Source


def users(source: Source) -> tuple[str, ...]:
    """The models of users in a file."""
    if source.shapes.language != "python":
        return ()
    bases = ((s.name, s.gives.rpartition(".")[2]) for s in source.shapes.signatures if s.how == "base")
    return tuple(name for name, base in bases if base in ("AbstractUser", "AbstractBaseUser"))


def models(source: Source) -> Mapping[str, bool]:
    return {r.name: True for r in source.shapes.records if r.construct == "django model"}


def backs(source: Source) -> Mapping[str, tuple[Signature, ...]]:
    """What the models of a file give to others, by name."""
    found: dict[str, tuple[Signature, ...]] = {}
    for signature in source.shapes.signatures:
        if signature.how == "back":
            found[signature.name] = (*found.get(signature.name, ()), signature)
    return found


def managers(source: Source) -> tuple[tuple[str, str], ...]:
    """The models of a file with the classes of their managers."""
    if source.shapes.language != "python":
        return ()
    models = {r.name for r in source.shapes.records if r.construct == "django model"}
    return tuple(
        (owner, s.gives)
        for s in source.shapes.signatures
        if s.how == "value" and s.gives and (owner := s.name.partition(".")[0]) in models and s.name.count(".") == 1
    )


def labels(source: Source) -> Mapping[str, tuple[str, ...]]:
    """The models of a file by their names in lower case, as fixtures call them."""
    return {r.name.lower(): (r.name,) for r in source.shapes.records if r.construct == "django model"}
