"""Whatever happens to a file, its own text is checked without an exception, and what it does not touch is judged as before.

`DOVETAIL_EXAMPLES=20000 DOVETAIL_SEED=random pytest tests/rules/test_corruption.py` looks longer, and elsewhere.
"""

import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from dovetail.core.contracts import SUFFIX
from dovetail.core.findings import Finding
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.features.tree import snapshot_from_texts
from dovetail.rules import check, find_rule, rules
from support.pages import whole_page
from support.tries import tries

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"
DEMO = Path(__file__).parents[2] / "server" / "dovetail" / "cli" / "demo"
PIECES = "{ } ( ) [ ] ' \" ` /* */ // -- # : ; , \n | @ < = ? . & ! => \t é 😀 \x00 a x1".split(" ")
# Two texts of one of these languages are parts of one whole, without an import that says so.
WHOLES = ("sql", "prisma", "proto", "graphql", "openapi")
# What is said of a declaration, and depends on others that may be gone: on a type, a twin, or where a router is mounted.
OF_ALL = frozenset(
    "unknown-type unknown-binding unbound-implementation double-binding stale-ignore unbound-view twin-contracts unknown-order "
    "unknown-parameter".split()
)


@dataclass(frozen=True)
class Tree:
    """A tree of texts and what is found in it."""

    name: str
    texts: dict[str, str]
    snapshot: Snapshot
    found: tuple[Finding, ...]
    is_project: bool


@dataclass(frozen=True)
class Damage:
    """One file of a tree with `text` in place of what it was; up to `intact` nothing has changed."""

    tree: Tree
    path: str
    text: str
    intact: int
    is_cut: bool


@cache
def trees() -> tuple[Tree, ...]:
    """The conforming projects, the demo, and every example of a rule's page."""
    found = {f"{p.parent.name}/{p.name}": _texts(p) for p in sorted(PROJECTS.iterdir())}
    found["demo"] = _texts(DEMO)
    for rule in rules():
        for number, section in enumerate(whole_page(rule).sections):
            if section.texts and not (section.before or section.elsewhere or section.conflicts or section.failures):
                found[f"{rule.id} {number}"] = dict(section.texts)
    made = ((name, texts, snapshot_from_texts(texts)) for name, texts in found.items())
    return tuple(Tree(name, texts, snapshot, check(snapshot), "/" in name) for name, texts, snapshot in made)


def _texts(folder: Path) -> dict[str, str]:
    files = (p for p in sorted(folder.rglob("*")) if p.is_file() and "__pycache__" not in p.parts)
    return {p.relative_to(folder).as_posix(): p.read_bytes().decode() for p in files if p.name != "uses.json"}


@pytest.mark.slow
def test_damage_stays_where_it_is(seed: int) -> None:
    count = int(os.environ.get("DOVETAIL_EXAMPLES", tries(120)))
    print(f"DOVETAIL_EXAMPLES={count}")
    chance = random.Random(seed)
    wrong: list[str] = []
    for number in range(count):
        damage = _damage(chance)
        faults = list(_faults(damage))
        if faults:
            near = damage.text[max(0, damage.intact - 60) : damage.intact + 20]
            wrong.append(
                f"{number}: {damage.tree.name} {damage.path} at {damage.intact}: {near!r}\n   " + "\n   ".join(faults)
            )
    assert not wrong, f"seed {seed}: {len(wrong)} of {count}\n" + "\n".join(wrong[:40])


def _damage(chance: random.Random) -> Damage:
    tree = chance.choice([t for t in trees() if t.is_project] if chance.randrange(5) < 2 else trees())
    path = chance.choice(sorted(tree.texts))
    text = tree.texts[path]
    at = chance.randrange(len(text) + 1)
    other = chance.choice(sorted(tree.texts.values()))
    start = chance.randrange(len(other) + 1)
    piece = chance.choice([*PIECES, other[start : start + 40]])
    match chance.randrange(4):
        case 0:
            return Damage(tree, path, text[:at], at, is_cut=True)
        case 1:
            return Damage(tree, path, text[:at] + piece + text[at:], at, is_cut=False)
        case 2:
            return Damage(tree, path, text[:at] + text[at + chance.randrange(1, 60) :], at, is_cut=False)
        case _:
            return Damage(tree, path, text[:at] + piece + text[at + chance.randrange(1, 60) :], at, is_cut=False)


def _faults(damage: Damage) -> Iterator[str]:
    tree, path = damage.tree, damage.path
    snapshot = snapshot_from_texts({**tree.texts, path: damage.text}, previous=tree.snapshot)
    try:
        after = check(snapshot)
    except Exception as error:  # noqa: BLE001
        yield f"{type(error).__name__}: {error}"
        return
    yield from (f"outside of its text: {f}" for f in after if not _is_in_its_text(f, snapshot))
    before, source = tree.snapshot.sources.get(path), snapshot.sources.get(path)
    if before is None or source is None:
        return  # the plan, which all depends on
    for other in sorted(snapshot.sources.keys() - {path}):
        if not any(_hangs_on(snapshot.sources[other], changed, snapshot) for changed in (before, source)):
            yield from _differences(f"in {other}", _at(tree.found, other), _at(after, other))
    line = damage.text.rfind("\n", 0, damage.intact) + 1
    for range in _intact(before, line):
        here = f"in the declaration at {range.start} of {path}"
        own = [[f for f in found if f.path == path and f.range.start in range] for found in (tree.found, after)]
        yield from _differences(here, own[0], own[1])
    if damage.is_cut and (source.shapes.holes or source.shapes.problems):  # else what is left can be meant so
        known = Counter(_identity(f) for f in tree.found)
        for finding in after:
            touches = finding.path == path and finding.range.start <= damage.intact == finding.range.end
            rule = find_rule(finding.rule)
            if touches and not known[_identity(finding)] and rule is not None and rule.family != "format":
                yield f"about what is being typed: {finding.rule}: {finding.message}"


def _intact(source: Source, line: int) -> Iterator[Range]:
    """The declarations that end above a line, and that nothing of the file's end can change."""
    if source.shapes.language in ("sql", "graphql", "openapi"):
        return  # what is below may alter, extend or define what is above
    if source.shapes.routes:
        return  # a type is held to the endpoint whose route, below it, carries it
    above = sorted({d.range for d in (*source.shapes.records, *source.shapes.enums) if d.range.end < line})
    if above and (source.shapes.language == "python" or source.text[above[-1]][-1:] not in "};"):
        above.pop()  # it goes on for as long as nothing ends it
    yield from above


def _hangs_on(other: Source, changed: Source, snapshot: Snapshot) -> bool:
    """Whether another file, or one that it takes something from, says anything that the changed one has a part in."""
    todo, seen = [other], {other.path}
    while todo:
        source = todo.pop()
        if _depends(source, changed):
            return True
        taken = (s for s in snapshot.sources.values() if s.path not in seen and _imports(source, s))
        for each in taken:
            seen.add(each.path)
            todo.append(each)
    return False


def _depends(other: Source, changed: Source) -> bool:
    """Whether a file itself says anything that the changed one has a part in."""
    if changed.path.endswith(SUFFIX) or other.path.endswith(SUFFIX):
        return True
    if changed.shapes.language == other.shapes.language in WHOLES:
        return True
    if other.shapes.language == "graphql" and any(r.construct.startswith("GraphQL") for r in changed.shapes.records):
        return True  # a schema may stand in a string of code
    if any(r.layer == "db" for r in changed.shapes.records):
        return True  # queries are held to tables, wherever they are
    if changed.path.endswith(".d.ts"):
        return True  # what it declares may be global
    if changed.shapes.routes and (other.shapes.routes or other.shapes.calls):
        return True  # what one program asks for another one serves, wherever that is mounted
    own = other.path.rpartition("/")[2].partition(".")[0]
    if changed.shapes.routes and any(own in i.module for i in changed.shapes.imports):
        return True  # what functions give is held to the routes that hand it on
    return _imports(other, changed) or _stem(changed) in ("index", "__init__")


def _imports(other: Source, changed: Source) -> bool:
    """Whether a file may take something from the changed one."""
    return any(_stem(changed) in i.module or i.module in (".", "..") for i in other.shapes.imports)


def _stem(source: Source) -> str:
    return source.path.rpartition("/")[2].partition(".")[0]


def _at(found: tuple[Finding, ...], path: str) -> list[Finding]:
    return [f for f in found if f.path == path]


def _differences(where: str, before: list[Finding], after: list[Finding]) -> Iterator[str]:
    old, new = (Counter(_identity(f) for f in found if _is_local(f)) for found in (before, after))
    yield from (f"new {where}: {rule}: {message}" for rule, _, message in new - old)
    yield from (f"gone {where}: {rule}: {message}" for rule, _, message in old - new)


def _is_local(finding: Finding) -> bool:
    rule = find_rule(finding.rule)
    return rule is not None and rule.family != "integration" and finding.rule not in OF_ALL


def _identity(finding: Finding) -> tuple[str, str, str]:
    return (finding.rule, finding.path, finding.message)


def _is_in_its_text(finding: Finding, snapshot: Snapshot) -> bool:
    places = [(finding.path, finding.range), *((p.path, p.range) for p in finding.related)]
    places += [(e.path, e.range) for fix in finding.fixes for e in fix.edits]
    texts = ((snapshot.text(path), range) for path, range in places)
    return all(text is not None and 0 <= range.start <= range.end <= len(text.source) for text, range in texts)
