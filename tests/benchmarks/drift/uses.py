"""Drifts where values are used: a property that is read, a key that is written, a prop that is given, a name that is taken apart.

The type checkers say which sites use a field of a contract (`uses.json`, see `oracle.py`); what our reader sees plays no part.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from random import Random

from dovetail.core.findings import Edit
from dovetail.core.shapes import Field
from dovetail.core.text import Range
from dovetail.core.words import key

from . import names
from .mutants import At, Mutant, mutant
from .projects import JAVASCRIPT, Project
from .sites import Site, field_names, fields_of_contracts, listed_values, sites, texts

_OPERATORS: tuple[tuple[str, Callable[[str, Random], str | None]], ...] = (
    ("misspell a property", names.misspelled),
    ("respell a property", names.respelled),
    ("take another property", names.unrelated),
)
_COMPARED = re.compile(r"\s*[!=]==\s*(null|undefined)\b")
_PLAIN = re.compile(r"\s*(?:[;,)\]}]|\n|\+|[<>*/-]|[!=]==)")  # what may stand behind a value that is read as it is
_ENDS = re.compile(r"\s*[;,)\]}]")  # what may stand behind one that is all of an expression
_SINGLE = ("string", "int", "float", "decimal", "instant", "date", "time", "uuid")


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


def of_reads(project: Project) -> Iterator[Mutant]:
    """Values that are taken for something else where they are read: for an object, or for one that is left out where it is null."""
    fields = fields_of_contracts(project.snapshot)
    for site in sites(project.snapshot):
        of_contract = site.id in project.used.get(site.path, {}).get("contract", ())
        if not of_contract or site.how != "property" or not site.path.endswith((".ts", ".tsx", *JAVASCRIPT)):
            continue
        behind = Range(site.range.end, site.range.end)
        text = project.snapshot.sources[site.path].text.source
        compared = _COMPARED.match(text, site.range.end)
        if compared is not None and _is_left_out(site.name, fields) == (compared[1] == "undefined"):
            other = "null" if compared[1] == "undefined" else "undefined"
            edit = Edit(site.path, Range(*compared.span(1)), other)
            what = f"`{site.name}` is compared with {other}"
            yield mutant(project, "take null for undefined", "use", what, site.path, [edit], [site.range])
        elif _PLAIN.match(text, site.range.end) and _is_single(site.name, fields):
            edit = Edit(site.path, behind, ".quartzTint")
            what = f"`{site.name}` is asked for `quartzTint`"
            yield mutant(project, "ask a value for a member", "use", what, site.path, [edit], [site.range])
            if (
                site.path.endswith((".ts", ".tsx"))
                and _ENDS.match(text, site.range.end)
                and _is_text(site.name, fields)
            ):
                edit, what = Edit(site.path, behind, " * 2"), f"`{site.name}` is doubled"
                yield mutant(project, "reckon with a text", "use", what, site.path, [edit], [site.range])


def _is_left_out(name: str, fields: Mapping[str, list[Field]]) -> bool | None:
    """True for what is undefined where there is none, False for what is null; None where contracts do not agree."""
    said = {(f.presence == "optional", f.nullable == "yes") for f in fields.get(name, [])}
    return {(True, False): True, (False, True): False}.get(next(iter(said))) if len(said) == 1 else None


def _is_single(name: str, fields: Mapping[str, list[Field]]) -> bool:
    """True for a name under which every contract holds a text or a number."""
    known = fields.get(name, [])
    return bool(known) and all(f.kind.name in _SINGLE and not f.list_depth for f in known)


def _is_text(name: str, fields: Mapping[str, list[Field]]) -> bool:
    """True for a name under which every contract holds a text, whichever it is."""
    known = fields.get(name, [])
    return bool(known) and all(f.kind.text in ("string", "string | null") and not f.list_depth for f in known)


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
