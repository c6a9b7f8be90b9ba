"""Carries out a turn's tool calls, and answers each write with the findings it caused."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from dovetail.core.reports import FindingReport

from .backend import Checked, Json, Site, ToolError
from .bash import Shell
from .editor import carry_out, locate, read_call
from .events import Emit, ToolUsed, WriteChecked, WriteRefused
from .tools import BASH, CHECK, EDITOR, PROPOSE


@dataclass(frozen=True, slots=True)
class Call:
    """One tool call of an answer."""

    turn: int
    number: int
    id: str
    name: str
    input: dict[str, JsonValue]


@dataclass(frozen=True, slots=True)
class _Answer:
    text: str
    path: str | None = None
    summary: str = ""


class Toolbox:
    """The tools of one package."""

    def __init__(self, site: Site, shell: Shell, emit: Emit) -> None:
        self._site = site
        self._shell = shell
        self._emit = emit

    async def answer(self, call: Call) -> Json:
        """The `tool_result` of a call. What cannot be done is told to the model, never raised."""
        try:
            answer, ok = await self._carry_out(call), True
        except ToolError as error:
            answer, ok = _Answer(str(error), summary=str(error)), False
        text = printable(answer.text)
        self._emit(
            ToolUsed(
                call.turn,
                call.number,
                call.name,
                _short(call.input),
                ok,
                answer.path or _path(call),
                answer.summary or first_line(text),
            )
        )
        return {"type": "tool_result", "tool_use_id": call.id, "content": text or "(no output)", "is_error": not ok}

    async def _carry_out(self, call: Call) -> _Answer:
        match call.name:
            case "str_replace_based_edit_tool":
                return await self._edit(call)
            case "bash":
                return await self._bash(call)
            case "check_contract":
                path, contract = call.input.get("path"), call.input.get("contract")
                return _Answer(
                    await self._site.check_contract(
                        path if isinstance(path, str) else None, contract if isinstance(contract, str) else None
                    )
                )
            case "propose_contract_change":
                path, old, new, reason = (_string(call.input, k) for k in ("path", "old_str", "new_str", "reason"))
                return _Answer(
                    await self._site.propose_change(f"{call.turn}.{call.number}", path, old, new, reason), path
                )
            case other:
                raise ToolError(f"There is no tool `{other}`; there are {BASH}, {EDITOR}, {CHECK} and {PROPOSE}.")

    async def _edit(self, call: Call) -> _Answer:
        asked = read_call(call.input)
        at = locate(self._site.worktree, asked.path)
        if not asked.writes:
            return _Answer(carry_out(asked, at), at.relative, f"viewed {at.relative}")
        reason = self._site.refusal(at.relative)
        if reason is not None:
            self._emit(WriteRefused(call.turn, call.number, at.relative, reason))
            raise ToolError(f"Refused (out-of-scope-change): {reason}")
        done = carry_out(asked, at)
        return _Answer(done + await self._checked(call, (at.relative,)), at.relative, first_line(done).rstrip(":."))

    async def _bash(self, call: Call) -> _Answer:
        if call.input.get("restart"):
            return _Answer(
                "Every command starts in a new shell at the top of your worktree, so there is nothing to restart."
            )
        command = _string(call.input, "command")
        before = await self._site.changes()
        ran = await self._shell.run(command)
        after = await self._site.changes()
        parts = [ran.output.rstrip()]
        if ran.code is None:
            parts.append(f"The command did not end within {self._shell.seconds:g} seconds and was stopped.")
        elif ran.code != 0:
            parts.append(f"Exit code {ran.code}.")
        parts.append(await self._put_back(call, tuple(sorted(after))))
        written = {p for p in (*before, *after) if before.get(p) != after.get(p)}
        kept = tuple(sorted(p for p in written if self._site.refusal(p) is None))
        if kept:
            parts.append((await self._checked(call, kept)).strip())
        text = "\n".join(part for part in parts if part)
        return _Answer(text, None, f"$ {first_line(command)}" + ("" if ran.code == 0 else f" → {_ending(ran.code)}"))

    async def _put_back(self, call: Call, changed: tuple[str, ...]) -> str:
        """Undo what a command wrote outside the package, and say so. Nothing of it is lost."""
        refused = {path: reason for path in changed if (reason := self._site.refusal(path)) is not None}
        if not refused:
            return ""
        rescue = await self._site.put_back(tuple(refused))
        lines = ["out-of-scope-change: the command wrote files that are not yours; they were put back as they were."]
        for path, reason in refused.items():
            self._emit(WriteRefused(call.turn, call.number, path, reason, rescue))
            lines.append(f"- {reason}")
        return "\n".join(lines)

    async def _checked(self, call: Call, paths: tuple[str, ...]) -> str:
        """What a write did to the findings, in words for the agent."""
        checked = await self._site.findings_after(paths)
        self._emit(WriteChecked(call.turn, call.number, paths, checked.caused, checked.mended))
        return "\n\n" + told(checked) if checked.caused or checked.mended else ""


def told(checked: Checked) -> str:
    """Findings as an agent reads them."""
    lines: list[str] = []
    if checked.mended:
        lines.append(f"This mended {checked.mended} finding{'s'[: checked.mended != 1]}.")
    if checked.caused:
        lines.append(
            f"This caused {len(checked.caused)} finding{'s'[: len(checked.caused) != 1]}; mend them before you go on:"
        )
        lines += [in_words(finding) for finding in checked.caused]
    return "\n".join(lines)


def in_words(finding: FindingReport) -> str:
    """One finding: where, which rule, what, the other place it speaks of, and how it is mended."""
    at = finding.range.start
    lines = [f"- {finding.path}:{at.line}:{at.column} {finding.severity} {finding.rule}: {finding.message}"]
    lines += [f"    see {p.path}:{p.range.start.line}: {p.message}" for p in finding.related[:3]]
    for fix in finding.fixes[:1]:
        lines.append(f"    fix: {fix.title}")
    return "\n".join(lines)


def printable(text: str) -> str:
    """Text that survives the way to the provider: what is not Unicode becomes a replacement character."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def first_line(text: str) -> str:
    line = next(iter(text.strip().splitlines()), "")
    return line if len(line) <= 120 else line[:119] + "…"


def _short(given: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """A call's input for people to glance at; the whole is in the worktree or in the conversation."""
    return {k: v[:400] + "…" if isinstance(v, str) and len(v) > 400 else v for k, v in given.items()}


def _path(call: Call) -> str | None:
    path = call.input.get("path")
    return path if isinstance(path, str) else None


def _string(given: Mapping[str, JsonValue], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str):
        raise ToolError(f"The call is not complete: `{name}` is missing.")
    return value


def _ending(code: int | None) -> str:
    return "stopped at its deadline" if code is None else f"exit code {code}"
