"""Figures, with the machine they were taken on: `make bench`; those at the keyboard, beside our peers, are `make bench-editor`."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # `tests`, as pytest has it

from . import large, live, workspaces
from .machine import described

ROOT = Path(__file__).parents[2]
TSC = ROOT / "extension" / "node_modules" / ".bin" / "tsc"


def main() -> None:
    print(described())
    check()
    editor()
    live.show()


def check() -> None:
    """A whole workspace from the command line, a process from nothing: with nothing kept, again, and after an edit."""
    print("a whole workspace, from the start of the process: seconds (and seconds of processor time)")
    print("(TypeScript 7 has nothing installed beside it, so what it finds is that express and react are missing)")
    head = f"{'TypeScript files':<18}{'lines':>9}  {'':<20}"
    print(f"{head}{'cold':>16}{'warm':>16}{'one edit':>16}{'findings':>10}{'load':>7}")
    for files in (100, 1000, 5000):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "project"
            root.mkdir()
            workspaces.generate(root, files)
            lines = sum(f.read_text().count("\n") for f in root.rglob("*.ts*"))
            time.sleep(2.5)  # files of this very moment are read again, in case they are not finished
            for name, run in (("dovetail check", checked), ("TypeScript 7, tsc", compiled)):
                cold, found = run(root)
                warm = sorted(run(root)[0] for _ in range(5))[2]
                edited = next((root / "src").rglob("service.ts"))
                edits: list[Spent] = []
                for _ in range(5):
                    edited.write_text(f"{edited.read_text()}export const edited{time.time_ns()} = true;\n")
                    edits.append(run(root)[0])
                row = "".join(
                    f"{f'{spent.seconds:.2f} ({spent.work:.2f})':>16}" for spent in (cold, warm, sorted(edits)[2])
                )
                print(f"{files:<18}{lines:>9}  {name:<20}{row}{found:>10}{os.getloadavg()[0]:>7.1f}")
    print()


@dataclass(frozen=True, slots=True, order=True)
class Spent:
    """What a command took by the clock, and of the processor's cores, its children included."""

    seconds: float
    work: float


def checked(root: Path) -> tuple[Spent, int]:
    """How long a check takes, with a cache of its own beside the project, and how much it finds."""
    command = [sys.executable, "-m", "dovetail", "check", str(root), "--format", "json"]
    spent, done = ran(command, _environment(root))
    if not done.stdout:
        sys.exit(f"dovetail check failed: {done.stderr.strip()[-2000:]}")
    summary = json.loads(done.stdout)["summary"]
    return spent, sum(summary[s] for s in ("error", "warning", "info"))


def compiled(root: Path) -> tuple[Spent, int]:
    """The same of the TypeScript compiler, with what it keeps from one run to the next beside the project."""
    options = {
        "noEmit": True, "incremental": True, "tsBuildInfoFile": "kept.tsbuildinfo", "strict": True, "skipLibCheck": True,
        "target": "es2023", "module": "nodenext", "jsx": "preserve", "types": [],
    }  # fmt: skip
    config = root.parent / "tsconfig.json"
    config.write_text(json.dumps({"compilerOptions": options, "include": [f"{root.name}/**/*"]}))
    spent, done = ran([str(TSC), "-p", str(config), "--pretty", "false"], dict(os.environ))
    if not (root.parent / "kept.tsbuildinfo").exists():
        sys.exit(f"tsc failed: {(done.stdout + done.stderr).strip()[-2000:]}")
    return spent, done.stdout.count(": error TS")


def ran(command: list[str], env: dict[str, str]) -> tuple[Spent, subprocess.CompletedProcess[str]]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime), done


def editor() -> None:
    """The language server over a large workspace, with somebody typing in a contract all the while."""
    print("dovetail lsp, 5,000 TypeScript files: from a keystroke in a contract to its diagnostics, milliseconds")
    print(f"{'the workspace':<22}{'seconds':>9}{'p50':>9}{'p99':>9}{'longest':>9}{'MB':>7}{'load':>7}")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        root.mkdir()
        workspaces.generate(root, 5000)
        for phase in large.phases(root, _environment(root)):
            times = f"{phase.quantile(0.5):>9.2f}{phase.quantile(0.99):>9.2f}{max(phase.latencies):>9.2f}"
            load = os.getloadavg()[0]
            print(f"{phase.name:<22}{phase.seconds:>9.1f}{times}{phase.megabytes:>7.0f}{load:>7.1f}")
    print()


def _environment(root: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "server"), "XDG_CACHE_HOME": str(root.parent / "cache")}


main()
