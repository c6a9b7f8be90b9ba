"""Looking a path up among patterns finds what comparing it with each of them finds."""

import random

from dovetail.rules.checks.misserved import slip_of
from dovetail.rules.contracts.paths import Alike, Patterns, ends_with, segments

PARTS = ("a", "b", ":id", "{id}", "[id]", "c?x=1")


def takes(pattern: str, mounted: bool, path: str) -> bool:
    if "*" in pattern:
        return True
    if mounted:
        return ends_with(path, pattern)
    own, asked = segments(path), segments(pattern)
    return len(own) == len(asked) and all(a in (":", o) for o, a in zip(own, asked, strict=True))


def test_a_path_finds_the_patterns_that_take_it() -> None:
    rng = random.Random(3)

    def path() -> str:
        return "/" + "/".join(rng.choice(PARTS) for _ in range(rng.randint(0, 4)))

    for _ in range(200):
        patterns = [(rng.choice([path(), path(), "/a/*"]), rng.random() < 0.3, n) for n in range(rng.randint(0, 12))]
        known = Patterns(patterns)
        for asked in (path() for _ in range(10)):
            assert known.of(asked) == [n for p, mounted, n in patterns if takes(p, mounted, asked)], (asked, patterns)


def test_a_path_finds_those_that_a_slip_could_make_of_it() -> None:
    rng = random.Random(5)
    words = (
        "orders",
        "order",
        "ordres",
        "Orders",
        "categories",
        "category",
        "boxes",
        "box",
        "bx",
        "parcels",
        "persons",
        ":id",
        "{no}",
    )

    def path() -> str:
        return "/" + "/".join(rng.choice(words) for _ in range(rng.randint(0, 4)))

    def meant(own: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
        ends = {wanted, wanted[-len(own) :]} if own else {wanted}
        return any(slip_of(own, end) is not None or (own == end and set(own) > {":"}) for end in ends)

    for _ in range(300):
        paths = [path() for _ in range(rng.randint(0, 12))]
        alike = Alike((p, n) for n, p in enumerate(paths))
        for asked in (path() for _ in range(10)):
            found = alike.of([asked])
            assert found == sorted(found)
            assert {n for n, p in enumerate(paths) if meant(segments(asked), segments(p))} <= set(found), (asked, paths)
