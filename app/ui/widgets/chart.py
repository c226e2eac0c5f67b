"""The runs over time as bars: how much each changed and how it ended."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.services.api.runs import RunInfo
from app.ui.i18n import moment
from app.ui.theme import color, theme
from app.ui.tips import tip
from app.ui.words import run_counts, run_state

_FOOT = 22
_ROOM = 30


class RunsChart(QWidget):
    """One bar per run, oldest left; the height grows with the square root, so that one big run hides no small."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[RunInfo, ...] = ()
        self._empty = self.tr("No runs yet.")
        self.setAccessibleName(self.tr("Runs over time"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_runs(self, newest_first: Sequence[RunInfo]) -> None:
        """Show these runs (the last 30 of them)."""
        self._runs = tuple(reversed(tuple(newest_first)[:_ROOM]))
        lines = [self.describe(run) for run in reversed(self._runs[-5:])]
        self.setAccessibleDescription("; ".join(lines) or self._empty)
        self.update()

    def describe(self, run: RunInfo) -> str:
        """Return a run in one line."""
        return f"{moment(run.started_at)}: {run_state(run.state)[0]}, {run_counts(run)}"

    def sizeHint(self) -> QSize:
        return QSize(360, 120)

    def minimumSizeHint(self) -> QSize:
        return QSize(220, 120)

    def bar(self, index: int) -> QRectF:
        """Return where a run's bar stands."""
        high = max([math.sqrt(r.applied + r.failed) for r in self._runs] + [1.0])
        step = self.width() / max(len(self._runs), 12)
        run = self._runs[index]
        floor = self.height() - _FOOT
        height = max(5.0, (floor - 8) * math.sqrt(run.applied + run.failed) / high)
        width = min(step * 0.62, 22.0)
        return QRectF(index * step + (step - width) / 2, floor - height, width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(color("muted"))
        if not self._runs:
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._empty)
            painter.end()
            return
        floor = self.height() - _FOOT
        painter.setPen(color("border"))
        painter.drawLine(0, floor, self.width(), floor)
        painter.setPen(Qt.PenStyle.NoPen)
        for i, run in enumerate(self._runs):
            token = run_state(run.state)[2]
            painter.setBrush(color("accent" if token == "ok" else token))
            painter.drawRoundedRect(self.bar(i), 3, 3)
        small = QFont(self.font())
        small.setPointSizeF(self.font().pointSizeF() * 0.85)
        painter.setFont(small)
        painter.setPen(color("muted"))
        foot = QRectF(0, floor + 4, self.width(), _FOOT - 4)
        side = Qt.AlignmentFlag.AlignLeft if len(self._runs) < 12 else Qt.AlignmentFlag.AlignRight
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, moment(self._runs[0].started_at))
        if side is Qt.AlignmentFlag.AlignRight:
            painter.drawText(foot, side, moment(self._runs[-1].started_at))
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            for i, run in enumerate(self._runs):
                column = self.bar(i)
                column.setTop(0)
                if column.contains(QPointF(event.pos())):
                    QToolTip.showText(event.globalPos(), tip(self.describe(run)), self)
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)
