"""A layout that goes on in the next line where there is no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QPushButton, QWidget

from app.ui.theme import hide_icon


class FlowLayout(QLayout):
    """Puts items side by side and wraps them; the height follows from the width."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), dry=True)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, dry=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, dry: bool) -> int:
        x, y, high = rect.x(), rect.y(), 0
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint()
            if x > rect.x() and x + size.width() > rect.right() + 1:
                x, y, high = rect.x(), y + high + self.gap, 0
            if not dry:
                item.setGeometry(QRect(QPoint(x, y), size))
            x += size.width() + self.gap
            high = max(high, size.height())
        return y + high - rect.y()


class ButtonBar(QWidget):
    """Buttons side by side. Where there is no room for them in one line they go without their pictures, and only then
    into a second line."""

    def __init__(self) -> None:
        super().__init__()
        self._bar: tuple[QPushButton, ...] = ()
        self._flow = FlowLayout(self)

    def put(self, buttons: Sequence[QPushButton]) -> None:
        """Show these buttons."""
        self._bar = tuple(buttons)
        for one in buttons:
            self._flow.addWidget(one)
        self.fit()

    def fit(self) -> None:
        """Look anew whether the pictures have room; called by itself when the width changes."""
        shown = [one for one in self._bar if not one.isHidden()]
        for one in self._bar:
            hide_icon(one, False)
        wanted = sum(one.sizeHint().width() for one in shown) + self._flow.gap * max(0, len(shown) - 1)
        if wanted > self.width():
            for one in self._bar:
                hide_icon(one, True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
