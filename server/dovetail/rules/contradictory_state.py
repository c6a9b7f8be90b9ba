"""A truth value and a state, or a moment, can contradict each other."""

from collections.abc import Iterator, Mapping

from dovetail.core.contracts import Contract
from dovetail.core.findings import Edit, Fix, Place
from dovetail.core.shapes import Field, Record
from dovetail.core.snapshot import Snapshot
from dovetail.core.words import key, words

from . import rule
from .contracts.promises import own_fields
from .edits.tag_edits import added_tag
from .extra_field import removal
from .faults import Fault

_ASKING = frozenset({"is", "was", "has", "been", "currently"})
_OPPOSITES = {
    "open": ("closed",), "active": ("inactive",), "enabled": ("disabled",), "online": ("offline",), "public": ("private",),
    "paid": ("unpaid",), "read": ("unread",), "locked": ("unlocked",), "available": ("unavailable",),
}  # fmt: skip
_MOMENTS = frozenset({"string", "instant", "date"})
_SUCCESS = frozenset({"ok", "success", "succeeded", "successful"})
_NAMES = frozenset({"status", "state", "phase", "stage"})


@rule("clarity", "warning")
def check(contract: Contract, snapshot: Snapshot) -> Iterator[Fault]:
    fields = own_fields(contract)
    if contract.is_endpoint:
        yield from _succeeds_twice(contract, dict(fields), snapshot)
    flags = [(name, f) for name, f in fields if f.kind.name == "boolean" and not f.doc.strip()]
    if not flags:
        return
    told: set[str] = set()
    for label, state in fields:
        said = _says(state, snapshot)
        holder = label.rpartition(".")[0]
        for name, flag in flags if said else ():
            asked = "".join(w for w in words(flag.name) if w not in _ASKING)
            found = next((w for w in (asked, *_OPPOSITES.get(asked, ())) if w in said), None)
            if found is not None and name.rpartition(".")[0] == holder and name not in told:
                told.add(name)
                value = said[found]
                what = f"with `{value}`" if value else "where it is there"
                yield Fault(
                    contract.path,
                    flag.name_range,
                    f"`{name}` says what `{state.name}` says {what}, and the two can differ; "
                    "leave it out, or say in its comment what it adds.",
                    (
                        Place(
                            contract.path,
                            state.name_range,
                            f"`{state.name}` has `{value}`" if value else f"`{state.name}` may be missing",
                        ),
                    ),
                    (
                        Fix(
                            f"Leave `{flag.name}` out",
                            (Edit(contract.path, removal(flag, snapshot.text_of(contract)), ""),),
                        ),
                    ),
                )


def _succeeds_twice(contract: Contract, fields: Mapping[str, Field], snapshot: Snapshot) -> Iterator[Fault]:
    """An answer that says whether it went well, where the errors of the endpoint say what did not."""
    declaration = contract.declaration
    errors = declaration.field("errors") if isinstance(declaration, Record) else None
    if errors is None or errors.kind.text == "never":
        return  # `errorless-endpoint` asks for them first
    for name, flag in fields.items():
        holder, _, last = name.rpartition(".")
        whole_answer = name == f"{contract.name}.response"
        said = (holder == f"{contract.name}.response" and last in _SUCCESS) or (whole_answer and _does(contract))
        if not said or flag.kind.name != "boolean" or flag.list_depth or flag.doc.strip():
            continue
        whole = fields.get(holder)
        alone = whole is None or len(whole.kind.members) < 2 or whole_answer
        text = snapshot.text_of(contract)
        say = added_tag(
            contract.path, text, flag.range, flag.name_range, "Always true: what fails is among the errors."
        )
        out = Fix(f"Leave `{last}` out", (Edit(contract.path, removal(flag, text), ""),))
        message = f"`{name}` says whether it went well, and so do the `errors`; leave it out, or say in its comment when it is false."
        place = Place(contract.path, errors.name_range, f"`errors` of {contract.name}")
        fixes = (Fix("Say that it is always true", (say,)), *(() if alone else (out,)))
        yield Fault(contract.path, flag.name_range, message, (place,), fixes)


def _does(contract: Contract) -> bool:
    """True for an endpoint that does something, and does not only answer a question."""
    return contract.endpoint is not None and contract.endpoint[0] in ("POST", "PUT", "PATCH", "DELETE")


def _says(state: Field, snapshot: Snapshot) -> dict[str, str]:
    """What a field answers, by key: the values of a state; that something has happened, where its moment may be missing."""
    own = words(state.name)
    if state.list_depth or not own:
        return {}
    may_lack = state.nullable == "yes" or state.presence == "optional"
    if own[1:] and own[-1] in ("at", "on") and may_lack:
        return {"".join(own[:-1]): ""}
    if len(own) == 1 and own[0].endswith("ed") and may_lack and state.kind.name in _MOMENTS:
        return {own[0]: ""}  # `published: string | null` beside `isPublished`
    kind = snapshot.contracts.resolved(state.kind) if own[-1] in _NAMES else None
    return {key(v): v for v in kind.values} if kind is not None and kind.name == "enum" else {}
