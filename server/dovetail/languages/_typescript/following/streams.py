"""Streams of values, as RxJS has them: what makes and joins them, what operators make of their items, and who is given those.

A stream is whatever has an item. What has none, such as what is awaited, is its own item, so that a promise may stand for a stream.
"""

import re
from collections.abc import Sequence

from tree_sitter import Node

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.parameters import Typed
from dovetail.core.shapes import Kind

from ... import _treesitter as ts
from ..scoping.scopes import Scope, Value
from ..states.ngrx import waited_for
from ..syntax.made import CALL, IS, ITEM, function, inside, member
from ..syntax.nodes import parts as parts_of
from ..syntax.signatures import FUNCTIONS, type_arguments
from .arguments import Arguments

_IMPORTED = re.compile(r"""from\s+["']rxjs""")
_SUBSCRIBED = re.compile(r"""from\s+["'](?:rxjs|@angular/|svelte)""")
_FLATTENED = frozenset("switchMap mergeMap concatMap exhaustMap flatMap".split())
_FOLDED = frozenset("scan reduce".split())
_LISTED = frozenset("toArray buffer bufferTime bufferCount bufferWhen".split())
_JOINED = frozenset("combineLatest forkJoin zip".split())
_CHOSEN = frozenset("merge concat race".split())
_AWAITED = frozenset("firstValueFrom lastValueFrom".split())
# Operators that leave the items as they are.
_PASSING = frozenset(
    "filter tap auditTime audit catchError debounce debounceTime delay delayWhen distinct distinctUntilChanged distinctUntilKeyChanged "
    "endWith finalize first last observeOn publish refCount repeat retry retryWhen sample sampleTime share shareReplay single skip "
    "skipLast skipUntil skipWhile startWith subscribeOn take takeLast takeUntil takeWhile takeUntilDestroyed throttle throttleTime "
    "timeout throwIfEmpty defaultIfEmpty elementAt find min max untilDestroyed".split()
)
_BLIND = frozenset("catchError retryWhen".split())  # whose functions are given no item


@dataclass
class Streams(Arguments):
    """Follows values through streams."""

    def stream(self, name: str, parts: Sequence[Node], given: Sequence[Value | None], at: Node) -> Value | None:
        """What a function of RxJS gives that makes streams of others, or waits for one; None for any other function."""
        if not given or not self.has_streams:
            return None
        if name in _AWAITED:
            return self._given_by(given[0], at)
        if name == "of":
            return self._of(self.uses.either(given))
        if name == "from":
            first = given[0]
            listed = first is not None and first.is_list and parts[0].type == "array"
            return self._of(self.uses.element(first, self._at(at)) if listed else self._given_by(first, at))
        if name == "defer":
            return self._of(self._given_by(self.uses.property(given[0], CALL, self._at(at), name), at))
        if name in _CHOSEN:
            return self._of(self.uses.either([self._given_by(v, at) for v in given]))
        return self._of(self._joined(given[0], parts[0], at)) if name in _JOINED else None

    def piped(self, value: Value | None, parts: Sequence[Node], scope: Scope, depth: int) -> Value | None:
        """What comes of `stream.pipe(filter(…), map(…))`: each operator is given the items of the one before it."""
        for part in parts:
            called = ts.field(part, "function") if part.type == "call_expression" else None
            item = self._given_by(value, part)
            operands = parts_of(ts.field(part, "arguments")) if called is not None else []
            item = (
                self._operated(self._text(called), part, operands, item, scope, depth) if called is not None else None
            )
            value = self._of(item)
        return value

    def subscribed(self, value: Value | None, parts: Sequence[Node], scope: Scope) -> bool:
        """In `stream.subscribe((user) => …)` the function is given the items, as is `next` of an object; False for no stream."""
        streams = self.types.syntax.says(_SUBSCRIBED)
        told = streams and bool(parts) and parts[0].type in (*FUNCTIONS, "object")
        item = self._given_by(value, parts[0]) if told else None
        if item is not None:
            taker = function(None, item.typed)
            asked = taker if parts[0].type in FUNCTIONS else inside(next=taker)
            self._fill(parts[0], self.uses.value(asked, "subscribe"), scope)
        return item is not None

    @property
    def has_streams(self) -> bool:
        """True in a file that takes something from RxJS."""
        return self.types.syntax.says(_IMPORTED, "rxjs")

    def _operated(
        self, name: str, call: Node, operands: list[Node], item: Value | None, scope: Scope, depth: int
    ) -> Value | None:
        """The items after an operator."""
        first = operands[0] if operands else None
        if name in _FOLDED:
            return self._folded_items(call, operands, item, scope, depth)
        run = self._told_item(first, item if name not in _BLIND else None, scope, depth) if first is not None else None
        others = [self._emitted(part, scope, depth) for part in operands[1:]]
        given = self.uses.property(run, CALL, self._at(call), name)
        if name == "map":
            return given
        if name == "ofType":
            return waited_for([run, *others], self.uses)
        if name in _FLATTENED:
            return self._given_by(given, call)
        if name == "filter":
            return self.uses.property(run, IS, self._at(call), name) if is_guard(first) else item
        if name in _PASSING:
            return item
        if name in _LISTED:
            return self.uses.list_of(item)
        if name == "pairwise":
            return placed([item, item])
        if name in ("withLatestFrom", "combineLatestWith"):
            return placed([item, *(self._given_by(v, call) for v in (run, *others))])
        return None

    def _folded_items(
        self, call: Node, operands: list[Node], item: Value | None, scope: Scope, depth: int
    ) -> Value | None:
        """The states of `scan((state, user) => …, begin)`: what it begins with, or what is said that they are."""
        if not operands:
            return None
        said = type_arguments(call)
        state = self.uses.value(self.types.typed(said[-1], scope.generics), "state") if said else None
        begun = self._emitted(operands[1], scope, depth) if len(operands) > 1 else None
        first = ts.field(operands[0], "parameters")
        written = next((ts.field(p, "type") for p in parts_of(first)), None)
        state = self._annotated(written, scope, "state") or state or begun
        shown = [v.typed if v is not None else _NOTHING for v in (state, item)]
        run = self._asked_for(operands[0], function(None, *shown), scope, depth)
        return state or self.uses.property(run, CALL, self._at(call), "scan")

    def _told_item(self, part: Node, item: Value | None, scope: Scope, depth: int) -> Value | None:
        if item is None:
            return self._emitted(part, scope, depth)
        taker = function(None, item.typed, item.typed)
        return self._asked_for(part, inside(next=taker) if part.type == "object" else taker, scope, depth)

    def _asked_for(self, part: Node, typed: Typed, scope: Scope, depth: int) -> Value | None:
        self._fill(part, self.uses.value(typed, "pipe"), scope)
        return self._emitted(part, scope, depth)

    def _joined(self, value: Value | None, written: Node, at: Node) -> Value | None:
        """The items of several streams, in a list or an object, by their places or names."""
        if value is None or written.type not in ("array", "object") or value.chain or value.through:
            return None
        if value.is_list:
            item = self._given_by(self.uses.element(value, self._at(at)), at)
            return placed([item] * len(parts_of(written)))
        items: list[tuple[str, Value]] = []
        for own in value.kind.members:
            typed = Typed(own.kind, own.nullable, own.list_depth)
            item = self._given_by(self.uses.value(typed, own.name), at)
            items.extend([(own.name, item)] if item is not None else [])
        known = tuple(member(name, item.typed) for name, item in items)
        return (
            Value(replace(value.kind, members=known), 1 if written.type == "array" else 0, "joined") if known else None
        )

    def _given_by(self, stream: Value | None, at: Node) -> Value | None:
        if stream is None:
            return None
        if stream.is_list or (stream.kind.members and not any(m.name == ITEM for m in stream.kind.members)):
            return stream
        return self.uses.property(stream, ITEM, self._at(at), stream.via)

    def _of(self, item: Value | None) -> Value | None:
        return self.uses.value(inside(**{ITEM: item.typed}), "stream") if item is not None else None


_NOTHING = Typed(Kind("unknown"), "unknown")


def placed(items: Sequence[Value | None]) -> Value | None:
    """A list of which each place has its own type."""
    members = tuple(member(str(i), v.typed) for i, v in enumerate(items) if v is not None)
    whole = bool(members) and members[0].name == "0"
    return Value(Kind("unknown", members=members), 1, "joined") if whole else None


def is_guard(node: Node | None) -> bool:
    """True for `(user): user is Admin => …`."""
    returns = ts.field(node, "return_type") if node is not None else None
    return returns is not None and returns.type != "type_annotation"
