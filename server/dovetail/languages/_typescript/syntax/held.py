"""What a name stands for that holds a request, an answer, or a part of one, and what its properties are."""

import re
from typing import Literal

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.text import Range

PERHAPS = "(response)"
What = Literal[
    "request", "value", "bag", "url", "answer", "data", "reply", "outcome", "refs", "ref", "text", "setter", "taker", "exchange",
    "asked",
]  # fmt: skip

HEADERS = "headers"
PARTS_BY_METHOD = {"param": "params", "query": "query", "queries": "query", "header": HEADERS}
"""The part of an endpoint that a method of a request gives: `context.req.query("page")`."""
VALIDATED_PARTS = {"json": "request", "form": "request", "query": "query", "param": "params"}
"""The part that a validator of Hono was given: `context.req.valid("json")`."""
_OUTCOMES = {
    "data": "response",
    "error": "errors",
    "responseJSON": "errors",
}  # as jQuery calls what a server refuses with
_PARTS_BY_NAME = {
    "params": "params", "query": "query", "body": "request", "pathParameters": "params", "queryStringParameters": "query",
    "headers": HEADERS,
}  # fmt: skip
_TAKES = re.compile(r"body|json|query|param", re.IGNORECASE)
_TAKEN = {"body": "request", "json": "request", "query": "query", "param": "params"}
_OF_STREAMS = frozenset("getReader pipeTo pipeThrough tee locked cancel on pipe once".split())


@dataclass(frozen=True, slots=True)
class Held:
    """What a name stands for.

    A `request` has the parts of an endpoint under names of its framework, a `value` is such a part or lies in one, a `bag`
    gives names by a method (`FormData`), an `answer` has a body to be read, `data` has it under that name, and a `reply` as its
    `body`. An `outcome` has the answer as its `data` or what went wrong as its `error`, `refs` has the same in refs of Vue, of which
    each is a `ref`; a `text` is a body that is still to be parsed, of an answer unless it has a chain. A `setter` gives its value to the
    state that its chain names. A `taker` says by a type what may be given to it, and its chain where that type stands. An `exchange` has
    the request that was sent, `asked`, and the reply to it.
    `of` tells the answers of several calls from one another, and `part` what their body is: `PERHAPS` where only another file can
    tell that it is an answer of axios.
    """

    what: What
    chain: tuple[str, ...] = ()
    ranges: tuple[Range, ...] = ()
    of: int = 0
    part: str = "response"

    def step(self, name: str, at: Range) -> "Held":
        return replace(self, what="value", chain=(*self.chain, name), ranges=(*self.ranges, at))

    def parsed(self, at: Range) -> "Held | None":
        """What comes of parsing it."""
        if self.what == "value" and self.chain == ("request",):
            return self  # the body of an event, which is a text
        if self.what != "text":
            return None
        return Held("value", self.chain or ("response",), (at,), self.of)

    def property(self, name: str, at: Range) -> "Held | None":
        """What a property of it is."""
        match self.what:
            case "request":
                if name in _PARTS_BY_NAME:
                    return Held("value", (_PARTS_BY_NAME[name],), (at,))
                if name in ("req", "request"):
                    return self
                return Held("url") if name in ("nextUrl", "url") else None
            case "url":
                return Held("bag", ("query",), (at,)) if name == "searchParams" else None
            case "data":
                return Held("value", (self.part,), (at,), self.of) if name == "data" else None
            case "answer":
                return replace(self, what="text") if name in ("body", "payload") else None
            case "reply":
                return Held("value", ("response",), (at,), self.of) if name == "body" else None
            case "exchange" if name in ("request", "response"):
                return Held("asked" if name == "request" else "reply", of=self.of)
            case "asked":
                return Held("value", ("request",), (at,), self.of) if name == "body" else None
            case "outcome" | "refs":
                part = _OUTCOMES.get(name)
                what: What = "value" if self.what == "outcome" else "ref"
                return Held(what, (part,), (at,), self.of) if part is not None else None
            case "ref":  # a template has no need of `.value`
                return replace(self, what="value") if name == "value" else self.step(name, at)
            case "value":
                if self.chain == ("request",) and name in _OF_STREAMS:
                    return None
                return self.step(name, at)
            case _:
                return None


def part_taken_by(function: str) -> tuple[str, ...]:
    """The part of a request that a function takes, by its name: `readBody`, `parsedQuery`."""
    found = _TAKES.search(function)
    return (_TAKEN[found[0].lower()],) if found is not None else ()
