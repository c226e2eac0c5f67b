"""F1 in a dialog, which keeps the keys of the window behind it to itself."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog


def add_help_key(dialog: QDialog, place: str) -> None:
    """Let F1 open over the dialog the page of help that explains a place."""

    def show() -> None:
        from app.ui.help.dialog import HelpDialog

        HelpDialog(dialog, place).show()

    shortcut = QShortcut(QKeySequence("F1"), dialog)
    shortcut.activated.connect(show)
