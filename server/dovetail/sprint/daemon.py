"""`python -m dovetail.sprint.daemon ROOT`: starts the engine in the background and ends when it is ready to be asked."""

import os
import sys
from pathlib import Path

from dovetail.core.errors import DovetailError

from .paths import engine_paths
from .spawn import READY, become_daemon


def main() -> None:
    root = Path(sys.argv[1])
    answer = become_daemon(engine_paths(root).log)

    def tell(said: str) -> None:
        os.write(answer, f"{said}\n".encode())
        os.close(answer)

    try:
        # Imported here: the starter waits, but the fork is cheap while little is loaded.
        from .engine import run_engine

        run_engine(root, on_ready=lambda: tell(READY))
    except DovetailError as error:
        tell(str(error))
        raise


if __name__ == "__main__":
    main()
