"""Cards below each other, each as high as its words want: what a layout does, without laying out all of them anew
whenever one comes, goes or speaks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

_LEFT, _TOP, _RIGHT, _BOTTOM = 2, 2, 8, 2
_INDENT = 28
_NARROWEST = 120


class CardColumn(QWidget):
    """Holds widgets from top to bottom, each with how deep it stands; the next deeper one is indented once more."""

    def __init__(self) -> None:
        super().__init__()
        self._held: list[tuple[QWidget, int]] = []
        self._bottoms: list[int] = []
        self._taking = False
        self._before: list[QWidget] = []

    def arrange(self, pieces: Iterable[tuple[QWidget, int]]) -> None:
        """Hold these, in this order. Those it held before are out of sight: more may be put below, and `complete`
        deletes what was not."""
        before = [widget for widget, _depth in self._held]
        self._held = []
        self._bottoms = []
        self.append(list(pieces))
        kept = {id(widget) for widget, _depth in self._held}
        self._before += [widget for widget in before if id(widget) not in kept]
        for widget in self._before:
            widget.hide()

    def complete(self) -> None:
        """Delete what it held before and does not any more: nothing more is put below."""
        kept = {id(widget) for widget, _depth in self._held}
        for widget in self._before:
            if id(widget) not in kept:
                with suppress(RuntimeError):  # Qt has deleted it already, with the window
                    widget.deleteLater()
        self._before = []

    def append(self, pieces: Sequence[tuple[QWidget, int]]) -> None:
        """Put more below."""
        first = len(self._held)
        self._taking = True
        for widget, depth in pieces:
            self._held.append((widget, depth))
            if widget.parentWidget() is not self:
                widget.setParent(self)
                widget.ensurePolished()
        self._place(first)
        for widget, _depth in pieces:
            widget.show()
        self._taking = False

    def _place(self, first: int = 0) -> None:
        """Give each its place, from the ``first`` on: those above stand already."""
        room = self.width() - _LEFT - _RIGHT
        y = self._bottoms[first - 1] if first else _TOP
        del self._bottoms[first:]
        for widget, depth in self._held[first:]:
            width = max(_NARROWEST, room - _INDENT * depth)
            try:
                high = widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
                high = min(max(high, widget.minimumHeight()), widget.maximumHeight())
                widget.setGeometry(_LEFT + _INDENT * depth, y, width, high)
            except RuntimeError:  # the window is being taken down: Qt has deleted it already
                return
            y += high
            self._bottoms.append(y)
        if y + _BOTTOM != self.minimumHeight():
            self.setMinimumHeight(y + _BOTTOM)

    def sizeHint(self) -> QSize:
        return QSize(360, self.minimumHeight())

    def event(self, event: QEvent) -> bool:
        """Something in it wants another height."""
        if event.type() == QEvent.Type.LayoutRequest and not self._taking:
            self._place()
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._place()
