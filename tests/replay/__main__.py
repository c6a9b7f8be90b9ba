"""`python -m tests.replay [EDITS] [BATCH]`, from the root of the repository: 100,000 edits in batches of 200."""

import os
import secrets
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))  # `tests`, as pytest has it

from replay.session import Figures, Mismatch, Session

# How much more memory the last fifth of a long run may need than the one in the middle; trees differ in size.
GROWTH = 1.1
SHORTEST = 100  # batches; before that, caches are still filling


def main(arguments: list[str]) -> int:
    edits = int(arguments[0]) if arguments else 100_000
    batch = int(arguments[1]) if len(arguments) > 1 else 200
    said = os.environ.get("DOVETAIL_SEED", "random")
    seed = secrets.randbelow(2**32) if said == "random" else int(said)
    print(f"DOVETAIL_SEED={seed} {edits:,} edits in batches of {batch}", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Session(str(seed), Path(folder)) as session:
        memory: list[float] = []
        try:
            for figures in session.run(edits, batch):
                memory.append(figures.megabytes)
                if figures.batches % 20 == 0:
                    _print(figures, started)
        except Mismatch as found:
            print(found)
            return 1
    return 0 if _is_flat(memory) else 1


def _is_flat(memory: list[float]) -> bool:
    """Print how the server's memory went, fifth by fifth; False where it still grew after the middle of a long run."""
    size = len(memory) // 5
    fifths = [median(memory[n * size : (n + 1) * size]) for n in range(5)] if size else []
    print(
        f"memory by fifths of the run: {', '.join(f'{m:.0f}' for m in fifths)} MB; most {max(memory, default=0):.0f} MB"
    )
    if len(memory) < SHORTEST:
        print("too short to say whether it is flat")
        return True
    return fifths[4] < GROWTH * fifths[2]


def _print(figures: Figures, started: float) -> None:
    passed = time.monotonic() - started
    print(
        f"{figures.edits:>7,} edits  {figures.batches:>5,} comparisons  {passed:>6.0f} s  {figures.megabytes:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
