"""Bars over time in two colours, one upon the other or side by side, with a limit where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.ui.theme import color, theme
from app.ui.tips import tip

_FOOT, _HEAD, _SIDE = 24.0, 26.0, 64.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One place on the line of time: its name below, its values by series, and what is said of it."""

    name: str
    values: tuple[float, ...]
    said: str


class BarChart(QWidget):
    """``series`` are the names and colour tokens; ``stacked`` puts one upon the other. ``limit`` draws a line."""

    def __init__(self, name: str, series: Sequence[tuple[str, str]], *, stacked: bool = False) -> None:
        super().__init__()
        self._series, self._stacked = tuple(series), stacked
        self._bars: tuple[Bar, ...] = ()
        self._limit, self._limit_words = 0.0, ""
        self._shown: tuple[str, str] = ("0", "")
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_bars(self, bars: Sequence[Bar], top: str, *, limit: float = 0.0, limit_words: str = "") -> None:
        """Show these bars; ``top`` says how much the highest is, ``limit_words`` what the line means."""
        self._bars, self._limit, self._limit_words = tuple(bars), limit, limit_words
        self._shown = ("0", top)
        self.setAccessibleDescription("; ".join(bar.said for bar in self._bars if any(bar.values)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(560, 190)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 190)

    def high(self) -> float:
        """Return the value that reaches the top."""
        sums = [sum(b.values) if self._stacked else max(b.values, default=0.0) for b in self._bars]
        return max([*sums, self._limit, 1.0])

    def place(self, index: int) -> QRectF:
        """Return the room of a bar from floor to top."""
        room = self.width() - _SIDE - 4
        step = room / max(1, len(self._bars))
        return QRectF(_SIDE + index * step, _HEAD, step, self.height() - _HEAD - _FOOT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPointSizeF(self.font().pointSizeF() * 0.85)
        painter.setFont(font)
        floor, top = self.height() - _FOOT, _HEAD
        painter.setPen(color("border"))
        painter.drawLine(int(_SIDE), int(floor), self.width(), int(floor))
        painter.setPen(color("muted"))
        for words, at in ((self._shown[0], floor), (self._shown[1], top)):
            where = QRectF(0, at - 9, _SIDE - 8, 18)
            painter.drawText(where, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), words)
        self._draw_legend(painter)
        high = self.high()
        for n, bar in enumerate(self._bars):
            self._draw_bar(painter, bar, self.place(n), high)
        self._draw_names(painter, floor)
        if self._limit:
            level = floor - (floor - top) * self._limit / high
            painter.setPen(QPen(color("danger"), 1.4, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(_SIDE, level), QPointF(self.width(), level))
        painter.end()

    def _draw_bar(self, painter: QPainter, bar: Bar, room: QRectF, high: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        wide = min(room.width() * 0.66, 26.0)
        left, base = room.center().x() - wide / 2, room.bottom()
        each = wide if self._stacked else wide / max(1, len(bar.values))
        for n, (value, (_, token)) in enumerate(zip(bar.values, self._series, strict=True)):
            if value <= 0:
                continue
            height = max(2.0, room.height() * value / high)
            painter.setBrush(color(token))
            painter.drawRoundedRect(
                QRectF(left if self._stacked else left + n * each, base - height, each, height), 2, 2
            )
            base -= height if self._stacked else 0.0

    def _draw_names(self, painter: QPainter, floor: float) -> None:
        """Write as many names below as there is room for."""
        painter.setPen(color("muted"))
        metrics = QFontMetricsF(painter.font())
        widest = max((metrics.horizontalAdvance(b.name) for b in self._bars), default=0.0) + 10
        step = self.place(0).width() if self._bars else 1.0
        every = max(1, int(-(-widest // step)))
        for n in range(0, len(self._bars), every):
            middle = self.place(n).center().x()
            where = QRectF(middle - widest / 2, floor + 4, widest, _FOOT - 4)
            painter.drawText(where, int(Qt.AlignmentFlag.AlignHCenter), self._bars[n].name)

    def _draw_legend(self, painter: QPainter) -> None:
        metrics = QFontMetricsF(painter.font())
        entries = [*self._series, *([(self._limit_words, "danger")] if self._limit_words else [])]
        right = float(self.width())
        for words, token in reversed(entries):
            wide = metrics.horizontalAdvance(words)
            right -= wide
            painter.setPen(color("muted"))
            painter.drawText(QRectF(right, 0, wide + 2, 18), int(Qt.AlignmentFlag.AlignVCenter), words)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color(token))
            painter.drawRoundedRect(QRectF(right - 15, 5, 10, 9), 2, 2)
            right -= 30

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            for n, bar in enumerate(self._bars):
                if self.place(n).contains(QPointF(event.pos())):
                    QToolTip.showText(event.globalPos(), tip(bar.said), self)
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)
