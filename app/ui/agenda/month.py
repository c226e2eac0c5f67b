"""A month with a dot below each day on which there is something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QDate, QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QToolButton, QWidget

from app.ui.i18n import locale
from app.ui.theme import color, set_icon


class Month(QCalendarWidget):
    """Days with open tasks have a dot in the accent's colour (red where they have passed), days with appointments one
    beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks: Mapping[date, int] = {}
        self._appointments: Mapping[date, int] = {}
        self._today = date.min
        self.setLocale(locale())
        self.setFirstDayOfWeek(locale().firstDayOfWeek())
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setGridVisible(False)
        self.setAccessibleName(self.tr("Month"))
        self.setMinimumHeight(230)
        self.setMaximumHeight(330)  # a tall window would draw it out to the ground
        for name, icon, words in (
            ("qt_calendar_prevmonth", "chevron-left", self.tr("Month before")),
            ("qt_calendar_nextmonth", "chevron-right", self.tr("Month after")),
        ):
            turn = self.findChild(QToolButton, name)
            if turn is not None:
                set_icon(turn, icon, "muted", 18)
                turn.setAccessibleName(words)
                turn.setToolTip(words)
        self.dress()

    def dress(self) -> None:
        """Take the colours of the theme: Qt paints weekends red by itself."""
        plain = QTextCharFormat()
        plain.setForeground(color("text"))
        for day in Qt.DayOfWeek:
            self.setWeekdayTextFormat(day, plain)
        head = QTextCharFormat()
        head.setForeground(color("muted"))
        self.setHeaderTextFormat(head)

    def show_days(self, tasks: Mapping[date, int], appointments: Mapping[date, int], today: date) -> None:
        """Show which days have something."""
        self._tasks, self._appointments, self._today = tasks, appointments, today
        self.updateCells()

    def words(self, day: date) -> str:
        """Return what a day has, for those who do not see the dots."""
        parts = []
        if count := self._tasks.get(day, 0):
            parts.append(self.tr("%n task(s)", "", count))
        if count := self._appointments.get(day, 0):
            parts.append(self.tr("%n appointment(s)", "", count))
        return ", ".join(parts)

    def paintCell(self, painter: QPainter, rect: QRect, cell: QDate | date) -> None:
        day = cell if isinstance(cell, date) else date(cell.year(), cell.month(), cell.day())
        super().paintCell(painter, rect, QDate(day.year, day.month, day.day))
        dots = []
        if self._tasks.get(day):
            dots.append("danger" if day < self._today else "accent")
        if day in self._appointments:
            dots.append("highlevel")
        if not dots:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        left = rect.center().x() - 3.5 * (len(dots) - 1)
        for n, token in enumerate(dots):
            painter.setBrush(color(token))
            painter.drawEllipse(QPointF(left + 7 * n, rect.bottom() - 4.5), 2.2, 2.2)
        painter.restore()
