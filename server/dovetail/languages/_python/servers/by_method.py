"""What a handler of several methods does for one of them: what stands under `if request.method == "POST":` is of that method alone, and
what is behind it of the others where it returns. So is a `match request.method:`.
"""

import re
from collections.abc import Iterator, Sequence

from tree_sitter import Node

from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sending import Sending
from ..._treesitter import Syntax

_METHOD = r"(?:self\.)?(?:\w+\.)?request\.method"
_WORD = r"[\"'](\w+)[\"']"
_IS = re.compile(rf"{_METHOD}\s*([=!]=)\s*{_WORD}|{_WORD}\s*([=!]=)\s*{_METHOD}")
_AMONG = re.compile(rf"{_METHOD}\s+(in|not\s+in)\s+[(\[{{]([^)\]}}]*)[)\]}}]")
_WORDS = re.compile(_WORD)


def asked_methods(syntax: Syntax, body: Node) -> tuple[str, ...]:
    """The methods that a body asks for, in their order."""
    text = syntax.str(body)
    if "request.method" not in text:
        return ()
    found = [w for m in _IS.finditer(text) for w in (m[2] or m[3],)]
    found += [w for m in _AMONG.finditer(text) for w in _WORDS.findall(m[2])]
    return tuple(dict.fromkeys(w.upper() for w in found))


def of_others(syntax: Syntax, body: Node | None, method: str) -> tuple[Range, ...]:
    """The parts of a body that are not reached by a request of one method."""
    if body is None or b"request.method" not in (body.text or b""):
        return ()
    return tuple(_unreached(syntax, body, method.upper()))


def only_of(sending: Sending, others: Sequence[Range]) -> Sending:
    """What stands in none of some parts of a body."""
    if not others:
        return sending
    return Sending(
        tuple(u for u in sending.carries if not is_within(u.ranges[-1], others)),
        tuple(s for s in sending.sent if not is_within(s.range, others)),
        tuple(p for p in sending.passes if not is_within(p.range, others)),
        tuple(m for m in sending.models if not is_within(m.range, others)),
    )


def is_within(at: Range, parts: Sequence[Range]) -> bool:
    """True for what begins in one of these parts."""
    return any(p.start <= at.start < p.end for p in parts)


def _unreached(syntax: Syntax, body: Node, method: str) -> Iterator[Range]:
    statements = [c for c in body.children if c.is_named]
    for i, statement in enumerate(statements):
        if statement.type in ("with_statement", "try_statement") and (inner := ts.field(statement, "body")) is not None:
            yield from _unreached(syntax, inner, method)
        reached = False
        for then, is_asked in _branches(syntax, statement, method):
            if is_asked is None:
                break
            if reached or not is_asked:
                yield syntax.range(then)
            else:
                reached = True
                if i + 1 < len(statements) and _ends(then):
                    yield Range(syntax.range(statement).end, syntax.range(body).end)


def _branches(syntax: Syntax, statement: Node, method: str) -> Iterator[tuple[Node, bool | None]]:
    """What a statement does in each case, and whether that is the one of a method; None where that is not said."""
    if statement.type == "if_statement":
        for part in (statement, *statement.children_by_field_name("alternative")):
            condition, then = ts.field(part, "condition"), ts.field(part, "consequence") or ts.field(part, "body")
            if then is not None:
                yield then, True if condition is None else _is_asked(syntax.str(condition), method)
    subject, cases = ts.field(statement, "subject"), ts.field(statement, "body")
    if statement.type == "match_statement" and subject is not None and cases is not None:
        if re.fullmatch(_METHOD, syntax.str(subject)) is None:
            return
        for case in (c for c in cases.children if c.type == "case_clause"):
            then, pattern = ts.field(case, "consequence"), ts.child(case, "case_pattern")
            if then is not None and pattern is not None:
                words = [w.upper() for w in _WORDS.findall(syntax.str(pattern))]
                yield then, None if ts.field(case, "guard") is not None else not words or method in words


def _is_asked(condition: str, method: str) -> bool | None:
    """Whether a request of a method fulfils a condition; None where it asks something else."""
    if (found := _IS.fullmatch(condition)) is not None:
        return ((found[2] or found[3]).upper() == method) == ((found[1] or found[4]) == "==")
    if (among := _AMONG.fullmatch(condition)) is not None:
        return (method in {w.upper() for w in _WORDS.findall(among[2])}) == (among[1] == "in")
    return None


def _ends(block: Node) -> bool:
    last = next((c for c in reversed(block.children) if c.is_named and c.type != "comment"), None)
    return last is not None and last.type in ("return_statement", "raise_statement")
