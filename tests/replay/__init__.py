"""A replay of edits at random against real servers: what is shown after any number of them is what a fresh server shows.

`python -m tests.replay` (part of `make soak`) makes 100,000 of them; `tests/lsp/test_replay.py` a few hundred.
"""
