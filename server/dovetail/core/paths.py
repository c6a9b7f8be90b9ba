"""What the path of a file says of it."""

from functools import lru_cache

_TESTS = ("/test", "/__tests__/", "/spec/", "/mock", "/fixtures/", "/examples/", "/cypress/", "/e2e/")


@lru_cache(maxsize=65536)
def is_test(path: str) -> bool:
    """True for a file of tests, or one that is there for them: fixtures, mocks, examples."""
    name = path.rpartition("/")[2]
    return (
        any(t in f"/{path.lower()}" for t in _TESTS)
        or ".test." in name
        or ".spec." in name
        or ".cy." in name
        or name.startswith("test_")
    )


def folders_shared(a: str, b: str) -> int:
    """How many folders two paths have in common, from the root on."""
    count = 0
    for x, y in zip(a.split("/")[:-1], b.split("/")[:-1], strict=False):
        if x != y:
            break
        count += 1
    return count
