"""`python -m dovetail.sprint.daemon ROOT`: starts the engine in the background and ends when it is ready to be asked."""

import contextlib
import gc
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
        # Nobody waits any more where the starter has ended.
        with contextlib.suppress(OSError):
            os.write(answer, f"{said}\n".encode())
            os.close(answer)

    try:
        # Imported here: the fork is cheap while little is loaded. Nothing of it is garbage, now or later.
        gc.disable()
        from .engine import run_engine

        gc.freeze()
        gc.enable()
        run_engine(root, on_ready=lambda: tell(READY))
    except DovetailError as error:
        tell(str(error))
        raise SystemExit(2) from error
    except BaseException as error:
        tell(f"{type(error).__name__}: {error}")
        raise


if __name__ == "__main__":
    main()
