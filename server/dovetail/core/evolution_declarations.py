"""One declaration of a contract as it was and as it is: what changed in it, and whom that breaks."""

from collections.abc import Generator, Iterator, Mapping

from .changes import Breaks, Change, ChangeKind, Spot, Way
from .composition import Promise
from .contracts import Contract, Contracts, Declaration
from .dataclass import replace
from .evolution_behind import (
    as_field,
    carrying,
    fields_behind,
    named_alike,
    parameter_names,
    segment_form,
    stored_way,
    values_at,
    values_behind,
    written_alike,
)
from .evolution_matching import alike, counterparts, gaps
from .evolution_values import Values
from .evolution_words import end_moved, moved, options_changed, quoted, short, sort_of, tagged, written
from .relation import (
    DEEPEST,
    Effect,
    Relation,
    by_name,
    family,
    fields_of,
    followed,
    is_union,
    items_may_be_null,
    may_be_left_out,
    values_of,
)
from .shapes import Alias, Constant, Enum, Field, Kind, Record
from .tag_values import (
    BOUNDS,
    ENDS,
    bound,
    bound_effect,
    end_effect,
    end_of,
    format_effect,
    same_default,
    tag_value,
    written_default,
)

_PARAMETERS = ("params", "query", "headers")
_ADDED: Mapping[str, ChangeKind] = {"request": "request-added", "response": "response-added", "errors": "error-added"}
_REMOVED: Mapping[str, ChangeKind] = {
    "request": "request-removed", "response": "response-removed", "errors": "error-removed",
}  # fmt: skip
_CHANGED: Mapping[str, ChangeKind] = {
    "request": "request-changed", "response": "response-changed", "errors": "errors-changed",
}  # fmt: skip


def compared(relation: Relation, before: Contract, after: Contract) -> Iterator[Change]:
    """The changes of one declaration."""
    return _Comparison(relation, before, after).changes()


def _unread(record: Record, contracts: Contracts) -> frozenset[str]:
    """The parts of a record whose fields are not known: bases that no contract declares, or what is no base by a name."""
    if not record.open or "**" in record.members:
        return frozenset()
    return frozenset(b.name for b in record.bases if contracts.record(b.name) is None) or frozenset(
        ["&"] * (not record.bases)
    )


def _statuses(kind: Kind) -> tuple[Kind, ...] | None:
    """What is answered by each status, where a type is a record of such."""
    listed = kind.members if kind.name == "record" else ()
    return tuple(f.kind for f in listed) if listed and all(f.name.isdigit() for f in listed) else None


def _picks(kind: Kind) -> bool:
    """True for a type that takes fields of another by their names."""
    return (
        kind.name == "unknown"
        and len(kind.options) == 1
        and kind.steps[:1] == ("~",)
        and kind.steps[1] in ("pick", "omit")
    )


class _Comparison(Values):
    """A declaration as it was and as it is."""

    def changes(self) -> Iterator[Change]:
        old, new = self.a.declaration, self.b.declaration
        way, was = self._way(), Spot(self.a.path, old.name, old.name_range)
        if old.name != new.name:
            yield self.change("declaration-renamed", was, self.here, "both", f"`{old.name}` is now called `{new.name}`")
        if type(old) is not type(new) and (same := self._otherwise_written(way)) is not None:
            yield from self._tags(old, new, was)
            yield from same
            return
        if type(old) is not type(new):
            says = f"`{self.name}` is now {sort_of(new)} instead of {sort_of(old)}"
            yield self.change("kind-changed", was, self.here, "both", says)
            return
        yield from self._tags(old, new, was)
        if isinstance(old, Record) and isinstance(new, Record):
            own, other = self.relation.before.promised(self.a)[0], self.relation.after.promised(self.b)[0]
            if self.a.is_endpoint and self.b.is_endpoint:
                yield from self._endpoint(own, other)
            else:
                yield from self._hidden(old, new, self._fields(self.name, own, other, way, self.a.closed))
                yield from self._others(old, new, way)
        elif isinstance(old, Enum) and isinstance(new, Enum):
            yield from self.members(old, new, way)
        elif isinstance(old, Constant) and isinstance(new, Constant):
            yield from self.entries(old, new)
        elif isinstance(old, Alias) and isinstance(new, Alias):
            own, other = as_field(old, self.a.path), as_field(new, self.b.path)
            yield from self._field(own, other, self.name, way, is_alias=True)

    def _hidden(self, old: Record, new: Record, found: Iterator[Change]) -> Iterator[Change]:
        """Changes of fields, but for what a part that cannot be read may hold, where the other tree has no such part."""
        before, after = (_unread(r, c) for r, c in ((old, self.relation.before), (new, self.relation.after)))
        if before == after:
            yield from found
            return
        unsure: ChangeKind = "field-removed" if after else "field-added-required"
        names: list[str] = []
        for change in found:
            if change.kind != unsure or change.subject.count(".") > 1:
                yield change
                continue
            names.append(change.subject)
        if names:
            says = f"{quoted(names)} {'is' if len(names) == 1 else 'are'} {'no longer' if after else 'now'} listed in `{self.name}`"
            spot = Spot(self.a.path, old.name, old.name_range)
            yield self.change(
                "kind-changed", spot, self.here, "both", f"{says}, and what else it is made of is not known here"
            )

    def _others(self, old: Record, new: Record, way: Way) -> Iterator[Change]:
        """What a record holds under names that it does not list."""
        a, b, was = old.others, new.others, Spot(self.a.path, old.name, old.name_range)
        if a is None and b is not None:
            says = f"`{self.name}` may now hold `{short(b.text)}` under names that it does not list"
            effect: Effect = "widens" if self.a.closed else "extends"
            yield self.change("index-signature-added", was, self.here, way.breaks(effect), says)
        elif a is not None and b is None:
            says = f"`{self.name}` no longer holds `{short(a.text)}` under names that it does not list"
            whom: Breaks = "both" if way.asked else way.breaks("widens")
            yield self.change("index-signature-removed", was, self.here, whom, says)
        elif a is not None and b is not None and (effect := self.relation.effect(a, b)) != "same":
            says = f"`{self.name}` now holds `{short(b.text)}` instead of `{short(a.text)}` under names that it does not list"
            yield self.change("index-signature-changed", was, self.here, way.breaks(effect), says)

    def _otherwise_written(self, way: Way) -> Iterator[Change] | None:
        """The changes of a type that is declared in another manner: an interface that is an alias of a generic one now, say."""
        contracts = self.relation.before, self.relation.after
        own, other = (fields_behind(c, all) for c, all in zip((self.a, self.b), contracts, strict=True))
        if own is not None and other is not None:
            return self._fields(self.name, own, other, way, self.a.closed)
        before, after = (values_behind(c, all) for c, all in zip((self.a, self.b), contracts, strict=True))
        if before is None or after is None:
            before, after = self._as_type(self.a, own), self._as_type(self.b, other)
        if before is not None and after is not None:
            return self._field(before, after, self.name, way, is_alias=True)
        return None

    def _as_type(self, contract: Contract, fields: tuple[Promise, ...] | None) -> Promise | None:
        """A declaration as a field of that type; None for what is none, or is not wholly known."""
        match contract.declaration:
            case Alias() as alias:
                return as_field(alias, contract.path)
            case Record(name=name, name_range=place, range=range) if fields is not None:
                kind = Kind("record", members=tuple(p.field for p in fields))
                return Promise(contract.path, Field(name, place, kind, "required", "no", range))
            case _:
                return None

    def _way(self) -> Way:
        name, before = self.a.name, self.relation.before
        # What a component shows is handed to it: its callers write, it reads.
        asked = name in before.asked or self.a.declaration.tag("view") is not None
        return Way(asked, name in before.answered, name in self.relation.stored)

    def _tags(self, old: Declaration, new: Declaration, was: Spot) -> Iterator[Change]:
        told: tuple[tuple[str, ChangeKind, Breaks], ...] = (
            ("db", "db-binding-changed", "producers"),
            ("owner", "owner-changed", "nobody"),
            ("view", "view-changed", "both"),
        )
        for name, kind, breaks in told:
            before, after = tag_value(old, name), tag_value(new, name)
            if before != after:
                yield self.change(kind, was, self.here, breaks, f"`{self.name}` {tagged(name, before, after)}")
        closed = old.tag("closed") is not None, new.tag("closed") is not None
        if closed[0] != closed[1]:
            kind = "closed-added" if closed[1] else "closed-removed"
            says = (
                f"`{self.name}` {'may no longer' if closed[1] else 'may now'} have more fields than it says (`@closed`)"
            )
            yield self.change(kind, was, self.here, self._way().breaks("narrows" if closed[1] else "widens"), says)
        was_endpoint, is_endpoint = self.a.endpoint is not None, self.b.endpoint is not None
        if was_endpoint != is_endpoint:
            kind = "api-added" if is_endpoint else "api-removed"
            says = f"`{self.name}` is {'now' if is_endpoint else 'no longer'} an endpoint (`@api`)"
            yield self.change(kind, was, self.here, "nobody" if is_endpoint else "both", says)
        if not isinstance(old, Alias):  # an alias is compared as a field is
            yield from self._deprecated(old, new, self.name, was, self.here)

    def _deprecated(
        self, old: Declaration | Field, new: Declaration | Field, subject: str, was: Spot, now: Spot
    ) -> Iterator[Change]:
        before, after = old.tag("deprecated") is not None, new.tag("deprecated") is not None
        if before != after:
            kind: ChangeKind = "deprecated-added" if after else "deprecated-removed"
            says = f"`{subject}` is {'now' if after else 'no longer'} deprecated"
            yield self.change(kind, was, now, "nobody", says, subject)

    # Records

    def _fields(
        self,
        owner: str,
        before: tuple[Promise, ...],
        after: tuple[Promise, ...],
        way: Way,
        closed: bool = False,
        parameters: bool = False,
    ) -> Iterator[Change]:
        """The fields of a record, at any depth. `parameters` are those of an endpoint's path, query or headers."""
        old, new = {p.field.name: p for p in before}, {p.field.name: p for p in after}
        renamed = self._renamed(old, new)
        earlier = {b: a for a, b in renamed.items()}
        # Of all statuses one is sent, so that one more widens what may come.
        refusals = self.b.is_endpoint and owner == f"{self.name}.errors" and all(n.isdigit() for n in (*old, *new))
        for name, p in new.items():
            subject = f"{owner}.{name}"
            held = old.get(earlier.get(name, name))
            spot = self._spot(p)
            if held is None and refusals:
                says = f"`{subject}` ({written(p.field)}) is one more way to refuse"
                yield self.change("error-added", None, spot, way.breaks("widens"), says, subject)
                continue
            if held is None:
                yield self._added(p, subject, spot, way, closed, parameters)
                continue
            if name in earlier:
                was = f"{owner}.{earlier[name]}"
                kind: ChangeKind = "endpoint-parameter-renamed" if parameters else "field-renamed"
                says = f"`{was}` is now called `{name}`"
                yield self.change(kind, self._spot(held, before=True), spot, "both", says, subject)
            yield from self._field(held, p, subject, way)
        for name, p in old.items():
            if name not in new and name not in renamed:
                subject = f"{owner}.{name}"
                kind = "endpoint-parameter-removed" if parameters else "field-removed"
                # What a consumer still sends is lost, or refused: it follows as well as the producer that read it.
                breaks = (
                    "both" if way.asked or closed else replace(way, stored=False).breaks("widens")
                )  # a table may hold more
                if refusals:
                    kind, breaks = "error-removed", way.breaks("narrows")
                says = f"`{subject}` ({written(p.field)}) is gone"
                yield self.change(kind, self._spot(p, before=True), None, breaks, says, subject)

    def _added(self, p: Promise, subject: str, spot: Spot, way: Way, closed: bool, parameters: bool) -> Change:
        optional = may_be_left_out(p.field)
        effect: Effect = "narrows" if not optional else "widens" if closed else "extends"
        if parameters:
            kind: ChangeKind = "endpoint-parameter-added-optional" if optional else "endpoint-parameter-added-required"
        else:
            kind = "field-added-optional" if optional else "field-added-required"
        says = f"`{subject}` ({written(p.field)}) is new and {'may be left out' if optional else 'required'}"
        way = stored_way(way, p.field)
        breaks = way.breaks(effect)
        if breaks == "nobody" and way.stored and subject == f"{self.name}.{p.field.name}":
            breaks = "producers"  # a table has no column that may be left out
        return self.change(kind, None, spot, breaks, says, subject)

    def _renamed(self, old: dict[str, Promise], new: dict[str, Promise]) -> dict[str, str]:
        gone, come = [n for n in old if n not in new], [n for n in new if n not in old]
        between, among = gaps(list(old), new), gaps(list(new), old)

        def score(was: str, now: str) -> int:
            a, b = old[was].field, new[now].field
            effect = self.relation.effect(a.kind, b.kind)
            if a.list_depth != b.list_depth or effect == "differs":
                return 0
            if effect == "same" and a.kind.text == b.kind.text and between[was] == among[now]:
                return 1 + 2 * alike(was, now)
            return 2 * alike(was, now)

        return counterparts(gone, come, score)

    def _field(
        self,
        before: Promise,
        after: Promise,
        subject: str,
        way: Way,
        noun: ChangeKind | None = None,
        is_alias: bool = False,
    ) -> Iterator[Change]:
        """What is different in one field. `noun` is the kind for another type, where that has a name of its own."""
        old, new = before.field, after.field
        was, now = self._spot(before, before=True), self._spot(after)
        way = stored_way(way, old)
        a, b = followed(old, self.relation.before), followed(new, self.relation.after)

        def change(kind: ChangeKind, effect: Effect, says: str) -> Change:
            return self.change(kind, was, now, way.breaks(effect), f"`{subject}` {says}", subject)

        instead = f"is now {written(new)} instead of {written(old)}"
        if (loose := may_be_left_out(new)) != may_be_left_out(old):
            kind: ChangeKind = "presence-loosened" if loose else "presence-tightened"
            yield change(kind, "widens" if loose else "narrows", f"may {'now' if loose else 'no longer'} be left out")
        named = named_alike(old, new, self.relation)
        if a.nullable is not None and b.nullable is not None and a.nullable != b.nullable and not named:
            kind = "null-allowed" if b.nullable else "null-forbidden"
            effect: Effect = "widens" if b.nullable else "narrows"
            yield change(kind, effect, f"may {'now' if b.nullable else 'no longer'} be null")
        lists = self.relation.effect(a.whole, b.whole) if a.list_depth != b.list_depth and not named else "same"
        if lists == "differs":
            yield change("list-changed", lists, instead)
        elif lists != "same":  # as `string[]` to `string | string[]`
            yield change("kind-widened" if lists == "widens" else "kind-narrowed", lists, instead)
        elif a.list_depth == 1:
            held = items_may_be_null(old), items_may_be_null(new)
            if None not in held and held[0] != held[1]:
                kind = "null-allowed" if held[1] else "null-forbidden"
                yield change(
                    kind, "widens" if held[1] else "narrows", f"may {'now' if held[1] else 'no longer'} hold null"
                )
        formats = tag_value(old, "format"), tag_value(new, "format")
        if formats[0] != formats[1] and family(a.kind) == family(b.kind) is not None:
            if a.kind.name != b.kind.name or a.kind.name in ("string", "number"):  # else only said otherwise
                yield change("format-changed", format_effect(*formats), moved("format", *formats))
        elif a.list_depth == b.list_depth and not named and not written_alike(old, new):
            own, other = by_name(old.kind, a.kind, b.kind), by_name(new.kind, b.kind, a.kind)
            yield from self._kinds(own, other, (was, now), subject, way, instead, noun)
        units = tag_value(old, "unit"), tag_value(new, "unit")
        orders = tag_value(old, "order"), tag_value(new, "order")
        if units[0] != units[1]:
            yield change("unit-changed", "differs" if all(units) else "same", moved("unit", *units))
        if orders[0] != orders[1]:
            effect = "differs" if all(orders) else "narrows" if orders[1] else "widens"
            yield change("order-changed", effect, moved("order", *orders))
        for name in ENDS if old.tags or new.tags else ():
            if (effect := end_effect(name, old, new)) != "same":
                yield change("bound-changed", effect, end_moved(end_of(old, name), end_of(new, name)))
        for name in BOUNDS if old.tags or new.tags else ():
            bounds = bound(old, name), bound(new, name)
            if bounds[0] != bounds[1] and (effect := bound_effect(name, *bounds)) != "same":
                yield change("bound-changed", effect, moved(f"@{name}", *bounds))
        defaults = written_default(old), written_default(new)
        if not same_default(*defaults):
            # Who leaves it out gets another value in silence, and who fills it in has to know.
            yield change("default-changed", "differs", moved("default", *defaults))
        stored = tag_value(old, "db"), tag_value(new, "db")
        if stored[0] != stored[1] and not is_alias:
            says = f"`{subject}` {tagged('db', *stored)}"
            yield self.change("db-binding-changed", was, now, "producers", says, subject)
        yield from self._deprecated(old, new, subject, was, now)

    def _kinds(
        self,
        a: Kind,
        b: Kind,
        at: tuple[Spot, Spot],
        subject: str,
        way: Way,
        instead: str,
        noun: ChangeKind | None,
    ) -> Iterator[Change]:
        by_status = self._by_status(a, b) if noun == "errors-changed" else None
        if by_status is not None:
            yield self.change("errors-changed", *at, way.breaks(by_status), f"`{subject}` {instead}", subject)
            return
        fields = self._fields_in_place(a, b, at)
        if fields is not None and subject.count(".") < DEEPEST:
            yield from self._within(at[1], self._fields(subject, *fields, way))
            return
        old, new = values_of(a), values_of(b)
        effect = self.relation.effect(a, b)
        if effect == "same":
            return
        if old is not None and new is not None:
            values = self.values(subject, values_at(old, at[0]), values_at(new, at[1]), way, noun)
            yield from self._within(at[1], values)
            return
        sides = (a, self.relation.before), (b, self.relation.after)
        is_record = any(fields_of(kind, contracts) is not None for kind, contracts in sides)
        plain: ChangeKind = "kind-changed"
        if effect in ("widens", "narrows") and not is_record:
            plain = "kind-widened" if effect == "widens" else "kind-narrowed"
        if noun == "errors-changed":
            yield from self._within(at[1], self._errors(a, b, at, subject, way, effect, instead))
            return
        options = self.relation.alternatives(a, b) if is_union(a) or is_union(b) else ([], [])
        says = f"`{subject}` {options_changed(*options) or instead}"
        yield self.change(noun or plain, *at, way.breaks(effect), says, subject)

    def _fields_in_place(
        self, a: Kind, b: Kind, at: tuple[Spot, Spot]
    ) -> tuple[tuple[Promise, ...], tuple[Promise, ...]] | None:
        """The fields of both sides, where one of them is written out, be it beside names that it is put together with, or is picked."""
        if not any(k.name == "record" or (k.name == "unknown" and "{" in k.text) or _picks(k) for k in (a, b)):
            return None
        own, other = fields_of(a, self.relation.before), fields_of(b, self.relation.after)
        if own is None or other is None:
            return None
        here = (
            tuple(p if p.path else replace(p, path=s.path) for p in f) for f, s in zip((own, other), at, strict=True)
        )
        before, after = here
        return before, after

    def _within(self, spot: Spot, found: Iterator[Change]) -> Iterator[Change]:
        """What is gone from a field is shown at that field."""
        for change in found:
            yield replace(change, shown=spot) if change.after is None and change.shown == self.here else change

    # Endpoints

    def _endpoint(self, before: tuple[Promise, ...], after: tuple[Promise, ...]) -> Iterator[Change]:
        old, new = {p.field.name: p for p in before}, {p.field.name: p for p in after}
        aliases = yield from self._address(has_params="params" in old or "params" in new)
        for member in (*_PARAMETERS, "request", "response", "errors"):
            a, b = old.pop(member, None), new.pop(member, None)
            way = Way(asked=member not in ("response", "errors"), answered=member in ("response", "errors"))
            if member in _PARAMETERS:
                yield from self._parameters(member, a, b, way, aliases if member == "params" else {})
            else:
                yield from self._carried(member, carrying(a), carrying(b), way)
        yield from self._fields(self.name, tuple(old.values()), tuple(new.values()), Way(False, False))

    def _address(self, has_params: bool) -> Generator[Change, None, dict[str, str]]:
        """Changes of method and path; returns the new name of each path parameter, which no wire shows."""
        old, new = self.a.endpoint, self.b.endpoint
        if old is None or new is None:
            return {}
        was, now = Spot(self.a.path, self.name, old[2].range), Spot(self.b.path, self.name, new[2].range)
        if old[0] != new[0]:
            says = f"`{self.name}` is now called by `{new[0]}` instead of `{old[0]}`"
            yield self.change("endpoint-method-changed", was, now, "both", says)
        own, other = old[1].split("/"), new[1].split("/")
        names = parameter_names(own), parameter_names(other)
        renamed = dict(zip(*names, strict=True)) if len(names[0]) == len(names[1]) else {}
        if [segment_form(s) for s in own] != [segment_form(s) for s in other]:
            says = f"`{self.name}` is now at `{new[1]}` instead of `{old[1]}`"
            yield self.change("endpoint-path-changed", was, now, "both", says)
        elif names[0] != names[1] and not has_params:
            says = "; ".join(f"`:{a}` of `{self.name}` is now called `:{b}`" for a, b in renamed.items() if a != b)
            yield self.change("endpoint-parameter-renamed", was, now, "nobody", says)
        return renamed

    def _parameters(
        self, member: str, a: Promise | None, b: Promise | None, way: Way, aliases: dict[str, str]
    ) -> Iterator[Change]:
        if a is not None and b is not None and self.relation.same_name(a.field.kind, b.field.kind):
            return
        own, other = self._flat(a, self.relation.before, self.a.path), self._flat(b, self.relation.after, self.b.path)
        if member == "headers":  # whose names are the same in capitals and in small letters
            spelled = {p.field.name.lower(): p.field.name for p in other}
            aliases = {p.field.name: spelled.get(p.field.name.lower(), p.field.name) for p in own}
        taken = {aliases.get(p.field.name, p.field.name): p for p in own}
        own = tuple(replace(p, field=replace(p.field, name=name)) for name, p in taken.items())
        found = self._fields(f"{self.name}.{member}", own, other, way, parameters=True)
        yield from self._within(self._spot(b), found) if b is not None else found

    def _flat(self, member: Promise | None, contracts: Contracts, path: str) -> tuple[Promise, ...]:
        """The parameters of a member; all may be left out where it may."""
        found = fields_of(followed(member.field, contracts).kind, contracts) if member is not None else None
        if member is None or found is None:
            return ()
        fields = tuple(p if p.path else replace(p, path=path) for p in found)
        if not may_be_left_out(member.field):
            return fields
        return tuple(replace(p, field=replace(p.field, presence="optional")) for p in fields)

    def _carried(self, member: str, a: Promise | None, b: Promise | None, way: Way) -> Iterator[Change]:
        subject = f"{self.name}.{member}"
        if a is not None and b is not None:
            yield from self._field(a, b, subject, way, _CHANGED[member])
        elif b is not None:
            effect: Effect = "widens" if member == "errors" else "extends" if may_be_left_out(b.field) else "narrows"
            says = f"`{subject}` ({written(b.field)}) is new"
            breaks = way.breaks(effect)
            yield self.change(_ADDED[member], None, self._spot(b), breaks, says, subject)
        elif a is not None:
            effect = "narrows" if member == "errors" else "widens" if member == "response" else "differs"
            says = f"`{subject}` ({written(a.field)}) is gone"
            breaks = way.breaks(effect)
            yield self.change(_REMOVED[member], self._spot(a, before=True), None, breaks, says, subject)

    def _errors(
        self, a: Kind, b: Kind, at: tuple[Spot, Spot], subject: str, way: Way, effect: Effect, instead: str
    ) -> Iterator[Change]:
        """The alternatives of an endpoint's errors, each told by itself where they are a list of them."""
        old, new = a.options or (a,), b.options or (b,)
        gone = [x for x in old if all(self.relation.effect(x, y) != "same" for y in new)]
        come = [y for y in new if all(self.relation.effect(x, y) != "same" for x in old)]
        if len(old) + len(new) == 2 or not (gone or come):
            yield self.change("errors-changed", *at, way.breaks(effect), f"`{subject}` {instead}", subject)
            return
        for kind in come:
            says = f"`{subject}` now has `{kind.text}`"
            spot = replace(at[1], name=f"{subject} {kind.text}")
            yield self.change("error-added", None, spot, way.breaks("widens"), says, subject)
        for kind in gone:
            says = f"`{subject}` no longer has `{kind.text}`"
            spot = replace(at[0], name=f"{subject} {kind.text}")
            yield self.change("error-removed", spot, None, way.breaks("narrows"), says, subject)

    def _by_status(self, a: Kind, b: Kind) -> Effect | None:
        """What it is to list errors by their statuses, or to list them so no more; None where both sides do the same."""
        own, other = _statuses(a), _statuses(b)
        if (own is None) == (other is None):
            return None
        listed, whole = own or other or (), b if own else a
        options = whole.options or (whole,)
        known = all(any(self.relation.effect(*(k, o) if own else (o, k)) == "same" for o in options) for k in listed)
        if not known or len(listed) < len(options):
            return "differs"
        return "widens" if own else "narrows"

    def _spot(self, p: Promise, before: bool = False) -> Spot:
        return Spot(p.path or (self.a if before else self.b).path, p.field.name, p.field.name_range)
