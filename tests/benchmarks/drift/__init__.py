"""The measure of the contract engine: conforming projects, drifts seeded into them, and rewrites that change nothing.

`python -m tests.benchmarks.drift` prints how many of the drifts are found, by rule and language, and what is reported on code
that keeps its contract. The drifts stand in code, never in a contract, and none is made where the reader chose not to look:
where a value is used is taken from the TypeScript compiler (see `uses.py`), not from our own reader.
"""
