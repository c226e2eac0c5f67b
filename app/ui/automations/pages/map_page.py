"""Who sets off whom: a drawing of all automations, and the same as a table for those who do not see it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView, QScrollArea, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from app.automation.model import Automation, State
from app.automation.offer.loops import Edge, cycles, edges
from app.ui.automations.words import trigger_words
from app.ui.theme import color
from app.ui.widgets.controls import Notice, button, label, row

_BOX, _HIGH, _GAP, _SIDE = 300.0, 46.0, 22.0, 30.0


class MapDrawing(QWidget):
    """Boxes below each other, and an arrow from who writes to who is set off; arrows of a ring are red."""

    def __init__(self) -> None:
        super().__init__()
        self._names: list[str] = []
        self._on: list[bool] = []
        self._arrows: list[tuple[int, int, bool]] = []
        self.setAccessibleName(self.tr("Drawing of who sets off whom; the table below says the same"))

    def show_map(
        self, automations: Sequence[Automation], found: Sequence[Edge], rings: Sequence[tuple[str, ...]]
    ) -> None:
        """Draw these automations."""
        place = {one.id: n for n, one in enumerate(automations)}
        self._names = [one.name for one in automations]
        self._on = [one.state is State.ON for one in automations]
        self._arrows = [
            (place[e.writer], place[e.started], any(e.writer in ring and e.started in ring for ring in rings))
            for e in found
        ]
        self.setMinimumSize(self.sizeHint())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(int(_BOX + 2 * _SIDE + 90), int(2 * _GAP + len(self._names) * (_HIGH + _GAP)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetricsF(self.font())
        boxes = [QRectF(_SIDE, _GAP + n * (_HIGH + _GAP), _BOX, _HIGH) for n in range(len(self._names))]
        seen = QRectF(event.rect())
        for n, (start, end, ring) in enumerate(self._arrows):
            top, bottom = sorted((boxes[start].center().y(), boxes[end].center().y()))
            if bottom + _HIGH < seen.top() or top - _HIGH > seen.bottom():
                continue
            self._arrow(painter, boxes[start], boxes[end], "danger" if ring else "accent", 26.0 + 12.0 * (n % 5))
        for box, name, on in zip(boxes, self._names, self._on, strict=True):
            if not box.intersects(seen):
                continue
            painter.setPen(QPen(color("accent" if on else "border"), 1.5))
            painter.setBrush(color("surface"))
            painter.drawRoundedRect(box, 9, 9)
            painter.setPen(color("text" if on else "muted"))
            inner = box.adjusted(12, 0, -12, 0)
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, inner.width())
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)

    def _arrow(self, painter: QPainter, start: QRectF, end: QRectF, token: str, out: float) -> None:
        painter.setPen(QPen(color(token), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        a = QPointF(start.right(), start.center().y() + 7)
        b = QPointF(end.right() + 7, end.center().y() - 7)
        path = QPainterPath(a)
        path.cubicTo(a + QPointF(out, 0), b + QPointF(out, 0), b)
        painter.drawPath(path)
        head = QPainterPath(QPointF(end.right() + 1, b.y()))
        head.lineTo(b + QPointF(2, -5))
        head.lineTo(b + QPointF(2, 5))
        head.closeSubpath()
        painter.fillPath(head, color(token))


class MapPage(QWidget):
    """The drawing with its table."""

    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.back_ = button(self.tr("&Back"), on_click=self.back.emit)
        self.ring = Notice(kind="warn")
        self.ring.hide()
        self.drawing = MapDrawing()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.drawing)
        scroll.setAccessibleName(self.tr("Map of the automations"))
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName(self.tr("Who sets off whom"))
        self.table.setHorizontalHeaderLabels([self.tr("Automation"), self.tr("Starts"), self.tr("Sets off")])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        head = self.table.horizontalHeader()
        for column in range(3):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 20, 28, 16)
        outer.setSpacing(8)
        outer.addLayout(row(self.back_, label(self.tr("Who sets off whom"), "h1"), None, spacing=14))
        outer.addWidget(self.ring)
        outer.addWidget(scroll, 3)
        outer.addWidget(self.table, 2)

    def show_map(self, automations: Sequence[Automation]) -> None:
        """Show these automations."""
        found, rings = edges(automations), cycles(automations)
        self.drawing.show_map(automations, found, rings)
        names = {one.id: one.name for one in automations}
        if rings:
            told = self.tr("These set each other off in a ring: %1. Ponte24 stops them after three times.")
            self.ring.show_words(
                told.replace("%1", "; ".join(", ".join(names[i] for i in ring) for ring in rings)), "warn"
            )
        else:
            self.ring.hide()
        self.table.setRowCount(len(automations))
        for n, one in enumerate(automations):
            started = [names[e.started] for e in found if e.writer == one.id]
            cells = (one.name, trigger_words(one), ", ".join(started) or "–")
            for column, words in enumerate(cells):
                item = QTableWidgetItem(words)
                item.setToolTip(words)
                self.table.setItem(n, column, item)
