"""Members of an enum put, taken away or spelled otherwise, in the way in which the others are written."""

import re
from bisect import bisect_left

from dovetail.core.cached import cached_property
from dovetail.core.dataclass import dataclass
from dovetail.core.findings import Edit, Fix
from dovetail.core.shapes import Enum, Member
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range
from dovetail.core.words import CASINGS, Casing, has_casing, in_casing

_NAMED = re.compile(r"""\w+\s*[:=]\s*("[^"\n]*"|'[^'\n]*'|\d+)(?:[ \t]*;)?""")  # TypeScript, Python, Protocol Buffers
_MAPPED = re.compile(r'\w+(?:[ \t]+@map\("[^"\n]*"\))?')
_COMMENT = re.compile(r"//|/\*|--|#|\"\"\"")
_SEPARATOR = re.compile(r"\s*[,|]?\s*(?:- )?\Z")
_PLAIN = re.compile(r"[A-Za-z_]\w*\Z")
_BY_NAME = ("graphql", "prisma", "proto")  # here a member is an identifier


@dataclass(frozen=True, slots=True)
class _Written:
    """A member with all that is its own: quotes, its value, its number."""

    member: Member
    range: Range
    text: str


def respelled(path: str, member: Member, value: str, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The member written as the contract's value is written in its file."""
    wanted = name_of(value, path, snapshot)
    text = snapshot.sources[path].text
    given = re.compile(rf"""["']?\s*[:=]\s*\(?\s*(["']){re.escape(member.value)}\1""").match(
        text.source, member.range.end
    )
    at = Range(given.end() - 1 - len(member.value), given.end() - 1) if given is not None else member.range
    if wanted is None or text[at] != member.value:
        return ()
    return (Fix(f"Change to `{wanted}`", (Edit(path, at, wanted),)),)


@dataclass
class _Members:
    """The members of an enum in the order of the text, and what they have in common."""

    written: list[_Written]

    @cached_property
    def next_number(self) -> int | None:
        """Behind the numbers that all of them have."""
        numbers = [int(n[1]) for w in self.written if (n := re.search(r"=\s*(\d+)", w.text)) is not None]
        return max(numbers) + 1 if len(numbers) == len(self.written) else None

    @cached_property
    def casing(self) -> Casing | None:
        """That of the names of all of them; None where they are called as their values are."""
        known = [w.text.replace(":", "=").split("=")[0].strip() for w in self.written]
        if all(k == w.member.value for k, w in zip(known, self.written, strict=True)):
            return None
        if all(k.isupper() for k in known):  # words of one kind of letter have several casings
            return "UPPER_SNAKE_CASE"
        found: Casing | None = next((c for c in CASINGS if all(has_casing(k, c) for k in known)), None)
        return found or "PascalCase"


def removed(enum: Enum, member: Member, source: Source, snapshot: Snapshot) -> tuple[Fix, ...]:
    """The member gone, with what stands between it and its neighbour."""
    written = _members(enum, source, snapshot).written
    at = bisect_left(written, member.range.start, key=_start)
    if at == len(written) or written[at].member != member or len(written) < 2:
        return ()
    gap = (
        Range(written[at - 1].range.end, written[at].range.end)
        if at
        else Range(written[0].range.start, written[1].range.start)
    )
    between = (
        Range(written[at - 1].range.end, written[at].range.start)
        if at
        else Range(written[0].range.end, written[1].range.start)
    )
    if not _SEPARATOR.match(source.text[between]):
        return ()
    return (Fix(f"Remove `{member.value}`", (Edit(source.path, gap, ""),)),)


def added(enum: Enum, value: str, path: str, snapshot: Snapshot) -> tuple[Fix, ...]:
    """A member behind the last."""
    source = snapshot.sources[path]
    members = _members(enum, source, snapshot)
    written = members.written
    if len(written) < 2:
        return ()
    gaps = (
        source.text[Range(written[n - 1].range.end, written[n].range.start)] for n in range(len(written) - 1, 0, -1)
    )
    gap = next((g for g in gaps if _SEPARATOR.match(g)), None)
    new = _like(members, value, path, snapshot)
    if gap is None or new is None:
        return ()
    end = written[-1].range.end
    return (Fix(f"Add `{value}` to `{enum.name}`", (Edit(path, Range(end, end), gap + new),)),)


def name_of(value: str, path: str, snapshot: Snapshot) -> str | None:
    """A contract's value as a member of that file: as conventions ask, else as it is; None where it can be none."""
    governed = snapshot.conventions.governs(path, "members") if snapshot.conventions is not None else None
    name = governed[0].apply(value) if governed is not None else value
    language = snapshot.sources[path].shapes.language
    if language == "proto":
        name = in_casing(value, "UPPER_SNAKE_CASE")
    return name if language not in _BY_NAME or _PLAIN.match(name) else None


def _start(written: _Written) -> int:
    return written.member.range.start


def _members(enum: Enum, source: Source, snapshot: Snapshot) -> _Members:
    """The same as `_written`, once for all the members that are wrong."""
    held = snapshot.once(("written members", id(enum)), lambda: (enum, _Members(_written(enum, source))))
    return held[1] if held[0] is enum else _Members(_written(enum, source))


def _written(enum: Enum, source: Source) -> list[_Written]:
    """The members with all that is their own, in the order of the text; nothing where one stands elsewhere."""
    found: list[_Written] = []
    text = source.text.source
    for member in sorted(enum.members, key=lambda m: m.range.start):
        start, end = member.range.start, member.range.end
        if not enum.range.start <= start <= end <= enum.range.end:
            return []
        if start and text[start - 1] in "\"'`" and text[end : end + 1] == text[start - 1]:
            start, end = start - 1, end + 1
        back = re.search(r"\w*\Z", text[max(0, start - 60) : start]) if source.shapes.language == "proto" else None
        start -= len(back[0]) if back is not None else 0
        named = _NAMED.match(text, start) if source.shapes.language != "prisma" else _MAPPED.match(text, start)
        if named is not None:
            end = named.end()
        else:
            before = re.search(r"\w+\s*=\s*\Z", text[max(0, start - 80) : start])
            start -= len(before[0]) if before is not None and text[start] in "\"'" and enum.construct == "enum" else 0
        if found and found[-1].range.end > start:
            return []
        found.append(_Written(member, Range(start, end), text[start:end]))
    return found


def _like(members: _Members, value: str, path: str, snapshot: Snapshot) -> str | None:
    """A new member, written like the last one."""
    last = members.written[-1]
    language = snapshot.sources[path].shapes.language
    name = name_of(value, path, snapshot)
    if name is None or _COMMENT.search(last.text):
        return None
    if language == "proto":
        prefix = last.member.name.removesuffix(last.member.value)
        return f"{prefix}{name} = {members.next_number};" if members.next_number is not None else None
    if last.text[0] in "\"'`":
        quote = last.text[0]
        return f"{quote}{name}{quote}" if quote not in name and "\\" not in name else None
    valued = re.fullmatch(r"""(\w+)(\s*[:=]\s*)(["'])(.*)\3""", last.text)
    if valued is not None:
        called = in_casing(value, members.casing) if members.casing is not None else value
        return f"{called}{valued[2]}{valued[3]}{value}{valued[3]}" if _PLAIN.match(called) else None
    if language == "prisma" and "@map" in last.text:
        return None
    return name if _PLAIN.match(name) or language == "openapi" else None
