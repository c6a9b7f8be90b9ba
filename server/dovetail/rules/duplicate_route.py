"""Two places serve the same route, and only one of them is ever reached."""

from collections.abc import Iterator

from dovetail.core.findings import Place
from dovetail.core.shapes import Route
from dovetail.core.snapshot import Snapshot, Source

from . import rule
from .faults import Fault
from .paths import normal_path

MANIFESTS = ("package.json", "pyproject.toml", "go.mod", "Cargo.toml", "composer.json", "Gemfile")
_TESTS = ("/test", "/__tests__/", "/spec/", "/mock", "/fixtures/", "/examples/")


@rule("integration", "error")
def check(snapshot: Snapshot, _: Snapshot) -> Iterator[Fault]:
    first: dict[tuple[str, str, str], tuple[Source, Route]] = {}
    promised = {(c.endpoint[0], normal_path(c.endpoint[1])) for c in snapshot.contracts if c.endpoint is not None}
    for source in snapshot.implementations:
        if is_test(source.path):
            continue
        for route in source.shapes.routes:
            path = normal_path(route.path)
            # A router may stand behind any prefix: there only the path of an endpoint says enough.
            if route.side != "server" or (route.mounted and (route.method, path) not in promised):
                continue
            known = first.setdefault((application_of(source.path, snapshot), route.method, path), (source, route))
            if known[1] is not route and not _chained(known, (source, route)):
                yield Fault(
                    source.path,
                    route.path_range,
                    f"`{route.method} {route.path}` is served in {known[0].path} already; keep one of the two.",
                    (
                        Place(
                            known[0].path,
                            known[1].path_range,
                            f"`{known[1].method} {known[1].path}` is served here too",
                        ),
                    ),
                )


def _chained(a: tuple[Source, Route], b: tuple[Source, Route]) -> bool:
    """True for two handlers at one place, which run one after the other."""
    return a[0].path == b[0].path and a[1].path_range == b[1].path_range


def is_test(path: str) -> bool:
    name = path.rpartition("/")[2]
    return (
        any(t in f"/{path.lower()}" for t in _TESTS) or ".test." in name or ".spec." in name or name.startswith("test_")
    )


def application_of(path: str, snapshot: Snapshot) -> str:
    """The folder of the nearest manifest above a file: two applications may serve the same route."""
    folder = path.rpartition("/")[0]
    while folder:
        if any(f"{folder}/{m}" in snapshot.paths for m in MANIFESTS):
            return folder
        folder = folder.rpartition("/")[0]
    return ""
