"""Reads what compilers, linters and test runners print when they fail, into places that an editor can show."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from dovetail.core.snapshot import Failure

LARGEST = 100  # failures of one command; who has more has one cause
_TAIL = 4000

Locate = Callable[[str], str | None]
"""The path in the tree that a path in an output means; None for one that is not in it."""

Reader = Callable[[str, Locate], Iterator[Failure]]


def read_failures(
    command: str, code: int, output: str, roots: Sequence[str], paths: Collection[str]
) -> tuple[Failure, ...]:
    """What a failed command complains about. One that names no place in the tree gives one failure without a place."""
    plain = _ANSI.sub("", output).replace("\r\n", "\n")
    locate = _locator(roots, paths)
    found: dict[tuple[str | None, int | None, str], Failure] = {}
    for readers in (_READERS, _LAST_RESORT):
        for reader in readers:
            for failure in reader(plain, locate):
                found.setdefault((failure.path, failure.line, failure.message), failure)
        if found:
            break
    tail = plain[-_TAIL:]
    whole = list(found.values())[:LARGEST] or [Failure("", _summary(command, code, plain))]
    return tuple(replace(failure, command=command, output=tail) for failure in whole)


def _locator(roots: Sequence[str], paths: Collection[str]) -> Locate:
    prefixes = [root.rstrip("/") + "/" for root in roots]

    def locate(raw: str) -> str | None:
        path = raw.removeprefix("file://")
        for prefix in prefixes:
            path = path.removeprefix(prefix)
        while path.startswith("./"):
            path = path[2:]
        return path if path in paths else None

    return locate


def _summary(command: str, code: int, output: str) -> str:
    """One sentence for a command whose output names no place: the last line that says something."""
    lines = [line.strip() for line in output.splitlines()]
    told = [line for line in lines if line and not _NOISE.match(line)]
    loud = [line for line in told if re.search(r"\b(error|fail|cannot|not found|missing)", line, re.IGNORECASE)]
    said = (loud or told or [""])[-1][:300]
    return f"`{command}` ended with exit code {code}" + (f": {said}" if said else " and said nothing.")


_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07]*\x07")
_NOISE = re.compile(
    r"npm (ERR!|error|notice|warn)|>|[-=_*#~^⎯\s]*$|⎯+ .* ⎯+$|Node\.js v|1\.\.\d"
    r"|#? ?(duration_ms|cancelled|skipped|todo|suites|pass|tests) \d"
)

_FRAME = re.compile(r"^\s*(?:at |❯ )?(?:.*\()?((?:file://)?[^\s():]+\.[A-Za-z]+):(\d+):(\d+)\)?", re.MULTILINE)


def _frame(text: str, locate: Locate) -> tuple[str, int, int] | None:
    """The first frame of a stack that is in the tree."""
    for frame in _FRAME.finditer(text):
        path = locate(frame[1])
        if path is not None:
            return path, int(frame[2]), int(frame[3])
    return None


# --- test runners ---------------------------------------------------------------------------------------------------

_TAP = re.compile(
    r"^(?P<in> *)not ok \d+ - (?P<name>.*)\n(?P=in)  ---\n(?P<yaml>(?:(?P=in)  .*\n|\n)*?)(?P=in)  \.\.\.", re.MULTILINE
)
_TAP_ERROR = re.compile(r"^ *error: (?:\|-?\n(?P<block>(?: +.*\n|\n)+?)(?= *\w+: |\Z)|(?P<line>.*))", re.MULTILINE)
_TAP_PLACE = re.compile(r"^ *location: '([^']+):(\d+):(\d+)'", re.MULTILINE)


def _tap(output: str, locate: Locate) -> Iterator[Failure]:
    """TAP, which `node --test` prints where no terminal is."""
    for test in _TAP.finditer(output):
        yaml = test["yaml"]
        if "failureType: 'subtestsFailed'" in yaml:
            continue
        error = _TAP_ERROR.search(yaml)
        said = _flat((error["block"] or error["line"] or "") if error else "").strip("'\"")
        place = _frame(yaml.partition("stack: ")[2], locate)
        if place is None and (named := _TAP_PLACE.search(yaml)) and (path := locate(named[1])):
            place = path, int(named[2]), int(named[3])
        yield _failure(place or _whole_file(test["name"], locate), _titled(test["name"], said))


_SPEC = re.compile(r"^test at (\S+):(\d+):(\d+)\n✖ (.*?)(?: \([\d.]+ms\))?\n((?: .*\n?|\n)*)", re.MULTILINE)


def _spec(output: str, locate: Locate) -> Iterator[Failure]:
    """The summary of `node --test` on a terminal."""
    for test in _SPEC.finditer(output.partition("failing tests:")[2]):
        body = test[5]
        said = _flat(body.partition("\n      at ")[0])
        path = locate(test[1])
        place = _frame(body, locate) or ((path, int(test[2]), int(test[3])) if path else None)
        yield _failure(place, _titled(test[4], said))


_PYTEST = re.compile(r"^_{3,} (.+?) _{3,}\n(.*?)(?=^_{3,} .+? _{3,}\n|^=|\Z)", re.MULTILINE | re.DOTALL)
_PYTEST_PLACE = re.compile(r"^(\S+\.py):(\d+): (?!in )(\S.*)?$", re.MULTILINE)
_PYTEST_FRAME = re.compile(r"^(\S+\.py):(\d+): ", re.MULTILINE)
_PYTEST_SAID = re.compile(r"^E\s{2,}(.*)$", re.MULTILINE)


def _pytest(output: str, locate: Locate) -> Iterator[Failure]:
    """pytest's long tracebacks: the innermost line that is in the tree."""
    for test in _PYTEST.finditer(output):
        frames = [(path, int(f[2]), None) for f in _PYTEST_FRAME.finditer(test[2]) if (path := locate(f[1]))]
        said = _PYTEST_SAID.findall(test[2])
        if frames or said:
            yield _failure(frames[-1] if frames else None, _titled(test[1], " ".join(said[:2])))


_PYTEST_SUMMARY = re.compile(r"^(?:FAILED|ERROR) (\S+?\.py)(?:::(\S+))?(?: - (.*))?$", re.MULTILINE)


def _pytest_summary(output: str, locate: Locate) -> Iterator[Failure]:
    """pytest's last lines, where its tracebacks are switched off."""
    if _PYTEST.search(output):
        return
    for test in _PYTEST_SUMMARY.finditer(output):
        if path := locate(test[1]):
            yield Failure("", _titled(test[2] or "", test[3] or "failed"), path, 1)


_VITEST = re.compile(r"^ *FAIL +(\S+)(?: > (.*))?\n((?:(?! *FAIL ).*\n?)*)", re.MULTILINE)


def _vitest(output: str, locate: Locate) -> Iterator[Failure]:
    """vitest and jest: a headline, what was expected, and a frame."""
    for test in _VITEST.finditer(output):
        path = locate(test[1])
        body = test[3]
        jest = list(re.finditer(r"^ *● (.*)\n\n((?:(?! *● ).*\n?)*)", body, re.MULTILINE))
        for name, text in [(j[1], j[2]) for j in jest] or [(test[2] or "", body)]:
            place = _frame(text, locate) or ((path, 1, None) if path else None)
            said = next((line.strip() for line in text.splitlines() if line.strip()), "failed")
            yield _failure(place, _titled(name, said))


# --- compilers and linters ------------------------------------------------------------------------------------------

_TSC = re.compile(r"^(\S[^\n(:]*?)(?:\((\d+),(\d+)\): |:(\d+):(\d+) - )error (TS\d+): (.*)$", re.MULTILINE)


def _tsc(output: str, locate: Locate) -> Iterator[Failure]:
    for error in _TSC.finditer(output):
        if path := locate(error[1]):
            place = path, int(error[2] or error[4]), int(error[3] or error[5])
            yield _failure(place, f"{error[7]} ({error[6]})")


_ESLINT_FILE = re.compile(r"^(\S.*)\n((?: +\d+:\d+ .*\n?)+)", re.MULTILINE)
_ESLINT_LINE = re.compile(r"^ +(\d+):(\d+)\s+error\s+(.*?)(?:\s{2,}(\S+))?$", re.MULTILINE)


def _eslint(output: str, locate: Locate) -> Iterator[Failure]:
    """A path, and below it the complaints about it."""
    for file in _ESLINT_FILE.finditer(output):
        if path := locate(file[1].strip()):
            for line in _ESLINT_LINE.finditer(file[2]):
                rule = f" ({line[4]})" if line[4] else ""
                yield _failure((path, int(line[1]), int(line[2])), line[3] + rule)


_COLON = re.compile(
    r"^ *((?:/|\.{0,2}/)?[^\s:()]+\.\w+):(\d+)(?::(\d+))?(?::| -) *(fatal error|error|warning|info|note|hint)?[: ]*(.*)$",
    re.MULTILINE | re.IGNORECASE,
)


def _colons(output: str, locate: Locate) -> Iterator[Failure]:
    """`path:line:col: message`, as most tools print. Without a column it must say that it is an error."""
    for line in _COLON.finditer(output):
        level = (line[4] or "").lower()
        is_error = level.endswith("error") or (not level and line[3])
        path = locate(line[1])
        if path and is_error and line[5].strip() and not line[5].startswith("TS"):
            yield _failure((path, int(line[2]), int(line[3]) if line[3] else None), line[5].strip())


_ARROW = re.compile(
    r"^(?P<said>\S.*)\n(?:[^\n]*\n)??\s*-->\s+(?P<path>[^\s:]+):(?P<line>\d+)(?::(?P<column>\d+))?", re.MULTILINE
)


def _arrows(output: str, locate: Locate) -> Iterator[Failure]:
    """A message, and an arrow to its place: Rust, Prisma, ruff."""
    for error in _ARROW.finditer(output):
        if (path := locate(error["path"])) and not error["said"].lower().startswith("warning"):
            column = int(error["column"]) if error["column"] else None
            yield _failure((path, int(error["line"]), column), re.sub(r"^error(\[\w+\])?:\s*", "", error["said"]))


_TRACEBACK = re.compile(r"^Traceback \(most recent call last\):\n((?: .*\n)+)(\S.*)", re.MULTILINE)
_PYTHON_FRAME = re.compile(r'^ +File "([^"]+)", line (\d+)', re.MULTILINE)


def _traceback(output: str, locate: Locate) -> Iterator[Failure]:
    """An exception that ended a Python program."""
    for trace in _TRACEBACK.finditer(output):
        frames = [(path, int(f[2]), None) for f in _PYTHON_FRAME.finditer(trace[1]) if (path := locate(f[1]))]
        if frames:
            yield _failure(frames[-1], trace[2])


_THROWN = re.compile(r"^(?:Uncaught )?(\w*(?:Error|Exception)\b.*)\n((?: +at .*\n?)+)", re.MULTILINE)


def _thrown(output: str, locate: Locate) -> Iterator[Failure]:
    """An exception that ended a Node program."""
    for thrown in _THROWN.finditer(output):
        if place := _frame(thrown[2], locate):
            yield _failure(place, thrown[1])


_READERS: tuple[Reader, ...] = (_tap, _spec, _pytest, _pytest_summary, _vitest, _tsc, _eslint, _colons, _arrows)
_LAST_RESORT: tuple[Reader, ...] = (_traceback, _thrown)


def _failure(place: tuple[str, int, int | None] | None, message: str) -> Failure:
    path, line, column = place or (None, None, None)
    return Failure("", message[:1000], path, line, column)


def _whole_file(name: str, locate: Locate) -> tuple[str, int, None] | None:
    path = locate(name.strip())
    return (path, 1, None) if path else None


def _flat(text: str) -> str:
    return " ".join(text.split())


def _titled(name: str, said: str) -> str:
    return f"{name}: {said}" if name and said else name or said
