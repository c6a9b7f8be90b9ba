"""What a manifest asks for: the version of each dependency, and where it says so."""

import json
import re
import tomllib
from collections.abc import Iterator
from typing import cast

from dovetail.core.dataclass import dataclass
from dovetail.core.snapshot import Source
from dovetail.core.text import Range

_SECTIONS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*((?:[<>=!~^]=?=?|@)[^;#\n]*)?")
_NUMBER = re.compile(r"\d+")
_PINNED = re.compile(r"(?:\^|~=?|={1,3})?v?\d[^,|<>\s]*\Z")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One dependency of a manifest, in one ecosystem; `version` is as it is written, without spaces."""

    ecosystem: str
    name: str
    version: str
    range: Range


def wanted(source: Source) -> dict[tuple[str, str], Wanted]:
    """The dependencies that a manifest names, by ecosystem and name; none for any other file, or one that cannot be read."""
    name = source.path.rpartition("/")[2]
    try:
        if name == "package.json":
            found = list(_of_package_json(source))
        elif name == "pyproject.toml":
            found = list(_of_pyproject(source))
        elif name.startswith("requirements") and name.endswith((".txt", ".in")):
            found = list(_of_requirements(source))
        else:
            return {}
    except ValueError:  # it is being written
        return {}
    return {(w.ecosystem, w.name): w for w in found}


def major(version: str) -> str:
    """The first number of a version that is pinned to it; below 1 the second counts too. Empty where others may do."""
    if not _PINNED.match(version):
        return ""
    numbers = _NUMBER.findall(version)
    return ".".join(numbers[: 2 if numbers[:1] == ["0"] else 1])


def _of_package_json(source: Source) -> Iterator[Wanted]:
    data = json.loads(source.text.source)
    if not isinstance(data, dict):
        return
    for section in _SECTIONS:
        entries = cast("dict[str, object]", data).get(section)
        if isinstance(entries, dict):
            for name, version in cast("dict[str, object]", entries).items():
                if isinstance(version, str):
                    place = re.compile(rf'"{re.escape(name)}"\s*:\s*("{re.escape(version)}")')
                    yield _wanted("npm", name, version, place.search(source.text.source))


def _of_pyproject(source: Source) -> Iterator[Wanted]:
    data = tomllib.loads(source.text.source)
    project = data.get("project", {})
    groups = [project.get("dependencies", []), *project.get("optional-dependencies", {}).values()]
    groups += [g for g in data.get("dependency-groups", {}).values() if isinstance(g, list)]
    for text in (t for group in groups if isinstance(group, list) for t in cast("list[object]", group)):
        found = _REQUIREMENT.match(text) if isinstance(text, str) else None
        if found is not None and found[2]:
            place = re.search(re.escape(cast("str", text)), source.text.source)
            yield _wanted("python", _normal(found[1]), found[2], place)


def _of_requirements(source: Source) -> Iterator[Wanted]:
    at = 0
    for line in source.text.source.splitlines(keepends=True):
        found = _REQUIREMENT.match(line)
        if found is not None and found[2] and not line.lstrip().startswith(("#", "-")):
            range = Range(at + found.start(1), at + len(line.rstrip()))
            yield Wanted("python", _normal(found[1]), "".join(found[2].split()), range)
        at += len(line)


def _wanted(ecosystem: str, name: str, version: str, place: re.Match[str] | None) -> Wanted:
    group = 1 if place is not None and place.re.groups else 0
    range = Range(*place.span(group)) if place is not None else Range(0, 0)
    return Wanted(ecosystem, name, "".join(version.split()), range)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
