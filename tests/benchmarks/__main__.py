"""Figures, with the machine they were taken on: `make bench`. Peers run beside us, so that the ratios mean something."""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from . import workspaces

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OURS = f"{sys.executable} -m dovetail lsp"
TSC = ROOT / "extension" / "node_modules" / ".bin" / "tsc"


def main() -> None:
    print(
        f"{platform.platform()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n"
    )
    keystrokes()
    check()


def keystrokes() -> None:
    """From a keystroke in a contract to the diagnostics that belong to it."""
    print("keystroke to diagnostics, milliseconds (contract file; every edit changes the findings)")
    print(f"{'server':<28}{'lines':>7}{'p50':>9}{'p99':>9}{'initialize':>12}{'MB':>7}")
    for lines in (200, 2000):
        row("dovetail", OURS, lines, name="contracts/bench.contract.ts", mode="push")
        if TSC.exists():
            row("TypeScript 7 (tsc --lsp)", f"{TSC} --lsp --stdio", lines, name="bench.contract.ts", mode="auto")
    if not TSC.exists():
        print("(no TypeScript 7 to compare with: run `make extension` first)")
    print()


def row(label: str, command: str, lines: int, name: str, mode: str) -> None:
    result = subprocess.run(
        [
            sys.executable, str(HERE / "lspbench.py"), "--cmd", command, "--label", label, "--gen", f"ts:{lines}", "--name", name,
            "--mode", mode, "--edits", "100", "--warmup", "10",
        ],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT / "server")},
    )  # fmt: skip
    if result.returncode != 0:
        print(f"{label:<28}{lines:>7}  failed: {result.stdout.strip()[-200:]} {result.stderr.strip()[-200:]}")
        return
    figures = json.loads(result.stdout)
    latency = figures["edits"]["latency_ms"]
    initialize = figures["start_initialize_ms"]["p50"]
    print(
        f"{label:<28}{lines:>7}{latency['p50']:>9.2f}{latency['p99']:>9.2f}{initialize:>12.0f}{figures['rss_peak_mb']:>7.0f}"
    )


def check() -> None:
    """A whole workspace from the command line, a process from nothing: with nothing kept, again, and after an edit."""
    print("dovetail check, a whole workspace, seconds (median of three warm runs)")
    print(f"{'TypeScript files':<18}{'cold':>8}{'warm':>8}{'one edit':>10}{'files read':>12}{'findings':>10}")
    for files in (100, 1000, 5000):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "project"
            root.mkdir()
            workspaces.generate(root, files)
            time.sleep(2.5)  # files of this very moment are read again, in case they are not finished
            cold, summary = checked(root)
            warm = statistics.median(checked(root)[0] for _ in range(3))
            edited = root / "src" / "part0" / "module0.ts"
            edited.write_text(edited.read_text() + "export const edited = true;\n")
            edit, _ = checked(root)
            found = sum(summary[s] for s in ("error", "warning", "info"))
            print(f"{files:<18}{cold:>8.2f}{warm:>8.2f}{edit:>10.2f}{summary['files']:>12}{found:>10}")


def checked(root: Path) -> tuple[float, dict[str, int]]:
    """How long a check takes, with a cache of its own beside the project."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "dovetail", "check", str(root), "--format", "json"], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "server"), "XDG_CACHE_HOME": str(root.parent / "cache")},
    )  # fmt: skip
    seconds = time.perf_counter() - began
    if not done.stdout:
        sys.exit(f"dovetail check failed: {done.stderr.strip()[-2000:]}")
    return seconds, json.loads(done.stdout)["summary"]


main()
