"""One answer of the Messages API: asked for again as a whole until it is whole, and said clearly where it cannot be had."""

import asyncio
import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dovetail.core.errors import ProviderError
from dovetail.core.reports import Tokens
from dovetail.core.settings import SETTINGS_PATH, AgentProfile

from .backend import Json
from .events import BrokeOff, Emit, Text, Thought
from .prices import price_of

if TYPE_CHECKING:
    from anthropic import APIStatusError, AsyncAnthropic
    from anthropic.types import Message, Usage

ATTEMPTS = 8
_FIRST_DELAY, _LONGEST_DELAY = 0.5, 30.0
# The provider sends a ping every few seconds while a model thinks; a silent connection is a dead one.
_SILENCE = 150.0
_PASSING = frozenset([408, 409, 429])


@dataclass(frozen=True, slots=True)
class Question:
    """All that one turn's answer follows from."""

    turn: int
    user: str
    system: tuple[str, ...]
    messages: list[Json]
    tools: list[dict[str, Any]]
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, and what it cost; what broken attempts cost was told with each."""

    content: list[Json]
    stop_reason: str
    usage: Tokens


class Provider:
    """A server that speaks the Messages API, reached with one profile's key. Shared by all agents of that profile."""

    def __init__(self, profile: AgentProfile, environment: Mapping[str, str]) -> None:
        self._profile = profile
        self._environment = environment
        self._price = price_of(profile)
        self._made: AsyncAnthropic | None = None

    async def answer(self, question: Question, emit: Emit) -> Answer:
        """The model's answer; raises `ProviderError` where asking again would not help, or has not helped."""
        import anthropic
        import httpx2

        broken = (anthropic.APIConnectionError, httpx2.TransportError, json.JSONDecodeError)
        for attempt in range(1, ATTEMPTS + 1):
            after: float | None = None
            partial = _Partial()
            try:
                message = await self._stream(question, emit, partial)
                if message.stop_reason is not None:
                    return Answer(_content(message), message.stop_reason, tokens_of(message.usage))
                why = "the answer ended early"  # a connection that closes cleanly in the middle raises nothing
            except broken as error:
                why = _reason(error)
            except anthropic.APIStatusError as error:
                if not _passes(error):
                    raise ProviderError(self._refusal(error)) from error
                why, after = error.type or f"status {error.status_code}", _retry_after(error)
            except ValueError as error:
                why = f"a tool call was not valid JSON ({str(error)[:80]})"  # the SDK's accumulator raises it bare
            delay = after if after is not None else min(_LONGEST_DELAY, _FIRST_DELAY * 2 ** (attempt - 1))
            last = attempt == ATTEMPTS
            emit(
                BrokeOff(
                    question.turn, attempt, why, 0.0 if last else delay, partial.paid, self._price.dollars(partial.paid)
                )
            )
            if last:
                raise ProviderError(
                    f"The provider gave no whole answer in {ATTEMPTS} attempts ({why}): launch again to go on."
                )
            await asyncio.sleep(delay)
        raise AssertionError("the last attempt returns or raises")

    async def _stream(self, question: Question, emit: Emit, partial: "_Partial") -> "Message":
        profile = self._profile
        # Cached up to the end of the system text, which packages share, and up to the newest message.
        system = [{"type": "text", "text": text} for text in question.system if text]
        if system:
            system[0]["cache_control"] = {"type": "ephemeral"}  # type: ignore[assignment]
        more: dict[str, Any] = {}
        if profile.effort is not None:
            more = {"thinking": {"type": "adaptive"}, "output_config": {"effort": profile.effort}}
        # The SDK's own types for these are unions of dozens of dictionaries.
        messages: Any = question.messages
        given: Any = system
        tools: Any = question.tools
        async with self._client().messages.stream(
            model=profile.model, max_tokens=question.max_tokens, system=given, messages=messages, tools=tools,
            cache_control={"type": "ephemeral"}, metadata={"user_id": question.user}, **more,
        ) as stream:  # fmt: skip
            async for event in stream:
                match event.type:
                    case "message_start":
                        partial.usage = event.message.usage
                    case "text":
                        partial.characters += len(event.text)
                        emit(Text(event.text))
                    case "thinking":
                        partial.characters += len(event.thinking)
                        emit(Thought(event.thinking))
                    case "input_json":
                        partial.characters += len(event.partial_json)
                    case _:
                        pass
            return await stream.get_final_message()

    def _client(self) -> "AsyncAnthropic":
        if self._made is None:
            import anthropic
            import httpx2

            profile, environment = self._profile, self._environment
            url = base_url(profile, environment)
            key = environment.get(profile.api_key_env)
            token = environment.get("ANTHROPIC_AUTH_TOKEN") if key is None else None
            if key is None and token is None and is_loopback(url):
                key = "none"  # a local server asks for none, the SDK does
            # All retrying is done here, where it can be seen: the SDK itself retries only before the stream opens.
            self._made = anthropic.AsyncAnthropic(
                api_key=key,
                auth_token=token,
                base_url=url,
                max_retries=0,
                timeout=httpx2.Timeout(_SILENCE, connect=15.0),
            )
        return self._made

    def _refusal(self, error: "APIStatusError") -> str:
        profile = self._profile
        said = _said(error)
        key, model = profile.api_key_env, profile.model
        match error.status_code:
            case 401:
                return f"The provider refused the key in {key} (401: {said}): set a valid key and launch again."
            case 403:
                return f"The key in {key} may not use {model} (403: {said}): use another key, or another model in {SETTINGS_PATH}."
            case 404:
                return (
                    f"The provider has no model `{model}` (404: {said}): set `model` of the agent in {SETTINGS_PATH}."
                )
            case 413:
                return f"The conversation is too long for the provider (413: {said}): launch again to go on with a new one."
            case status:
                return f"The provider refused the request for {model} ({status}: {said})."


def problem(profile: AgentProfile, environment: Mapping[str, str]) -> str | None:
    """Why this profile's provider cannot be asked, before it is asked."""
    if is_loopback(base_url(profile, environment)):
        return None
    if environment.get(profile.api_key_env) or environment.get("ANTHROPIC_AUTH_TOKEN"):
        return None
    key = profile.api_key_env
    return f"There is no key for {profile.model}: set {key} in the environment of your editor or terminal, and launch again."


def base_url(profile: AgentProfile, environment: Mapping[str, str]) -> str | None:
    return profile.base_url or environment.get("ANTHROPIC_BASE_URL") or None


def is_loopback(url: str | None) -> bool:
    """True where a URL leads to this machine."""
    host = urlsplit(url).hostname if url else None
    if host is None:
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def load() -> None:
    """Import the provider's SDK, in a thread: it takes more than a second, in which the event loop would stand still."""
    await asyncio.to_thread(import_module, "anthropic")


class _Partial:
    """What an answer has cost so far, in case that it breaks off."""

    def __init__(self) -> None:
        self.usage: Usage | None = None
        self.characters = 0

    @property
    def paid(self) -> Tokens:
        if self.usage is None:
            return Tokens()
        # The provider tells the output's size at its end only.
        return tokens_of(self.usage).model_copy(
            update={"output": max(self.usage.output_tokens, round(self.characters / 2.75))}
        )


def _content(message: "Message") -> list[Json]:
    content: Any = message.to_param()["content"]
    return [dict(block) for block in content]


def tokens_of(usage: "Usage") -> Tokens:
    return Tokens(
        input=usage.input_tokens,
        output=usage.output_tokens,
        cache_read=usage.cache_read_input_tokens or 0,
        cache_write=usage.cache_creation_input_tokens or 0,
    )


def _passes(error: "APIStatusError") -> bool:
    """True for what may be gone when asked again. An error inside the stream comes with status 200: its type tells."""
    if error.status_code == 200:
        return error.type in ("overloaded_error", "api_error", "rate_limit_error", "timeout_error")
    return error.status_code in _PASSING or error.status_code >= 500


def _retry_after(error: "APIStatusError") -> float | None:
    try:
        return min(300.0, max(0.0, float(error.response.headers.get("retry-after", ""))))
    except ValueError:
        return None


def _said(error: "APIStatusError") -> str:
    """The provider's own words, as one line."""
    body = error.body
    inner = body.get("error") if isinstance(body, dict) else None
    message = inner.get("message") if isinstance(inner, dict) else None
    words = " ".join(str(message or error.message).split())
    return words[:200].rstrip(".")


def _reason(error: Exception) -> str:
    cause = error.__cause__ or error
    return " ".join(f"{type(error).__name__}: {cause}".split())[:160].rstrip(": ")
