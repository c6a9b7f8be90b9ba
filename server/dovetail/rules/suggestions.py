"""What a message says of a name that is not known, and the fix that writes the one that was meant."""

from collections.abc import Iterable

from dovetail.core.findings import Edit, Fix
from dovetail.core.snapshot import Source
from dovetail.core.text import Range
from dovetail.core.words import key, nearest

_SHOWN = 8


def meant(name: str, known: Iterable[str]) -> str | None:
    """The known name of the same words, else the nearest."""
    names = list(known)
    return next((k for k in names if key(k) == key(name)), None) or nearest(name, names)


def hint(name: str, known: Iterable[str]) -> str:
    """The end of the sentence: what may be meant, or what there is."""
    names = list(known)
    near = meant(name, names)
    if near is not None:
        return f"; did you mean `{near}`?"
    if not names:
        return ", which has none."
    return f", which has {', '.join(f'`{n}`' for n in names[:_SHOWN])}{' …' if len(names) > _SHOWN else ''}."


def rename_fix(source: Source, name: str, range: Range, known: Iterable[str]) -> tuple[Fix, ...]:
    """Writes the name that was meant."""
    near = meant(name, known)
    if near is None or source.text[range] != name:
        return ()
    return (Fix(f"Change to `{near}`", (Edit(source.path, range, near),)),)
