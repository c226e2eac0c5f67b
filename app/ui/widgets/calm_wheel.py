"""The wheel scrolls the page, and changes no choice that it merely passes over."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QWidget

_CALM = "calm_wheel"


class _CalmWheel(QObject):
    """Hands the wheel on to the page while the keyboard is elsewhere; a settings page keeps every change at once."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def calm(page: QWidget) -> None:
    """Let the wheel change a box or a number below ``page`` only once it was clicked or reached by Tab; boxes that
    come later are calmed by another call."""
    for box in (*page.findChildren(QComboBox), *page.findChildren(QAbstractSpinBox)):
        if not box.property(_CALM):
            box.setProperty(_CALM, True)
            if box.focusPolicy() == Qt.FocusPolicy.WheelFocus:
                box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else the wheel itself gives it the keyboard
            box.installEventFilter(_CalmWheel(box))
