"""Pictures for the moments in which there is nothing to list, drawn in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import color, pixmap, theme

STATES = ("in-step", "waiting", "apart")


class BridgeDrawing(QWidget):
    """The bridge between the two services: whole (``in-step``), being looked at (``waiting``) or open (``apart``)."""

    def __init__(self, state: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if state not in STATES:
            raise ValueError(state)
        self.state = state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(340, 170)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        water = color("accent_soft")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(water)
        painter.drawRoundedRect(QRectF(20, 138, 300, 14), 7, 7)
        self._bank(painter, QRectF(8, 74, 84, 78), color("highlevel"), "person")
        self._bank(painter, QRectF(248, 74, 84, 78), color("fattura24"), "file")
        self._arch(painter)
        badge = {
            "in-step": ("ok", "ok_soft", "check"),
            "waiting": ("accent", "accent_soft", "search"),
            "apart": ("warn", "warn_soft", "key"),
        }[self.state]
        painter.setPen(QPen(color(badge[0]), 2.5))
        painter.setBrush(color(badge[1]))
        painter.drawEllipse(QPointF(170, 40), 27, 27)
        painter.drawPixmap(156, 26, pixmap(badge[2], badge[0], 28))
        painter.end()

    def _bank(self, painter: QPainter, rect: QRectF, shade: QColor, name: str) -> None:
        fill = QColor(shade)
        fill.setAlphaF(0.16)
        painter.setPen(QPen(shade, 2))
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, 14, 14)
        token = "highlevel" if name == "person" else "fattura24"
        painter.drawPixmap(int(rect.center().x()) - 20, int(rect.center().y()) - 20, pixmap(name, token, 40))

    def _arch(self, painter: QPainter) -> None:
        pen = QPen(color("accent" if self.state != "apart" else "strong_border"), 5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.state == "apart":
            painter.drawLine(QPointF(96, 104), QPointF(140, 104))
            painter.drawLine(QPointF(200, 104), QPointF(244, 104))
            return
        painter.drawLine(QPointF(96, 104), QPointF(244, 104))
        arch = QPainterPath(QPointF(100, 140))
        arch.quadTo(QPointF(170, 76), QPointF(240, 140))
        pen.setWidthF(3)
        painter.setPen(pen)
        painter.drawPath(arch)
        for x in (126, 148, 170, 192, 214):
            t = (x - 100) / 140
            painter.drawLine(QPointF(x, 104), QPointF(x, 140 - 128 * t * (1 - t)))
