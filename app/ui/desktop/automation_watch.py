"""Lets automations look at the clock and at what webhooks told, and shows what they want said."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

from app.ui.bridge import Bridge
from app.ui.ticker import Ticker

GLANCE_SECONDS = 5
"""Between two glances whether a webhook has told of something: it asks this computer only."""


class AutomationWatch(QObject):
    """Follows the ticks; ``tell`` shows a notice (title, words) of the desktop."""

    def __init__(self, bridge: Bridge, ticker: Ticker, tell: Callable[[str, str], object]) -> None:
        super().__init__(ticker)
        self._bridge, self._ticker, self._tell = bridge, ticker, tell
        self._looking = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(GLANCE_SECONDS * 1000)
        self._timer.timeout.connect(self.glance)
        ticker.ticked.connect(self.look)

    def start(self) -> None:
        """Begin to glance between the ticks."""
        self._timer.start()

    def look(self) -> None:
        """Evaluate what time and files brought, if nothing else is going on."""
        if not self._looking and not self._bridge.busy:
            self._looking = True
            self._bridge.spawn(self._look())

    def glance(self) -> None:
        """Have the schedule looked at where a webhook has told of something."""
        if not self._looking and not self._bridge.busy and self._ticker.running:
            self._looking = True
            self._bridge.spawn(self._glance())

    async def _look(self) -> None:
        try:
            ticks = self._bridge.service.automation_ticks
            await self._bridge.call(ticks.tick)
            for name, words in await self._bridge.call(ticks.notices):
                self._tell(name, words)
        finally:
            self._looking = False

    async def _glance(self) -> None:
        try:
            pressing = await self._bridge.call(self._bridge.service.automation_ticks.pressing)
        finally:
            self._looking = False
        if pressing:
            self._ticker.tick()
