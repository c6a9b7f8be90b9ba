"""What is computed of a snapshot once, and who gets it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from dovetail.core.snapshot import Snapshot


def test_another_thread_gets_no_half_of_what_is_being_computed() -> None:
    snapshot = Snapshot()
    begun, answered = Event(), Event()

    def compute() -> list[int]:
        begun.set()
        assert answered.wait(timeout=60)
        return [7]

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(snapshot.once, "seven", compute)
        assert begun.wait(timeout=60)
        quick = snapshot.once("seven", lambda: [7])
        answered.set()
        assert quick == [7] and slow.result(timeout=60) is quick


def test_what_asks_for_itself_gets_what_stands_for_the_circle() -> None:
    snapshot = Snapshot()

    def compute() -> tuple[str, ...]:
        return ("whole", *snapshot.once("circle", compute, circle=("begun",)))

    assert snapshot.once("circle", compute, circle=("begun",)) == ("whole", "begun")
    assert snapshot.once("circle", compute, circle=("begun",)) == ("whole", "begun")


def test_what_could_not_be_computed_is_computed_again() -> None:
    snapshot = Snapshot()

    def fail() -> int:
        raise ValueError

    with pytest.raises(ValueError):
        snapshot.once("seven", fail)
    assert snapshot.once("seven", lambda: 7) == 7
