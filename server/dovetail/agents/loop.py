"""The turn loop: ask, carry out the calls, ask again, until the agent is finished and its package too."""

import json
from dataclasses import dataclass
from typing import cast

from pydantic import JsonValue

from dovetail.core.errors import ProviderError
from dovetail.core.reports import Tokens
from dovetail.core.tokens import estimate_tokens

from .backend import Gate, Halted, Hold, Journal, Json, Outcome, Site, Task
from .bash import Shell
from .events import Emit, HeldBack, TurnEnded
from .prices import Price, price_of
from .provider import Provider, Question
from .toolbox import Call, Toolbox
from .tools import definitions


@dataclass(frozen=True, slots=True)
class MessagesLoop:
    """Runs packages on the Messages API. One provider, and so one pool of connections, for all of them."""

    provider: Provider
    shell: Shell

    async def run(self, task: Task, site: Site, gate: Gate, journal: Journal, emit: Emit) -> Outcome:
        """Run a package to its end. What the journal has recorded is not asked for again."""
        try:
            return await self._run(task, site, gate, journal, emit)
        except Halted as halted:
            return halted.outcome

    async def _run(self, task: Task, site: Site, gate: Gate, journal: Journal, emit: Emit) -> Outcome:
        toolbox = Toolbox(site, self.shell, emit)
        price = price_of(task.profile)
        messages: list[Json] = []
        context: int = estimate_tokens("".join(task.system)) + estimate_tokens(json.dumps(definitions()))
        pending: list[Json] = [_text(task.prompt)]
        held_back = 0
        for turn in range(task.profile.max_turns):

            async def pass_gate(turn: int = turn) -> Json:
                return {"notes": cast("JsonValue", await gate.notes(turn))}

            notes = (await journal.step(f"gate {turn}", pass_gate))["notes"]
            pending += [_text(note) for note in cast("list[str]", notes)]
            messages.append({"role": "user", "content": cast("JsonValue", pending)})
            context += estimate_tokens(json.dumps(pending))

            async def ask(turn: int = turn, context: int = context) -> Json:
                async with gate.spending(turn, context) as hold:
                    question = Question(turn, task.user, task.system, messages, definitions(), hold.most)
                    return await self._ask(question, hold, price, emit)

            reply: Json = await journal.step(f"llm {turn}", ask)
            content = cast("list[Json]", reply["content"])
            usage = Tokens.model_validate(reply["usage"])
            context = usage.total
            messages.append({"role": "assistant", "content": cast("JsonValue", content or [_text("(no answer)")])})
            said = said_in(content)
            uses = [block for block in content if block.get("type") == "tool_use"]
            # Told here and not where it is asked: an answer that was paid for just before a crash is told after it.
            emit(TurnEnded(turn, said, usage, price.dollars(usage), len(uses)))
            match reply["stop_reason"]:
                case "tool_use":
                    pending = await self._calls(site, toolbox, journal, turn, uses)
                case "max_tokens":
                    # The input of the last call is cut short and may still look whole: none of them is carried out.
                    advice = f"Your answer was cut off at {task.profile.max_tokens} tokens"
                    pending = [
                        _refused(use, f"{advice}, so this call was not carried out: make smaller steps.")
                        for use in uses
                    ]
                    pending = pending or [_text(f"{advice}: go on from there.")]
                case "pause_turn":
                    pending = [_text("Go on.")]
                case "refusal":
                    return Outcome("failed", f"The model refused to go on: {said or 'it gave no reason'}")
                case "model_context_window_exceeded":
                    return Outcome(
                        "failed",
                        "The conversation has outgrown the model's context: launch again to go on from the last commit.",
                    )
                case _:
                    complaint = await self._unfinished(site, journal, turn)
                    if complaint is None:
                        await self._end_turn(site, journal, turn, said)
                        return Outcome("done", said)
                    held_back += 1
                    if held_back > task.patience:
                        await self._end_turn(site, journal, turn, said)
                        return Outcome("blocked", complaint)
                    emit(HeldBack(turn, complaint))
                    pending = [_text(complaint)]
            await self._end_turn(site, journal, turn, said)
        return Outcome("blocked", f"The agent was not finished after {task.profile.max_turns} turns.")

    async def _ask(self, question: Question, hold: Hold, price: Price, emit: Emit) -> Json:
        try:
            answer = await self.provider.answer(question, emit)
        except ProviderError as error:
            raise Halted(Outcome("failed", str(error))) from error
        hold.settle(answer.usage, price.dollars(answer.usage))
        content = cast("JsonValue", answer.content)
        return {"content": content, "stop_reason": answer.stop_reason, "usage": answer.usage.model_dump()}

    async def _calls(self, site: Site, toolbox: Toolbox, journal: Journal, turn: int, uses: list[Json]) -> list[Json]:
        """The answers to a turn's calls. They are one step: after a crash all are made again, on the files of the turn before."""

        async def answer() -> Json:
            await site.begin_turn(turn)
            return {
                "results": cast("JsonValue", [await toolbox.answer(_call(turn, n, use)) for n, use in enumerate(uses)])
            }

        return cast("list[Json]", (await journal.step(f"tools {turn}", answer))["results"])

    async def _unfinished(self, site: Site, journal: Journal, turn: int) -> str | None:
        async def ask() -> Json:
            return {"complaint": await site.unfinished()}

        complaint = (await journal.step(f"finish {turn}", ask))["complaint"]
        return complaint if isinstance(complaint, str) else None

    async def _end_turn(self, site: Site, journal: Journal, turn: int, said: str) -> None:
        async def end() -> Json:
            await site.end_turn(turn, said)
            return {}

        await journal.step(f"commit {turn}", end)


def said_in(content: list[Json]) -> str:
    """What an answer says in words."""
    return "\n".join(str(block["text"]) for block in content if block.get("type") == "text").strip()


def _call(turn: int, number: int, use: Json) -> Call:
    given = use.get("input")
    return Call(turn, number, str(use["id"]), str(use["name"]), given if isinstance(given, dict) else {})


def _text(text: str) -> Json:
    return {"type": "text", "text": text}


def _refused(use: Json, why: str) -> Json:
    return {"type": "tool_result", "tool_use_id": use["id"], "content": why, "is_error": True}
