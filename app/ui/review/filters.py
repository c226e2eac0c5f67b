"""Search, side and the chips with counts above the list of the review."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFontMetrics,
    QIcon,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from app.sync.plan.model import Side
from app.ui.i18n import number
from app.ui.models import plan_words as words
from app.ui.models.plan_index import GROUPS, Group, Query
from app.ui.review.table.delegate import LOOK, SOFT
from app.ui.theme import color, icon, pixmap, theme
from app.ui.widgets.controls import column, row
from app.ui.widgets.flow import FlowLayout

_TYPING_MS = 140
_ROOM_FOR_PICTURES = 760
"""Pixels below which the chips show words alone."""


class Chip(QAbstractButton):
    """A group as a switch: icon, name and count."""

    def __init__(self, group: Group, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.topic = group
        self.count = 0
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(words.group_hint(group))
        self.setText(words.group_name(group))
        self._plain = False

    def set_plain(self, plain: bool) -> None:
        """Leave the picture out, where the chips would need a second row that the list has a better use for."""
        if plain != self._plain:
            self._plain = plain
            self.updateGeometry()
            self.update()

    @property
    def _left(self) -> int:
        return 12 if self._plain else 31

    def set_count(self, count: int) -> None:
        """Show how many rows the group has; an empty group hides its chip."""
        self.count = count
        self.setVisible(bool(count))
        self.setAccessibleName(f"{self.text()}, {number(count)}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(
            metrics.horizontalAdvance(self.text()) + metrics.horizontalAdvance(number(self.count)) + 23 + self._left, 32
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name, token = LOOK[self.topic]
        chosen = self.isChecked()
        rect = self.rect().adjusted(1, 1, -1, -1)
        painter.setBrush(color(SOFT.get(token, "raised")) if chosen else color("surface"))
        edge = "accent" if self.hasFocus() else token if chosen else "border"
        painter.setPen(QPen(color(edge), 1.8 if self.hasFocus() or chosen else 1))
        painter.drawRoundedRect(rect, 15, 15)
        if not self._plain:
            painter.drawPixmap(11, rect.center().y() - 7, pixmap(name, token, 16))
        painter.setPen(color("text"))
        inner = rect.adjusted(self._left, 0, -12, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.setPen(color(token))
        font = painter.font()
        font.setBold(True)
        painter.setFont(font)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, number(self.count))
        painter.end()


class FilterBar(QWidget):
    """Emits ``changed(Query)`` when a person wants to see something else."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search names and values (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Search names and values"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumHeight(34)
        self._lens = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self.side = QComboBox()
        self.side.setAccessibleName(self.tr("Which side is written"))
        self.side.setMinimumHeight(34)
        self.side.addItem(self.tr("Both sides"), None)
        for side in Side:
            self.side.addItem(self.tr("To {side}").format(side=words.SIDE_NAMES[side]), side)
        self.open_only = QComboBox()
        self.open_only.setAccessibleName(self.tr("Decided or not"))
        self.open_only.setMinimumHeight(34)
        self.open_only.addItem(self.tr("Everything"), False)
        self.open_only.addItem(self.tr("Only what is to decide"), True)
        chips = FlowLayout(gap=8)
        self.chips = {group: Chip(group) for group in GROUPS}
        for chip in self.chips.values():
            chip.set_count(0)
            chip.toggled.connect(self._tell)
            chips.addWidget(chip)
        line = row(self.search, self.side, self.open_only, spacing=10)
        line.setStretch(0, 1)
        self.setLayout(column(line, chips, spacing=10))
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_TYPING_MS)
        self._wait.timeout.connect(self._tell)
        self.search.textChanged.connect(lambda _: self._wait.start())
        self.search.returnPressed.connect(self._tell)
        self.side.currentIndexChanged.connect(self._tell)
        self.open_only.currentIndexChanged.connect(self._tell)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.setContext(Qt.ShortcutContext.WindowShortcut)
        find.activated.connect(self.focus_search)
        theme().changed.connect(self._colour)
        self._colour()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for chip in self.chips.values():
            chip.set_plain(self.width() < _ROOM_FOR_PICTURES)

    def query(self) -> Query:
        """Return what is asked for."""
        groups = frozenset(g for g, chip in self.chips.items() if chip.isChecked() and not chip.isHidden())
        return Query(self.search.text().strip(), groups, self.side.currentData(), bool(self.open_only.currentData()))

    def reset(self) -> None:
        """Ask for everything again, without telling."""
        for widget in (self.search, self.side, self.open_only, *self.chips.values()):
            widget.blockSignals(True)
        self.search.clear()
        self.side.setCurrentIndex(0)
        self.open_only.setCurrentIndex(0)
        for chip in self.chips.values():
            chip.setChecked(False)
        for widget in (self.search, self.side, self.open_only, *self.chips.values()):
            widget.blockSignals(False)

    def set_counts(self, counts: Mapping[Group, int]) -> None:
        """Show how many rows each group of the plan has."""
        for group, chip in self.chips.items():
            chip.set_count(counts.get(group, 0))

    def focus_search(self) -> None:
        """Put the keyboard into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _tell(self, *_: object) -> None:
        self._wait.stop()
        self.changed.emit(self.query())

    def _colour(self) -> None:
        self._lens.setIcon(icon("search", "muted"))
