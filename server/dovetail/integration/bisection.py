"""Which package broke the train: a search over its prefixes, as a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bisection:
    """The train of `low` packages is taken to pass, the train of `high` packages fails."""

    low: int
    high: int

    @property
    def next_prefix(self) -> int | None:
        """The length of train to try next; None when the answer is known."""
        return (self.low + self.high) // 2 if self.high - self.low > 1 else None

    @property
    def culprit(self) -> int | None:
        """The index of the package with which the train began to fail, once it is known."""
        return self.high - 1 if self.high - self.low == 1 else None

    def after(self, prefix: int, *, passed: bool) -> "Bisection":
        """What is known after a train of this length was tried."""
        return Bisection(prefix, self.high) if passed else Bisection(self.low, prefix)


def bisection(length: int) -> Bisection:
    """The search in a train that fails as a whole. The base is taken to pass until its own turn comes."""
    return Bisection(0, length)
