"""`dovetail init`: a first contract, conventions file and sprint, fitted to what the repository holds."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from dovetail.core.errors import UsageError
from dovetail.core.settings import SETTINGS_PATH
from dovetail.core.shapes import Field, Kind, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import CASINGS, Casing, has_casing, in_casing, singular, words

from .workspaces import read_workspace

# The folders that teams split along, most telling first: package id, title, candidate folders.
PARTS = (
    ("schema", "Database schema and migrations", ("prisma", "migrations", "db", "database")),
    ("api", "Server", ("src/api", "api", "server", "backend", "src/server", "app/api")),
    ("ui", "User interface", ("src/components", "src/ui", "components", "frontend", "web", "ui", "src/app")),
    ("tests", "Tests", ("tests", "test", "e2e")),
    ("docs", "Documentation", ("docs",)),
)
KINDS = {
    "int": "number", "float": "number", "number": "number", "boolean": "boolean", "bigint": "string", "decimal": "string",
    "json": "Record<string, unknown>",
}  # fmt: skip
FORMATS = {
    "uuid": "uuid",
    "instant": "date-time",
    "date": "date",
    "time": "time",
    "decimal": "decimal",
    "bigint": "bigint",
}


@dataclass(frozen=True, slots=True)
class Draft:
    path: str
    text: str


def init() -> None:
    """Write a first contract, conventions file and sprint, fitted to this repository. Nothing is overwritten."""
    root, snapshot = read_workspace(Path.cwd())
    drafts = [_contract(snapshot), _conventions(snapshot), _sprint(root, snapshot)]
    existing = {
        "contract": bool(tuple(snapshot.contracts)),
        "conventions": snapshot.conventions is not None,
        "sprint": bool(snapshot.sprints),
    }
    written = False
    for draft, there in zip(drafts, existing.values(), strict=True):
        target = root / draft.path
        if there or target.exists():
            typer.echo(f"kept     {draft.path}: there is one already")
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(draft.text, "utf-8")
        written = True
        typer.echo(f"wrote    {draft.path}")
    _ignore(root)
    if written:
        typer.echo(
            "\nNext: write in the contract what your parts promise each other; `dovetail bind` then tags the code that keeps it, and\n"
            "`dovetail check` says where it does not. Then commit, and launch from the sprint file."
        )


def _ignore(root: Path) -> None:
    """Settings may name a person's own servers; they are not for the team's history."""
    path = root / ".gitignore"
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    if SETTINGS_PATH not in lines and ".dovetail/" not in lines:
        path.write_text("\n".join([*lines, ".dovetail/"]) + "\n", "utf-8")
        typer.echo("added    .dovetail/ to .gitignore")


def _contract(snapshot: Snapshot) -> Draft:
    model = next((r for s in snapshot.implementations for r in s.shapes.records if r.layer == "db" and r.fields), None)
    if model is None:
        body = _interface(
            "User",
            "A person who can sign in.",
            None,
            ["/** @format uuid */\n  id: string;", "/** @format email */\n  email: string;"],
        )
    else:
        *before, last = words(model.name)
        name = in_casing("_".join([*before, singular(last)]), "PascalCase")
        members = [_member(f) for f in model.fields if not f.relation and f.kind.name not in ("unknown", "hole", "ref")]
        body = _interface(name, f"One {' '.join(words(name))}, as the table stores it.", model, members)
    return Draft("contracts/model.contract.ts", body)


def _interface(name: str, doc: str, model: Record | None, members: list[str]) -> str:
    tag = f" * @db {model.table or model.name}\n" if model is not None else ""
    return f"/** {doc}\n{tag} */\nexport interface {name} {{\n  " + "\n  ".join(members) + "\n}\n"


def _member(field: Field) -> str:
    kind = _written(field.kind)
    null = " | null" if field.nullable == "yes" else ""
    format = FORMATS.get(field.kind.name)
    tag = f"/** @format {format} */\n  " if format else ""
    return f"{tag}{in_casing(field.name, 'camelCase')}: {kind}{'[]' * field.list_depth}{null};"


def _written(kind: Kind) -> str:
    if kind.values:
        return " | ".join(json.dumps(v) for v in kind.values)
    return KINDS.get(kind.name, "string")


def _conventions(snapshot: Snapshot) -> Draft:
    columns = [
        f.stored or f.name
        for s in snapshot.implementations
        for r in s.shapes.records
        if r.layer == "db"
        for f in r.fields
    ]
    stores = [p for p in sorted(snapshot.sources) if p.endswith((".prisma", ".sql"))]
    naming: dict[str, Any] = {"contracts": "{ types: PascalCase, fields: camelCase, constants: UPPER_SNAKE_CASE }"}
    if stores:
        folder = stores[0].rpartition("/")[0]
        naming[f'"{folder}/**"' if folder else '"*.sql"'] = f"{{ columns: {_usual(columns) or 'snake_case'} }}"
    rules = "\n".join(f"  {glob}: {rule}" for glob, rule in naming.items())
    bind = (
        f"bind: [{', '.join(json.dumps(p) for p in stores if p.endswith('.prisma'))}]\n"
        if any(p.endswith(".prisma") for p in stores)
        else ""
    )
    return Draft(
        "CONVENTIONS.md",
        f"---\nnaming:\n{rules}\nforbidden: [data, info, misc]\n{bind}proseBudget: 400\n---\n"
        "# Conventions\n\nThe contracts in `contracts/` say what the parts promise each other; nobody changes them alone.\n"
        "Names on the wire are spelled exactly as in the contract.\n",
    )


def _usual(names: list[str]) -> Casing | None:
    """The casing that most of the names of two words or more have."""
    counts = Counter(casing for n in names if len(words(n)) > 1 for casing in CASINGS if has_casing(n, casing))
    return max(CASINGS, key=lambda casing: counts[casing]) if counts else None


def _sprint(root: Path, snapshot: Snapshot) -> Draft:
    folders = {p[:i] for p in snapshot.paths for i in range(len(p)) if p[i] == "/"}
    found = [
        (id, title, next(f for f in candidates if f in folders))
        for id, title, candidates in PARTS
        if folders & set(candidates)
    ]
    packages = found or [("first", "The first part", _code_folder(snapshot))]
    contract = next((c.name for c in snapshot.contracts), "User" if not snapshot.sources else None)
    setup, verify = _commands(root)
    lines = ["sprint: First sprint", "base: " + _branch(root), "contracts: [contracts/*.contract.ts]"]
    lines += [f"setup: {json.dumps(setup)}"] if setup else []
    lines += [f"verify: {json.dumps(verify)}"] if verify else []
    lines += ["limits: { agents: 5, tokens: 2000000, dollars: 25, minutes: 90 }", "packages:"]
    for n, (id, title, folder) in enumerate(packages):
        lines += [f"  - id: {id}", f"    title: {title}", "    status: draft", f'    owns: ["{folder}/**"]']
        lines += [f"    {'provides' if n == 0 else 'consumes'}: [{contract}]"] if contract else []
        lines += ["    brief: |", f"      Say here what {id} should do, in your own words."]
    return Draft("first.sprint.yaml", "\n".join(lines) + "\n")


def _code_folder(snapshot: Snapshot) -> str:
    """The folder at the top that holds most of the code; `src` where there is none yet."""
    held = Counter(s.path.partition("/")[0] for s in snapshot.implementations if "/" in s.path)
    return max(held, key=lambda folder: (held[folder], folder), default="src")


def _branch(root: Path) -> str:
    from dovetail.git.run import find_repository

    return find_repository(root).check("symbolic-ref", "--short", "HEAD").text.strip() or "main"


def _commands(root: Path) -> tuple[list[str], list[str]]:
    """How the repository installs and verifies itself, as far as its manifests say."""
    manifest = root / "package.json"
    if manifest.is_file():
        try:
            scripts = json.loads(manifest.read_text("utf-8")).get("scripts", {})
        except ValueError as error:
            raise UsageError(f"package.json is not valid JSON ({error}); mend it first.") from error
        setup = ["npm ci"] if (root / "package-lock.json").is_file() else ["npm install"]
        return setup, [f"npm run {s}" if s != "test" else "npm test" for s in ("build", "lint", "test") if s in scripts]
    if (root / "pyproject.toml").is_file():
        return [], ["python -m pytest"]
    return [], []
