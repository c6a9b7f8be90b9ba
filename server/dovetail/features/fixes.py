"""How a finding is mended: by the fix of its rule; or, where a name breaks a convention, by renaming it everywhere.

A rule sees one name. What else means it is known to the rename of the editor, so that is asked here, once somebody wants the fix.
"""

from collections.abc import Iterable, Mapping

from dovetail.core.contracts import SUFFIX
from dovetail.core.dataclass import replace
from dovetail.core.findings import Finding, Fix
from dovetail.core.snapshot import Snapshot
from dovetail.core.text import Range
from dovetail.rules.forbidden_name import telling
from dovetail.rules.naming.casing import governing
from dovetail.rules.naming.names import Name

from .code_renames import is_bound_by_name, renamed_in_code
from .governed import named, named_in_code
from .members import bare
from .rename import Refusal, rename
from .rename_routes import route_renaming

_ABOUT_NAMES = ("-casing", "-prefix", "-name")


def with_fixes(snapshot: Snapshot, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The same findings, each with all its fixes."""
    return tuple(replace(f, fixes=found) if (found := fixes(snapshot, f)) != f.fixes else f for f in findings)


def fixes(snapshot: Snapshot, finding: Finding) -> tuple[Fix, ...]:
    """The fixes of a finding."""
    renamed = route_renaming(snapshot, finding) if finding.rule == "route-casing" else renaming(snapshot, finding)
    if renamed is None and not finding.fixes:
        renamed = _renaming_in_code(snapshot, finding)
    return (renamed,) if isinstance(renamed, Fix) else finding.fixes


def renaming(snapshot: Snapshot, finding: Finding) -> Fix | Refusal | None:
    """The renaming that gives a name of a contract the form that conventions ask for; why it is not safe; None where none is asked."""
    name = _name(snapshot, finding)
    wanted = _wanted(snapshot, name, finding.rule) if name is not None else None
    if name is None or wanted is None or wanted == name.name:
        return None
    at = bare(snapshot.sources[name.path].text, name.range).start
    edits = rename(snapshot, name.path, at, wanted)
    return edits if isinstance(edits, Refusal) else Fix(f"Rename to '{wanted}' everywhere", edits)


def _renaming_in_code(snapshot: Snapshot, finding: Finding) -> Fix | None:
    """The renaming of what code declares, in all files that import it; None where that is not safe."""
    if not finding.rule.endswith(_ABOUT_NAMES) or finding.path not in snapshot.sources:
        return None
    held: Mapping[tuple[str, Range], Name] | None = snapshot.memo.get("names of code by place")
    if held is None:
        held = snapshot.memo["names of code by place"] = {(n.path, n.range): n for n in named_in_code(snapshot)}
    name = held.get((finding.path, finding.range))
    wanted = _wanted(snapshot, name, finding.rule) if name is not None else None
    if name is None or wanted is None or wanted == name.name or is_bound_by_name(name, snapshot):
        return None
    edits = renamed_in_code(snapshot, name, wanted)
    return Fix(f"Rename to '{wanted}' everywhere", edits) if edits else None


def _name(snapshot: Snapshot, finding: Finding) -> Name | None:
    if not finding.path.endswith(SUFFIX) or not finding.rule.endswith(_ABOUT_NAMES):
        return None
    held: Mapping[tuple[str, Range], Name] | None = snapshot.memo.get("names by place")
    if held is None:
        held = snapshot.memo["names by place"] = {(n.path, n.range): n for n in named(snapshot)}
    return held.get((finding.path, finding.range))


def _wanted(snapshot: Snapshot, name: Name, rule: str) -> str | None:
    if rule == "forbidden-name":
        return telling(name, snapshot)
    found = governing(name, snapshot)
    return found[0].apply(name.name) if found is not None and not found[0].accepts(name.name) else None


def only_fix(snapshot: Snapshot, finding: Finding) -> Fix | None:
    """The fix of a finding that has one to choose from."""
    found = fixes(snapshot, finding)
    return found[0] if len(found) == 1 else None
