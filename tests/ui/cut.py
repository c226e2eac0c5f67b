"""Finds what a person cannot read or reach in a window as it stands: controls outside, words that are cut off."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)

CONTROLS = (QAbstractButton, QComboBox, QLineEdit, QAbstractSpinBox)
_SLACK = 2
"""Pixels that rounding may cost."""


def complaints(window: QWidget) -> list[str]:
    """Return one line for each thing that is cut off or out of reach."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not window:
            continue
        found += [f"{describe(widget)}: {what}" for what in of(widget, window)]
    return sorted(set(found))


def describe(widget: QWidget) -> str:
    """Name a widget so that a person finds it."""
    words = widget.accessibleName() or (widget.text() if isinstance(widget, (QAbstractButton, QLabel)) else "")
    return f"{type(widget).__name__} «{words[:50]}»"


def of(widget: QWidget, window: QWidget) -> Iterator[str]:
    """Yield what is wrong with one widget."""
    if isinstance(widget, QHeaderView):
        yield from _header(widget)
    elif isinstance(widget, QScrollArea) and widget.horizontalScrollBar().maximum() > 0:
        yield f"wider than its place by {widget.horizontalScrollBar().maximum()}"
    elif isinstance(widget, QTabBar):
        for i in range(widget.count()):
            if not widget.rect().contains(widget.tabRect(i)):
                yield f"the tab {widget.tabText(i)} is cut"
    if isinstance(widget, CONTROLS) and not _inside_a_view(widget):
        yield from _reach(widget, window)
    if isinstance(widget, QAbstractButton) and widget.text() and widget.width() + _SLACK < widget.sizeHint().width():
        yield f"its words are cut ({widget.width()} of {widget.sizeHint().width()})"
    if isinstance(widget, QComboBox) and not widget.isEditable():
        room = widget.width() - 40
        if QFontMetrics(widget.font()).horizontalAdvance(widget.currentText()) > room + _SLACK:
            yield f"its choice is cut: {widget.currentText()}"
    if isinstance(widget, QLabel) and widget.text() and not widget.toolTip():
        yield from _label(widget)


def _inside_a_view(widget: QWidget) -> bool:
    """Whether a control belongs to a list or a field, which scrolls by itself."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea) and not isinstance(parent, QScrollArea):
            return True
        if isinstance(parent, (QComboBox, QAbstractSpinBox, QLineEdit, QTabBar)):
            return True
        parent = parent.parentWidget()
    return False


def _reach(widget: QWidget, window: QWidget) -> Iterator[str]:
    """A control must be wholly in the window, or in something that can be scrolled down to it."""
    rect = QRect(QPoint(0, 0), widget.size())
    parent, here = widget.parentWidget(), widget
    while parent is not None and here is not window:
        rect.translate(here.pos())
        scrolls = isinstance(parent.parentWidget(), QScrollArea) and parent.parentWidget().viewport() is parent  # type: ignore[union-attr]
        room = parent.rect()
        if rect.left() < -_SLACK or rect.right() > room.width() + _SLACK:
            yield f"sideways out of reach ({rect.left()}…{rect.right()} of {room.width()})"
            return
        if scrolls:
            # what is below can be scrolled to: from here on the whole view counts
            rect = QRect(QPoint(0, 0), parent.size())
        elif rect.top() < -_SLACK or rect.bottom() > room.height() + _SLACK:
            yield f"above or below out of reach ({rect.top()}…{rect.bottom()} of {room.height()})"
            return
        here, parent = parent, parent.parentWidget()


def _header(header: QHeaderView) -> Iterator[str]:
    model = header.model()
    for section in range(header.count()):
        if header.isSectionHidden(section):
            continue
        words = str(model.headerData(section, header.orientation()) or "")
        wanted = QFontMetrics(header.font()).horizontalAdvance(words)
        if header.sectionSize(section) + _SLACK < wanted + 8:
            yield f"the heading {words} is cut ({header.sectionSize(section)} of {wanted})"


def _label(widget: QLabel) -> Iterator[str]:
    if widget.wordWrap():
        wanted = widget.heightForWidth(widget.width())
        if widget.height() + _SLACK < wanted:
            yield f"its lines are cut ({widget.height()} of {wanted})"
    elif not widget.pixmap() and widget.width() + _SLACK < widget.sizeHint().width():
        yield f"its words are cut ({widget.width()} of {widget.sizeHint().width()})"
