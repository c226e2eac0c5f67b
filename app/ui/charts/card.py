"""A chart with its numbers as a table, which a button shows beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from app.ui.widgets.controls import Card, Fold, label

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ChartCard(Card):
    """The chart, a line on what it means, and its numbers, folded in."""

    def __init__(self, title: str, icon: str, chart: QWidget, note: str, heads: Sequence[str]) -> None:
        super().__init__(title, icon=icon)
        self.chart = chart
        self.table = QTableWidget(0, len(heads))
        self.table.setHorizontalHeaderLabels(list(heads))
        self.table.setAccessibleName(self.tr("Numbers: %1").replace("%1", title))
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.setFixedHeight(220)
        self.numbers = Fold(self.tr("The numbers as a table"), self.table)
        self.body.addWidget(chart)
        if note:
            self.body.addWidget(label(note, "small", wrap=True))
        self.body.addWidget(self.numbers)

    def show_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show the numbers; the first cell of a row says which."""
        self.table.setRowCount(len(rows))
        for r, row in enumerate(rows):
            for c, words in enumerate(row):
                item = QTableWidgetItem(words)
                if c:
                    item.setTextAlignment(_RIGHT)
                self.table.setItem(r, c, item)
