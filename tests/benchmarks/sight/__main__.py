"""`python -m tests.benchmarks.sight`, from the root of the repository."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # `tests`, as pytest has it

if __name__ == "__main__":
    from benchmarks.sight.command import run

    sys.exit(run())
