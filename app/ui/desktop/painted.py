"""When a window has been painted for the first time: what it does not need for that is done only then."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

_LONGEST = 0.5
"""Seconds: a window on another desktop, or behind a lock screen, may not be painted at all."""


class _Watch(QObject):
    def __init__(self, window: QWidget, done: asyncio.Future[None]) -> None:
        super().__init__()
        self._window, self._done = window, done
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self._tell)  # after the painting of all that lies on it
        return False

    def _tell(self) -> None:
        if not self._done.done():
            self._done.set_result(None)


async def painted(window: QWidget) -> None:
    """Wait until a shown window has been painted; not for ever, since it may be covered."""
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    watch = _Watch(window, done)
    await asyncio.wait({done}, timeout=_LONGEST)
    window.removeEventFilter(watch)
