"""What the path of a file says of it."""

import re
from functools import lru_cache

_TESTS = ("/__tests__/", "/spec/", "/mock", "/fixtures/", "/examples/", "/cypress/", "/e2e/")
# A folder or a file that begins with the word: `tests/`, `testUtils.ts`, `testing/`; not `testimonials/`, nor `testbeds.py`.
_TEST = re.compile(
    r"(?:^|/)(?:[tT]ests?(?![a-z])|TESTS?(?![A-Z])|[tT]est(?:ing|data|utils?|helpers?|lib|suites?|support|kit|case|cases|server|setup)\b)"
)
# A part of an application that is called so itself, beside others: `src/modules/test/`, or `src/test/test.controller.ts` of NestJS.
_OWN = r"tests?\.(?:controller|module|service|resolver|gateway|repository|routes?|router)\.[jt]s$"
_PART = re.compile(rf"(?:^|/)(?:(?:modules|features|domains)/tests?/(?:{_OWN})?|tests?/{_OWN})")


@lru_cache(maxsize=65536)
def is_test(path: str) -> bool:
    """True for a file of tests, or one that is there for them: fixtures, mocks, examples."""
    name = path.rpartition("/")[2]
    own = _PART.search(path)
    return (
        _TEST.search(path if own is None else f"{path[: own.start()]}/{path[own.end() :]}") is not None
        or any(t in f"/{path.lower()}" for t in _TESTS)
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
