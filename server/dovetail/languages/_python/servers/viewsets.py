"""Views and viewsets of Django's REST framework: the routes that each has behind the prefix under which a router knows it."""

import re
from collections.abc import Iterator, Mapping, Sequence

from tree_sitter import Node

from dovetail.core.shapes import Handler, Modelled, Passed, Route, Use
from dovetail.core.text import Range

from ... import _treesitter as ts
from ..._sending import NOTHING
from ..._treesitter import Syntax
from ..classes.bases import base_names
from ..classes.members import assignments
from ..scoping.passed import passes
from ..syntax.literals import is_plain_string, string_range, string_value
from ..syntax.markers import keyword
from .handlers import answers
from .replied import replied
from .requests import Flow
from .restx import enveloped, parsed
from .schemas_used import used_schemas, with_replied

_ACTIONS: Mapping[str, tuple[str, bool]] = {  # the method of an action, and whether it is of one object
    "list": ("GET", False),
    "create": ("POST", False),
    "retrieve": ("GET", True),
    "update": ("PUT", True),
    "partial_update": ("PATCH", True),
    "destroy": ("DELETE", True),
}
_VERBS = ("get", "post", "put", "patch", "delete")
_OF_BASES: Mapping[str, tuple[str, ...]] = {
    "ModelViewSet": tuple(_ACTIONS),
    "ReadOnlyModelViewSet": ("list", "retrieve"),
    "ListModelMixin": ("list",),
    "CreateModelMixin": ("create",),
    "RetrieveModelMixin": ("retrieve",),
    "UpdateModelMixin": ("update", "partial_update"),
    "DestroyModelMixin": ("destroy",),
}
_PLAIN_BASES = frozenset({"ViewSet", "GenericViewSet", "ViewSetMixin"})
_GENERIC = re.compile(r"((?:List|Create|Retrieve|Update|Destroy)+)APIView")
_GENERIC_VERBS = {"List": "get", "Create": "post", "Retrieve": "get", "Update": "put patch", "Destroy": "delete"}
_RESTFUL = re.compile(r"^\s*(?:from|import)\s+(?:flask_restful|flask_restx|flask_restplus)\b", re.MULTILINE)
_VIEWS = frozenset({"View", "MethodView", "HTTPEndpoint", "HTTPMethodView", "RequestHandler"})
_QUERIED = re.compile(r"^\s*queryset\s*=\s*(?:\w+\.)*([A-Z]\w*)\.", re.MULTILINE)
_RESULT = "results"  # under which pages have their items
_MADE = re.compile(r"([\w.]*Serializer)\(")
_SERIALIZER = re.compile(r"[A-Z]\w*Serializer")
_CHOOSES = re.compile(r"(?:Serializer|Partial|Multi|Action|List)\w*Mixin")
_TAKES_REQUEST = re.compile(r"\(\s*self\s*,\s*request\b")
_BY_ACTION = re.compile(r"(list|create|retrieve|detail|update|partial_update)_serializer(?:_class)?")
_DEFAULT = re.compile(r"\.get\(\s*self\.action\s*,\s*(?:self\.(\w+)|([A-Z]\w*))\s*,?\s*\)")
_ASKED = re.compile(r"self\.action\s*(?:==|in)\s*(.*)", re.DOTALL)


def is_view(syntax: Syntax, node: Node) -> bool:
    """True for a class that such a framework calls with requests."""
    names = [n.rpartition(".")[2] for n, _ in base_names(syntax, node)]
    if any(n == "Resource" for n in names):
        return _RESTFUL.search(syntax.text.source) is not None
    return any(n.endswith(("ViewSet", "APIView")) or n in _VIEWS for n in names)


def view_routes(syntax: Syntax, node: Node) -> Iterator[Route]:
    """The routes of a view, by its bases and methods, each with the serializers that take its request and write its answer."""
    return (route for _, route in syntax.once_of(node, _routed) if route.method)


def action_handlers(syntax: Syntax, node: Node) -> Iterator[Handler]:
    """What the actions of a viewset take and give, for tables that map them by themselves: `LeadViewSet.as_view({"get": "list"})`."""
    told: set[str] = set()
    for action, route in syntax.once_of(node, _routed):
        name = f"{route.router}.{action}"
        if name not in told:
            told.add(name)
            yield Handler(name, route.method_range, route.carries, route.sent, passes=route.passes, models=route.models)


def _routed(syntax: Syntax, node: Node) -> tuple[tuple[str, Route], ...]:
    """The actions of a view with their routes; these have no method where only a table of URLs can say it."""
    return tuple(_action_routes(syntax, node))


def _action_routes(syntax: Syntax, node: Node) -> Iterator[tuple[str, Route]]:
    name, body = ts.field(node, "name"), ts.field(node, "body")
    if name is None or body is None:
        return
    at, own = syntax.range(name), syntax.str(name)
    bases = [n.rpartition(".")[2] for n, _ in base_names(syntax, node)]
    methods = {syntax.str(n): f for f in _methods(body) if (n := ts.field(f, "name")) is not None}
    serializers = Serializers(syntax, body, methods, _chooses_above(syntax, node))
    filters = tuple(_filters(syntax, body))
    queried = _QUERIED.search(syntax.str(body))
    model = queried[1].lower() if queried is not None else ""
    allowed = _allowed(syntax, body)
    actions = list(_actions(syntax, bases, body, methods))
    known = {a for a, _, _ in actions}
    perhaps = list(_brought(bases, known))
    for action, verb, path in (*actions, *perhaps, *_mapped_elsewhere(syntax, bases, methods, known)):
        if allowed and verb and verb.lower() not in allowed:
            continue
        function = methods.get(action)
        asked = [f for f in (function, methods.get("get_queryset") if action == "list" else None) if f is not None]
        place = syntax.range(ts.field(function, "name") or function) if function is not None else at
        said = _said_by_action(syntax, function, verb) if function is not None else (None, None)
        given = answers(syntax, function, "response") if function is not None else NOTHING
        yield action, Route(
            verb, path, syntax.range(function or node), said[0] or place, said[1] or place,
            "server" if action in known or not verb else "inherited", (), True, router=own,
            carries=(
                *(u for f in asked for u in (*_taken(syntax, f), *parsed(syntax, f, verb), *enveloped(syntax, f))), *given.carries,
            ), sent=given.sent,
            passes=(
                *(p for f in asked for p in _written(syntax, f)), *given.passes, *(filters if action == "list" else ()),
            ),
            models=(
                *serializers.carried(action, verb, function),
                *given.models,
                *(m for f in asked for m in (*_classes(syntax, f), *with_replied(syntax, f, used_schemas(syntax, f), replied(syntax, f)))),
            ),
            name=f"{model}-{_name(syntax, action, function)}",
        )  # fmt: skip


def _brought(bases: list[str], known: set[str]) -> Iterator[tuple[str, str, str]]:
    """The actions that a base of the program may bring, in another file or in this one: `class TicketViewSet(BaseViewSet)`."""
    own = [b for b in bases if b not in _OF_BASES and b not in _PLAIN_BASES and b.endswith(("ViewSet", "Mixin"))]
    for action, (verb, single) in _ACTIONS.items():
        if action not in known and own and any(b.endswith("ViewSet") for b in bases):
            yield action, verb, "/:id" if single else "/"


def _mapped_elsewhere(
    syntax: Syntax, bases: list[str], methods: Mapping[str, Node], known: set[str]
) -> Iterator[tuple[str, str, str]]:
    """The methods of a viewset that take requests, where only a table of URLs says which: `{"post": "transition"}`."""
    for name, function in methods.items() if any(b.endswith("ViewSet") for b in bases) else ():
        listed = ts.field(function, "parameters")
        if name not in known and listed is not None and _TAKES_REQUEST.match(syntax.str(listed)) is not None:
            yield name, "", ""


def _chooses_above(syntax: Syntax, node: Node) -> bool:
    """True for a view one of whose bases chooses its serializer, or may do so by its name: `PartialListMixin`."""
    written = {n for n, b in base_names(syntax, node) if b.type == "identifier" and n not in _OF_BASES}
    above = [c for c in syntax.root.children if c.type == "class_definition" and syntax.str(c.children[1]) in written]
    elsewhere = written - {syntax.str(c.children[1]) for c in above}
    return any(b"get_serializer_class" in (c.text or b"") for c in above) or any(map(_CHOOSES.search, elsewhere))


def _allowed(syntax: Syntax, body: Node) -> frozenset[str]:
    """The methods that `http_method_names = ["get", "post"]` leaves to a view; none where it says nothing."""
    listed = next((r for left, r in assignments(body) if left.text == b"http_method_names"), None)
    strings = [n for n in listed.children if is_plain_string(n)] if listed is not None else []
    return frozenset(string_value(syntax.str(n)).lower() for n in strings)


def _filters(syntax: Syntax, body: Node) -> Iterator[Passed]:
    """The class of django-filter that takes the query of a list: `filterset_class = UserFilter`."""
    for left, right in assignments(body):
        named = right is not None and right.type in ("identifier", "attribute")
        if right is not None and named and syntax.str(left) in ("filterset_class", "filter_class"):
            yield Passed(("query",), f"{syntax.str(right)}(query)", syntax.range(right))


def _name(syntax: Syntax, action: str, function: Node | None) -> str:
    """What Django calls the path of an action behind the name of its view: `list`, `detail`, `give-back`."""
    if action in _ACTIONS:
        return "detail" if _ACTIONS[action][1] else "list"
    outer = function.parent if function is not None else None
    for decorator in outer.children if outer is not None and outer.type == "decorated_definition" else ():
        call = ts.child(decorator, "call") if decorator.type == "decorator" else None
        said = keyword(syntax, call, "url_name") if call is not None else None
        if said is not None and is_plain_string(said):
            return string_value(syntax.str(said))
    return action.replace("_", "-")


def _methods(body: Node) -> Iterator[Node]:
    for member in body.children:
        inner = ts.field(member, "definition") if member.type == "decorated_definition" else member
        if inner is not None and inner.type == "function_definition":
            yield inner


def _actions(
    syntax: Syntax, bases: list[str], body: Node, methods: Mapping[str, Node]
) -> Iterator[tuple[str, str, str]]:
    """The actions, their methods, and their paths behind the prefix of the view."""
    if any(b.endswith("ViewSet") for b in bases):
        known = {a for b in bases for a in _OF_BASES.get(b, ())} | (methods.keys() & _ACTIONS.keys())
        for action in (a for a in _ACTIONS if a in known):
            verb, single = _ACTIONS[action]
            yield action, verb, "/:id" if single else "/"
        for function in methods.values():
            yield from _extra(syntax, function)
    for verb in _VERBS:
        if verb in methods:
            yield verb, verb.upper(), "/"
    for read in (m for b in bases if (m := _GENERIC.fullmatch(b)) is not None):
        for word in re.findall("[A-Z][a-z]+", read[1]):
            for verb in _GENERIC_VERBS[word].split():
                if verb not in methods:
                    yield ("list" if word == "List" else verb), verb.upper(), "/"


def _extra(syntax: Syntax, function: Node) -> Iterator[tuple[str, str, str]]:
    """`@action(detail=True, methods=["post"], url_path="give-back")`."""
    outer, name = function.parent, ts.field(function, "name")
    for decorator in outer.children if outer is not None and outer.type == "decorated_definition" else ():
        call = ts.child(decorator, "call") if decorator.type == "decorator" else None
        called = ts.field(call, "function") if call is not None else None
        if call is None or called is None or name is None or syntax.str(called).rpartition(".")[2] != "action":
            continue
        detail, listed, said = (keyword(syntax, call, n) for n in ("detail", "methods", "url_path"))
        last = string_value(syntax.str(said)) if said is not None and is_plain_string(said) else syntax.str(name)
        verbs = (
            [string_value(syntax.str(n)).upper() for n in listed.children if is_plain_string(n)]
            if listed is not None
            else ["GET"]
        )
        single = detail is not None and syntax.str(detail) == "True"
        for verb in verbs:
            yield syntax.str(name), verb, f"/:id/{last}" if single else f"/{last}"


def _said_by_action(syntax: Syntax, function: Node, verb: str) -> tuple[Range | None, Range | None]:
    """Where `@action(methods=["post"], url_path="give-back")` says its method and its path."""
    outer = function.parent
    for decorator in outer.children if outer is not None and outer.type == "decorated_definition" else ():
        call = ts.child(decorator, "call") if decorator.type == "decorator" else None
        called = ts.field(call, "function") if call is not None else None
        if call is None or called is None or syntax.str(called).rpartition(".")[2] != "action":
            continue
        listed, path = keyword(syntax, call, "methods"), keyword(syntax, call, "url_path")
        strings = [n for n in listed.children if is_plain_string(n)] if listed is not None else []
        method = next((n for n in strings if string_value(syntax.str(n)).upper() == verb), None)
        return (
            string_range(syntax, method) if method is not None else None,
            string_range(syntax, path) if path is not None and is_plain_string(path) else None,
        )
    return None, None


def _taken(syntax: Syntax, function: Node) -> tuple[Use, ...]:
    """What a method reads of its request."""
    flow = Flow(syntax)
    flow.function(function)
    return flow.of(0)


def _classes(syntax: Syntax, function: Node) -> list[Modelled]:
    """The classes that a method makes of its request."""
    flow = Flow(syntax)
    flow.function(function)
    return flow.models.get(0, [])


def _written(syntax: Syntax, function: Node) -> Iterator[Passed]:
    """What a method has a serializer write: `Response(S(census()).data)`."""
    for node in ts.walk(function):
        called = ts.field(node, "function") if node.type == "call" else None
        outer = node.parent
        if called is None or outer is None or _SERIALIZER.fullmatch(syntax.str(called).rpartition(".")[2]) is None:
            continue
        name = ts.field(outer, "attribute") if outer.type == "attribute" else None
        if name is not None and syntax.str(name) == "data":
            arguments = ts.field(node, "arguments")
            first = next((c for c in arguments.children if c.is_named), None) if arguments is not None else None
            yield from passes(syntax, first, ("response",))


class Serializers:
    """Which serializer a view has for an action, as far as that is written in it."""

    def __init__(self, syntax: Syntax, body: Node, methods: Mapping[str, Node], chosen_above: bool = False) -> None:
        self.syntax = syntax
        self.places: dict[str, Range] = {}
        self.chosen_at: dict[str, Range] = {}  # for an action
        self.own = {syntax.str(left): self._named(r) for left, r in assignments(body) if r is not None}
        self.by_action = dict(self._said_by_attributes(body))
        own = self.own.get("serializer_class", "")
        # What says which serializer an action has, too, says how a base chooses: by the action.
        self.usual = own if not chosen_above or self.by_action else ""
        self.usual = self.by_action.pop("default", self.usual)
        chooses = methods.get("get_serializer_class")
        if chooses is not None:
            self.usual = self._chosen(chooses) or self._looked_up(chooses)

    def _named(self, value: Node) -> str:
        """The class that a name stands for, and notes where; empty for any other value."""
        if value.type not in ("identifier", "attribute"):
            return ""
        self.places[self.syntax.str(value)] = self.syntax.range(value)
        return self.syntax.str(value)

    def _said_by_attributes(self, body: Node) -> Iterator[tuple[str, str]]:
        """The serializers of actions that a view says by attributes, which a base goes by: `list_serializer_class = UserRow`, or
        `serializer_classes = {"list": UserRow, "default": UserDetail}`."""
        for left, right in assignments(body):
            word = self.syntax.str(left)
            if right is not None and right.type == "dictionary" and "serializer" in word:
                for pair in right.children:
                    key, value = ts.field(pair, "key"), ts.field(pair, "value")
                    if key is not None and value is not None and is_plain_string(key) and (named := self._named(value)):
                        yield string_value(self.syntax.str(key)), named
            elif (said := _BY_ACTION.fullmatch(word)) is not None and (named := self.own.get(word, "")):
                yield "retrieve" if said[1] == "detail" else said[1], named

    def _looked_up(self, function: Node) -> str:
        """What `get_serializer_class` gives for actions that its class does not name, where it looks them up or asks its base."""
        text = self.syntax.str(function)
        if (default := _DEFAULT.search(text)) is not None:
            return self.own.get(default[1], "") if default[1] else default[2]
        return self.usual if "super()" in text else ""

    def _chosen(self, function: Node) -> str:
        """What `get_serializer_class` gives where it asks for no action; notes what it gives for those it asks for."""
        body, usual = ts.field(function, "body"), ""
        for statement in body.children if body is not None else ():
            if statement.type == "return_statement":
                usual = self._either(statement) or self._name(statement)
            elif statement.type == "if_statement":
                branches = [statement, *statement.children_by_field_name("alternative")]
                if not all(map(self._noted, (b for b in branches if b.type != "else_clause"))):
                    return ""
                otherwise = next((b for b in branches if b.type == "else_clause"), None)
                if otherwise is not None:
                    returned = self._returned(ts.field(otherwise, "body"))
                    return self._name(returned) if returned is not None else ""
        return usual

    def _noted(self, branch: Node) -> bool:
        """Notes what one branch gives for the actions that it asks for; False where that is not seen."""
        condition = ts.field(branch, "condition")
        asked = _ASKED.fullmatch(self.syntax.str(condition)) if condition is not None else None
        returned = self._returned(ts.field(branch, "consequence"))
        if asked is None or returned is None:
            return False
        for action in re.findall(r"[\"'](\w+)[\"']", asked[1]):
            named = self.by_action.setdefault(action, self._name(returned))
            self.chosen_at.setdefault(action, self.places.get(named, Range(0, 0)))
        return True

    def _either(self, returned: Node) -> str:
        """What `return DetailSerializer if self.action == "retrieve" else UserSerializer` gives for other actions; notes what for that."""
        value = next((c for c in returned.children if c.is_named), None)
        parts = [c for c in value.children if c.is_named] if value is not None else []
        if value is None or value.type != "conditional_expression" or len(parts) != 3:
            return ""
        asked = _ASKED.fullmatch(self.syntax.str(parts[1]))
        if asked is None or any(p.type not in ("identifier", "attribute") for p in (parts[0], parts[2])):
            return ""
        self.places.update((self.syntax.str(p), self.syntax.range(p)) for p in (parts[0], parts[2]))
        for action in re.findall(r"[\"'](\w+)[\"']", asked[1]):
            self.by_action.setdefault(action, self.syntax.str(parts[0]))
        return self.syntax.str(parts[2])

    def _returned(self, block: Node | None) -> Node | None:
        return next((c for c in block.children if c.type == "return_statement"), None) if block is not None else None

    def _name(self, returned: Node) -> str:
        value = next((c for c in returned.children if c.is_named), None)
        named = self._named(value) if value is not None else ""
        return self.own.get(named.removeprefix("self."), "") if named.startswith("self.") else named

    def carried(self, action: str, verb: str, function: Node | None) -> Iterator[Modelled]:
        """The serializers of a request and of its answer."""
        own = self._of_decorator(function) or self.by_action.get(action, self.usual)
        takes, gives, many = (own if verb in ("POST", "PUT", "PATCH") else ""), own, action == "list"
        # What answers a new object may write it by another serializer than the one that takes it.
        named = self.chosen_at.get(action) or self.places.get(own)
        at = named if verb == "GET" and named is not None else Range(0, 0)
        if function is not None:
            takes, gives, many, at = self._written(function, own)
        elif verb == "DELETE":
            return
        if takes:
            yield Modelled(("request",), takes)
        for chain in ((("response",), ("response", _RESULT)) if many else (("response",),)) if gives else ():
            yield Modelled(chain, f"{gives}[]" if many else gives, range=at)

    def _of_decorator(self, function: Node | None) -> str:
        """The serializer that an action says for itself: `@action(detail=True, serializer_class=StatementSerializer)`."""
        outer = function.parent if function is not None else None
        listed = outer.children if outer is not None and outer.type == "decorated_definition" else []
        calls = (call for d in listed if d.type == "decorator" and (call := ts.child(d, "call")) is not None)
        said = next((s for c in calls if (s := keyword(self.syntax, c, "serializer_class")) is not None), None)
        return self.syntax.str(said) if said is not None and said.type in ("identifier", "attribute") else ""

    def _is_whole_answer(self, data: Node) -> bool:
        """True in `Response(S(loan).data)`, where nothing is put around it or added."""
        call = data.parent.parent if data.parent is not None and data.parent.type == "argument_list" else None
        return call is not None and self.syntax.str(call.children[0]).endswith("Response")

    def of_function(self, function: Node, others: Sequence[Range]) -> Iterator[Modelled]:
        """What a view that is a function takes and gives, but for what stands in `others`, which is of other methods."""
        takes, gives, many, at = self._written(function, "", others)
        if takes:
            yield Modelled(("request",), takes)
        if gives and at.end:
            # Where one is made, it is that which is given, and nothing else may be.
            made = [m for m in _MADE.finditer(self.syntax.str(function)) if m[1] == gives]
            yield Modelled(("response",), f"{gives}[]" if many else gives, range=at, direct=len(made) == 1)

    def _written(self, function: Node, own: str, others: Sequence[Range] = ()) -> tuple[str, str, bool, Range]:
        """What a method takes with `S(data=request.data)`, and gives with `Response(S(loan).data)`, and where it says so."""
        takes, gives, many = set[str](), dict[str, Range](), False
        names: dict[str, tuple[str, bool, Range]] = {}
        for node in ts.walk(function):
            called = ts.field(node, "function") if node.type == "call" else None
            made = self.syntax.str(called) if called is not None else ""
            last = (
                own if made == "self.get_serializer" else made if _SERIALIZER.fullmatch(made.rpartition(".")[2]) else ""
            )
            if not last or (others and any(p.start <= self.syntax.range(node).start < p.end for p in others)):
                continue
            said = keyword(self.syntax, node, "many")
            several, at = said is not None and self.syntax.str(said) != "False", self.syntax.range(called or node)
            if keyword(self.syntax, node, "data") is not None:
                takes.add(last)
            if node.parent is not None and node.parent.type == "assignment":
                left = ts.field(node.parent, "left")
                names[self.syntax.str(left) if left is not None else ""] = (last, several, at)
            elif node.parent is not None and self.syntax.str(node.parent).endswith(").data"):
                gives.setdefault(last, at if self._is_whole_answer(node.parent) else Range(0, 0))
                many = many or several
        text = self.syntax.str(function)
        for name, (last, several, at) in names.items():
            if name and re.search(rf"Response\(\s*{re.escape(name)}\.data\b", text) is not None:
                gives.setdefault(last, at)
                many = many or several
        given, at = next(iter(gives.items())) if len(gives) == 1 else ("", Range(0, 0))
        return takes.pop() if len(takes) == 1 else "", given, many, at
