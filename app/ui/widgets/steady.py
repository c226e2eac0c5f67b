"""No click meant for one thing lands on another because a banner has just moved everything."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

SETTLE_MS = 350
"""Longer than a hand that is already on its way needs to press, shorter than anybody waits for."""


class Steady(QObject):
    """Lets ``page`` take no click for a moment whenever one of the banners above it comes or goes."""

    def __init__(self, page: QWidget, banners: Sequence[QWidget]) -> None:
        super().__init__(page)
        self._page = page
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._again)
        for banner in banners:
            banner.installEventFilter(self)

    @property
    def settling(self) -> bool:
        """True while clicks are not taken."""
        return self._timer.isActive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide) and self._page.isVisible():
            self._page.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, True)
            self._timer.start()
        return super().eventFilter(watched, event)

    def _again(self) -> None:
        self._page.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
