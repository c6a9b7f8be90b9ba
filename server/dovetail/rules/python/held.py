"""What the steps of a chain in Python lead to, across files: values of classes, and what holds them.

Types are written as `languages/_python/syntax/written.py` says: `User[]`, `{User}`, `(User,)`, `~User`, `Page<User>`.
"""

import re
from collections.abc import Iterator
from dataclasses import field
from typing import Literal

from dovetail.core.dataclass import dataclass, replace
from dovetail.core.paths import is_test
from dovetail.core.shapes import OF_ROWS, Signature
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.written import divided

from ..files.python_names import defined
from .django_models import backs, labels, managers, models, users
from .fixtures import places_of
from .handed import calls_of, type_given

_OF_COLUMN = "#"  # between a class and the column of it that is a part of a row
STEP = "!"  # before each step behind a name
_EACH = f"{STEP}[]"  # the step to each of a list
EITHER = "|"
NARROWED = "?"  # before what a test says of one of several classes
_TYPE_OF = "typeof "
USER_MODEL = "AUTH_USER_MODEL"  # of Django's settings
HISTORICAL = "get_model."  # before a model of Django, by its app and its name, as it was when a migration runs
OF_SQL = "sql "  # before the tables and names that a row of a statement has, in the place of a type
FIXTURE = "fixture "  # before the name of a fixture of pytest, in the place of a type
_DEEPEST = 8
_TEST = re.compile(r"(\w+)([=!])(.*)", re.DOTALL)
_MANAGERS = ("objects", "_default_manager", "_base_manager")
_LOADED = "validated_data"  # of a serializer, which has the names that the fields are loaded into
_DUMPS = frozenset({_LOADED, "data", "initial_data"})
_LOADS = frozenset({"load", "validate_and_load"})  # of a schema of marshmallow, which give the names that it declares
_WRITES = frozenset({"dump", "dumps"})
_ADAPTER = "TypeAdapter"  # of pydantic
_VALIDATES = frozenset({"validate_python", "validate_json", "validate_strings"})
_SAME_QUERY = frozenset(
    "all filter exclude order_by select_related prefetch_related distinct annotate alias only defer reverse using iterator none "
    "select_for_update get_queryset union intersection difference complex_filter".split()
)
_ONE_OF_QUERY = frozenset("first last get latest earliest create afirst alast aget alatest aearliest acreate".split())
_PAIR_OF_QUERY = frozenset({"get_or_create", "update_or_create", "aget_or_create", "aupdate_or_create"})
_SAME_LIST = frozenset({"copy", "all"})
_OF_ROWS = frozenset("count index tuple t keys values items get".split())
_ONE_OF_LIST = frozenset({"pop", "popleft", "first", "one", "one_or_none"})


@dataclass(frozen=True, slots=True)
class Held:
    """What a step has led to, by its name in a file: a value of a class (in lists), the names of a value as keys of a dictionary, or
    its aliases, or what it is `loaded` into, a function with what is known of it, a class itself, or a module; or what holds others,
    which are its `parts`: a map, a tuple, a query of Django, one of several classes.
    A `promise` is a dictionary that a comment says is the contract of that name.
    A `row` is what a statement gives, and its name the type of that.
    An `answer` is what a function gives of the answer to a request, and `steps` are what is taken of that.
    `given` are the type arguments of a class by the names of its parameters. `columns` are a row of a statement with the columns of classes
    in `steps` (`User#email`, `#label`), the first class among its parts.
    """

    source: Source
    name: str
    what: Literal[
        "value",
        "keys",
        "aliases",
        "loaded",
        "function",
        "class",
        "module",
        "map",
        "tuple",
        "query",
        "method",
        "either",
        "adapter",
        "promise",
        "answer",
        "row",
        "columns",
    ]
    depth: int = 0
    signature: Signature | None = None
    parts: "tuple[Held | None, ...]" = ()
    given: "tuple[tuple[str, Held], ...]" = ()
    steps: tuple[str, ...] = ()


@dataclass
class Lookup:
    """Asks a snapshot what types and steps lead to. What is made of itself is not known: `_depth` says how deep we are.

    `by_callers` where a parameter without a type is what those who call the function give to it. For who gives it something himself
    it is not: what others give may be of another class.
    """

    snapshot: Snapshot
    by_callers: bool = True
    _depth: int = 0
    _asked: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])  # what is on its way

    def typed(self, written: str, source: Source, given: tuple[tuple[str, Held], ...] = ()) -> Held | None:
        """A value of a type as a file tells of it, through the names that files give to types."""
        if not written or self._depth > _DEEPEST:
            return None
        self._depth += 1
        try:
            return self._typed(written, source, given)
        finally:
            self._depth -= 1

    def _typed(self, written: str, source: Source, given: tuple[tuple[str, Held], ...]) -> Held | None:
        if written.endswith("[]") and not written.endswith(_EACH):
            inner = self.typed(written[:-2], source, given)
            return replace(inner, depth=inner.depth + 1) if inner is not None else None
        if written.startswith(OF_SQL):
            return Held(source, written, "row")
        if (STEP in written or written.startswith(_TYPE_OF)) and written[0] not in "{(~":
            return self._behind(written, source, given)
        match written[0]:
            case "{":
                held = self.typed(written[1:-1], source, given)
                return Held(source, "", "map", parts=(held,)) if held is not None else None
            case "(":
                listed = tuple(divided(written[1:-1]))
                owners = [c.partition(_OF_COLUMN)[0] for c in listed if _OF_COLUMN in c]
                if owners:
                    first = self.typed(next((o for o in owners if o), ""), source)
                    return Held(source, "", "columns", parts=(first,), steps=listed) if first is not None else None
                parts = tuple(self.typed(p, source, given) for p in listed)
                return Held(source, "", "tuple", parts=parts)
            case "@":
                return self._promised(written[1:], source)
            case "~":
                held = self.typed(written[1:], source, given)
                return Held(source, "", "query", parts=(held,)) if held is not None else None
            case _:
                return self._named(written, source, given)

    def _promised(self, written: str, source: Source) -> Held | None:
        """A dictionary that a comment says is a contract; an endpoint's tag says another thing."""
        name = written.rstrip(OF_ROWS)
        contract = self.snapshot.contracts.meant(name, source.path, source.shapes.imports)
        if contract is None or contract.is_endpoint:
            return None
        return Held(
            self.snapshot.sources[contract.path], contract.name + OF_ROWS * written.endswith(OF_ROWS), "promise"
        )

    def _behind(self, written: str, source: Source, given: tuple[tuple[str, Held], ...]) -> Held | None:
        """What the steps behind a name lead to: `typeof load!()!user`."""
        start, *steps = written.split(STEP)
        if start.startswith(_TYPE_OF):
            held = self.whole(start.removeprefix(_TYPE_OF), source)
        else:
            held = self.typed(start, source, given)
        for step in steps:
            held = self.following(held, step, False) if held is not None else None
        return held

    def _named(self, written: str, source: Source, given: tuple[tuple[str, Held], ...]) -> Held | None:
        name, _, rest = written.partition("<")
        if name == EITHER:
            several = tuple(self.typed(p, source, given) for p in divided(rest[:-1]))
            return Held(source, "", "either", parts=several)
        if name == USER_MODEL:
            return self.user_model()
        if name.startswith(HISTORICAL) and not rest:
            return self._labelled(name.rpartition(".")[2])
        stands = next((held for own, held in given if own == name), None)
        if stands is not None and not rest:
            return stands
        arguments = [self.typed(p, source, given) for p in divided(rest[:-1])] if rest else []
        if name.rpartition(".")[2] == _ADAPTER and arguments and arguments[0] is not None:
            return Held(source, _ADAPTER, "adapter", parts=(arguments[0],))
        place = defined(name, source, self.snapshot)
        if place is None or not place[1]:
            first = arguments[0] if arguments and name == "Page" else None  # of a paginator, which gives its items
            return replace(first, depth=first.depth + 1) if first is not None else None
        owner, own = place
        alias = next((s for s in owner.shapes.signatures if s.how == "alias" and s.name == own), None)
        if alias is not None:
            return self.typed(alias.gives, owner)
        pairs = zip(parameters(owner, own), arguments, strict=False)
        return Held(owner, own, "value", given=tuple((n, a) for n, a in pairs if a is not None))

    def user_model(self) -> Held | None:
        """The model of users that a project of Django makes itself, where there is one such."""
        found = [
            Held(self.snapshot.sources[p], n, "value") for p, ns in self.snapshot.of_sources(users).items() for n in ns
        ]
        return found[0] if len(found) == 1 else None

    def model(self, name: str, source: Source, given: tuple[tuple[str, Held], ...] = ()) -> Held | None:
        """A model of Django that a field leads to, also by its name alone, as in `"shop.Product"`."""
        found = self.typed(name, source, given)
        if found is not None or not name.isidentifier():
            return found
        others = [p for p, _ in self.snapshot.sources_with(models, name)]
        return Held(self.snapshot.sources[others[0]], name, "value") if len(others) == 1 else None

    def _labelled(self, name: str) -> Held | None:
        """A model of Django by its name, in whatever capitals."""
        found = [(p, n) for p, names in self.snapshot.sources_with(labels, name.lower()) for n in names]
        return Held(self.snapshot.sources[found[0][0]], found[0][1], "value") if len(found) == 1 else None

    def led_back(self, held: Held, name: str) -> Held | None:
        """What a model of Django is given under a name by one that leads to it."""
        found: list[Held] = []
        for path, signatures in self.snapshot.sources_with(backs, name):
            owner = self.snapshot.sources[path]
            for signature in signatures:
                target = self.model(signature.takes[0][1], owner)
                led = self.typed(signature.gives, owner) if target is not None and _is_same(target, held) else None
                found.extend([led] if led is not None else [])
        return found[0] if len(found) == 1 else None

    def whole(self, name: str, source: Source) -> Held | None:
        """What a name of a file stands for itself: a module, a class, a function, the value of a variable, or a fixture of pytest."""
        if name.startswith(FIXTURE):
            return self._fixture(name.removeprefix(FIXTURE), source)
        if name.startswith(HISTORICAL):
            found = self._labelled(name.rpartition(".")[2])
            return replace(found, what="class") if found is not None else None
        within = next((s for s in source.shapes.signatures if s.how == "call" and s.name == name and "." in name), None)
        if within is not None:
            return self.signed(within, source)  # a function in another one
        place = defined(name, source, self.snapshot)
        if place is None:
            return None
        owner, own = place
        if not own:
            return Held(owner, "", "module")
        if any(d.name == own and d.construct == "class" for d in owner.shapes.definitions):
            return Held(owner, own, "class")
        return self.signed(
            next((s for s in owner.shapes.signatures if s.name == own and s.how != "fixture"), None), owner
        )

    def _fixture(self, name: str, source: Source) -> Held | None:
        """What a fixture gives, of the same file or of the nearest `conftest.py` above it."""
        for owner in places_of(source, self.snapshot):
            found = [s for s in owner.shapes.signatures if s.how == "fixture" and s.name == name]
            if (answer := _answer(owner, name)) is not None:
                return answer
            if found:
                return self.typed(found[0].gives, owner) if len(found) == 1 else None
            if any(d.name == name for d in owner.shapes.definitions):
                return None
        return None

    def signed(
        self, signature: Signature | None, owner: Source, given: tuple[tuple[str, Held], ...] = ()
    ) -> Held | None:
        """What a signature of a file stands for."""
        match signature:
            case Signature(how="call"):
                return Held(owner, signature.name, "function", signature=signature, given=given)
            case Signature(how="value") if signature.gives:
                found = self.typed(signature.gives, owner, given)
                return replace(found, signature=signature) if found is not None and found.what == "keys" else found
            case _:
                return None

    def following(self, held: Held, step: str, is_key: bool) -> Held | None:
        """What a step leads to that asks no field of a class."""
        if held.depth:
            return _of_list(held, step)
        if step.startswith(NARROWED):
            return narrowed(held, step.removeprefix(NARROWED))
        match held.what:
            case "module":
                return self.whole(step, held.source) if step.isidentifier() else None
            case "function" if held.signature is not None:
                written = held.signature.gives if step == "()" else taken(held.signature, step)
                found = self.typed(written, held.source, held.given)
                if not written and step != "()":
                    return self._overridden(held, step) or (self.handed(held, step) if self.by_callers else None)
                return found or (_answer(held.source, held.name) if step == "()" else None)
            case "answer":
                return replace(held, steps=(*held.steps, step))
            case "class":
                return self._of_class(held, step)
            case "map":
                return _of_map(held, step, is_key)
            case "tuple":
                number = step[1:-1] if step[:1] == "[" else ""
                return held.parts[int(number)] if number.isdigit() and int(number) < len(held.parts) else None
            case "query":
                return self._of_query(held, step)
            case "method":
                return held.parts[0] if step == "()" else held.parts[1] if step == "(0)" and held.parts[1:] else None
            case "value":
                return self._of_value(held, step) or self._of_field(held, step)
            case "keys" | "aliases" | "loaded":
                return self._of_field(held, step)
            case "promise":
                return held if step[:1] == "[" else None  # a contract's name may stand for a list of them
            case "adapter" if step in _VALIDATES:
                return Held(held.source, step, "method", parts=(held.parts[0], held.parts[0]))
            case _:
                return None

    def column(self, held: Held, name: str) -> Held | None:
        """The class whose column a part of a row is; of a name that no part has, the first class. None for a label, or a method."""
        owners = {c.partition(_OF_COLUMN)[2]: c.partition(_OF_COLUMN)[0] for c in held.steps}
        if name in _OF_ROWS or name.startswith("_"):
            return None
        return self.typed(owners[name], held.source) if name in owners else held.parts[0]

    def handed(self, held: Held, step: str) -> Held | None:
        """What those who call a function give to a parameter without a type, or take its result for: `(user)`, `(0)`, `(return)`."""
        wanted = step.strip("()")
        names = [name for name, _ in held.signature.takes] if held.signature is not None else []
        if wanted.isdigit():
            wanted = names[int(wanted)] if int(wanted) < len(names) else ""
        asked = (held.source.path, held.name, wanted)
        if not wanted or wanted == "*" or asked in self._asked or len(self._asked) > _DEEPEST:
            return None
        if self._asked:
            return self._handed(held, wanted, names, asked)
        return self.snapshot.once(("handed", *asked), lambda: Lookup(self.snapshot)._handed(held, wanted, names, asked))

    def _handed(self, held: Held, wanted: str, names: list[str], asked: tuple[str, str, str]) -> Held | None:
        self._asked.add(asked)
        try:
            found: dict[str, list[Held]] = {"code": [], "tests": []}
            for path, calls in calls_of(held.name, self.snapshot):
                source = self.snapshot.sources[path]
                for call in calls:
                    type = type_given(call, wanted, names)
                    callee = self.typed(call.callee, source) if type else None
                    if callee is None or (callee.what, callee.source.path, callee.name) != ("function", *asked[:2]):
                        continue
                    given = self.typed(type, source)
                    several = (
                        given.parts if given is not None and given.what == "either" and not given.depth else (given,)
                    )
                    found["tests" if is_test(path) else "code"].extend(g for g in several if g is not None)
        finally:
            self._asked.discard(asked)
        several = {_key(g): g for g in found["code"] or found["tests"]}
        if len(several) < 2:
            return next(iter(several.values()), None)
        plain = all(g.what in ("value", "row") and not g.depth for g in several.values())
        return Held(held.source, "", "either", parts=tuple(several.values())) if plain else None

    def _of_value(self, held: Held, step: str) -> Held | None:
        if step in ("{}", "{alias}"):
            return replace(held, what="keys" if step == "{}" else "aliases")
        if step == "[with]":
            found = self.inherited(held, "__enter__") or self.inherited(held, "__aenter__")
            return self.typed(found[0].gives, found[1].source, found[1].given) if found is not None else None
        if step[:1] == "[":
            query = self._as_query(held)
            return self._of_query(query, step) if query is not None else None
        return self.attribute(held, step) if step.isidentifier() else None

    def _of_field(self, held: Held, step: str) -> Held | None:
        """What a field of a class is itself, where it is a class; of a dictionary with its names, such a dictionary."""
        records = [r for r in held.source.shapes.records if r.name == held.name] if step.isidentifier() else []
        field = next((f for r in records for f in r.fields if f.name == step), None)
        if field is None or not field.kind.target or field.kind.steps:
            return None
        found = self.model(field.kind.target, held.source, held.given)
        if found is None or found.what != "value":
            return None
        return replace(found, depth=found.depth + field.list_depth, what="value" if held.what == "value" else held.what)

    def attribute(self, held: Held, name: str) -> Held | None:
        """What a method, property or attribute of a value that is no field is, inherited or given by another model too."""
        found = self.inherited(held, name)
        if found is not None:
            return self.signed(found[0], found[1].source, (*found[1].given, ("Self", held)))
        construct = next((r.construct for r in held.source.shapes.records if r.name == held.name), "")
        if name in _DUMPS and construct == "serializer":
            return replace(held, what="loaded" if name == _LOADED else "keys")
        if name in _LOADS | _WRITES and construct == "marshmallow schema":
            keys = replace(held, what="keys")
            return Held(held.source, name, "method", parts=(keys, None) if name in _LOADS else (None, keys))
        return self.led_back(held, name)

    def _of_query(self, held: Held, step: str) -> Held | None:
        model = held.parts[0]
        if step[:1] == "[" and step != "[with]":
            return model
        gives: Held | None = None
        if step in _SAME_QUERY:
            gives = held
        elif step in _ONE_OF_QUERY:
            gives = model
        elif step in _PAIR_OF_QUERY:
            gives = Held(held.source, "", "tuple", parts=(model, None))
        if gives is not None:
            return Held(held.source, step, "method", parts=(gives,))
        manager = self._of_class(replace(model, what="class"), "objects") if model is not None else None
        if manager is None or manager.what != "value" or not step.isidentifier():
            return None
        found = self.inherited(manager, step)
        return self.signed(found[0], found[1].source) if found is not None else None

    def _of_class(self, held: Held, step: str) -> Held | None:
        if step in ("()", "(**)"):
            return replace(held, what="value")
        found = self.inherited(held, step)
        if found is not None and found[0].gives:
            return self.signed(found[0], found[1].source, found[1].given)
        return Held(held.source, step, "query", parts=(replace(held, what="value"),)) if step in _MANAGERS else None

    def _as_query(self, held: Held) -> Held | None:
        """The query that a value of a class of queries is: of the model that has it as its manager, where there is one such."""
        key = ("query of", held.source.path, held.name)
        return self.snapshot.once(key, lambda: self._query_of(held))

    def _query_of(self, held: Held) -> Held | None:
        above = [found for found in self._classes_above(held) if found.what == "query"]
        if above:
            return above[0]
        found: dict[tuple[str, str], Held] = {}
        for path, declared in self.snapshot.of_sources(managers).items():
            for model, written in declared:
                source = self.snapshot.sources[path]
                manager = self.typed(written, source)
                if manager is not None and any(_is_same(m, held) for m in (manager, *self._classes_above(manager))):
                    found[path, model] = Held(source, model, "value")
        return Held(held.source, held.name, "query", parts=tuple(found.values())) if len(found) == 1 else None

    def _classes_above(self, held: Held, depth: int = 0) -> Iterator[Held]:
        """The bases of a class that are known, with theirs; `QuerySet[User]` is a query."""
        for base in bases(held):
            found = self.typed(base, held.source, held.given) if depth < _DEEPEST else None
            if found is not None:
                yield found
                yield from self._classes_above(found, depth + 1)

    def _overridden(self, held: Held, step: str) -> Held | None:
        """What a parameter of a method is by that of the base which it overrides, where that says a type."""
        own, _, method = held.name.rpartition(".")
        names = [name for name, _ in held.signature.takes] if held.signature is not None else []
        wanted = step.strip("()")
        place = wanted if wanted.isdigit() else str(names.index(wanted)) if wanted in names else ""
        for written in bases(Held(held.source, own, "value")) if own and place else ():
            base = self.typed(written, held.source, held.given)
            above = self.inherited(base, method) if base is not None and base.what == "value" else None
            if above is not None and (type := taken(above[0], f"({place})")):
                return self.typed(type, above[1].source, above[1].given)
        return None

    def inherited(self, held: Held, name: str, depth: int = 0) -> tuple[Signature, Held] | None:
        """The method or attribute of a class or of one of its bases, and the class that has it."""
        found = next((s for s in held.source.shapes.signatures if s.name == f"{held.name}.{name}"), None)
        if found is not None or depth > _DEEPEST:
            return (found, held) if found is not None else None
        for written in bases(held):
            base = self.typed(written, held.source, held.given)
            above = self.inherited(base, name, depth + 1) if base is not None and base.what == "value" else None
            if above is not None:
                return above
        return None


def _answer(source: Source, name: str) -> Held | None:
    """What a function gives of the answer to a request that it sends."""
    gives = any(s.name == name and s.gives and s.asks is not None for s in source.shapes.senders)
    return Held(source, name, "answer") if gives else None


def narrowed(held: Held, said: str) -> Held | None:
    """What a test leaves of several classes: those whose field is, or may be something else than, a text; or all but one of them."""
    if held.what != "either":
        return held
    if said.startswith("not="):
        left = tuple(p for p in held.parts if p is None or p.name != said.removeprefix("not=").rpartition(".")[2])
    else:
        found = _TEST.fullmatch(said)
        left = tuple(p for p in held.parts if found is not None and _may_be(p, *found.groups()))
    return left[0] if len(left) == 1 else replace(held, parts=left) if left else None


def _may_be(held: Held | None, field: str, sign: str, text: str) -> bool:
    if held is None or held.what != "value":
        return True
    fields = [f for r in held.source.shapes.records if r.name == held.name for f in r.fields if f.name == field]
    values = fields[0].kind.values if fields and fields[0].kind.name in ("literal", "enum") else ()
    return not values or (text in values if sign == "=" else set(values) != {text})


def taken_at(steps: tuple[str, ...], source: Source, snapshot: Snapshot) -> Held | None:
    """What a chain leads to at whose end something is given; what others give to the same function is not asked there."""
    if steps[-1][:1] != "(" or steps[-1] == "()" or len(steps) == 1:
        return Lookup(snapshot).typed(STEP.join(steps), source)
    held = Lookup(snapshot).typed(STEP.join(steps[:-1]), source)
    return Lookup(snapshot, by_callers=False).following(held, steps[-1], False) if held is not None else None


def parameters(source: Source, name: str) -> tuple[str, ...]:
    """The names of the type parameters of a class, in their order."""
    bases = [s.gives for s in source.shapes.signatures if s.how == "base" and s.name == name and "<" in s.gives]
    own = next((b for b in bases if b.partition("<")[0].rpartition(".")[2] in ("Generic", "Protocol")), None)
    written = [own] if own is not None else bases
    names = (n for b in written for n in divided(b.partition("<")[2][:-1]))
    defined_here = {d.name for d in source.shapes.definitions if d.construct in ("class", "type")}
    return tuple(dict.fromkeys(n for n in names if n.isidentifier() and n not in defined_here))


def _of_list(held: Held, step: str) -> Held | None:
    inner = replace(held, depth=held.depth - 1)
    if step[:1] == "[" and step != "[with]":
        return inner
    if step in _ONE_OF_LIST | _SAME_LIST:
        return Held(held.source, step, "method", parts=(inner if step in _ONE_OF_LIST else held,))
    return inner if step == "[with]" else None  # a context manager that is written as a generator


def _of_map(held: Held, step: str, is_key: bool) -> Held | None:
    value = held.parts[0]
    if value is None:
        return None
    if is_key or step == "[k]" or step[1:-1].isdigit():
        return value
    gives = {
        "values": replace(value, depth=value.depth + 1),
        "items": Held(held.source, "", "tuple", depth=1, parts=(None, value)),
        "get": value,
        "pop": value,
        "setdefault": value,
        "copy": held,
    }.get(step)
    return Held(held.source, step, "method", parts=(gives,)) if gives is not None else None


def _key(held: Held) -> tuple[object, ...]:
    """What tells a value from others."""
    parts = tuple(_key(p) if p is not None else None for p in held.parts)
    return held.source.path, held.name, held.what, held.depth, parts


def _is_same(a: Held, b: Held) -> bool:
    return a.source.path == b.source.path and a.name == b.name


def bases(held: Held) -> list[str]:
    """What a class inherits from, as its file writes it."""
    return [s.gives for s in held.source.shapes.signatures if s.how == "base" and s.name == held.name]


def taken(signature: Signature, step: str) -> str:
    """The type of a parameter, by its place or its name."""
    wanted = step.strip("()")
    if wanted.isdigit():
        names = [name for name, _ in signature.takes]
        before = names[: int(wanted) + 1]
        return signature.takes[int(wanted)][1] if int(wanted) < len(names) and "*" not in before else ""
    return next((type for name, type in signature.takes if name == wanted), "")
