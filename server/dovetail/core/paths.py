"""What the path of a file says of it."""

from functools import lru_cache

_TESTS = ("/test", "/__tests__/", "/spec/", "/mock", "/fixtures/", "/examples/")


@lru_cache(maxsize=65536)
def is_test(path: str) -> bool:
    """True for a file of tests, or one that is there for them: fixtures, mocks, examples."""
    name = path.rpartition("/")[2]
    return (
        any(t in f"/{path.lower()}" for t in _TESTS) or ".test." in name or ".spec." in name or name.startswith("test_")
    )
