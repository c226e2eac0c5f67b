"""Message boxes whose words are words: Qt's own would take what a name says for markup."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

_WIDTH = 380
"""Pixels that the words have at least: Qt makes a box as narrow as its title and breaks the rest after every word."""


def message_box(
    icon: QMessageBox.Icon, title: str, words: str = "", parent: QWidget | None = None, *, window_title: str = "Ponte24"
) -> QMessageBox:
    """Return a box that shows a title and what it means as they stand; buttons are the caller's."""
    box = QMessageBox(parent)
    box.setIcon(icon)
    box.setWindowTitle(window_title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(title)
    box.setInformativeText(words)
    for label in box.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)  # the box hands its own format to the title alone
        if label.objectName() == "qt_msgbox_informativelabel":
            label.setMinimumWidth(_WIDTH)
    return box
