"""The text editor tool: view, create, replace and insert, in one worktree and nowhere else."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, ValidationError

from .backend import ToolError

LONGEST_VIEW = 40_000  # characters
_LARGEST = 2_000_000  # bytes
_UNLISTED = frozenset(["node_modules", "__pycache__", "dist", "target"])


class EditorCall(BaseModel):
    """The input of `str_replace_based_edit_tool`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    command: str
    path: str
    view_range: tuple[int, int] | None = None
    file_text: str | None = None
    old_str: str | None = None
    new_str: str | None = None
    insert_line: int | None = None
    insert_text: str | None = None

    @property
    def writes(self) -> bool:
        return self.command != "view"


@dataclass(frozen=True, slots=True)
class Located:
    """A path of the worktree: as git names it, and on disk."""

    relative: str
    absolute: Path


def read_call(given: Mapping[str, object]) -> EditorCall:
    """The call from a model's JSON; raises `ToolError` on what it cannot be."""
    try:
        return EditorCall.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ToolError(f"The call is not complete: `{where}`: {first['msg']}.") from error


def locate(worktree: Path, path: str) -> Located:
    """A model's path, relative or absolute, as a path inside the worktree. Whatever leads out of it is an error.

    The folder's links are followed first, so `relative` names the file that would really be written.
    """
    if "\0" in path:
        raise ToolError("A path cannot hold a zero byte.")
    root = worktree.resolve()
    given = PurePosixPath(path)
    if given.is_absolute():
        for base in (worktree, root):
            if given == PurePosixPath(base) or PurePosixPath(base) in given.parents:
                given = given.relative_to(PurePosixPath(base))
                break
        else:
            raise ToolError(f"{path} is outside your worktree {worktree}: use a path relative to it.")
    joined = Path(os.path.normpath(root / given))
    parent = joined if joined == root else joined.parent.resolve() / joined.name
    real = parent.resolve()
    if not (real == root or root in real.parents):
        raise ToolError(f"{path} leads outside your worktree {worktree}.")
    if ".git" in real.relative_to(root).parts[:1]:
        raise ToolError(f"{path} belongs to git: commits are made for you after each turn.")
    return Located(real.relative_to(root).as_posix(), real)


def carry_out(call: EditorCall, at: Located) -> str:
    """Do what a call asks at its place, and say what was done; raises `ToolError` where it cannot be done."""
    match call.command:
        case "view":
            return _view(at, call.view_range)
        case "create":
            return _create(at, _needed(call.file_text, "file_text"))
        case "str_replace":
            return _replace(at, _needed(call.old_str, "old_str"), call.new_str or "")
        case "insert":
            text = call.insert_text if call.insert_text is not None else call.new_str
            line = call.insert_line
            if line is None:
                raise ToolError("The call is not complete: `insert_line` is missing.")
            return _insert(at, line, _needed(text, "insert_text"))
        case other:
            raise ToolError(f"There is no command `{other}`; there are view, create, str_replace and insert.")


def _view(at: Located, lines: tuple[int, int] | None) -> str:
    if at.absolute.is_dir():
        return _listing(at)
    text = _read(at)
    every = text.split("\n")
    if every and every[-1] == "":
        every.pop()
    first, last = 1, len(every)
    if lines is not None:
        first, last = lines[0], len(every) if lines[1] == -1 else lines[1]
        if first < 1 or last < first or first > max(1, len(every)):
            raise ToolError(
                f"`view_range` [{lines[0]}, {lines[1]}] is not in {at.relative}, which has {len(every)} lines."
            )
    shown = _numbered(every[first - 1 : last], first)
    if len(shown) > LONGEST_VIEW:
        shown = shown[:LONGEST_VIEW] + f"\n… {at.relative} has {len(every)} lines: view the rest with `view_range`."
    return shown or f"{at.relative} is empty."


def _listing(at: Located) -> str:
    """What is in a folder, two levels deep, without hidden files and what tools have made."""
    found: list[str] = []
    for folder, folders, files in os.walk(at.absolute):
        depth = len(Path(folder).relative_to(at.absolute).parts)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _UNLISTED) if depth < 2 else []
        inside = Path(folder).relative_to(at.absolute)
        found += [f"{(inside / f).as_posix()}/" for f in folders]
        if depth < 2:
            found += [(inside / f).as_posix() for f in sorted(files) if not f.startswith(".")]
    return "\n".join([f"{at.relative}:", *sorted(found)])


def _create(at: Located, text: str) -> str:
    if at.absolute.is_dir():
        raise ToolError(f"{at.relative} is a folder.")
    existed = at.absolute.exists()
    try:
        at.absolute.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise ToolError(f"{at.relative} cannot be made: a part of its path is a file.") from error
    _write(at, text)
    return f"{at.relative} was {'written anew' if existed else 'created'}."


def _replace(at: Located, old: str, new: str) -> str:
    text = _read(at)
    if not old:
        raise ToolError("`old_str` is empty: give the text that is to be replaced.")
    crlf = "\r\n" in text and "\r\n" not in old
    body = text.replace("\r\n", "\n") if crlf else text
    count = body.count(old)
    if count != 1:
        found = "does not occur" if count == 0 else f"occurs {count} times"
        advice = "view the file and copy the text exactly" if count == 0 else "include more of the lines around it"
        raise ToolError(f"Nothing was replaced: `old_str` {found} in {at.relative}; {advice}.")
    start = body.index(old)
    result = body[:start] + new + body[start + len(old) :]
    _write(at, result.replace("\n", "\r\n") if crlf else result)
    return f"{at.relative} was edited:\n{_around(result, start, start + len(new))}"


def _insert(at: Located, line: int, new: str) -> str:
    text = _read(at)
    lines = text.splitlines(keepends=True)
    if not 0 <= line <= len(lines):
        raise ToolError(f"`insert_line` {line} is not in {at.relative}, which has {len(lines)} lines.")
    ending = "\r\n" if "\r\n" in text else "\n"
    if line and lines[line - 1] == lines[line - 1].rstrip("\r\n"):
        lines[line - 1] += ending
    block = new if new.endswith("\n") else new + "\n"
    if ending == "\r\n":
        block = block.replace("\r\n", "\n").replace("\n", "\r\n")
    before = "".join(lines[:line])
    result = before + block + "".join(lines[line:])
    _write(at, result)
    return f"{at.relative} was edited:\n{_around(result, len(before), len(before) + len(block))}"


def _read(at: Located) -> str:
    try:
        if at.absolute.stat().st_size > _LARGEST:
            raise ToolError(f"{at.relative} is larger than {_LARGEST:,} bytes: look at it with bash.")
        data = at.absolute.read_bytes()
    except FileNotFoundError as error:
        raise ToolError(f"{at.relative} does not exist.") from error
    except (IsADirectoryError, NotADirectoryError, PermissionError) as error:
        raise ToolError(f"{at.relative} cannot be read: {error.strerror}.") from error
    if b"\0" in data:
        raise ToolError(f"{at.relative} is not a text file.")
    return data.decode("utf-8", "surrogateescape")


def _write(at: Located, text: str) -> None:
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise ToolError(f"{at.relative} was not written: the text is not valid Unicode.") from error
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    try:
        with os.fdopen(os.open(at.absolute, flags, 0o666), "wb") as file:
            file.write(data)
    except OSError as error:
        raise ToolError(f"{at.relative} cannot be written: {error.strerror}.") from error


def _around(text: str, start: int, end: int) -> str:
    """The lines of a range with four lines before and after."""
    lines = text.split("\n")
    first = max(0, text.count("\n", 0, start) - 4)
    last = min(len(lines), text.count("\n", 0, end) + 5)
    return _numbered(lines[first:last], first + 1)


def _numbered(lines: list[str], first: int) -> str:
    return "\n".join(f"{n:6}\t{line}" for n, line in enumerate(lines, first))


def _needed(value: str | None, name: str) -> str:
    if value is None:
        raise ToolError(f"The call is not complete: `{name}` is missing.")
    return value
