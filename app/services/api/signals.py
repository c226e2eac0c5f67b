"""How long work is asked to end."""

from __future__ import annotations

import threading


class StopSignal:
    """Asks long work to end after its current operation; can be set from any thread."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def stop(self) -> None:
        """Ask the work to end."""
        self._event.set()

    def __bool__(self) -> bool:
        return self._event.is_set()
