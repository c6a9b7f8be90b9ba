"""What a user may set, in `.dovetail/settings.json` and in the editor."""

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from .errors import UsageError

SETTINGS_PATH = ".dovetail/settings.json"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, populate_by_name=True)


class AgentProfile(_Part):
    """What runs a package."""

    backend: Literal["anthropic"] = "anthropic"
    model: str = "claude-sonnet-5-5"
    effort: Literal["low", "medium", "high"] | None = None
    max_turns: Annotated[int, Field(ge=1, le=1000)] = 60
    max_tokens: Annotated[int, Field(ge=256, description="Output tokens of one turn.")] = 16_000
    base_url: Annotated[str | None, Field(description="Another server that speaks the Messages API.")] = None
    api_key_env: Annotated[str, Field(description="The environment variable that holds the key.")] = "ANTHROPIC_API_KEY"
    dollars_per_million: Annotated[
        tuple[float, float, float, float] | None,
        Field(
            description="Price of a million tokens: input, output, cache read, cache write. Overrides the built-in table."
        ),
    ] = None


class Settings(_Part):
    """Dovetail's settings for a repository."""

    agents: dict[str, AgentProfile] = Field(default_factory=lambda: {"default": AgentProfile()})
    sandbox: Annotated[
        Literal["required", "off"],
        Field(
            description="'required' refuses to run an agent's commands where they cannot be confined; 'off' runs them unconfined."
        ),
    ] = "required"
    environment: Annotated[
        tuple[str, ...], Field(description="Variables of your environment that an agent's commands may see.")
    ] = ()
    severities: Annotated[
        dict[str, Literal["error", "warning", "info", "hint", "off"]], Field(description="By rule.")
    ] = {}
    exclude: Annotated[tuple[str, ...], Field(description="Globs that are not read.")] = ()
    command_seconds: Annotated[int, Field(ge=1, description="How long one command of an agent may take.")] = 300
    land: Annotated[Literal["ask", "auto"], Field(description="'auto' lands a verified sprint without asking.")] = "ask"


def read_settings(source: str, path: str = SETTINGS_PATH) -> Settings:
    """Settings from JSON; raises `UsageError` with the place and what to do."""
    try:
        data = json.loads(source)
    except ValueError as error:
        raise UsageError(f"{path} is not valid JSON ({error}); mend it or delete it to use the defaults.") from error
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(p) for p in first["loc"]) or "the file"
        raise UsageError(f"{path}: {where}: {first['msg'][0].lower()}{first['msg'][1:]}.") from error
