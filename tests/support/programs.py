"""Programs for tests, with one place of them changed."""

from collections.abc import Mapping

from dovetail.rules import check

from .snapshots import snapshot_as_written


def faults_in(
    program: Mapping[str, str], path: str = "", written: str = "", instead: str = ""
) -> list[tuple[str, str]]:
    """The errors and warnings outside of contracts, each with its file and the text at its place.

    With a `path`, what is `written` in that file, once, is replaced before.
    """
    texts = dict(program)
    if path:
        assert texts[path].count(written) == 1
        texts[path] = texts[path].replace(written, instead)
    faults = [f for f in check(snapshot_as_written(texts)) if f.severity in ("error", "warning")]
    return [(f.path, texts[f.path][f.range.start : f.range.end]) for f in faults if "contract" not in f.path]
