"""The trees that are edited: the conforming projects, each with a sprint over it."""

import re
from functools import cache
from pathlib import Path

PROJECTS = Path(__file__).parents[1] / "fixtures" / "projects"
NAMES = sorted(p.name for p in PROJECTS.iterdir() if p.is_dir())
SPRINT = "work.sprint.yaml"
_DECLARED = re.compile(r"^export (?:interface|type|enum|const) ([A-Z]\w*)", re.MULTILINE)


@cache
def tree(name: str) -> dict[str, str]:
    """The texts of a project and of its sprint, by path."""
    root = PROJECTS / name
    files = [p for p in sorted(root.rglob("*")) if p.is_file() and p.name != "uses.json"]
    texts = {p.relative_to(root).as_posix(): p.read_bytes().decode() for p in files}
    return {**texts, SPRINT: _sprint(name, texts)}


def _sprint(name: str, texts: dict[str, str]) -> str:
    """A sprint with a package for each folder, which the first provides for and the others consume from."""
    declared = [n for p, t in texts.items() if p.endswith(".contract.ts") for n in _DECLARED.findall(t)][:6]
    folders = sorted({p.split("/")[0] for p in texts if "/" in p and not p.startswith("contracts/")})
    lines = [f"sprint: {name.title()}", "contracts: [contracts/*.contract.ts]", "verify: ['true']", "packages:"]
    for number, folder in enumerate(folders):
        lines += [
            f"  - id: {folder}",
            "    status: ready",
            f"    owns: [{folder}/**]",
            f"    {'consumes' if number else 'provides'}: [{', '.join(declared)}]",
            "    verify: ['true']",
            f"    brief: Write what is in {folder}.",
        ]
    return "\n".join(lines) + "\n"
