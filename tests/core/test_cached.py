"""Values that are computed once."""

from threading import Barrier, Thread

from dovetail.core.cached import cached_property


class Thing:
    def __init__(self, barrier: Barrier | None = None) -> None:
        self.asked = 0
        self._barrier = barrier

    @cached_property
    def made(self) -> object:
        """What it is made of."""
        self.asked += 1
        if self._barrier is not None:
            self._barrier.wait(10)
        return object()


def test_a_value_is_computed_once_and_may_be_put_there_before() -> None:
    thing = Thing()
    assert thing.made is thing.made
    assert thing.asked == 1
    other = Thing()
    other.__dict__["made"] = thing
    assert other.made is thing and not other.asked
    del other.__dict__["made"]
    assert other.made is not thing
    assert Thing.made.__doc__ == "What it is made of."


def test_threads_that_ask_at_the_same_time_get_the_same_value_and_do_not_wait_for_one_another() -> None:
    thing, said = (
        Thing(Barrier(2)),
        list[object](),
    )  # with one lock for both, the first would wait for the second for ever
    threads = [Thread(target=lambda: said.append(thing.made)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(said) == 2
    assert said[0] is said[1] is thing.made
