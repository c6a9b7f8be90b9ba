"""Drifts where values are used: a property that is read, a key that is written, a prop that is given, a name that is taken apart.

The type checkers say which sites use a field of a contract (`uses.json`, see `oracle.py`); what our reader sees plays no part.
"""

from collections.abc import Callable, Iterator
from random import Random

from dovetail.core.findings import Edit
from dovetail.core.words import key

from . import names
from .mutants import At, Mutant, mutant
from .projects import Project
from .sites import Site, field_names, listed_values, sites, texts

_OPERATORS: tuple[tuple[str, Callable[[str, Random], str | None]], ...] = (
    ("misspell a property", names.misspelled),
    ("respell a property", names.respelled),
    ("take another property", names.unrelated),
)


def of_code(project: Project, random: Random) -> Iterator[Mutant]:
    """All drifts at the uses that the type checkers know."""
    known = {k for n in field_names(project.snapshot) for k in (n, key(n))}
    for site in sites(project.snapshot):
        kind = next((k for k, ids in project.used.get(site.path, {}).items() if site.id in ids), None)
        if kind is None:
            continue
        at: At = "use" if kind == "contract" else "indirect use"
        for operator, other in _OPERATORS:
            new = other(site.name, random)
            if new is None or new in known or (key(new) == key(site.name)) != (operator == "respell a property"):
                continue
            text = f"{new}: {site.name}" if _is_shorthand(site, project) else new
            edit = Edit(site.path, site.range, text)
            what = f"`{site.name}` ({site.how}) is `{new}`"
            yield mutant(project, operator, at, what, site.path, [edit], [site.range])


def of_values(project: Project, random: Random) -> Iterator[Mutant]:
    """Texts that are none of the values which a contract lists, where the type checker would refuse them."""
    values = listed_values(project.snapshot)
    for site in texts(project.snapshot):
        if site.id not in project.used.get(site.path, {}).get("value", ()):
            continue
        for operator, other in (("misspell a value", names.misspelled), ("take another value", names.unrelated)):
            new = other(site.name, random)
            if new in values or (site.how == "key" and not new.isidentifier()):
                continue
            what = f"`{site.name}` ({site.how}) is `{new}`"
            edit = Edit(site.path, site.range, new)
            yield mutant(project, operator, "use", what, site.path, [edit], [site.range])


def _is_shorthand(site: Site, project: Project) -> bool:
    """True where one name stands for both the property and a variable."""
    if site.how == "shorthand":
        return True
    behind = project.snapshot.sources[site.path].text.source[site.range.end :].lstrip()
    return site.how == "pattern" and not behind.startswith(":")
