"""Sketches of pages of the two services: where on them is what the assistant asks for.

Drawn by us, in the colours of the window: no picture of a page, which would be out of date with its next version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import color, theme

_BAR, _LINE, _PAD = 30.0, 27.0, 12.0
_WIDEST = 640


@dataclass(frozen=True, slots=True)
class Part:
    """Something on a page: its words, how it is drawn (text, field, button or tick) and the number of the sentence
    that speaks of it (0: none)."""

    words: str
    kind: str = "text"
    number: int = 0


class Sketch(QWidget):
    """A page: its address with the part that matters in front of the eyes, its menu, and what stands on it."""

    def __init__(
        self,
        name: str,
        address: Sequence[tuple[str, int]],
        menu: Sequence[Part],
        content: Sequence[Part],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._address, self._menu, self._content = tuple(address), tuple(menu), tuple(content)
        self.setAccessibleName(name)
        spoken = [*(w for w, number in self._address if number), *(p.words for p in (*menu, *content) if p.number)]
        self.setAccessibleDescription("; ".join(spoken))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(_WIDEST)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        rows = max(len(self._menu), len(self._content))
        return QSize(_WIDEST, int(_BAR + 2 * _PAD + rows * _LINE))

    def minimumSizeHint(self) -> QSize:
        return QSize(360, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPointSizeF(self.font().pointSizeF() * 0.92)
        painter.setFont(font)
        whole = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(color("border"), 1.2))
        painter.setBrush(color("raised"))
        painter.drawRoundedRect(whole, 8, 8)
        self._draw_address(painter, whole)
        aside = min(200.0, whole.width() * 0.36)
        top = whole.top() + _BAR
        painter.setPen(QPen(color("border"), 1.2))
        painter.drawLine(int(whole.left()), int(top), int(whole.right()), int(top))
        painter.drawLine(int(whole.left() + aside), int(top), int(whole.left() + aside), int(whole.bottom()))
        for parts, left, width in (
            (self._menu, whole.left() + _PAD, aside - 2 * _PAD),
            (self._content, whole.left() + aside + _PAD, whole.width() - aside - 2 * _PAD),
        ):
            for row, part in enumerate(parts):
                self._draw_part(painter, part, QRectF(left, top + _PAD + row * _LINE, width, _LINE - 4))
        painter.end()

    def _draw_address(self, painter: QPainter, whole: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("strong_border"))
        middle = whole.top() + _BAR / 2
        for n in range(3):
            painter.drawEllipse(QRectF(whole.left() + 12 + n * 13, middle - 4, 8, 8))
        pill = QRectF(whole.left() + 60, whole.top() + 5, whole.width() - 70, _BAR - 10)
        painter.setPen(QPen(color("border"), 1))
        painter.setBrush(color("surface"))
        painter.drawRoundedRect(pill, 9, 9)
        left = pill.left() + 10
        metrics = QFontMetricsF(painter.font())
        for words, number in self._address:
            left += 6 if number else 0
            room = pill.right() - left - 12
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            width = metrics.horizontalAdvance(shown)
            where = QRectF(left, pill.top(), width, pill.height())
            if number:
                self._mark(painter, where.adjusted(-3, 1, 3, -1))
            painter.setPen(color("text" if number else "muted"))
            painter.drawText(where, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
            left += width + (6 if number else 0)
            if number:
                left = self._badge(painter, number, left, where.center().y()) + 6

    def _draw_part(self, painter: QPainter, part: Part, where: QRectF) -> None:
        metrics = QFontMetricsF(painter.font())
        badge = 24.0 if part.number else 0.0
        inset = 22.0 if part.kind == "tick" else 10.0 if part.kind in ("field", "button") else 4.0
        words = metrics.elidedText(part.words, Qt.TextElideMode.ElideRight, where.width() - badge - inset - 8)
        width = metrics.horizontalAdvance(words) + inset + 10
        body = QRectF(where.left(), where.top(), width, where.height())
        if part.kind in ("field", "button"):
            painter.setPen(QPen(color("strong_border"), 1))
            painter.setBrush(color("surface") if part.kind == "field" else color("accent_soft"))
            painter.drawRoundedRect(body, 5, 5)
        if part.number:
            self._mark(painter, body)
        if part.kind == "tick":
            self._tick(painter, body)
        painter.setPen(color("text" if part.number or part.kind != "text" else "muted"))
        inner = body.adjusted(inset, 0, 0, 0)
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), words)
        if part.number:
            self._badge(painter, part.number, body.right() + 5, body.center().y())

    def _mark(self, painter: QPainter, where: QRectF) -> None:
        painter.setPen(QPen(color("accent"), 1.8))
        painter.setBrush(color("accent_soft"))
        painter.drawRoundedRect(where, 5, 5)

    def _tick(self, painter: QPainter, body: QRectF) -> None:
        box = QRectF(body.left() + 4, body.center().y() - 6, 12, 12)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color("accent"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(QPen(color("on_accent"), 1.8))
        x, y = box.left(), box.top()
        painter.drawPolyline([QPointF(x + 3, y + 6), QPointF(x + 5, y + 9), QPointF(x + 9.5, y + 3.5)])

    def _badge(self, painter: QPainter, number: int, left: float, middle: float) -> float:
        """Draw the number of a sentence and return where it ends."""
        disc = QRectF(left, middle - 9, 18, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color("accent")))
        painter.drawEllipse(disc)
        painter.setPen(color("on_accent"))
        painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), self.locale().toString(number))
        return disc.right()
