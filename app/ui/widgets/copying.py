"""Texts that are meant to be taken elsewhere: each line with a button that copies it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QToolButton

from app.ui.theme import set_icon
from app.ui.widgets.controls import button, column, label, row, tool_button

translate = QCoreApplication.translate

_SHOWN_MS = 1500


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


class CopyList(QFrame):
    """Lines in an inset, each with a button to copy it; with ``together`` one button copies them all."""

    def __init__(self, name: str, lines: Sequence[str], *, together: str = "") -> None:
        super().__init__()
        self.setProperty("role", "inset")
        self.setAccessibleName(name)
        self.lines = tuple(lines)
        self.buttons: list[QToolButton] = []
        body = column(spacing=2)
        body.setContentsMargins(14, 8, 10, 8)
        for line in lines:
            words = label(line, selectable=True)
            if together:
                body.addWidget(words)
                continue
            copy = tool_button(translate("CopyList", "Copy %1").replace("%1", line), "copy")
            copy.clicked.connect(lambda _=False, text=line, on=copy: self._copy(text, on))
            self.buttons.append(copy)
            body.addLayout(row(words, None, copy))
        if together:
            self.all = button(together, "quiet", icon="copy", on_click=lambda: copy_text("\n".join(self.lines)))
            body.addLayout(row(self.all, None))
        self.setLayout(body)

    def _copy(self, text: str, pressed: QToolButton) -> None:
        copy_text(text)
        set_icon(pressed, "check", "ok", 20)
        QTimer.singleShot(_SHOWN_MS, pressed, lambda: set_icon(pressed, "copy", "muted", 20))
