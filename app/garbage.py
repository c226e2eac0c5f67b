"""When Python may search all its memory for garbage.

Such a full collection holds every thread, the window's too, for a tenth of a second in a small home and for more than a
second while a plan of 100,000 rows is there. What this program works with goes away by itself; only what refers to
itself waits for a collection, and that is little: it may wait for a quiet moment.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

_NEVER = 1_000_000
_USUAL = 10
"""Collections of the middle generation after which Python itself would think of a full one."""

_FEW = 500
"""Things given back at one stroke: a millisecond or two, whatever hangs on them."""

_MUCH = 10_000
"""New things after which Python looks through them where much is made: a millisecond's work."""

_lock = Lock()
_holds: list[int] = []
"""For each hold that is in force how many new things it wants made before they are looked through (0: as usual)."""

_thresholds: list[int] = []
"""What holds without any."""


@contextmanager
def no_full_collections(*, making_much: bool = False) -> Iterator[None]:
    """Hold full collections off meanwhile; holds may overlap, in any thread, and the last one to end lets go.

    Where much is made that is there to stay, new things are looked through less often, too: each look at them is lost.
    """
    young = _MUCH if making_much else 0
    with _lock:
        if not _holds:
            _thresholds[:] = gc.get_threshold()
        _holds.append(young)
        _hold()
    try:
        yield
    finally:
        with _lock:
            _holds.remove(young)
            _hold()


def _hold() -> None:
    young, middle, old = _thresholds
    gc.set_threshold(max(young, *_holds) if _holds else young, middle, _NEVER if _holds else old)


def collect_held() -> bool:
    """Do the full collection that was held off, if much has come together; returns whether it did.

    It holds every thread: call it in a moment in which nobody waits for anything.
    """
    if gc.get_count()[2] < _USUAL:
        return False
    gc.collect()
    return True


def drain(items: list[Any]) -> None:
    """Empty a list a little at a time.

    Whoever gives back at one stroke what 100,000 rows take stops every thread for a tenth of a second, the window's
    too: Python does nothing else until the last of them is gone. It helps only whoever is the last to have them.
    """
    while items:
        del items[-_FEW:]
