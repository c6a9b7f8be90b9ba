"""`python -m tests.benchmarks.editor`, from the root of the repository."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..lspbench import generate
from ..machine import described
from . import workspace

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
BENCH = HERE.parent / "lspbench.py"
OURS = f"{sys.executable} -m dovetail lsp"
TYPESCRIPT = f"{ROOT / 'extension' / 'node_modules' / '.bin' / 'tsc'} --lsp --stdio"
YAML = f"{HERE.parent / 'peers' / 'node_modules' / '.bin' / 'yaml-language-server'} --stdio"
ENTITY_LINES = 16
COLUMNS = ("p50", "p99", "completion", "hover", "rename", "initialize", "MB")
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Server:
    """A language server, and what it is told besides."""

    label: str
    command: str
    options: tuple[str, ...] = ()


def main(only: list[str]) -> None:
    """All rows, or those of the sizes that are given (`contract:2000`, `sprint:500`)."""
    print(described())
    print("from a keystroke to the diagnostics that belong to it, milliseconds; every edit changes the findings")
    print(
        f"(with conventions, a sprint and {workspace.IMPLEMENTATIONS} files that implement the contract; completion, hover and rename: p50)"
    )
    print(f"{'file':<18}{'server':<24}" + "".join(f"{c:>11}" for c in COLUMNS) + f"{'load':>7}")
    for lines in (200, 2000, 10000):
        if not only or f"contract:{lines}" in only:
            contracts(lines)
    for lines in (500, 5000):
        if not only or f"sprint:{lines}" in only:
            sprints(lines)


def contracts(lines: int) -> None:
    """A contract file, beside TypeScript 7's own server on the same file."""
    _, text = generate(f"ts:{lines}")
    options = (
        "--edit-at", "displayName: string", "--edit-text", "x", "--complete-at", "quantity: nu", "--completions", "40",
        "--hover-at", r"interface Entity\d+", "--rename-at", r"  displayName",
    )  # fmt: skip
    servers = (Server("dovetail", OURS), Server("TypeScript 7", TYPESCRIPT))
    compare("contract", text, workspace.CONTRACT, "typescript", text.count("interface Entity"), servers, options)


def sprints(lines: int) -> None:
    """A sprint file, beside the YAML server with the sprint's schema."""
    entities = 2000 // ENTITY_LINES
    schema = (ROOT / "contracts-schema" / "sprint.schema.json").as_uri()
    settings = {"yaml": {"schemas": {schema: "*.sprint.yaml"}, "validate": True, "completion": True, "hover": True}}
    options = (
        "--edit-at", "status: draft", "--edit-text", "x", "--complete-at", "status: ", "--complete-text", "d",
        "--completions", "40", "--hover-at", r"    status",
    )  # fmt: skip
    servers = (Server("dovetail", OURS), Server("yaml-language-server", YAML, ("--settings", json.dumps(settings))))
    compare("sprint", workspace.sprint(lines, entities), workspace.SPRINT, "yaml", entities, servers, options)


def compare(
    what: str, text: str, name: str, language: str, entities: int, servers: tuple[Server, ...], options: tuple[str, ...]
) -> None:
    """A row for each server, and how many times as fast as each peer we are."""
    with tempfile.TemporaryDirectory() as folder:
        tree, document = Path(folder) / "tree", Path(folder) / "document"
        (tree / "contracts").mkdir(parents=True)
        workspace.fill(tree, entities)
        if name != workspace.CONTRACT:
            (tree / workspace.CONTRACT).write_text(generate(f"ts:{entities * ENTITY_LINES}")[1])
        document.write_text(text)
        shared = ("--file", str(document), "--name", name, "--language-id", language, "--workspace-tree", str(tree))
        ours: Figures | None = None
        for server in servers:
            figures = measured(server, (*shared, *options))
            shown = f"{what + f' {text.count(chr(10)):,}':<18}{server.label:<24}"
            if "error" in figures:
                print(f"{shown}failed: {figures['error']}")
                continue
            print(shown + row(figures) + f"{os.getloadavg()[0]:>7.1f}", flush=True)
            if missed := figures["edits"]["unanswered"]:
                print(f"{'':<18}{missed} edits have got no answer that belongs to them", flush=True)
            if ours is None:
                ours = figures
                continue
            times = " and ".join(f"{_latency(figures, q) / _latency(ours, q):.1f}" for q in ("p50", "p99"))
            print(f"{'':<18}{times} times as fast at p50 and p99", flush=True)


def measured(server: Server, options: tuple[str, ...]) -> Figures:
    done = subprocess.run(
        [
            sys.executable, str(BENCH), "--cmd", server.command, "--edits", "300", "--warmup", "20", "--starts", "3",
            *options, *server.options,
        ],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "server")},
    )  # fmt: skip
    if not done.stdout:
        return {"error": done.stderr.strip()[-300:]}
    return json.loads(done.stdout)


def row(figures: Figures) -> str:
    """One server's figures, in the order of `COLUMNS`."""
    values = [_latency(figures, "p50"), _latency(figures, "p99")]
    values += [
        figures[part]["latency_ms"]["p50"] if part in figures else None for part in ("completion", "hover", "rename")
    ]
    values += [figures["start_initialize_ms"]["p50"], figures["rss_peak_mb"]]
    return "".join(f"{v:>11.2f}" if v is not None else f"{'':>11}" for v in values)


def _latency(figures: Figures, quantile: str) -> float:
    return figures["edits"]["latency_ms"][quantile]


main(sys.argv[1:])
