"""`cached_property` of the standard library, without the lock that Python 3.11 takes for each value.

That lock was taken out in Python 3.12: it is one for all objects of a class, so that threads wait for one another, and taking it costs
more than many a value; a keystroke asks for some ten of them. Two threads that ask at the same time may both compute a value here; both
get the one that was there first.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as cached_property
else:

    class _Cached:
        """A method whose value is computed once, and kept in the object's `__dict__` under its name."""

        def __init__(self, func) -> None:
            self.func = func
            self.__doc__ = func.__doc__

        def __set_name__(self, owner: type, name: str) -> None:
            self.name = name

        def __get__(self, instance: Any, owner: type | None = None) -> Any:
            if instance is None:
                return self
            return instance.__dict__.setdefault(self.name, self.func(instance))

    cached_property = _Cached
