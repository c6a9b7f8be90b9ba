"""`python -m dovetail` is the `dovetail` command: the extension runs the bundled sources this way."""

from dovetail.cli.main import main

main()
