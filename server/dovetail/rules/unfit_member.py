"""Code asks a text, a number, a truth value or a list for a member that no such value has."""

import re
from collections.abc import Iterator, Mapping

from dovetail.core.shapes import Field, KindName
from dovetail.core.snapshot import Snapshot, Source
from dovetail.core.text import Range

from . import rule
from .checks.read_fields import read_fields
from .checks.unfit_answers import unfit_answers, unfit_lists, unfit_names
from .faults import Fault

_MEMBER = re.compile(r"[!?]?\.\s*([A-Za-z_$][\w$]*)")
_OBJECT = "constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf toJSON should "
_TEXT = frozenset(
    (
        _OBJECT
        + "at charAt charCodeAt codePointAt concat endsWith includes indexOf isWellFormed lastIndexOf length localeCompare match "
        "matchAll normalize padEnd padStart repeat replace replaceAll search slice split startsWith substr substring toLocaleLowerCase "
        "toLocaleUpperCase toLowerCase toUpperCase toWellFormed trim trimEnd trimLeft trimRight trimStart anchor big blink bold fixed "
        "fontcolor fontsize italics link small strike sub sup"
    ).split()
)
_NUMBER = frozenset((_OBJECT + "toExponential toFixed toPrecision").split())
_BOOLEAN = frozenset(_OBJECT.split())
_LIST = frozenset(
    (
        _OBJECT
        + "at concat copyWithin entries every fill filter find findIndex findLast findLastIndex flat flatMap forEach includes "
        "indexOf join keys lastIndexOf length map pop push reduce reduceRight reverse shift slice some sort splice toReversed toSorted "
        "toSpliced unshift values with"
    ).split()
)
_NO_ARRAY = re.compile(r"(?:Readonly)?Set<|(?:Async)?(?:Iter|Generator)")
_KINDS: Mapping[KindName, tuple[str, frozenset[str]]] = {
    "string": ("a text", _TEXT), "uuid": ("a text", _TEXT), "instant": ("a text", _TEXT), "date": ("a text", _TEXT),
    "time": ("a text", _TEXT), "decimal": ("a text", _TEXT), "int": ("a number", _NUMBER), "float": ("a number", _NUMBER),
    "number": ("a number", _NUMBER), "boolean": ("a truth value", _BOOLEAN),
}  # fmt: skip


@rule("conformance", "error")
def check(source: Source, snapshot: Snapshot) -> Iterator[Fault]:
    told: set[int] = set()
    for read in read_fields(source, snapshot):
        asked = _MEMBER.match(source.text.source, read.range.end)
        if asked is None:
            continue
        of = {_members_of(field, snapshot) for _, field in read.fields}
        kind, members = of.pop() if len(of) == 1 else ("", frozenset[str]())
        if kind and asked[1] not in members:
            message = f"`{read.name}` is {kind}, which has no `{asked[1]}`."
            told.add(source.text.line_of(asked.start(1)))
            yield Fault(source.path, Range(asked.start(1), asked.end(1)), message, (read.place,))
    of_list = frozenset[str]() if source.shapes.language == "python" else _LIST  # whose keys are no members
    answers = (*unfit_answers(source, snapshot, of_list), *unfit_lists(source, snapshot))
    for fault in (*answers, *unfit_names(source, snapshot, _LIST)):
        line = source.text.line_of(fault.range.start)
        if line not in told:
            told.add(line)
            yield fault


def _members_of(field: Field, snapshot: Snapshot) -> tuple[str, frozenset[str]]:
    """What a field of a contract holds, in words, and the names that such a value has; nothing where it may be something else."""
    if field.list_depth:
        return ("", frozenset()) if _NO_ARRAY.match(field.kind.text) else ("a list", _LIST)
    kind = snapshot.contracts.resolved(field.kind)
    if kind.name in ("enum", "literal") and kind.values:
        whole = all(not re.fullmatch(r"-?[\d.]+|true|false", v) for v in kind.values)
        return ("a text", _TEXT) if whole else ("", frozenset())
    known = _KINDS.get(kind.name, ("", frozenset[str]()))
    plain = known[0] == "a number" or kind.text.removesuffix(" | null").strip() in ("string", "boolean")
    return known if plain else ("", frozenset())
