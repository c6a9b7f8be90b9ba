"""A bus of events says by its types which events there are, and what those who listen are given."""

import pytest

from dovetail.rules import check
from support.snapshots import snapshot_as_written

CONTRACT = """
/** A copy was lent. */
export interface LoanOpened { type: "loan.opened"; /** @format uuid */ loanId: string; dueDays: number }
/** A copy came back. */
export interface LoanClosed { type: "loan.closed"; /** @format uuid */ loanId: string; fineCents: number }
/** All that the bus carries. */
export type LoanEvent = LoanOpened | LoanClosed;
"""
HEAD = 'import type { LoanEvent, LoanOpened } from "../contracts/events.contract";\n'
CHOSEN = """
type Handler<T extends LoanEvent["type"]> = (event: Extract<LoanEvent, { type: T }>) => void | Promise<void>;
export class Bus {
  on<T extends LoanEvent["type"]>(type: T, handler: Handler<T>): void {}
}
"""
MAPPED = """
type Events = { "loan.opened": LoanOpened };
export class Bus {
  on<K extends keyof Events>(type: K, handler: (event: Events[K]) => void): void {}
}
"""
LISTENS = """
import type { Bus } from "./bus";
export function listen(bus: Bus) {
  bus.on("loan.opened", async (event) => { await log(event.loanId, event.dueDays); });
}
"""


def found(bus: str, listens: str) -> list[tuple[str, str]]:
    texts = {"contracts/events.contract.ts": CONTRACT, "src/bus.ts": HEAD + bus, "src/listens.ts": listens}
    faults = [f for f in check(snapshot_as_written(texts)) if f.path.startswith("src/")]
    return [(f.rule, texts[f.path][f.range.start : f.range.end]) for f in faults]


@pytest.mark.parametrize("bus", [CHOSEN, MAPPED], ids=["chosen", "mapped"])
@pytest.mark.parametrize(
    ("was", "now", "said"),
    [("", "", []), ("event.dueDays", "event.days", [("unknown-property", "days")])],
)
def test_who_listens_is_given_the_event(bus: str, was: str, now: str, said: list[tuple[str, str]]) -> None:
    assert found(bus, LISTENS.replace(was, now) if was else LISTENS) == said


def test_the_name_of_an_event_is_one_of_the_contract_s() -> None:
    assert found(CHOSEN, LISTENS.replace('"loan.opened"', '"loan.made"')) == [("unknown-value", "loan.made")]
    assert found(MAPPED, LISTENS.replace('"loan.opened"', '"loan.made"'))[0] == ("unknown-property", "loan.made")


def test_a_name_may_be_of_a_wider_type() -> None:
    wider = CHOSEN.replace('on<T extends LoanEvent["type"]>(type: T', "on<T extends string>(type: T")
    assert found(wider, LISTENS.replace('"loan.opened"', '"loan.made"')) == []
