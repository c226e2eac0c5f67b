"""Looks for new versions when it is time, never beside other work; only an urgent one is told outside the window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.services.api.updates import UpdateState
from app.ui.bridge import Bridge
from app.ui.ticker import Ticker
from app.ui.widgets.settings.updates import TOPIC


class UpdateWatch(QObject):
    """Follows the ticks; ``tell`` shows a notice (title, words) of the desktop."""

    def __init__(self, bridge: Bridge, ticker: Ticker, tell: Callable[[str, str], object]) -> None:
        super().__init__(ticker)
        self._bridge, self._tell = bridge, tell
        self._looking = False
        self._told = ""
        ticker.ticked.connect(self.look)

    def look(self) -> None:
        """Look, if it is time and nothing else is going on."""
        if not self._looking and not self._bridge.busy:
            self._looking = True
            self._bridge.spawn(self._look())

    async def _look(self) -> None:
        try:
            updates = self._bridge.service.updates
            if not await self._bridge.call(updates.due):
                return
            info = await self._bridge.call(updates.look)
            self._bridge.announce(TOPIC)
            if info.state is UpdateState.NEWER and info.urgent and not info.skipped and info.version != self._told:
                self._told = info.version
                self._tell(self.tr("An important new version of Ponte24"), f"{info.version}: {info.notes}")
        finally:
            self._looking = False
