"""Which names that code asks for a class that implements a contract does not have, by what else its kind has and who may give it more."""

import re
from collections.abc import Mapping
from typing import Literal

from dovetail.core.shapes import OF_MODEL, Record, Use
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.words import key, nearest

from ..contracts.asked import Bound
from ..python.django_names import is_given
from ..python.held import Lookup
from ..records.bases import FLASK_MODEL
from ..records.factories import may_be_taken, may_take

_MODEL_CLASS = re.compile(r"\bmodel_class=([\w.]+)")
_BARE = frozenset({"DeclarativeBase", "DeclarativeBaseNoMeta"})  # which add nothing but what SQLAlchemy has itself
MADE = "made"  # by a factory, which may take more than what it makes has
COLUMN = "column"  # of a statement, which takes nothing else
OWN = "own"  # of an index or a constraint, which takes columns alone
_MADE_UP = ("Function", "Method")  # fields of marshmallow that may be made of anything that a schema is given
HOOK = "hook"  # of a method that its class calls by the name of a field
_ASKED = "asked"  # whether a key is there
_SAVES = r"(?!\s*=\s*(?:True|False|None)\b)[^\n]*\n(?:[ \t][^\n]*\n|\n)*?[ \t]+{}\.a?save\("  # how an object is saved in the same function
_MENTIONED = r"(?<=[.\"']){}\b"  # of an object, or in a string that may be its name
_TEXTS = (".py", ".html", ".txt", ".jinja", ".j2")
_PYDANTIC = frozenset(
    "dict json copy construct parse_obj parse_raw parse_file from_orm schema schema_json validate fields "
    "update_forward_refs Config".split()
)
_ORM = frozenset("metadata registry query awaitable_attrs c".split())
_DJANGO = frozenset(
    "objects pk id save delete clean full_clean clean_fields refresh_from_db get_absolute_url natural_key unique_error_message "
    "validate_unique validate_constraints serializable_value get_deferred_fields asave adelete arefresh_from_db from_db "
    "DoesNotExist MultipleObjectsReturned".split()
)
_PROTOBUF = frozenset(
    "ByteSize Clear ClearExtension ClearField CopyFrom DESCRIPTOR DiscardUnknownFields Extensions FindInitializationErrors FromString "
    "HasExtension HasField IsInitialized ListFields MergeFrom MergeFromString ParseFromString SerializePartialToString "
    "SerializeToString SetInParent UnknownFields WhichOneof".split()
)
_INHERITED = {
    "message": _PROTOBUF,
    "pydantic model": _PYDANTIC,
    "named tuple": frozenset({"count", "index"}),
    "table model": _PYDANTIC | _ORM,
    "django model": _DJANGO,
}


def is_missing(
    name: str, step: Literal["attribute", "key", "keyword"], use: Use, dumped: bool, bound: Bound, snapshot: Snapshot
) -> bool:
    record, others = bound.record, bound.record.members
    is_dict = record.construct == "typed dict"
    if use.via == MADE:
        if name in others or "**" in others:
            return False
        return is_near(name, record) or _is_taken_by_none(name, use, record, snapshot)
    if "**" in others or (is_dict and step == "attribute"):
        return False
    if use.via == COLUMN and name in others:
        return any(
            f.name == f"{name}_id" for f in record.fields
        )  # which leads to another table, and is no column itself
    if use.via == OWN and record.construct == "django model" and "*" not in others:
        leads = _is_django(name, record) or _is_back_reference(name, record, snapshot)
        return not leads and name not in _DJANGO and name not in others
    if name in others:
        saved = _SAVES if record.construct == "django model" else ""
        return use.access == "write" and step == "attribute" and _is_written_alone(name, record, snapshot, saved=saved)
    if use.via == "named" and any(f.stored == name for f in record.fields):
        return False  # a constraint may know a column by its name in the table
    if dumped:
        is_model = record.construct == "django model"
        stored = (is_model or record.construct == "serializer") and any(f.stored == name for f in record.fields)
        is_more = stored or (
            is_model and (name == "pk" or is_given(name, step, record.name, snapshot))
        )  # what a query annotates
        if use.via == _ASKED and is_inherited(record, snapshot):
            return is_near(name, record)  # another class may have it
        is_more = is_more or (record.construct == "serializer" and _is_saved_with(name, snapshot))
        whole = record.construct == "marshmallow schema" and not any(f.kind.text in _MADE_UP for f in record.fields)
        told = use.access == "read" or (use.via == "key" and (whole or is_near(name, record)))
        return told and not name.startswith("_") and not is_more
    if record.construct in ("serializer", "marshmallow schema"):
        if use.via == HOOK:
            return not is_inherited(record, snapshot)  # a class that inherits from this one may have the field
        return use.via == "named" and record.construct != "serializer"
    if step == "key" and not is_dict and use.access == "read":
        return False
    made = use.access == "write" and "__init__" in others  # by what the class takes, which need not be its fields
    if step != "attribute" and (made or any(f.wire == name for f in record.fields)):
        return False
    if name in _INHERITED.get(record.construct, ()) or (record.construct != "dataclass" and name.startswith("model_")):
        return False
    if record.layer == "db" and (_is_django(name, record) or _is_back_reference(name, record, snapshot)):
        return False
    guessed = (
        "*" in others
        or (FLASK_MODEL in others and _may_be_of_base(name, snapshot))
        or use.via == "lookup"
        or record.construct in ("django model", "class")
    )
    if record.construct == "table model" and step == "attribute" and use.access == "write" and not guessed:
        return is_near(name, record) or not _is_read_elsewhere(name, snapshot)
    if record.construct == "django model" and "*" not in others:
        if step == "attribute" and use.access == "write":
            return _is_written_alone(name, record, snapshot, saved=_SAVES)
        guessed = is_given(name, step, record.name, snapshot)
    return not guessed or is_near(name, record)


def _is_read_elsewhere(name: str, snapshot: Snapshot) -> bool:
    """True for a name that some class has, as one that writes an object does which was told more than its row: `user.token = made`."""
    return any(snapshot.sources_with(_schema_fields, name))


def _schema_fields(source: Source) -> Mapping[str, bool]:
    """The fields of a file's schemas and messages, which write what an object has."""
    schemas = (r for r in source.shapes.records if source.shapes.language == "python" and r.layer == "api")
    return {f.name: True for r in schemas for f in r.fields}


def _may_be_of_base(name: str, snapshot: Snapshot) -> bool:
    """True where Flask-SQLAlchemy is told of a base for all models which has the name, or of which not all is seen."""
    said = snapshot.of_sources(_says_base).items()
    return any(_may_have(name, base, snapshot.sources[path], snapshot) for path, bases in said for base in bases)


def _may_have(name: str, base: str, source: Source, snapshot: Snapshot) -> bool:
    held = Lookup(snapshot).typed(base, source)
    own = [d for d in held.source.shapes.definitions if d.name == held.name] if held is not None else []
    above = [s.gives for s in held.source.shapes.signatures if s.how == "base" and s.name == held.name] if held else []
    fields = [r for r in held.source.shapes.records if r.name == held.name] if held is not None else []
    flask = {i.name for i in held.source.shapes.imports if i.module.startswith("flask_sqlalchemy")} if held else set()
    bare = _BARE | ({"Model"} & flask)
    if len(own) != 1 or fields or any(a.rpartition(".")[2] not in bare for a in above):
        return True
    return not {name, "*", "**"}.isdisjoint(own[0].members)


def _says_base(source: Source) -> tuple[str, ...]:
    """The bases that a file tells Flask-SQLAlchemy of: `SQLAlchemy(model_class=Base)`."""
    said = source.shapes.language == "python" and "model_class=" in source.text.source
    return tuple(_MODEL_CLASS.findall(source.text.source)) if said else ()


def _is_saved_with(name: str, snapshot: Snapshot) -> bool:
    """True for what some view gives a serializer besides what it validates: `serializer.save(owner=request.user)`."""
    given = re.compile(rf"\.save\([^\n]*\b{re.escape(name)}\s*=[^=]")
    return any(given.search(s.text.source) for s in snapshot.sources.values() if s.path.endswith(".py"))


def _is_taken_by_none(name: str, use: Use, record: Record, snapshot: Snapshot) -> bool:
    """True for a name that a factory is given, and that neither it nor what it makes has."""
    inner = name != use.chain[0]  # `departure__place`, of the factory which that field is made by
    if {"*", "__init__", FLASK_MODEL} & set(record.members) or name == "pk":
        return False
    related = record.layer == "db" and (_is_django(name, record) or _is_back_reference(name, record, snapshot))
    if inner:
        return use.type_name.endswith("Factory") and not related and not may_be_taken(name, record.name, snapshot)
    return not related and not may_take(use, snapshot)


def _is_written_alone(name: str, record: Record, snapshot: Snapshot, saved: str = "") -> bool:
    """True for a name that one method gives its object, that is all but a field's, and that nothing else mentions.

    Where the object is `saved` behind that, for which this is the pattern of a text, it need not be like a field's, and only who may
    ask an object for it counts as one who mentions it.
    """
    near = is_near(name, record)
    if not near and not saved:
        return False
    word = re.compile((_MENTIONED if saved else r"\b{}\b").format(re.escape(name)))
    found = [(s, m) for s in snapshot.sources.values() if s.path.endswith(_TEXTS) for m in word.finditer(s.text.source)]
    if len(found) != 1:
        return False
    text = found[0][0].text.source
    before = re.search(r"([\w.]+)\.\Z", text[max(0, found[0][1].start() - 80) : found[0][1].start()])
    behind = re.compile(saved.format(re.escape(before[1]))) if before is not None and saved else None
    return near or (behind is not None and behind.match(text, found[0][1].end()) is not None)


def is_near(name: str, record: Record) -> bool:
    """True where a name is all but a field's: where a base that we do not see may have more, only that is an error."""
    known = [f.name for f in record.fields]
    return any(key(k) == key(name) for k in known) or nearest(name, known, 2) is not None


def _is_django(name: str, record: Record) -> bool:
    """The names that Django makes: of a choice, of a neighbour in time, of what refers to a model."""
    if record.construct != "django model":
        return False
    shown = re.fullmatch(r"get_(\w+)_display", name)
    if shown is not None:  # of a field with choices; one that is nearly that of another field is a slip
        names = [f.name for f in record.fields]
        return shown[1] in names or nearest(shown[1], names, 2) is None
    if name.endswith("_id"):  # of a key that leads to another model; one that is nearly that of a known one is a slip
        stored = [f.stored for f in record.fields if f.stored is not None]
        leads = name[:-3] in {*(f.name for f in record.fields), *record.members} or name.endswith("_ptr_id")
        return name in stored or (leads and nearest(name, stored, 2) is None)
    return name.startswith(("get_", "model_")) or name.endswith("_set") or "__" in name


def _is_back_reference(name: str, record: Record, snapshot: Snapshot) -> bool:
    """True where another table gives this one a property of that name, or the class is given it behind its back."""
    by_django = () if record.construct == "django model" else ("related_name=",)  # of which is known to whom it leads
    wanted = (
        f"{record.name}.{name} = ",
        *(f"{word}{mark}{name}{mark}" for word in ("backref=", "backref(", *by_django) for mark in "\"'"),
    )
    return any(w in s.text.source for s in snapshot.sources.values() if s.path.endswith(".py") for w in wanted)


def is_inherited(record: Record, snapshot: Snapshot) -> bool:
    return bool(snapshot.sources_with(_bases, record.name))


def _bases(source: Source) -> dict[str, bool]:
    """The classes that others of a file inherit from, by their last names."""
    own = (b.name for r in source.shapes.records for b in r.bases if b.how != OF_MODEL)
    others = (s.gives for s in source.shapes.signatures if s.how == "base")
    return {name.rpartition(".")[2]: True for name in (*own, *others)} if source.shapes.language == "python" else {}
