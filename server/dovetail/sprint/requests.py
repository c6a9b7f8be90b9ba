"""The parameters of the engine's requests."""

from pydantic import BaseModel, ConfigDict

from dovetail.core.errors import UsageError


class _Request(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class SprintRequest(_Request):
    """A sprint by its path, its name or its slug."""

    sprint: str | None = None

    @property
    def named(self) -> str:
        if self.sprint is None:
            raise UsageError("The request names no sprint.")
        return self.sprint


class PackageRequest(_Request):
    """A sprint, and one of its packages or all."""

    sprint: str
    package: str | None = None


class ProposalRequest(_Request):
    """What a person decides on a proposal."""

    id: str
    accept: bool
    reason: str = ""
