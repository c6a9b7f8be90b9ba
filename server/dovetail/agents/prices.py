"""What tokens cost, in dollars a million: list prices, by the family in the model's name.

A price that is not right for a user's contract is set in the profile (`dollarsPerMillion`).
"""

from dataclasses import dataclass

from dovetail.core.reports import Tokens
from dovetail.core.settings import AgentProfile


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for a million tokens of each kind."""

    input: float
    output: float
    cache_read: float
    cache_write: float

    def dollars(self, usage: Tokens) -> float:
        total = (
            usage.input * self.input
            + usage.output * self.output
            + usage.cache_read * self.cache_read
            + usage.cache_write * self.cache_write
        )
        return total / 1_000_000


PRICES: dict[str, Price] = {
    "opus": Price(5.0, 25.0, 0.5, 6.25),
    "sonnet": Price(3.0, 15.0, 0.3, 3.75),
    "haiku": Price(1.0, 5.0, 0.1, 1.25),
}


def price_of(profile: AgentProfile) -> Price:
    """The price of a profile's model. An unknown model counts as the dearest, so that a cap is never passed unseen."""
    if profile.dollars_per_million is not None:
        return Price(*profile.dollars_per_million)
    family = next((name for name in PRICES if name in profile.model), None)
    return PRICES[family] if family is not None else max(PRICES.values(), key=lambda p: p.output)
