"""Where the process of a command begins: an editor's server at once, everything else by way of typer."""

import sys


def main() -> None:
    if sys.argv[1:] == [
        "lsp"
    ]:  # an editor waits for the first answer, and typer takes longer to import than that to give
        from dovetail.lsp.start import run

        run()
    from .main import main

    main()
