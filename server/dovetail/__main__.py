"""`python -m dovetail` is the `dovetail` command: the extension runs the bundled sources this way."""

from dovetail.cli.entry import main

if __name__ == "__main__":  # a worker process imports this module under another name
    main()
