"""How a reader hears Stop and a deadline: it tells how much it has done, and from time to time somebody listens.

A reader calls `beat` with the bytes or letters that it has just gone through; nothing else is asked of it. Whoever
started it says with `heard` what to do meanwhile. So Stop is heard also in the middle of one endless row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

EVERY = 1_000_000
"""Bytes or letters between two looks at Stop; the slowest reader goes through some millions a second."""


class _Pulse:
    __slots__ = ("check", "done", "following")

    def __init__(self, check: Callable[[], None]) -> None:
        self.check = check
        self.done = 0
        self.following = EVERY


_pulse: ContextVar[_Pulse | None] = ContextVar("pulse", default=None)


@contextmanager
def heard(check: Callable[[], None]) -> Iterator[None]:
    """While the block runs, call ``check`` about every `EVERY` bytes that this thread reads; it raises to end that."""
    token = _pulse.set(_Pulse(check))
    try:
        yield
    finally:
        _pulse.reset(token)


def beat(amount: int) -> None:
    """Tell that so many bytes or letters were gone through. Raises what the check raises."""
    pulse = _pulse.get()
    if pulse is not None:
        pulse.done += amount
        if pulse.done >= pulse.following:
            pulse.following = pulse.done + EVERY
            pulse.check()
