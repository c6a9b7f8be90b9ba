"""What can go wrong, as one tree. Each message is one sentence that says what to do.

DovetailError
├── UsageError        the command cannot be carried out as asked: bad arguments, unreadable settings (exit code 2)
├── NotARepository    there is no git repository here
├── GitError          git said no
├── EngineError       the engine could not be reached, or refused
└── ProviderError     the model's provider refused, after the retries that make sense
"""


class DovetailError(Exception):
    """Base of all that Dovetail raises on purpose; its text is meant for the user."""


class UsageError(DovetailError):
    """The command cannot be carried out as asked."""


class NotARepository(DovetailError):
    """There is no git repository at a path."""


class GitError(DovetailError):
    """Git refused."""


class EngineError(DovetailError):
    """The engine could not be reached, or refused a request."""


class ProviderError(DovetailError):
    """The model's provider refused, after the retries that make sense."""
