"""What to say about the thing under the cursor, in Markdown."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from dovetail.core.context import ContextPack, pack
from dovetail.core.contracts import Contract
from dovetail.core.conventions import ConventionsFile
from dovetail.core.findings import Finding
from dovetail.core.plan import Package, Sprint, SprintFile
from dovetail.core.shapes import Field, Tag
from dovetail.core.snapshot import Snapshot
from dovetail.core.tags import TAGS
from dovetail.core.text import Range
from dovetail.core.tokens import estimate_tokens
from dovetail.core.yaml import Path

from . import live as engine
from .clarity import clarity
from .following import kept
from .governed import governed
from .implementing import Implementation, described, implementations, reason, why
from .members import Member, as_value, kept_members
from .occurrences import declared_in
from .places import ContractAt, KeyAt, MemberAt, PackageAt, TagAt, at
from .relations import Involved, consumers, drifts_in, holders, providers
from .schema import text_at, values_at

CODE_TAGS = {
    "contract": "the contract that this implements; `subset` allows fewer fields, `closed` allows no more",
}


_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
LONGEST_DETAIL = 60
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Hover:
    """Markdown, and the text that it is about."""

    markdown: str
    range: Range


def hover(
    snapshot: Snapshot, path: str, offset: int, findings: Iterable[Finding] = (), live: engine.Live = engine.NOTHING
) -> Hover | None:
    """What is known about the thing at an offset."""
    match at(snapshot, path, offset):
        case ContractAt(contract, field, range, pairing=pairing):
            lines = (
                contract_lines(snapshot, contract, tuple(findings))
                if field is None
                else _field(snapshot, contract, field)
            )
            if pairing is not None:
                lines = [*lines, "", f"Bound here because {why(snapshot, pairing)}."]
            return Hover("\n".join(lines), range)
        case MemberAt(member, range):
            return Hover("\n".join(_member(snapshot, member)), range)
        case PackageAt(sprint, package, range):
            return Hover("\n".join(package_lines(snapshot, sprint, package, live)), range)
        case TagAt(tag, range):
            text = TAGS.get(tag.name) or CODE_TAGS.get(tag.name)
            return Hover(f"`@{tag.name}`: {text}", range) if text else None
        case KeyAt(kind, keys, range):
            text = key_text(ConventionsFile if kind == "conventions" else SprintFile, keys)
            reach = _reach(snapshot, keys, findings) if kind == "conventions" else ""
            return Hover(text + reach, range) if text else None
        case None:
            return None


def contract_lines(snapshot: Snapshot, contract: Contract, findings: tuple[Finding, ...]) -> list[str]:
    """What is known of a contract."""
    declaration = contract.declaration
    source = snapshot.sources.get(contract.path)
    weight = estimate_tokens(source.text[declaration.range]) if source is not None else 0
    kind = "endpoint" if contract.is_endpoint else type(declaration).__name__.lower()
    lines = [f"**{declaration.name}** · {kind} · {contract.path} · {weight} tokens"]
    if declaration.doc:
        lines += ["", declaration.doc]
    lines += ["", _clarity(snapshot, contract, findings)]
    within = holders(snapshot, contract)
    if within:
        lines += ["", f"Part of {', '.join(f'`{name}`' for name in within)}"]
    elif snapshot.sprints:
        lines += ["", f"Provided by {_names(providers(snapshot, contract.name))}"]
        lines += ["", f"Consumed by {_names(consumers(snapshot, contract.name))}"]
    found = implementations(snapshot, contract)
    if not found:
        return [*lines, "", "No implementation is bound yet."]
    for title, some in (("Implementations", [i for i in found if not i.asks]), ("Calls", [i for i in found if i.asks])):
        lines += ["", f"{title}:", "", *(_implementation(snapshot, i, findings) for i in some)] if some else ()
    return lines


def _clarity(snapshot: Snapshot, contract: Contract, findings: tuple[Finding, ...]) -> str:
    """The score, and which rules lower it."""
    found = clarity(snapshot, contract, findings)
    missing = ", ".join(dict.fromkeys(f"`{f.rule}`" for f in found.missing))
    return f"Clarity {found.score} of 100" + (f": {missing}" if missing else "")


def _implementation(snapshot: Snapshot, one: Implementation, findings: tuple[Finding, ...]) -> str:
    wrong = drifts_in(snapshot, one, findings)
    state = (
        f"**{_count(len(wrong), 'drift')}**: {', '.join(dict.fromkeys(f.rule for f in wrong))}" if wrong else "agrees"
    )
    return f"- {one.words}: {state} (bound because {reason(snapshot, one)})"


def _field(snapshot: Snapshot, contract: Contract, field: Field) -> list[str]:
    optional = "?" if field.presence == "optional" else ""
    lines = [f"**{contract.name}.{field.name}**{optional}: `{written_type(field)}`"]
    if field.doc:
        lines += ["", field.doc]
    lines += _tags(field.tags)
    for one in kept(snapshot, (declared_in(contract, field, snapshot), field.name_range.start)):
        lines += ["", f"`{one.match.field.name}` in {described(one.pairing)}"]
    return lines


def written_type(field: Field) -> str:
    """The type of a field as it is written, on one line and without the comments in it."""
    written = " ".join(_COMMENT.sub(" ", field.kind.text or field.kind.name).split())
    return f"{written} | null" if field.nullable == "yes" and "null" not in written else written


def _member(snapshot: Snapshot, member: Member) -> list[str]:
    """A member with its value, where it has one of its own, and where code says it again."""
    declaration = member.contract.declaration
    entry = next((e for e in getattr(declaration, "entries", ()) if e.name == member.name), None)
    other = next((m for m in getattr(declaration, "members", ()) if member.name in (m.name, m.value)), None)
    value = entry.value if entry is not None else f'"{other.value if other is not None else member.name}"'
    name = other.name or other.value if other is not None else member.name
    lines = [f"**{member.owner}.{name}**: `{value}`"]
    if entry is not None:
        lines += ["", entry.doc] if entry.doc else ()
        lines += _tags(entry.tags)
    places = dict.fromkeys(c.path for c in kept_members(snapshot, as_value(snapshot, member)))
    return [*lines, "", f"Also in {', '.join(places)}"] if places else lines


def _tags(tags: Iterable[Tag]) -> Iterator[str]:
    for tag in tags:
        yield ""
        yield f"`@{tag.name}{' ' + tag.value if tag.value else ''}`: {TAGS.get(tag.name, 'not a known tag')}"


def package_lines(snapshot: Snapshot, sprint: Sprint, package: Package, live: engine.Live) -> list[str]:
    """What is known of a work package: what goes on in it, and what its agent reads."""
    lines = [f"**{package.id}**" + (f": {package.title}" if package.title else "")]
    run = live.sprint(sprint.path, sprint.name, sprint.slug)
    now = run.packages.get(package.id) if run is not None else None
    if now is not None:
        lines += ["", live_text(now)]
    context = pack(snapshot, sprint, package)
    over = context.tokens - context.budget
    lines += ["", f"Its agent reads {_thousands(context.tokens)} of {_thousands(context.budget)} tokens:", ""]
    lines += _layers(context)
    if over > 0:
        heaviest = max((p for la in context.layers for p in la.parts), key=lambda p: p.tokens)
        lines += [
            "",
            f"{_thousands(over)} tokens too many; the heaviest is {heaviest.title} ({_thousands(heaviest.tokens)}).",
        ]
    return lines


def _layers(context: ContextPack) -> Iterator[str]:
    yield "| layer | tokens | from |"
    yield "|---|---:|---|"
    for layer in context.layers:
        parts = ", ".join(f"{p.title} ({_thousands(p.tokens)})" for p in layer.parts) or "nothing"
        yield f"| {layer.name} | {_thousands(layer.tokens)} | {parts} |"


def live_text(package: engine.LivePackage) -> str:
    """What a package is doing, in a few words."""
    parts: list[str] = [package.state]
    if package.detail:
        parts.append(
            package.detail if len(package.detail) <= LONGEST_DETAIL else package.detail[: LONGEST_DETAIL - 1] + "…"
        )
    if package.turns:
        parts.append(_count(package.turns, "turn"))
    if package.tokens:
        parts.append(f"{_thousands(package.tokens)} tokens")
    if package.dollars:
        parts.append(f"${package.dollars:.2f}")
    if package.all_findings:
        parts.append(_count(len(package.all_findings), "finding"))
    return " · ".join(parts)


def key_text(model: type[BaseModel], path: Path) -> str | None:
    """The schema's words about a key, and what it takes where that is a few words."""
    names = tuple(step for step in path if isinstance(step, str))
    text = text_at(model, names)
    values = values_at(model, names)
    if text is None:
        return None
    return f"`{names[-1]}`: {text}" + (f"\n\nOne of {', '.join(f'`{v}`' for v in values)}." if values else "")


def _reach(snapshot: Snapshot, keys: Path, findings: Iterable[Finding]) -> str:
    """How many names a convention governs, and the first that break it."""
    found = next((g for g in governed(snapshot, tuple(findings)) if g.path == keys), None)
    if found is None or keys == ("bind",):
        return ""
    lines = [f"\n\nGoverns {_count(found.governs, 'name')}; {_count(len(found.broken), 'finding')}."]
    lines += [f"- {f.path}: {f.message}" for f in found.broken[:MOST_SHOWN]]
    return "\n".join([lines[0], "", *lines[1:]] if found.broken else lines)


def _names(involved: tuple[Involved, ...]) -> str:
    return ", ".join(f"`{i.package.id}`" for i in involved) or "no package"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def _thousands(n: int) -> str:
    return f"{n:,}"
