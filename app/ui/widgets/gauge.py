"""The budget of Fattura24's calls as three rings: a minute, an hour, a day."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.api.status import BudgetWindow
from app.ui.i18n import number
from app.ui.theme import color, theme

_ROOMY = 88.0
"""Pixels a ring needs for its second line."""

_START, _SPAN = 225, -270  # degrees, counted from three o'clock; open at the bottom


class BudgetGauge(QWidget):
    """Shows how many calls are left in each rolling window; the words are its accessible description, too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._windows: tuple[BudgetWindow, ...] = ()
        self.setAccessibleName(self.tr("Fattura24 calls left"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_budget(self, windows: Sequence[BudgetWindow]) -> None:
        """Show these windows."""
        self._windows = tuple(windows)
        words = "; ".join(
            self.tr("%1: %2 of %3 calls left")
            .replace("%1", self.caption(w))
            .replace("%2", number(left(w)))
            .replace("%3", number(w.limit))
            for w in self._windows
        )
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def caption(self, window: BudgetWindow) -> str:
        """Return the words for a window's length."""
        if window.seconds <= 60:
            return self.tr("this minute")
        return self.tr("this hour") if window.seconds <= 3600 else self.tr("in 24 hours")

    def sizeHint(self) -> QSize:
        return QSize(330, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(260, 120)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / max(1, len(self._windows))
        for i, window in enumerate(self._windows):
            self._ring(painter, QRectF(i * step, 0, step, self.height()), window)
        painter.end()

    def _ring(self, painter: QPainter, room: QRectF, window: BudgetWindow) -> None:
        size = min(room.width() - 12, 96.0)
        ring = QRectF(room.center().x() - size / 2, 6, size, size)
        share = left(window) / window.limit if window.limit else 0.0
        pen = QPen(color("border"), 9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(ring.adjusted(5, 5, -5, -5), _START * 16, _SPAN * 16)
        if share > 0:
            pen.setColor(color(ring_token(share)))
            painter.setPen(pen)
            painter.drawArc(ring.adjusted(5, 5, -5, -5), _START * 16, round(_SPAN * 16 * share))
        font = QFont(self.font())
        font.setPointSizeF(self.font().pointSizeF() * 1.5)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(color("text"))
        painter.drawText(ring.adjusted(0, -4, 0, -4), Qt.AlignmentFlag.AlignCenter, number(left(window)))
        small = QFont(self.font())
        small.setPointSizeF(self.font().pointSizeF() * 0.85)
        painter.setFont(small)
        painter.setPen(color("muted"))
        of = self.tr("of %1").replace("%1", number(window.limit))
        if size >= _ROOMY:  # in a smaller ring it would stand upon the caption; the tooltip has it
            painter.drawText(ring.adjusted(0, 34, 0, 34), Qt.AlignmentFlag.AlignCenter, of)
        below = QRectF(room.left(), ring.bottom() - 8, room.width(), 22)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.caption(window))


def left(window: BudgetWindow) -> int:
    """Return the calls left in a window."""
    return max(0, window.limit - window.used)


def ring_token(share: float) -> str:
    """Return the colour of a ring by the share that is left (0 to 1)."""
    return "danger" if share < 0.05 else "warn" if share < 0.25 else "accent"
