"""How far long work is, and how it is asked to end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of long work: ``stage`` is a text key under ``progress``, ``done`` of ``total`` (0: not known)."""

    stage: str
    done: int = 0
    total: int = 0
    params: Mapping[str, str] = field(default_factory=dict)


ProgressSink = Callable[[Progress], None]


class StopSignal:
    """Asks long work to end after its current operation; can be set from any thread."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def stop(self) -> None:
        """Ask the work to end."""
        self._event.set()

    def __bool__(self) -> bool:
        return self._event.is_set()
