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

GROWTH = 1.25  # how much more memory the last fifth of a long run may need than the second; trees differ in size


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
    fifth = len(memory) // 5
    if fifth < 20:
        return 0  # too short to speak of memory
    early, late = median(memory[fifth : 2 * fifth]), median(memory[-fifth:])
    print(f"memory: {early:.0f} MB in the second fifth, {late:.0f} MB in the last")
    return 0 if late < GROWTH * early else 1


def _print(figures: Figures, started: float) -> None:
    passed = time.monotonic() - started
    print(
        f"{figures.edits:>7,} edits  {figures.batches:>5,} comparisons  {passed:>6.0f} s  {figures.megabytes:.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
