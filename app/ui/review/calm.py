"""The review without a list: a picture, what it means, and the one thing to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from app.ui.review.drawings import BridgeDrawing
from app.ui.widgets.controls import button, column, label, row


class CalmView(QWidget):
    """A drawn state with words and one button; ``pressed`` tells when."""

    pressed = Signal()

    def __init__(
        self, drawing: str, title: str, words: str, action: str, icon: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = label(title, "h2", wrap=True)
        self.words = label(words, "muted", wrap=True)
        self.action = button(action, "primary", icon=icon, on_click=self.pressed.emit)
        for text in (self.title, self.words):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.words.setMaximumWidth(520)
        picture = BridgeDrawing(drawing)
        centred = row(None, self.words, None, spacing=0)
        centred.setStretch(1, 10)
        inner = column(
            None, row(None, picture, None), 10, self.title, centred, 10, row(None, self.action, None), None, spacing=6
        )
        inner.setContentsMargins(24, 12, 24, 24)
        self.setLayout(inner)

    def say(self, words: str) -> None:
        """Change the words below the title."""
        self.words.setText(words)
